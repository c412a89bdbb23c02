/** Slip making between its screens: what is sent, what is forgotten, and what is refused. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test, type TestContext } from "node:test";
import { Worker as Thread } from "node:worker_threads";
import { ed25519 } from "../../shared/browser/node_modules/@noble/curves/ed25519.js";
import { type Ask, Refused, Silence } from "../../shared/browser/src/booth/asking.ts";
import { derive } from "../../shared/browser/src/crypto/credentials.ts";
import { frame } from "../../shared/browser/src/crypto/framing.ts";
import { b64, canonical } from "../../shared/browser/src/crypto/jsontext.ts";
import { keyId } from "../../shared/browser/src/crypto/signing.ts";
import { Making, type Step } from "../../shared/browser/src/slips/making.ts";
import type { PaperPage } from "../../shared/browser/src/slips/sheets.ts";
import { Line } from "../../shared/browser/src/worker/client.ts";
import { inListOrder, makeCodes, madeSlips } from "../../shared/browser/src/worker/slips.ts";
import { atOnce, stream, systemRandom, vectors } from "./vectors.ts";

const DESK = new Uint8Array(32).fill(7);
const STRANGER = new Uint8Array(32).fill(8);
const UUIDS = ["tnCMesiZ6MVWWm", "tnCMesiZ6MVWWn"];
const ORIGIN = "https://vote.example.gov.cn";

function publicKey(seed: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(ed25519.getPublicKey(seed));
}

function signed(content: { readonly type: string }, seed = DESK): object {
  const message = frame("ostraka/v1/document", content.type, canonical(content));
  const signature = b64(ed25519.sign(message, seed));
  return { document: content, key: keyId(publicKey(seed)), signature };
}

function aManifest(changes: object = {}, letters = "A"): object {
  return signed({
    type: "meeting_manifest",
    meeting: "m1",
    title: "测评会",
    electorates: Array.from(letters, (key) => ({ key, title: `${key}票` })),
    boxes: Array.from(letters).flatMap((electorate, i) =>
      UUIDS.map((uuid) => ({ uuid: `${uuid}${i + 1}`, electorate })),
    ),
    receipt_key: "00",
    board: { key: "00" },
    ...changes,
  } as { type: string });
}

function aTicket(printed: number, changes: object = {}, seed = DESK, place = 0): object {
  const uuids = UUIDS.map((uuid) => `${uuid}${place + 1}`);
  const electorate = "AB".charAt(place);
  const content = { type: "upload_ticket", meeting: "m1", electorate, uuids, printed, batch: 1 };
  return signed({ ...content, ...changes }, seed);
}

function link(...tickets: object[]): string {
  return tickets.map((one) => Buffer.from(canonical(one)).toString("base64url")).join(".");
}

/** Everything around slip making, as a test wants it. */
class World {
  page: object = { manifest: aManifest(), frozen: null };
  answers: (Error | ((body: any) => object))[] = [answer];
  readonly steps: string[] = [];
  readonly bodies: any[] = [];
  readonly waits: number[] = [];
  readonly progress: number[] = [];
  laid: readonly PaperPage[] = [];
  cleared = 0;
  workers = 0;
  readonly making: Making;

  constructor(t: TestContext) {
    const ask: Ask = {
      get: async () => JSON.stringify(this.page),
      post: async (_, body) => {
        this.bodies.push(JSON.parse(body));
        const [next] = this.answers.length > 1 ? this.answers.splice(0, 1) : this.answers;
        if (next instanceof Error) throw next;
        return JSON.stringify(next?.(JSON.parse(body)));
      },
    };
    this.making = new Making({
      ask,
      keys: new Map([DESK, STRANGER].map((seed) => [keyId(publicKey(seed)), publicKey(seed)])),
      meeting: "m1",
      origin: ORIGIN,
      start: (progress) => this.#worker(t, progress),
      paper: {
        lay: async (_, pages) => {
          this.laid = pages;
          return true;
        },
        clear: () => {
          this.cleared++;
          this.laid = [];
        },
      },
      wait: async (ms) => void this.waits.push(ms),
      changed: (step: Step) => this.steps.push(step.at === "stopped" ? step.trouble : step.at),
      progress: (done, total) => this.progress.push(done / total),
    });
  }

  get codes(): string[] {
    return this.laid.flatMap(({ codes }) => codes);
  }

  /** Come to the upload with so many slips. */
  async printed(printed: number, ...more: object[]): Promise<this> {
    await this.making.load(link(aTicket(printed), ...more));
    await this.making.make(new Map());
    this.making.printed();
    this.making.proofed();
    return this;
  }

  #worker(t: TestContext, progress: (done: number) => void): Line {
    this.workers++;
    const thread = new Thread(new URL("./worker_thread.ts", import.meta.url));
    t.after(() => thread.terminate());
    const worker = {
      postMessage: (message: unknown) => thread.postMessage(message),
      terminate: () => void thread.terminate(),
      addEventListener: (kind: string, listener: (event: MessageEvent) => void) => {
        thread.on(kind, (data: unknown) => listener({ data } as MessageEvent));
      },
    };
    return new Line(worker, ({ done }) => progress(done));
  }
}

/** What the box answers when all is well. */
function answer({ lists }: { readonly lists: Record<string, string[]> }): object {
  return { lists: digests(lists) };
}

function digests(lists: Record<string, string[]>): object {
  return Object.fromEntries(
    Object.entries(lists).map(([uuid, list]) => [
      uuid,
      { digest: hash(JSON.stringify(list)), size: list.length },
    ]),
  );
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64").replace("=", "");
}

test("fresh codes are all different, in an order that random bytes decide", () => {
  const drawn = (shuffling: number): string[] => {
    const letters = stream("codes");
    let places = 0;
    return makeCodes(50, (length) =>
      length === 16 ? new Uint8Array(16).fill(shuffling * ++places) : letters(length),
    );
  };

  const [inOrder, backwards] = [drawn(1), drawn(-1)];

  assert.equal(new Set(inOrder).size, 50);
  assert.deepEqual(backwards, [...inOrder].reverse());
});

test("lists are ordered by the bytes of the points, which hex has back to front", () => {
  const points = [`${"ff".repeat(31)}01`, `00${"ff".repeat(30)}02`, `${"00".repeat(31)}a0`];

  assert.deepEqual(inListOrder([...points].reverse()), points);
});

test("the lists of slips are those of their codes and of nothing else", () => {
  assert.equal(hash(vectors.credentials.list), vectors.credentials.list_digest);
  const { codes, lists, digests: found } = atOnce(madeSlips(5, UUIDS, systemRandom));

  for (const uuid of UUIDS) {
    const expected = inListOrder(codes.map((code) => derive(uuid, code).publicHex));
    assert.deepEqual(lists[uuid], expected);
    assert.equal(found[uuid], hash(JSON.stringify(expected)));
  }
});

test("slips are made, printed, looked at, and only public credentials go up", async (t) => {
  const world = await new World(t).printed(9);
  const { codes } = world;
  await world.making.upload();

  assert.deepEqual(world.steps.filter((step, i, all) => step !== all[i - 1]), [
    "loading", "prepare", "making", "print", "proof", "upload", "uploading", "done",
  ]);
  assert.equal(new Set(codes).size, 9);
  const [{ lists }] = world.bodies;
  for (const uuid of Object.keys(lists)) {
    assert.deepEqual(lists[uuid], inListOrder(codes.map((code) => derive(uuid, code).publicHex)));
  }
  const sent = JSON.stringify(world.bodies);
  assert.deepEqual(codes.filter((code) => sent.includes(code.slice(0, 12))), []);
  assert.deepEqual(world.making.batches.map((batch) => batch.codes), [[]]);
  assert.deepEqual(world.laid, []);
  assert.equal(world.making.unsaved, false);
});

test("the first slips of a batch are kept in reserve; all of them where phones vote", async (t) => {
  const kept = async (manifest: object): Promise<string[]> => {
    const world = new World(t);
    world.page = { manifest, frozen: null };
    await world.making.load(link(aTicket(9)));
    await world.making.make(new Map([["A", 2]]));
    return world.laid.map(({ section, codes }) => `${section.reserve ? "r" : ""}${codes.length}`);
  };
  const keys = UUIDS.map((uuid, i) => ({ uuid: `${uuid}1`, key: `${i}` }));

  assert.deepEqual(await kept(aManifest()), ["7", "r0", "r2"]);
  const blind = aManifest({ credential_mode: "blind", issuer_keys: keys });
  assert.deepEqual(await kept(blind), ["r0", "r8", "r1"]);
});

test("a lost answer is asked for again with the same lists, and then by the person", async (t) => {
  const world = await new World(t).printed(2);
  world.answers = [new Silence("lost"), new Refused(503, "busy", 1), answer];
  await world.making.upload();

  assert.equal(world.making.step.at, "done");
  assert.deepEqual(world.bodies, [world.bodies[0], world.bodies[0], world.bodies[0]]);

  const away = await new World(t).printed(2);
  away.answers = [new Silence("lost")];
  await away.making.upload();
  assert.deepEqual(away.making.step, { at: "upload", away: true });
  assert.equal(away.making.mayPrint, false); // the box may have the list
  assert.deepEqual([away.laid, away.making.batches.map(({ codes }) => codes)], [[], [[]]]);
  assert.equal(away.making.unsaved, true);
  away.answers = [answer];
  await away.making.upload();
  assert.equal(away.making.step.at, "done");
});

test("a refusal that is not the box's own says nothing of the lists", async (t) => {
  const world = await new World(t).printed(1);
  world.answers = [new Refused(403, "", undefined)];
  await world.making.upload();
  assert.deepEqual(world.making.step, { at: "upload", away: true });

  world.answers = [new Refused(413, "", undefined)]; // it would never pass
  await world.making.upload();
  assert.equal(world.steps.at(-1), "internal");

  const before = new World(t);
  before.page = { toJSON: () => { throw new Refused(403, "", undefined); } };
  await before.making.load(link(aTicket(1)));
  assert.deepEqual(before.making.step, { at: "stopped", trouble: "no_network", passing: true });
});

test("slips that the box refuses or answers wrongly are forgotten, and it says why", async (t) => {
  const wrong = (body: any): object => ({ lists: { ...digests(body.lists), more: {} } });
  const other = (body: any): object => ({
    lists: digests({ ...body.lists, [`${UUIDS[0]}1`]: [] }),
  });
  for (const [said, trouble] of [
    [new Refused(409, "ticket_used", undefined), "ticket_used"],
    [new Refused(409, "lists_frozen", undefined), "lists_frozen"],
    [new Refused(400, "new_reason", undefined), "internal"],
    [wrong, "false_answer"],
    [other, "false_answer"],
    [() => ({}), "false_answer"],
  ] as const) {
    const world = await new World(t).printed(1);
    world.answers = [said];
    await world.making.upload();

    assert.deepEqual(world.making.step, { at: "stopped", trouble, passing: false });
    assert.deepEqual([world.laid, world.making.batches], [[], []]);
  }
});

test("of two classes the first may be up when the second is refused", async (t) => {
  const world = new World(t);
  world.page = { manifest: aManifest({}, "AB"), frozen: null };
  await world.printed(1, aTicket(2, {}, DESK, 1));
  world.answers = [answer, new Refused(409, "ticket_used", undefined)];
  await world.making.upload();

  assert.equal(world.steps.at(-1), "ticket_used");
  assert.deepEqual(world.making.batches.map(({ letter, codes }) => [letter, codes]), [["A", []]]);
});

test("a link that is not the desk's own, for this meeting's boxes, makes nothing", async (t) => {
  const stranger = aTicket(1, {}, STRANGER);
  const cases: [string, string, object?][] = [
    ["bad_ticket", link(aTicket(1)).slice(0, -9)],
    ["bad_ticket", link(aManifest())],
    ["bad_ticket", link(aTicket(0))],
    ["not_authentic", link(aTicket(1, {}, new Uint8Array(32)))],
    ["not_authentic", link(stranger)], // a key that is trusted, but not the manifest's
    ["not_authentic", link(aTicket(1, { uuids: [`${UUIDS[0]}1`] }))],
    ["not_authentic", link(aTicket(1, { meeting: "m2" }))],
    ["not_authentic", link(aTicket(1), aTicket(1, { batch: 2 }))],
    ["not_authentic", link(aTicket(1)), { manifest: aManifest({ meeting: "m2" }), frozen: null }],
    ["lists_frozen", link(aTicket(1)), { manifest: aManifest(), frozen: {} }],
  ];
  for (const [trouble, text, page] of cases) {
    const world = new World(t);
    world.page = page ?? world.page;
    await world.making.load(text);

    assert.deepEqual([world.steps.at(-1), world.workers], [trouble, 0], text);
  }
  const world = new World(t);
  await world.making.load(undefined);
  assert.deepEqual(world.steps, ["loading", "no_ticket"]);
});

test("a link whose slips, or newer ones, are in the boxes makes no others", async (t) => {
  const ends = async (batch: number, standing: number | null): Promise<string | undefined> => {
    const world = new World(t);
    const boxes = UUIDS.map((uuid) => ({ uuid: `${uuid}1`, list_batch: standing }));
    const other = { uuid: `${UUIDS[0]}2`, list_batch: 9 }; // another class has its own count
    world.page = { manifest: aManifest(), frozen: null, boxes: [other, ...boxes] };
    await world.making.load(link(aTicket(1, { batch })));
    return world.steps.at(-1);
  };

  assert.deepEqual([await ends(1, null), await ends(2, 1)], ["prepare", "prepare"]);
  assert.deepEqual([await ends(1, 1), await ends(1, 2)], ["link_used", "link_used"]);
});

test("without the network the link may be tried again", async (t) => {
  const world = new World(t);
  const page = world.page;
  world.page = { toJSON: () => { throw new Silence("no answer"); } };
  await world.making.load(link(aTicket(1)));
  assert.deepEqual(world.making.step, { at: "stopped", trouble: "no_network", passing: true });

  world.page = page;
  await world.making.again();

  assert.equal(world.making.step.at, "prepare");
});

test("what is given up is gone, and the same worker makes other slips", async (t) => {
  const world = new World(t);
  await world.making.load(link(aTicket(3)));
  await world.making.make(new Map());
  const first = world.codes;
  world.making.discard();
  assert.deepEqual([world.making.step.at, world.making.batches, world.laid], ["prepare", [], []]);
  const late = world.making.make(new Map());
  world.making.discard();
  await late;
  await world.making.make(new Map());

  assert.equal(world.making.step.at, "print");
  assert.equal(world.workers, 1);
  assert.deepEqual(world.codes.filter((code) => first.includes(code)), []);
});
