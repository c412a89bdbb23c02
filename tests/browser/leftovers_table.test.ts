/** The table of two scrutineers without its page: what is taken, and what may follow what. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Refused, Silence } from "../../shared/browser/src/booth/asking.ts";
import { checkCharacters, derive, slipText } from "../../shared/browser/src/crypto/credentials.ts";
import { Refusal } from "../../shared/browser/src/crypto/errors.ts";
import { readLeftoversFile } from "../../shared/browser/src/documents/closing.ts";
import { type Hall, HallDoor } from "../../shared/browser/src/leftovers/hall.ts";
import { checkScan, countOf, Scan } from "../../shared/browser/src/leftovers/scan.ts";
import { Hindered, type Parts, Table, tried } from "../../shared/browser/src/leftovers/table.ts";
import { Glance, Wedge } from "../../shared/browser/src/leftovers/wedge.ts";
import { signAsScrutineer } from "../../shared/browser/src/worker/scrutineer.ts";
import { toSign } from "../../shared/browser/src/worker/signer.ts";
import { DESK, FakeBox, FIRST, keysOf, MEETING, OTHER_CLASS, SECOND } from "./receipt_board.ts";
import { committed, slugOf, slugOfPromise, vectors } from "./vectors.ts";

const { key_files: files, closing: known } = committed("keyfiles.json");
const CODES: string[] = vectors.credentials.drawn.map(({ code }: { code: string }) => code);
const UUIDS = ["tnCMesiZ6MVWWm", "9PzJhCwoRzpo7h"];
const LISTS = new Map(
  UUIDS.map((uuid) => [uuid, new Set(CODES.slice(0, 4).map((c) => derive(uuid, c).publicHex))]),
);
const CLASS = { key: "A", title: "甲", uuids: UUIDS, printed: 4 };

function publicsOf(code: string, uuids: readonly string[]): Promise<string[]> {
  return Promise.resolve(uuids.map((uuid) => derive(uuid, code).publicHex));
}

function aScan(handedOut = 1): Scan {
  const about = { meeting: "m-1", electorate: "A", lists: LISTS, printed: 4, handedOut };
  return new Scan({ ...about, publicsOf });
}

function slip(place: number, letter = "A"): string {
  return slipText(letter, CODES[place] ?? "");
}

/** A table whose box and worker are here; `box` may be told to refuse. */
function aTable(box: { refuses?: Error } = {}): { table: Table; sent: string[] } {
  const sent: string[] = [];
  const hall = {
    manifest: {},
    scrutineers: known.scrutineers,
    classes: [CLASS],
    boxes: [],
    published: [],
  } as unknown as Hall;
  const door = {
    meeting: "m-1",
    look: () => Promise.resolve(hall),
    lists: () => (box.refuses ? Promise.reject(box.refuses) : Promise.resolve(LISTS)),
    publish: (file: string) => {
      if (box.refuses) return Promise.reject(box.refuses);
      sent.push(file);
      return Promise.resolve();
    },
  } as unknown as HallDoor;
  const parts: Parts = {
    door,
    publicsOf,
    sign: ({ papers, ...signing }) =>
      signAsScrutineer({ ...signing, papers: papers.map(toSign) }),
    changed: () => undefined,
  };
  return { table: new Table(parts), sent };
}

test("a box that hides one of its boxes is not believed", async () => {
  const box = new FakeBox();
  const hidden: string[] = [];
  box.spoil = (path, told) => {
    if (path.endsWith("/leftovers")) told.leftovers = [];
    told.frozen = null;
    told.boxes = told.boxes.filter(({ uuid }: { uuid: string }) => !hidden.includes(uuid));
  };
  const look = () => new HallDoor(box, keysOf(DESK), MEETING).look();

  assert.equal((await look()).boxes.length, 3);
  hidden.push(SECOND);
  assert.equal(await slugOfPromise(look()), "verification-failed");
});

test("boxes are called by the sheet that the desk signed; two of one title are numbered", async () => {
  const box = new FakeBox();
  const rounds: { [uuid: string]: string } = { [FIRST]: "r1" };
  box.spoil = (path, told) => {
    if (path.endsWith("/leftovers")) told.leftovers = [];
    if ("frozen" in told) told.frozen = null;
    for (const one of told.boxes ?? []) one.round = rounds[one.uuid] ?? null;
  };
  const look = async () => (await new HallDoor(box, keysOf(DESK), MEETING).look()).sheets;
  const turns = async () => [...(await look())].map(([uuid, { turn }]) => [uuid, turn]);

  assert.deepEqual([...(await look()).values()].map(({ title }) => title), ["年度测评"]);
  assert.deepEqual(await turns(), [[FIRST, undefined]]);
  rounds[SECOND] = "r1";
  assert.deepEqual(await turns(), [[FIRST, 1], [SECOND, 2]]);
  rounds[SECOND] = "r2"; // its sheet says r1
  assert.equal(await slugOfPromise(look()), "verification-failed");
  rounds[SECOND] = "r1";
  rounds[OTHER_CLASS] = "r1"; // its sheet says class A
  assert.equal(await slugOfPromise(look()), "verification-failed");
});

test("a round that was called off is no vote, and the order is that of the uuids", async () => {
  const box = new FakeBox();
  const order = [SECOND, FIRST];
  box.spoil = (path, told) => {
    if (path.endsWith("/leftovers")) told.leftovers = [];
    if ("frozen" in told) told.frozen = null;
    for (const one of told.boxes ?? []) one.round = order.includes(one.uuid) ? "r1" : null;
    told.boxes?.sort((a: any, b: any) => order.indexOf(a.uuid) - order.indexOf(b.uuid));
  };
  const look = async () => (await new HallDoor(box, keysOf(DESK), MEETING).look()).sheets;
  const turns = async () => [...(await look())].map(([uuid, { turn }]) => [uuid, turn]);

  const held = [...order].sort();
  assert.deepEqual(await turns(), held.map((uuid, place) => [uuid, place + 1]));
  (box.held[FIRST] as { state: string }).state = "cancelled";
  assert.deepEqual(await turns(), held.map((uuid) => [uuid, undefined]));
});

test("every slip gets the answer that the command line gives", async () => {
  const scan = aScan();
  const mark = checkCharacters(CODES[0] ?? "");

  assert.deepEqual(await scan.add(`https://b/b/m#${slip(0)}`), { what: "taken", mark });
  assert.deepEqual(await scan.add(slip(0).replaceAll("-", " ")), { what: "scanned_already", mark });
  assert.equal((await scan.add(slip(1, "B"))).what, "other_class");
  assert.equal((await scan.add(slip(4))).what, "slip_not_listed");
  assert.deepEqual(await scan.add("A-xyz"), { what: "bad_slip", group: undefined });
  assert.equal(scan.scanned, 1);
});

test("a scan holds public credentials, sorted for each box, and no code", async () => {
  const scan = aScan();
  for (const place of [2, 0, 1]) await scan.add(slip(place));
  const taken = scan.document();

  checkScan(taken, LISTS);
  assert.equal(countOf(taken), 3);
  for (const uuid of UUIDS) {
    const expected = [0, 1, 2].map((place) => derive(uuid, CODES[place] ?? "").publicHex).sort();
    assert.deepEqual(taken.lists[uuid], expected);
  }
  assert.equal(scan.undo(), checkCharacters(CODES[1] ?? ""));
  assert.equal((await scan.add(slip(1))).what, "taken");
});

test("a scan of other boxes, of unequal lists or in disorder is refused", async () => {
  const scan = aScan();
  for (const place of [2, 0, 1]) await scan.add(slip(place));
  const { lists } = scan.document();
  const [one, two] = UUIDS as [string, string];
  const entries = lists[one] ?? [];
  for (const wrong of [
    { [one]: entries },
    { ...lists, "11111111111111": entries },
    { ...lists, [one]: entries.slice(1) },
    { ...lists, [one]: [...entries].reverse() },
    { ...lists, [one]: [entries[0] ?? "", entries[0] ?? "", entries[1] ?? ""] },
    { ...lists, [one]: lists[two] ?? [] },
    {},
  ]) {
    const refused = slugOf(() => checkScan({ ...scan.document(), lists: wrong }, LISTS));
    assert.equal(refused, "verification-failed", JSON.stringify(wrong));
  }
});

test("a count that differs is told before anybody signs", async () => {
  const { table } = aTable();
  await table.look();
  await table.begin(CLASS, 1);
  await table.take(slip(0));
  await table.finish();
  assert.equal(table.step.at, "differing");
  table.resume(3);
  await table.finish();
  assert.equal(table.step.at, "signing");
});

test("slips are answered in the order they come, and the end waits for the last", async () => {
  const { table } = aTable();
  await table.look();
  await table.begin(CLASS, 1);
  const answers = [table.take(slip(0)), table.take(slip(0)), table.take(slip(1)), table.take(slip(2))];
  await table.finish();

  const whats = (await Promise.all(answers)).map(({ what }) => what);
  assert.deepEqual(whats, ["taken", "scanned_already", "taken", "taken"]);
  assert.equal(table.step.at, "signing");
});

test("nothing is added once somebody has signed, and nobody signs twice", async () => {
  const { table, sent } = aTable();
  await table.look();
  await table.begin(CLASS, 4);
  await table.finish();
  await table.sign(files.own, files.passphrase);
  table.resume();
  assert.equal(table.step.at, "signing");
  assert.equal(table.losesWork, true);
  const twice = await tried(() => table.sign(files.own, files.passphrase));
  assert.equal(twice?.hitch, "signed_already");
  assert.equal(table.complete, false);
  assert.equal(readLeftoversFile(table.file()).signatures.length, 1);
  assert.equal(table.losesWork, false);
  assert.deepEqual(sent, []);
});

test("whoever goes back to scanning while a key is being opened has signed nothing", async () => {
  const { table } = aTable();
  await table.look();
  await table.begin(CLASS, 3);
  await table.take(slip(0));
  await table.finish();
  const signing = table.sign(files.own, files.passphrase);
  table.resume();
  await table.take(slip(1));
  await signing;

  assert.equal(table.step.at, "scanning");
  assert.equal(table.signed, undefined);
  table.resume(2);
  await table.finish();
  assert.equal(table.step.at, "signing");
  assert.deepEqual(table.signers, []);
});

test("a scan that was saved is gone on with, one that was changed is not", async () => {
  const { table } = aTable();
  await table.look();
  await table.begin(CLASS, 4);
  await table.finish();
  await table.sign(files.own, files.passphrase);
  const file = table.file();

  const other = aTable().table;
  await other.look();
  await other.load(file);
  assert.deepEqual(other.signers, ["监票人 甲"]);
  for (const [text, hitch] of [
    [file.replace('"meeting":"m-1"', '"meeting":"m-2"'), "scan_of_other_meeting"],
    [file.replace('"electorate":"A"', '"electorate":"B"'), "scan_of_other_meeting"],
    [file.replace(/"signature":"./, '"signature":"f'), "not_a_scan"],
    [file.slice(1), "not_a_scan"],
  ] as const) {
    assert.equal((await tried(() => other.load(text)))?.hitch, hitch);
  }
  assert.deepEqual(other.signers, ["监票人 甲"]);
});

test("whoever opens a saved scan signs it only after its count was compared there too", async () => {
  const { table: first } = aTable();
  await first.look();
  await first.begin(CLASS, 1);
  await first.take(slip(0));
  await first.take(slip(1));
  await first.finish();
  first.insist();
  const file = first.file();

  const { table: second } = aTable();
  await second.look();
  await second.load(file);
  assert.deepEqual(second.step, { at: "counting", chosen: CLASS, printed: 4 });
  second.insist();
  assert.equal((await tried(() => second.sign(files.own, files.passphrase)))?.hitch, "internal");
  assert.deepEqual(second.signers, []);
  second.compare(4, 1);
  assert.equal(second.step.at, "differing");
  assert.deepEqual(second.counted, { printed: 4, handedOut: 1, scanned: 2, expected: 3 });
  second.compare(4, 2);
  assert.equal(second.step.at, "signing");
  await second.sign(files.own, files.passphrase);
  assert.deepEqual(second.signers, ["监票人 甲"]);

  await second.load(file);
  assert.equal(second.counted, undefined);
});

test("what hinders is named, and the box's own word for it is kept", async () => {
  for (const [refuses, hitch, slug] of [
    [new Refused(409, "round_open", undefined), "round_open", "round_open"],
    [
      new Refused(409, "meeting_not_finished", undefined),
      "meeting_not_finished",
      "meeting_not_finished",
    ],
    [new Refused(400, "wrong_leftovers", undefined), "refused", "wrong_leftovers"],
    [new Refused(503, "busy", undefined), "busy", "busy"],
    [new Silence("no answer"), "no_network", "no_network"],
    [new Refusal("x", "worker-failed"), "browser", "worker-failed"],
    [new Refusal("x", "verification-failed"), "not_authentic", "verification-failed"],
    [new Error("x"), "internal", "internal"],
  ] as const) {
    const box: { refuses?: Error } = {};
    const { table } = aTable(box);
    await table.look();
    box.refuses = refuses;
    const hindered = await tried(() => table.begin(CLASS, 1));
    assert(hindered instanceof Hindered);
    assert.deepEqual([hindered.hitch, hindered.slug], [hitch, slug]);
    assert.equal(table.step.at, "choosing");
  }
});

test("a scanner that types is heard, stray keys are not", () => {
  const wedge = new Wedge();
  const type = (text: string, pause: number, from: number): string | undefined => {
    let found: string | undefined;
    [...Array.from(text), "Enter"].forEach((key, i) => {
      const timeStamp = from + i * pause;
      found = wedge.press({ key, timeStamp, ctrlKey: false, altKey: false, metaKey: false });
    });
    return found;
  };

  wedge.press({ key: "x", timeStamp: 0, ctrlKey: false, altKey: false, metaKey: false });
  assert.equal(type(slip(0), 5, 1000), slip(0));
  assert.equal(type(slip(1), 120, 5000), slip(1));
  assert.equal(type("ab", 5, 20000), undefined);
  assert.equal(type("", 5, 30000), undefined);
});

test("a code that is held before the camera is let through once", () => {
  const glance = new Glance();

  assert.deepEqual(
    [0, 150, 1600, 3200].map((now) => glance.isNew("a", now)),
    [true, false, false, true],
  );
  assert.equal(glance.isNew("b", 3300), true);
  assert.equal(glance.isNew("a", 3400), true);
});
