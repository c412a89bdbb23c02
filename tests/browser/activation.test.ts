/** A voting right as text, in the keeper, in the booth; and the screen that is to stay awake. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { take } from "../../shared/browser/src/activation/arriving.ts";
import { Awake, type Lock } from "../../shared/browser/src/activation/awake.ts";
import { Keeper, type Shelf } from "../../shared/browser/src/activation/keeping.ts";
import { parseRight, rightText } from "../../shared/browser/src/activation/right.ts";
import { votingAddress } from "../../shared/browser/src/activation/views.ts";
import type { Booth } from "../../shared/browser/src/booth/booth.ts";
import { remember } from "../../shared/browser/src/booth/kept.ts";
import { derive } from "../../shared/browser/src/crypto/credentials.ts";
import { MalformedBytes, Refusal } from "../../shared/browser/src/crypto/errors.ts";
import { takeFragment } from "../../shared/browser/src/page/address.ts";
import { Tasks } from "../../shared/browser/src/worker/tasks.ts";
import { aRight, KEY, UUIDS } from "./blind_box.ts";
import { slugOf, systemRandom } from "./vectors.ts";

/** A browser's storage; `full` refuses whatever is written. */
function aShelf(full = false): Shelf & { readonly content: Map<string, string> } {
  const content = new Map<string, string>();
  return {
    content,
    getItem: (name) => content.get(name) ?? null,
    setItem: (name, value) => {
      if (full) throw new Error("full");
      content.set(name, value);
    },
    removeItem: (name) => void content.delete(name),
  };
}

test("a right goes through an address unchanged", () => {
  const text = rightText(aRight());

  assert.deepEqual(parseRight(text), aRight());
  assert.equal(decodeURIComponent(text), text);
  assert.equal(new URL(`https://box/a/m#${text}`).hash, `#${text}`);
  assert.equal(text.length, 32 + 1 + 64 + 2 * 614);
});

test("a right that is cut off, changed or twice the same box is refused", () => {
  const text = rightText(aRight());
  const [slip = "", digest = "", first = "", second = ""] = text.split(".");
  for (const wrong of [
    "",
    slip,
    `${slip}.${digest}`,
    text.slice(0, -1),
    [slip, digest.slice(1), first].join("."),
    [slip, digest, first, first].join("."),
    [slip.replace("yG", "zG"), digest, first, second].join("."),
    text.replace(":", "::"),
  ]) {
    assert.notEqual(slugOf(() => parseRight(wrong)), undefined, wrong.slice(0, 60));
  }
});

/** Derives as the worker does. */
async function publics(code: string, uuids: readonly string[]): Promise<readonly string[]> {
  const tasks = new Tasks(systemRandom, () => undefined);
  return (await tasks.publics({ code, uuids })).publics;
}

/** Return the text of a right whose credentials are its code's, but for the box `but`. */
function aWholeRight(but?: string): string {
  const { boxes, ...right } = aRight();
  const own = Array.from(boxes, ([uuid, activation]) => {
    const credential = derive(uuid, right.code).publicHex;
    return [uuid, uuid === but ? activation : { ...activation, credential }] as const;
  });
  return rightText({ ...right, boxes: new Map(own) });
}

test("a right is taken if every credential is its code's", async () => {
  const keeper = new Keeper("m1", undefined);
  for (const uuid of UUIDS) {
    assert.equal(await take(keeper, aWholeRight(uuid), publics), false);
  }
  assert.deepEqual(keeper.rights, []);

  assert.equal(await take(keeper, aWholeRight(), publics), true);
  assert.deepEqual(keeper.rights.map(({ slip }) => slip), [KEY]);
});

test("a right that is not whole is said to be so also beside one that is kept", async () => {
  const keeper = new Keeper("m1", undefined);
  await take(keeper, aWholeRight(), publics);

  assert.equal(await take(keeper, aWholeRight().slice(0, -1), publics), false);
  assert.equal(keeper.rights.length, 1);
});

test("a right is not lost because nothing could be calculated; other faults are not hidden", async () => {
  const keeper = new Keeper("m1", undefined);
  const failing = (error: Error) => () => Promise.reject(error);
  const text = aWholeRight();

  assert.equal(await take(keeper, text, failing(new MalformedBytes("no", "bad-slip"))), false);
  await assert.rejects(take(keeper, text, failing(new TypeError("fault"))), TypeError);
  assert.deepEqual(keeper.rights, []);
  assert.equal(await take(keeper, text, failing(new Refusal("no", "worker-failed"))), true);
  assert.equal(keeper.rights.length, 1);
});

test("nothing of a secret stays in the address, a beginning of it neither", () => {
  const found: unknown[] = [];
  for (const hash of ["", "#main", "#half-a-token", `#${KEY}`, "#%E0%A4%A"]) {
    const bar = { hash, pathname: "/a/m1", search: "?lang=zh" };
    const replaceState = (_: unknown, __: string, address: string): void => {
      bar.hash = new URL(address, "https://box").hash;
    };
    const getElementById = (id: string): object | null => (id === "main" ? {} : null);
    Object.assign(globalThis, { location: bar, history: { replaceState } });
    Object.assign(globalThis, { document: { getElementById } });
    found.push([takeFragment(), bar.hash]);
  }

  assert.deepEqual(found, [
    [undefined, ""],
    [undefined, "#main"],
    [undefined, ""],
    [KEY, ""],
    [undefined, ""],
  ]);
});

test("a right is kept, and one does not take another's place", () => {
  const shelf = aShelf();
  const keeper = new Keeper("m1", shelf);
  keeper.keep(aRight());
  keeper.note("A-yGygx-bUZDje-AshYr-mm3QYz-Ru85", UUIDS[0] ?? "", { state: "active" });
  keeper.keep(aRight()); // the same again
  keeper.keep(aRight("1oDyg-bUZDje-AshYr-mm3QYz"));

  const again = new Keeper("m1", shelf);
  assert.equal(again.rights.length, 2);
  assert.deepEqual(again.rights[0]?.boxes.map(({ state }) => state), ["active", "waiting"]);
  assert.deepEqual(new Keeper("m2", shelf).rights, []);
  again.erase();
  assert.equal(shelf.content.size, 0);
  assert.deepEqual(keeper.rights, []);
});

test("where nothing can be stored, the page's memory has it and says so", () => {
  for (const shelf of [undefined, aShelf(true)]) {
    const keeper = new Keeper("m1", shelf);
    keeper.keep(aRight());

    assert.equal(keeper.rights.length, 1);
    assert.equal(keeper.lasting, false);
  }
});

test("what others wrote into the storage is nothing", () => {
  const shelf = aShelf();
  for (const junk of ["{", "[1]", '[{"slip":"A"}]', '{"a":1}', "null"]) {
    shelf.content.set("ostraka/right/m1", junk);
    assert.deepEqual(new Keeper("m1", shelf).rights, [], junk);
  }
});

test("leaving a page that alone has the code takes the code along", () => {
  const rights = [{ slip: KEY, manifest: "", boxes: [] }];
  const address = (lasting: boolean, held = rights): string =>
    votingAddress({ rights: held, lasting, booth: "/b/m" } as never);

  assert.equal(address(true), "/b/m");
  assert.equal(address(false), `/b/m#${KEY}`);
  assert.equal(address(false, [...rights, ...rights]), "/b/m");
});

test("the screen is held again when something is to be sent, and let go of after it", async () => {
  const locks: { released: boolean }[] = [];
  const awake = new Awake(async () => {
    const lock = { released: false, release: async () => void (lock.released = true) };
    locks.push(lock);
    return lock as Lock;
  });
  await awake.hold(true);
  await awake.hold(true);
  await awake.hold(false);
  await awake.hold(true);
  const [, second] = locks;
  if (second !== undefined) second.released = true; // the page was hidden
  await awake.hold(true);

  assert.deepEqual(locks.map(({ released }) => released), [true, true, false]);
  await new Awake(() => Promise.reject(new Error("low battery"))).hold(true);
});

test("the booth leads to what it keeps when all is over, but not whoever has a slip on paper", () => {
  const keeper = new Keeper("m1", undefined);
  keeper.keep(aRight());
  const led: string[] = [];
  const replace = (address: string): void => void led.push(address);
  Object.assign(globalThis, { location: { pathname: "/b/m1", search: "?lang=zh", replace } });
  const step = { at: "stopped", trouble: "ended" };
  const { letter, code } = aRight();

  for (const voter of [{ letter, code: "1oDyg-bUZDje-AshYr-mm3QYz" }, { letter, code }]) {
    remember(keeper, { step, voter } as unknown as Booth);
    assert.deepEqual(led, voter.code === code ? ["/a/m1?lang=zh"] : []);
  }
});
