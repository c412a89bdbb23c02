/** Both languages of slip making say the same things; every refusal says what to do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "../../shared/browser/src/texts/slips.en.ts";
import { zh } from "../../shared/browser/src/texts/slips.zh.ts";

const CHINESE = /[\u3400-\u9fff]/;
const OF_NO_LANGUAGE = ["otherLanguage", "and"];

/** Return every text of a dictionary by its path; functions are called with small numbers. */
function said(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [2, 0].map((n) => [`${path}(${n})`, `${value(n, n)}`]);
  return Object.entries(value as object).flatMap(([key, inner]) =>
    said(inner, path === "" ? key : `${path}.${key}`),
  );
}

test("every text is there in both languages, each in its own", () => {
  const [chinese, english] = [said(zh), said(en)];

  assert.deepEqual(chinese.map(([path]) => path), english.map(([path]) => path));
  for (const [path, text] of chinese) {
    if (!OF_NO_LANGUAGE.includes(path)) assert.match(text, CHINESE, path);
  }
  for (const [path, text] of english) {
    if (!OF_NO_LANGUAGE.includes(path)) assert.doesNotMatch(text, CHINESE, path);
    assert.ok(text.trim().length > 0, path);
  }
});

test("whoever opens a link again is not told to destroy slips that can vote", () => {
  for (const { troubles, done } of [zh, en]) {
    for (const { means } of [troubles.no_ticket, troubles.lists_frozen, troubles.link_used]) {
      assert.ok(means.includes(done.status), means);
    }
  }
});

test("every trouble says what becomes of the slips and what to do", () => {
  for (const { troubles } of [zh, en]) {
    for (const [name, { means, step }] of Object.entries(troubles)) {
      assert.match(means, /凭条|slips|printed/, name);
      assert.match(step, /[。.]$/, name);
    }
  }
});
