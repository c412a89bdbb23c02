/** One scrutineer before closed boxes, without the page: what is signed is what was checked. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { b64, unb64 } from "../../shared/browser/src/crypto/jsontext.ts";
import { type ClosingRecord, readClosing } from "../../shared/browser/src/documents/closing.ts";
import { Closing } from "../../shared/browser/src/leftovers/closing.ts";
import type { Hall, HallDoor } from "../../shared/browser/src/leftovers/hall.ts";
import { tried } from "../../shared/browser/src/leftovers/table.ts";
import type { Signing } from "../../shared/browser/src/worker/signer.ts";
import { signAsScrutineer } from "../../shared/browser/src/worker/scrutineer.ts";
import { committed } from "./vectors.ts";

const { archive: known, closing: people, key_files: files } = committed("keyfiles.json");
const RECORD: ClosingRecord = { ...readClosing(known.record), signatures: [] };

/** A page before one box; the box shows `record`, and `answer` to a signature. */
function aClosing(record = RECORD, answer = record): { closing: Closing; signed: Signing[] } {
  const signed: Signing[] = [];
  const box = { uuid: record.uuid, electorate: "A", round: "r1", state: "closed" };
  const hall = { scrutineers: people.scrutineers, boxes: [box] } as unknown as Hall;
  const door = {
    look: async () => hall,
    closing: async () => record,
    fixedDigest: () => RECORD.listDigest,
    signClosing: async (_: string, made: object) => ({ ...answer, signatures: [made] }),
  } as unknown as HallDoor;
  const closing = new Closing({
    door,
    download: async function* () {
      yield unb64(known.closed);
    },
    sign: (signing) => {
      signed.push(signing);
      return signAsScrutineer({ ...signing, message: b64(signing.message) });
    },
    changed: () => undefined,
    progress: () => undefined,
  });
  return { closing, signed };
}

async function checked(closing: Closing): Promise<string> {
  await closing.look();
  const [one] = closing.closed;
  if (one !== undefined) await closing.check(one);
  return closing.step.at;
}

test("a record that fits its archive is signed, and by nobody twice", async () => {
  const { closing } = aClosing();

  assert.equal(await checked(closing), "signing");
  assert.equal(await tried(() => closing.sign(files.own, files.passphrase)), undefined);
  assert.deepEqual(closing.closed.map(({ record }) => closing.signers(record)), [["监票人 甲"]]);
  assert.equal((await tried(() => closing.sign(files.own, files.passphrase)))?.hitch, "signed_already");
});

test("a record that says something else than its archive is never signed", async () => {
  for (const wrong of [{ ballots: RECORD.ballots - 1 }, { root: "0".repeat(64) }]) {
    const { closing, signed } = aClosing({ ...RECORD, ...wrong });

    assert.equal(await checked(closing), "wrong");
    const hindered = await tried(() => closing.sign(files.own, files.passphrase));
    assert.equal(hindered?.hitch, "internal");
    assert.deepEqual(signed, []);
  }
});

test("nobody is shown as a signer whose signature does not fit", async () => {
  const [{ key }] = people.scrutineers;
  const signatures = [{ key, signature: "0".repeat(128) }];
  const { closing } = aClosing({ ...RECORD, signatures });

  assert.equal(await checked(closing), "stopped");
  assert.deepEqual(closing.closed, []);
});
