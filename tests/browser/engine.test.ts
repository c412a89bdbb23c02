/** The engine of a page with its real worker, and what the worker is made of. */
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Worker as Thread } from "node:worker_threads";
import { Engine } from "../../shared/browser/src/booth/engine.ts";
import { derive } from "../../shared/browser/src/crypto/credentials.ts";
import { Blinder } from "../../shared/browser/src/worker/blinder.ts";
import type { WorkerLike } from "../../shared/browser/src/worker/client.ts";
import type { Progress } from "../../shared/browser/src/worker/messages.ts";
import { Sheet } from "../../shared/browser/src/worker/sheet.ts";
import { inSlices, Stopped } from "../../shared/browser/src/worker/slices.ts";
import { slugOfPromise, systemRandom, vectors } from "./vectors.ts";

const { code, elections, fingerprints } = vectors.ballots;
const ONE: string = elections["one grade"];
const MIXED: string = elections["mixed"];
const UUID = "tnCMesiZ6MVWWm";

/** Start the real worker in a thread; it ends with the test. */
function aWorker(t: TestContext): WorkerLike {
  const thread = new Thread(new URL("./worker_thread.ts", import.meta.url));
  t.after(() => thread.terminate());
  return {
    postMessage: (message) => thread.postMessage(message),
    terminate: () => void thread.terminate(),
    addEventListener: (kind, listener) => {
      thread.on(kind, (data: unknown) => listener({ data } as MessageEvent));
    },
  };
}

function anEngine(t: TestContext, seen: Progress[] = []): Engine {
  return new Engine({ progress: (progress) => seen.push(progress), start: () => aWorker(t) });
}

/** Return an election of `contests` grades. */
function aLongElection(contests: number): string {
  const read = JSON.parse(ONE);
  read.questions = Array.from({ length: contests }, () => read.questions[0]);
  return JSON.stringify(read);
}

test("a page opens a box, makes a ballot, and is told its tracker", async (t) => {
  const engine = anEngine(t);

  const opened = await engine.open(ONE, code);
  const { ballot, tracker } = await engine.finish([[0, 1, 0, 0]]);

  assert.deepEqual(opened, {
    publicHex: derive(UUID, code).publicHex,
    fingerprint: fingerprints["one grade"],
  });
  assert.equal(JSON.parse(ballot).credential, opened.publicHex);
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(ballot));
  assert.equal(tracker, Buffer.from(hash).toString("base64").replace("=", ""));
});

test("whoever goes back and votes again gets a ballot of fresh randomness", async (t) => {
  const engine = anEngine(t);
  await engine.open(ONE, code);
  const first = JSON.parse((await engine.finish([[0, 1, 0, 0]])).ballot);
  await engine.prepare();

  const second = JSON.parse((await engine.finish([[0, 1, 0, 0]])).ballot);

  assert.notEqual(first.answers[0].choices[0].alpha, second.answers[0].choices[0].alpha);
});

test("a wrong vote is refused by name and costs nothing", async (t) => {
  const engine = anEngine(t);
  await engine.open(ONE, code);

  assert.equal(await slugOfPromise(engine.finish([[1, 1, 0, 0]])), "choices");
  assert.equal(JSON.parse((await engine.finish([[1, 0, 0, 0]])).ballot).answers.length, 1);
});

test("a code or an election that is none is refused by name", async (t) => {
  const engine = anEngine(t);

  assert.equal(await slugOfPromise(engine.open(ONE, "half-a-code")), "bad-slip");
  assert.equal(await slugOfPromise(engine.open(`${ONE} `, code)), "json-canonical");
  assert.equal(await slugOfPromise(engine.finish([[1, 0, 0, 0]])), "worker-failed");
});

test("the next box of the same voter has another credential", async (t) => {
  const engine = anEngine(t);
  const first = await engine.open(ONE, code);

  const second = await engine.open(MIXED, code);

  assert.notEqual(first.publicHex, second.publicHex);
  const choices = [[0, 1, 0, 0], [0, 1, 1, 0], [1, 1, 1]];
  assert.equal(JSON.parse((await engine.finish(choices)).ballot).credential, second.publicHex);
});

test("progress goes up to all marks and is told while the page waits", async (t) => {
  const seen: Progress[] = [];
  const engine = anEngine(t, seen);
  await engine.open(aLongElection(60), code);
  await engine.prepare();

  assert(seen.length > 2);
  assert(seen.every(({ stage, total }) => stage === "prepare" && total === 240));
  const done = seen.map((progress) => progress.done);
  assert.deepEqual(done, [...done].sort((a, b) => a - b));
});

test("wiping refuses whoever waits, and the engine can be opened again", async (t) => {
  const engine = anEngine(t);
  await engine.open(aLongElection(200), code);
  const waiting = slugOfPromise(engine.finish(Array.from({ length: 200 }, () => [1, 0, 0, 0])));

  await engine.wipe();

  assert.equal(await waiting, "wiped");
  assert.equal((await engine.open(ONE, code)).publicHex, derive(UUID, code).publicHex);
  await engine.wipe();
  await engine.wipe();
});

test("a browser can be asked how quick it is", async (t) => {
  const milliseconds = await anEngine(t).check();

  assert(milliseconds > 0 && milliseconds < 10_000);
});

test("a worker that dies refuses whoever waits", async () => {
  let fail = (): void => assert.fail("nobody listens");
  const dead: WorkerLike = {
    postMessage: () => undefined,
    terminate: () => undefined,
    addEventListener: (kind, listener) => {
      if (kind === "error") fail = () => listener({} as MessageEvent);
    },
  };
  const waiting = slugOfPromise(new Engine({ start: () => dead }).open(ONE, code));
  fail();

  assert.equal(await waiting, "worker-failed");
});

test("blind issuance goes through the worker, step by step", async (t) => {
  const known = vectors.issuance;
  const blinder = new Blinder(() => aWorker(t));
  const key = { spki: known.spki, digest: known.digest };

  const mine = await blinder.blind({ ...key, uuid: known.uuid, code });
  const { prepared, inv, answer } = known;
  const made = await blinder.finalize({ ...key, prepared, inv, answer });

  assert.equal(mine.publicHex, derive(known.uuid, code).publicHex);
  assert.equal(made.signature, known.signature);
  assert.equal(Buffer.from(made.randomizer, "base64").length, 32);
  const wrong = { ...key, prepared: mine.prepared, inv: mine.inv, answer };
  assert.equal(await slugOfPromise(blinder.finalize(wrong)), "pss-signature");
  const other = { ...key, digest: "0".repeat(64), uuid: known.uuid, code };
  assert.equal(await slugOfPromise(blinder.blind(other)), "issuer-key-digest");
});

test("long work pauses, reports, and hears that it shall stop", async () => {
  const stop = new AbortController();
  const reports: number[] = [];
  let closed = false;
  const steps = (function* (): Generator<void, string, void> {
    try {
      for (;;) {
        const until = performance.now() + 15;
        while (performance.now() < until);
        yield;
      }
    } finally {
      closed = true;
    }
  })();
  const report = (done: number): void => {
    reports.push(done);
    if (reports.length === 3) setTimeout(() => stop.abort(), 0);
  };

  await assert.rejects(inSlices(steps, { stop: stop.signal, report }), Stopped);

  assert(closed);
  assert(reports.length >= 3 && reports.length < 6);
});

test("a sheet that was wiped makes no ballot and keeps no credential", async () => {
  const sheet = new Sheet(ONE, code, systemRandom, () => undefined);
  await sheet.prepare();
  const waiting = sheet.finish([[1, 0, 0, 0]]);
  sheet.wipe();

  await assert.rejects(waiting, Stopped);
  await assert.rejects(sheet.finish([[1, 0, 0, 0]]), Stopped);
});
