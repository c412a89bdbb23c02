/**
 * A scrutineer's key inside the worker: made, sealed, and its file opened again.
 *
 * The same file as `ostraka slips scrutineer-key` writes. The private half is forgotten as soon as
 * it is sealed; the public half leaves only when the saved file was chosen and opened.
 */
import { type Bytes, hex, type Random } from "../crypto/bytes.ts";
import { NotTheSavedFile, openScrutineerKey, sealScrutineerKey } from "../crypto/keyfiles.ts";
import { SigningKey } from "../crypto/signingkeys.ts";
import type { KeyAnswers, KeyRequests } from "./keymakermessages.ts";

const SEED_BYTES = 32;

/** Makes one key after the other; only the last one can be proved. */
export class KeyMaker {
  readonly #random: Random;
  readonly #cost: Parameters<typeof sealScrutineerKey>[3];
  /** The public key of the file that is to be saved. */
  #unsaved: string | undefined;

  constructor(random: Random, cost?: Parameters<typeof sealScrutineerKey>[3]) {
    this.#random = random;
    this.#cost = cost;
  }

  /** Return the file of a new key; it counts once it was proved. */
  async make({ passphrase }: KeyRequests["make"]): Promise<KeyAnswers["make"]> {
    this.#unsaved = undefined;
    const seed = this.#random(SEED_BYTES);
    try {
      const name = publicOf(seed);
      const text = await sealScrutineerKey(seed, passphrase, this.#random, this.#cost);
      this.#unsaved = name;
      return { name: `ostraka-scrutineer-${name.slice(0, 8)}.json`, text };
    } finally {
      seed.fill(0);
    }
  }

  /**
   * Return the public key, now that its file was saved and opens.
   *
   * @throws Refusal as `openScrutineerKey`; NotTheSavedFile if it is another key's
   */
  async prove({ file, passphrase }: KeyRequests["prove"]): Promise<KeyAnswers["prove"]> {
    const found = await openScrutineerKey(file, passphrase);
    found.wipe();
    const key = hex(found.public);
    if (key !== this.#unsaved) throw new NotTheSavedFile();
    return { key };
  }
}

function publicOf(seed: Bytes): string {
  const key = new SigningKey(seed);
  key.wipe();
  return hex(key.public);
}
