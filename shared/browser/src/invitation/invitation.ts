/**
 * What the desk says to the holder of an invitation, all of it checked before anything is blinded.
 *
 * The same calls and checks as shared/cli/phone.py. The page trusts the desk's public key alone,
 * and the voter checks even that by the six words. An issuer's key counts only if the manifest
 * names it: another key for one voter would mark that voter's credential (PROTOCOL P7).
 * No DOM, no clock.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { hex, unhex } from "../crypto/bytes.ts";
import { VerificationFailed } from "../crypto/errors.ts";
import { decode, type Json, string, unb64 } from "../crypto/jsontext.ts";
import { sixWords, type SixWords } from "../crypto/receipts.ts";
import {
  type MeetingManifest,
  openMeetingManifest,
  type TrustedKeys,
} from "../documents/manifests.ts";
import { type Ask, Silence } from "../booth/asking.ts";
import { fields } from "../booth/entrance.ts";
import type { Pacing } from "../booth/posting.ts";

/** Where the meeting stands, as the desk calls it for voters. */
export type Standing = "before" | "check_in" | "activation" | "voting" | "over" | "cancelled";

/** One box of the person's electorate and its issuer's key. */
export interface Issuer {
  readonly uuid: string;
  /** base64 of the DER SubjectPublicKeyInfo. */
  readonly spki: string;
  /** Its hex SHA-256 as the manifest has it. */
  readonly digest: string;
}

/** An invitation to a meeting that has a manifest. */
export interface Invitation {
  readonly manifest: MeetingManifest;
  readonly words: SixWords;
  readonly name: string;
  readonly letter: string;
  readonly electorate: string;
  readonly standing: Standing;
  /** Signatures were released for this invitation, to this phone or another one. */
  readonly issued: boolean;
  readonly hasSlip: boolean;
  /** In the manifest's order. */
  readonly issuers: readonly Issuer[];
  /** The origin of the box. */
  readonly box: string;
}

/** An invitation before the meeting has a manifest. */
export interface Early {
  readonly name: string;
}

/** What an invitation is opened with. */
export interface Door {
  readonly ask: Ask;
  readonly keys: TrustedKeys;
  readonly meeting: string;
  readonly token: string;
  /** The origin of the desk, where this page is. */
  readonly origin: string;
  readonly pacing: Pacing;
}

const TRIES = 3;
const WAIT_MS = 800;
const STANDINGS = ["before", "check_in", "activation", "voting", "over", "cancelled"];

/**
 * Return the invitation as it stands now.
 *
 * @throws Refused, Silence if the desk does not answer; Refusal if what it says does not hold
 */
export async function openInvitation(door: Door): Promise<Invitation | Early> {
  const page = fields(decode(await asked(door)));
  const name = string(page["name"]);
  const signed = page["manifest"] ?? null;
  if (signed === null) return { name };
  const manifest = openMeetingManifest(signed, door.keys);
  const letter = string(page["electorate"]);
  const electorate = manifest.electorates.find(({ key }) => key === letter);
  if (manifest.meeting !== door.meeting || !manifest.blind || electorate === undefined) {
    throw new VerificationFailed("The invitation is not one of this meeting.");
  }
  return {
    manifest,
    words: sixWords(unhex(manifest.digest)),
    name,
    letter,
    electorate: electorate.title,
    standing: standing(page["phase"] ?? null),
    issued: page["issued"] === true,
    hasSlip: page["reserve_slip"] === true,
    issuers: issuers(fields(page["issuer_keys"] ?? null), manifest, letter),
    box: boxOrigin(string(page["box"]), door.origin),
  };
}

/** Ask for the invitation; that changes nothing, so it is asked again when no answer comes. */
async function asked({ ask, meeting, token, pacing }: Door): Promise<string> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask.post(`/api/v1/meetings/${meeting}/invitation`, JSON.stringify({ token }));
    } catch (error) {
      if (!(error instanceof Silence) || tries === TRIES) throw error;
      await pacing.wait(WAIT_MS * tries * (0.5 + pacing.chance()));
    }
  }
}

/** Return the issuer's key of every box of the electorate, each the one that the manifest names. */
function issuers(
  offered: { readonly [uuid: string]: Json },
  { boxes, issuerKeys }: MeetingManifest,
  letter: string,
): Issuer[] {
  const own = boxes.filter(({ electorate }) => electorate === letter);
  if (Object.keys(offered).length !== own.length) {
    throw new VerificationFailed("The issuer's keys are not those of this electorate.");
  }
  return own.map(({ uuid }) => {
    const spki = string(offered[uuid]);
    const digest = issuerKeys.get(uuid) ?? "";
    if (hex(sha256(unb64(spki))) !== digest) {
      throw new VerificationFailed("This is not the issuer's key.", "issuer-key-digest");
    }
    return { uuid, spki, digest };
  });
}

/** Return the box's origin: another one than the desk's, and not less protected. */
function boxOrigin(address: string, desk: string): string {
  const parsed = read(address);
  const protocols = desk.startsWith("https:") ? ["https:"] : ["https:", "http:"];
  if (parsed === undefined || !protocols.includes(parsed.protocol) || parsed.origin === desk) {
    throw new VerificationFailed("The box is not at an address of its own.");
  }
  return parsed.origin;
}

function read(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}

function standing(value: Json): Standing {
  if (typeof value === "string" && STANDINGS.includes(value)) return value as Standing;
  throw new VerificationFailed("The desk does not say where the meeting stands.");
}
