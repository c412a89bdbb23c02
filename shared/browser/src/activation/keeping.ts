/**
 * Where a voting right is kept until the meeting ends: in the storage of the box's own origin (P7).
 *
 * A phone may hold several rights of one meeting: whoever has no phone borrows a neighbour's, and
 * a right that was signed is never given again, so one must not take another's place. Beside the
 * code stands what became of it in each box, and the receipt of a ballot that was cast: whoever
 * has the code can find the ballot anyway. Where nothing can be stored it lives in this page alone.
 */
import { type Slip, parseSlip, slipText } from "../crypto/credentials.ts";
import type { Activation, VotingRight } from "./right.ts";

/**
 * `waiting`: not activated yet. `active`: the box has it. `listed`: on the frozen list.
 * `late`: activation had ended. `refused`: the box did not take it. `missing`: not on the list.
 */
export type BoxState = "waiting" | "active" | "listed" | "late" | "refused" | "missing";

export interface KeptBox extends Activation {
  readonly uuid: string;
  readonly state: BoxState;
  /** What the voter keeps of a ballot cast here. */
  readonly receipt?: string;
}

/** One right as it is kept. */
export interface KeptRight {
  /** As on paper. */
  readonly slip: string;
  readonly manifest: string;
  readonly boxes: readonly KeptBox[];
}

/** What of a browser's storage is used. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** The rights of one meeting in this browser. */
export class Keeper {
  readonly #shelf: Shelf | undefined;
  readonly #name: string;
  #here: readonly KeptRight[] = [];
  #lasting = true;

  constructor(meeting: string, shelf: Shelf | undefined) {
    this.#name = `ostraka/right/${meeting}`;
    this.#shelf = shelf;
  }

  /** Whether what is kept outlives this page. */
  get lasting(): boolean {
    return this.#lasting && this.#shelf !== undefined;
  }

  /** Every right, as another page of ours may have changed it meanwhile. */
  get rights(): readonly KeptRight[] {
    if (!this.lasting) return this.#here;
    try {
      this.#here = read(this.#shelf?.getItem(this.#name) ?? "[]");
    } catch {
      this.#lasting = false;
    }
    return this.#here;
  }

  /** Keep a right; one that is here already stays as it is. */
  keep({ letter, code, manifest, boxes }: VotingRight): void {
    const slip = slipText(letter, code);
    const rights = this.rights;
    if (rights.some((one) => one.slip === slip)) return;
    const fresh = Array.from(boxes, ([uuid, activation]): KeptBox => {
      return { uuid, ...activation, state: "waiting" };
    });
    this.#write([...rights, { slip, manifest, boxes: fresh }]);
  }

  /** Note what became of one right in one box. */
  note(slip: string, uuid: string, change: Partial<Pick<KeptBox, "state" | "receipt">>): void {
    const changed = (right: KeptRight): KeptRight => ({
      ...right,
      boxes: right.boxes.map((box) => (box.uuid === uuid ? { ...box, ...change } : box)),
    });
    const rights = this.rights;
    if (!rights.some((right) => right.slip === slip)) return; // it was erased meanwhile
    this.#write(rights.map((right) => (right.slip === slip ? changed(right) : right)));
  }

  /** Forget the rights that do not belong here: any link can bring one. */
  keepOnly(belongs: (right: KeptRight) => boolean): void {
    const rights = this.rights;
    const own = rights.filter(belongs);
    if (own.length < rights.length) this.#write(own);
  }

  /** Forget every right of the meeting. */
  erase(): void {
    this.#here = [];
    try {
      this.#shelf?.removeItem(this.#name);
    } catch {
      this.#lasting = false;
    }
  }

  #write(rights: readonly KeptRight[]): void {
    this.#here = rights;
    try {
      this.#shelf?.setItem(this.#name, JSON.stringify(rights));
    } catch {
      this.#lasting = false;
    }
  }
}

/** Return the storage of this origin; undefined where the browser allows none. */
export function ownShelf(): Shelf | undefined {
  try {
    const [name, value] = ["ostraka/trial", "1"];
    localStorage.setItem(name, value);
    const kept = localStorage.getItem(name) === value;
    localStorage.removeItem(name);
    return kept ? localStorage : undefined;
  } catch {
    return undefined;
  }
}

/** Return the slip that a kept right is. */
export function slipOf({ slip }: KeptRight): Slip {
  return parseSlip(slip);
}

/** Return what is stored as `text`; what is not whole was not written by us, and is nothing. */
function read(text: string): KeptRight[] {
  try {
    const rights: unknown = JSON.parse(text);
    return Array.isArray(rights) ? rights.filter(isWhole) : [];
  } catch {
    return [];
  }
}

function isWhole(value: unknown): value is KeptRight {
  const { slip, manifest, boxes } = (value ?? {}) as Partial<KeptRight>;
  if (typeof slip !== "string" || typeof manifest !== "string" || !Array.isArray(boxes)) {
    return false;
  }
  try {
    parseSlip(slip);
    return boxes.every(({ uuid, credential }) => typeof uuid === "string" && credential);
  } catch {
    return false;
  }
}
