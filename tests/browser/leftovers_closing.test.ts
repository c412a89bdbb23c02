/** One scrutineer before closed boxes, without the page: what is signed is what was checked. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Refused, Silence } from "../../shared/browser/src/booth/asking.ts";
import { unb64 } from "../../shared/browser/src/crypto/jsontext.ts";
import {
  type ClosingRecord,
  readClosing,
  type ScrutineerSignature,
} from "../../shared/browser/src/documents/closing.ts";
import { Closing } from "../../shared/browser/src/leftovers/closing.ts";
import type { Hall, HallDoor } from "../../shared/browser/src/leftovers/hall.ts";
import { tried } from "../../shared/browser/src/leftovers/table.ts";
import { signAsScrutineer } from "../../shared/browser/src/worker/scrutineer.ts";
import { type Signing, toSign } from "../../shared/browser/src/worker/signer.ts";
import { committed } from "./vectors.ts";

const { archive: known, closing: people, key_files: files } = committed("keyfiles.json");
const RECORD: ClosingRecord = { ...readClosing(known.record), signatures: [] };

/** A page before boxes, which show `records`; and what it asked for. */
class APage {
  readonly records: ClosingRecord[];
  readonly signed: Signing[] = [];
  readonly taken: [string, ScrutineerSignature][] = [];
  /** How often the box still takes a signature before it is away. */
  patience = Infinity;
  /** What the box says when it is. */
  failure: Error = new Silence("no answer");
  fingerprint = RECORD.fingerprint;
  hallOf: (hall: Hall) => Promise<Hall> = async (hall) => hall;
  readonly progress: number[] = [];
  readonly closing: Closing;

  constructor(...records: ClosingRecord[]) {
    this.records = records;
    this.closing = new Closing({
      door: this.#door,
      download: async function* () {
        yield unb64(known.closed);
      },
      sign: (signing) => {
        this.signed.push(signing);
        return signAsScrutineer({ ...signing, papers: signing.papers.map(toSign) });
      },
      changed: () => undefined,
      progress: ({ place }) => this.progress.push(place),
    });
  }

  get #door(): HallDoor {
    const names = this.records.map((_, place) => `box ${place}`);
    const boxes = names.map((uuid) => ({ uuid, electorate: "A", round: "r1", state: "closed" }));
    const fingerprint = (): string => this.fingerprint;
    const sheets = new Map(names.map((uuid) => [uuid, { title: "年度测评", turn: 1, fingerprint }]));
    const hall = { scrutineers: people.scrutineers, boxes, sheets } as unknown as Hall;
    return {
      look: () => this.hallOf(hall),
      closing: async (uuid: string) => this.#record(uuid),
      fixedDigest: () => RECORD.listDigest,
      signClosing: async (uuid: string, made: ScrutineerSignature) => {
        if (this.patience-- <= 0) throw this.failure;
        this.taken.push([uuid, made]);
        const record = this.#record(uuid);
        return { ...record, signatures: [...record.signatures, made] };
      },
    } as unknown as HallDoor;
  }

  #record(uuid: string): ClosingRecord {
    return this.records[Number(uuid.split(" ")[1])] as ClosingRecord;
  }

  /** Check all boxes that wait; return where that leads. */
  async checked(): Promise<string> {
    await this.closing.look();
    if (this.closing.waiting.length > 0) await this.closing.check(this.closing.waiting);
    return this.closing.step.at;
  }

  /** Sign; return why not. */
  async sign(passphrase = files.passphrase): Promise<string | undefined> {
    return (await tried(() => this.closing.sign(files.own, passphrase)))?.hitch;
  }

  signers(): string[][] {
    return this.closing.closed.map(({ record }) => this.closing.signers(record));
  }
}

test("a record that fits its archive is signed, and by nobody twice", async () => {
  const page = new APage(RECORD);

  assert.equal(await page.checked(), "signing");
  assert.equal(await page.sign(), undefined);
  assert.deepEqual(page.signers(), [["监票人 甲"]]);
  assert.equal(await page.sign(), "signed_already");
});

test("a record that says something else than its archive is never signed", async () => {
  for (const wrong of [{ ballots: RECORD.ballots - 1 }, { root: "0".repeat(64) }]) {
    const page = new APage({ ...RECORD, ...wrong });

    assert.equal(await page.checked(), "wrong");
    assert.equal(await page.sign(), "internal");
    assert.deepEqual(page.signed, []);
  }
});

test("a record of another election than the desk's sheet is never signed", async () => {
  const page = new APage(RECORD);
  page.fingerprint = "A".repeat(43);

  assert.equal(await page.checked(), "wrong");
  assert.equal(await page.sign(), "internal");
});

test("nobody is shown as a signer whose signature does not fit", async () => {
  const [{ key }] = people.scrutineers;
  const signatures = [{ key, signature: "0".repeat(128) }];
  const page = new APage({ ...RECORD, signatures });

  assert.equal(await page.checked(), "stopped");
  assert.deepEqual(page.closing.closed, []);
});

test("of two looks the later one counts, whichever ends first", async () => {
  const page = new APage(RECORD);
  const { closing } = page;
  const waiting: ((boxes: unknown[]) => void)[] = [];
  page.hallOf = (hall) => new Promise((give) => waiting.push((boxes) => give({ ...hall, boxes } as Hall)));

  const looks = [closing.look(), closing.look()];
  waiting[1]?.([{ uuid: "box 0", electorate: "A", round: "r1", state: "closed" }]);
  await looks[1];
  waiting[0]?.([]);
  await looks[0];

  assert.equal(closing.closed.length, 1);
  assert.equal(closing.hall?.boxes.length, 1);
});

test("all boxes are signed with a key that is opened once, but those it has signed before", async () => {
  const before = new APage(RECORD);
  await before.checked();
  await before.sign();
  const signatures = before.taken.map(([, made]) => made);
  const page = new APage(RECORD, { ...RECORD, signatures }, RECORD);

  assert.equal(await page.checked(), "signing");
  assert.deepEqual(new Set(page.progress), new Set([0, 1, 2]));
  assert.equal(await page.sign(), undefined);

  assert.equal(page.signed.length, 1);
  assert.deepEqual(page.taken.map(([uuid]) => uuid), ["box 0", "box 2"]);
  assert.deepEqual(page.signers(), Array(3).fill(["监票人 甲"]));
  const { step } = page.closing;
  assert.equal(step.at === "signing" && step.outcome?.taken, 3);
  assert.equal(await page.sign(), "signed_already");
});

test("of several boxes none is signed if one is wrong, and it is told which", async () => {
  const page = new APage(RECORD, { ...RECORD, ballots: 1 }, RECORD);

  assert.equal(await page.checked(), "wrong");
  const { step } = page.closing;
  assert.equal(step.at === "wrong" && step.place, 1);
  assert.deepEqual(new Set(page.progress), new Set([0, 1]));
  assert.equal(await page.sign(), "internal");
  assert.deepEqual(page.signed, []);
});

test("what was signed when the network failed stays, and the rest needs no key", async () => {
  for (const failure of [new Silence("no answer"), new Refused(503, "", undefined)]) {
    const page = new APage(RECORD, RECORD, RECORD);
    [page.patience, page.failure] = [1, failure];
    await page.checked();

    assert.equal(await page.sign(), undefined);
    const { step } = page.closing;
    assert.ok(step.at === "signing" && step.outcome?.hindered !== undefined);
    assert.deepEqual([step.outcome.taken, step.outcome.rest.length], [1, 2]);
    assert.deepEqual(page.signers(), [["监票人 甲"], [], []]);
    page.patience = Infinity;
    await page.closing.handInRest();

    assert.equal(page.signed.length, 1);
    assert.deepEqual(page.signers(), Array(3).fill(["监票人 甲"]));
    assert.deepEqual(new Set(page.taken.map(([uuid]) => uuid)).size, 3);
  }
});

test("with a wrong passphrase nothing is signed or handed in", async () => {
  const page = new APage(RECORD, RECORD);
  await page.checked();

  assert.equal(await page.sign("another one"), "wrong_passphrase");
  assert.deepEqual([page.taken, page.signers()], [[], [[], []]]);
});
