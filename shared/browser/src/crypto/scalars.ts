/**
 * Scalars: integers modulo the prime order of the group, and hashes to them.
 *
 * Twin of shared/crypto/scalars.py. A scalar here is 32 little-endian bytes and not a BigInt, so
 * that a secret one is calculated with in constant time and can be erased. In decimal are written
 * public ones, challenges and responses, and what a trustee keeps. No network, no DOM, no clock.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { type Bytes, hex, type Random, reversed, unhex, utf8 } from "./bytes.ts";
import { MalformedBytes } from "./errors.ts";
import type { Point } from "./group.ts";
import { calculate } from "./sodium.ts";

const DECIMAL = /^(?:0|[1-9][0-9]{0,76})$/;

declare const scalar: unique symbol;
/** An integer modulo the group's order: 32 bytes, the least significant first, reduced. */
export type Scalar = Bytes & { readonly [scalar]: true };

/** Return a uniform scalar other than 0; the bias of reducing 64 bytes is below 2^-250. */
export function randomScalar(random: Random): Scalar {
  for (;;) {
    const drawn = random(64);
    const value = reduce(drawn);
    drawn.fill(0);
    if (!isZero(value)) return value;
  }
}

/** Return the big-endian integer `content` (up to 64 bytes) modulo the group's order. */
export function reduce(content: Uint8Array): Scalar {
  const wide = new Uint8Array(64);
  wide.set(content);
  wide.subarray(0, content.length).reverse();
  const value = calculate((s, out, a) => s._crypto_core_ed25519_scalar_reduce(out, a), wide);
  wide.fill(0);
  return value as Scalar;
}

/** Return a + b. */
export function plus(a: Scalar, b: Scalar): Scalar {
  return calculate((s, out, x, y) => s._crypto_core_ed25519_scalar_add(out, x, y), a, b) as Scalar;
}

/** Return a - b. */
export function minus(a: Scalar, b: Scalar): Scalar {
  return calculate((s, out, x, y) => s._crypto_core_ed25519_scalar_sub(out, x, y), a, b) as Scalar;
}

/** Return a·b. */
export function times(a: Scalar, b: Scalar): Scalar {
  return calculate((s, out, x, y) => s._crypto_core_ed25519_scalar_mul(out, x, y), a, b) as Scalar;
}

/** Return the small public number `value`, at least 0, as a scalar. */
export function small(value: number): Scalar {
  return reduce(Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value));
}

/** Return whether `value` is 0, looking at all of it. */
export function isZero(value: Scalar): boolean {
  return value.reduce((seen, byte) => seen | byte, 0) === 0;
}

/**
 * Return the scalar written in decimal as `text`.
 *
 * Of secrets only a trustee's own are ever spelt so, inside their key file and the letters to them.
 *
 * @throws MalformedBytes if it is not plain decimal without leading noughts, or not below the order
 */
export function parse(text: unknown): Scalar {
  if (typeof text !== "string" || !DECIMAL.test(text)) {
    throw new MalformedBytes("A scalar must be written in plain decimal.", "scalar-encoding");
  }
  const value = reduce(unhex(BigInt(text).toString(16).padStart(64, "0")));
  if (decimal(value) !== text) {
    throw new MalformedBytes("A scalar must be below the group order.", "scalar-range");
  }
  return value;
}

/** Return the decimal spelling: of public scalars in archives, of a trustee's in letters. */
export function decimal(value: Scalar): string {
  return BigInt(`0x${hex(reversed(value))}`).toString();
}

/**
 * Return H(prefix; points) of PROTOCOL section 2: SHA-256 as big-endian integer mod q.
 *
 * @param prefix ends with the bar that PROTOCOL section 5 shows
 * @param points libsodium order; hashed as reversed hexadecimal joined by commas
 */
export function hashToScalar(prefix: string, points: readonly Point[]): Scalar {
  const text = prefix + points.map((point) => hex(reversed(point))).join(",");
  return reduce(sha256(utf8(text)));
}
