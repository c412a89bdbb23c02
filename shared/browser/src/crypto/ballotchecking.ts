/**
 * Reading a ballot and checking all of its proofs, as a trustee does before anything is decrypted.
 *
 * Twin of the checking half of shared/crypto/ballots.py and proofs.py under our profile: no blank
 * vote, no neutral point (checks 13, 14, 16, 18 to 21). Every multiplication tests that its point
 * is a member, so a ballot that passed may be added up. No network, no DOM, no clock.
 */
import { equal } from "./bytes.ts";
import { tracker } from "./ballots.ts";
import type { Election, Question } from "./elections.ts";
import { type Ciphertext, toJson } from "./elgamal.ts";
import { MalformedBytes, VerificationFailed } from "./errors.ts";
import {
  divide,
  fromHex,
  multiply,
  NEUTRAL,
  type Point,
  power,
  powerOfG,
  readHex,
  toHex,
} from "./group.ts";
import { b64, decodeExact, fields, items, type Json, string } from "./jsontext.ts";
import { proofFromJson, verifyLog } from "./logproofs.ts";
import type { Proof } from "./proofs.ts";
import { hashToScalar, plus, type Scalar, small } from "./scalars.ts";

/** A ballot that passed every check; whether its credential is listed is for the caller. */
export interface CheckedBallot {
  readonly credential: string;
  /** The encrypted marks: one row for each question. */
  readonly choices: readonly (readonly Ciphertext[])[];
}

interface Answer {
  readonly choices: readonly Ciphertext[];
  readonly individual: readonly (readonly Proof[])[];
  readonly overall: readonly Proof[];
}

/** 'target = y^r for the r in alpha = g^r'. */
interface Claim {
  readonly alpha: Point;
  readonly target: Point;
}

const BALLOT_FIELDS = ["election_uuid", "election_hash", "credential", "answers", "signature"];
const ANSWER_FIELDS = ["choices", "individual_proofs", "overall_proof"];
const SIGNATURE_MARK = ',"signature":';
const BITS = [0, 1];

/**
 * Return `text` as a checked ballot of `election`.
 *
 * @throws MalformedBytes, VerificationFailed at the first check that fails
 */
export function checkBallot(text: string, election: Election): CheckedBallot {
  const read = fields(decodeExact(text), BALLOT_FIELDS);
  if (read["election_uuid"] !== election.uuid) {
    throw new VerificationFailed("The ballot is of another election.", "ballot-uuid");
  }
  if (read["election_hash"] !== election.fingerprint) {
    throw new VerificationFailed("The ballot is of another version.", "election-hash");
  }
  const credential = readHex(string(read["credential"]));
  if (equal(credential, NEUTRAL)) {
    throw new VerificationFailed("The credential is the neutral element.", "cred-neutral");
  }
  const rows = items(read["answers"]);
  if (rows.length !== election.questions.length) throw misshapen();
  const answers = rows.map((row, i) => parseAnswer(row, election.questions[i] as Question));
  const signature = fields(read["signature"], ["hash", "proof"]);
  const hash = b64(tracker(`${text.slice(0, text.lastIndexOf(SIGNATURE_MARK))}}`));
  if (signature["hash"] !== hash) {
    throw new VerificationFailed("The signed hash is not that of the ballot.", "ballot-hash");
  }
  const proof = proofFromJson(signature["proof"]);
  verifyLog(`sig|${hash}|`, credential, proof, "ballot-signature");
  const context = `${election.fingerprint}|${toHex(credential)}`;
  const y = fromHex(election.publicKey);
  answers.forEach((answer, i) => {
    verifyAnswer(y, election.questions[i] as Question, answer, context);
  });
  return { credential: toHex(credential), choices: answers.map(({ choices }) => choices) };
}

function parseAnswer(value: Json, question: Question): Answer {
  const read = fields(value, ANSWER_FIELDS);
  const choices = items(read["choices"]).map(ciphertext);
  const individual = items(read["individual_proofs"]).map(proofs);
  const overall = proofs(read["overall_proof"]);
  const count = question.answers.length;
  const fits =
    choices.length === count &&
    individual.length === count &&
    individual.every((each) => each.length === BITS.length) &&
    overall.length === sums(question).length;
  if (!fits) throw misshapen();
  return { choices, individual, overall };
}

function verifyAnswer(y: Point, question: Question, answer: Answer, context: string): void {
  answer.choices.forEach((choice, j) => {
    const claims = rangeClaims(choice, BITS);
    const prefix = provePrefix(context, choice);
    verifyOneOf(prefix, y, claims, answer.individual[j] ?? [], "individual-proof");
  });
  const points = answer.choices.flatMap(({ alpha, beta }) => [toHex(alpha), toHex(beta)]);
  const total = answer.choices.reduce(product);
  const prefix = provePrefix(`${context}|${points.join(",")}`, total);
  verifyOneOf(prefix, y, rangeClaims(total, sums(question)), answer.overall, "overall-proof");
}

/** Return the product of two ciphertexts of members: an encryption of the sum. */
export function product(one: Ciphertext, other: Ciphertext): Ciphertext {
  return { alpha: multiply(one.alpha, other.alpha), beta: multiply(one.beta, other.beta) };
}

/**
 * Return if `given` shows that one of `claims` is true under the election key `y`.
 *
 * @throws VerificationFailed if not (with `slug`), or a point is not a member (`membership`)
 */
function verifyOneOf(
  prefix: string,
  y: Point,
  claims: readonly Claim[],
  given: readonly Proof[],
  slug: string,
): void {
  let total: Scalar = small(0);
  const commitments = claims.flatMap(({ alpha, target }, j) => {
    const { challenge, response } = given[j] as Proof;
    total = plus(total, challenge);
    return [
      multiply(powerOfG(response), power(alpha, challenge)),
      multiply(power(y, response), power(target, challenge)),
    ];
  });
  if (!equal(hashToScalar(prefix, commitments), total)) {
    throw new VerificationFailed("A proof about a ballot's choices does not hold.", slug);
  }
}

/** Return the claims 'this encrypts M' for each M of `values`. */
function rangeClaims({ alpha, beta }: Ciphertext, values: readonly number[]): Claim[] {
  return values.map((m) => ({
    alpha,
    target: m === 0 ? beta : divide(beta, powerOfG(small(m))),
  }));
}

function sums({ minimum, maximum }: Question): number[] {
  return Array.from({ length: maximum - minimum + 1 }, (_, i) => minimum + i);
}

/** Return a ciphertext whose points are spelt right and not neutral; the proofs test membership. */
function ciphertext(value: Json): Ciphertext {
  const read = fields(value, ["alpha", "beta"]);
  const made = { alpha: readHex(string(read["alpha"])), beta: readHex(string(read["beta"])) };
  if (equal(made.alpha, NEUTRAL) || equal(made.beta, NEUTRAL)) {
    throw new VerificationFailed("A ciphertext holds the neutral element.", "neutral-ciphertext");
  }
  return made;
}

function proofs(value: Json | undefined): Proof[] {
  return items(value).map(proofFromJson);
}

function provePrefix(statement: string, choice: Ciphertext): string {
  const { alpha, beta } = toJson(choice);
  return `prove|${statement}|${alpha},${beta}|`;
}

function misshapen(): MalformedBytes {
  return new MalformedBytes("The answers do not fit the questions.", "answer-shape");
}
