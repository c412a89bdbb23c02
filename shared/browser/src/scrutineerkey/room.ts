/**
 * A scrutineer's key from the passphrase to the desk's record, one step after the other.
 *
 * The private half is in the worker and in the file that is saved. The public half goes to the desk
 * by itself, and only after the saved file was chosen again and opened.
 */
import type { Hindered } from "../trustee/troubles.ts";
import type { KeyLine } from "../worker/keymakerclient.ts";
import type { SavedFile } from "../worker/trusteemessages.ts";
import { type KeyHitch, keyHindrance } from "./troubles.ts";

export type KeyStep =
  | { readonly at: "beginning" }
  /** The file has to be saved, chosen again and opened. */
  | { readonly at: "saving"; readonly file: SavedFile }
  /** The public key is on its way. */
  | { readonly at: "recording"; readonly key: string }
  /** The file is good, but the desk has not taken the public key. */
  | { readonly at: "unrecorded"; readonly key: string; readonly hindered: Hindered<KeyHitch> }
  | { readonly at: "recorded"; readonly key: string };

/** What it works with; a test puts other parts in. */
export interface KeyParts {
  readonly line: Pick<KeyLine, "ask" | "cut">;
  /** Hands the public key to the desk; throws `Refused` and `Silence`. */
  readonly hand: (key: string) => Promise<unknown>;
  /** Called after every step. */
  readonly changed: () => void;
}

/** The making of one key. */
export class KeyRoom {
  readonly #parts: KeyParts;
  step: KeyStep = { at: "beginning" };

  constructor(parts: KeyParts) {
    this.#parts = parts;
  }

  /** Whether something would be lost by leaving: a key that is not saved yet, or not on record. */
  get losesWork(): boolean {
    return ["saving", "recording", "unrecorded"].includes(this.step.at);
  }

  /** Make the key; it is to be saved then. */
  make(passphrase: string): Promise<Hindered<KeyHitch> | undefined> {
    return this.#tried(async () => {
      this.#go({ at: "saving", file: await this.#parts.line.ask("make", { passphrase }) });
    });
  }

  /** See whether the saved file opens; then its public key goes to the desk. */
  prove(file: string, passphrase: string): Promise<Hindered<KeyHitch> | undefined> {
    return this.#tried(async () => {
      const { key } = await this.#parts.line.ask("prove", { file, passphrase });
      this.#parts.line.cut(); // with it go key and passphrase
      await this.record(key);
    });
  }

  /** Hand the public key to the desk; the same one twice changes nothing. */
  async record(key: string): Promise<void> {
    this.#go({ at: "recording", key });
    try {
      await this.#parts.hand(key);
      this.#go({ at: "recorded", key });
    } catch (error) {
      this.#go({ at: "unrecorded", key, hindered: keyHindrance(error) });
    }
  }

  async #tried(act: () => Promise<void>): Promise<Hindered<KeyHitch> | undefined> {
    try {
      await act();
      return undefined;
    } catch (error) {
      return keyHindrance(error);
    }
  }

  #go(step: KeyStep): void {
    this.step = step;
    this.#parts.changed();
  }
}
