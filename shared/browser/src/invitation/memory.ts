/**
 * What survives a reload of the invitation's page: the storage of this tab, at the desk's origin.
 *
 * Signatures are released once, for exactly the messages that were sent first. A phone that sent
 * them and was put to sleep before the answer would have lost its vote for good, and nobody can
 * give another one (P7). So the code, what was blinded and what undoes it stand here from before
 * the first sending, and in no other place: session storage ends with the tab and no other tab sees
 * it. It is the desk's own page that made all of it, so the desk's origin learns nothing that it
 * had not had; it is erased as soon as it is of no more use: when the voter says that the box has
 * it, and when the lists are frozen. Where the browser stores nothing, the page's memory has to do.
 */
import type { BlindedCredential } from "../worker/messages.ts";

/** One request: the same bytes however often they are sent. */
export interface Request {
  /** Hex digest of the manifest whose words were compared. */
  readonly manifest: string;
  readonly code: string;
  /** uuid to what was blinded for it. */
  readonly blinded: Readonly<Record<string, BlindedCredential>>;
}

/** What is remembered of one invitation. */
export interface Remembered {
  readonly token: string;
  readonly request?: Request;
  /** The finished right as text, once the signatures were verified. */
  readonly right?: string;
}

export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** The memory of one tab for one meeting. */
export class Memory {
  readonly #shelf: Shelf | undefined;
  readonly #name: string;
  readonly #here = new Map<string, string>();

  constructor(meeting: string, shelf: Shelf | undefined) {
    this.#name = `ostraka/invitation/${meeting}`;
    this.#shelf = shelf;
  }

  /** Whether a reload would find what is kept here: the tab's storage is tried. */
  get lasting(): boolean {
    const name = `${this.#name}/trial`;
    try {
      this.#shelf?.setItem(name, "1");
      const kept = this.#shelf?.getItem(name) === "1";
      this.#shelf?.removeItem(name);
      return kept;
    } catch {
      return false;
    }
  }

  /** Return what is remembered of `token`, or of the last invitation that this tab opened. */
  recall(token: string | undefined): Remembered | undefined {
    const wanted = token ?? this.#read(this.#name);
    if (wanted === undefined) return undefined;
    this.#write(this.#name, wanted);
    const stored = this.#read(`${this.#name}/${wanted}`);
    return stored === undefined ? { token: wanted } : (JSON.parse(stored) as Remembered);
  }

  keep(remembered: Remembered): void {
    this.#write(this.#name, remembered.token);
    this.#write(`${this.#name}/${remembered.token}`, JSON.stringify(remembered));
  }

  /** Forget code and blinding; the token stays, so that a reload can still say what happened. */
  forget({ token }: Remembered): void {
    this.#here.delete(`${this.#name}/${token}`);
    try {
      this.#shelf?.removeItem(`${this.#name}/${token}`);
    } catch {
      // nothing was stored
    }
  }

  #read(name: string): string | undefined {
    try {
      return this.#shelf?.getItem(name) ?? this.#here.get(name);
    } catch {
      return this.#here.get(name);
    }
  }

  #write(name: string, value: string): void {
    this.#here.set(name, value);
    try {
      this.#shelf?.setItem(name, value);
    } catch {
      // the page's memory has it
    }
  }
}

/** Return this tab's storage; undefined where the browser allows none. */
export function tabShelf(): Shelf | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
