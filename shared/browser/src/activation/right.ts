/**
 * A voting right: one code and, for every box of its electorate, what activates it there (P7).
 *
 * The desk's page makes it and hands it to the box's page behind the `#` of an address, as text:
 *
 *     SLIP.MANIFEST.UUID:PAYLOAD.UUID:PAYLOAD…
 *
 * SLIP as on paper (class letter, code, check characters), MANIFEST the hex digest of the meeting
 * manifest whose six words the voter compared, PAYLOAD base64 of credential, randomizer and
 * signature, 448 bytes: 613 characters a box, uuid and all. Pure. No network, no DOM, no clock.
 */
import { hex, joined, unhex } from "../crypto/bytes.ts";
import { checkUuid, parseSlip, type Slip, slipText } from "../crypto/credentials.ts";
import { MalformedBytes } from "../crypto/errors.ts";
import { b64, unb64 } from "../crypto/jsontext.ts";

/** What the box is shown, and publishes after the freeze: all in hex. */
export interface Activation {
  readonly credential: string;
  readonly randomizer: string;
  readonly signature: string;
}

export interface VotingRight extends Slip {
  /** Hex digest of the meeting manifest. */
  readonly manifest: string;
  /** uuid to activation, in the manifest's order. */
  readonly boxes: ReadonlyMap<string, Activation>;
}

const HASH_BYTES = 32;
const SIGNATURE_BYTES = 384;
const DIGEST = /^[0-9a-f]{64}$/;
const MOST_BOXES = 100;

/** Return the right as text without any character that an address would change. */
export function rightText({ letter, code, manifest, boxes }: VotingRight): string {
  const entries = Array.from(boxes, ([uuid, { credential, randomizer, signature }]) => {
    const payload = joined(unhex(credential), unhex(randomizer), unhex(signature));
    return `${uuid}:${b64(payload)}`;
  });
  return [slipText(letter, code), manifest, ...entries].join(".");
}

/**
 * Return the right that `rightText` wrote. That its signatures hold is for the box to say, that
 * its credentials are its code's for `arriving.ts`.
 *
 * @throws MalformedBytes if it is not whole
 */
export function parseRight(text: string): VotingRight {
  const [slip = "", manifest = "", ...entries] = text.split(".");
  const boxes = new Map(entries.map(boxOf));
  if (!DIGEST.test(manifest) || boxes.size !== entries.length) throw broken();
  if (boxes.size === 0 || boxes.size > MOST_BOXES) throw broken();
  return { ...parseSlip(slip), manifest, boxes };
}

function boxOf(entry: string): [string, Activation] {
  const [uuid = "", payload = "", ...more] = entry.split(":");
  const bytes = unb64(payload);
  if (more.length > 0 || bytes.length !== 2 * HASH_BYTES + SIGNATURE_BYTES) throw broken();
  const activation = {
    credential: hex(bytes.subarray(0, HASH_BYTES)),
    randomizer: hex(bytes.subarray(HASH_BYTES, 2 * HASH_BYTES)),
    signature: hex(bytes.subarray(2 * HASH_BYTES)),
  };
  return [checkUuid(uuid), activation];
}

function broken(): MalformedBytes {
  return new MalformedBytes("This is not a whole voting right.", "voting-right");
}
