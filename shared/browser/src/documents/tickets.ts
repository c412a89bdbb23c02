/**
 * Upload tickets: the desk lets their holder upload one electorate's public credentials, once.
 *
 * Twin of `UploadTicket` in shared/documents/orders.py; the checks are those of
 * shared/cli/slips/hall.py. A ticket names the key it is signed with by its digest, so whoever got
 * it from the desk needs to trust no box for that key: the meeting's manifest has to be signed with
 * the same one. Source: PROTOCOL P6. No network, no DOM, no clock.
 */
import { checkUuid } from "../crypto/credentials.ts";
import { MalformedBytes, VerificationFailed } from "../crypto/errors.ts";
import { decode, integer, items, type Json, string, unb64 } from "../crypto/jsontext.ts";
import { openDocument } from "../crypto/signing.ts";
import type { MeetingManifest, TrustedKeys } from "./manifests.ts";

/** A ticket whose signature holds. */
export interface UploadTicket {
  readonly meeting: string;
  readonly electorate: string;
  /** Every box of the electorate, spare ones included. */
  readonly uuids: readonly string[];
  /** How many slips are made with it. */
  readonly printed: number;
  /** Counts the tickets of this electorate from 1. */
  readonly batch: number;
  /** As the desk signed it: what the box wants to see. */
  readonly signed: Json;
}

const SLIPS_LIMIT = 100_000;
const BATCHES_LIMIT = 1_000_000;
const BETWEEN = ".";

/**
 * Return the signed envelopes in `text`: each in base64url, with dots between.
 *
 * @throws MalformedBytes if it is something else, or not all of it
 */
export function readTickets(text: string): Json[] {
  return text.split(BETWEEN).map((one) => {
    const bytes = unb64(one.replaceAll("-", "+").replaceAll("_", "/"));
    return decode(new TextDecoder().decode(bytes));
  });
}

/** Return the ticket in the envelope `signed`; throws as `openDocument`. */
export function openUploadTicket(signed: Json, keys: TrustedKeys): UploadTicket {
  const { content } = openDocument(signed, keys);
  if (content["type"] !== "upload_ticket") {
    throw new MalformedBytes("This is not an upload ticket.", "malformed_document");
  }
  return {
    meeting: string(content["meeting"]),
    electorate: string(content["electorate"]),
    uuids: items(content["uuids"]).map((uuid) => checkUuid(string(uuid))),
    printed: integer(content["printed"], 1, SLIPS_LIMIT),
    batch: integer(content["batch"], 1, BATCHES_LIMIT),
    signed,
  };
}

/** Return the one key of `keys` that `signed` names: what else is read must be signed with it. */
export function signerOf(signed: Json, keys: TrustedKeys): TrustedKeys {
  const named = (signed as { readonly key?: Json } | null)?.key;
  return new Map([...keys].filter(([id]) => id === named));
}

/**
 * Return if the tickets are for exactly the boxes of `meeting`, each for another electorate.
 *
 * @throws VerificationFailed if one is not
 */
export function checkTickets(tickets: readonly UploadTicket[], meeting: MeetingManifest): void {
  const letters = new Set(tickets.map(({ electorate }) => electorate));
  if (letters.size !== tickets.length) {
    throw new VerificationFailed("Two tickets are for the same electorate.", "two-tickets");
  }
  for (const ticket of tickets) {
    const own = meeting.boxes.filter(({ electorate }) => electorate === ticket.electorate);
    const expected = own.map(({ uuid }) => uuid).sort();
    const named = [...ticket.uuids].sort();
    const agreed =
      ticket.meeting === meeting.meeting &&
      named.length === expected.length &&
      named.every((uuid, i) => uuid === expected[i]);
    if (!agreed) {
      throw new VerificationFailed("The ticket does not name the boxes of the meeting's manifest.");
    }
  }
}
