/**
 * Fresh slips: private codes, and what is public of them in each box (PROTOCOL P6, P10).
 *
 * Twin of shared/cli/slips/making.py. Codes come in random order and lists in the order in which
 * they are published: neither says anything about the other, nor about who gets which slip.
 * No network, no DOM, no clock.
 */
import { hex, type Random, reversed, unhex } from "../crypto/bytes.ts";
import { checkUuid, derive, listDigest, newCode } from "../crypto/credentials.ts";
import { encode } from "../crypto/jsontext.ts";
import type { MadeSlips } from "./messages.ts";

const SHUFFLING_BYTES = 16;

/** Return `count` fresh private codes, all different, in random order. */
export function makeCodes(count: number, random: Random): string[] {
  const codes = new Set<string>();
  while (codes.size < count) codes.add(newCode(random));
  return sortedBy(codes, () => hex(random(SHUFFLING_BYTES)));
}

/** Return `publics`, hex, in the order of a published list: by libsodium's bytes of the point. */
export function inListOrder(publics: Iterable<string>): string[] {
  return sortedBy(publics, (one) => hex(reversed(unhex(one))));
}

/** Make slips for the boxes `uuids`, one at each step. */
export function* madeSlips(
  count: number,
  uuids: readonly string[],
  random: Random,
): Generator<void, MadeSlips, void> {
  const boxes = uuids.map(checkUuid).map((uuid) => ({ uuid, publics: [] as string[] }));
  const codes = makeCodes(count, random);
  for (const code of codes) {
    for (const { uuid, publics } of boxes) {
      const credential = derive(uuid, code);
      credential.secret.fill(0);
      publics.push(credential.publicHex);
    }
    yield;
  }
  const lists = boxes.map(({ uuid, publics }) => [uuid, inListOrder(publics)] as const);
  return {
    codes,
    lists: Object.fromEntries(lists),
    digests: Object.fromEntries(
      lists.map(([uuid, list]) => [uuid, listDigest(encode(list))] as const),
    ),
  };
}

/** Return `values` sorted by the text that `key` gives each, called once for each. */
function sortedBy(values: Iterable<string>, key: (value: string) => string): string[] {
  const keyed = Array.from(values, (value) => ({ value, key: key(value) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map(({ value }) => value);
}
