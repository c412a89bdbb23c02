/** The code form: a wrong group is named while it is typed, look-alikes are corrected. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  cleaned,
  flaws,
  groupsOf,
  slipOf,
  spread,
} from "../../shared/browser/src/booth/slipform.ts";

/** PROTOCOL P10: the code with the published check characters. */
const FIELDS = ["A", "yGygx", "bUZDje", "AshYr", "mm3QYz", "Ru85"];
const CODE = "yGygx-bUZDje-AshYr-mm3QYz";

function withField(field: number, typed: string): string[] {
  return FIELDS.map((text, i) => (i === field ? typed : text));
}

test("a slip typed as it is printed is read", () => {
  assert.deepEqual(slipOf(FIELDS), { letter: "A", code: CODE });
  assert.deepEqual(flaws(FIELDS), []);
});

test("a wrong group is named by its number", () => {
  assert.deepEqual(flaws(withField(2, "bUZDjf")), [{ field: 2, what: "wrong" }]);
  assert.equal(slipOf(withField(2, "bUZDjf")), undefined);
});

test("a group is judged as soon as its own check character is there", () => {
  const typed = ["A", "yGygX", "bUZDje", "", "", "Ru"];

  const states = groupsOf(typed).map(({ state }) => state);
  assert.deepEqual(states.slice(0, 2), ["wrong", "right"]);
});

test("what is missing is not called wrong", () => {
  const found = flaws(["", "yGygx", "bUZ", "AshYr", "mm3QYz", "Ru8"]);

  assert.deepEqual(found, [
    { field: 0, what: "letter" },
    { field: 2, what: "open" },
    { field: 5, what: "checks" },
  ]);
});

test("letters that no code has are taken for those they look like", () => {
  const [, second] = groupsOf(withField(2, "bUZ0je"));

  assert.deepEqual(second, { text: "bUZDje", state: "right" });
  assert.equal(slipOf(withField(2, "bUZ0je"))?.code, CODE);
});

test("full-width letters, spaces and dashes change nothing", () => {
  assert.equal(cleaned(1, " ｙＧｙ-ｇｘ "), "yGygx");
  assert.equal(cleaned(0, "ａ"), "A");
});

test("a whole code is taken apart, with or without its address and dashes", () => {
  const text = `A-${CODE}-Ru85`;

  assert.deepEqual(spread(text), FIELDS);
  assert.deepEqual(spread(`https://vote.example/b/m-1#${text}`), FIELDS);
  assert.deepEqual(spread(text.replaceAll("-", "")), FIELDS);
  assert.equal(spread("yGygx"), undefined);
  assert.equal(spread("https://vote.example/check"), undefined);
});
