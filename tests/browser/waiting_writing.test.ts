/** A page on which somebody writes is not loaded anew. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { isWriting } from "../../shared/browser/src/waiting/writing.ts";

const option = (selected: boolean, defaultSelected: boolean) => ({ selected, defaultSelected });

test("untouched fields may be loaded anew", () => {
  const fields = [
    { value: "12", defaultValue: "12", checked: false, defaultChecked: false },
    { value: "", defaultValue: "" },
    { value: "a", options: [option(true, false), option(false, false)] },
    { value: "b", options: [option(false, false), option(true, true)] },
  ];

  assert.equal(isWriting(fields, {}), false);
  assert.equal(isWriting([], null), false);
});

test("what has the focus or was changed is not lost", () => {
  const empty = { value: "", defaultValue: "" };

  assert.equal(isWriting([empty], empty), true);
  for (const changed of [
    { value: "计票有误", defaultValue: "" },
    { value: "on", defaultValue: "on", checked: true, defaultChecked: false },
    { value: "b", options: [option(false, false), option(true, false)] },
    { value: "a", options: [option(true, false), option(false, true)] },
  ]) {
    assert.equal(isWriting([empty, changed], null), true);
  }
});
