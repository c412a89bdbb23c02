/**
 * Zero-knowledge proofs that trustees make and check: knowledge of a logarithm, decryption.
 *
 * Twin of the part of shared/crypto/proofs.py that `proofs.ts`, the voter's, has not: same names,
 * same order, same vectors. Secrets are scalars as bytes, and overwritten here once they are used.
 *
 * Spec letters (PROTOCOL sections 5, 8, 9): A and B commitments, w their logarithm;
 * response = w - secret·challenge, so A = g^response·X^challenge. No network, no DOM, no clock.
 */
import { equal, type Random } from "./bytes.ts";
import { VerificationFailed } from "./errors.ts";
import { multiply, type Point, power, powerOfG, toHex } from "./group.ts";
import { fields, type Json } from "./jsontext.ts";
import type { Proof } from "./proofs.ts";
import { hashToScalar, minus, parse, randomScalar, type Scalar, times } from "./scalars.ts";

/**
 * Return the proof of an archive's object.
 *
 * @throws MalformedBytes if it is not exactly the two fields, or they are not plain scalars
 */
export function proofFromJson(value: Json | undefined): Proof {
  const read = fields(value, ["challenge", "response"]);
  return { challenge: parse(read["challenge"]), response: parse(read["response"]) };
}

/** Return a proof of knowledge of `x`, hashed with `prefix` and the commitment g^w. */
export function proveLog(prefix: string, x: Scalar, random: Random): Proof {
  return proved(x, random, (w) => hashToScalar(prefix, [powerOfG(w)]));
}

/**
 * Return if `proof` shows knowledge of the logarithm of `known` under `prefix`.
 *
 * @throws VerificationFailed if it does not (with `slug`), or `known` is not a member
 */
export function verifyLog(prefix: string, known: Point, proof: Proof, slug: string): void {
  const commitment = multiply(powerOfG(proof.response), power(known, proof.challenge));
  if (!equal(hashToScalar(prefix, [commitment]), proof.challenge)) {
    throw new VerificationFailed("A proof of knowledge does not hold.", slug);
  }
}

/** Return the possession proof (`pok`) of a trustee's secret `x`. */
export function proveKey(x: Scalar, random: Random): Proof {
  return proveLog(keyPrefix(powerOfG(x)), x, random);
}

/** Return if `proof` is the possession proof of `known`; else throw (slug `pok`). */
export function verifyKey(known: Point, proof: Proof): void {
  verifyLog(keyPrefix(known), known, proof, "pok");
}

/**
 * Return version 1's proof that alpha^x is the factor of the key `known` = g^x.
 *
 * It binds neither alpha nor the factor (PROTOCOL section 13.1): a context proof goes with it.
 */
export function proveDecryption(
  phi: string,
  x: Scalar,
  known: Point,
  alpha: Point,
  random: Random,
): Proof {
  const prefix = decryptionPrefix(phi, known);
  return proved(x, random, (w) => hashToScalar(prefix, [powerOfG(w), power(alpha, w)]));
}

/** What a proof says: log_g known = log_alpha factor. */
export interface EqualLogs {
  readonly known: Point;
  readonly alpha: Point;
  readonly factor: Point;
}

/**
 * Return if version 1's proof holds for a factor.
 *
 * @throws VerificationFailed if it does not (slug `decryption-proof`)
 */
export function verifyDecryption(phi: string, claim: EqualLogs, proof: Proof): void {
  const challenge = hashToScalar(decryptionPrefix(phi, claim.known), equalLogs(claim, proof));
  if (!equal(challenge, proof.challenge)) {
    throw new VerificationFailed("A decryption proof does not hold.", "decryption-proof");
  }
}

/** Return (A, B) of `claim`, recomputed from `proof`; alpha and factor may be neutral. */
export function equalLogs(claim: EqualLogs, { challenge, response }: Proof): [Point, Point] {
  return [
    multiply(powerOfG(response), power(claim.known, challenge)),
    multiply(power(claim.alpha, response), power(claim.factor, challenge)),
  ];
}

/** Return the proof whose challenge `hash` makes of a fresh w, which is overwritten. */
export function proved(x: Scalar, random: Random, hash: (w: Scalar) => Scalar): Proof {
  const w = randomScalar(random);
  const challenge = hash(w);
  const product = times(x, challenge);
  const response = minus(w, product);
  product.fill(0);
  w.fill(0);
  return { challenge, response };
}

function keyPrefix(known: Point): string {
  return `pok|Ed25519|${toHex(known)}|`;
}

function decryptionPrefix(phi: string, known: Point): string {
  return `decrypt|${phi}|${toHex(known)}|`;
}
