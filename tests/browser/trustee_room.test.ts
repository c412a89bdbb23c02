/** A trustee's room: what it does by itself, what it waits for, and what it never sends. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Refused, Silence } from "../../shared/browser/src/booth/asking.ts";
import { Refusal } from "../../shared/browser/src/crypto/errors.ts";
import { type Parts, Room, type Step } from "../../shared/browser/src/trustee/room.ts";
import { awaited, doneBut, owes } from "../../shared/browser/src/trustee/shown.ts";
import type { Door } from "../../shared/browser/src/trustee/tally.ts";
import { hindranceOf } from "../../shared/browser/src/trustee/troubles.ts";
import type { TrusteeLine } from "../../shared/browser/src/worker/trusteeclient.ts";

const FILE = { name: "key.json", text: "{}" };
const BOX = {
  uuid: "uuid",
  meeting: "m",
  round: "r",
  electorate: "A",
  title: "箱",
  shares: [],
  at_fault: [],
  refused: [],
  enough: true,
};
const WORDS = { indexes: [], zh: ["甲"], en: ["a"] };
const STEPS = ["cert", "commitment", "polynomial", "output"];

/** What the worker answers, one after the other, by kind. */
type Script = { [kind: string]: (object | Error)[] };

interface Scene {
  readonly room: Room;
  readonly sent: string[];
  readonly asked: string[];
  /** What the service knows of rehearsals. */
  readonly rehearsals: { meeting: string; title: string; done: object }[];
  /** Throw this at the next request to the service. */
  fail: Error | undefined;
}

/** Return a room whose worker plays `script` at a board where everybody did the `done` steps. */
function aRoom(script: Script, done = 0): Scene {
  const scene = {
    sent: [] as string[],
    asked: [] as string[],
    rehearsals: [] as Scene["rehearsals"],
    fail: undefined as Error | undefined,
  };
  const messages = Object.fromEntries(
    STEPS.map((step, i) => [step, [1, 2, 3].map(() => (i < done ? {} : null))]),
  );
  const trustees = ["张三", "李四", "王五"].map((name, i) => ({ number: i + 1, name }));
  const state = done === 4 ? "ready" : "ceremony";
  const board = { title: "组", year: 2026, threshold: 2, trustees, state, messages };
  const reached = async (answer: string): Promise<string> => {
    if (scene.fail !== undefined) throw scene.fail;
    return answer;
  };
  const posting = (what: string) => async (): Promise<void> => {
    await reached("");
    scene.sent.push(what);
  };
  const door: Door = {
    board: () => reached(JSON.stringify(board)),
    post: (message) => posting(message.step)(),
    duties: () =>
      reached(JSON.stringify({ rehearsals: scene.rehearsals, boxes: [], lost: [], asked_refused: null })),
    rehearsal: () => reached("{}"),
    postRehearsal: (_, message) => posting(message.step)(),
    task: () => reached("{}"),
    archive: async () => new Uint8Array(0),
    postShare: (_, share) => posting(share)(),
  };
  const ask = async (kind: string): Promise<unknown> => {
    scene.asked.push(kind);
    const next = script[kind]?.shift();
    if (next === undefined) throw new Error(`the worker was not to be asked to ${kind}`);
    if (next instanceof Error) throw next;
    return next;
  };
  const parts: Parts = {
    door,
    line: { ask } as unknown as TrusteeLine,
    board: "b",
    number: 1,
    tallyKey: "",
    deskKey: "",
    changed: () => undefined,
  };
  return Object.assign(scene, { room: new Room(parts) });
}

/** Return where the room is. */
function at({ step }: Room): Step["at"] {
  return step.at;
}

const waiting = { ready: false, pending: [{ number: 2, step: "cert" }] };

test("nothing is sent before the saved file was chosen again", async () => {
  const scene = aRoom({
    make: [FILE],
    prove: [new Refusal("Wrong.", "not_the_saved_file"), { number: 1, ready: false }],
    step: [{ ...waiting, send: { step: "cert", message: {} } }, waiting],
  });
  const { room } = scene;
  await room.look();
  assert.equal(at(room), "beginning");

  await room.make("passphrase");
  assert.equal(at(room), "saving");
  assert.equal(room.losesWork, true);
  await room.watch();
  const refused = await room.prove("another", "passphrase");

  assert.equal(refused?.hitch, "not_the_saved_file");
  assert.deepEqual(scene.sent, []);
  assert.equal(at(room), "saving");
  assert.equal(await room.prove("{}", "passphrase"), undefined);
  assert.deepEqual(scene.sent, ["cert"]);
  assert.equal(at(room), "waiting");
});

test("with the key open it goes on by itself until a file has to be saved", async () => {
  const scene = aRoom({
    open: [{ number: 1, ready: false }],
    step: [waiting, { ...waiting, send: { step: "commitment", message: {} } }, { ...waiting, save: FILE }],
  }, 1);
  const { room } = scene;
  await room.look();
  assert.equal(at(room), "opening");
  await room.open("{}", "passphrase");
  assert.equal(at(room), "waiting");

  await room.watch();

  assert.deepEqual(scene.sent, ["commitment"]);
  assert.equal(at(room), "saving");
});

test("words that differ stop it, until somebody looks at them again", async () => {
  const words = { ready: false, pending: [], words: WORDS };
  const scene = aRoom({ open: [{ number: 1, ready: false }], step: [words, words], agree: [FILE] }, 4);
  const { room } = scene;
  await room.look();
  assert.equal(at(room), "ready");
  await room.open("{}", "passphrase");
  assert.equal(at(room), "comparing");

  room.differ(true);
  assert.equal(at(room), "differing");
  await room.watch();
  assert.equal(at(room), "differing");
  room.differ(false);
  await room.agree();

  assert.equal(at(room), "saving");
});

test("a dealer at fault is named", async () => {
  const { room } = aRoom({
    open: [{ number: 1, ready: false }],
    step: [{ ...waiting, fault: 3 }],
  }, 3);
  await room.look();
  await room.open("{}", "passphrase");

  assert.deepEqual(room.step, { at: "fault", number: 3 });
});

test("a share leaves after the file that remembers was proved, and again if it got lost", async () => {
  const counted = { title: "箱", ballots: 7, words: WORDS };
  const scene = aRoom({
    open: [{ number: 1, ready: true }],
    step: [{ ready: true, pending: [] }],
    count: [counted],
    consent: [{ save: FILE }],
    prove: [{ number: 1, ready: true }, { number: 1, ready: true }],
    share: [{ share: "s" }, { share: "s" }],
  }, 4);
  const { room } = scene;
  await room.look();
  await room.open("{}", "passphrase");
  await room.decrypt([BOX]);
  assert.equal(at(room), "confirming");
  assert.ok(!scene.asked.includes("share"));

  await room.confirm();
  assert.equal(at(room), "saving");
  assert.deepEqual(scene.sent, []);
  scene.fail = new Silence("no answer");
  assert.equal((await room.prove("{}", undefined))?.hitch, "no_network");
  scene.fail = undefined;
  await room.prove("{}", undefined);

  assert.deepEqual(scene.sent, ["s"]);
  assert.equal(at(room), "shared");
});

test("the boxes of a round are compared one by one, and the key file is saved once", async () => {
  const boxes = ["一", "二", "三"].map((uuid) => ({ ...BOX, uuid, title: `${uuid}箱` }));
  const scene = aRoom({
    open: [{ number: 1, ready: true }],
    step: [{ ready: true, pending: [] }],
    count: boxes.map(({ title }) => ({ title, ballots: 7, words: WORDS })),
    consent: [{ save: FILE }],
    prove: [{ number: 1, ready: true }],
    share: boxes.map(({ uuid }) => ({ share: uuid })),
  }, 4);
  const { room } = scene;
  await room.look();
  await room.open("{}", "passphrase");
  await room.decrypt(boxes);

  await room.confirm();
  room.differ(true);
  assert.equal(at(room), "differing");
  room.differ(false);
  await room.confirm();
  assert.equal(at(room), "confirming");
  assert.ok(!scene.asked.includes("consent"));
  await room.confirm();
  assert.equal(at(room), "saving");
  assert.deepEqual(scene.sent, []);
  await room.prove("{}", undefined);

  assert.deepEqual(scene.sent, ["一", "二", "三"]);
  assert.deepEqual(room.step, { at: "shared", titles: ["一箱", "二箱", "三箱"] });
  assert.equal(scene.asked.filter((kind) => kind === "consent" || kind === "prove").length, 2);
});

test("other words than the hall's get no share", async () => {
  const counted = { title: "箱", ballots: 7, words: WORDS };
  const scene = aRoom({
    open: [{ number: 1, ready: true }],
    step: [{ ready: true, pending: [] }],
    count: [counted],
  }, 4);
  await scene.room.look();
  await scene.room.open("{}", "passphrase");
  await scene.room.decrypt([BOX]);

  scene.room.differ(true);

  assert.equal(at(scene.room), "differing");
  assert.deepEqual(scene.asked, ["open", "step", "count"]);
});

test("a box that does not hold stops with its name; a lost connection keeps what is shown", async () => {
  const scene = aRoom({
    open: [{ number: 1, ready: false }],
    step: [waiting, waiting],
    count: [new Refusal("Too few.", "below_floor")],
  }, 1);
  const { room } = scene;
  await room.look();
  await room.open("{}", "passphrase");
  scene.fail = new Silence("no answer");
  await room.watch();
  assert.equal(at(room), "waiting");
  assert.equal(room.behind?.hitch, "no_network");
  scene.fail = undefined;
  await room.watch();
  assert.equal(room.behind, undefined);

  await room.decrypt([BOX]);

  const { step } = room as { readonly step: Step };
  assert.equal(step.at === "stopped" && step.hindered.hitch, "below_floor");
});

test("whoever leaves a rehearsal is not led back by a look that was under way", async () => {
  const done = { proved: false, pending: [{ number: 2, step: "open" }] };
  const ready = { ready: true, pending: [] };
  const { room } = aRoom({
    open: [{ number: 1, ready: true }],
    step: [ready, ready],
    rehearse: [done, done],
  }, 4);
  await room.look();
  await room.open("{}", "passphrase");
  await room.rehearse("m-1");
  assert.equal(at(room), "rehearsing");

  const looking = room.watch();
  await Promise.all([room.leave(), looking]);

  assert.equal(at(room), "ready");
});

test("a meeting whose number was typed is called by its title once the service knows it", async () => {
  const ready = { ready: true, pending: [] };
  const scene = aRoom({
    open: [{ number: 1, ready: true }],
    step: [ready],
    rehearse: [{ proved: false, pending: [{ number: 2, step: "open" }] }],
  }, 4);
  const { room } = scene;
  await room.look();
  await room.open("{}", "passphrase");
  assert.equal(room.titleOf("m-1"), null);
  scene.rehearsals.push({ meeting: "m-1", title: "年度民主测评", done: {} });

  await room.rehearse("m-1");

  assert.equal(at(room), "rehearsing");
  assert.equal(room.titleOf("m-1"), "年度民主测评");
});

test("a look that was under way does not lead away from a box or a rehearsal", async () => {
  const counted = { title: "甲票箱", ballots: 7, words: WORDS };
  const done = { proved: false, pending: [{ number: 2, step: "open" }] };
  const ready = { ready: true, pending: [] };
  const { room } = aRoom({
    open: [{ number: 1, ready: true }],
    step: [ready, ready, ready, ready],
    count: [counted],
    rehearse: [done],
  }, 4);
  await room.look();
  await room.open("{}", "passphrase");

  await Promise.all([room.watch(), room.decrypt([{ ...BOX, uuid: "u", title: "甲票箱" }])]);
  assert.equal(at(room), "confirming");

  await room.leave();
  await Promise.all([room.watch(), room.rehearse("m-1")]);
  assert.equal(at(room), "rehearsing");
});

test("whoever is not signed in any more is told so", () => {
  assert.equal(hindranceOf(new Refused(401, "sign_in_needed", undefined)).hitch, "signed_out");
  assert.equal(hindranceOf(new Refused(500, "", undefined)).hitch, "internal");
  assert.equal(hindranceOf(new Refusal("No.", "coefexps-signature")).hitch, "not_authentic");
  assert.equal(hindranceOf(new TypeError("x")).hitch, "internal");
});

test("the table says who has done what, and who is awaited", () => {
  const done = doneBut(STEPS, 3, [{ number: 2, step: "commitment" }]);

  assert.deepEqual(done["cert"], [true, true, true]);
  assert.deepEqual(done["commitment"], [true, false, true]);
  assert.deepEqual(done["output"], [false, false, false]);
  assert.deepEqual(awaited(done), { step: "commitment", numbers: [2] });
  assert.equal(owes(done, 1), true);
  const over = doneBut(STEPS, 3, []);
  assert.equal(awaited(over), undefined);
  assert.equal(owes(over, 1), false);
});
