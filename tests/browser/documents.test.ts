/** Signed documents, the election they fix, receipts and trees: as Python has them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hex, reversed, unhex } from "../../shared/browser/src/crypto/bytes.ts";
import { decode, type Json } from "../../shared/browser/src/crypto/jsontext.ts";
import * as merkle from "../../shared/browser/src/crypto/merkle.ts";
import * as receipts from "../../shared/browser/src/crypto/receipts.ts";
import * as signing from "../../shared/browser/src/crypto/signing.ts";
import * as manifests from "../../shared/browser/src/documents/manifests.ts";
import { aBlindManifest, DESK, signed } from "./signed.ts";
import { slugOf, vectors } from "./vectors.ts";

const known = vectors.documents;
const KEYS = keys(known.key);

function keys(...publics: string[]): manifests.TrustedKeys {
  return new Map(publics.map((text) => [signing.keyId(unhex(text)), unhex(text)]));
}

/** Return an envelope as a page reads it, perhaps changed before. */
function envelope(name: string, change: (copy: any) => void = () => undefined): Json {
  const copy = structuredClone(known[name]);
  change(copy);
  return decode(JSON.stringify(copy));
}

function aMeeting(): manifests.MeetingManifest {
  return manifests.openMeetingManifest(envelope("meeting"), KEYS);
}

function aBox(): manifests.BoxManifest {
  return manifests.openBoxManifest(envelope("box"), KEYS);
}

function aClaim(changes: Partial<manifests.BoxClaim> = {}): manifests.BoxClaim {
  const { uuid, electorate, round } = aBox();
  return { uuid, electorate, round, election: known.election, list: known.list, ...changes };
}

function checked(claim: manifests.BoxClaim, box = aBox(), meeting = aMeeting()): string {
  const frozen = manifests.openFrozenLists(envelope("frozen"), KEYS);
  return manifests.checkedElection(claim, box, meeting, frozen).text;
}

test("documents that the desk signed are read, and have Python's digests", () => {
  assert.equal(aMeeting().digest, known.meeting_digest);
  assert.equal(aBox().digest, known.box_digest);
  assert.equal(aMeeting().title, "年度民主测评会");
  assert.equal(aBox().contests[1]?.options[2]?.title, "𠮷");
});

test("a manifest that says what becomes of the results is read, and has Python's digest", () => {
  const said = manifests.openMeetingManifest(envelope("publishing"), KEYS);
  const changed = envelope("publishing", (copy) => { copy.document.recipients.pop(); });

  assert.equal(said.digest, known.publishing_digest);
  assert.notEqual(said.digest, known.meeting_digest);
  const open = () => manifests.openMeetingManifest(changed, KEYS);
  assert.equal(slugOf(open), "verification-failed");
});

test("the election is the one that Python derives from the manifest, byte for byte", () => {
  const election = manifests.electionOf(aBox());

  assert.equal(election.text, known.election);
  assert.equal(election.fingerprint, known.fingerprint);
});

test("a document that was changed, or signed by somebody else, is refused", () => {
  const open = (signed: Json, trusted = KEYS) => () =>
    manifests.openMeetingManifest(signed, trusted);

  const changed = envelope("meeting", (copy) => { copy.document.title += " "; });
  assert.equal(slugOf(open(changed)), "verification-failed");
  assert.equal(slugOf(open(envelope("by_a_stranger"))), "verification-failed");
  assert.equal(slugOf(open(envelope("meeting"), keys(known.stranger))), "verification-failed");
  const renamed = envelope("by_a_stranger", (copy) => { copy.key = known.meeting.key; });
  assert.equal(slugOf(open(renamed)), "verification-failed");
  const believed = manifests.openMeetingManifest(envelope("by_a_stranger"), keys(known.stranger));
  assert.equal(believed.test, false);
});

test("an envelope has exactly its three fields, of the right kinds", () => {
  for (const change of [
    (copy: any) => { copy.more = 1; },
    (copy: any) => { delete copy.key; },
    (copy: any) => { copy.signature = 1; },
    (copy: any) => { copy.document = []; },
    (copy: any) => { delete copy.document.type; },
  ]) {
    const signed = envelope("meeting", change);
    assert.equal(slugOf(() => manifests.openMeetingManifest(signed, KEYS)), "malformed");
  }
  assert.equal(slugOf(() => signing.openDocument(null, KEYS)), "malformed");
});

test("a document of another kind is refused", () => {
  const open = () => manifests.openMeetingManifest(envelope("box"), KEYS);

  assert.equal(slugOf(open), "malformed_document");
});

test("a box that shows what was published is believed", () => {
  assert.equal(checked(aClaim()), known.election);
});

test("a box that shows anything else is not", () => {
  const other = "9PzJhCwoRzpo7h";
  for (const claim of [
    aClaim({ uuid: other }),
    aClaim({ electorate: "B" }),
    aClaim({ round: "r2" }),
    aClaim({ election: known.election.replace("李", "黎") }),
    aClaim({ list: known.list.replace("[", "[ ") }),
  ]) {
    assert.equal(slugOf(() => checked(claim)), "verification-failed");
  }
  for (const meeting of [
    { ...aMeeting(), digest: "0".repeat(64) },
    { ...aMeeting(), boardKey: "0".repeat(64) },
  ]) {
    assert.equal(slugOf(() => checked(aClaim(), aBox(), meeting)), "verification-failed");
  }
  const unlisted = { ...aBox(), uuid: other };
  const claim = aClaim({ uuid: other, election: manifests.electionOf(unlisted).text });
  assert.equal(slugOf(() => checked(claim, unlisted)), "verification-failed");
});

test("receipts and checkpoints of the box verify, and no others", () => {
  const { key, uuid, tracker, receipt, size, checkpoint } = vectors.receipts;
  const [publicKey, digest, signature] = [unhex(key), unhex(tracker), unhex(receipt)];
  receipts.verifyReceipt(publicKey, uuid, digest, signature);
  receipts.verifyCheckpoint(publicKey, uuid, size, digest, unhex(checkpoint));

  const refused = [
    () => receipts.verifyReceipt(publicKey, `${uuid}1`, digest, signature),
    () => receipts.verifyReceipt(publicKey, uuid, reversed(digest), signature),
    () => receipts.verifyReceipt(unhex(known.key), uuid, digest, signature),
    () => receipts.verifyReceipt(publicKey, uuid, digest, unhex(checkpoint)),
    () => receipts.verifyCheckpoint(publicKey, uuid, size + 1, digest, unhex(checkpoint)),
  ];
  for (const one of refused) assert.equal(slugOf(one), "verification-failed");
  const short = () => receipts.verifyReceipt(publicKey, uuid, digest.slice(1), signature);
  assert.equal(slugOf(short), "malformed");
});

test("a receipt is copied and read back, whatever became of its dots", () => {
  const { uuid, tracker, receipt, text } = vectors.receipts;
  const read = receipts.parseReceipt(text);

  assert.deepEqual([read.uuid, hex(read.tracker), hex(read.signature)], [uuid, tracker, receipt]);
  assert.equal(receipts.receiptText(read), text);
  assert.deepEqual(receipts.parseReceipt(`https://b/r/m#${text}\n`), read);
  assert.deepEqual(receipts.parseReceipt(text.replaceAll(".", "\n ")), read);
  for (const wrong of ["", text.slice(1), text.slice(0, -1), `${text}.A`, text.replace(".", "")]) {
    assert.equal(slugOf(() => receipts.parseReceipt(wrong)), "bad-receipt");
  }
});

test("six words are the ones that Python shows", () => {
  const { tracker, words } = vectors.receipts;

  assert.deepEqual(receipts.sixWords(unhex(tracker)), words);
  assert.deepEqual(words.indexes, [1375, 672, 828, 1680, 1834, 834]);
});

test("a signature under a key that fits many messages is refused", () => {
  const neutral = unhex(`01${"0".repeat(62)}`);
  const smallOrder = unhex(`ec${"f".repeat(60)}7f`);
  for (const key of [neutral, smallOrder, unhex("f".repeat(64))]) {
    const signature = unhex(`01${"0".repeat(126)}`);
    const verify = () => signing.verify(key, signature, new Uint8Array(3));
    assert.equal(slugOf(verify), "verification-failed");
  }
  assert.equal(slugOf(() => signing.verify(neutral, neutral, neutral)), "malformed");
});

test("a signature's commitment outside the group is refused", () => {
  const { key, uuid, tracker, receipt } = vectors.receipts;
  const twisted = `ec${"f".repeat(60)}7f${receipt.slice(64)}`;
  const verify = () => receipts.verifyReceipt(unhex(key), uuid, unhex(tracker), unhex(twisted));

  assert.equal(slugOf(verify), "verification-failed");
});

test("trees have Python's roots, and its proofs lead there", () => {
  for (const { leaves, root, index, proof } of vectors.trees) {
    const made = leaves.map(unhex);
    assert.equal(hex(merkle.rootHash(made)), root);
    if (made.length === 0) continue;
    const [leaf, size, path, top] = [made[index], made.length, proof.map(unhex), unhex(root)];
    merkle.verifyInclusion(leaf, index, size, path, top);
    const wrong = [
      () => merkle.verifyInclusion(top, index, size, path, top),
      () => merkle.verifyInclusion(leaf, index, size, [...path, path[0] ?? leaf], top),
      () => merkle.verifyInclusion(leaf, index, size, path, leaf),
    ];
    for (const one of wrong) assert.equal(slugOf(one), "verification-failed");
    assert.equal(slugOf(() => merkle.verifyInclusion(leaf, size, size, path, top)), "malformed");
  }
});

test("a blind meeting has one issuer's key for every box, and one with slips none", () => {
  const uuids = ["tnCMesiZ6MVWWm", "9PzJhCwoRzpo7h"];
  const open = (changes: { readonly [name: string]: Json } = {}) =>
    manifests.openMeetingManifest(signed(aBlindManifest(uuids, changes)), DESK);
  const keysOf = (...entries: [string, string][]): Json =>
    entries.map(([uuid, key]) => ({ uuid, key }));
  const [first = "", second = ""] = uuids;

  assert.equal(open().blind, true);
  assert.deepEqual([...open().issuerKeys.keys()], uuids);
  assert.equal(aMeeting().blind, false);
  assert.equal(aMeeting().issuerKeys.size, 0);
  for (const issuerKeys of [
    keysOf([first, "a"]),
    keysOf([first, "a"], [second, "a"]),
    keysOf([first, "a"], [first, "b"]),
    keysOf([first, "a"], ["another", "b"]),
    keysOf([first, "a"], [second, "b"], ["another", "c"]),
  ]) {
    assert.equal(slugOf(() => open({ issuer_keys: issuerKeys })), "malformed_document");
  }
  assert.equal(slugOf(() => open({ credential_mode: "slips" })), "malformed_document");
});
