/**
 * One scrutineer before the closed boxes: check one, then sign its closing record (PROTOCOL P4).
 *
 * Nothing is signed that this page has not calculated itself from the published archive, as
 * shared/cli/scrutineer.py does: hashes, not proofs.
 */
import type { BoxEntry } from "../booth/entrance.ts";
import { readClosedArchive } from "../crypto/archive.ts";
import { Refusal } from "../crypto/errors.ts";
import {
  checkClosing,
  checkSignatures,
  closingMessage,
  type ClosingRecord,
  SCRUTINEERS_NEEDED,
  type ScrutineerSignature,
} from "../documents/closing.ts";
import type { Signing } from "../worker/signer.ts";
import type { Hall, HallDoor } from "./hall.ts";
import { Hindered, hindering, hindranceOf, type Trouble } from "./table.ts";
import type { Download } from "./voted.ts";

/** A published box and its record. */
export interface ClosedBox {
  readonly box: BoxEntry;
  readonly record: ClosingRecord;
}

export type Step =
  | { readonly at: "loading" }
  | { readonly at: "stopped"; readonly trouble: Trouble }
  | { readonly at: "choosing" }
  | { readonly at: "checking"; readonly closed: ClosedBox }
  /** The record is not what follows from the archive. */
  | { readonly at: "wrong"; readonly closed: ClosedBox }
  | { readonly at: "signing"; readonly closed: ClosedBox };

/** What it works with; a test puts other parts in. */
export interface Parts {
  readonly door: HallDoor;
  readonly download: Download;
  readonly sign: (signing: Signing) => Promise<ScrutineerSignature>;
  /** Called after every step. */
  readonly changed: () => void;
  /** Called with the number of bytes that were checked. */
  readonly progress: (bytes: number) => void;
}

/** The closing of one meeting's boxes. */
export class Closing {
  readonly #parts: Parts;
  step: Step = { at: "loading" };
  hall: Hall | undefined;
  closed: readonly ClosedBox[] = [];
  /** What a check was stopped by, where the boxes are chosen. */
  hindered: Hindered | undefined;
  /** Counts the checks: a stopped one is not heard any more. */
  #turn = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Look at the meeting and its published boxes. */
  async look(): Promise<void> {
    this.#turn++;
    this.hindered = undefined;
    this.#go({ at: "loading" });
    try {
      this.hall = await this.#parts.door.look();
      const found: ClosedBox[] = [];
      for (const box of this.hall.boxes.filter(({ round }) => round !== "")) {
        const record = await this.#parts.door.closing(box.uuid);
        if (record === undefined) continue;
        checkSignatures(closingMessage(record), record.signatures, this.#named);
        found.push({ box, record });
      }
      this.closed = found;
      this.#go({ at: "choosing" });
    } catch (error) {
      const { hitch } = hindranceOf(error);
      this.#go({ at: "stopped", trouble: isTrouble(hitch) ? hitch : "internal" });
    }
  }

  /** Check one box; then it may be signed. */
  async check(closed: ClosedBox): Promise<void> {
    const turn = ++this.#turn;
    const { uuid } = closed.box;
    this.hindered = undefined;
    this.#go({ at: "checking", closed });
    try {
      const archive = await readClosedArchive(this.#whileWanted(uuid, turn), {
        progress: this.#parts.progress,
      });
      if (turn !== this.#turn) return;
      checkClosing(closed.record, archive, this.#parts.door.fixedDigest(uuid));
      this.#go({ at: "signing", closed });
    } catch (error) {
      if (turn !== this.#turn) return;
      if (error instanceof Refusal) return this.#go({ at: "wrong", closed });
      this.hindered = hindranceOf(error);
      this.#go({ at: "choosing" });
    }
  }

  /** Sign the record that was checked, and hand the signature in. */
  async sign(file: string, passphrase: string): Promise<void> {
    if (this.step.at !== "signing") throw new Hindered("internal");
    const { box, record } = this.step.closed;
    const message = closingMessage(record);
    const named = this.#named.map(({ key }) => key);
    await hindering(async () => {
      const made = await this.#parts.sign({ file, passphrase, message, named });
      if (record.signatures.some(({ key }) => key === made.key)) {
        throw new Hindered("signed_already");
      }
      const after = await this.#parts.door.signClosing(box.uuid, made);
      checkSignatures(message, after.signatures, this.#named);
      const closed = { box, record: { ...record, signatures: after.signatures } };
      this.closed = this.closed.map((one) => (one.box.uuid === box.uuid ? closed : one));
      this.#go({ at: "signing", closed });
    });
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
