/**
 * The answers: is this ballot in its box, has this slip voted?
 *
 * The same checks and answers as shared/cli/own_ballot.py, which asks an archive; here the box is
 * asked, and a box that is still open can be asked too. The page trusts one thing, the desk's
 * public key. A receipt is judged by the key that the signed meeting manifest names. Source: P8.
 */
import { type Ask, Refused } from "../booth/asking.ts";
import { type BoxEntry, breath, fields, namedBoxes } from "../booth/entrance.ts";
import { hex, unhex } from "../crypto/bytes.ts";
import { isListed, listDigest, type Slip } from "../crypto/credentials.ts";
import { VerificationFailed } from "../crypto/errors.ts";
import { b64, decode, type Json } from "../crypto/jsontext.ts";
import { sixWords, type SixWords, verifyReceipt, type VoterReceipt } from "../crypto/receipts.ts";
import { openScrutineers, type Scrutineer } from "../documents/closing.ts";
import {
  type FrozenLists,
  type MeetingManifest,
  openBoxManifest,
  openFrozenLists,
  openMeetingManifest,
  type TrustedKeys,
} from "../documents/manifests.ts";
import { nearest, type Published, readPublished } from "./published.ts";
import type { Question } from "./question.ts";

export type Answer =
  /** On the list of a closed box, and the receipt is genuine. */
  | "counted"
  /** On the list of a closed box; only the tracker was given. */
  | "found"
  /** In a box that is still open. */
  | "recorded"
  /** In a box that has closed and has not published yet. */
  | "publishing"
  /** A genuine receipt, and no ballot: the box is at fault. */
  | "missing"
  /** The ballot is there, the receipt is not genuine. */
  | "false_signature"
  /** Neither: not of this box, or of another meeting. */
  | "not_genuine"
  /** No ballot has this tracker. */
  | "unknown"
  | "no_vote"
  | "voted"
  /** Not in any box that has published; others have not. */
  | "no_vote_yet"
  /** The slip is on no list of this meeting. */
  | "not_listed"
  /** The meeting has no such class. */
  | "other_class";

/** What became of a slip in one box. */
export type Use =
  | "voted"
  | "no_vote"
  | "open"
  | "publishing"
  | "unopened"
  /** Annulled, and nothing is published of it: most likely it never opened. */
  | "annulled"
  | "not_listed";

/** One box that was looked into. */
export interface Look {
  /** Of the sheet and its item; undefined for a spare box that never got one. */
  readonly title: string | undefined;
  readonly state: string;
  readonly use?: Use;
  readonly tracker?: string;
  readonly published?: Published | undefined;
}

export interface Finding {
  readonly answer: Answer;
  /** Of the meeting: its title, and the six words of its manifest. */
  readonly meeting: string;
  readonly words: SixWords;
  readonly test: boolean;
  readonly tracker?: string;
  /** A tracker on a list that differs from the one that was typed in a few letters. */
  readonly near?: string | undefined;
  readonly looks: readonly Look[];
  /** Boxes of the slip's class that never opened, so that nobody can have voted in them. */
  readonly unopened?: number;
}

/** The public credentials of a code in some boxes: calculated beside the page. */
export type Publics = (code: string, uuids: readonly string[]) => Promise<readonly string[]>;

/** What a check works with; a test puts other parts in. */
export interface Parts {
  readonly ask: Ask;
  readonly keys: TrustedKeys;
  readonly meeting: string;
  readonly publics: Publics;
}

/** A meeting at one moment, every document of it checked. */
interface Meeting {
  readonly manifest: MeetingManifest;
  readonly scrutineers: readonly Scrutineer[];
  readonly frozen: FrozenLists | undefined;
  readonly boxes: readonly BoxEntry[];
}

const NOT_YET = ["draft", "frozen", "cancelled"];

/** One check at one meeting. */
export class Check {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Return the answer to `question`.
   *
   * @throws Refused, Silence if the box does not answer; Refusal if what it says does not hold
   */
  async answer(question: Question): Promise<Finding> {
    const meeting = await this.#look();
    const { manifest } = meeting;
    const common = {
      meeting: manifest.title,
      words: sixWords(unhex(manifest.digest)),
      test: manifest.test,
    };
    switch (question.about) {
      case "receipt":
        return { ...common, ...(await this.#receipt(meeting, question.receipt)) };
      case "tracker":
        return { ...common, ...(await this.#tracker(meeting, question.tracker)) };
      case "slip":
        return { ...common, ...(await this.#slip(meeting, question.slip)) };
    }
  }

  async #look(): Promise<Meeting> {
    const { ask, keys, meeting } = this.#parts;
    const page = fields(decode(await ask.get(`/api/v1/meetings/${meeting}`)));
    await breath();
    const signed = page["manifest"] ?? null;
    const manifest = openMeetingManifest(signed, keys);
    const scrutineers = openScrutineers(signed, keys);
    await breath();
    const frozen = page["frozen"] ?? null;
    const lists = frozen === null ? undefined : openFrozenLists(frozen, keys);
    const other = lists !== undefined && lists.meetingManifest !== manifest.digest;
    if (manifest.meeting !== meeting || other) {
      throw new VerificationFailed("The meeting's manifest names another meeting.");
    }
    return { manifest, scrutineers, frozen: lists, boxes: namedBoxes(page["boxes"], manifest) };
  }

  async #receipt(
    meeting: Meeting,
    { uuid, tracker, signature }: VoterReceipt,
  ): Promise<Pick<Finding, "answer" | "tracker" | "looks">> {
    const box = meeting.boxes.find((one) => one.uuid === uuid);
    const mark = b64(tracker);
    if (box === undefined) return { answer: "not_genuine", tracker: mark, looks: [] };
    const genuine = isGenuine(meeting.manifest.receiptKey, uuid, tracker, signature);
    const published = await this.#published(meeting, box);
    const look = { ...(await this.#described(meeting, box)), published };
    const found = { tracker: mark, looks: [look] };
    if (published !== undefined) {
      if (published.trackers.includes(mark)) {
        return { ...found, answer: genuine ? "counted" : "false_signature" };
      }
      return { ...found, answer: genuine ? "missing" : "not_genuine" };
    }
    if (!genuine) return { ...found, answer: "not_genuine" };
    if (!(await this.#holds(uuid, hex(tracker)))) return { ...found, answer: "missing" };
    return { ...found, answer: waiting(box) };
  }

  async #tracker(
    meeting: Meeting,
    tracker: Uint8Array,
  ): Promise<Pick<Finding, "answer" | "tracker" | "near" | "looks">> {
    let near: string | undefined;
    const mark = b64(tracker);
    for (const box of meeting.boxes.filter(({ state }) => !NOT_YET.includes(state))) {
      const published = await this.#published(meeting, box);
      const there =
        published === undefined
          ? await this.#holds(box.uuid, hex(tracker))
          : published.trackers.includes(mark);
      if (there) {
        const look = { ...(await this.#described(meeting, box)), published };
        const answer = published === undefined ? waiting(box) : "found";
        return { answer, tracker: mark, looks: [look] };
      }
      near ??= nearest(published?.trackers ?? [], mark);
    }
    return { answer: "unknown", tracker: mark, near, looks: [] };
  }

  async #slip(
    meeting: Meeting,
    { letter, code }: Slip,
  ): Promise<Pick<Finding, "answer" | "looks" | "unopened">> {
    const own = meeting.boxes.filter(({ electorate }) => electorate === letter);
    if (own.length === 0) return { answer: "other_class", looks: [] };
    const opened = own.filter(({ state }) => !NOT_YET.includes(state));
    const asked = opened.length > 0 ? opened : own.slice(0, 1); // its list knows slips of ours
    const publics = await this.#parts.publics(code, asked.map(({ uuid }) => uuid));
    const looks: Look[] = [];
    for (const [i, box] of asked.entries()) {
      looks.push(await this.#slipIn(meeting, box, publics[i] ?? ""));
    }
    const unopened = own.length - opened.length;
    return { answer: slipAnswer(new Set(looks.map(({ use }) => use))), looks, unopened };
  }

  /** Return what became of the slip whose credential in `box` is `publicHex`. */
  async #slipIn(meeting: Meeting, box: BoxEntry, publicHex: string): Promise<Look> {
    const described = await this.#described(meeting, box);
    if (meeting.frozen !== undefined && !(await this.#listed(meeting, box.uuid, publicHex))) {
      return { ...described, use: "not_listed" };
    }
    if (NOT_YET.includes(box.state)) return { ...described, use: "unopened" };
    const published = await this.#published(meeting, box);
    if (published === undefined) return { ...described, use: unpublished(box) };
    const place = published.credentials.indexOf(publicHex);
    const tracker = published.trackers[place];
    if (tracker === undefined) return { ...described, use: "no_vote", published };
    return { ...described, use: "voted", tracker, published };
  }

  /** Return whether a credential is on the list that the desk fixed. */
  async #listed({ frozen }: Meeting, uuid: string, publicHex: string): Promise<boolean> {
    const digest = frozen?.lists.find((list) => list.uuid === uuid)?.digest;
    if (digest === undefined) return false;
    const text = await this.#parts.ask.get(`/api/v1/boxes/${uuid}/credentials`);
    await breath();
    if (listDigest(text) !== digest) {
      throw new VerificationFailed("The list of credentials is not the published one.");
    }
    return isListed(text, publicHex);
  }

  async #published(meeting: Meeting, box: BoxEntry): Promise<Published | undefined> {
    if (box.state === "open" || NOT_YET.includes(box.state)) return undefined;
    const { receiptKey } = meeting.manifest;
    const { scrutineers, frozen } = meeting;
    const found = await readPublished(this.#parts.ask, box.uuid, { receiptKey, scrutineers });
    const digest = frozen?.lists.find((list) => list.uuid === box.uuid)?.digest;
    if (found !== undefined && found.listDigest !== digest) {
      throw new VerificationFailed("The closing record names another list of credentials.");
    }
    return found;
  }

  /** Ask an open box for one ballot; this tells the box which one. */
  async #holds(uuid: string, tracker: string): Promise<boolean> {
    try {
      await this.#parts.ask.get(`/api/v1/boxes/${uuid}/receipts/${tracker}`);
      return true;
    } catch (error) {
      if (error instanceof Refused && error.slug === "receipt_unknown") return false;
      throw error;
    }
  }

  /** Return how a box is called, from the sheet that the desk signed for it. */
  async #described({ manifest }: Meeting, box: BoxEntry): Promise<Pick<Look, "title" | "state">> {
    const { ask, keys } = this.#parts;
    const page = fields(decode(await ask.get(`/api/v1/boxes/${box.uuid}`)));
    const sheet: Json = page["manifest"] ?? null;
    if (sheet === null) return { title: undefined, state: box.state };
    await breath();
    const { uuid, meetingManifest, title, item } = openBoxManifest(sheet, keys);
    if (uuid !== box.uuid || meetingManifest !== manifest.digest) {
      throw new VerificationFailed("The box shows another sheet than was published.");
    }
    return { title: title === item.title ? title : `${title}：${item.title}`, state: box.state };
  }
}

/** Return the answer for a slip from what became of it in the boxes that were looked into. */
function slipAnswer(uses: ReadonlySet<Use | undefined>): Answer {
  if (uses.has("voted")) return "voted";
  if (["open", "publishing", "unopened"].some((use) => uses.has(use as Use))) return "no_vote_yet";
  if (uses.has("no_vote")) return "no_vote";
  return uses.has("annulled") ? "no_vote_yet" : "not_listed"; // no list says anything of it
}

function unpublished({ state }: BoxEntry): Use {
  return state === "open" || state === "annulled" ? state : "publishing";
}

function waiting({ state }: BoxEntry): Answer {
  return state === "open" ? "recorded" : "publishing";
}

function isGenuine(key: string, uuid: string, tracker: Uint8Array, signature: Uint8Array): boolean {
  try {
    verifyReceipt(unhex(key), uuid, tracker, signature);
    return true;
  } catch (error) {
    if (error instanceof VerificationFailed) return false;
    throw error;
  }
}
