/**
 * The prime-order group of Ed25519 over libsodium, written multiplicatively as Belenios does.
 *
 * Twin of shared/crypto/group.py: same names, same order, same vectors. A `Point` is 32 bytes in
 * libsodium order; in archives it is those bytes reversed, in hex. libsodium's addition checks
 * only the curve and its multiplication refuses the neutral element and exponent 0, so validate
 * at the door (`fromHex`). No network, no DOM, no clock.
 */
import { type Bytes, equal, hex, reversed, unhex } from "./bytes.ts";
import { MalformedBytes, VerificationFailed } from "./errors.ts";
import { isZero, type Scalar } from "./scalars.ts";
import { calculate } from "./sodium.ts";

declare const point: unique symbol;
/** A group element: 32 bytes, RFC 8032 encoding, libsodium order. */
export type Point = Bytes & { readonly [point]: true };

export const NEUTRAL = Uint8Array.of(1, ...new Array<number>(31).fill(0)) as Point;
export const G = Uint8Array.of(0x58, ...new Array<number>(31).fill(0x66)) as Point;

const HEX = /^[0-9a-f]{64}$/;

/** Return g^exponent. */
export function powerOfG(exponent: Scalar): Point {
  if (isZero(exponent)) return NEUTRAL;
  return member(
    calculate((s, out, n) => s._crypto_scalarmult_ed25519_base_noclamp(out, n), exponent),
  );
}

/**
 * Return p^exponent; the neutral element and exponent 0 are treated as mathematics does.
 *
 * @throws VerificationFailed if `p` is not in the group (slug `membership`)
 */
export function power(p: Point, exponent: Scalar): Point {
  if (equal(p, NEUTRAL)) return NEUTRAL;
  if (isZero(exponent)) {
    checkMember(p);
    return NEUTRAL;
  }
  return member(
    calculate((s, out, n, a) => s._crypto_scalarmult_ed25519_noclamp(out, n, a), exponent, p),
  );
}

/** Return p·q. Both must be known members: libsodium's addition checks only the curve. */
export function multiply(p: Point, q: Point): Point {
  return member(calculate((s, out, a, b) => s._crypto_core_ed25519_add(out, a, b), p, q));
}

/** Return p/q. Both must be known members, as for `multiply`. */
export function divide(p: Point, q: Point): Point {
  return member(calculate((s, out, a, b) => s._crypto_core_ed25519_sub(out, a, b), p, q));
}

/**
 * Return if `p` is a canonically encoded member other than the neutral element.
 *
 * @throws VerificationFailed if it is not (slug `membership`)
 */
export function checkMember(p: Point): void {
  member(calculate((s, _, a) => 1 - s._crypto_core_ed25519_is_valid_point(a), p));
}

/** Return the archive's spelling of `p`: reversed bytes in lower-case hex. */
export function toHex(p: Point): string {
  return hex(reversed(p));
}

/**
 * Return the 32 bytes that `text` spells WITHOUT testing that they are a member.
 *
 * Only for callers whose next step is a multiplication, or who test themselves.
 *
 * @throws MalformedBytes if not 64 lower-case hexadecimal digits (slug `point-encoding`)
 */
export function readHex(text: string): Point {
  if (!HEX.test(text)) {
    throw new MalformedBytes("A point must be 64 lower-case hex digits.", "point-encoding");
  }
  return unhex(text).reverse() as Point;
}

/**
 * Return the member that `text` spells in the archive's hexadecimal; never the neutral element.
 *
 * @throws MalformedBytes if not 64 lower-case hexadecimal digits
 * @throws VerificationFailed if not canonical, not in the prime-order subgroup (slug
 *   `membership`), or neutral (slug `neutral`)
 */
export function fromHex(text: string): Point {
  const p = readHex(text);
  if (equal(p, NEUTRAL)) {
    throw new VerificationFailed("The neutral element is not allowed here.", "neutral");
  }
  checkMember(p);
  return p;
}

/** Return what libsodium answered, unless it refused. */
function member(result: Bytes | undefined): Point {
  if (result === undefined) {
    throw new VerificationFailed("A point is not in the prime-order group.", "membership");
  }
  return result as Point;
}
