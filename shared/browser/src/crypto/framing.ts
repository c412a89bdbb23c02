/**
 * Framing (PROTOCOL P1): the injective encoding under every hash and signature of ours.
 *
 * Twin of shared/crypto/framing.py: same names, same order, same vectors. Two different statements
 * never share their bytes, because each part carries its length. No network, no DOM, no clock.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { type Bytes, joined, utf8 } from "./bytes.ts";

const LENGTH_BYTES = 4;
const INTEGER_BYTES = 8;

/** Bytes as they are, text as UTF-8, a whole number as 8 bytes big-endian. */
export type Part = Uint8Array | string | number;

/**
 * Return `label` and `parts`, each behind its 4-byte big-endian length.
 *
 * The label says what is hashed or signed, and is used for nothing else (PROTOCOL P1).
 *
 * @throws RangeError if a number is not a whole one in [0, 2^53): only a caller's mistake does that
 */
export function frame(label: string, ...parts: readonly Part[]): Bytes {
  const framed = [label, ...parts].flatMap((part) => {
    const encoded = encodedPart(part);
    return [bigEndian(encoded.length, LENGTH_BYTES), encoded];
  });
  return joined(...framed);
}

/** Return the SHA-256 of `frame(label, ...parts)`, 32 bytes. */
export function framedHash(label: string, ...parts: readonly Part[]): Bytes {
  return sha256(frame(label, ...parts)) as Bytes;
}

/** Return the bytes that stand for one part. */
function encodedPart(part: Part): Uint8Array {
  if (typeof part === "string") return utf8(part);
  return typeof part === "number" ? bigEndian(part, INTEGER_BYTES) : part;
}

/** Return a whole number as `length` bytes, the most significant first. */
function bigEndian(value: number, length: number): Bytes {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError("not a number for a frame");
  const bytes = new Uint8Array(length);
  for (let i = length - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 256)) {
    bytes[i] = rest % 256;
  }
  return bytes;
}
