/** The voter's marks: one a graded contest, up to k of a choice, and nothing left of them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Marking } from "../../shared/browser/src/booth/marking.ts";
import type { Contest } from "../../shared/browser/src/documents/manifests.ts";

function contest(options: number, minimum: number, maximum: number): Contest {
  return {
    key: "k",
    title: "张三",
    kind: "grade",
    subject: { kind: "official", id: "k", name: "张三" },
    options: Array.from({ length: options }, (_, i) => ({ key: `o${i}`, title: `选项 ${i}` })),
    minimum,
    maximum,
  };
}

const GRADE = contest(5, 1, 1);
const CHOICE = contest(4, 0, 2);

test("a graded contest keeps the last mark only", () => {
  const marking = new Marking([GRADE]);

  assert.equal(marking.set(0, 1, true), true);
  assert.equal(marking.set(0, 3, true), true);

  assert.deepEqual(marking.marked(0), [3]);
  assert.deepEqual(marking.choices(), [[0, 0, 0, 1, 0]]);
});

test("a choice takes up to its maximum and refuses one more until another is given up", () => {
  const marking = new Marking([CHOICE]);
  marking.set(0, 0, true);
  marking.set(0, 2, true);

  assert.equal(marking.left(0), 0);
  assert.equal(marking.set(0, 3, true), false);
  assert.equal(marking.set(0, 2, true), true);
  assert.equal(marking.set(0, 0, false), true);
  assert.equal(marking.set(0, 3, true), true);
  assert.deepEqual(marking.marked(0), [2, 3]);
});

test("of a choice of one the mark moves, and can be taken away", () => {
  const marking = new Marking([contest(3, 0, 1)]);
  marking.set(0, 0, true);
  marking.set(0, 2, true);

  assert.deepEqual(marking.marked(0), [2]);
  marking.set(0, 2, false);
  assert.deepEqual(marking.choices(), [[0, 0, 0]]);
});

test("what is unanswered abstains in a grade and chooses nobody in a choice", () => {
  const marking = new Marking([GRADE, CHOICE]);

  assert.deepEqual(marking.choices(), [
    [0, 0, 0, 0, 1],
    [0, 0, 0, 0],
  ]);
  assert.deepEqual(marking.unanswered, [0, 1]);
});

test("the next open contest is behind the last one touched, then begins at the top again", () => {
  const marking = new Marking([GRADE, GRADE, GRADE, GRADE]);
  marking.set(2, 0, true);

  assert.equal(marking.nextUnanswered(-1), 0);
  assert.equal(marking.nextUnanswered(1), 3);
  assert.equal(marking.nextUnanswered(3), 0);
  for (const i of [0, 1, 3]) marking.set(i, 0, true);
  assert.equal(marking.nextUnanswered(0), undefined);
  assert.equal(marking.answered, 4);
});

test("contests of different lengths do not touch each other", () => {
  const marking = new Marking([CHOICE, GRADE, CHOICE]);
  marking.set(0, 3, true);
  marking.set(1, 0, true);
  marking.set(2, 0, true);

  assert.deepEqual(marking.choices(), [
    [0, 0, 0, 1],
    [1, 0, 0, 0, 0],
    [1, 0, 0, 0],
  ]);
});

test("after wiping nothing is marked", () => {
  const marking = new Marking([GRADE, CHOICE]);
  marking.set(0, 1, true);
  marking.set(1, 1, true);

  marking.wipe();

  assert.equal(marking.answered, 0);
});
