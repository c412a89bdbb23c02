/**
 * Makes ballots for Python to check: an array of orders in, one ballot a line out.
 *
 * An order is {"election": text, "code": …, "choices": …, "spoil": null or how}. A spoilt
 * ballot is what a cheating voter's browser would make; whoever checks ballots must refuse it.
 */
import { readFileSync } from "node:fs";
import * as ballots from "../../shared/browser/src/crypto/ballots.ts";
import { derive } from "../../shared/browser/src/crypto/credentials.ts";
import { electionFromText } from "../../shared/browser/src/crypto/elections.ts";
import { G, multiply, type Point } from "../../shared/browser/src/crypto/group.ts";
import { plus, small } from "../../shared/browser/src/crypto/scalars.ts";
import { atOnce, systemRandom } from "./vectors.ts";

interface Order {
  readonly election: string;
  readonly code: string;
  readonly choices: ballots.Choices;
  readonly spoil: keyof typeof SPOILERS | null;
}

/** Change a prepared ballot of one vote so that it proves what is not so. */
const SPOILERS = {
  /** The first mark counts twice. */
  "two votes": (prepared: ballots.PreparedBallot) => {
    const first = prepared.answers[0];
    const beta = first?.ciphertexts[0]?.betas[1] as Point;
    beta.set(multiply(beta, G));
    const sum = first?.sum.betas[1] as Point;
    sum.set(multiply(sum, G));
  },
  /** The proofs are about other randomness than the ciphertext. */
  "other randomness": (prepared: ballots.PreparedBallot) => {
    const r = prepared.answers[0]?.individual[0]?.r;
    if (r !== undefined) r.set(plus(r, small(1)));
  },
  /** The sum is not the product of the marks. */
  "other sum": (prepared: ballots.PreparedBallot) => {
    const sum = prepared.answers[0]?.sum.betas[1] as Point;
    sum.set(multiply(sum, G));
  },
  /** Signed by somebody else. */
  "other signer": (prepared: ballots.PreparedBallot) => {
    prepared.signature.w.set(plus(prepared.signature.w, small(1)));
  },
};

function made({ election: text, code, choices, spoil }: Order): string {
  const election = electionFromText(text);
  const prepared = atOnce(ballots.prepareBallot(election, systemRandom));
  if (spoil !== null) SPOILERS[spoil](prepared);
  return atOnce(ballots.finishBallot(prepared, derive(election.uuid, code), choices));
}

const orders: Order[] = JSON.parse(readFileSync(0, "utf8"));
for (const order of orders) process.stdout.write(`${made(order)}\n`);
