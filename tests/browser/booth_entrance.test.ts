/** Which box a slip votes in, and what to say when there is none. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Blocked,
  boxFor,
  mayVoteAgain,
  type Meeting,
  trustedKeys,
} from "../../shared/browser/src/booth/entrance.ts";
import { sixWords } from "../../shared/browser/src/crypto/receipts.ts";

const NOBODY: ReadonlySet<string> = new Set();

/** A meeting of A and B whose boxes of A are in these states; B's only box is open. */
function meeting(...states: readonly string[]): Meeting {
  const own = states.map((state, i) => ({ uuid: `a${i}`, electorate: "A", state, round: `r${i}` }));
  return {
    manifest: {
      digest: "0".repeat(64),
      meeting: "m-1",
      title: "会议",
      electorates: [
        { key: "A", title: "A票" },
        { key: "B", title: "B票" },
      ],
      boxes: [],
      blind: false,
      issuerKeys: new Map(),
      receiptKey: "",
      boardKey: "",
      test: false,
    },
    words: sixWords(new Uint8Array(32)),
    frozen: undefined,
    boxes: [{ uuid: "b0", electorate: "B", state: "open", round: "r0" }, ...own],
  };
}

function blocked(states: readonly string[], letter = "A"): string {
  try {
    return `not blocked: ${JSON.stringify(boxFor(meeting(...states), letter, NOBODY))}`;
  } catch (error) {
    assert.ok(error instanceof Blocked);
    return error.trouble;
  }
}

test("a slip votes in the open box of its own class", () => {
  const found = boxFor(meeting("closed", "open", "draft"), "A", NOBODY);

  assert.equal(typeof found === "string" ? found : found.uuid, "a1");
});

test("before the first box opens the voter waits, after one closed for the next round", () => {
  assert.equal(boxFor(meeting("draft", "frozen"), "A", NOBODY), "not_open");
  assert.equal(boxFor(meeting("closed", "frozen"), "A", NOBODY), "between_rounds");
  assert.equal(boxFor(meeting("annulled", "frozen"), "A", NOBODY), "between_rounds");
});

test("when no box can open any more the voter is told why", () => {
  assert.equal(blocked(["closed", "sealed", "cancelled"]), "ended");
  assert.equal(blocked(["closed", "annulled"]), "annulled");
});

test("a class that the meeting does not have is another meeting's", () => {
  assert.equal(blocked(["open"], "C"), "other_class");
});

test("a box that was voted in is not offered again", () => {
  const done = new Set(["a0"]);

  assert.equal(boxFor(meeting("open", "frozen"), "A", done), "not_open");
  assert.equal(mayVoteAgain(meeting("open", "frozen"), "A", done), true);
  assert.equal(mayVoteAgain(meeting("open", "closed"), "A", done), false);
  assert.equal(mayVoteAgain(meeting("open"), "A", NOBODY), true);
});

test("the desk's keys are named by their own digests", () => {
  const [a, b] = ["11".repeat(32), "22".repeat(32)];

  const keys = trustedKeys(`${a} ${b}`);

  assert.equal(keys.size, 2);
  for (const [id, key] of keys) {
    assert.match(id, /^[0-9a-f]{64}$/);
    assert.equal(key.length, 32);
  }
});
