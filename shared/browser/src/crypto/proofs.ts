/**
 * Zero-knowledge proofs of Belenios version 1 that a voter makes: signature, 0/1 and ranges.
 *
 * Twin of shared/crypto/proofs.py, in two halves: `prepare…` does every multiplication in the
 * group before the vote is known, for every vote that is possible; `finish…` takes the fitting
 * points, hashes, and computes one response. Both draw randomness in the same order as the
 * Python, which does not depend on the vote, so the same bytes give the same proof.
 *
 * Spec letters (PROTOCOL sections 5, 6): A and B commitments, w their logarithm, y election key;
 * response = w - secret·challenge. A prepared value is used once: two challenges for one w give
 * the secret away. No network, no DOM, no clock.
 */
import type { Random } from "./bytes.ts";
import { climb } from "./elgamal.ts";
import { divide, multiply, type Point, power, powerOfG } from "./group.ts";
import {
  decimal,
  hashToScalar,
  minus,
  plus,
  randomScalar,
  type Scalar,
  times,
} from "./scalars.ts";

/** One challenge and its response. */
export interface Proof {
  readonly challenge: Scalar;
  readonly response: Scalar;
}

/** A commitment A = g^w. */
export interface PreparedLog {
  readonly w: Scalar;
  readonly a: Point;
}

/** A false alternative's simulated proof, with its A and the B it has if branch t is true. */
interface Simulated {
  readonly proof: Proof;
  readonly a: Point;
  readonly bs: readonly Point[];
}

/** A one-of-many proof of which only the true branch is missing. */
export interface PreparedOneOf {
  readonly r: Scalar;
  readonly w: Scalar;
  readonly a: Point;
  readonly b: Point;
  readonly simulated: readonly Simulated[];
}

/** Return the archive's object of `proof`. */
export function toJson(proof: Proof): { challenge: string; response: string } {
  return { challenge: decimal(proof.challenge), response: decimal(proof.response) };
}

/** Return a fresh commitment for `sign`. */
export function prepareLog(random: Random): PreparedLog {
  const w = randomScalar(random);
  return { w, a: powerOfG(w) };
}

/** Return the signature with credential `x` of the ballot whose base64 hash is given. */
export function sign(prepared: PreparedLog, textHash: string, x: Scalar): Proof {
  const challenge = hashToScalar(`sig|${textHash}|`, [prepared.a]);
  return { challenge, response: response(prepared.w, x, challenge) };
}

/**
 * Return what can be made in advance of a proof that the encryption with randomness `r` holds one
 * of `branches` consecutive numbers.
 */
export function prepareOneOf(
  y: Point,
  r: Scalar,
  branches: number,
  random: Random,
): PreparedOneOf {
  const w = randomScalar(random);
  const simulated = Array.from({ length: branches - 1 }, (_, i) =>
    simulate(y, r, i, branches, random),
  );
  return { r, w, a: powerOfG(w), b: power(y, w), simulated };
}

/**
 * Return the proof that branch `truth` (counted from 0) holds.
 *
 * @param prefix hash prefix up to and with its last bar
 */
export function finishOneOf(prepared: PreparedOneOf, truth: number, prefix: string): Proof[] {
  const before = prepared.simulated.slice(0, truth);
  const behind = prepared.simulated.slice(truth);
  const shown = ({ a, bs }: Simulated): Point[] => [a, bs[truth] as Point];
  const commitments = [
    ...before.flatMap(shown),
    prepared.a,
    prepared.b,
    ...behind.flatMap(shown),
  ];
  const challenge = prepared.simulated.reduce(
    (rest, { proof }) => minus(rest, proof.challenge),
    hashToScalar(prefix, commitments),
  );
  return [
    ...before.map(({ proof }) => proof),
    { challenge, response: response(prepared.w, prepared.r, challenge) },
    ...behind.map(({ proof }) => proof),
  ];
}

/** Overwrite what would give the vote away. */
export function wipeOneOf(prepared: PreparedOneOf): void {
  prepared.r.fill(0);
  prepared.w.fill(0);
  for (const b of prepared.simulated.flatMap(({ bs }) => bs)) b.fill(0);
}

/**
 * Return the simulated proof number `place` among those of the false branches.
 *
 * If branch t is true, this one stands for branch `place`, or the next one if t is not above it.
 * The ciphertext then holds t - branch too much for it, so B = y^e·(g^challenge)^(t - branch).
 */
function simulate(
  y: Point,
  r: Scalar,
  place: number,
  branches: number,
  random: Random,
): Simulated {
  const challenge = randomScalar(random);
  const proof = { challenge, response: randomScalar(random) };
  // Knowing r saves the general form's multiplications: alpha^c = g^(r·c), and so on.
  const e = plus(proof.response, times(r, challenge));
  const shift = powerOfG(challenge);
  const b = power(y, e);
  const a = powerOfG(e);
  e.fill(0);
  const below = climb(divide(b, shift), place, (p) => divide(p, shift)).reverse();
  const above = climb(multiply(b, shift), branches - 2 - place, (p) => multiply(p, shift));
  return { proof, a, bs: [...below, ...above] };
}

/** Return w - x·challenge, leaving no product behind. */
function response(w: Scalar, x: Scalar, challenge: Scalar): Scalar {
  const product = times(x, challenge);
  const result = minus(w, product);
  product.fill(0);
  return result;
}
