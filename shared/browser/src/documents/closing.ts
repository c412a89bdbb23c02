/**
 * The closing record and the leftover scan: what two scrutineers sign with their own keys.
 *
 * Twin of shared/documents/closing.py. Who the scrutineers of a meeting are, and how many slips of
 * each class were printed, stands in what the desk signed. Source: PROTOCOL P4, P14.
 * No network, no DOM, no clock.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import type { ClosedArchive } from "../crypto/archive.ts";
import { hex, unhex } from "../crypto/bytes.ts";
import { checkUuid, listDigest } from "../crypto/credentials.ts";
import { electionFromText } from "../crypto/elections.ts";
import { MalformedBytes, VerificationFailed } from "../crypto/errors.ts";
import { frame } from "../crypto/framing.ts";
import { canonical, decode, integer, items, type Json, string, unb64 } from "../crypto/jsontext.ts";
import { rootHash } from "../crypto/merkle.ts";
import { sixWords, type SixWords } from "../crypto/receipts.ts";
import { openDocument, type SignedContent, verify } from "../crypto/signing.ts";
import type { TrustedKeys } from "./manifests.ts";

export const SCRUTINEERS_NEEDED = 2;

/** Somebody who may sign; `key` is a raw Ed25519 public key in hex. */
export interface Scrutineer {
  readonly name: string;
  readonly key: string;
}

export interface ScrutineerSignature {
  readonly key: string;
  readonly signature: string;
}

/** The public credentials of every slip of one class that was not handed out. */
export interface Leftovers {
  readonly meeting: string;
  readonly electorate: string;
  /** For each box of the class its leftover public credentials, sorted. */
  readonly lists: { readonly [uuid: string]: readonly string[] };
}

/** A scan with the signatures so far. */
export interface SignedLeftovers {
  readonly document: Leftovers;
  readonly signatures: readonly ScrutineerSignature[];
}

/** What stood in one box when it closed. */
export interface ClosingRecord {
  readonly uuid: string;
  readonly fingerprint: string;
  readonly listDigest: string;
  readonly ballots: number;
  readonly root: string;
  readonly signatures: readonly ScrutineerSignature[];
}

/** How many credentials a box's list holds, and how many of them are on no paper. */
export interface ListSize {
  readonly uuid: string;
  readonly digest: string;
  readonly size: number;
  readonly activated: number;
}

const HEX_32 = /^[0-9a-f]{64}$/;
const HEX_64 = /^[0-9a-f]{128}$/;
const LETTER = /^[A-Z]$/;
const ISSUER = "scrutineers";
const DOCUMENT_FIELDS = "electorate issued_by lists meeting supersedes type version";
const MAX_COUNT = 10_000_000;

/** Return the scrutineers that the meeting manifest in the envelope `signed` names. */
export function openScrutineers(signed: Json, keys: TrustedKeys): Scrutineer[] {
  const { content } = openDocument(signed, keys);
  return items(content["scrutineers"]).map((one) => {
    const { name, key } = object(one);
    return { name: string(name), key: matched(key, HEX_32) };
  });
}

/** Return the sizes of the lists that the envelope `signed` fixes. */
export function openListSizes(signed: Json, keys: TrustedKeys): ListSize[] {
  const { content } = openDocument(signed, keys);
  return items(content["lists"]).map((one) => {
    const { uuid, digest, size, activated = 0 } = object(one);
    return {
      uuid: string(uuid),
      digest: string(digest),
      size: integer(size, 0, MAX_COUNT),
      activated: integer(activated, 0, MAX_COUNT),
    };
  });
}

/** Return the framed bytes of a scan that a scrutineer signs. */
export function leftoversMessage(document: Leftovers): Uint8Array<ArrayBuffer> {
  return frame("ostraka/v1/leftovers", canonical(wholeDocument(document)));
}

/** Return the framed bytes of a closing record that a scrutineer signs; twin of receipts.py. */
export function closingMessage(record: ClosingRecord): Uint8Array<ArrayBuffer> {
  const { uuid, fingerprint, listDigest, ballots, root } = record;
  if (unb64(fingerprint).length !== 32 || unb64(listDigest).length !== 32) {
    throw new MalformedBytes("A digest has 43 characters of base64.");
  }
  const list = unb64(listDigest);
  return frame("ostraka/v1/closing", checkUuid(uuid), fingerprint, list, ballots, unhex(root));
}

/** Return the six words by which two people compare what they sign. */
export function wordsOf(message: Uint8Array): SixWords {
  return sixWords(sha256(message));
}

/** Return the text of a file that holds the scan, the same that `ostraka slips` writes. */
export function leftoversFile({ document, signatures }: SignedLeftovers): string {
  const whole = { document: wholeDocument(document), signatures };
  return `${new TextDecoder().decode(canonical(whole))}\n`;
}

/**
 * Return the scan that a file or the box holds; its signatures are not verified.
 *
 * @throws MalformedBytes if it is not exactly one
 */
export function readLeftovers(value: Json): SignedLeftovers {
  const { document, signatures, ...more } = object(value);
  const content = object(document);
  const fields = Object.keys(content).sort().join(" ");
  const named =
    content["type"] === "leftovers" &&
    content["version"] === 1 &&
    content["issued_by"] === ISSUER &&
    content["supersedes"] === null;
  if (Object.keys(more).length > 0 || fields !== DOCUMENT_FIELDS || !named) throw notAScan();
  const lists = Object.entries(object(content["lists"])).map(([uuid, entries]) => [
    checkUuid(uuid),
    items(entries).map((entry) => matched(entry, HEX_32)),
  ]);
  return {
    document: {
      meeting: string(content["meeting"]),
      electorate: matched(content["electorate"], LETTER),
      lists: Object.fromEntries(lists),
    },
    signatures: items(signatures).map(signature),
  };
}

/** Return the scan in the text of a file; throws as `readLeftovers`. */
export function readLeftoversFile(text: string): SignedLeftovers {
  return readLeftovers(decode(text));
}

/** Return the closing record as the box shows it; its signatures are not verified. */
export function readClosing(value: Json): ClosingRecord {
  const { uuid, fingerprint, list_digest, ballots, root, signatures } = object(value);
  return {
    uuid: checkUuid(string(uuid)),
    fingerprint: string(fingerprint),
    listDigest: string(list_digest),
    ballots: integer(ballots, 0, MAX_COUNT),
    root: matched(root, HEX_32),
    signatures: items(signatures).map(signature),
  };
}

/**
 * Return if every figure of `record` follows from the closed archive, and its list is the one
 * whose digest the desk countersigned; twin of `check_closing` in shared/cli/scrutineer.py.
 *
 * @throws VerificationFailed if a figure differs; the record must not be signed
 */
export function checkClosing(record: ClosingRecord, archive: ClosedArchive, fixed: string): void {
  const election = electionFromText(archive.electionText);
  const trackers = [...archive.trackers].sort().map(unhex);
  const [list, root] = [listDigest(archive.credentialsText), hex(rootHash(trackers))];
  const fits =
    record.uuid === election.uuid &&
    record.fingerprint === election.fingerprint &&
    record.listDigest === list &&
    list === fixed &&
    record.ballots === trackers.length &&
    record.root === root;
  if (!fits) {
    throw new VerificationFailed("The closing record does not fit the published archive.");
  }
}

/**
 * Return the names of those who signed `message`, each once; there may be fewer than two.
 *
 * @throws VerificationFailed if a key is not named or comes twice, or a signature does not fit
 */
export function checkSignatures(
  message: Uint8Array,
  signatures: readonly ScrutineerSignature[],
  named: readonly Scrutineer[],
): string[] {
  const seen = new Map<string, string>();
  for (const { key, signature } of signatures) {
    const person = named.find((one) => one.key === key);
    if (person === undefined || seen.has(key)) {
      throw new VerificationFailed("A scrutineer's key is not named by the manifest, or twice.");
    }
    verify(unhex(key), unhex(signature), message);
    seen.set(key, person.name);
  }
  return [...seen.values()];
}

function wholeDocument({ meeting, electorate, lists }: Leftovers): { [name: string]: unknown } {
  return {
    type: "leftovers",
    version: 1,
    issued_by: ISSUER,
    supersedes: null,
    meeting,
    electorate,
    lists,
  };
}

function signature(value: Json): ScrutineerSignature {
  const { key, signature: made } = object(value);
  return { key: matched(key, HEX_32), signature: matched(made, HEX_64) };
}

function matched(value: Json | undefined, form: RegExp): string {
  const text = string(value);
  if (!form.test(text)) throw notAScan();
  return text;
}

function object(value: Json | undefined): SignedContent {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw notAScan();
  return value;
}

function notAScan(): MalformedBytes {
  return new MalformedBytes("This is not what was expected here.", "malformed_document");
}
