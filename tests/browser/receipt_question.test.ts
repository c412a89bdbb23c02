/** What a pasted, typed or scanned text asks, and what is wrong with one that asks nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { slipText } from "../../shared/browser/src/crypto/credentials.ts";
import { b64 } from "../../shared/browser/src/crypto/jsontext.ts";
import { type Flaw, readQuestion, Unreadable } from "../../shared/browser/src/receipt/question.ts";
import { aTracker, FIRST, receiptOf } from "./receipt_board.ts";

const TRACKER = aTracker("anna");
const RECEIPT = receiptOf(TRACKER);
const CODE = "yGygx-bUZDje-AshYr-mm3QYz";

function asked(text: string): string {
  const question = readQuestion(text);
  if (question.about === "slip") return `slip ${question.slip.letter} ${question.slip.code}`;
  if (question.about === "tracker") return `tracker ${b64(question.tracker)}`;
  return `receipt ${question.receipt.uuid} ${b64(question.receipt.tracker)}`;
}

function flaw(text: string): Flaw {
  try {
    return assert.fail(`not refused: ${asked(text)}`);
  } catch (error) {
    assert(error instanceof Unreadable, `${error}`);
    return error.flaw;
  }
}

test("a receipt is read as it was copied, scanned or broken into lines", () => {
  const expected = `receipt ${FIRST} ${TRACKER}`;
  const inLines = RECEIPT.replace(/(.{30})/g, "$1\n");

  for (const text of [
    RECEIPT,
    ` ${RECEIPT}\n`,
    `https://box.test/r/m-1?lang=zh#${RECEIPT}`,
    RECEIPT.replaceAll(".", " "),
    inLines,
  ]) {
    assert.equal(asked(text), expected);
  }
});

test("a tracker alone is read, also in groups or full-width letters", () => {
  const wide = TRACKER.replace(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0));

  for (const text of [TRACKER, `${TRACKER.slice(0, 9)} ${TRACKER.slice(9)}`, wide]) {
    assert.equal(asked(text), `tracker ${TRACKER}`);
  }
});

test("a slip is read as everywhere", () => {
  const slip = slipText("A", CODE);

  for (const text of [slip, `https://box.test/b/m-1#${slip}`, slip.replaceAll("-", " ")]) {
    assert.equal(asked(text), `slip A ${CODE}`);
  }
});

test("what is wrong is named", () => {
  const lastLetterCannotBe = `${TRACKER.slice(0, -1)}B`;

  assert.deepEqual(flaw(" \n"), { what: "empty" });
  assert.deepEqual(flaw(RECEIPT.slice(0, -1)), { what: "receipt" });
  assert.deepEqual(flaw("我的票"), { what: "receipt" });
  assert.deepEqual(flaw(TRACKER.slice(1)), { what: "tracker", letters: 42 });
  assert.deepEqual(flaw(lastLetterCannotBe), { what: "tracker", letters: 43 });
  assert.deepEqual(flaw(slipText("A", CODE).slice(0, -1)), { what: "slip" });
});
