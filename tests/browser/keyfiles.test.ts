/** Key files, and what scrutineers sign: as Python has them. */
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Worker as Thread } from "node:worker_threads";
import { hex, unhex } from "../../shared/browser/src/crypto/bytes.ts";
import { decode } from "../../shared/browser/src/crypto/jsontext.ts";
import { openKey, openScrutineerKey } from "../../shared/browser/src/crypto/keyfiles.ts";
import { SigningKey } from "../../shared/browser/src/crypto/signingkeys.ts";
import { calculateLong } from "../../shared/browser/src/crypto/sodium.ts";
import * as closing from "../../shared/browser/src/documents/closing.ts";
import type { WorkerLike } from "../../shared/browser/src/worker/client.ts";
import { signAtOnce, SlipReader, toSign } from "../../shared/browser/src/worker/signer.ts";
import { signAsScrutineer } from "../../shared/browser/src/worker/scrutineer.ts";
import { committed, slugOf, slugOfPromise, vectors } from "./vectors.ts";

const { key_files: files, closing: known } = committed("keyfiles.json");

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

test("key files that Python wrote are opened, at their own cost", async () => {
  for (const { text, passphrase, document } of files.opened) {
    assert.deepEqual({ ...(await openKey(text, passphrase)) }, document);
  }
});

test("what Python refuses is refused by the same name", async () => {
  assert.ok(files.refused.length > 12);
  for (const { what, text, passphrase, slug } of files.refused) {
    assert.equal(await slugOfPromise(openScrutineerKey(text, passphrase)), slug, what);
  }
});

test("a file of several lanes is sound, but not for a browser", async () => {
  const refused = await slugOfPromise(openKey(files.lanes, files.passphrase));

  assert.equal(refused, "key_file_too_hard");
});

test("half a surrogate pair is no passphrase", async () => {
  const refused = await slugOfPromise(openKey(files.own, "\ud800 and eleven more"));

  assert.equal(refused, "wrong_passphrase");
});

test("a key signs as Python's does, and not after it was wiped", async () => {
  const key = await openScrutineerKey(files.own, files.passphrase);
  const message = unhex(known.record_message);

  assert.equal(hex(key.public), files.public);
  assert.equal(hex(key.sign(message)), known.record.signatures[0].signature);
  key.wipe();
  assert.throws(() => key.sign(message), /wiped/);
  assert.equal(slugOf(() => new SigningKey(new Uint8Array(31))), "malformed");
});

test("what needs more memory than there is is not calculated, and nothing is overwritten", async () => {
  await openScrutineerKey(files.own, files.passphrase); // the library is loaded now
  let calculated = false;
  const none = calculateLong(0x7fff_0000, [new Uint8Array(8)], () => {
    calculated = true;
    return 1;
  });

  assert.equal(none, undefined);
  assert.equal(calculated, false);
  const key = await openScrutineerKey(files.own, files.passphrase);
  assert.equal(hex(key.public), files.public);
});

test("the worker signs for a scrutineer of the meeting", async (t) => {
  const message = unhex(known.message);
  const { signatures } = closing.readLeftoversFile(known.file);
  const papers = [{ message, signatures: [] }];
  const signing = { file: files.own, passphrase: files.passphrase, papers };
  const named = known.scrutineers.map(({ key }: { key: string }) => key);

  assert.deepEqual(await signAtOnce({ ...signing, named }, () => aWorker(t)), [signatures[0]]);
  const stranger = signAtOnce({ ...signing, named: named.slice(1) }, () => aWorker(t));
  assert.equal(await slugOfPromise(stranger), "key_not_named");
  const wrong = signAtOnce({ ...signing, named, passphrase: "another one" }, () => aWorker(t));
  assert.equal(await slugOfPromise(wrong), "wrong_passphrase");
});

test("a key that is opened once signs every paper that it has not signed", async () => {
  const { signatures } = closing.readLeftoversFile(known.file);
  const [own, others] = signatures as [closing.ScrutineerSignature, closing.ScrutineerSignature];
  const [scan, record] = [unhex(known.message), unhex(known.record_message)];
  const papers = [
    { message: scan, signatures: [own] },
    { message: record, signatures: [] },
    { message: scan, signatures: [others] },
  ].map(toSign);
  const named = known.scrutineers.map(({ key }: { key: string }) => key);

  const { file, passphrase } = { file: files.own, passphrase: files.passphrase };
  const made = await signAsScrutineer({ file, passphrase, papers, named });

  assert.deepEqual(made, [null, known.record.signatures[0], own]);
});

test("the worker that signed is ended, whatever came of it", async (t) => {
  const ended: boolean[] = [];
  const start = (): WorkerLike => {
    const worker = aWorker(t);
    return { ...worker, terminate: () => { ended.push(true); worker.terminate(); } };
  };
  const papers = [{ message: new Uint8Array(1), signatures: [] }];
  const signing = { file: files.own, papers, named: [files.public] };

  await signAtOnce({ ...signing, passphrase: files.passphrase }, start);
  await slugOfPromise(signAtOnce({ ...signing, passphrase: "no" }, start));

  assert.equal(ended.length, 2);
});

test("the worker tells a slip's public credentials, box by box", async (t) => {
  const [{ code, public: expected }] = vectors.credentials.drawn;
  const reader = new SlipReader(() => aWorker(t));

  const found = await reader.publics(code, ["9PzJhCwoRzpo7h", "tnCMesiZ6MVWWm"]);
  reader.end();

  assert.equal(found[1], expected);
  assert.notEqual(found[0], expected);
});

test("a scan's file is read and written as Python does, and its signatures fit", () => {
  const scan = closing.readLeftoversFile(known.file);
  const message = closing.leftoversMessage(scan.document);

  assert.equal(closing.leftoversFile(scan), known.file);
  assert.equal(hex(message), known.message);
  assert.deepEqual(closing.wordsOf(message).zh, known.words);
  assert.deepEqual(closing.checkSignatures(message, scan.signatures, known.scrutineers), [
    "监票人 甲",
    "监票人 乙",
  ]);
});

test("a signature that is changed, strange or there twice is refused", () => {
  const { document, signatures } = closing.readLeftoversFile(known.file);
  const message = closing.leftoversMessage(document);
  const [first, second] = signatures as [closing.ScrutineerSignature, closing.ScrutineerSignature];
  const check = (given: closing.ScrutineerSignature[], named = known.scrutineers) => () =>
    closing.checkSignatures(message, given, named);

  assert.equal(slugOf(check([first, first])), "verification-failed");
  assert.equal(slugOf(check([first, second], known.scrutineers.slice(1))), "verification-failed");
  assert.equal(slugOf(check([{ ...first, key: second.key }])), "verification-failed");
});

test("what is no scan is not read", () => {
  const whole = JSON.parse(known.file);
  for (const change of [
    (copy: any) => { copy.more = 1; },
    (copy: any) => { delete copy.signatures; },
    (copy: any) => { copy.document.more = 1; },
    (copy: any) => { copy.document.type = "frozen_lists"; },
    (copy: any) => { copy.document.issued_by = "desk"; },
    (copy: any) => { copy.document.electorate = "AB"; },
    (copy: any) => { copy.document.lists["tnCMesiZ6MVWWm"][0] = "0"; },
    (copy: any) => { copy.document.lists = { short: [] }; },
    (copy: any) => { copy.signatures[0].signature = "00"; },
  ]) {
    const copy = structuredClone(whole);
    change(copy);
    assert.equal(slugOf(() => closing.readLeftovers(copy)).length > 0, true, String(change));
  }
  assert.equal(slugOf(() => closing.readLeftoversFile("{")), "json-syntax");
});

test("a closing record is read, and its message is Python's", () => {
  const record = closing.readClosing(decode(JSON.stringify(known.record)));
  const message = closing.closingMessage(record);

  assert.equal(hex(message), known.record_message);
  assert.deepEqual(closing.checkSignatures(message, record.signatures, known.scrutineers), [
    "监票人 甲",
  ]);
});
