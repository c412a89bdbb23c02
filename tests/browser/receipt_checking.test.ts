/** Every answer of a check, and every dishonest box that gets none. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Silence } from "../../shared/browser/src/booth/asking.ts";
import { slipText } from "../../shared/browser/src/crypto/credentials.ts";
import { unb64 } from "../../shared/browser/src/crypto/jsontext.ts";
import { hashAbove, rootHash } from "../../shared/browser/src/crypto/merkle.ts";
import { Check, type Finding } from "../../shared/browser/src/receipt/checking.ts";
import { nearest, readPublished } from "../../shared/browser/src/receipt/published.ts";
import { obstacleOf } from "../../shared/browser/src/receipt/obstacles.ts";
import { readQuestion } from "../../shared/browser/src/receipt/question.ts";
import {
  ANNA,
  aCredential,
  aTracker,
  BERT,
  BOX,
  DESK,
  FakeBox,
  FIRST,
  keysOf,
  listOf,
  MEETING,
  OTHER_CLASS,
  publicOf,
  receiptOf,
  SECOND,
  STRANGER,
} from "./receipt_board.ts";
import { slugOfPromise } from "./vectors.ts";

/** Codes by whose slip it is; the fake's credentials go by these names. */
const CODES: { readonly [name: string]: string } = {
  anna: "yGygx-bUZDje-AshYr-mm3QYz",
  unused: "yGygx-bUZDje-AshYr-mm3QYy",
  strange: "yGygx-bUZDje-AshYr-mm3QYx",
};

function check(box: FakeBox, text: string): Promise<Finding> {
  const publics = async (code: string, uuids: readonly string[]) => {
    const [name] = Object.entries(CODES).find(([, one]) => one === code) ?? [];
    return uuids.map((uuid) => aCredential(`${name} ${uuid}`));
  };
  const parts = { ask: box, keys: keysOf(DESK), meeting: MEETING, publics };
  return new Check(parts).answer(readQuestion(text));
}

async function answer(box: FakeBox, text: string): Promise<string> {
  return (await check(box, text)).answer;
}

function slip(name: string, letter = "A"): string {
  return slipText(letter, CODES[name] ?? "");
}

function a(state: string, published = false): FakeBox {
  const box = new FakeBox();
  Object.assign(box.held[FIRST] ?? {}, { state, published });
  return box;
}

test("a receipt is judged by the list and by the signature, as the command line does", async () => {
  const box = new FakeBox();
  const [there, gone] = [aTracker("anna"), aTracker("nobody")];

  assert.equal(await answer(box, receiptOf(there)), "counted");
  assert.equal(await answer(box, receiptOf(gone)), "missing");
  assert.equal(await answer(box, receiptOf(there, FIRST, STRANGER)), "false_signature");
  assert.equal(await answer(box, receiptOf(gone, FIRST, STRANGER)), "not_genuine");
  assert.equal(await answer(box, receiptOf(there, "1111111111111D")), "not_genuine");
});

test("a box that has published is not told which ballot is looked for", async () => {
  const box = new FakeBox();

  await check(box, receiptOf(aTracker("anna")));
  await check(box, aTracker("anna"));
  await check(box, slip("anna"));

  const own = box.asked.filter((path) => path.includes("receipts"));
  assert.deepEqual(own, []);
});

test("an open box is asked for the ballot; a genuine receipt without one is its fault", async () => {
  for (const [box, told] of [
    [a("open"), "recorded"],
    [a("closed"), "publishing"],
  ] as const) {
    assert.equal(await answer(box, receiptOf(aTracker("anna"))), told);
    assert.equal(await answer(box, aTracker("anna")), told);
    assert.equal(await answer(box, receiptOf(aTracker("nobody"))), "missing");
    assert.equal(await answer(box, receiptOf(aTracker("anna"), FIRST, STRANGER)), "not_genuine");
    assert.equal(await answer(box, aTracker("nobody")), "unknown");
  }
});

test("a tracker is found in any box, and one that was miscopied is shown beside it", async () => {
  const box = new FakeBox();
  const there = aTracker("bert");
  const miscopied = `${there.slice(0, 5)}${there[5] === "A" ? "B" : "A"}${there.slice(6)}`;

  assert.equal(await answer(box, there), "found");
  const { answer: told, near } = await check(box, miscopied);
  assert.deepEqual([told, near], ["unknown", there]);
  assert.equal((await check(box, aTracker("nobody"))).near, undefined);
});

test("a slip is looked for in every box of its class that opened", async () => {
  const box = new FakeBox();

  const voted = await check(box, slip("anna"));
  const unused = await check(box, slip("unused"));

  assert.equal(voted.answer, "voted");
  assert.deepEqual(voted.looks.map(({ tracker }) => tracker), [aTracker("anna")]);
  assert.equal(voted.unopened, 1);
  assert.equal(unused.answer, "no_vote");
  assert.equal(await answer(box, slip("strange")), "not_listed");
  assert.equal(await answer(box, slip("anna", "C")), "other_class");
});

test("a slip that voted in the second box is found there", async () => {
  const box = new FakeBox();
  box.held[SECOND] = { state: "closed", ballots: ["unused"], published: true };

  const found = await check(box, slip("unused"));

  assert.equal(found.answer, "voted");
  assert.deepEqual(found.looks.map(({ use }) => use), ["no_vote", "voted"]);
});

test("nothing is said of a slip before every box that opened has published", async () => {
  assert.equal(await answer(a("open"), slip("unused")), "no_vote_yet");
  assert.equal(await answer(a("closed"), slip("anna")), "no_vote_yet");
  assert.equal(await answer(a("frozen"), slip("unused")), "no_vote_yet");
  assert.equal(await answer(a("open"), slip("strange")), "not_listed");
  const box = new FakeBox();
  box.held[SECOND] = { state: "open", ballots: [], published: false };
  assert.equal(await answer(box, slip("unused")), "no_vote_yet");
  assert.equal(await answer(box, slip("anna")), "voted");
  box.held[SECOND] = { state: "annulled", ballots: [], published: false };
  assert.equal(await answer(box, slip("unused")), "no_vote", "annulled before it opened");
  assert.equal(await answer(a("annulled"), slip("unused")), "no_vote_yet", "it is on the list");
  assert.equal(await answer(a("annulled"), slip("strange")), "not_listed");
});

test("whoever has not signed yet is not among the signers", async () => {
  const box = new FakeBox();
  const signers = async () =>
    (await check(box, aTracker("anna"))).looks[0]?.published?.signedBy.length;

  const both = await signers();
  box.signers = [BERT];
  assert.deepEqual([both, await signers()], [2, 1]);
});

test("a box that publishes what does not hold together gets no answer", async () => {
  const extra = aTracker("stuffed");
  const own = (trackers: string[], credentials: string[]) => (answer: any) =>
    Object.assign(answer, listOf(FIRST, trackers, credentials));
  const wrongs: { readonly [what: string]: [part: string, spoil: (answer: any) => void] } = {
    "a ballot less": ["trackers", (list) => (list.trackers.shift(), list.credentials.shift())],
    "another root": ["trackers", (list) => (list.root = "0".repeat(64))],
    "another size": ["trackers", (list) => (list.size = 4)],
    "another order": ["trackers", (list) => list.trackers.reverse()],
    "a list of its own": ["trackers", own([extra], [aCredential("x")])],
    "a credential twice": ["trackers", (list) => (list.credentials[0] = list.credentials[1])],
    "another box's list": ["trackers", (list) => (list.uuid = SECOND)],
    "a strange checkpoint": ["trackers", (list) => (list.signature = "0".repeat(128))],
    "another closing record": ["closing", (record) => (record.ballots = 4)],
    "a strange scrutineer": ["closing", (record) => (record.signatures[0].key = publicOf(DESK))],
    "one scrutineer twice": ["closing", ({ signatures }) => (signatures[0] = signatures[1])],
    "another list digest": ["closing", (record) => (record.list_digest = aTracker("list"))],
    "another manifest": ["m-1", (page) => (page.manifest.document.receipt_key = publicOf(DESK))],
    "a box too few": ["m-1", (page) => page.boxes.pop()],
    "a box twice": ["m-1", (page) => page.boxes.push({ ...page.boxes[0], state: "frozen" })],
    "another class": ["m-1", (page) => (page.boxes[2].electorate = "A")],
  };
  for (const [what, [part, spoil]] of Object.entries(wrongs)) {
    const box = new FakeBox();
    box.spoil = (path, told) => path.endsWith(part) && spoil(told);

    const slug = await slugOfPromise(check(box, receiptOf(aTracker("anna"))));

    assert.match(slug, /^(verification-failed|malformed|json-)/, what);
  }
});

test("a list of credentials that was changed gets no answer about a slip", async () => {
  const box = new FakeBox();
  const get = box.get.bind(box);
  box.get = async (path) => {
    const text = await get(path);
    return path.endsWith("/credentials") ? text.replace("]", `,"${"0".repeat(64)}"]`) : text;
  };

  assert.equal(await slugOfPromise(check(box, slip("unused"))), "verification-failed");
});

test("a long list has the same root in pieces as at once", async () => {
  const sizes = [0, 1, 255, 256, 257, 1300];
  for (const size of sizes) {
    const trackers = Array.from({ length: size }, (_, i) => Buffer.from(unb64(aTracker(`${i}`))));
    trackers.sort(Buffer.compare);
    const box = new FakeBox();
    box.held[FIRST] = {
      state: "closed",
      ballots: Array.from({ length: size }, (_, i) => `${i}`),
      published: true,
    };
    const scrutineers = [ANNA, BERT].map((key) => ({ name: "", key: publicOf(key) }));

    const read = await readPublished(box, FIRST, { receiptKey: publicOf(BOX), scrutineers });

    assert.equal(read?.trackers.length, size);
    const pieces = [trackers.slice(0, 512), trackers.slice(512, 1024), trackers.slice(1024)];
    const roots = pieces.filter(({ length }) => length > 0).map(rootHash);
    if (size > 0) assert.deepEqual(hashAbove(roots), rootHash(trackers));
  }
});

test("the nearest tracker is at most four letters away", () => {
  const list = [aTracker("anna"), aTracker("bert")];
  const typed = (wrong: number) => "~".repeat(wrong) + list[1]?.slice(wrong);

  assert.equal(nearest(list, typed(4)), list[1]);
  assert.equal(nearest(list, typed(5)), undefined);
});

test("every failure has a name for the voter", async () => {
  const box = new FakeBox();
  box.get = async () => Promise.reject(new Silence("no answer"));
  const failed = await check(box, receiptOf(aTracker("anna"))).catch((error: unknown) => error);
  const spoilt = new FakeBox();
  spoilt.held[OTHER_CLASS] = { state: "open", ballots: [], published: false };
  spoilt.spoil = (path, told) => path.endsWith("m-1") && told.boxes.pop();
  const false_ = await check(spoilt, aTracker("anna")).catch((error: unknown) => error);

  assert.equal(obstacleOf(failed), "no_network");
  assert.equal(obstacleOf(false_), "not_authentic");
  assert.equal(obstacleOf(new TypeError("x")), "internal");
});
