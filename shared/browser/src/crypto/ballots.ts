/**
 * Making and signing a ballot (PROTOCOL sections 5 and 6).
 *
 * Twin of the making half of shared/crypto/ballots.py. `prepareBallot` does all that does not
 * depend on the vote, which is nearly everything, while the voter reads; `finishBallot` does the
 * rest after the click, with no multiplication in the group at all. Both are generators that
 * yield after each ciphertext, so that whoever runs them can pause, show progress or stop; a
 * stopped preparation is wiped. Given the same random bytes, the text is the one Python makes.
 *
 * A prepared ballot is used once and then wiped: the same randomness under two votes shows both.
 *
 * Spec letters: S0 = φ|credential; S = S0 and all ciphertexts of an answer.
 * No network, no DOM, no clock.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { type Bytes, type Random, utf8 } from "./bytes.ts";
import type { Credential } from "./credentials.ts";
import type { Election, Question } from "./elections.ts";
import {
  type Ciphertext,
  chosen,
  type PreparedCiphertext,
  prepareCiphertext,
  prepareProduct,
  toJson as ciphertextToJson,
  wipeCiphertext,
} from "./elgamal.ts";
import { MalformedBytes } from "./errors.ts";
import { fromHex, type Point, toHex } from "./group.ts";
import { b64, encode } from "./jsontext.ts";
import {
  finishOneOf,
  type PreparedLog,
  type PreparedOneOf,
  prepareLog,
  prepareOneOf,
  type Proof,
  sign,
  toJson as proofToJson,
  wipeOneOf,
} from "./proofs.ts";
import { plus, randomScalar } from "./scalars.ts";

/** One row for each question: 0 or 1 for each answer. */
export type Choices = readonly (readonly number[])[];

interface PreparedAnswer {
  readonly ciphertexts: readonly PreparedCiphertext[];
  readonly individual: readonly PreparedOneOf[];
  readonly sum: PreparedCiphertext;
  readonly overall: PreparedOneOf;
}

/** All of a ballot that does not depend on the vote; made for one election, good for one ballot. */
export interface PreparedBallot {
  readonly election: Election;
  readonly answers: PreparedAnswer[];
  readonly signature: PreparedLog;
  /** Set by the first use, and by wiping. */
  spent: boolean;
}

/** How many ciphertexts a ballot of `election` has: what the generators below count up to. */
export function ciphertextCount(election: Election): number {
  return election.questions.reduce((sum, question) => sum + question.answers.length, 0);
}

/**
 * Return a prepared ballot for `election`, pausing after each ciphertext.
 *
 * @throws MalformedBytes, VerificationFailed if the election key is not a member of the group
 */
export function* prepareBallot(
  election: Election,
  random: Random,
): Generator<void, PreparedBallot, void> {
  const y = fromHex(election.publicKey);
  const answers: PreparedAnswer[] = [];
  try {
    for (const question of election.questions) {
      answers.push(yield* prepareAnswer(y, question, random));
    }
    return { election, answers: answers.splice(0), signature: prepareLog(random), spent: false };
  } finally {
    answers.forEach(wipeAnswer); // nothing is left here unless we were stopped
  }
}

/**
 * Return the signed ballot text of `choices`, pausing after each answer; `prepared` is spent.
 *
 * @param credential derived for this election's uuid
 * @throws MalformedBytes if the choices do not fit the questions (slug `choices`); then nothing
 *   was used, and `prepared` is still good
 */
export function* finishBallot(
  prepared: PreparedBallot,
  credential: Credential,
  choices: Choices,
): Generator<void, string, void> {
  if (prepared.spent) throw new Error("a prepared ballot is used once");
  const { election } = prepared;
  checkChoices(election, choices);
  prepared.spent = true;
  try {
    const context = `${election.fingerprint}|${credential.publicHex}`;
    const answers: object[] = [];
    for (const [i, answer] of prepared.answers.entries()) {
      answers.push(
        finishAnswer(answer, election.questions[i] as Question, choices[i] ?? [], context),
      );
      yield;
    }
    const unsigned = encode({
      election_uuid: election.uuid,
      election_hash: election.fingerprint,
      credential: credential.publicHex,
      answers,
    });
    const hash = b64(tracker(unsigned));
    const proof = proofToJson(sign(prepared.signature, hash, credential.secret));
    return `${unsigned.slice(0, -1)},"signature":${encode({ hash, proof })}}`;
  } finally {
    wipeBallot(prepared);
  }
}

/** Overwrite what would show the vote of a ballot made from `prepared`; it is good for nothing. */
export function wipeBallot(prepared: PreparedBallot): void {
  prepared.spent = true;
  prepared.answers.forEach(wipeAnswer);
  prepared.signature.w.fill(0);
}

/** Return the ballot's tracker: the 32-byte SHA-256 of its text. */
export function tracker(text: string): Bytes {
  return sha256(utf8(text)) as Bytes;
}

/**
 * Return if `choices` is a vote that `election` allows.
 *
 * @throws MalformedBytes if not (slug `choices`)
 */
export function checkChoices(election: Election, choices: Choices): void {
  if (choices.length !== election.questions.length) {
    throw new MalformedBytes("The choices do not fit the questions.", "choices");
  }
  for (const [i, question] of election.questions.entries()) {
    const row = choices[i] ?? [];
    if (row.length !== question.answers.length || row.some((m) => m !== 0 && m !== 1)) {
      throw new MalformedBytes("The choices do not fit the question.", "choices");
    }
    const sum = row.reduce((total, m) => total + m, 0);
    if (sum < question.minimum || sum > question.maximum) {
      throw new MalformedBytes("Too many or too few answers are chosen.", "choices");
    }
  }
}

function* prepareAnswer(
  y: Point,
  question: Question,
  random: Random,
): Generator<void, PreparedAnswer, void> {
  const rs = question.answers.map(() => randomScalar(random));
  const ciphertexts: PreparedCiphertext[] = [];
  const individual: PreparedOneOf[] = [];
  let whole = false;
  try {
    for (const r of rs) {
      ciphertexts.push(prepareCiphertext(y, r, 1));
      individual.push(prepareOneOf(y, r, 2, random));
      yield;
    }
    const sums = question.maximum - question.minimum + 1;
    const overall = prepareOneOf(y, rs.reduce(plus), sums, random);
    const sum = prepareProduct(ciphertexts, question.maximum);
    whole = true;
    return { ciphertexts, individual, sum, overall };
  } finally {
    if (!whole) {
      ciphertexts.forEach(wipeCiphertext);
      individual.forEach(wipeOneOf);
      for (const r of rs) r.fill(0);
    }
  }
}

/** Return the archive's object of one encrypted and proved answer. */
function finishAnswer(
  prepared: PreparedAnswer,
  question: Question,
  row: readonly number[],
  context: string,
): object {
  const choices = prepared.ciphertexts.map((one, i) => chosen(one, row[i] ?? 0));
  const individual = prepared.individual.map((one, i) =>
    finishOneOf(one, row[i] ?? 0, provePrefix(context, choices[i] as Ciphertext)),
  );
  const chosenSum = row.reduce((total, m) => total + m, 0);
  const prefix = provePrefix(statement(context, choices), chosen(prepared.sum, chosenSum));
  const overall = finishOneOf(prepared.overall, chosenSum - question.minimum, prefix);
  return {
    choices: choices.map(ciphertextToJson),
    individual_proofs: individual.map(proofsToJson),
    overall_proof: proofsToJson(overall),
  };
}

function wipeAnswer(answer: PreparedAnswer): void {
  answer.ciphertexts.forEach(wipeCiphertext);
  answer.individual.forEach(wipeOneOf);
  wipeCiphertext(answer.sum);
  wipeOneOf(answer.overall);
}

function proofsToJson(proofs: readonly Proof[]): object[] {
  return proofs.map(proofToJson);
}

/** Return the hash prefix of a proof about `ciphertext`. */
function provePrefix(statementText: string, { alpha, beta }: Ciphertext): string {
  return `prove|${statementText}|${toHex(alpha)},${toHex(beta)}|`;
}

/** Return S: the context and all ciphertexts of the answer in order. */
function statement(context: string, choices: readonly Ciphertext[]): string {
  const points = choices.flatMap(({ alpha, beta }) => [toHex(alpha), toHex(beta)]);
  return `${context}|${points.join(",")}`;
}
