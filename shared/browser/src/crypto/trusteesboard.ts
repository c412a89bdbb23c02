/**
 * The public side of the key ceremony (PROTOCOL P3, section 8): what a trustee checks of it.
 *
 * Twin of shared/crypto/trustees/board.py: same names, same order, same vectors; taking messages
 * one by one (`accept`) is the tally service's alone. A ceremony has four steps; a step opens when
 * every trustee has done the one before: `cert`, `commitment`, `polynomial`, `output`. Everything
 * on a board is public and is checked here before anything is done in view of it.
 *
 * A board is {"names": [text …], "threshold": k, "messages": {step: [message or null]}}.
 * No network, no DOM, no clock.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { type Bytes, hex, utf8 } from "./bytes.ts";
import { MalformedBytes, Refusal, VerificationFailed } from "./errors.ts";
import { framedHash } from "./framing.ts";
import { multiply, type Point } from "./group.ts";
import { canonical, fields, integer, items, type Json, string } from "./jsontext.ts";
import { proofFromJson, verifyKey } from "./logproofs.ts";
import type { Proof } from "./proofs.ts";
import { trusteesText } from "./trusteesitems.ts";
import { readLetter, signedFromJson, signedText } from "./trusteespki.ts";
import {
  type Certificate,
  checkCertsSignature,
  checkContext,
  checkDistinct,
  checkVerificationKey,
  committedValue,
  keyFromJson,
  MAX_TRUSTEES,
  readCertificate,
  readCoefficients,
  summed,
} from "./trusteesthreshold.ts";
import { complete, isNew, type Messages, noMessages, normal } from "./turns.ts";
import * as turns from "./turns.ts";

export const STEPS = ["cert", "commitment", "polynomial", "output"] as const;
export type CeremonyStep = (typeof STEPS)[number];

const TRANSCRIPT = { type: "ostraka/ceremony", version: 1 };
const NAME = /^[^\x00-\x1f\x7f]{1,100}$/u;
const HASH = /^[0-9a-f]{64}$/;

/** A ceremony as it stands. */
export interface Board {
  readonly names: readonly string[];
  readonly threshold: number;
  readonly messages: Messages;
}

/** There is no key yet: some trustee still has to act. */
export class CeremonyUnfinished extends Refusal {
  constructor() {
    super("The ceremony is not over; some trustee still has to act.", "ceremony_unfinished");
  }
}

/** What a finished ceremony leaves. */
export interface Outcome {
  /** The `trustees` text of every archive of this board. */
  readonly trusteesText: string;
  /** The election key. */
  readonly key: Point;
  /** Framed SHA-256 of the transcript; trustees compare its six words aloud. */
  readonly digest: Bytes;
}

/** What the messages on a board say, each read and verified once, in trustee order. */
interface Read {
  readonly certs: Certificate[];
  readonly coefficients: Point[][];
}

/**
 * Return the empty board of a ceremony of these trustees.
 *
 * @throws MalformedBytes if there are not more of them than the threshold, too many, or a name is
 *   empty, long or not one line
 */
export function newBoard(names: readonly string[], threshold: number): Board {
  const size = names.length;
  if (!(threshold >= 1 && threshold < size && size <= MAX_TRUSTEES)) {
    throw new MalformedBytes("A board needs more trustees than its threshold.", "threshold");
  }
  if (!names.every((name) => NAME.test(name))) {
    throw new MalformedBytes("A trustee's name is one line of text.", "trustee-name");
  }
  return { names, threshold, messages: noMessages(STEPS, size) };
}

/** Return who owes what now; nothing when the ceremony is over. */
export function pending({ messages }: Board): turns.Turn[] {
  return turns.pending(messages, STEPS);
}

/**
 * Return what the finished ceremony of a board that `recheck` gave leaves.
 *
 * @throws CeremonyUnfinished if somebody still has to act
 */
export function outcome(board: Board): Outcome {
  if (pending(board).length > 0) throw new CeremonyUnfinished();
  const certs = certificates(board);
  const points = coefficients(board, certs);
  const dealt = sent(board, "polynomial");
  const text = trusteesText({
    threshold: board.threshold,
    certificates: certs,
    coefexps: dealt.map((message) => signedFromJson(message["coefexps"])),
    signatures: dealt.map((message) => proofFromJson(message["signature"])),
    keys: sent(board, "output").map((message) => keyFromJson(message["public_key"])),
    names: board.names,
  });
  const { names, threshold, messages } = board;
  const transcript = canonical({ ...TRANSCRIPT, names, threshold, messages });
  return {
    trusteesText: text,
    key: points.map(([first]) => first as Point).reduce(multiply),
    digest: framedHash("ostraka/v1/ceremony", transcript),
  };
}

/**
 * Return the board that somebody else published after checking every message on it.
 *
 * @throws MalformedBytes, VerificationFailed, StepNotOpen if it is no board, or something on it is
 *   false
 */
export function recheck(value: unknown): Board {
  const read = fields(normal(value), ["messages", "names", "threshold"]);
  const names = items(read["names"]).map(string);
  const board = newBoard(names, integer(read["threshold"], 1, MAX_TRUSTEES));
  const published = fields(read["messages"], [...STEPS].sort());
  const known: Read = { certs: [], coefficients: [] };
  for (const step of STEPS) {
    items(published[step], names.length).forEach((message, i) => {
      if (message === null) return;
      if (!isNew(board.messages, STEPS, { number: i + 1, step }, message)) return;
      CHECKS[step](board, known, i + 1, message);
      (board.messages[step] as Json[])[i] = message;
    });
  }
  return board;
}

/** Return the certificates on a board, in trustee order; those not there are left out. */
export function certificates(board: Board): Certificate[] {
  return sent(board, "cert").map((message) => readCertificate(signedFromJson(message["cert"])));
}

/** Return every trustee's committed coefficients; the step `polynomial` must be complete. */
export function coefficients(board: Board, certs: readonly Certificate[]): Point[][] {
  return sent(board, "polynomial").map((message, i) =>
    readCoefficients(
      signedFromJson(message["coefexps"]),
      certs[i] as Certificate,
      board.threshold,
    ),
  );
}

/** Return the messages of a step that are there. */
export function sent({ messages }: Board, step: CeremonyStep): { [name: string]: Json }[] {
  return (messages[step] ?? []).filter((message) => message !== null) as {
    [name: string]: Json;
  }[];
}

/** Return whether every trustee has done `step`. */
export function isComplete({ messages }: Board, step: CeremonyStep): boolean {
  return complete(messages, step);
}

type Check = (board: Board, known: Read, number: number, message: Json) => void;

const checkCert: Check = (board, known, number, message) => {
  const read = fields(message, ["cert", "name"]);
  if (read["name"] !== board.names[number - 1]) {
    throw new VerificationFailed("The name is not the one on the board.", "trustee-name");
  }
  const certificate = readCertificate(signedFromJson(read["cert"]));
  const [size, threshold] = [board.names.length, board.threshold];
  checkContext(certificate, { size, threshold, index: number });
  checkDistinct([...known.certs, certificate]);
  known.certs.push(certificate);
};

const checkCommitment: Check = (_board, _known, _number, message) => {
  if (!HASH.test(string(fields(message, ["commitment"])["commitment"]))) {
    throw new MalformedBytes("A commitment is a SHA-256 in lower-case hex.", "commitment");
  }
};

const checkPolynomial: Check = (board, known, number, message) => {
  const read = fields(message, ["coefexps", "polynomial", "secrets", "signature"]);
  const signed = signedFromJson(read["coefexps"]);
  const committed = sent(board, "commitment")[number - 1]?.["commitment"];
  if (hex(sha256(utf8(signedText(signed)))) !== committed) {
    throw new VerificationFailed("The coefficients are not the committed ones.", "commitment");
  }
  const own = known.certs[number - 1] as Certificate;
  const points = readCoefficients(signed, own, board.threshold);
  const proof: Proof = proofFromJson(read["signature"]);
  checkCertsSignature(known.certs, number, points, proof);
  const letters = [read["polynomial"], ...items(read["secrets"], known.certs.length)];
  for (const letter of letters) readLetter(string(letter));
  known.coefficients.push(points);
};

const checkOutput: Check = (_, known, number, message) => {
  const read = fields(message, ["private_key", "public_key"]);
  const key = keyFromJson(read["public_key"]);
  const expected = committedValue(summed(known.coefficients), number);
  checkVerificationKey(key, expected, known.certs[number - 1] as Certificate);
  verifyKey(key.publicKey, key.pok);
  readLetter(string(read["private_key"]));
};

const CHECKS: { readonly [S in CeremonyStep]: Check } = {
  cert: checkCert,
  commitment: checkCommitment,
  polynomial: checkPolynomial,
  output: checkOutput,
};
