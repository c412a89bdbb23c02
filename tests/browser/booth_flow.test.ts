/** The booth between its steps: what is sent, what is forgotten, what comes too late. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ed25519 } from "../../shared/browser/node_modules/@noble/curves/ed25519.js";
import { type Ask, Refused, Silence } from "../../shared/browser/src/booth/asking.ts";
import { Booth } from "../../shared/browser/src/booth/booth.ts";
import type { Engine } from "../../shared/browser/src/booth/engine.ts";
import type {
  BoxEntry,
  Entrance,
  Meeting,
  OpenBox,
} from "../../shared/browser/src/booth/entrance.ts";
import type { Step } from "../../shared/browser/src/booth/steps.ts";
import { tracker } from "../../shared/browser/src/crypto/ballots.ts";
import { hex } from "../../shared/browser/src/crypto/bytes.ts";
import { Refusal, VerificationFailed } from "../../shared/browser/src/crypto/errors.ts";
import { frame } from "../../shared/browser/src/crypto/framing.ts";
import { b64 } from "../../shared/browser/src/crypto/jsontext.ts";
import { sixWords } from "../../shared/browser/src/crypto/receipts.ts";
import type { Contest } from "../../shared/browser/src/documents/manifests.ts";

const SLIP = "A-yGygx-bUZDje-AshYr-mm3QYz-Ru85";
const KEY = new Uint8Array(32).fill(9);
const PUBLIC = "ab".repeat(32);
const CONTEST: Contest = {
  key: "o1.grade",
  title: "张三",
  kind: "grade",
  subject: { kind: "official", id: "o1", name: "张三" },
  options: ["优秀", "称职", "弃权"].map((title, i) => ({ key: `k${i}`, title })),
  minimum: 1,
  maximum: 1,
};

/** Everything around a booth, as a test wants it. */
class World {
  states: readonly string[] = ["open"];
  listed = [PUBLIC];
  answers: ((ballot: string, uuid: string) => string | Error)[] = [receipt];
  looks = 0;
  wipes = 0;
  prepares = 0;
  /** How many times the worker has ended when a ballot is wanted. */
  ended = 0;
  readonly sent: string[] = [];
  readonly steps: Step["at"][] = [];
  readonly handed: number[][][] = [];
  finished: number[][] = [];
  look: () => Promise<Meeting> = async () => this.meeting();

  readonly booth: Booth;

  constructor(once = false) {
    const engine = {
      open: async () => ({ publicHex: PUBLIC, fingerprint: "f" }),
      prepare: async () => void this.prepares++,
      finish: async (choices: number[][]) => {
        if (this.ended-- > 0) throw new Refusal("it has ended", "worker-failed");
        this.handed.push(choices);
        this.finished = structuredClone(choices);
        const ballot = `{"ballot":${this.handed.length}}`;
        return { ballot, tracker: b64(tracker(ballot)) };
      },
      wipe: async () => void this.wipes++,
    };
    const entrance = {
      look: () => {
        this.looks++;
        return this.look();
      },
      enter: async (_: Meeting, { uuid }: BoxEntry) => this.box(uuid),
    };
    const ask: Ask = {
      get: async () => "",
      post: async (path, ballot) => {
        this.sent.push(ballot);
        const [answer] = this.answers.length > 1 ? this.answers.splice(0, 1) : this.answers;
        const said = answer?.(ballot, path.split("/")[4] ?? "");
        if (typeof said === "string") return said;
        throw said;
      },
    };
    this.booth = new Booth({
      ask,
      entrance: entrance as unknown as Entrance,
      engine: engine as unknown as Engine,
      pacing: {
        chance: () => 0,
        wait: (ms) => (ms >= 8000 ? new Promise(() => undefined) : Promise.resolve()),
      },
      changed: ({ at }) => this.steps.push(at),
      heard: () => undefined,
      once,
    });
  }

  meeting(): Meeting {
    const boxes = this.states.map((state, i) => ({
      uuid: `box${i}`,
      electorate: "A",
      state,
      round: `r${i}`,
    }));
    return {
      manifest: {
        digest: "0".repeat(64),
        meeting: "m",
        title: "会议",
        electorates: [{ key: "A", title: "A票" }],
        boxes: [],
        receiptKey: hex(ed25519.getPublicKey(KEY)),
        blind: false,
        issuerKeys: new Map(),
        boardKey: "",
        test: false,
      },
      words: sixWords(new Uint8Array(32)),
      frozen: undefined,
      boxes,
    };
  }

  box(uuid: string): OpenBox {
    const item = { key: "i", title: "测评" };
    const manifest = { uuid, contests: [CONTEST], title: "测评", item };
    const box = { manifest, election: { text: "{}" }, list: JSON.stringify(this.listed) };
    return box as unknown as OpenBox;
  }

  /** Come to the sealed ballot, the first option marked. */
  async seal(): Promise<void> {
    this.booth.enter(SLIP);
    await settled();
    this.booth.agree();
    this.booth.voter?.marking?.set(0, 0, true);
    this.booth.review();
    await this.booth.encrypt();
  }
}

function receipt(ballot: string, uuid: string): string {
  const mark = tracker(ballot);
  const signature = ed25519.sign(frame("ostraka/v1/receipt", uuid, mark), KEY);
  return JSON.stringify({ uuid, tracker: b64(mark), receipt: hex(signature), key: "" });
}

const lost = (): Error => new Silence();

/** Let every promise that can be settled be settled. */
async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

test("the whole way, and what is left in memory behind it", async () => {
  const world = new World();
  await world.seal();
  const { voter } = world.booth;
  const marking = voter?.marking;
  await world.booth.send();

  assert.deepEqual(world.steps, [
    "looking",
    "words",
    "marking",
    "review",
    "encrypting",
    "ready",
    "sending",
    "cast",
  ]);
  assert.deepEqual(world.finished, [[1, 0, 0]]);
  assert.deepEqual(world.handed, [[[0, 0, 0]]]); // what was handed over is overwritten
  assert.deepEqual([voter?.sealed, voter?.marking, voter?.box], [undefined, undefined, undefined]);
  assert.equal(marking?.answered, 0);
  assert.match(voter?.code ?? "", /^\0+$/);
  assert.ok(world.wipes >= 1);
});

test("as long as another round may come, the code stays, and nothing else", async () => {
  const world = new World();
  world.states = ["open", "frozen"];
  await world.seal();
  await world.booth.send();
  const { step, voter } = world.booth;

  assert.equal(step.at === "cast" && step.later, "awaited");
  assert.equal(voter?.code, "yGygx-bUZDje-AshYr-mm3QYz");
  world.states = ["closed", "open"];
  world.booth.wake();
  await settled();
  assert.equal(world.booth.step.at === "cast" && world.booth.step.later, "open");
  world.booth.again();
  await settled();
  assert.equal(world.booth.step.at, "marking"); // the words were compared before
  assert.equal(voter?.box?.manifest.uuid, "box1");
});

test("when no further round can come the code goes too", async () => {
  const world = new World();
  world.states = ["open", "frozen"];
  await world.seal();
  await world.booth.send();
  world.states = ["closed", "cancelled"];
  world.booth.wake();
  await settled();

  const { step, voter } = world.booth;
  assert.equal(step.at === "cast" && step.later, "none");
  assert.match(voter?.code ?? "", /^\0+$/);
});

test("sending again after silence sends the same bytes", async () => {
  const world = new World();
  world.answers = [lost, lost, lost, lost, lost, receipt];
  await world.seal();
  await world.booth.send();
  assert.equal(world.booth.step.at, "unsure");
  await world.booth.send();

  assert.equal(world.booth.step.at, "cast");
  assert.equal(new Set(world.sent).size, 1);
  assert.equal(world.sent.length, 6);
});

test("whoever goes back before sending gets another ballot", async () => {
  const world = new World();
  await world.seal();
  world.booth.review();
  assert.deepEqual([world.booth.voter?.sealed, world.prepares], [undefined, 1]);
  await world.booth.encrypt();
  await world.booth.send();

  assert.deepEqual(world.sent, ['{"ballot":2}']);
});

test("a worker that the browser has ended is started again, and no mark is lost", async () => {
  const world = new World();
  world.ended = 1;
  await world.seal();

  assert.equal(world.booth.step.at, "ready");
  assert.deepEqual(world.finished, [[1, 0, 0]]);
  const broken = new World();
  broken.ended = 2;
  await broken.seal();
  assert.equal(broken.booth.step.at === "stopped" && broken.booth.step.trouble, "browser");
});

test("a slip that is not on the list never sees the sheet", async () => {
  const world = new World();
  world.listed = ["cd".repeat(32)];
  world.booth.enter(SLIP);
  await settled();

  assert.deepEqual(world.booth.step, { at: "code", trouble: "unknown_slip" });
});

test("after a refusal the sheet is gone, and the slip is good for another round", async () => {
  const world = new World();
  world.states = ["open", "frozen"];
  world.answers = [() => new Refused(409, "credential_used", undefined)];
  await world.seal();
  await world.booth.send();

  assert.equal(world.booth.step.at === "stopped" && world.booth.step.trouble, "used_slip");
  assert.deepEqual([world.booth.voter?.sealed, world.booth.voter?.marking], [undefined, undefined]);
  world.booth.again();
  await settled();
  assert.deepEqual(world.booth.step, { at: "waiting", why: "not_open" });
});

test("an answer that comes after the voter has left changes nothing", async () => {
  const world = new World();
  let answer: (meeting: Meeting) => void = () => undefined;
  world.look = () => new Promise((resolve) => (answer = resolve));
  world.booth.enter(SLIP);
  world.booth.leave();
  answer(world.meeting());
  await settled();

  assert.deepEqual(world.booth.step, { at: "code" });
  assert.equal(world.booth.voter, undefined);
});

test("while one look is under way no other begins", async () => {
  const world = new World();
  world.states = ["frozen"];
  world.booth.enter(SLIP);
  await settled();
  assert.equal(world.booth.step.at, "waiting");
  world.look = () => new Promise(() => undefined);
  const before = world.looks;
  for (let i = 0; i < 3; i++) world.booth.wake();

  assert.equal(world.looks, before + 1);
});

test("a meeting that is not the desk's stops the voter, even one who waits", async () => {
  const world = new World();
  world.states = ["frozen"];
  world.booth.enter(SLIP);
  await settled();
  world.look = async () => {
    throw new VerificationFailed("forged");
  };
  world.booth.wake();
  await settled();

  assert.equal(world.booth.step.at === "stopped" && world.booth.step.trouble, "not_authentic");
});

test("silence while waiting is no reason to stop", async () => {
  const world = new World();
  world.states = ["frozen"];
  world.booth.enter(SLIP);
  await settled();
  world.look = async () => {
    throw new Silence();
  };
  world.booth.wake();
  await settled();

  assert.equal(world.booth.step.at, "waiting");
});

test("a mistyped slip leads to the code again", () => {
  const world = new World();
  world.booth.enter(SLIP.replace("bUZ", "bUY"));

  assert.deepEqual(world.booth.step, { at: "code", trouble: "bad_code" });
});

test("where the next voter waits, a slip that cannot vote is forgotten", async () => {
  const closed = new World(true);
  closed.states = ["frozen"];
  const away = new World(true);
  away.look = () => Promise.reject(lost());
  for (const [world, at] of [[closed, "waiting"], [away, "stopped"]] as const) {
    world.booth.enter(SLIP);
    await settled();
    assert.equal(world.booth.step.at, at);
    assert.match(world.booth.voter?.code ?? "", /^\0+$/);
  }
});

test("why a ballot was refused is not said to the next voter", async () => {
  const world = new World();
  await world.seal();
  world.answers = [() => new Refused(409, "box_closed", undefined)];
  let answer: (meeting: Meeting) => void = () => undefined;
  world.look = () => new Promise((resolve) => (answer = resolve));
  const sent = world.booth.send();
  await settled();
  const late = answer;
  world.booth.enter(SLIP);
  late(world.meeting());
  await sent;

  assert.equal(world.booth.step.at, "looking");
});
