/**
 * The trustees' own small PKI (PROTOCOL section 8): keys from a seed, signatures, sealed letters.
 *
 * Twin of shared/crypto/trustees/pki.py. A letter is signed first and then encrypted, and names its
 * recipient inside, so it cannot be passed on to somebody else. AES-GCM is the browser's own, with
 * all 32 bytes of the derived IV as nonce; older tools' AES-CCM, which no ceremony of ours takes,
 * is not read here. No network, no DOM, no clock.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { type Bytes, equal, hex, type Random, unhex, utf8 } from "./bytes.ts";
import { ALPHABET } from "./credentials.ts";
import { MalformedBytes, VerificationFailed } from "./errors.ts";
import { divide, fromHex, multiply, type Point, power, powerOfG, toHex } from "./group.ts";
import { decodeExact, encode, fields, type Json, string } from "./jsontext.ts";
import { proofFromJson, proveLog, verifyLog } from "./logproofs.ts";
import { type Proof, toJson } from "./proofs.ts";
import { randomScalar, reduce, type Scalar } from "./scalars.ts";

const SEED_LENGTH = 22;
const MAX_LETTER_BYTES = 1_000_000;
const GCM = "AES-GCM";
const HEX = /^(?:[0-9a-f]{2})*$/;
const SEED = new RegExp(`^[${ALPHABET}]{${SEED_LENGTH}}$`);

/** A text and the signature under its author's verification key (`signed_msg`). */
export interface SignedMessage {
  readonly message: string;
  readonly signature: Proof;
}

/** One trustee's PKI keys; `wipeKeys` them when they have served. */
export interface Keys {
  readonly sk: Scalar;
  readonly dk: Scalar;
  readonly verification: Point;
  readonly encryption: Point;
}

/** An `encrypted_msg` in parts. */
export interface Letter {
  readonly alpha: Point;
  readonly beta: Point;
  readonly content: Bytes;
}

/** Return the archive's object of a signed message. */
export function signedJson({ message, signature }: SignedMessage): { [name: string]: Json } {
  return { message, signature: toJson(signature) };
}

/** Return the archive's text of it: what a commitment is the hash of. */
export function signedText(signed: SignedMessage): string {
  return encode(signedJson(signed));
}

/** Return the signed message of an archive's object; checks its form, not its truth. */
export function signedFromJson(value: Json | undefined): SignedMessage {
  const read = fields(value, ["message", "signature"]);
  return { message: string(read["message"]), signature: proofFromJson(read["signature"]) };
}

/** Return a fresh seed, 22 base58 characters (about 129 bits). */
export function newSeed(random: Random): string {
  const number = random(64);
  const letters = Array.from({ length: SEED_LENGTH }, () => {
    const digit = divideInPlace(number, ALPHABET.length);
    return ALPHABET.charAt(digit);
  });
  number.fill(0);
  return letters.join("");
}

/**
 * Return the keys that follow from `seed`.
 *
 * @throws MalformedBytes if it is not 22 base58 characters
 */
export function deriveKeys(seed: string): Keys {
  if (!SEED.test(seed)) {
    throw new MalformedBytes("A trustee's seed has 22 base58 characters.", "seed");
  }
  const derived = (use: string): Scalar => {
    const hash = sha256(utf8(`${use}|${seed}`));
    const scalar = reduce(hash);
    hash.fill(0);
    return scalar;
  };
  const [sk, dk] = [derived("sk"), derived("dk")];
  return { sk, dk, verification: powerOfG(sk), encryption: powerOfG(dk) };
}

/** Overwrite the secret halves. */
export function wipeKeys({ sk, dk }: Keys): void {
  sk.fill(0);
  dk.fill(0);
}

/** Return `message` signed with `sk`. */
export function sign(sk: Scalar, message: string, random: Random): SignedMessage {
  return { message, signature: proveLog(`sigmsg|${message}|`, sk, random) };
}

/** Return if `signed` is signed under the key `verification`; else throw (with `slug`). */
export function verify(
  verification: Point,
  signed: SignedMessage,
  slug = "signed-message",
): void {
  verifyLog(`sigmsg|${signed.message}|`, verification, signed.signature, slug);
}

/** Return `text` encrypted to the key `encryption`, as the JSON text of a letter. */
export async function encrypt(encryption: Point, text: string, random: Random): Promise<string> {
  const [r, s] = [randomScalar(random), randomScalar(random)];
  const [shared, alpha] = [powerOfG(s), powerOfG(r)];
  const beta = multiply(power(encryption, r), shared);
  const { key, iv } = await channel(shared, alpha, "encrypt");
  for (const secret of [r, s, shared]) secret.fill(0);
  const plain = utf8(text);
  const content = new Uint8Array(await crypto.subtle.encrypt({ name: GCM, iv }, key, plain));
  plain.fill(0);
  return encode({ algorithm: GCM, alpha: toHex(alpha), beta: toHex(beta), data: hex(content) });
}

/**
 * Return the parts of a letter's JSON text, its points tested for membership.
 *
 * @throws MalformedBytes, VerificationFailed if it is not exactly a letter that we write
 */
export function readLetter(text: string): Letter {
  const read = fields(decodeExact(text), ["algorithm", "alpha", "beta", "data"], ["algorithm"]);
  if (read["algorithm"] !== GCM) {
    throw new MalformedBytes("A letter must be encrypted with AES-GCM.", "letter-algorithm");
  }
  const data = string(read["data"]);
  if (data.length > 2 * MAX_LETTER_BYTES || !HEX.test(data)) {
    throw new MalformedBytes("A letter's content must be lower-case hex.", "letter-data");
  }
  return {
    alpha: fromHex(string(read["alpha"])),
    beta: fromHex(string(read["beta"])),
    content: unhex(data),
  };
}

/**
 * Return the text inside a letter that was encrypted to g^dk.
 *
 * @throws MalformedBytes if it is no letter
 * @throws VerificationFailed if it does not open with this key (slug `letter`)
 */
export async function decrypt(dk: Scalar, text: string): Promise<string> {
  const letter = readLetter(text);
  const shared = divide(letter.beta, power(letter.alpha, dk));
  const { key, iv } = await channel(shared, letter.alpha, "decrypt");
  shared.fill(0);
  let plain: Bytes | undefined;
  try {
    plain = new Uint8Array(await crypto.subtle.decrypt({ name: GCM, iv }, key, letter.content));
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plain);
  } catch {
    throw new VerificationFailed("A letter does not open with this key.", "letter");
  } finally {
    plain?.fill(0);
  }
}

/** Return `message` signed with `sk` and encrypted to `encryption`, as JSON text. */
export async function send(
  sk: Scalar,
  encryption: Point,
  message: string,
  random: Random,
): Promise<string> {
  const inner = encode({ recipient: toHex(encryption), message });
  return encrypt(encryption, signedText(sign(sk, inner, random)), random);
}

/**
 * Return the message of a letter to the holder of `keys` from the key `sender`.
 *
 * @throws MalformedBytes if it is no letter, outside or inside
 * @throws VerificationFailed if it does not open, is not signed by `sender`, or was written to
 *   somebody else
 */
export async function receive(keys: Keys, sender: Point, text: string): Promise<string> {
  const signed = signedFromJson(decodeExact(await decrypt(keys.dk, text)));
  verify(sender, signed, "letter-signature");
  const inner = fields(decodeExact(signed.message), ["recipient", "message"]);
  if (!equal(fromHex(string(inner["recipient"])), keys.encryption)) {
    throw new VerificationFailed("A letter was written to somebody else.", "letter-recipient");
  }
  return string(inner["message"]);
}

/** Return the AES key, which nobody can read out again, and the 32-byte IV of a letter. */
async function channel(
  shared: Point,
  alpha: Point,
  use: KeyUsage,
): Promise<{ key: CryptoKey; iv: Bytes }> {
  const raw = sha256(utf8(`key|${toHex(shared)}`)) as Bytes;
  const key = await crypto.subtle.importKey("raw", raw, GCM, false, [use]);
  raw.fill(0);
  return { key, iv: sha256(utf8(`iv|${toHex(alpha)}`)) as Bytes };
}

/** Divide the big-endian `number` where it stands; return the remainder. */
function divideInPlace(number: Bytes, divisor: number): number {
  let rest = 0;
  number.forEach((byte, i) => {
    const whole = rest * 256 + byte;
    number[i] = Math.floor(whole / divisor);
    rest = whole % divisor;
  });
  return rest;
}
