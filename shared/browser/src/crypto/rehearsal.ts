/**
 * The rehearsal that can decrypt nothing (PROTOCOL P12).
 *
 * Twin of shared/crypto/rehearsal.py: same names, same order, same vectors. All trustees together
 * draw randomness r in public; every trustee then makes a real share of the encryption of 0 under
 * the board's key with that r. The trustee's program computes alpha = g^r itself from the openings
 * and refuses any other, so a rehearsal can never be made of somebody's ballot.
 *
 * The board's trustees text is the one in the trustee's own key file, so it is not verified again.
 * No network, no DOM, no clock.
 */
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { type Bytes, equal, hex, type Random, unhex } from "./bytes.ts";
import { MalformedBytes, Refusal, VerificationFailed } from "./errors.ts";
import { frame, framedHash } from "./framing.ts";
import { type Point, power, powerOfG, toHex } from "./group.ts";
import { b64, fields, items, type Json, string } from "./jsontext.ts";
import { reduce, type Scalar } from "./scalars.ts";
import { checkShare, type Decrypted, makeShare, tallyText } from "./shares.ts";
import { combinedKey, ownerKeys } from "./trusteesitems.ts";
import type { Message } from "./trusteesstate.ts";
import { complete, isNew, type Messages, noMessages, normal, same } from "./turns.ts";
import * as turns from "./turns.ts";

export const STEPS = ["commit", "open", "share"] as const;
export type RehearsalStep = (typeof STEPS)[number];
const NONCE_BYTES = 32;
const HEX = /^[0-9a-f]{64}$/;
const FIELDS = ["board", "meeting", "messages", "trustees"];

/** A rehearsal of one board for one meeting. */
export interface Rehearsal {
  /** Hex digest of the board's document. */
  readonly board: string;
  readonly meeting: string;
  readonly trustees: string;
  readonly messages: Messages;
}

/** What a key file keeps of a rehearsal. */
export interface Kept {
  readonly board: string;
  readonly meeting: string;
  readonly commitments: Json;
}

/** What every trustee decrypts, and all that is needed to check it. */
export interface Challenge extends Decrypted {
  readonly r: Scalar;
  /** What a trustee raises to its secret: g^r. */
  readonly alpha: Point;
}

/** What a trustee's program does next: keep `kept`, then send `message` if there is one. */
export interface Advance {
  readonly kept: Kept;
  readonly step: RehearsalStep | undefined;
  readonly message: Message | undefined;
}

/** The public randomness is not drawn yet: some trustee still has to open. */
export class RehearsalUnfinished extends Refusal {
  constructor() {
    super("Wait until every trustee has opened its number.", "rehearsal_unfinished");
  }
}

/** The rehearsal is not the one this trustee takes part in. */
export class RehearsalChanged extends VerificationFailed {}

/** Return the rehearsal of a board for a meeting, before anybody did anything. */
export function newRehearsal(board: Bytes, meeting: string, trustees: string): Rehearsal {
  if (board.length !== NONCE_BYTES) throw new MalformedBytes("A board's digest has 32 bytes.");
  const messages = noMessages(STEPS, ownerKeys(trustees).length);
  return { board: hex(board), meeting, trustees, messages };
}

/** Return the 32 bytes that trustee `number` shows in `open`: all copies of a key alike. */
export function nonceOf(x: Scalar, board: Bytes, meeting: string, number: number): Bytes {
  return framedHash("ostraka/v1/rehearsal-nonce", x, board, meeting, number);
}

/** Return what trustee `number` shows first, hex. */
export function commitmentOf(
  board: Bytes,
  meeting: string,
  number: number,
  nonce: Bytes,
): string {
  return hex(sha256(frame("ostraka/v1/rehearsal-commit", board, meeting, number, nonce)));
}

/** Return who owes what now; nothing when every key has been shown to work. */
export function pending({ messages }: Rehearsal): turns.Turn[] {
  return turns.pending(messages, STEPS);
}

/**
 * Return the rehearsal that somebody else published after checking all that is in it.
 *
 * @throws MalformedBytes, VerificationFailed, StepNotOpen if it is none, or something is false
 */
export function recheck(value: unknown): Rehearsal {
  const read = fields(normal(value), FIELDS);
  const [board, meeting, trustees] = [read["board"], read["meeting"], read["trustees"]].map(
    string,
  ) as [string, string, string];
  const rehearsal = newRehearsal(hashBytes(board), meeting, trustees);
  const published = fields(read["messages"], [...STEPS].sort());
  const size = rehearsal.messages["commit"]?.length ?? 0;
  for (const step of STEPS) {
    items(published[step], size).forEach((message, i) => {
      if (message === null) return;
      if (!isNew(rehearsal.messages, STEPS, { number: i + 1, step }, message)) return;
      CHECKS[step](rehearsal, i + 1, message);
      (rehearsal.messages[step] as Json[])[i] = message;
    });
  }
  return rehearsal;
}

/**
 * Return what is to be decrypted, computed from the openings.
 *
 * @throws RehearsalUnfinished if not every trustee has opened
 */
export function challenge({ board, meeting, trustees, messages }: Rehearsal): Challenge {
  if (!complete(messages, "open")) throw new RehearsalUnfinished();
  const nonces = (messages["open"] ?? []).map((message) => unhex(text(message, "nonce")));
  const r = randomness(unhex(board), meeting, nonces);
  const alpha = powerOfG(r);
  const tally = [[{ alpha, beta: power(combinedKey(trustees), r) }]];
  const phi = b64(framedHash("ostraka/v1/rehearsal-phi", unhex(board), meeting));
  return { r, alpha, phi, tally, text: tallyText(tally) };
}

/** Return r from all nonces in trustee order. */
export function randomness(board: Bytes, meeting: string, nonces: readonly Bytes[]): Scalar {
  return reduce(sha512(frame("ostraka/v1/rehearsal", board, meeting, ...nonces)));
}

/** Return if `share` is the share of the key `known`; anybody can check it. */
export function checkRehearsalShare(task: Challenge, known: Point, share: string): void {
  const [[factor] = []] = checkShare(share, task, known);
  if (factor === undefined || !equal(factor, power(known, task.r))) {
    throw new VerificationFailed("The share is not that of this key.", "rehearsal-factor");
  }
}

/**
 * Return what trustee `number` does in view of the published rehearsal.
 *
 * @param kept what its key file keeps of this rehearsal; undefined at first
 * @param x its secret, read from the real medium
 * @throws RehearsalChanged if it is another rehearsal, or no longer shows what it did
 * @throws MalformedBytes, VerificationFailed if something in it is false, or the key is another's
 */
export function advance(
  kept: Kept | undefined,
  number: number,
  x: Scalar,
  published: unknown,
  random: Random,
): Advance {
  const rehearsal = recheck(published);
  checkKey(rehearsal, number, x);
  const { board, meeting } = rehearsal;
  const known: Kept = kept ?? { board, meeting, commitments: null };
  const nonce = nonceOf(x, unhex(board), meeting, number);
  const commitment = commitmentOf(unhex(board), meeting, number, nonce);
  checkKept(known, rehearsal, { commitment }, number);
  const [commits = [], opens = [], shares = []] = STEPS.map((step) => rehearsal.messages[step]);
  if (commits[number - 1] === null) {
    return { kept: known, step: "commit", message: { commitment } };
  }
  const wait = { step: undefined, message: undefined };
  if (commits.includes(null)) return { kept: known, ...wait };
  const seen: Kept = { ...known, commitments: commits };
  if (opens[number - 1] === null) {
    return { kept: seen, step: "open", message: { nonce: hex(nonce) } };
  }
  if (opens.includes(null) || shares[number - 1] !== null) return { kept: seen, ...wait };
  const share = makeShare(challenge(rehearsal), x, random);
  return { kept: seen, step: "share", message: { share } };
}

/**
 * Return true if this copy of the key makes the share that is asked for; nothing is sent.
 *
 * False: trustee `number` has not given its share yet, so `advance` is to be used.
 */
export function proveCopy(number: number, x: Scalar, published: unknown, random: Random): boolean {
  const rehearsal = recheck(published);
  checkKey(rehearsal, number, x);
  if (rehearsal.messages["share"]?.[number - 1] === null) return false;
  const task = challenge(rehearsal);
  checkRehearsalShare(task, ownerKey(rehearsal, number), makeShare(task, x, random));
  return true;
}

/** Return if `alpha`, as the tally service shows it, is the one that was drawn together. */
export function checkAlpha(rehearsal: Rehearsal, alpha: Json): void {
  if (alpha !== toHex(challenge(rehearsal).alpha)) {
    throw new RehearsalChanged("The service shows another number than the drawn one.", "alpha");
  }
}

function checkKey({ trustees }: Rehearsal, number: number, x: Scalar): void {
  const known = ownerKeys(trustees)[number - 1];
  if (known === undefined || !equal(known, powerOfG(x))) {
    throw new RehearsalChanged("This key is not that trustee's on this board.", "rehearsal-key");
  }
}

/** Return if the rehearsal is the one begun, and shows our own commitment and what it did. */
function checkKept(kept: Kept, rehearsal: Rehearsal, own: Json, number: number): void {
  const commits = rehearsal.messages["commit"] ?? [];
  const shown = commits[number - 1] ?? null;
  const begun = kept.board === rehearsal.board && kept.meeting === rehearsal.meeting;
  if (!begun || (shown !== null && !same(shown, own))) {
    throw new RehearsalChanged("This is another rehearsal than the one begun.", "rehearsal");
  }
  if (kept.commitments !== null && !same(kept.commitments, commits)) {
    throw new RehearsalChanged("The rehearsal no longer shows what it did.", "rehearsal");
  }
}

function ownerKey({ trustees }: Rehearsal, number: number): Point {
  return ownerKeys(trustees)[number - 1] as Point;
}

type Check = (rehearsal: Rehearsal, number: number, message: Json) => void;

const CHECKS: { readonly [S in RehearsalStep]: Check } = {
  commit: (_rehearsal, _number, message) => {
    hashBytes(text(message, "commitment"));
  },
  open: ({ board, meeting, messages }, number, message) => {
    const nonce = hashBytes(text(message, "nonce"));
    const committed = text(messages["commit"]?.[number - 1] ?? null, "commitment");
    if (commitmentOf(unhex(board), meeting, number, nonce) !== committed) {
      throw new VerificationFailed("The number is not the committed one.", "commitment");
    }
  },
  share: (rehearsal, number, message) => {
    const task = challenge(rehearsal);
    checkRehearsalShare(task, ownerKey(rehearsal, number), text(message, "share"));
  },
};

/** Return the one text that a message consists of. */
function text(message: Json, name: string): string {
  return string(fields(message, [name])[name]);
}

/** Return the 32 bytes of 64 lower-case hex digits. */
function hashBytes(written: string): Bytes {
  if (!HEX.test(written)) {
    throw new MalformedBytes("A hash is 64 lower-case hex digits.", "rehearsal-hex");
  }
  return unhex(written);
}
