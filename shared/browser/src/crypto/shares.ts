/**
 * One trustee's decryption share: making it and checking it.
 *
 * Twin of shared/crypto/decryption/shares.py: same names, same order, same vectors. Each share
 * carries, beside version 1's proof, the context proof of P2 for every factor: without it nothing
 * of ours is accepted.
 *
 * Spec letters: phi the election's fingerprint, T the hex SHA-256 of the encrypted tally's text, x
 * and X = g^x a trustee's secret and key, F = alpha^x a factor, A and B commitments.
 * No network, no DOM, no clock.
 */
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { equal, hex, type Random, utf8 } from "./bytes.ts";
import { type Ciphertext, toJson as ciphertextJson } from "./elgamal.ts";
import { VerificationFailed } from "./errors.ts";
import { type Point, power, powerOfG, readHex, toHex } from "./group.ts";
import { decodeExact, encode, fields, items, type Json, string } from "./jsontext.ts";
import {
  equalLogs,
  proofFromJson,
  proved,
  proveDecryption,
  verifyDecryption,
} from "./logproofs.ts";
import { type Proof, toJson } from "./proofs.ts";
import { reduce, type Scalar } from "./scalars.ts";

/** One row for each question, one ciphertext for each answer. */
export type Tally = readonly (readonly Ciphertext[])[];

const FIELDS = ["decryption_factors", "decryption_proofs", "context_proofs"] as const;

/** What is decrypted: `text` is the tally's exact text. */
export interface Decrypted {
  readonly phi: string;
  readonly text: string;
  readonly tally: Tally;
}

/** Return the archive's text of an encrypted tally. */
export function tallyText(tally: Tally): string {
  return encode(tally.map((row) => row.map(ciphertextJson)));
}

/** Return T: the SHA-256 of a tally's text in hexadecimal (PROTOCOL P2). */
export function tallyHash(text: string): string {
  return hex(sha256(utf8(text)));
}

/** Return the text of the partial decryption of `task` with the secret `x`. */
export function makeShare(task: Decrypted, x: Scalar, random: Random): string {
  const { phi, tally } = task;
  const [known, tag] = [powerOfG(x), tagOf(task)];
  const factors = tally.map((row) => row.map(({ alpha }) => power(alpha, x)));
  const proofs = tally.map((row) =>
    row.map(({ alpha }) => toJson(proveDecryption(phi, x, known, alpha, random))),
  );
  const context = tally.map((row, i) =>
    row.map((ciphertext, j) => {
      const factor = factors[i]?.[j] as Point;
      return toJson(
        proved(x, random, (w) => {
          const points = [powerOfG(w), power(ciphertext.alpha, w)];
          return contextChallenge(`${tag}|${i}|${j}|`, known, ciphertext, factor, points);
        }),
      );
    }),
  );
  return encode({
    decryption_factors: factors.map((row) => row.map(toHex)),
    decryption_proofs: proofs,
    context_proofs: context,
  });
}

/**
 * Return the factors of the share that `text` spells if it is that of the key `known` for `task`.
 *
 * @throws MalformedBytes if it is not canonical, or not in the shape of the tally
 * @throws VerificationFailed if a factor is no member, or slugs `decryption-proof`, `context-proof`
 */
export function checkShare(text: string, task: Decrypted, known: Point): Point[][] {
  const read = fields(decodeExact(text), FIELDS, FIELDS.slice(2));
  const factors = shaped(read[FIELDS[0]], task).map((row) =>
    row.map((factor) => readHex(string(factor))),
  );
  const proofs = shaped(read[FIELDS[1]], task).map((row) => row.map(proofFromJson));
  if (read[FIELDS[2]] === undefined) {
    throw new VerificationFailed(
      "The share has no proof that binds it to this tally.",
      "context-proof",
    );
  }
  const context = shaped(read[FIELDS[2]], task).map((row) => row.map(proofFromJson));
  const tag = tagOf(task);
  task.tally.forEach((row, i) =>
    row.forEach((ciphertext, j) => {
      const factor = factors[i]?.[j] as Point;
      const claim = { known, alpha: ciphertext.alpha, factor };
      verifyDecryption(task.phi, claim, proofs[i]?.[j] as Proof);
      const proof = context[i]?.[j] as Proof;
      const points = equalLogs(claim, proof);
      const prefix = `${tag}|${i}|${j}|`;
      if (!equal(contextChallenge(prefix, known, ciphertext, factor, points), proof.challenge)) {
        throw new VerificationFailed(
          "A proof that binds a factor to this tally does not hold " +
            `(question ${i + 1}, answer ${j + 1}).`,
          "context-proof",
        );
      }
    }),
  );
  return factors;
}

/** Return the beginning of what a context proof hashes. */
function tagOf({ phi, text }: Decrypted): string {
  return `ostraka-decrypt-v1|${phi}|${tallyHash(text)}`;
}

/** Return the challenge for X, alpha, beta, F, A, B: SHA-512 of the text mod q. */
function contextChallenge(
  prefix: string,
  known: Point,
  { alpha, beta }: Ciphertext,
  factor: Point,
  commitments: readonly Point[],
): Scalar {
  const points = [known, alpha, beta, factor, ...commitments];
  return reduce(sha512(utf8(prefix + points.map(toHex).join("|"))));
}

/** Return `value` if it has one entry for each ciphertext of the tally. */
function shaped(value: Json | undefined, { tally }: Decrypted): Json[][] {
  return items(value, tally.length).map((row, i) => items(row, tally[i]?.length));
}
