/**
 * Bytes: the few things that Python's `bytes` can do and `Uint8Array` cannot.
 *
 * One thing to know: `equal` looks at every byte whatever it finds, so it may compare secrets.
 * No network, no DOM, no clock.
 */
import { bytesToHex, concatBytes, hexToBytes } from "@noble/hashes/utils.js";

/** Bytes that WebCrypto takes too: never over shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Source of randomness: returns as many unpredictable bytes as it is asked for. */
export type Random = (length: number) => Bytes;

const encoder = new TextEncoder();

/** Return the UTF-8 of `text`. */
export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** Return the lower-case hexadecimal of `content`. */
export function hex(content: Uint8Array): string {
  return bytesToHex(content);
}

/** Return the bytes that `text` spells in hexadecimal; only for text of known form. */
export function unhex(text: string): Bytes {
  return hexToBytes(text) as Bytes;
}

/** Return all `parts` in one. */
export function joined(...parts: readonly Uint8Array[]): Bytes {
  return concatBytes(...parts) as Bytes;
}

/** Return `content` back to front. */
export function reversed(content: Uint8Array): Bytes {
  return Uint8Array.from(content).reverse();
}

/** Return whether `a` and `b` are the same bytes, in time that depends on their length only. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  a.forEach((byte, i) => {
    difference |= byte ^ (b[i] ?? 0);
  });
  return difference === 0;
}
