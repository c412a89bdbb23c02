/**
 * The documents that a voter's browser reads before it trusts a box, and what must agree in them.
 *
 * Twin of shared/documents/manifests.py and of what shared/cli/booth.py checks. A document is known
 * to be the signer's before it is read, so here is read only what pages use, and a field of the
 * wrong kind is refused; the digest is over all of it, as it was signed. Source: PROTOCOL P6, P11.
 * No network, no DOM, no clock.
 */
import type { Bytes } from "../crypto/bytes.ts";
import { listDigest } from "../crypto/credentials.ts";
import { type Election, election } from "../crypto/elections.ts";
import { MalformedBytes, VerificationFailed } from "../crypto/errors.ts";
import { integer, items, type Json, string } from "../crypto/jsontext.ts";
import { openDocument, type OpenedDocument, type SignedContent } from "../crypto/signing.ts";

/** The keys a reader trusts, by key id. */
export type TrustedKeys = ReadonlyMap<string, Bytes>;

/** What is fixed when a meeting is prepared. */
export interface MeetingManifest {
  readonly digest: string;
  readonly meeting: string;
  readonly title: string;
  readonly electorates: readonly { readonly key: string; readonly title: string }[];
  readonly boxes: readonly { readonly uuid: string; readonly electorate: string }[];
  /** Whether credentials are signed blindly instead of printed on slips (P7). */
  readonly blind: boolean;
  /** uuid to the hex SHA-256 of the issuer's key: of every box in blind mode, none with slips. */
  readonly issuerKeys: ReadonlyMap<string, string>;
  readonly receiptKey: string;
  readonly boardKey: string;
  readonly test: boolean;
}

/** One answer a voter may choose. */
export interface Option {
  readonly key: string;
  readonly title: string;
}

/** One question about one subject; of a graded one abstention is the last option. */
export interface Contest {
  readonly key: string;
  readonly title: string;
  readonly kind: string;
  readonly subject: { readonly kind: string; readonly id: string; readonly name: string };
  readonly options: readonly Option[];
  readonly minimum: number;
  readonly maximum: number;
}

/** One round of one electorate: the contests of its sheet. */
export interface BoxManifest {
  readonly digest: string;
  readonly meetingManifest: string;
  readonly round: string;
  readonly item: Option;
  readonly uuid: string;
  readonly electorate: string;
  readonly title: string;
  readonly boardKey: string;
  readonly contests: readonly Contest[];
}

/** The desk's countersignature of every list of credentials of the meeting. */
export interface FrozenLists {
  readonly meetingManifest: string;
  readonly lists: readonly { readonly uuid: string; readonly digest: string }[];
}

/** What the box says of itself, to be held against what the desk signed. */
export interface BoxClaim {
  readonly uuid: string;
  readonly electorate: string;
  readonly round: string;
  /** The election text it serves. */
  readonly election: string;
  /** The credential list it serves. */
  readonly list: string;
}

const CHOICES_LIMIT = 100;

/** Return the meeting manifest in the envelope `signed`; throws as `openDocument`. */
export function openMeetingManifest(signed: Json, keys: TrustedKeys): MeetingManifest {
  const { content, digest } = openKind(signed, keys, "meeting_manifest");
  const boxes = items(content["boxes"]).map((box) => ({
    uuid: string(object(box)["uuid"]),
    electorate: string(object(box)["electorate"]),
  }));
  const blind = content["credential_mode"] === "blind";
  return {
    digest,
    meeting: string(content["meeting"]),
    title: string(content["title"]),
    electorates: items(content["electorates"]).map(titled),
    boxes,
    blind,
    issuerKeys: issuerKeys(content["issuer_keys"] ?? [], blind ? boxes : []),
    receiptKey: string(content["receipt_key"]),
    boardKey: string(object(content["board"])["key"]),
    test: content["test"] === true,
  };
}

/** Return the box manifest in the envelope `signed`; throws as `openDocument`. */
export function openBoxManifest(signed: Json, keys: TrustedKeys): BoxManifest {
  const { content, digest } = openKind(signed, keys, "box_manifest");
  return {
    digest,
    meetingManifest: string(content["meeting_manifest"]),
    round: string(content["round"]),
    item: titled(content["item"]),
    uuid: string(content["uuid"]),
    electorate: string(content["electorate"]),
    title: string(content["title"]),
    boardKey: string(content["board_key"]),
    contests: items(content["contests"]).map(contest),
  };
}

/** Return the frozen lists in the envelope `signed`; throws as `openDocument`. */
export function openFrozenLists(signed: Json, keys: TrustedKeys): FrozenLists {
  const { content } = openKind(signed, keys, "frozen_lists");
  return {
    meetingManifest: string(content["meeting_manifest"]),
    lists: items(content["lists"]).map((list) => ({
      uuid: string(object(list)["uuid"]),
      digest: string(object(list)["digest"]),
    })),
  };
}

/** Return the digest of the manifest of the meeting that the envelope `signed` ends. */
export function openMeetingEnd(signed: Json, keys: TrustedKeys): string {
  return string(openKind(signed, keys, "meeting_end").content["meeting_manifest"]);
}

/** Return the Belenios election that `manifest` fixes, byte for byte (P11). */
export function electionOf(manifest: BoxManifest): Election {
  return election({
    uuid: manifest.uuid,
    name: manifest.title,
    description: `ostraka/v1 ${manifest.digest}`,
    publicKey: manifest.boardKey,
    questions: manifest.contests.map((one) => ({
      text: `${one.key} ${one.title}`,
      answers: one.options.map((option) => `${option.key} ${option.title}`),
      minimum: one.minimum,
      maximum: one.maximum,
    })),
  });
}

/**
 * Return the election of a box after everything that the box says of it was held against what the
 * desk signed: the checks of shared/cli/booth.py, in its order.
 *
 * @throws VerificationFailed if the box shows another election, or another list
 */
export function checkedElection(
  claim: BoxClaim,
  box: BoxManifest,
  meeting: MeetingManifest,
  frozen: FrozenLists,
): Election {
  const expected = electionOf(box);
  const agreed =
    box.meetingManifest === meeting.digest &&
    frozen.meetingManifest === meeting.digest &&
    box.boardKey === meeting.boardKey &&
    box.uuid === claim.uuid &&
    box.electorate === claim.electorate &&
    box.round === claim.round &&
    expected.text === claim.election;
  if (!agreed) {
    throw new VerificationFailed("The box shows another election than was published.");
  }
  const published = frozen.lists.find(({ uuid }) => uuid === box.uuid)?.digest;
  if (published === undefined || published !== listDigest(claim.list)) {
    throw new VerificationFailed("The list of credentials is not the published one.");
  }
  return expected;
}

function openKind(signed: Json, keys: TrustedKeys, kind: string): OpenedDocument {
  const opened = openDocument(signed, keys);
  if (opened.content["type"] !== kind) {
    throw new MalformedBytes(`This is not a document of the kind ${kind}.`, "malformed_document");
  }
  return opened;
}

/** Return uuid to digest of the issuer's keys: one for each of `boxes`, no two the same. */
function issuerKeys(value: Json, boxes: MeetingManifest["boxes"]): Map<string, string> {
  const entries = items(value).map((one): [string, string] => {
    const read = object(one);
    return [string(read["uuid"]), string(read["key"])];
  });
  const named = new Map(entries);
  const right =
    entries.length === boxes.length &&
    new Set(named.values()).size === boxes.length &&
    boxes.every(({ uuid }) => named.has(uuid));
  if (!right) {
    throw new MalformedBytes(
      "A blind meeting has one issuer's key for every box, one with slips none.",
      "malformed_document",
    );
  }
  return named;
}

function contest(value: Json): Contest {
  const read = object(value);
  const subject = object(read["subject"]);
  return {
    ...titled(value),
    kind: string(read["kind"]),
    subject: {
      kind: string(subject["kind"]),
      id: string(subject["id"]),
      name: string(subject["name"]),
    },
    options: items(read["options"]).map(titled),
    minimum: integer(read["minimum"], 0, 1),
    maximum: integer(read["maximum"], 1, CHOICES_LIMIT),
  };
}

function titled(value: Json | undefined): Option {
  const read = object(value);
  return { key: string(read["key"]), title: string(read["title"]) };
}

function object(value: Json | undefined): SignedContent {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new MalformedBytes("A JSON object was expected.", "json-type");
  }
  return value;
}
