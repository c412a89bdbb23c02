/**
 * What a closed box publishes of its ballots, every part held against the others (PROTOCOL P4, P9).
 *
 * The list of trackers is the archive in short: its Merkle root, calculated here, must be the one
 * that the box signed at the close and that the scrutineers signed. Trustees and the tally service
 * refuse an archive of another root, so what is on the list is what is counted. That the credential
 * beside a tracker is the ballot's own, only the archive itself can prove. The whole list is
 * fetched, whatever is looked for in it: the box does not learn what.
 *
 * A long list is read in pieces, with a breath between them. No DOM, no clock.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { type Ask, Refused } from "../booth/asking.ts";
import { breath, fields } from "../booth/entrance.ts";
import { type Bytes, hex, unhex } from "../crypto/bytes.ts";
import { VerificationFailed } from "../crypto/errors.ts";
import { decode, integer, items, string, unb64 } from "../crypto/jsontext.ts";
import { HASH_BYTES, hashAbove, rootHash } from "../crypto/merkle.ts";
import { sixWords, type SixWords, verifyCheckpoint } from "../crypto/receipts.ts";
import {
  checkSignatures,
  closingMessage,
  readClosing,
  type Scrutineer,
} from "../documents/closing.ts";

/** Whose signatures must stand under a list. */
export interface Signers {
  /** The box's public key, hex, as the meeting manifest names it. */
  readonly receiptKey: string;
  readonly scrutineers: readonly Scrutineer[];
}

/** The list of a box that has closed. */
export interface Published {
  readonly uuid: string;
  /** Base64, in the order of their bytes. */
  readonly trackers: readonly string[];
  /** In the same order: the public credential that each was cast with, hex. */
  readonly credentials: readonly string[];
  /** The digest of the list of credentials that might vote, as the closing record says. */
  readonly listDigest: string;
  /** The names of the scrutineers who have signed for it so far. */
  readonly signedBy: readonly string[];
  /** Six words of the closing record, as the hall saw them. */
  readonly words: SixWords;
}

/** Leaves of a piece: a power of two, as `hashAbove` wants. */
const PIECE = 256;
const MAX_BALLOTS = 10_000_000;
const CREDENTIAL = /^[0-9a-f]{64}$/;

/**
 * Return what the box `uuid` has published; undefined if it has not yet.
 *
 * @throws Refused, Silence if the box does not answer; Refusal if anything in it does not hold
 */
export async function readPublished(
  ask: Ask,
  uuid: string,
  signers: Signers,
): Promise<Published | undefined> {
  const address = `/api/v1/boxes/${uuid}`;
  let texts: readonly [string, string];
  try {
    texts = await Promise.all([ask.get(`${address}/trackers`), ask.get(`${address}/closing`)]);
  } catch (error) {
    if (error instanceof Refused && error.slug === "not_published") return undefined;
    throw error;
  }
  const list = fields(decode(texts[0]));
  const record = readClosing(decode(texts[1]));
  await breath();
  const trackers = items(list["trackers"]).map(string);
  const credentials = items(list["credentials"]).map(string);
  const size = integer(list["size"], 0, MAX_BALLOTS);
  const root = await rootOf(trackers);
  agree(string(list["uuid"]) === uuid && record.uuid === uuid);
  agree(trackers.length === size && credentials.length === size && record.ballots === size);
  agree(string(list["root"]) === hex(root) && record.root === hex(root));
  agree(new Set(credentials).size === size && credentials.every((one) => CREDENTIAL.test(one)));
  const signature = unhex(string(list["signature"]));
  verifyCheckpoint(unhex(signers.receiptKey), uuid, size, root, signature);
  await breath();
  const message = closingMessage(record);
  const signed = checkSignatures(message, record.signatures, signers.scrutineers);
  return {
    uuid,
    trackers,
    credentials,
    listDigest: record.listDigest,
    signedBy: signed.sort(),
    words: sixWords(sha256(message)),
  };
}

/** Return the Merkle root over trackers that stand in the order of their bytes, each once. */
async function rootOf(trackers: readonly string[]): Promise<Bytes> {
  const roots: Bytes[] = [];
  let before = "";
  for (let from = 0; from < trackers.length; from += PIECE) {
    const piece = trackers.slice(from, from + PIECE).map(unb64);
    for (const mark of piece) {
      const text = hex(mark);
      agree(mark.length === HASH_BYTES && text > before);
      before = text;
    }
    roots.push(rootHash(piece));
    await breath();
  }
  return roots.length === 0 ? rootHash([]) : hashAbove(roots);
}

function agree(holds: boolean): void {
  if (!holds) throw new VerificationFailed("What the box has published does not agree.");
}

const MOST_WRONG = 4;

/**
 * Return the tracker on the list that differs from `typed` in the fewest letters, at most four:
 * what somebody meant who copied it by hand. Two trackers never look alike by chance.
 */
export function nearest(trackers: readonly string[], typed: string): string | undefined {
  let [found, fewest] = [undefined as string | undefined, MOST_WRONG + 1];
  for (const one of trackers) {
    let wrong = 0;
    for (let i = 0; i < typed.length && wrong < fewest; i++) if (one[i] !== typed[i]) wrong++;
    if (wrong < fewest) [found, fewest] = [one, wrong];
  }
  return found;
}
