/** What /check concludes, and which browser it says this is. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { answerFor } from "../../shared/browser/src/check/answer.ts";
import { family } from "../../shared/browser/src/check/families.ts";
import { missing, NEEDS } from "../../shared/browser/src/check/needs.ts";

const ANDROID = "Mozilla/5.0 (Linux; Android 12; X) AppleWebKit/537.36 (KHTML, like Gecko)";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15";

const NAMED: readonly (readonly [string, string, boolean])[] = [
  [`${ANDROID} Version/4.0 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.47`, "微信内置浏览器", true],
  [`${IPHONE} Mobile/15E148 MicroMessenger/8.0.47 NetType/WIFI`, "微信内置浏览器", true],
  [`${ANDROID} Chrome/99.0 Mobile Safari/537.36 DingTalk/7.0`, "钉钉内置浏览器", true],
  [`${ANDROID} Version/4.0 Chrome/98.0 MQQBrowser/13.6 Mobile Safari/537.36`, "QQ 浏览器", false],
  [`${ANDROID} Chrome/98.0 Mobile Safari/537.36 V1_AND_SQ_8.9 QQ/8.9.50`, "QQ 内置浏览器", true],
  [`${ANDROID} Chrome/114.0 HuaweiBrowser/15.0 Mobile Safari/537.36`, "华为浏览器", false],
  [`${ANDROID} Version/4.0 Chrome/100.0 Mobile Safari/537.36 XiaoMi/MiuiBrowser/18.0`, "小米浏览器", false],
  [`${ANDROID} Chrome/120.0 Mobile Safari/537.36 EdgA/120.0`, "Edge", false],
  [`${ANDROID} Chrome/120.0 Mobile Safari/537.36`, "Chrome", false],
  ["Mozilla/5.0 (Android 13; Mobile; rv:120.0) Gecko/120.0 Firefox/120.0", "Firefox", false],
  [`${IPHONE} CriOS/120.0 Mobile/15E148 Safari/604.1`, "Chrome", false],
  [`${IPHONE} Version/17.0 Mobile/15E148 Safari/604.1`, "Safari", false],
];

for (const [userAgent, zh, inside] of NAMED) {
  test(`${zh} is known by what it calls itself: ${userAgent.slice(-40)}`, () => {
    assert.deepEqual([family(userAgent)?.zh, family(userAgent)?.inside], [zh, inside]);
  });
}

test("a browser that is not listed is not guessed", () => {
  assert.equal(family("Lynx/2.8.9"), undefined);
});

test("only an unprotected address is not the browser's own fault", () => {
  assert.equal(answerFor([]), "good");
  assert.equal(answerFor(["digest", "secure"]), "insecure");
  assert.equal(answerFor(["digest"]), "bad");
});

test("a need that throws is a need that is missing, and the others are still looked at", async () => {
  const needs = [
    { name: "broken", isMet: () => Promise.reject(new Error("no")) },
    { name: "absent", isMet: () => false },
    { name: "there", isMet: () => true },
  ];

  assert.deepEqual(await missing(needs), ["broken", "absent"]);
});

test("this node has everything of a browser but a page's protected address", async () => {
  assert.deepEqual(await missing(NEEDS), ["secure"]);
});
