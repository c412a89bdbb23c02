/**
 * From a slip to a box that may be voted in: every document fetched, and every one checked.
 *
 * The same calls and the same checks as shared/cli/booth.py. The page trusts one thing, the desk's
 * public key, and the voter checks even that by the six words. A meeting that changes while the
 * page is open is refused (PROTOCOL P6). Long documents are read in pieces of work, with a breath
 * between them, so that the page stays free.
 */
import { type Bytes, unhex } from "../crypto/bytes.ts";
import { isListed } from "../crypto/credentials.ts";
import type { Election } from "../crypto/elections.ts";
import { VerificationFailed } from "../crypto/errors.ts";
import { decode, items, type Json, string } from "../crypto/jsontext.ts";
import { sixWords, type SixWords } from "../crypto/receipts.ts";
import { keyId } from "../crypto/signing.ts";
import {
  type BoxManifest,
  checkedElection,
  type FrozenLists,
  type MeetingManifest,
  openBoxManifest,
  openFrozenLists,
  openMeetingManifest,
  type TrustedKeys,
} from "../documents/manifests.ts";
import type { Ask } from "./asking.ts";
import type { Pause } from "./steps.ts";
import type { Trouble } from "./troubles.ts";

/** Something stands in the way, by name. */
export class Blocked extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(trouble);
    this.trouble = trouble;
  }
}

/** One box as the meeting's page at the box names it. */
export interface BoxEntry {
  readonly uuid: string;
  readonly electorate: string;
  readonly state: string;
  readonly round: string;
}

/** A meeting at one moment. */
export interface Meeting {
  readonly manifest: MeetingManifest;
  readonly words: SixWords;
  /** Absent until the lists of credentials are frozen. */
  readonly frozen: FrozenLists | undefined;
  readonly boxes: readonly BoxEntry[];
}

/** An open box, every document of it checked. */
export interface OpenBox {
  readonly manifest: BoxManifest;
  readonly election: Election;
  /** The box's list of credentials, as published. */
  readonly list: string;
}

const CAN_STILL_OPEN = ["draft", "frozen"];

/** Return the keys that a page's attribute names: raw Ed25519 keys in hex, spaces between. */
export function trustedKeys(attribute: string): TrustedKeys {
  const keys = attribute.split(" ").filter(Boolean).map(unhex);
  return new Map(keys.map((key): [string, Bytes] => [keyId(key), key]));
}

/** The entrance of one meeting. */
export class Entrance {
  readonly #ask: Ask;
  readonly #keys: TrustedKeys;
  readonly #meeting: string;
  #digest: string | undefined;

  constructor(ask: Ask, keys: TrustedKeys, meeting: string) {
    this.#ask = ask;
    this.#keys = keys;
    this.#meeting = meeting;
  }

  /**
   * Return the meeting as it is now.
   *
   * @throws Refused, Silence if the box does not answer; Refusal if what it says is not the desk's
   */
  async look(): Promise<Meeting> {
    const page = fields(decode(await this.#ask.get(`/api/v1/meetings/${this.#meeting}`)));
    await breath();
    const manifest = openMeetingManifest(page["manifest"] ?? null, this.#keys);
    await breath();
    if (manifest.meeting !== this.#meeting) {
      throw new VerificationFailed("The meeting's manifest names another meeting.");
    }
    this.#digest ??= manifest.digest;
    if (this.#digest !== manifest.digest) {
      throw new VerificationFailed("The meeting is not what it was when this page was opened.");
    }
    const frozen = page["frozen"] ?? null;
    return {
      manifest,
      words: sixWords(unhex(manifest.digest)),
      frozen: frozen === null ? undefined : openFrozenLists(frozen, this.#keys),
      boxes: items(page["boxes"]).map(boxEntry),
    };
  }

  /**
   * Return the box `wanted` after all checks.
   *
   * @throws Refused, Silence, Refusal as `look`
   */
  async enter(meeting: Meeting, wanted: BoxEntry): Promise<OpenBox> {
    const [page, list] = await Promise.all([
      this.#ask.get(`/api/v1/boxes/${wanted.uuid}`),
      this.#ask.get(`/api/v1/boxes/${wanted.uuid}/credentials`),
    ]);
    const read = fields(decode(page));
    await breath();
    const manifest = openBoxManifest(read["manifest"] ?? null, this.#keys);
    await breath();
    if (meeting.frozen === undefined) throw new VerificationFailed("No list is frozen yet.");
    const claim = { ...wanted, election: string(read["election"]), list };
    const election = checkedElection(claim, manifest, meeting.manifest, meeting.frozen);
    return { manifest, election, list };
  }
}

/** Return the box that a slip of `letter` votes in now, none of `done`; or why there is none. */
export function boxFor(
  meeting: Meeting,
  letter: string,
  done: ReadonlySet<string>,
): BoxEntry | Pause {
  if (meeting.manifest.electorates.every(({ key }) => key !== letter)) {
    throw new Blocked("other_class");
  }
  const own = meeting.boxes.filter(({ electorate }) => electorate === letter);
  const open = own.find(({ state, uuid }) => state === "open" && !done.has(uuid));
  if (open !== undefined) return open;
  const left = own.filter(({ uuid }) => !done.has(uuid));
  const over = left.filter(({ state }) => !CAN_STILL_OPEN.includes(state));
  if (over.length < left.length) return over.length > 0 ? "between_rounds" : "not_open";
  throw new Blocked(over.some(({ state }) => state === "annulled") ? "annulled" : "ended");
}

/** Return whether a further box of the slip's class may open, none of `done`. */
export function mayVoteAgain(
  meeting: Meeting,
  letter: string,
  done: ReadonlySet<string>,
): boolean {
  return meeting.boxes.some(
    ({ electorate, state, uuid }) =>
      electorate === letter &&
      !done.has(uuid) &&
      (state === "open" || CAN_STILL_OPEN.includes(state)),
  );
}

/** Return if the slip's credential is on the box's list. */
export function checkListed(box: OpenBox, publicHex: string): void {
  if (!isListed(box.list, publicHex)) throw new Blocked("unknown_slip");
}

/**
 * Return the boxes that the meeting's page shows.
 *
 * @throws VerificationFailed if they are not exactly those that the desk's manifest names
 */
export function namedBoxes(shown: Json | undefined, manifest: MeetingManifest): BoxEntry[] {
  const named = new Map(manifest.boxes.map(({ uuid, electorate }) => [uuid, electorate]));
  const boxes = items(shown).map(boxEntry);
  const own = boxes.every(({ uuid, electorate }) => named.get(uuid) === electorate);
  const distinct = new Set(boxes.map(({ uuid }) => uuid)).size;
  if (!own || distinct !== named.size || boxes.length !== named.size) {
    throw new VerificationFailed("The box shows other boxes than were published.");
  }
  return boxes;
}

/** Return one box as the meeting's page names it. */
export function boxEntry(value: Json): BoxEntry {
  const read = fields(value);
  const round = read["round"] ?? "";
  return {
    uuid: string(read["uuid"]),
    electorate: string(read["electorate"]),
    state: string(read["state"]),
    round: string(round),
  };
}

/** Return the fields of what the box answered. */
export function fields(value: Json): { readonly [name: string]: Json } {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new VerificationFailed("The box answered with something else.");
  }
  return value;
}

/** Let the page do what waits: at most one piece of reading stands between two of them. */
export function breath(): Promise<void> {
  return new Promise((resume) => setTimeout(resume, 0));
}
