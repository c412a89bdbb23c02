/**
 * Exponential ElGamal: (g^r, y^r·g^m), whose products encrypt sums (PROTOCOL section 6).
 *
 * Twin of shared/crypto/elgamal.py, in two halves: what does not depend on the vote is calculated
 * before it, for every m that is possible; afterwards one of them is taken. Only sums are ever
 * decrypted; nothing here knows a secret key. No network, no DOM, no clock.
 */
import { G, multiply, type Point, power, powerOfG, toHex } from "./group.ts";
import type { Scalar } from "./scalars.ts";

/** An encryption of a small integer in the exponent. */
export interface Ciphertext {
  readonly alpha: Point;
  readonly beta: Point;
}

/** The encryptions of 0, 1, 2, … with the same randomness, of which at most one may be shown. */
export interface PreparedCiphertext {
  readonly alpha: Point;
  readonly betas: readonly Point[];
}

/** Return the encryptions of 0 to `highest` under the election key `y` with randomness `r`. */
export function prepareCiphertext(y: Point, r: Scalar, highest: number): PreparedCiphertext {
  return { alpha: powerOfG(r), betas: climb(power(y, r), highest, (beta) => multiply(beta, G)) };
}

/** Return the product of prepared ciphertexts: the encryptions of sums from 0 to `highest`. */
export function prepareProduct(
  factors: readonly PreparedCiphertext[],
  highest: number,
): PreparedCiphertext {
  const betas = factors.map((factor) => factor.betas[0] as Point);
  return {
    alpha: factors.map((factor) => factor.alpha).reduce(multiply),
    betas: climb(betas.reduce(multiply), highest, (beta) => multiply(beta, G)),
  };
}

/** Return the encryption of `m` among those prepared. */
export function chosen(prepared: PreparedCiphertext, m: number): Ciphertext {
  return { alpha: prepared.alpha, beta: prepared.betas[m] as Point };
}

/** Overwrite the encryptions: beside a ballot, those of 0 and 1 show which one was taken. */
export function wipeCiphertext(prepared: PreparedCiphertext): void {
  for (const beta of prepared.betas) beta.fill(0);
}

/** Return the archive's object of `ciphertext`. */
export function toJson(ciphertext: Ciphertext): { alpha: string; beta: string } {
  return { alpha: toHex(ciphertext.alpha), beta: toHex(ciphertext.beta) };
}

/** Return `start` and, `steps` times, what `next` makes of the one before. */
export function climb(start: Point, steps: number, next: (p: Point) => Point): Point[] {
  const points = [start];
  for (let i = 0; i < steps; i++) points.push(next(points[i] as Point));
  return points;
}
