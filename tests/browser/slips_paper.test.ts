/** Slips before they meet the printer: their QR codes, their pages, and which one was picked. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeQR } from "../../shared/browser/node_modules/qr/decode.js";
import { newCode, slipText } from "../../shared/browser/src/crypto/credentials.ts";
import { isLocal, votersOrigin } from "../../shared/browser/src/slips/address.ts";
import { picked } from "../../shared/browser/src/slips/picked.ts";
import { AddressTooLong, qrPath, shapeFor } from "../../shared/browser/src/slips/qr.ts";
import { pagesOf, partsOf } from "../../shared/browser/src/slips/sheets.ts";
import { systemRandom } from "./vectors.ts";

const CODE = "yGygx-bUZDje-AshYr-mm3QYz";
const SLIP = `A-${CODE}-Ru85`;
const BOOTH = "https://vote.example.gov.cn/b/0123456789abcdef#";

/** Return what a scanner reads from a path, four dots a module. */
function scanned(path: string, size: number): string {
  const scale = 4;
  const width = size * scale;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, left, top, length] of path.matchAll(/M(\d+) (\d+)\.5h(\d+)/g)) {
    for (let x = Number(left) * scale; x < (Number(left) + Number(length)) * scale; x++) {
      for (let y = Number(top) * scale; y < (Number(top) + 1) * scale; y++) {
        data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
      }
    }
  }
  return decodeQR({ width, height: width, data });
}

test("the path of a slip's code is read as its address", () => {
  const shape = shapeFor(BOOTH + SLIP);

  assert.equal(scanned(qrPath(BOOTH + SLIP, shape), shape.size), BOOTH + SLIP);
});

test("every code of a meeting has the same size, and the best level that this size holds", () => {
  const shape = shapeFor(BOOTH + SLIP);
  const others = [1, 2, 3].map(() => BOOTH + slipText("W", newCode(systemRandom)));

  for (const other of others) assert.deepEqual(shapeFor(other), shape);
  assert.equal(shape.size, 17 + 4 * shape.version + 8);
  const levels = [40, 60, 80].map((length) => shapeFor("h".repeat(length)));
  assert.deepEqual(
    levels.map(({ version, level }) => `${version} ${level}`),
    ["3 medium", "4 medium", "5 medium"],
  );
  assert.equal(shapeFor("h".repeat(30)).level, "quartile");
  assert.equal(shapeFor("h".repeat(63)).level, "medium");
});

test("an address that no phone would read from a slip is refused", () => {
  for (const length of [123, 600]) {
    assert.throws(() => shapeFor("h".repeat(length)), AddressTooLong);
  }
  assert.equal(shapeFor("h".repeat(122)).version, 7);
});

test("eight slips come on a sheet, and the reserve behind a page of its own", () => {
  const codes = Array.from({ length: 19 }, (_, i) => `code ${i}`);

  const pages = pagesOf([
    { letter: "A", title: "a", codes, reserve: 2 },
    { letter: "B", title: "b", codes: ["x"], reserve: 0 },
    { letter: "C", title: "c", codes: ["y"], reserve: 1 },
  ]);

  assert.deepEqual(
    pages.map(({ section: { letter, reserve }, codes: { length } }) => [letter, reserve, length]),
    [
      ["A", false, 8],
      ["A", false, 8],
      ["A", false, 1],
      ["A", true, 0],
      ["A", true, 2],
      ["B", false, 1],
      ["C", true, 0],
      ["C", true, 1],
    ],
  );
  const inOrder = [...codes.slice(2), ...codes.slice(0, 2), "x", "y"];
  assert.deepEqual(pages.flatMap((page) => page.codes), inOrder);
});

test("very many pages are printed in parts of about the same length", () => {
  const pages = (count: number) =>
    pagesOf([{ letter: "A", title: "a", codes: Array(count * 8).fill("x"), reserve: 0 }]);

  assert.deepEqual(partsOf(pages(250)).map(({ length }) => length), [250]);
  assert.deepEqual(partsOf(pages(301)).map(({ length }) => length), [151, 150]);
  assert.deepEqual(partsOf(pages(12_500)).flat(), pages(12_500));
});

test("the end of a picked slip is enough, and so is all that a scanner sends", () => {
  const codes = [newCode(systemRandom), CODE];

  for (const typed of ["Ru85", " ru85".toUpperCase().replace("RU", "Ru"), "mm3QYz-Ru85", SLIP]) {
    assert.equal(picked(typed, "A", codes), "right", typed);
  }
  assert.equal(picked(BOOTH + SLIP, "A", codes), "right");
  assert.equal(picked("Ｒｕ８５", "A", codes), "right");
  assert.equal(picked("rU85", "A", codes), "capitals");
  for (const typed of ["u85", "Ru86", "mm3QYz", `B${SLIP.slice(1)}`]) {
    assert.equal(picked(typed, "A", codes), "unknown", typed);
  }
  assert.equal(picked(SLIP, "A", codes.slice(0, 1)), "unknown");
  const alike = "11111-111111-11111-11111o";
  const read = slipText("O", alike).replaceAll("1", "l").replaceAll("o", "0");
  assert.equal(picked(read.slice(-9), "O", [alike]), "right");
  assert.equal(picked(slipText("O", alike), "O", [alike]), "right");
  assert.equal(picked(" ", "A", codes), "empty");
});

test("slips never carry the address of this machine if another one is known", () => {
  for (const local of ["http://localhost:8000", "https://127.0.0.1", "http://[::1]:80"]) {
    assert(isLocal(local));
    assert.equal(votersOrigin(local, "https://vote.cn"), "https://vote.cn");
  }
  for (const real of ["https://192.168.1.5:8443", "https://localhost.example", "https://vote.cn"]) {
    assert.equal(votersOrigin(real, "https://other.cn"), real);
  }
});
