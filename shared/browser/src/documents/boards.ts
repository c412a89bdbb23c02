/**
 * What the tally service publishes about its trustees, as a trustee's page reads it.
 *
 * Twin of shared/documents/boards.py; a document is known to be the signer's before it is read, and
 * a field of the wrong kind is refused. Source: PROTOCOL P3, P4. No network, no DOM, no clock.
 */
import { checkUuid } from "../crypto/credentials.ts";
import { MalformedBytes } from "../crypto/errors.ts";
import { items, type Json, string } from "../crypto/jsontext.ts";
import { openDocument, type SignedContent } from "../crypto/signing.ts";
import type { TrustedKeys } from "./manifests.ts";

/** A board of trustees after its ceremony. */
export interface BoardDocument {
  readonly digest: string;
  readonly board: string;
  /** The election key, a point in hex. */
  readonly key: string;
  readonly trusteesText: string;
  /** Hex digest of the ceremony's transcript. */
  readonly transcript: string;
}

/** Every encrypted tally ever asked to be decrypted under one uuid. */
export interface Asked {
  readonly uuid: string;
  readonly tallies: readonly string[];
}

/** Return the board in the envelope `signed`; throws as `openDocument`. */
export function openBoard(signed: Json, keys: TrustedKeys): BoardDocument {
  const { content, digest } = opened(signed, keys, "board");
  return {
    digest,
    board: string(content["board"]),
    key: string(content["key"]),
    trusteesText: string(content["trustees_text"]),
    transcript: string(content["transcript"]),
  };
}

/** Return the list in the envelope `signed`; throws as `openDocument`. */
export function openAsked(signed: Json, keys: TrustedKeys): Asked {
  const { content } = opened(signed, keys, "asked");
  return {
    uuid: checkUuid(string(content["uuid"])),
    tallies: items(content["tallies"]).map(string),
  };
}

function opened(
  signed: Json,
  keys: TrustedKeys,
  kind: string,
): { readonly content: SignedContent; readonly digest: string } {
  const made = openDocument(signed, keys);
  if (made.content["type"] !== kind || made.content["version"] !== 1) {
    throw new MalformedBytes(`This is not a document of the kind ${kind}.`, "malformed_document");
  }
  return made;
}
