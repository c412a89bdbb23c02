/**
 * Slip codes and the credentials derived from them (PROTOCOL section 4, P10).
 *
 * Twin of shared/crypto/credentials.py: same names, same order, same vectors. A code is 22 base58
 * characters as 5-6-5-6, about 129 bits; its hyphens are hashed. The same code gives another
 * credential in every box, because the derivation hashes the uuid. What people type is read by
 * `typed.ts`, which corrects it; this file takes a slip as it was printed, letter by letter.
 * Only `derive` needs libsodium. No network, no DOM, no clock.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { joined, type Random, utf8 } from "./bytes.ts";
import { MalformedBytes } from "./errors.ts";
import { framedHash } from "./framing.ts";
import { type Point, powerOfG, toHex } from "./group.ts";
import { b64 } from "./jsontext.ts";
import { reduce, type Scalar } from "./scalars.ts";

export const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
export const GROUP_SIZES: readonly number[] = [5, 6, 5, 6];

const CODE_FORM = GROUP_SIZES.map((size) => `[${ALPHABET}]{${size}}`).join("-");
const UUID = new RegExp(`^[${ALPHABET}]{14,64}$`);
const CODE = new RegExp(`^${CODE_FORM}$`);
const SLIP = new RegExp(`^([A-Z])-(${CODE_FORM})-([${ALPHABET}]{4})$`);

/** What was typed or scanned is not a slip, or one of its groups is mistyped. */
export class BadSlip extends MalformedBytes {
  /** The group to look at, from 1 to 4, where that can be said. */
  readonly group: number | undefined;

  constructor(group?: number, what?: string) {
    super(what ?? explanation(group), "bad-slip");
    this.group = group;
  }
}

/** A private credential of one box and the public one that goes on the list. */
export interface Credential {
  readonly secret: Scalar;
  readonly public: Point;
  readonly publicHex: string;
}

/** What a slip says. */
export interface Slip {
  /** The class letter: which electorate votes with it. */
  readonly letter: string;
  readonly code: string;
}

/**
 * Return `text` if it is an election uuid: 14 to 64 base58 characters.
 *
 * @throws MalformedBytes if it is not (slug `uuid`)
 */
export function checkUuid(text: string): string {
  if (!UUID.test(text)) {
    throw new MalformedBytes("An election uuid is 14 or more base58 characters.", "uuid");
  }
  return text;
}

/** Return a fresh private code, 22 base58 characters as 5-6-5-6. */
export function newCode(random: Random): string {
  return grouped(base58(22, random)).join("-");
}

/** Return `letters`, 22 of them or fewer, in the groups of a code. */
export function grouped(letters: string): string[] {
  let at = 0;
  return GROUP_SIZES.map((size) => letters.slice(at, (at += size)));
}

/** Return the four check characters of `code`, one for each group (P10). */
export function checkCharacters(code: string): string {
  return code.split("-").map((group, i) => checkCharacter(i, group)).join("");
}

/** Return the check character of group number `index` (from 0): its framed hash mod 58. */
export function checkCharacter(index: number, group: string): string {
  const hash = framedHash("ostraka/v1/check", Uint8Array.of(index), group);
  const number = hash.reduce((rest, byte) => (rest * 256 + byte) % ALPHABET.length, 0);
  return ALPHABET.charAt(number);
}

/**
 * Return what is on the slip whose text is `text`, `CLASS-CODE-CHECKS`.
 *
 * @throws BadSlip if it has not that form, or a group's check character does not fit
 */
export function parseSlip(text: string): Slip {
  const [, letter, code, checks] = SLIP.exec(text) ?? [];
  if (letter === undefined || code === undefined || checks === undefined) throw new BadSlip();
  const expected = checkCharacters(code);
  for (let i = 0; i < expected.length; i++) {
    if (expected[i] !== checks[i]) throw new BadSlip(i + 1);
  }
  return { letter, code };
}

/** Return what a slip shows and its QR code carries behind `#`; `parseSlip` reads it. */
export function slipText(letter: string, code: string): string {
  return `${letter}-${code}-${checkCharacters(code)}`;
}

/**
 * Return the credential of `code` in the box `uuid` (PROTOCOL section 4).
 *
 * @throws BadSlip if `code` is not 22 base58 characters as 5-6-5-6
 */
export function derive(uuid: string, code: string): Credential {
  if (!CODE.test(code)) throw new BadSlip();
  const halves = [0, 1].map((half) => sha256(utf8(`derive_credential|${uuid}|${half}|${code}`)));
  const whole = joined(...halves);
  const secret = reduce(whole);
  for (const bytes of [...halves, whole]) bytes.fill(0);
  const publicPoint = powerOfG(secret);
  return { secret, public: publicPoint, publicHex: toHex(publicPoint) };
}

/** Return the list's fingerprint: base64 of the SHA-256 of its text, 43 characters. */
export function listDigest(text: string): string {
  return b64(sha256(utf8(text)));
}

/**
 * Return whether a published list names `publicHex`.
 *
 * @param text the list's exact text, whose digest was compared: a JSON array of 64-digit strings
 */
export function isListed(text: string, publicHex: string): boolean {
  return text.includes(`"${publicHex}"`);
}

function explanation(group: number | undefined): string {
  if (group === undefined) {
    return "This is not a complete slip code. Scan it again or type all of it.";
  }
  return `Group ${group} of the slip code is mistyped. Compare it with the slip.`;
}

/** Return `length` uniform base58 characters; a byte of 232 or more would favour some. */
function base58(length: number, random: Random): string {
  const letters: string[] = [];
  while (letters.length < length) {
    const fair = random(length).filter((byte) => byte < 4 * ALPHABET.length);
    letters.push(...Array.from(fair, (byte) => ALPHABET.charAt(byte % ALPHABET.length)));
  }
  return letters.slice(0, length).join("");
}
