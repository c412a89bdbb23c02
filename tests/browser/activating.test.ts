/** A phone with a voting right: through activation to the end of the meeting, come what may. */
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Activator } from "../../shared/browser/src/activation/activating.ts";
import { BoxClock } from "../../shared/browser/src/activation/clock.ts";
import { Keeper } from "../../shared/browser/src/activation/keeping.ts";
import { ownBox, Refused } from "../../shared/browser/src/booth/asking.ts";
import { anEnd, aRight, ENDS_AT, FakeBox, KEY, running, UUIDS } from "./blind_box.ts";
import { DESK } from "./signed.ts";

test("from waiting to the end of the meeting, everything by itself", async () => {
  const box = new FakeBox();
  const { activator, keeper } = running(box);
  await box.pass(2);
  assert.equal(activator.phase.at, "waiting");

  box.activation = { state: "open", ends_at: ENDS_AT };
  await box.pass(4);
  assert.deepEqual(activator.phase, { at: "activated", endsAt: ENDS_AT });

  box.frozen = true;
  box.state = "frozen";
  await box.pass(4);
  assert.deepEqual(activator.phase, { at: "listed", open: false });
  assert.deepEqual(keeper.rights[0]?.boxes.map(({ state }) => state), ["listed", "listed"]);

  box.state = "open";
  await box.pass(4);
  assert.deepEqual(activator.phase, { at: "listed", open: true });
  for (const uuid of UUIDS) keeper.note(KEY, uuid, { receipt: `${uuid}.r` });
  await box.pass(4);
  assert.deepEqual(activator.phase, { at: "listed", open: false });

  box.ended = anEnd();
  await box.pass(4);
  assert.deepEqual(activator.phase, { at: "over", receipts: UUIDS.map((uuid) => `${uuid}.r`) });
  assert.deepEqual(keeper.rights, []);
});

test("each box has a wait of its own, never past half of the time that is left", async () => {
  const box = new FakeBox();
  const chances = [0.9, 0.2];
  box.activation = { state: "open", ends_at: 100 };
  box.chance = () => 0;
  running(box);
  box.chance = () => chances.shift() ?? 0;
  chances.unshift(0); // the time of the next look
  await box.pass(12);

  assert.deepEqual(box.came, [10_000, 45_000]);
});

test("an activation whose answer was lost is sent again, also after the end", async () => {
  const box = new FakeBox();
  box.activation = { state: "open", ends_at: ENDS_AT };
  box.answering = false;
  const { activator, keeper } = running(box);
  await box.pass(3);
  assert.equal(activator.reached, false);

  box.answering = true;
  box.activation = { state: "ended", ends_at: ENDS_AT };
  await box.pass(4);

  assert.equal(activator.reached, true);
  assert.deepEqual(keeper.rights[0]?.boxes.map(({ state }) => state), ["active", "active"]);
});

test("what comes too late, is refused, or is left off the list is named", async () => {
  for (const [slug, failure] of [
    ["activation_ended", "late"],
    ["verification_failed", "refused"],
    ["credential_on_slip", "refused"],
  ] as const) {
    const box = new FakeBox();
    box.activation = { state: "ended", ends_at: ENDS_AT };
    box.refusal = slug;
    const { activator } = running(box);
    await box.pass(3);
    assert.deepEqual([...activator.failed], [failure]);
  }
  const box = new FakeBox();
  box.activation = { state: "open", ends_at: ENDS_AT };
  const { activator } = running(box);
  await box.pass(4);
  box.listed.clear();
  box.frozen = true;
  await box.pass(4);
  assert.deepEqual([...activator.failed], ["missing"]);
});

test("another meeting than the one whose words were compared gets nothing", async () => {
  const box = new FakeBox();
  box.activation = { state: "open", ends_at: ENDS_AT };
  const { activator, keeper } = running(box);
  keeper.erase();
  keeper.keep(aRight()); // of another manifest
  await box.pass(3);

  assert.deepEqual(activator.phase, { at: "stopped", trouble: "other_meeting" });
  assert.deepEqual(box.came, []);
});

test("documents that nobody signed end it, and nothing is lost", async () => {
  const box = new FakeBox();
  box.ask.get = async () => '{"manifest":null,"boxes":[]}';
  const { activator, keeper } = running(box);
  await box.pass(2);

  assert.deepEqual(activator.phase, { at: "stopped", trouble: "not_authentic" });
  assert.equal(keeper.rights.length, 1);
});

test("a meeting that the box does not know yet is looked for slowly, until it is there", async () => {
  const box = new FakeBox();
  box.activation = { state: "open", ends_at: ENDS_AT };
  const [known, looks] = [box.ask.get, [] as number[]];
  box.ask.get = async () => {
    looks.push(box.now);
    throw new Refused(404, "meeting_unknown", undefined);
  };
  const { activator } = running(box);
  await box.pass(3);
  assert.deepEqual(activator.phase, { at: "stopped", trouble: "unknown_meeting" });
  assert.deepEqual(looks, [0, 30_000, 60_000, 90_000]);

  box.ask.get = known;
  await box.pass(4);
  assert.equal(activator.phase.at, "activated");
});

test("a meeting that is forgotten between two looks is told nothing, and not in a hurry", async () => {
  const box = new FakeBox();
  box.activation = { state: "open", ends_at: ENDS_AT };
  box.chance = () => 0.5; // both boxes are due in a minute
  running(box);
  await box.pass(1);
  const looks: number[] = [];
  box.ask.get = async () => {
    looks.push(box.now);
    throw new Refused(404, "meeting_unknown", undefined);
  };
  await box.pass(4);

  assert.deepEqual(box.came, []);
  assert.deepEqual(looks, [31_500, 76_500, 121_500, 166_500]);
});

test("a right that comes after a stop is gone on with", async () => {
  const box = new FakeBox();
  box.activation = { state: "open", ends_at: ENDS_AT };
  const { activator, keeper } = running(box);
  const [right] = keeper.rights;
  activator.erase();
  await box.pass(2);
  assert.deepEqual(activator.phase, { at: "stopped", trouble: "erased" });

  keeper.keep({ ...aRight(), manifest: right?.manifest ?? "" });
  void activator.begin();
  await box.pass(4);

  assert.equal(activator.phase.at, "activated");
  assert.equal(box.came.length, 2);
});

/** Let a phone whose own clock is `off` by so many ms ask the box as a browser does. */
function phoneOff(t: TestContext, box: FakeBox, off: number): Activator {
  const time = new BoxClock(() => box.now + 777, () => box.now + off);
  t.mock.method(globalThis, "fetch", async (path: string, init: RequestInit) => {
    const { body } = init;
    const answer = body ? await box.ask.post(path, String(body)) : await box.ask.get(path);
    const headers = { Date: new Date(box.now).toUTCString(), "Content-Type": "application/json" };
    return new Response(answer, { headers });
  });
  return running(box, { ask: ownBox((date) => time.hear(date)), now: () => time.now() }).activator;
}

const START_MS = 1_760_000_000_000;

for (const [off, what] of [
  [-3_600_000, "slow"],
  [3_600_000, "fast"],
  [0, "right"],
] as const) {
  test(`a phone whose clock is ${what} waits by the box's`, async (t) => {
    const box = new FakeBox();
    box.now = START_MS;
    box.activation = { state: "open", ends_at: START_MS / 1000 + 100 };
    const chances = [0, 0.9, 0.2]; // of the next look, and of the two boxes
    box.chance = () => chances.shift() ?? 0;
    const activator = phoneOff(t, box, off);
    await box.pass(12);

    assert.deepEqual(box.came, [START_MS + 10_000, START_MS + 45_000]);
    assert.equal(activator.phase.at, "activated");
  });
}

test("an answer that names no time leaves the phone its own", () => {
  const time = new BoxClock(() => 5, () => 70_000);
  time.hear("");
  assert.equal(time.now(), 70_000);
  time.hear("Thu, 01 Jan 1970 00:00:09 GMT");
  assert.equal(time.now(), 9_000);
});

test("a phone without a right says so and asks for nothing", async () => {
  const box = new FakeBox();
  box.ask.get = () => assert.fail("asked");
  const parts = { ...box, keys: DESK, meeting: "m1", keeper: new Keeper("m1", undefined) };
  const activator = new Activator({ ...parts, now: () => 0, changed: () => undefined });

  await activator.run();

  assert.deepEqual(activator.phase, { at: "stopped", trouble: "nothing" });
});

test("what is erased stays erased, whatever is on its way", async () => {
  const box = new FakeBox();
  box.activation = { state: "open", ends_at: ENDS_AT };
  const { activator, keeper } = running(box);
  activator.erase();
  await box.pass(4);

  assert.deepEqual(activator.phase, { at: "stopped", trouble: "erased" });
  assert.deepEqual(keeper.rights, []);
  assert.deepEqual(box.came, []);
});

test("only the desk's own word of the end makes a phone erase its right", async () => {
  for (const ended of ["closed", { type: "meeting_end" }, anEnd("0".repeat(64))]) {
    const box = new FakeBox();
    box.ended = ended;
    const { activator, keeper } = running(box);
    await box.pass(2);
    assert.deepEqual(activator.phase, { at: "stopped", trouble: "not_authentic" });
    assert.equal(keeper.rights.length, 1);
  }
  const box = new FakeBox();
  box.state = "closed"; // of every box, says the box
  const { activator, keeper } = running(box);
  await box.pass(2);
  assert.equal(activator.phase.at, "waiting");
  assert.equal(keeper.rights.length, 1);
});

test("frozen lists of another meeting are not those of this one", async () => {
  const box = new FakeBox();
  box.frozen = true;
  box.frozenOf = "0".repeat(64);
  const { activator } = running(box);
  await box.pass(2);

  assert.deepEqual(activator.phase, { at: "stopped", trouble: "not_authentic" });
});

test("nobody is told to be on a list that was not looked at", async () => {
  const box = new FakeBox();
  box.frozen = true; // and activation, says the box, has never begun
  const { activator } = running(box);
  await box.pass(2);

  assert.deepEqual([...activator.failed], ["late"]);
});

test("a phone that slept through its waits does not tell all its boxes in one breath", async () => {
  const box = new FakeBox();
  box.activation = { state: "open", ends_at: ENDS_AT };
  box.chance = () => 0.5;
  running(box);
  await box.pass(1);
  box.now = 300_000; // both times are long past
  await box.pass(30);

  const [first = 0, second = 0] = box.came;
  assert.equal(box.came.length, 2);
  assert.ok(second - first > 30_000, `${box.came}`);
});

test("where little time is left, all boxes are told at once rather than too late", async () => {
  const box = new FakeBox();
  box.activation = { state: "open", ends_at: 3 };
  running(box);
  await box.pass(2);

  assert.deepEqual(box.came, [0, 0]);
});

test("a refusal that is not the box's own is no answer", async () => {
  const box = new FakeBox();
  box.activation = { state: "open", ends_at: ENDS_AT };
  [box.refusal, box.status] = ["", 403]; // somebody's network, or a front
  const { activator, keeper } = running(box);
  await box.pass(3);
  assert.equal(activator.reached, false);
  assert.deepEqual([...activator.failed], []);

  box.refusal = undefined;
  await box.pass(8);
  assert.deepEqual(keeper.rights[0]?.boxes.map(({ state }) => state), ["active", "active"]);
});

test("a foreign right that some link brought is in nobody's way", async () => {
  const box = new FakeBox();
  box.activation = { state: "open", ends_at: ENDS_AT };
  const { activator, keeper } = running(box);
  keeper.keep(aRight("1oDyg-bUZDje-AshYr-mm3QYz")); // of another manifest
  await box.pass(6);

  assert.equal(activator.phase.at, "activated");
  assert.deepEqual(keeper.rights.map(({ slip }) => slip), [KEY]);
});
