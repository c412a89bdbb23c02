/** Both languages say the same things; nothing is left in the other one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "../../shared/browser/src/texts/en.ts";
import { en as invitationEn } from "../../shared/browser/src/texts/invitation.en.ts";
import { zh as invitationZh } from "../../shared/browser/src/texts/invitation.zh.ts";
import { boothEn as kioskEn } from "../../shared/browser/src/texts/kiosk.en.ts";
import { boothZh as kioskZh } from "../../shared/browser/src/texts/kiosk.zh.ts";
import { zh } from "../../shared/browser/src/texts/zh.ts";

const CHINESE = /[\u3400-\u9fff]/;
const OF_THE_OTHER_LANGUAGE = ["otherLanguage"];

/** Return every text of a dictionary by its path; functions are called with small numbers. */
function said(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") {
    return [2, 0].map((count) => [`${path}(${count})`, String(value(count, "x"))]);
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

test("each is in its own language", () => {
  for (const [path, text] of said(zh)) {
    if (!OF_THE_OTHER_LANGUAGE.includes(path)) assert.match(text, CHINESE, path);
  }
  for (const [path, text] of said(en)) {
    if (!OF_THE_OTHER_LANGUAGE.includes(path)) assert.doesNotMatch(text, CHINESE, path);
  }
});

test("every trouble says what it is, what it means for the vote, and what to do", () => {
  for (const texts of [zh, en]) {
    for (const trouble of Object.values(texts.troubles)) {
      assert.match(trouble.means + trouble.what, /[。.：:]|[一-龥]/);
      assert.match(trouble.step, /[。.]$/);
    }
  }
});

test("wherever it says what cannot be prevented, the page's own program is among it", () => {
  for (const texts of [zh, kioskZh]) {
    assert.match(texts.secrecy.live, /三种情况.*票箱.*换了一个程序/);
  }
  for (const texts of [en, kioskEn]) {
    assert.match(texts.secrecy.live, /Three things.* box .*another program/);
  }
  for (const { greeting } of [invitationZh, invitationEn]) {
    assert.match(greeting.live, /三件事.*换了一个程序|Three things.*another program/);
  }
});
