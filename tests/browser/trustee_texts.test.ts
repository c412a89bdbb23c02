/** Both languages of the trustee's page say the same things, each in its own language. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "../../shared/browser/src/texts/trustee.en.ts";
import { zh } from "../../shared/browser/src/texts/trustee.zh.ts";

const CHINESE = /[\u3400-\u9fff]/;
const OF_NEITHER = ["otherLanguage", "waiting.and"];

/** Return every text of a dictionary by its path; functions are called with small numbers. */
function said(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") {
    return [2, 1].map((count) => [`${path}(${count})`, String(value(count, 3, 2))]);
  }
  return Object.entries(value as object).flatMap(([key, inner]) =>
    said(inner, path === "" ? key : `${path}.${key}`),
  );
}

test("every text is there in both languages, each in its own", () => {
  const [chinese, english] = [said(zh), said(en)];

  assert.deepEqual(chinese.map(([path]) => path), english.map(([path]) => path));
  for (const [path, text] of chinese) {
    if (!OF_NEITHER.includes(path)) assert.match(text, CHINESE, path);
  }
  for (const [path, text] of english) {
    if (!OF_NEITHER.includes(path)) assert.doesNotMatch(text, CHINESE, path);
  }
});

test("every hitch says what to do, and nobody is promised that a passphrase is erased", () => {
  for (const texts of [zh, en]) {
    for (const { step } of Object.values(texts.hitches)) assert.match(step, /[。.]$/);
    for (const [, text] of said(texts)) assert.doesNotMatch(text, /抹掉|清除|erase|wiped/);
  }
});
