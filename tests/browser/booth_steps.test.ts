/** The booth's states: what leads to CAST, and that nothing else does. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Event,
  losesWork,
  next,
  place,
  type Step,
} from "../../shared/browser/src/booth/steps.ts";

const STEPS: readonly Step[] = [
  { at: "code" },
  { at: "looking" },
  { at: "waiting", why: "not_open" },
  { at: "words" },
  { at: "marking", contest: 0, fromReview: false },
  { at: "review" },
  { at: "encrypting" },
  { at: "ready", tracker: "T", busy: false },
  { at: "sending", tracker: "T" },
  { at: "unsure", tracker: "T" },
  { at: "cast", tracker: "T", receipt: "R", later: "awaited" },
  { at: "stopped", trouble: "used_slip" },
];
const EVENTS: readonly Event[] = [
  { type: "code" },
  { type: "opened", compared: false },
  { type: "closed", why: "not_open" },
  { type: "trouble", trouble: "no_network" },
  { type: "agreed" },
  { type: "show", contest: 1 },
  { type: "review" },
  { type: "change", contest: 1 },
  { type: "encrypt" },
  { type: "encrypted", tracker: "T" },
  { type: "send" },
  { type: "busy" },
  { type: "lost" },
  { type: "receipt", receipt: "R", later: "none" },
  { type: "later", later: "open" },
  { type: "again" },
  { type: "over" },
];

function walk(...events: readonly Event[]): Step {
  return events.reduce(next, { at: "code" } as Step);
}

const RECEIPT: Event = { type: "receipt", receipt: "R", later: "none" };
const TO_READY: readonly Event[] = [
  { type: "code" },
  { type: "opened", compared: false },
  { type: "agreed" },
  { type: "review" },
  { type: "encrypt" },
  { type: "encrypted", tracker: "T" },
];

test("the straight way leads from the slip to the receipt", () => {
  const ready = walk(...TO_READY);
  const cast = walk(...TO_READY, { type: "send" }, RECEIPT);

  assert.deepEqual(ready, { at: "ready", tracker: "T", busy: false });
  assert.deepEqual(cast, { at: "cast", tracker: "T", receipt: "R", later: "none" });
});

test("only a receipt that comes while sending leads to CAST", () => {
  for (const step of STEPS.filter(({ at }) => at !== "cast")) {
    for (const event of EVENTS) {
      const after = next(step, event);
      assert.equal(after.at === "cast", step.at === "sending" && event.type === "receipt");
    }
  }
});

test("an answer that comes late changes nothing", () => {
  const cast: Step = { at: "cast", tracker: "T", receipt: "R", later: "none" };
  const late: readonly Event[] = [
    { type: "lost" },
    { type: "busy" },
    { type: "trouble", trouble: "used_slip" },
    { type: "opened", compared: true },
    { type: "encrypted", tracker: "U" },
  ];

  for (const event of late) assert.equal(next(cast, event), cast);
  assert.deepEqual(next({ at: "code" }, { type: "opened", compared: true }), { at: "code" });
});

test("a sheet is never shown before its words were compared", () => {
  const looking: Step = { at: "looking" };

  assert.deepEqual(next(looking, { type: "opened", compared: false }), { at: "words" });
  assert.equal(next(looking, { type: "opened", compared: true }).at, "marking");
  assert.equal(next({ at: "words" }, { type: "review" }).at, "words");
});

test("a lost answer leaves the voter unsure, and sending again may end it", () => {
  const unsure = walk(...TO_READY, { type: "send" }, { type: "lost" });
  const again = next(next(unsure, { type: "send" }), RECEIPT);

  assert.deepEqual(unsure, { at: "unsure", tracker: "T" });
  assert.equal(again.at, "cast");
});

test("a sealed ballot can be given up for another one until it is sent", () => {
  const review = next(walk(...TO_READY), { type: "review" });

  assert.equal(review.at, "review");
  assert.deepEqual(next(review, { type: "change", contest: 3 }), {
    at: "marking",
    contest: 3,
    fromReview: true,
  });
  assert.equal(next({ at: "unsure", tracker: "T" }, { type: "review" }).at, "unsure");
});

test("a trouble of the code leads back to the code, any other one stops", () => {
  const looking: Step = { at: "looking" };

  assert.deepEqual(next(looking, { type: "trouble", trouble: "unknown_slip" }), {
    at: "code",
    trouble: "unknown_slip",
  });
  assert.deepEqual(next(looking, { type: "trouble", trouble: "not_authentic" }), {
    at: "stopped",
    trouble: "not_authentic",
  });
});

test("from everywhere the voter can leave, and nothing is left", () => {
  for (const step of STEPS) assert.deepEqual(next(step, { type: "over" }), { at: "code" });
});

test("every step but a stop has its place in the bar, in the order of the vote", () => {
  const places = STEPS.map(place);

  assert.equal(places.at(-1), undefined);
  const shown = places.slice(0, -1).map(Number);
  assert.deepEqual(shown, [...shown].sort());
  assert.equal(shown.at(-1), 4);
});

test("leaving loses work between the first mark and the receipt, and nowhere else", () => {
  const losing = STEPS.filter(losesWork).map(({ at }) => at);

  assert.deepEqual(losing, ["marking", "review", "encrypting", "ready", "sending", "unsure"]);
});

test("whatever a ballot is refused for, its voting has stopped", () => {
  const sending: Step = { at: "sending", tracker: "T" };
  for (const trouble of ["unknown_slip", "used_slip"] as const) {
    assert.deepEqual(next(sending, { type: "trouble", trouble }), {
      at: "stopped",
      trouble,
      tracker: "T",
    });
  }
});
