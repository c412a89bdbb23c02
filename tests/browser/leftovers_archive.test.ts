/** A closed archive read as it comes in: as Python wrote it, or not at all. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Refused } from "../../shared/browser/src/booth/asking.ts";
import { readClosedArchive } from "../../shared/browser/src/crypto/archive.ts";
import { joined } from "../../shared/browser/src/crypto/bytes.ts";
import { unb64 } from "../../shared/browser/src/crypto/jsontext.ts";
import { checkClosing, readClosing } from "../../shared/browser/src/documents/closing.ts";
import { type Fits, votedSlips } from "../../shared/browser/src/leftovers/voted.ts";
import { committed, slugOf, slugOfPromise } from "./vectors.ts";

const { archive: known } = committed("keyfiles.json");
const CLOSED = unb64(known.closed);
const RECORD = readClosing(known.record);

/** Yield `content` in pieces of `size` bytes. */
async function* pieces(content: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

test("a closed archive is read in pieces of any size", async () => {
  for (const size of [1, 511, 512, 4096, CLOSED.length]) {
    const seen: string[] = [];
    let bytes = 0;
    const read = await readClosedArchive(pieces(CLOSED, size), {
      ballot: (text) => seen.push(JSON.parse(text).credential),
      progress: (so_far) => (bytes = so_far),
    });

    assert.deepEqual(read.trackers, known.trackers);
    assert.deepEqual(seen.sort(), [...known.credentials].sort());
    assert.equal(bytes, CLOSED.length);
    checkClosing(RECORD, read, RECORD.listDigest);
  }
});

test("a byte that is changed anywhere is found", async () => {
  for (let at = 0; at < CLOSED.length; at += 61) {
    const changed = CLOSED.slice();
    changed[at] = (changed[at] ?? 0) ^ 1;
    const refused = await slugOfPromise(readClosedArchive(pieces(changed)));
    assert.equal(refused, "archive", `byte ${at}`);
  }
});

test("an archive that ends early, or goes on, is refused", async () => {
  const short = [0, 1, 512, 1024, known.unended, CLOSED.length - 512, CLOSED.length - 1];
  for (const length of short) {
    const cut = readClosedArchive(pieces(CLOSED.subarray(0, length)));
    assert.equal(await slugOfPromise(cut), "archive", `${length} bytes`);
  }
  for (const more of [unb64(known.counted), new Uint8Array(512), CLOSED.subarray(0, 1024)]) {
    const longer = readClosedArchive(pieces(joined(CLOSED, more)));
    assert.equal(await slugOfPromise(longer), "archive");
  }
});

test("a record that differs from its archive in one figure is not signed", async () => {
  const read = await readClosedArchive(pieces(CLOSED));
  const other = "0".repeat(64);
  for (const record of [
    { ...RECORD, uuid: "9PzJhCwoRzpo7h" },
    { ...RECORD, fingerprint: RECORD.listDigest },
    { ...RECORD, listDigest: RECORD.fingerprint },
    { ...RECORD, ballots: 3 },
    { ...RECORD, root: other },
  ]) {
    const refused = slugOf(() => checkClosing(record, read, RECORD.listDigest));
    assert.equal(refused, "verification-failed");
  }
  const elsewhere = slugOf(() => checkClosing(RECORD, read, RECORD.fingerprint));
  assert.equal(elsewhere, "verification-failed");
  const missing = { ...read, trackers: read.trackers.slice(1) };
  assert.equal(slugOf(() => checkClosing(RECORD, missing, RECORD.listDigest)), "verification-failed");
});

test("ballots of leftover slips are counted, in published boxes and under their record only", async () => {
  const asked: string[] = [];
  const box = { uuid: RECORD.uuid, electorate: "A", round: "r1" };
  const download = (path: string): AsyncIterable<Uint8Array> => {
    asked.push(path);
    return pieces(CLOSED);
  };
  const scan = (...entries: string[]): any => ({ lists: { [box.uuid]: entries } });
  const fits: Fits = async (uuid, archive) => {
    assert.equal(uuid, RECORD.uuid);
    checkClosing(RECORD, archive, RECORD.listDigest);
  };
  const voted = (entries: string[], state: string, check = fits): Promise<number> =>
    votedSlips(scan(...entries), [{ ...box, state }], download, check);
  const [first, second] = known.credentials;

  assert.equal(await voted([first, "0".repeat(64)], "closed"), 1);
  assert.equal(await voted([first, second], "annulled"), 2);
  assert.equal(await voted(["0".repeat(64)], "sealed"), 0);
  assert.equal(asked.length, 3);
  assert.equal(await voted([first], "open"), 0);
  assert.equal(await voted([], "closed"), 0);
  assert.equal(asked.length, 3);
  const other: Fits = async (_, archive) => checkClosing(RECORD, archive, RECORD.fingerprint);
  const refused = voted(["0".repeat(64)], "closed", other);
  assert.equal(await slugOfPromise(refused), "verification-failed");
});

test("a round that was annulled before it opened has nothing to check; other silence is told", async () => {
  const box = { uuid: RECORD.uuid, electorate: "A", round: "r1" };
  const scan: any = { lists: { [box.uuid]: ["0".repeat(64)] } };
  const voted = (state: string, status: number): Promise<number> => {
    async function* refusing(): AsyncGenerator<Uint8Array> {
      throw new Refused(status, "", undefined);
    }
    return votedSlips(scan, [{ ...box, state }], refusing, async () => assert.fail("no archive"));
  };

  assert.equal(await voted("annulled", 404), 0);
  await assert.rejects(voted("annulled", 503), Refused);
  await assert.rejects(voted("closed", 404), Refused);
});
