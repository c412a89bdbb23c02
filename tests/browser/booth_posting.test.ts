/** Sending: the same bytes until it is certain, and CAST only on the box's own receipt. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ed25519 } from "../../shared/browser/node_modules/@noble/curves/ed25519.js";
import { type Ask, Refused, secondsOf, Silence } from "../../shared/browser/src/booth/asking.ts";
import { post } from "../../shared/browser/src/booth/posting.ts";
import { tracker } from "../../shared/browser/src/crypto/ballots.ts";
import { hex } from "../../shared/browser/src/crypto/bytes.ts";
import { frame } from "../../shared/browser/src/crypto/framing.ts";
import { b64 } from "../../shared/browser/src/crypto/jsontext.ts";
import { parseReceipt } from "../../shared/browser/src/crypto/receipts.ts";

const KEY = new Uint8Array(32).fill(7);
const UUID = "tnCMesiZ6MVWWm";
const BALLOT = '{"a":"ballot"}';
const POSTING = {
  uuid: UUID,
  ballot: BALLOT,
  tracker: b64(tracker(BALLOT)),
  receiptKey: hex(ed25519.getPublicKey(KEY)),
};

function receipt(ballot = BALLOT, key = KEY): string {
  const mark = tracker(ballot);
  const signature = ed25519.sign(frame("ostraka/v1/receipt", UUID, mark), key);
  return JSON.stringify({ uuid: UUID, tracker: b64(mark), receipt: hex(signature), key: "" });
}

/** A box that gives these answers one after the other, the last one for ever. */
class Script implements Ask {
  readonly bodies: string[] = [];
  readonly waits: number[] = [];
  readonly #answers: (string | Error)[];

  constructor(...answers: (string | Error)[]) {
    this.#answers = answers;
  }

  get pacing() {
    return {
      chance: () => 0.5,
      wait: async (ms: number) => {
        this.waits.push(ms);
      },
    };
  }

  async get(): Promise<string> {
    throw new Error("nothing is fetched");
  }

  async post(path: string, body: string): Promise<string> {
    assert.equal(path, `/api/v1/boxes/${UUID}/ballots`);
    this.bodies.push(body);
    const [answer] = this.#answers.length > 1 ? this.#answers.splice(0, 1) : this.#answers;
    if (typeof answer === "string") return answer;
    throw answer;
  }
}

const BUSY = new Refused(503, "busy", 2);
const LOST = new Silence();

test("a receipt of the box for this ballot is CAST", async () => {
  const script = new Script(receipt());

  const fate = await post(script, POSTING, script.pacing);

  assert.equal(fate.fate, "cast");
  const read = parseReceipt(fate.fate === "cast" ? fate.receipt : "");
  assert.deepEqual([read.uuid, b64(read.tracker)], [UUID, POSTING.tracker]);
});

test("after a lost answer the same bytes are sent again", async () => {
  const notTheBox = [502, 403].map((status) => new Refused(status, "", undefined));
  const script = new Script(LOST, ...notTheBox, receipt());

  const fate = await post(script, POSTING, script.pacing);

  assert.equal(fate.fate, "cast");
  assert.deepEqual(script.bodies, [BALLOT, BALLOT, BALLOT, BALLOT]);
});

test("when no answer ever comes nobody knows, and the voter is asked", async () => {
  const script = new Script(LOST);

  assert.deepEqual(await post(script, POSTING, script.pacing), { fate: "lost" });
  assert.equal(script.bodies.length, 5);
});

test("a busy box is asked as late as it says, and has certainly not got the ballot", async () => {
  const script = new Script(BUSY);

  assert.deepEqual(await post(script, POSTING, script.pacing), { fate: "busy" });
  assert.ok(script.waits.every((ms) => ms >= 2000));
  assert.ok(script.bodies.length >= 10);
});

test("busy after a lost answer is not certain", async () => {
  const script = new Script(LOST, BUSY);

  assert.deepEqual(await post(script, POSTING, script.pacing), { fate: "lost" });
  assert.deepEqual(await post(new Script(BUSY), POSTING, script.pacing, true), { fate: "lost" });
});

test("a refusal is told at once, by its name", async () => {
  const refusals = {
    credential_used: "used_slip",
    credential_unknown: "unknown_slip",
    box_closed: "closed_meanwhile",
    box_not_open: "box_changed",
    wrong_election: "box_changed",
    malformed: "old_page",
    verification_failed: "browser",
    something_new: "internal",
  };
  for (const [slug, trouble] of Object.entries(refusals)) {
    const script = new Script(new Refused(409, slug, undefined));
    assert.deepEqual(await post(script, POSTING, script.pacing), { fate: "refused", trouble });
    assert.equal(script.bodies.length, 1);
  }
});

test("a receipt of another key, for another ballot, or of no form is not CAST", async () => {
  const wrong = [
    receipt(BALLOT, new Uint8Array(32).fill(8)),
    receipt('{"another":"ballot"}'),
    receipt().replace(POSTING.tracker, b64(tracker("x"))),
    "{}",
    "[]",
  ];
  for (const answer of wrong) {
    const script = new Script(answer);
    const fate = await post(script, POSTING, script.pacing);
    assert.deepEqual(fate, { fate: "refused", trouble: "false_receipt" });
  }
});

test("no answer makes a voter wait longer than a minute", () => {
  const waits = [null, "5", "9999", "-1", "soon"].map(secondsOf);

  assert.deepEqual(waits, [undefined, 5, 60, undefined, undefined]);
});
