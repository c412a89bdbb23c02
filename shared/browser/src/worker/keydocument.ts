/**
 * What a trustee's key file holds, and what is read beside it: the same as `ostraka trustee` keeps.
 *
 * The reading half of shared/cli/trustee/keyholder.py, and shared/crypto/decryption/memory.py.
 * No network, no DOM, no clock.
 */
import { type Bytes, hex, unhex } from "../crypto/bytes.ts";
import { MalformedBytes, Refusal, VerificationFailed } from "../crypto/errors.ts";
import { toHex } from "../crypto/group.ts";
import { integer, items, type Json, string } from "../crypto/jsontext.ts";
import { OtherKeyFile } from "../crypto/keyfiles.ts";
import * as rehearsals from "../crypto/rehearsal.ts";
import { keyId } from "../crypto/signing.ts";
import * as ceremony from "../crypto/trusteesboard.ts";
import type { State } from "../crypto/trusteesstate.ts";
import { openBoard } from "../documents/boards.ts";

export type Fields = { readonly [name: string]: Json };

/** What a trustee's key file holds. */
export interface KeyDocument {
  readonly type: "ostraka/trustee-file";
  readonly version: 1;
  readonly board: string;
  readonly board_document: { readonly digest: string; readonly trustees: string } | null;
  readonly ceremony: State;
  readonly desk_key: string;
  /** uuid to T of every tally this key has decrypted. */
  readonly memory: { readonly [uuid: string]: string };
  readonly rehearsals: { readonly [meeting: string]: rehearsals.Kept };
  readonly tally_key: string;
}

const FIELDS =
  "board board_document ceremony desk_key memory rehearsals tally_key type version";
export const KEY = /^[0-9a-f]{64}$/;
const BOARD = /^[A-Za-z0-9._-]{1,64}$/;

/** Another encrypted tally was decrypted, or asked for, under this uuid (PROTOCOL P4). */
export class OtherTallyRefused extends Refusal {
  constructor(what: string) {
    super(what, "other_tally");
  }
}

/** Return a name that says whose key it is, and how far; nothing of it is secret. */
export function fileName({ board, ceremony: state, board_document, memory }: KeyDocument): string {
  const place = board_document !== null ? 3 : state.messages.polynomial !== undefined ? 2 : 1;
  const boxes = Object.keys(memory).length;
  const named = BOARD.test(board) ? board : "board";
  const far = boxes === 0 ? `step${place}` : `boxes${boxes}`;
  return `ostraka-trustee-${named}-${state.number}-${far}.json`;
}

/** Return the ceremony on a board's page, as the twins have it. */
export function publicBoard(page: Fields): { names: string[]; threshold: number; messages: Json } {
  const people = items(page["trustees"]).map(fieldsOf);
  if (people.some(({ number }, i) => number !== i + 1)) {
    throw new MalformedBytes("The board's page does not number its trustees from 1.");
  }
  return {
    names: people.map(({ name }) => string(name)),
    threshold: integer(page["threshold"], 1, people.length),
    messages: page["messages"] ?? null,
  };
}

/** Return digest and trustees text of the signed board, if it is that of this ceremony. */
export function boardDocument(
  page: Fields,
  kept: KeyDocument,
): { digest: string; trustees: string } {
  const outcome = ceremony.outcome(ceremony.recheck(publicBoard(page)));
  const board = openBoard(page["document"] ?? null, trusted(kept.tally_key));
  const right =
    board.board === kept.board &&
    board.transcript === hex(outcome.digest) &&
    board.key === toHex(outcome.key) &&
    board.trusteesText === outcome.trusteesText;
  if (!right) {
    throw new VerificationFailed("The board's document is not that of this ceremony.");
  }
  return { digest: board.digest, trustees: board.trusteesText };
}

/** Return the published rehearsal, fully checked, if it is this board's for `meeting`. */
export function published(
  meeting: string,
  page: Fields,
  board: { readonly digest: string; readonly trustees: string },
): rehearsals.Rehearsal {
  const stated = fieldsOf(page["rehearsal"] ?? null);
  const ours =
    stated["board"] === board.digest &&
    stated["meeting"] === meeting &&
    stated["trustees"] === board.trustees;
  if (!ours) {
    throw new rehearsals.RehearsalChanged("This is a rehearsal of another board.", "rehearsal");
  }
  const state = rehearsals.recheck(stated);
  const alpha = page["alpha"] ?? null;
  if (alpha !== null) rehearsals.checkAlpha(state, alpha);
  return state;
}

/** Return `memory` that knows this tally; refuses another one of the same box. */
export function remember(
  memory: KeyDocument["memory"],
  uuid: string,
  tally: string,
): KeyDocument["memory"] {
  if ((memory[uuid] ?? tally) !== tally) {
    throw new OtherTallyRefused("This key has already decrypted another tally of this box.");
  }
  return { ...memory, [uuid]: tally };
}

/** Return if nobody was ever asked to decrypt another tally of this uuid (PROTOCOL P4). */
export function checkAsked(
  memory: KeyDocument["memory"],
  uuid: string,
  tally: string,
  asked: readonly string[],
): void {
  remember(memory, uuid, tally);
  if (asked.length === 0 || asked.some((one) => one !== tally)) {
    throw new OtherTallyRefused("Another tally of this box was asked for. Call the scrutineers.");
  }
}

/** Return whom a trustee believes, by key id. */
export function trusted(key: string): ReadonlyMap<string, Bytes> {
  const raw = unhex(key);
  return new Map([[keyId(raw), raw]]);
}

/** Return the content of a key file, if it is a trustee's. */
export function readDocument(content: Fields): KeyDocument {
  const named = Object.keys(content).sort().join(" ") === FIELDS;
  const known = content["type"] === "ostraka/trustee-file" && content["version"] === 1;
  const state = content["ceremony"];
  if (!named || !known || state === null || typeof state !== "object" || Array.isArray(state)) {
    throw new OtherKeyFile("This is not a trustee's key file. Choose the right one.");
  }
  return content as unknown as KeyDocument;
}

export function fieldsOf(value: Json): Fields {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new MalformedBytes("The page is not what the tally service shows.");
  }
  return value;
}
