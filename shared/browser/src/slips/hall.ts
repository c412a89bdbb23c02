/**
 * What has to be known before the cable is pulled: the meeting, its tickets, and whether they fit.
 *
 * The same calls and checks as shared/cli/slips/hall.py.
 */
import type { Ask } from "../booth/asking.ts";
import { unhex } from "../crypto/bytes.ts";
import { MalformedBytes, Refusal, VerificationFailed } from "../crypto/errors.ts";
import { decode, items, type Json } from "../crypto/jsontext.ts";
import { sixWords, type SixWords } from "../crypto/receipts.ts";
import {
  type MeetingManifest,
  openMeetingManifest,
  type TrustedKeys,
} from "../documents/manifests.ts";
import {
  checkTickets,
  openUploadTicket,
  readTickets,
  signerOf,
  type UploadTicket,
} from "../documents/tickets.ts";
import { type QrShape, shapeFor } from "./qr.ts";
import type { Trouble } from "./troubles.ts";

/** Something stands in the way, by name. */
export class Blocked extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(trouble);
    this.trouble = trouble;
  }
}

/** One electorate for which slips are to be made. */
export interface SlipClass {
  readonly letter: string;
  readonly title: string;
  readonly ticket: UploadTicket;
}

/** A meeting for which slips can be made. */
export interface Hall {
  readonly manifest: MeetingManifest;
  readonly words: SixWords;
  readonly classes: readonly SlipClass[];
  /** What every QR code begins with: `https://HOST/b/MEETING`. */
  readonly address: string;
  readonly shape: QrShape;
}

/** Of the longest slip there is: they are all as long. */
const SAMPLE = "#W-11111-111111-11111-111111-1111";

/**
 * Return the meeting of the tickets in `text` after every check.
 *
 * @param meeting the id in the page's address
 * @param origin where voters' phones find the box
 * @throws Blocked; Refused, Silence if the box does not answer
 */
export async function enterHall(
  ask: Ask,
  keys: TrustedKeys,
  meeting: string,
  origin: string,
  text: string,
): Promise<Hall> {
  const envelopes = read(text);
  const tickets = envelopes.map((one) => checked(() => openUploadTicket(one, keys)));
  const page = fields(decode(await ask.get(`/api/v1/meetings/${meeting}`)));
  const signer = signerOf(envelopes[0] ?? null, keys);
  const manifest = checked(() => openMeetingManifest(page["manifest"] ?? null, signer));
  checked(() => checkTickets(tickets, manifest));
  if (manifest.meeting !== meeting) throw new Blocked("not_authentic");
  if ((page["frozen"] ?? null) !== null) throw new Blocked("lists_frozen");
  checkUnused(page["boxes"] ?? [], tickets);
  const address = `${origin}/b/${meeting}`;
  const titles = new Map(manifest.electorates.map(({ key, title }) => [key, title]));
  return {
    manifest,
    words: sixWords(unhex(manifest.digest)),
    classes: tickets.map((ticket) => ({
      letter: ticket.electorate,
      title: titles.get(ticket.electorate) ?? ticket.electorate,
      ticket,
    })),
    address,
    shape: shapeFor(address + SAMPLE),
  };
}

function read(text: string): Json[] {
  try {
    return readTickets(text);
  } catch (error) {
    if (error instanceof MalformedBytes) throw new Blocked("bad_ticket");
    throw error;
  }
}

/** Return what `open` returns; what does not hold is somebody else's, or broken. */
function checked<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof VerificationFailed) throw new Blocked("not_authentic");
    if (error instanceof Refusal) throw new Blocked("bad_ticket");
    throw error;
  }
}

/** Return if no list in `boxes` came on one of `tickets` or a newer one: print nothing in vain. */
function checkUnused(boxes: Json, tickets: readonly UploadTicket[]): void {
  for (const { uuid, list_batch: standing } of items(boxes).map(fields)) {
    const ticket = tickets.find(({ uuids }) => uuids.some((one) => one === uuid));
    if (ticket !== undefined && Number(standing ?? 0) >= ticket.batch) {
      throw new Blocked("link_used");
    }
  }
}

function fields(value: Json): { readonly [name: string]: Json } {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new Blocked("old_page");
  }
  return value;
}
