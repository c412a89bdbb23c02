/**
 * What the table of two scrutineers has to know of a meeting: fetched from the box, and checked
 * against the desk's signatures as shared/cli/slips does.
 *
 * The page trusts the desk's key that it was served with, and the scrutineers compare even that by
 * the six words. A meeting that changes while the page is open is refused (PROTOCOL P6).
 */
import type { Ask } from "../booth/asking.ts";
import { Refused } from "../booth/asking.ts";
import { type BoxEntry, fields, namedBoxes } from "../booth/entrance.ts";
import type { ClosedArchive } from "../crypto/archive.ts";
import { unhex } from "../crypto/bytes.ts";
import { listDigest } from "../crypto/credentials.ts";
import { VerificationFailed } from "../crypto/errors.ts";
import { decode, items, type Json } from "../crypto/jsontext.ts";
import { sixWords, type SixWords } from "../crypto/receipts.ts";
import {
  checkClosing,
  checkSignatures,
  closingMessage,
  type ClosingRecord,
  type Leftovers,
  type ListSize,
  openListSizes,
  openScrutineers,
  readClosing,
  readLeftovers,
  type Scrutineer,
  type ScrutineerSignature,
} from "../documents/closing.ts";
import {
  type BoxManifest,
  type MeetingManifest,
  openBoxManifest,
  openFrozenLists,
  openMeetingEnd,
  openMeetingManifest,
  type TrustedKeys,
} from "../documents/manifests.ts";
import { checkSheet, type Sheets, sheetsOf } from "./sheets.ts";

/** One class of voters and its slips. */
export interface SlipClass {
  readonly key: string;
  readonly title: string;
  /** Its boxes, spare ones included, in the manifest's order. */
  readonly uuids: readonly string[];
  /** How many slips there are, reserve included; undefined if its lists do not agree. */
  readonly printed: number | undefined;
}

/** A meeting at one moment. */
export interface Hall {
  readonly manifest: MeetingManifest;
  readonly words: SixWords;
  readonly scrutineers: readonly Scrutineer[];
  /** Empty until the lists are fixed. */
  readonly classes: readonly SlipClass[];
  readonly boxes: readonly BoxEntry[];
  /** What was voted on, or will be, in each box that has a round. */
  readonly sheets: Sheets;
  /** Whether the desk has ended the meeting: no slip is handed out any more. */
  readonly ended: boolean;
  /** The scans that the box has published. */
  readonly published: readonly Leftovers[];
}

/** The published credentials of one class, box by box. */
export type Lists = ReadonlyMap<string, ReadonlySet<string>>;

/** The way to one meeting at the box. */
export class HallDoor {
  readonly #ask: Ask;
  readonly #keys: TrustedKeys;
  readonly meeting: string;
  #digest: string | undefined;
  /** By uuid; a box keeps the sheet that it has. */
  readonly #sheets = new Map<string, BoxManifest>();
  #sizes: readonly ListSize[] = [];

  constructor(ask: Ask, keys: TrustedKeys, meeting: string) {
    this.#ask = ask;
    this.#keys = keys;
    this.meeting = meeting;
  }

  /**
   * Return the meeting as it is now.
   *
   * @throws Refused, Silence if the box does not answer; Refusal if what it says is not the desk's
   */
  async look(): Promise<Hall> {
    const [page, scans] = await Promise.all([
      this.#fetch(`/api/v1/meetings/${this.meeting}`),
      this.#fetch(`/api/v1/meetings/${this.meeting}/leftovers`),
    ]);
    const manifest = this.#manifest(page["manifest"] ?? null);
    const frozen = page["frozen"] ?? null;
    if (frozen !== null) this.#sizes = this.#sizesIn(frozen, manifest.digest);
    const boxes = namedBoxes(page["boxes"], manifest);
    return {
      manifest,
      words: sixWords(unhex(manifest.digest)),
      scrutineers: openScrutineers(page["manifest"] ?? null, this.#keys),
      classes: frozen === null ? [] : classesOf(manifest, this.#sizes),
      boxes,
      sheets: await this.#sheetsOf(boxes, manifest),
      ended: this.#hasEnded(page["ended"] ?? null, manifest.digest),
      published: items(scans["leftovers"]).map((scan) => readLeftovers(scan).document),
    };
  }

  /**
   * Return the lists of a class as the box publishes them.
   *
   * @throws VerificationFailed if one is not the list that the desk countersigned
   */
  async lists({ uuids }: SlipClass): Promise<Lists> {
    const read = new Map<string, ReadonlySet<string>>();
    for (const uuid of uuids) {
      const text = await this.#ask.get(`/api/v1/boxes/${uuid}/credentials`);
      if (this.fixedDigest(uuid) !== listDigest(text)) {
        throw new VerificationFailed("The list of credentials is not the published one.");
      }
      // Its digest is the desk's, so it is what the desk's strict reader accepted.
      read.set(uuid, new Set(JSON.parse(text) as string[]));
    }
    return read;
  }

  /** Publish a scan that both signed; throws `Refused`, `Silence`. */
  async publish(file: string): Promise<void> {
    await this.#ask.post(`/api/v1/meetings/${this.meeting}/leftovers`, file);
  }

  /** Return the closing record of a box, undefined if it is not published yet. */
  async closing(uuid: string): Promise<ClosingRecord | undefined> {
    try {
      return checkedRecord(readClosing(await this.#fetch(closingPath(uuid))), uuid);
    } catch (error) {
      if (error instanceof Refused && error.slug === "not_published") return undefined;
      throw error;
    }
  }

  /** Hand in a signature of a closing record; return the record as it then stands. */
  async signClosing(uuid: string, signature: ScrutineerSignature): Promise<ClosingRecord> {
    const answer = await this.#ask.post(closingPath(uuid), JSON.stringify(signature));
    return checkedRecord(readClosing(decode(answer)), uuid);
  }

  /**
   * Return if `archive` is what the closing record of its box says, and that record's signatures
   * are those of `scrutineers`, as many as have signed.
   *
   * @throws VerificationFailed if not, or if there is no record
   */
  async checkArchive(
    uuid: string,
    archive: ClosedArchive,
    scrutineers: readonly Scrutineer[],
  ): Promise<void> {
    const record = await this.closing(uuid);
    if (record === undefined) throw new VerificationFailed("There is no closing record.");
    checkClosing(record, archive, this.fixedDigest(uuid));
    checkSignatures(closingMessage(record), record.signatures, scrutineers);
  }

  /** Return the digest of a box's list that the desk countersigned; "" if there is none. */
  fixedDigest(uuid: string): string {
    return this.#sizes.find((one) => one.uuid === uuid)?.digest ?? "";
  }

  async #fetch(path: string): Promise<{ readonly [name: string]: Json }> {
    return fields(decode(await this.#ask.get(path)));
  }

  #manifest(signed: Json): MeetingManifest {
    const manifest = openMeetingManifest(signed, this.#keys);
    this.#digest ??= manifest.digest;
    if (manifest.meeting !== this.meeting || this.#digest !== manifest.digest) {
      throw new VerificationFailed("The meeting is not what it was when this page was opened.");
    }
    return manifest;
  }

  /** Return what was voted on in the boxes that have a round. */
  async #sheetsOf(boxes: readonly BoxEntry[], manifest: MeetingManifest): Promise<Sheets> {
    const used = boxes.filter(({ round }) => round !== "");
    const found = await Promise.all(used.map((box) => this.#sheetOf(box, manifest)));
    const cancelled = used.filter(({ state }) => state === "cancelled");
    return sheetsOf(found, new Set(cancelled.map(({ uuid }) => uuid)));
  }

  async #sheetOf(box: BoxEntry, manifest: MeetingManifest): Promise<BoxManifest> {
    let sheet = this.#sheets.get(box.uuid);
    if (sheet === undefined) {
      const shown = await this.#fetch(`/api/v1/boxes/${box.uuid}`);
      sheet = openBoxManifest(shown["manifest"] ?? null, this.#keys);
      this.#sheets.set(box.uuid, sheet);
    }
    checkSheet(sheet, box, manifest);
    return sheet;
  }

  #hasEnded(signed: Json, manifest: string): boolean {
    if (signed === null) return false;
    if (openMeetingEnd(signed, this.#keys) !== manifest) {
      throw new VerificationFailed("It is another meeting that was ended.");
    }
    return true;
  }

  #sizesIn(signed: Json, manifest: string): ListSize[] {
    if (openFrozenLists(signed, this.#keys).meetingManifest !== manifest) {
      throw new VerificationFailed("The lists were fixed for another manifest.");
    }
    return openListSizes(signed, this.#keys);
  }
}

function closingPath(uuid: string): string {
  return `/api/v1/boxes/${uuid}/closing`;
}

function checkedRecord(record: ClosingRecord, uuid: string): ClosingRecord {
  if (record.uuid !== uuid) {
    throw new VerificationFailed("The box shows the closing record of another box.");
  }
  return record;
}

/** Return whether an answer of the box means that the meeting is not there. */
export function isUnknown(error: unknown): boolean {
  return error instanceof Refused && error.slug === "meeting_unknown";
}

/** Return the classes of a meeting; what was activated, in blind mode, is on no paper. */
function classesOf(
  { electorates, boxes }: MeetingManifest,
  sizes: readonly ListSize[],
): SlipClass[] {
  return electorates.map(({ key, title }) => {
    const uuids = boxes.filter((box) => box.electorate === key).map(({ uuid }) => uuid);
    const own = sizes.filter(({ uuid }) => uuids.includes(uuid));
    const printed = new Set(own.map(({ size, activated }) => size - activated));
    const agreed = printed.size === 1 && own.length === uuids.length;
    return { key, title, uuids, printed: agreed ? [...printed][0] : undefined };
  });
}
