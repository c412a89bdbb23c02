/**
 * One scrutineer before the closed boxes: check them, then sign their closing records (PROTOCOL P4).
 *
 * Nothing is signed that this page has not calculated itself from the published archive, as
 * shared/cli/scrutineer.py does: hashes, not proofs. Of several boxes none is signed before all of
 * them were checked; the key is opened once for all.
 */
import type { BoxEntry } from "../booth/entrance.ts";
import { readClosedArchive } from "../crypto/archive.ts";
import { Refusal, VerificationFailed } from "../crypto/errors.ts";
import {
  checkClosing,
  checkSignatures,
  closingMessage,
  type ClosingRecord,
  SCRUTINEERS_NEEDED,
  type ScrutineerSignature,
} from "../documents/closing.ts";
import type { Signatures, Signing } from "../worker/signer.ts";
import type { Hall, HallDoor } from "./hall.ts";
import type { Sheet } from "./sheets.ts";
import { Hindered, hindering, hindranceOf, type Trouble } from "./table.ts";
import type { Download } from "./voted.ts";

/** A published box, what was voted on in it, and its record. */
export interface ClosedBox {
  readonly box: BoxEntry;
  readonly sheet: Sheet;
  readonly record: ClosingRecord;
}

/** What became of the signatures that were made. */
export interface Outcome {
  /** How many of the boxes bear this scrutineer's signature now. */
  readonly taken: number;
  /** What is made and not handed in. */
  readonly rest: readonly Made[];
  /** What the handing in was stopped by. */
  readonly hindered: Hindered | undefined;
}

/** A signature for one box. */
export interface Made {
  readonly uuid: string;
  readonly signature: ScrutineerSignature;
}

export type Step =
  | { readonly at: "loading" }
  | { readonly at: "stopped"; readonly trouble: Trouble }
  | { readonly at: "choosing" }
  | { readonly at: "checking"; readonly boxes: readonly ClosedBox[] }
  /** The record of the box at `place` is not what follows from its archive. */
  | { readonly at: "wrong"; readonly boxes: readonly ClosedBox[]; readonly place: number }
  | SigningStep;

/** All of these boxes are right. */
export interface SigningStep {
  readonly at: "signing";
  readonly boxes: readonly ClosedBox[];
  /** Undefined until somebody signed here. */
  readonly outcome: Outcome | undefined;
}

/** How far a check is: which box, counted from 0, and how many bytes of it. */
export interface CheckProgress {
  readonly place: number;
  readonly bytes: number;
}

/** What it works with; a test puts other parts in. */
export interface Parts {
  readonly door: HallDoor;
  readonly download: Download;
  readonly sign: (signing: Signing) => Promise<Signatures>;
  /** Called after every step. */
  readonly changed: () => void;
  readonly progress: (progress: CheckProgress) => void;
}

/** The closing of one meeting's boxes. */
export class Closing {
  readonly #parts: Parts;
  step: Step = { at: "loading" };
  hall: Hall | undefined;
  /** In the order of their classes, and of the votes in each. */
  closed: readonly ClosedBox[] = [];
  /** What a check was stopped by, where the boxes are chosen. */
  hindered: Hindered | undefined;
  /** Counts the looks and checks: one that was stopped or overtaken is not heard any more. */
  #turn = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The boxes that still need somebody's signature. */
  get waiting(): readonly ClosedBox[] {
    return this.closed.filter(({ record }) => !this.complete(record));
  }

  /** Look at the meeting and its published boxes. */
  async look(): Promise<void> {
    const turn = ++this.#turn;
    this.hindered = undefined;
    this.#go({ at: "loading" });
    try {
      const hall = await this.#parts.door.look();
      if (turn !== this.#turn) return;
      this.hall = hall;
      const found = await this.#closedBoxes(hall);
      if (turn !== this.#turn) return;
      this.closed = found;
      this.#go({ at: "choosing" });
    } catch (error) {
      if (turn !== this.#turn) return;
      const { hitch } = hindranceOf(error);
      this.#go({ at: "stopped", trouble: isTrouble(hitch) ? hitch : "internal" });
    }
  }

  /** Check boxes one after the other, up to the first that is wrong; then all may be signed. */
  async check(boxes: readonly ClosedBox[]): Promise<void> {
    const turn = ++this.#turn;
    this.hindered = undefined;
    this.#go({ at: "checking", boxes });
    for (const [place, closed] of boxes.entries()) {
      try {
        await this.#checkOne(closed, place, turn);
      } catch (error) {
        if (turn !== this.#turn) return;
        if (error instanceof Refusal) return this.#go({ at: "wrong", boxes, place });
        this.hindered = hindranceOf(error);
        return this.#go({ at: "choosing" });
      }
      if (turn !== this.#turn) return;
    }
    this.#go({ at: "signing", boxes, outcome: undefined });
  }

  /** Sign the records that were checked, each that this key has not signed; hand them in. */
  async sign(file: string, passphrase: string): Promise<void> {
    const { step } = this;
    if (step.at !== "signing") throw new Hindered("internal");
    const papers = step.boxes.map(({ record }) => ({
      message: closingMessage(record),
      signatures: record.signatures,
    }));
    const named = this.#named.map(({ key }) => key);
    const made = await hindering(() => this.#parts.sign({ file, passphrase, papers, named }));
    const fresh = step.boxes.flatMap(({ box }, place): Made[] => {
      const signature = made[place];
      return signature ? [{ uuid: box.uuid, signature }] : [];
    });
    if (fresh.length === 0) throw new Hindered("signed_already");
    await this.#handIn(step, fresh);
  }

  /** Hand in what was signed and did not reach the box. */
  async handInRest(): Promise<void> {
    const { step } = this;
    if (step.at !== "signing" || !step.outcome?.rest.length) return;
    await this.#handIn(step, step.outcome.rest);
  }

  /** Back to the boxes; a check that is under way is dropped. */
  back(): void {
    this.#turn++;
    this.#go({ at: "choosing" });
  }

  /** Return the names of those who signed a record. */
  signers({ signatures }: ClosingRecord): string[] {
    const keys = new Set(signatures.map(({ key }) => key));
    return this.#named.filter(({ key }) => keys.has(key)).map(({ name }) => name);
  }

  /** Return whether two have signed it. */
  complete({ signatures }: ClosingRecord): boolean {
    return signatures.length >= SCRUTINEERS_NEEDED;
  }

  /** Return the published boxes of a meeting whose signatures are those of its scrutineers. */
  async #closedBoxes({ boxes, sheets, scrutineers }: Hall): Promise<ClosedBox[]> {
    const found: ClosedBox[] = [];
    for (const [uuid, sheet] of sheets) {
      const box = boxes.find((one) => one.uuid === uuid);
      const record = box && (await this.#parts.door.closing(uuid));
      if (box === undefined || record === undefined) continue;
      checkSignatures(closingMessage(record), record.signatures, scrutineers);
      found.push({ box, sheet, record });
    }
    return found.sort((a, b) => a.box.electorate.localeCompare(b.box.electorate));
  }

  /** Return if a box's record follows from its archive, and is of the sheet that the desk signed. */
  async #checkOne({ box, sheet, record }: ClosedBox, place: number, turn: number): Promise<void> {
    this.#parts.progress({ place, bytes: 0 });
    const archive = await readClosedArchive(this.#whileWanted(box.uuid, turn), {
      progress: (bytes) => this.#parts.progress({ place, bytes }),
    });
    checkClosing(record, archive, this.#parts.door.fixedDigest(box.uuid));
    if (record.fingerprint !== sheet.fingerprint()) {
      throw new VerificationFailed("The closing record is of another election than was published.");
    }
  }

  /** Hand in signatures up to the first that the box does not take. */
  async #handIn(step: SigningStep, made: readonly Made[]): Promise<void> {
    let [done, hindered]: [number, Hindered | undefined] = [0, undefined];
    try {
      for (; done < made.length; done++) await this.#handInOne(made[done] as Made);
    } catch (error) {
      hindered = hindranceOf(error);
    }
    if (this.step !== step) return this.#parts.changed(); // they went back to the boxes meanwhile
    const key = made[0]?.signature.key;
    const boxes = step.boxes.map(({ box }) => this.#closedBox(box.uuid));
    const taken = boxes.filter(({ record }) => record.signatures.some((one) => one.key === key));
    const outcome = { taken: taken.length, rest: made.slice(done), hindered };
    this.#go({ at: "signing", boxes, outcome });
  }

  async #handInOne({ uuid, signature }: Made): Promise<void> {
    const { box, sheet, record } = this.#closedBox(uuid);
    const { signatures } = await this.#parts.door.signClosing(uuid, signature);
    checkSignatures(closingMessage(record), signatures, this.#named);
    if (signatures.every(({ key }) => key !== signature.key)) {
      throw new VerificationFailed("The box shows its record without this signature.");
    }
    const signed = { box, sheet, record: { ...record, signatures } };
    this.closed = this.closed.map((one) => (one.box.uuid === uuid ? signed : one));
  }

  #closedBox(uuid: string): ClosedBox {
    const found = this.closed.find(({ box }) => box.uuid === uuid);
    if (found === undefined) throw new Hindered("internal");
    return found;
  }

  /** Yield the archive of a box until somebody stops the check. */
  async *#whileWanted(uuid: string, turn: number): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#parts.download(`/api/v1/boxes/${uuid}/archive`)) {
      if (turn !== this.#turn) return;
      yield chunk;
    }
  }

  get #named(): Hall["scrutineers"] {
    return this.hall?.scrutineers ?? [];
  }

  #go(step: Step): void {
    this.step = step;
    this.#parts.changed();
  }
}

const TROUBLES: readonly string[] = [
  "unknown_meeting",
  "not_authentic",
  "no_network",
  "busy",
  "browser",
] satisfies Trouble[];

function isTrouble(hitch: string): hitch is Trouble {
  return TROUBLES.includes(hitch);
}
