/** The kiosk's rules: who may be gone at which step, what a scan is, when time is over. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Countdown, type Time } from "../../shared/browser/src/kiosk/countdown.ts";
import { isVoting, restOf, walkaway } from "../../shared/browser/src/kiosk/rules.ts";
import { scannedSlip, Wedge } from "../../shared/browser/src/kiosk/wedge.ts";
import type { Step } from "../../shared/browser/src/booth/steps.ts";
import { boothEn, kioskEn } from "../../shared/browser/src/texts/kiosk.en.ts";
import { boothZh, kioskZh } from "../../shared/browser/src/texts/kiosk.zh.ts";

const SLIP = "A-yGygx-bUZDje-AshYr-mm3QYz-Ru85";
const CODE = "yGygx-bUZDje-AshYr-mm3QYz";
const URL = `https://box.test/b/m-1#${SLIP}`;

const STEPS: readonly (readonly [Step, string])[] = [
  [{ at: "code" }, "stay"],
  [{ at: "looking" }, "stay"],
  [{ at: "waiting", why: "not_open" }, "wipe"],
  [{ at: "words" }, "wipe"],
  [{ at: "marking", contest: 0, fromReview: false }, "wipe"],
  [{ at: "review" }, "wipe"],
  [{ at: "encrypting" }, "stay"],
  [{ at: "ready", tracker: "t", busy: false }, "wipe"],
  [{ at: "ready", tracker: "t", busy: true }, "deliver"],
  [{ at: "sending", tracker: "t" }, "deliver"],
  [{ at: "unsure", tracker: "t" }, "deliver"],
  [{ at: "cast", tracker: "t", receipt: "r", later: "none" }, "result"],
  [{ at: "stopped", trouble: "used_slip" }, "wipe"],
  [{ at: "stopped", trouble: "false_receipt" }, "stay"],
];

test("what was not sent is wiped, what was sent is delivered", () => {
  for (const [step, rule] of STEPS) assert.equal(walkaway(step), rule, step.at);
});

test("nobody interferes between the slip and the end of the receipt", () => {
  const free = STEPS.filter(([step]) => !isVoting(step)).map(([{ at }]) => at);

  assert.deepEqual([...new Set(free)], ["code", "waiting", "stopped"]);
});

test("between two voters the boxes say whether anybody can vote", () => {
  const rest = (...states: string[]): string =>
    restOf({ boxes: states.map((state) => ({ uuid: "", electorate: "A", state, round: "" })) });

  assert.equal(rest("open", "frozen"), "open");
  assert.equal(rest("frozen", "draft"), "not_open");
  assert.equal(rest(), "not_open");
  assert.equal(rest("closed", "frozen"), "between_rounds");
  assert.equal(rest("closed", "annulled", "certified"), "ended");
});

/** Type `text` with `ms` from key to key; returns what the last key gave. */
function typed(wedge: Wedge, text: string, ms: number, end = "Enter"): string | undefined {
  let at = 1000;
  for (const key of text) assert.equal(wedge.press(key, (at += ms)), undefined);
  return wedge.press(end, at + ms);
}

test("a scan ends with Enter or Tab, or with nothing", () => {
  assert.equal(typed(new Wedge(), URL, 5), URL);
  assert.equal(typed(new Wedge(), SLIP, 20, "Tab"), SLIP);
  const silent = new Wedge();
  typed(silent, SLIP, 5, "Shift");
  assert.equal(silent.rest(), SLIP);
  assert.equal(silent.rest(), undefined);
});

test("a pause in the middle of a scan breaks nothing", () => {
  const wedge = new Wedge();
  for (const [i, key] of Array.from(URL).entries()) {
    assert.equal(wedge.press(key, i < 30 ? i : i + 900), undefined);
    if (i === 30) assert.equal(wedge.rest(), undefined);
  }

  assert.equal(wedge.press("Enter", 1000), URL);
});

test("what a hand types is no scan, unless it is a slip", () => {
  assert.equal(typed(new Wedge(), "a hand that types something long", 150), undefined);
  assert.equal(typed(new Wedge(), "short", 1), undefined);
  assert.equal(typed(new Wedge(), SLIP, 150), SLIP);
  const slow = new Wedge();
  typed(slow, SLIP, 150, "Shift");
  assert.equal(slow.rest(), undefined); // the form has a button
});

test("what was typed long before is no part of a scan, and Backspace ends one", () => {
  const wedge = new Wedge();
  typed(wedge, "something else", 5, "Shift");
  assert.equal(wedge.press("x", 9000), undefined);
  assert.equal(wedge.press("Backspace", 9001), undefined);
  for (const [i, key] of Array.from(SLIP).entries()) wedge.press(key, 9010 + i);

  assert.equal(wedge.press("Enter", 9100), SLIP);
});

test("a slip is read with its address, without, with caps lock, and with another sign for #", () => {
  for (const text of [SLIP, URL, URL.replace("#", "£"), `12${SLIP}`]) {
    assert.equal(scannedSlip(text)?.code, CODE, text);
  }
  const turned = Array.from(SLIP, (c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase()));
  assert.deepEqual(scannedSlip(turned.join("")), { letter: "A", code: CODE });
});

test("a damaged slip is a bad slip, and anything else is none", () => {
  assert.throws(() => scannedSlip(SLIP.replace("bUZ", "bUY")), { slug: "bad-slip" });
  assert.throws(() => scannedSlip(URL.replace("bUZ", "bUY")), { slug: "bad-slip" });
  for (const text of ["https://elsewhere.example/a/long/path", "6901234567892690123456", ""]) {
    assert.equal(scannedSlip(text), undefined);
  }
});

/** Time that goes by when a test says so. */
class Clock implements Time {
  #now = 0;
  readonly #acts = new Set<() => void>();

  now(): number {
    return this.#now;
  }

  every(_: number, act: () => void): () => void {
    this.#acts.add(act);
    return () => this.#acts.delete(act);
  }

  pass(ms: number): void {
    this.#now += ms;
    for (const act of [...this.#acts]) act();
  }
}

test("a countdown tells each second once, ends once, and can be put off", () => {
  const [clock, told] = [new Clock(), [] as number[]];
  let overs = 0;
  const countdown = new Countdown(
    clock,
    (left) => told.push(left),
    () => overs++,
  );
  countdown.begin(3000);
  for (let i = 0; i < 4; i++) clock.pass(500);
  assert.deepEqual(told, [3, 2, 1]);
  countdown.extend(2000);
  assert.equal(told.at(-1), 3);
  clock.pass(60_000); // a machine that slept
  clock.pass(1000);
  assert.equal(overs, 1);
  countdown.begin(1000);
  countdown.stop();
  clock.pass(5000);
  assert.equal(overs, 1);
});

/** Return every text by its path; functions are called with small numbers. */
function said(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String(value(2, 3))]];
  return Object.entries(value as object).flatMap(([key, inner]) => said(inner, `${path}.${key}`));
}

/** What only a phone shows: the kiosk has views of its own there. */
const NOT_SHOWN = /^\.(cast\.|stopped\.test|code\.(reloaded|scan))/;

test("both languages say the same things, and neither speaks of a phone of one's own", () => {
  for (const [zh, en] of [
    [kioskZh, kioskEn],
    [boothZh, boothEn],
  ]) {
    const paths = (texts: unknown): string[] => said(texts).map(([path]) => path);
    assert.deepEqual(paths(zh), paths(en));
    for (const [path, text] of said(zh).filter(([path]) => zh === kioskZh || !NOT_SHOWN.test(path))) {
      assert.doesNotMatch(text, /这部手机|长按|截图/, path);
    }
    for (const [path, text] of said(en).filter(([path]) => en === kioskEn || !NOT_SHOWN.test(path))) {
      assert.doesNotMatch(text, /this phone|your screen/i, path);
    }
  }
  for (const [path, text] of said(kioskZh)) assert.match(text, /[\u3400-\u9fff]/, path);
  for (const [path, text] of said(kioskEn)) assert.doesNotMatch(text, /[\u3400-\u9fff]/, path);
});
