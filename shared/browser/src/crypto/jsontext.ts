/**
 * JSON with one spelling for one value: Belenios' compact form and our canonical documents.
 *
 * Twin of shared/crypto/jsontext.py: same names, same order, same vectors. `decode` refuses what
 * `JSON.parse` lets through and another program might read otherwise: duplicate keys, fractions,
 * halves of surrogate pairs, bottomless nesting, and numbers above 2^53, which Python reads exactly
 * and JavaScript cannot. No network, no DOM, no clock.
 */
import { type Bytes, utf8 } from "./bytes.ts";
import { MalformedBytes } from "./errors.ts";
import { type Json, MAX_DEPTH, Reader, wellFormed } from "./jsonreader.ts";

export type { Json } from "./jsonreader.ts";

const MAX_CONTAINERS = 250_000;
const BRACKETS = /[[{]/g;
const BASE64 = /^[A-Za-z0-9+/]*$/;

/**
 * Return `value` as compact JSON in Belenios' spelling (PROTOCOL section 3).
 *
 * Fields keep the order of the object, so no name may look like a number. All non-ASCII stays raw;
 * 0x7f is escaped, as the tool does. Text inside must be whole, as `decode` makes sure.
 */
export function encode(value: unknown): string {
  return JSON.stringify(value).replaceAll("\x7f", "\\u007f");
}

/**
 * Return the value that `text` spells.
 *
 * @throws MalformedBytes if it is not JSON, or refused (see above): slugs `json-…`
 */
export function decode(text: string): Json {
  wellFormed(text);
  if ((text.match(BRACKETS)?.length ?? 0) > MAX_CONTAINERS) {
    throw new MalformedBytes("This JSON has too many parts.", "json-size");
  }
  return new Reader(text).document();
}

/**
 * Return `decode(text)` if `text` is spelt exactly as `encode` spells that value.
 *
 * @throws MalformedBytes as `decode`, or if it is spelt otherwise (slug `json-canonical`)
 */
export function decodeExact(text: string): Json {
  const value = decode(text);
  if (encode(value) !== text) {
    throw new MalformedBytes("This JSON is not in its canonical spelling.", "json-canonical");
  }
  return value;
}

/**
 * Return the canonical bytes of one of our documents (DESIGN section 10).
 *
 * UTF-8, keys sorted by code point, no spaces; objects, arrays, text, whole numbers, true, false
 * and null only.
 *
 * @throws MalformedBytes if anything else is inside, or half a surrogate pair
 */
export function canonical(value: unknown): Bytes {
  return utf8(canonicalText(value, 0));
}

/** Return `value` if it is an object whose fields come as in `order`; `optional` may be absent. */
export function fields(
  value: Json | undefined,
  order: readonly string[],
  optional: readonly string[] = [],
): { [key: string]: Json } {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new MalformedBytes("A JSON object was expected.", "json-type");
  }
  const names = Object.keys(value);
  if (!names.every((name) => order.includes(name))) {
    throw new MalformedBytes("A JSON object has an unknown field.", "json-extra-field");
  }
  const due = order.filter((name) => names.includes(name) || !optional.includes(name));
  if (names.length !== due.length) {
    throw new MalformedBytes("A JSON object lacks a field.", "json-missing-field");
  }
  if (names.some((name, i) => name !== due[i])) {
    throw new MalformedBytes("The fields of a JSON object are out of order.", "json-order");
  }
  return value;
}

/** Return `value` if it is an array, of `length` entries where that is given. */
export function items(value: Json | undefined, length?: number): Json[] {
  if (!Array.isArray(value)) throw new MalformedBytes("A JSON array was expected.", "json-type");
  if (length !== undefined && value.length !== length) {
    throw new MalformedBytes("A JSON array has the wrong length.", "json-length");
  }
  return value;
}

/** Return `value` if it is a whole number from `low` to `high`. */
export function integer(value: Json | undefined, low: number, high: number): number {
  if (typeof value !== "number") {
    throw new MalformedBytes("A JSON number was expected.", "json-type");
  }
  if (value < low || value > high) {
    throw new MalformedBytes("A JSON number is out of range.", "json-number");
  }
  return value;
}

/** Return `value` if it is text. */
export function string(value: Json | undefined): string {
  if (typeof value !== "string") {
    throw new MalformedBytes("A JSON string was expected.", "json-type");
  }
  return value;
}

/** Return `content` in the standard base64 alphabet without padding (PROTOCOL section 2). */
export function b64(content: Uint8Array): string {
  const letters = Array.from(content, (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("=", "");
}

/**
 * Return the bytes that `b64` wrote as `text`; only that one spelling is read.
 *
 * @throws MalformedBytes if it is not (slug `base64`)
 */
export function unb64(text: string): Bytes {
  if (!BASE64.test(text) || text.length % 4 === 1) {
    throw new MalformedBytes("This is not base64.", "base64");
  }
  const content = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  if (b64(content) !== text) {
    throw new MalformedBytes("This base64 is not in its canonical spelling.", "base64");
  }
  return content;
}

function canonicalText(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) {
    throw new MalformedBytes("This document is nested too deeply.", "json-depth");
  }
  if (value === null || typeof value === "boolean" || Number.isSafeInteger(value)) {
    return String(value);
  }
  if (typeof value === "string") return JSON.stringify(wellFormed(value));
  if (Array.isArray(value)) {
    return `[${value.map((item) => canonicalText(item, depth + 1)).join(",")}]`;
  }
  if (typeof value !== "object") {
    throw new MalformedBytes("A document holds only text, whole numbers and lists.", "json-type");
  }
  const written = Object.entries(value)
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([key, item]) => `${JSON.stringify(wellFormed(key))}:${canonicalText(item, depth + 1)}`);
  return `{${written.join(",")}}`;
}

/** Compare as Python does, code point by code point; JavaScript's `<` compares halves of pairs. */
function byCodePoint(a: string, b: string): number {
  let i = 0;
  while (i < a.length && i < b.length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  if (i === a.length || i === b.length) return a.length - b.length;
  return rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
}

/** Return a number that puts halves of pairs above all other code units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
