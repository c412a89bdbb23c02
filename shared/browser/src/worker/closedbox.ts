/**
 * What a trustee's page checks before it makes a share (PROTOCOL P4, P13).
 *
 * Twin of shared/cli/trustee/evidence.py, with the same refusals: nothing the tally service says
 * is believed. The archive is verified ballot by ballot here, the encrypted tally is added up here,
 * and both must be what the desk's manifests, the two scrutineers and the trustee's own board say.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { readClosedArchive, type Setup } from "../crypto/archive.ts";
import { checkBallot, product } from "../crypto/ballotchecking.ts";
import { type Bytes, equal, hex, reversed, unhex } from "../crypto/bytes.ts";
import type { Election } from "../crypto/elections.ts";
import type { Ciphertext } from "../crypto/elgamal.ts";
import { Refusal, VerificationFailed } from "../crypto/errors.ts";
import { fromHex, NEUTRAL, toHex } from "../crypto/group.ts";
import { decodeExact, integer, items, type Json, string } from "../crypto/jsontext.ts";
import { tallyHash, tallyText, type Decrypted } from "../crypto/shares.ts";
import { openDocument } from "../crypto/signing.ts";
import { combinedKey } from "../crypto/trusteesitems.ts";
import { openAsked, openBoard } from "../documents/boards.ts";
import {
  checkClosing,
  checkSignatures,
  closingMessage,
  type ClosingRecord,
  openScrutineers,
  readClosing,
  SCRUTINEERS_NEEDED,
} from "../documents/closing.ts";
import {
  electionOf,
  openBoxManifest,
  openMeetingManifest,
  type TrustedKeys,
} from "../documents/manifests.ts";

type Fields = { readonly [name: string]: Json };

/** So few people voted that the counts would show how they did. */
export class BelowFloor extends Refusal {
  constructor() {
    super("Too few ballots: this box is sealed and must not be decrypted.", "below_floor");
  }
}

/** The documents of one closed box, each verified, all of them about the same box. */
export interface Task {
  readonly uuid: string;
  readonly title: string;
  readonly election: Election;
  readonly trusteesText: string;
  readonly closing: ClosingRecord;
  readonly asked: readonly string[];
  /** T of what the service wants decrypted. */
  readonly tally: string;
  /** What the hall sees as six words. */
  readonly closingDigest: Bytes;
}

/** Whom the trustee believes, and the board that their key file keeps. */
export interface Believed {
  readonly desk: TrustedKeys;
  readonly tally: TrustedKeys;
  readonly board: { readonly digest: string; readonly trustees: string };
}

/** The encrypted tally of a closed archive, recomputed from ballots verified here. */
export interface ClosedTally extends Decrypted {
  readonly hash: string;
}

/**
 * Return the verified documents of the task to decrypt the box `uuid`.
 *
 * @throws VerificationFailed if a signature does not hold, or the documents are not of one box
 * @throws BelowFloor if there are too few ballots
 */
export function openTask(uuid: string, value: Fields, { desk, tally, board: own }: Believed): Task {
  const signedMeeting = value["meeting_manifest"] ?? null;
  const signedBox = value["box_manifest"] ?? null;
  const meeting = openMeetingManifest(signedMeeting, desk);
  const box = openBoxManifest(signedBox, desk);
  const board = openBoard(value["board"] ?? null, tally);
  const asked = openAsked(value["asked"] ?? null, tally);
  const closing = readClosing(value["closing"] ?? null);
  const stated = openDocument(signedMeeting, desk).content;
  belongs(box.uuid === uuid && asked.uuid === uuid && closing.uuid === uuid);
  const named = string(openDocument(signedBox, desk).content["meeting"]);
  belongs(named === meeting.meeting && box.meetingManifest === meeting.digest);
  belongs(
    meeting.boxes.some((one) => one.uuid === uuid && one.electorate === box.electorate),
  );
  const ref = stated["board"] as Fields;
  belongs(ref["digest"] === own.digest && board.digest === own.digest);
  belongs(board.trusteesText === own.trustees);
  belongs(meeting.boardKey === board.key && box.boardKey === board.key);
  belongs(toHex(combinedKey(own.trustees)) === board.key);
  const message = closingMessage(closing);
  const signers = checkSignatures(
    message,
    closing.signatures,
    openScrutineers(signedMeeting, desk),
  );
  if (signers.length < SCRUTINEERS_NEEDED) {
    throw new VerificationFailed("Two scrutineers have to sign.");
  }
  if (closing.ballots < integer(stated["disclosure_floor"], 0, 1_000_000)) throw new BelowFloor();
  return {
    uuid,
    title: box.title,
    election: electionOf(box),
    trusteesText: board.trusteesText,
    closing,
    asked: asked.tallies,
    tally: string(value["tally"]),
    closingDigest: sha256(message) as Bytes,
  };
}

/**
 * Return the encrypted tally of the closed archive that `chunks` bring, every ballot verified.
 *
 * @param progress called with the number of ballots that are verified
 * @throws VerificationFailed if a ballot does not hold, the archive is not the one the scrutineers
 *   closed, or the service wants something else decrypted than its sum
 */
export async function addUp(
  task: Task,
  chunks: AsyncIterable<Uint8Array>,
  progress: (ballots: number) => void,
): Promise<ClosedTally> {
  const adding = new Adding(task, progress);
  const archive = await readClosedArchive(chunks, {
    setup: (setup) => adding.begin(setup),
    ballot: (text) => adding.add(text),
  });
  checkClosing(task.closing, archive, task.closing.listDigest);
  if (archive.trackers.some((one, i, all) => i > 0 && one <= (all[i - 1] as string))) {
    throw new VerificationFailed("Ballots are not sorted by their hashes.", "ballot-order");
  }
  const text = tallyText(adding.total);
  const hash = tallyHash(text);
  if (hash !== task.tally) {
    throw new VerificationFailed(
      "The service wants something else decrypted than the ballots' sum.",
    );
  }
  return { phi: task.election.fingerprint, tally: adding.total, text, hash };
}

/** Adds ballots up as they come, each after all of its proofs held. */
class Adding {
  readonly #task: Task;
  readonly #progress: (ballots: number) => void;
  #listed: ReadonlySet<string> = new Set();
  readonly #used = new Set<string>();
  total: readonly (readonly Ciphertext[])[] = [];

  constructor(task: Task, progress: (ballots: number) => void) {
    this.#task = task;
    this.#progress = progress;
    const none: Ciphertext = { alpha: NEUTRAL, beta: NEUTRAL };
    this.total = task.election.questions.map(({ answers }) => answers.map(() => none));
  }

  begin({ electionText, trusteesText, credentialsText }: Setup): void {
    const { election, trusteesText: ours } = this.#task;
    belongs(electionText === election.text);
    belongs(trusteesText === ours);
    this.#listed = listed(credentialsText);
  }

  add(text: string): void {
    const { credential, choices } = checkBallot(text, this.#task.election);
    if (!this.#listed.has(credential)) {
      throw new VerificationFailed("The voter is not listed.", "unknown-credential");
    }
    if (this.#used.has(credential)) {
      throw new VerificationFailed("A credential has two ballots.", "credential-twice");
    }
    this.#used.add(credential);
    this.total = this.total.map((row, i) =>
      row.map((sum, j) => added(sum, choices[i]?.[j] as Ciphertext)),
    );
    this.#progress(this.#used.size);
  }
}

function added(sum: Ciphertext, one: Ciphertext): Ciphertext {
  const empty = equal(sum.alpha, NEUTRAL) && equal(sum.beta, NEUTRAL);
  return empty ? one : product(sum, one);
}

/**
 * Return the credentials of a list: canonical, members, distinct, sorted, without weights.
 *
 * @throws MalformedBytes, VerificationFailed if it is another list
 */
function listed(text: string): ReadonlySet<string> {
  const names = items(decodeExact(text)).map(string);
  for (const name of names) fromHex(name);
  const order = names.map((name) => hex(reversed(unhex(name))));
  if (order.some((name, i) => i > 0 && name <= (order[i - 1] as string))) {
    throw new VerificationFailed("The list of credentials is not sorted.", "cred-order");
  }
  return new Set(names);
}

function belongs(holds: boolean): void {
  if (!holds) {
    throw new VerificationFailed("The documents of this box do not belong together.");
  }
}
