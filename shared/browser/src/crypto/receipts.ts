/**
 * What a box signs, receipts and closing checkpoints, and six words to compare a digest by.
 *
 * Twin of the reading half of shared/crypto/receipts.py. None of these holds a time: the same
 * ballot always has the same receipt, and a closed box the same checkpoint (PROTOCOL P1, P8, P9).
 * No network, no DOM, no clock.
 */
import { wordlist as english } from "@scure/bip39/wordlists/english.js";
import { wordlist as chinese } from "@scure/bip39/wordlists/simplified-chinese.js";
import { type Bytes, hex } from "./bytes.ts";
import { checkUuid } from "./credentials.ts";
import { MalformedBytes } from "./errors.ts";
import { frame, framedHash } from "./framing.ts";
import { b64, unb64 } from "./jsontext.ts";
import { HASH_BYTES } from "./merkle.ts";
import { SIGNATURE_BYTES, verify } from "./signing.ts";

const WORDS = 6;
const BITS_OF_A_WORD = 11;
const BETWEEN = /[.\s]+/;

/** What was copied or scanned is not a whole receipt. */
export class BadReceipt extends MalformedBytes {
  constructor() {
    super("This is not a complete receipt. Copy or scan all of it.", "bad-receipt");
  }
}

/** What a voter keeps: the box, the ballot's tracker, and the box's signature on both. */
export interface VoterReceipt {
  readonly uuid: string;
  /** SHA-256 of the ballot text, 32 bytes. */
  readonly tracker: Bytes;
  /** 64 bytes. */
  readonly signature: Bytes;
}

/** Six words in two languages, and their places in the lists (0 to 2047). */
export interface SixWords {
  readonly indexes: readonly number[];
  readonly zh: readonly string[];
  readonly en: readonly string[];
}

/** Return if `receipt` is the box's own for this ballot; else throw `VerificationFailed`. */
export function verifyReceipt(
  publicKey: Uint8Array,
  uuid: string,
  tracker: Uint8Array,
  receipt: Uint8Array,
): void {
  verify(publicKey, receipt, frame("ostraka/v1/receipt", uuid, hash(tracker)));
}

/** Return what a voter copies: `UUID.TRACKER.SIGNATURE`, the last two in base64. */
export function receiptText({ uuid, tracker, signature }: VoterReceipt): string {
  return [uuid, b64(tracker), b64(signature)].join(".");
}

/**
 * Return the receipt that `receiptText` wrote; dots may have become spaces or lines.
 *
 * An address is read from its `#` on. Nothing is verified: see `verifyReceipt`.
 *
 * @throws BadReceipt if it has not three parts, or one is not exactly what it should be
 */
export function parseReceipt(text: string): VoterReceipt {
  const parts = text.slice(text.lastIndexOf("#") + 1).trim().split(BETWEEN);
  const [uuid = "", tracker = "", signature = ""] = parts;
  const read = readReceipt(uuid, tracker, signature);
  const lengths = read.tracker.length === HASH_BYTES && read.signature.length === SIGNATURE_BYTES;
  if (parts.length !== 3 || !lengths) throw new BadReceipt();
  return read;
}

/** Return if `signature` is that of this checkpoint; else throw `VerificationFailed`. */
export function verifyCheckpoint(
  publicKey: Uint8Array,
  uuid: string,
  size: number,
  root: Uint8Array,
  signature: Uint8Array,
): void {
  verify(publicKey, signature, frame("ostraka/v1/checkpoint", uuid, size, hash(root)));
}

/** Return the six words of a 32-byte digest: its framed hash's first 66 bits. */
export function sixWords(digest: Uint8Array): SixWords {
  const bits = BigInt(`0x${hex(framedHash("ostraka/v1/words", hash(digest)))}`);
  const indexes = Array.from({ length: WORDS }, (_, place) =>
    Number(BigInt.asUintN(BITS_OF_A_WORD, bits >> BigInt(256 - BITS_OF_A_WORD * (place + 1)))),
  );
  const read = (list: readonly string[]): string[] => indexes.map((i) => list[i] ?? "");
  return { indexes, zh: read(chinese), en: read(english) };
}

function readReceipt(uuid: string, tracker: string, signature: string): VoterReceipt {
  try {
    return { uuid: checkUuid(uuid), tracker: unb64(tracker), signature: unb64(signature) };
  } catch {
    throw new BadReceipt();
  }
}

/** Return `value` if it can be a SHA-256. */
function hash(value: Uint8Array): Bytes {
  if (value.length !== HASH_BYTES) throw new MalformedBytes("A hash has 32 bytes.");
  return value as Bytes;
}
