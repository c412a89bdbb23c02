/** Codes, slips and credentials are Python's; what people type is read as Python reads it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as credentials from "../../shared/browser/src/crypto/credentials.ts";
import { readSlip, typedSlip } from "../../shared/browser/src/crypto/typed.ts";
import { committed, slugOf, stream, systemRandom, vectors } from "./vectors.ts";

const known = vectors.credentials;
const slips = committed("slips.json");
const UUID = "tnCMesiZ6MVWWm";
const SLIP = "A-yGygx-bUZDje-AshYr-mm3QYz-Ru85";

/** Return the group that `refused` names. */
function groupOf(refused: () => unknown): number | undefined {
  try {
    refused();
  } catch (error) {
    assert(error instanceof credentials.BadSlip);
    assert.equal(error.message.includes(`Group ${error.group}`), error.group !== undefined);
    return error.group;
  }
  return assert.fail("nothing was refused");
}

/** Return the states of the groups of what is typed so far. */
function states(text: string): string {
  return typedSlip(text).groups.map(({ state }) => state).join(" ");
}

test("the same random bytes give the same code, slip and credential", () => {
  for (const { seed, code, slip, public: expected } of known.drawn) {
    assert.equal(credentials.newCode(stream(seed)), code);
    assert.equal(credentials.slipText(slip[0], code), slip);
    assert.equal(credentials.derive(UUID, code).publicHex, expected);
  }
  for (const { uuid, code, checks, public: expected } of slips.derived) {
    assert.equal(credentials.checkCharacters(code), checks);
    assert.equal(credentials.derive(uuid, code).publicHex, expected);
  }
});

test("a fresh code is a code", () => {
  const code = credentials.newCode(systemRandom);

  assert.deepEqual(credentials.parseSlip(credentials.slipText("A", code)), { letter: "A", code });
  assert.notEqual(credentials.newCode(systemRandom), code);
});

test("a slip is read as it is printed, and nothing else is", () => {
  assert.deepEqual(credentials.parseSlip(SLIP), { letter: "A", code: SLIP.slice(2, 27) });
  for (const text of ["", SLIP.toLowerCase(), ` ${SLIP}`, `${SLIP}\n`, SLIP.replaceAll("-", "")]) {
    assert.equal(groupOf(() => credentials.parseSlip(text)), undefined, text);
  }
  assert.equal(groupOf(() => credentials.parseSlip(SLIP.replace("AshYr", "AshYq"))), 3);
});

test("nothing is derived from half a code, and no odd text is a uuid", () => {
  assert.equal(slugOf(() => credentials.derive(UUID, "yGygx-bUZDje")), "bad-slip");
  for (const text of ["", UUID.slice(1), `${UUID}0`, `${UUID}\n`, "1".repeat(65)]) {
    assert.equal(slugOf(() => credentials.checkUuid(text)), "uuid");
  }
  assert.equal(credentials.checkUuid(UUID), UUID);
});

test("a published list has Python's digest and names who is listed", () => {
  assert.equal(credentials.listDigest(known.list), known.list_digest);
  assert(credentials.isListed(known.list, known.drawn[0].public));
  assert(!credentials.isListed(known.list, known.not_listed));
  assert(!credentials.isListed(known.list, known.drawn[0].public.slice(1)));
});

test("what people type and scanners send is read as Python reads it", () => {
  for (const [text, letter, code] of slips.read) {
    assert.deepEqual(readSlip(text), { letter, code }, text);
  }
  for (const [text, group] of slips.refused) {
    assert.equal(groupOf(() => readSlip(text)) ?? null, group, text);
  }
});

test("every slip is read with and without its separators", () => {
  for (let i = 0; i < 50; i++) {
    const slip = credentials.slipText("B", credentials.newCode(systemRandom));
    assert.deepEqual(readSlip(slip.replaceAll("-", "")), credentials.parseSlip(slip));
    assert.deepEqual(typedSlip(slip).slip, credentials.parseSlip(slip));
  }
});

test("while a slip is typed, each group says how it stands", () => {
  assert.equal(states(""), "open open open open");
  assert.equal(states("A-yGyg"), "open open open open");
  assert.equal(states("a yGygx bU"), "unchecked open open open");
  assert.equal(states(SLIP.slice(0, 27)), "unchecked unchecked unchecked unchecked");
  assert.equal(states(SLIP.slice(0, 30)), "right right unchecked unchecked");
  assert.equal(states(SLIP), "right right right right");
});

test("a wrong group is named as soon as its check character is typed", () => {
  const mistyped = SLIP.replace("bUZDje", "bUZDjf");

  assert.equal(states(mistyped.slice(0, 29)), "right unchecked unchecked unchecked");
  assert.equal(states(mistyped.slice(0, 30)), "right wrong unchecked unchecked");
  assert.equal(typedSlip(mistyped).slip, undefined);
});

test("a group too long or too short does not move the others", () => {
  assert.equal(states("A-yGygxx-bUZDje-Ash"), "wrong unchecked open open");
  assert.equal(states("A-yGyg-bUZDje-AshYr-mm3QYz-Ru85"), "wrong right right right");
});

test("letters without separators are counted", () => {
  assert.equal(states("AyGygxbUZDjeAs"), "unchecked unchecked open open");
  assert.equal(states("A yGygxbUZDjeAs"), "unchecked unchecked open open");
});

test("a look-alike is shown as what it stands for once that is known", () => {
  const text = SLIP.replace("bUZDje", "bUZOje");

  assert.equal(typedSlip(text.slice(0, 27)).groups[1]?.text, "bUZOje");
  assert.equal(typedSlip(text).groups[1]?.text, "bUZDje");
});

test("a class that is no letter is marked, and no slip is read", () => {
  const typed = typedSlip(SLIP.replace("A-", "7-"));

  assert.equal(typed.letter, "?");
  assert.equal(typed.slip, undefined);
  assert.equal(typedSlip("").letter, "");
});
