/** A scrutineer's key: made in the worker, proved, and only then handed to the desk. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Refused, Silence } from "../../shared/browser/src/booth/asking.ts";
import { hex } from "../../shared/browser/src/crypto/bytes.ts";
import { Refusal } from "../../shared/browser/src/crypto/errors.ts";
import { openScrutineerKey } from "../../shared/browser/src/crypto/keyfiles.ts";
import { KeyRoom } from "../../shared/browser/src/scrutineerkey/room.ts";
import { en } from "../../shared/browser/src/texts/scrutineerkey.en.ts";
import { zh } from "../../shared/browser/src/texts/scrutineerkey.zh.ts";
import { KeyMaker } from "../../shared/browser/src/worker/keymaker.ts";
import { slugOfPromise } from "./vectors.ts";

const PASSPHRASE = "correct horse 电池";
const CHEAP = { memoryKib: 8192, iterations: 1 };
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

const aMaker = () => new KeyMaker(random, CHEAP);

test("the file holds the key that proving it tells, and nothing else does", async () => {
  const maker = aMaker();
  const first = await maker.make({ passphrase: PASSPHRASE });
  const second = await maker.make({ passphrase: PASSPHRASE });

  const { key } = await maker.prove({ file: second.text, passphrase: PASSPHRASE });

  const opened = await openScrutineerKey(second.text, PASSPHRASE);
  assert.equal(hex(opened.public), key);
  assert.equal(second.name, `ostraka-scrutineer-${key.slice(0, 8)}.json`);
  assert.ok(!second.text.includes(key));
  const older = maker.prove({ file: first.text, passphrase: PASSPHRASE });
  assert.equal(await slugOfPromise(older), "not_the_saved_file");
  const wrong = maker.prove({ file: second.text, passphrase: "another passphrase" });
  assert.equal(await slugOfPromise(wrong), "wrong_passphrase");
});

test("a short passphrase makes no key, and nothing that was not made is proved", async () => {
  const maker = aMaker();
  const { text } = await aMaker().make({ passphrase: PASSPHRASE });

  const short = maker.make({ passphrase: "elevenchars" });

  assert.equal(await slugOfPromise(short), "passphrase_too_short");
  const proved = maker.prove({ file: text, passphrase: PASSPHRASE });
  assert.equal(await slugOfPromise(proved), "not_the_saved_file");
});

/** Return a room whose desk answers as `answers` say, one after the other, and what it did. */
function aRoom(answers: (Error | undefined)[], proof: Error | string = "aa") {
  const did: string[] = [];
  const line = {
    ask: async (kind: string) => {
      did.push(kind);
      if (kind === "make") return { name: "key.json", text: "{}" };
      if (proof instanceof Error) throw proof;
      return { key: proof };
    },
    cut: () => void did.push("cut"),
  } as ConstructorParameters<typeof KeyRoom>[0]["line"];
  const hand = async (key: string): Promise<void> => {
    did.push(`hand ${key}`);
    const answer = answers.shift();
    if (answer !== undefined) throw answer;
  };
  return { room: new KeyRoom({ line, hand, changed: () => undefined }), did };
}

test("nothing goes to the desk before the saved file was opened", async () => {
  const { room, did } = aRoom([], new Refusal("no", "wrong_passphrase"));
  await room.make(PASSPHRASE);
  assert.ok(room.losesWork);

  const hindered = await room.prove("{}", "wrong");

  assert.deepEqual(hindered, { hitch: "wrong_passphrase", slug: "wrong_passphrase" });
  assert.equal(room.step.at, "saving");
  assert.deepEqual(did, ["make", "prove"]);
});

test("an answer that does not come is asked for again, by the same key", async () => {
  const changed = new Refused(409, "scrutineer_key_changed", undefined);
  const { room, did } = aRoom([new Silence("no answer"), changed, undefined]);
  await room.make(PASSPHRASE);

  await room.prove("{}", PASSPHRASE);
  assert.equal(room.step.at === "unrecorded" && room.step.hindered.hitch, "no_network");
  assert.ok(room.losesWork);
  await room.record("aa");
  assert.equal(room.step.at === "unrecorded" && room.step.hindered.hitch, "key_changed");
  await room.record("aa");

  assert.equal(room.step.at, "recorded");
  assert.ok(!room.losesWork);
  assert.deepEqual(did, ["make", "prove", "cut", "hand aa", "hand aa", "hand aa"]);
});

/** Return every text of a dictionary by its path. */
function said(value: object, path = ""): [string, string][] {
  return Object.entries(value).flatMap(([name, inner]): [string, string][] => {
    const text = typeof inner === "function" ? String(inner("N. N.")) : inner;
    return typeof text === "string" ? [[`${path}.${name}`, text]] : said(text, `${path}.${name}`);
  });
}

test("every text is there in both languages, each in its own", () => {
  const [chinese, english] = [said(zh), said(en)];

  assert.deepEqual(chinese.map(([path]) => path), english.map(([path]) => path));
  for (const [path, text] of chinese) {
    if (path !== ".otherLanguage") assert.match(text, /[\u3400-\u9fff]/, path);
  }
  for (const [path, text] of english) {
    if (path !== ".otherLanguage") assert.doesNotMatch(text, /[\u3400-\u9fff]/, path);
  }
});
