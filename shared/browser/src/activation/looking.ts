/**
 * What the box says of a blind meeting at one moment, and what that means for the rights kept here.
 *
 * Manifest, frozen lists and the meeting's end are checked under the desk's key, and the manifest
 * is the one whose words the voter compared. How far activation is and the boxes' states are the
 * box's own word: a false one can keep a voter out, and is then seen, but not put anybody in, nor
 * make a phone erase anything.
 */
import { isListed, listDigest } from "../crypto/credentials.ts";
import { VerificationFailed } from "../crypto/errors.ts";
import { decode, items, type Json, string } from "../crypto/jsontext.ts";
import {
  type FrozenLists,
  type MeetingManifest,
  openFrozenLists,
  openMeetingEnd,
  openMeetingManifest,
  type TrustedKeys,
} from "../documents/manifests.ts";
import type { Ask } from "../booth/asking.ts";
import { fields } from "../booth/entrance.ts";
import type { KeptBox, KeptRight } from "./keeping.ts";

/** How far activation is. */
export interface Stretch {
  readonly open: boolean;
  /** The announced end, Unix seconds. */
  readonly endsAt: number;
}

/** A meeting at one moment. */
export interface Sight {
  readonly manifest: MeetingManifest;
  /** Absent until activation begins. */
  readonly activation: Stretch | undefined;
  /** Absent until the lists are frozen. */
  readonly frozen: FrozenLists | undefined;
  /** uuid to state of every box. */
  readonly states: ReadonlyMap<string, string>;
  /** Whether the desk has said that no further round opens. */
  readonly ended: boolean;
}

/**
 * Return the meeting as the box has it now.
 *
 * @throws Refused, Silence if the box does not answer; Refusal if what it says is not the desk's
 */
export async function lookAt(ask: Ask, keys: TrustedKeys, meeting: string): Promise<Sight> {
  const page = fields(decode(await ask.get(`/api/v1/meetings/${meeting}`)));
  const manifest = openMeetingManifest(page["manifest"] ?? null, keys);
  if (manifest.meeting !== meeting || !manifest.blind) {
    throw new VerificationFailed("This is not the manifest of this meeting.");
  }
  const [lists, end] = [page["frozen"] ?? null, page["ended"] ?? null];
  const frozen = lists === null ? undefined : openFrozenLists(lists, keys);
  const ended = end === null ? undefined : openMeetingEnd(end, keys);
  const named = [frozen?.meetingManifest, ended].filter((digest) => digest !== undefined);
  if (named.some((digest) => digest !== manifest.digest)) {
    throw new VerificationFailed("The frozen lists, or the end, are another meeting's.");
  }
  const boxes = items(page["boxes"]).map(fields);
  return {
    manifest,
    activation: stretch(page["activation"] ?? null),
    frozen,
    states: new Map(boxes.map((box) => [string(box["uuid"]), string(box["state"])])),
    ended: ended !== undefined,
  };
}

/**
 * Return whether a credential is on the frozen list of its box.
 *
 * @throws Refused, Silence as `lookAt`; VerificationFailed if the list is not the one frozen
 */
export async function isOnList(ask: Ask, frozen: FrozenLists, box: KeptBox): Promise<boolean> {
  const list = await ask.get(`/api/v1/boxes/${box.uuid}/credentials`);
  const published = frozen.lists.find(({ uuid }) => uuid === box.uuid)?.digest;
  if (published === undefined || published !== listDigest(list)) {
    throw new VerificationFailed("The list of credentials is not the published one.");
  }
  return isListed(list, box.credential);
}

/** Return whether `right` is of the meeting whose manifest is here, and for all its boxes. */
export function isOf({ manifest }: Sight, right: KeptRight): boolean {
  const letter = right.slip.charAt(0);
  const own = manifest.boxes.filter(({ electorate }) => electorate === letter);
  const named = new Set(right.boxes.map(({ uuid }) => uuid));
  const same = own.length === named.size && own.every(({ uuid }) => named.has(uuid));
  return right.manifest === manifest.digest && same;
}

/** Return whether a box is open in which one of `rights` has not voted yet. */
export function mayVote({ states }: Sight, rights: readonly KeptRight[]): boolean {
  const boxes = rights.flatMap((right) => right.boxes);
  return boxes.some(
    ({ uuid, state, receipt }) =>
      states.get(uuid) === "open" && state === "listed" && receipt === undefined,
  );
}

function stretch(value: Json): Stretch | undefined {
  if (value === null) return undefined;
  const read = fields(value);
  const endsAt = read["ends_at"];
  if (typeof endsAt !== "number") throw new VerificationFailed("No end was announced.");
  return { open: read["state"] === "open", endsAt };
}
