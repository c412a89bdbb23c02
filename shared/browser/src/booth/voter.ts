/**
 * What one voter has in this page's memory: the code, the marks, the sealed ballot. All of it goes
 * when `wipe` is called; none of it is ever stored.
 *
 * The code lies in bytes that can be overwritten; the text made of it lives as long as one call.
 */
import type { Slip } from "../crypto/credentials.ts";
import { utf8 } from "../crypto/bytes.ts";
import type { SealedBallot } from "./engine.ts";
import type { Meeting, OpenBox } from "./entrance.ts";
import { Marking } from "./marking.ts";

export class Voter {
  readonly letter: string;
  readonly #code: Uint8Array;
  /** The boxes this voter need not see again: cast in from this page, or known to be used. */
  readonly done = new Set<string>();
  meeting: Meeting | undefined;
  /** The digest of the meeting manifest whose words the voter has compared. */
  compared: string | undefined;
  box: OpenBox | undefined;
  marking: Marking | undefined;
  sealed: SealedBallot | undefined;
  /** Whether the sealed ballot may have reached the box already. */
  mayBeThere = false;

  constructor({ letter, code }: Slip) {
    this.letter = letter;
    this.#code = utf8(code);
  }

  get code(): string {
    return new TextDecoder().decode(this.#code);
  }

  /** Take the box that is voted in now; marks of another one are gone. */
  take(box: OpenBox): void {
    this.clearSheet();
    this.box = box;
    this.marking = new Marking(box.manifest.contests);
  }

  /** Forget the sheet and the ballot; the code stays for the next round. */
  clearSheet(): void {
    this.marking?.wipe();
    this.marking = undefined;
    this.sealed = undefined;
    this.mayBeThere = false;
    this.box = undefined;
  }

  /** Forget everything. */
  wipe(): void {
    this.clearSheet();
    this.#code.fill(0);
    this.meeting = undefined;
  }
}
