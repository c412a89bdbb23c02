/** The same request is sent again; the memory of a tab; both languages of blind mode's pages. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { type Ask, Refused, Silence } from "../../shared/browser/src/booth/asking.ts";
import { send } from "../../shared/browser/src/invitation/collecting.ts";
import { Invitee } from "../../shared/browser/src/invitation/invitee.ts";
import { Memory, type Request, type Shelf } from "../../shared/browser/src/invitation/memory.ts";
import { troubleOf } from "../../shared/browser/src/invitation/troubles.ts";
import { en as activationEn } from "../../shared/browser/src/texts/activation.en.ts";
import { zh as activationZh } from "../../shared/browser/src/texts/activation.zh.ts";
import { en as invitationEn } from "../../shared/browser/src/texts/invitation.en.ts";
import { zh as invitationZh } from "../../shared/browser/src/texts/invitation.zh.ts";
import { aBlindManifest, DESK, signed } from "./signed.ts";

const TOKEN = "abcdefghijklmnopqrstuvwx";
const pacing = { wait: async () => undefined, chance: () => 0 };

function aRequest(): Request {
  const one = { publicHex: "00", blindedMsg: "AQID", prepared: "", inv: "" };
  return { manifest: "0".repeat(64), code: "c", blinded: { tnCMesiZ6MVWWm: one } };
}

/** A desk that fails so often as there are `failures`, and what it was sent. */
function aDesk(...failures: Error[]): { readonly ask: Ask; readonly sent: string[] } {
  const sent: string[] = [];
  const post = async (path: string, body: string): Promise<string> => {
    sent.push(`${path} ${body}`);
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    return "answer";
  };
  return { ask: { get: () => assert.fail("asked"), post }, sent };
}

test("after silence, a breakdown and a busy desk the same bytes are sent again", async () => {
  const { ask, sent } = aDesk(
    new Silence(),
    new Refused(500, "", undefined),
    new Refused(503, "busy", 1),
  );

  assert.equal(await send({ ask, meeting: "m", token: TOKEN, pacing }, aRequest()), "answer");

  assert.equal(sent.length, 4);
  assert.equal(new Set(sent).size, 1);
  assert.match(sent[0] ?? "", /blind-signatures \{"token":"[a-x]{24}","blinded":\{"tn.*":"010203"/);
});

test("a refusal is final, and too much silence is said to be silence", async () => {
  const refusing = aDesk(new Refused(409, "already_issued", undefined));
  const silent = aDesk(...Array.from({ length: 9 }, () => new Silence()));
  const counter = { meeting: "m", token: TOKEN, pacing };

  await assert.rejects(send({ ...counter, ask: refusing.ask }, aRequest()), Refused);
  await assert.rejects(send({ ...counter, ask: silent.ask }, aRequest()), Silence);
  assert.deepEqual([refusing.sent.length, silent.sent.length], [1, 4]);
});

test("a tab remembers each invitation apart, and the last one without its link", () => {
  const content = new Map<string, string>();
  const shelf = {
    getItem: (name: string) => content.get(name) ?? null,
    setItem: (name: string, value: string) => void content.set(name, value),
    removeItem: (name: string) => void content.delete(name),
  };
  const memory = new Memory("m", shelf);
  assert.equal(memory.recall(undefined), undefined);
  assert.deepEqual(memory.recall(TOKEN), { token: TOKEN });
  memory.keep({ token: TOKEN, request: aRequest() });
  memory.recall("another");

  const reloaded = new Memory("m", shelf);
  assert.deepEqual(reloaded.recall(undefined), { token: "another" });
  assert.deepEqual(reloaded.recall(TOKEN), { token: TOKEN, request: aRequest() });
  reloaded.forget({ token: TOKEN });
  assert.deepEqual(new Memory("m", shelf).recall(TOKEN), { token: TOKEN });
  assert.ok(![...content.values()].join().includes("AQID"));
});

/** A desk that has invited to a meeting of one box; it notes what it was sent. */
function anInvitingDesk(): { readonly ask: Ask; readonly sent: string[] } {
  const [uuid, spki, sent] = ["tnCMesiZ6MVWWm", "AQID", [] as string[]];
  const key = createHash("sha256").update(Buffer.from(spki, "base64")).digest("hex");
  const invitation = {
    name: "王",
    manifest: signed(aBlindManifest([uuid], { issuer_keys: [{ uuid, key }] })),
    electorate: "A",
    phase: "check_in",
    issued: false,
    reserve_slip: false,
    issuer_keys: { [uuid]: spki },
    box: "https://box.example",
  };
  const post = async (path: string): Promise<string> => {
    sent.push(path);
    return JSON.stringify(invitation);
  };
  return { ask: { get: () => assert.fail("asked"), post }, sent };
}

test("nothing is signed for a tab whose own storage keeps nothing", async () => {
  const nothing: Shelf = {
    getItem: () => null,
    setItem: () => {
      throw new Error("full");
    },
    removeItem: () => undefined,
  };
  for (const shelf of [undefined, nothing, { ...nothing, setItem: () => undefined }]) {
    const { ask, sent } = anInvitingDesk();
    const door = { ask, keys: DESK, meeting: "m1", origin: "https://desk.example", pacing };
    let blinded = 0;
    const blinding = (): never => {
      blinded++;
      throw new Error("no worker here");
    };
    const parts = { door, memory: new Memory("m1", shelf), blinding, changed: () => undefined };
    const invitee = new Invitee(parts, TOKEN);
    await invitee.look();
    invitee.greet();

    await invitee.collect();

    assert.deepEqual(invitee.step, { at: "stopped", trouble: "browser" });
    assert.deepEqual(sent, ["/api/v1/meetings/m1/invitation"]);
    assert.equal(blinded, 0);
  }
});

test("trying a tab's storage leaves nothing behind", () => {
  const content = new Map<string, string>();
  const memory = new Memory("m", {
    getItem: (name) => content.get(name) ?? null,
    setItem: (name, value) => void content.set(name, value),
    removeItem: (name) => void content.delete(name),
  });

  assert.equal(memory.lasting, true);
  assert.equal(content.size, 0);
});

test("every refusal of the desk has a trouble of its own", () => {
  assert.equal(troubleOf("invitation_replaced"), "replaced");
  assert.equal(troubleOf("check_in_over"), "too_late");
  assert.equal(troubleOf("something_new"), "internal");
});

/** Return every text of a dictionary by its path. */
function said(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String(value(2, 3))]];
  return Object.entries(value as object).flatMap(([key, inner]) => said(inner, `${path}.${key}`));
}

test("both languages say the same things, each in its own", () => {
  for (const [zh, en] of [
    [activationZh, activationEn],
    [invitationZh, invitationEn],
  ]) {
    const [chinese, english] = [said(zh), said(en)];
    assert.deepEqual(
      chinese.map(([path]) => path),
      english.map(([path]) => path),
    );
    for (const [path, text] of [...chinese, ...english]) {
      assert.ok(text.trim().length > 0, path);
      if (path.endsWith("otherLanguage")) continue;
      const other = /[\u3400-\u9fff]/.test(text);
      assert.equal(other, chinese.some(([p, t]) => p === path && t === text), `${path}: ${text}`);
    }
  }
});
