/**
 * A signing key in use: the writing half of Ed25519.
 *
 * Twin of `SigningKey` in shared/crypto/signing.py. It is calculated by libsodium, in constant time
 * and on memory that is overwritten; `signing.ts` checks what it made.
 * No network, no DOM, no clock.
 */
import type { Bytes } from "./bytes.ts";
import { MalformedBytes } from "./errors.ts";
import { SIGNATURE_BYTES } from "./signing.ts";
import { calculateLong } from "./sodium.ts";

const SEED_BYTES = 32;
const PUBLIC_BYTES = 32;
const SECRET_BYTES = 64;

/** An Ed25519 key pair (RFC 8032); `wipe` it when it has signed. */
export class SigningKey {
  /** The public half, 32 bytes. */
  readonly public: Bytes;
  readonly #secret: Bytes;
  #wiped = false;

  /**
   * @param seed 32 bytes; the caller overwrites them
   * @throws MalformedBytes if it has another length
   */
  constructor(seed: Bytes) {
    if (seed.length !== SEED_BYTES) throw new MalformedBytes("A signing key's seed has 32 bytes.");
    const pair = calculateLong(SECRET_BYTES + PUBLIC_BYTES, [seed], (s, out, at = 0) =>
      s._crypto_sign_seed_keypair(out + SECRET_BYTES, out, at),
    );
    if (pair === undefined) throw new Error("libsodium made no key");
    this.#secret = pair.slice(0, SECRET_BYTES);
    this.public = pair.slice(SECRET_BYTES);
    pair.fill(0);
  }

  /** Return the 64-byte signature of `message`; always the same for the same message. */
  sign(message: Bytes): Bytes {
    if (this.#wiped) throw new Error("this key was wiped");
    const inputs = [message, this.#secret];
    const made = calculateLong(SIGNATURE_BYTES, inputs, (s, out, at = 0, key = 0) =>
      s._crypto_sign_detached(out, 0, at, message.length, 0, key),
    );
    if (made === undefined) throw new Error("libsodium made no signature");
    return made;
  }

  /** Overwrite the secret half; the key signs nothing more. */
  wipe(): void {
    this.#secret.fill(0);
    this.#wiped = true;
  }
}
