/** Both languages of the scrutineers' pages say the same things, each in its own language. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "../../shared/browser/src/texts/leftovers.en.ts";
import { zh } from "../../shared/browser/src/texts/leftovers.zh.ts";

const CHINESE = /[\u3400-\u9fff]/;
const OF_THE_OTHER_LANGUAGE = ["otherLanguage", "published.and"];

/** Return every text of a dictionary by its path; functions are called with small numbers. */
function said(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") {
    return [2, 1].map((count) => [`${path}(${count})`, String(value(count, "x", 3))]);
  }
  return Object.entries(value as object).flatMap(([key, inner]) =>
    said(inner, path === "" ? key : `${path}.${key}`),
  );
}

test("every text is there in both languages", () => {
  const [chinese, english] = [said(zh), said(en)];

  assert.deepEqual(
    chinese.map(([path]) => path),
    english.map(([path]) => path),
  );
  for (const [path, text] of [...chinese, ...english]) assert.ok(text.trim().length > 0, path);
});

test("who has finished the meeting already is told where its end may be stuck", () => {
  assert.match(zh.hitches.meeting_not_finished.step, /已经结束的，请看会议页有没有文件没有送达/);
  assert.match(en.hitches.meeting_not_finished.step, /whether a document was not delivered/);
});

test("each is in its own language", () => {
  for (const [path, text] of said(zh)) {
    const number = /^\S*megabytes/.test(path);
    if (!OF_THE_OTHER_LANGUAGE.includes(path) && !number) assert.match(text, CHINESE, path);
  }
  for (const [path, text] of said(en)) {
    if (!OF_THE_OTHER_LANGUAGE.includes(path)) assert.doesNotMatch(text, CHINESE, path);
  }
});

test("every hitch says what it is and what to do", () => {
  for (const texts of [zh, en]) {
    for (const { step } of Object.values(texts.hitches)) assert.match(step, /[。.]$/);
  }
});

test("nobody is promised that a passphrase is erased from memory: a string cannot be", () => {
  assert.doesNotMatch(zh.signing.passphraseHint, /抹|清除/);
  assert.doesNotMatch(en.signing.passphraseHint, /erase|wipe/);
});
