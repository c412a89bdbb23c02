/** Framing, JSON and base64 are spelt as Python spells them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { equal, hex, unhex } from "../../shared/browser/src/crypto/bytes.ts";
import { frame } from "../../shared/browser/src/crypto/framing.ts";
import * as jsontext from "../../shared/browser/src/crypto/jsontext.ts";
import { slugOf, vectors } from "./vectors.ts";

const { framing, spelling } = vectors;

/** Return `value` with plain objects, as `JSON.parse` makes them. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

test("every kind of part is framed as Python frames it", () => {
  for (const { label, parts, frame: expected } of framing) {
    const read = parts.map((part: string | number) =>
      typeof part === "string" && part.startsWith("0x") ? unhex(part.slice(2)) : part,
    );
    assert.equal(hex(frame(label, ...read)), expected);
  }
});

test("a number that a frame cannot hold is refused", () => {
  for (const number of [-1, 1.5, 2 ** 53, Number.NaN]) {
    assert.throws(() => frame("label", number), RangeError);
  }
});

test("JSON is written as Belenios writes it, and a document in its canonical form", () => {
  assert.equal(jsontext.encode(spelling.value), spelling.encoded);
  assert.equal(hex(jsontext.canonical(spelling.canonical_value)), spelling.canonical);
});

test("what Python reads is read, and what it refuses is refused by the same name", () => {
  for (const { text, value, slug } of spelling.decoded) {
    if (slug === undefined) assert.deepEqual(plain(jsontext.decode(text)), value);
    else assert.equal(slugOf(() => jsontext.decode(text)), slug, text);
  }
  for (const { text, value, slug } of spelling.exact) {
    if (slug === undefined) assert.deepEqual(plain(jsontext.decodeExact(text)), value);
    else assert.equal(slugOf(() => jsontext.decodeExact(text)), slug, text);
  }
});

test("numbers that JavaScript cannot hold, and too many brackets, are refused", () => {
  assert.equal(slugOf(() => jsontext.decode("9007199254740993")), "json-number");
  assert.equal(slugOf(() => jsontext.decode("[".repeat(250_001))), "json-size");
});

test("a key is a key, whatever it is called", () => {
  const text = '{"__proto__":1,"constructor":2}';
  const read = jsontext.decode(text);

  assert.equal(new TextDecoder().decode(jsontext.canonical(read)), text);
  assert.equal(slugOf(() => jsontext.fields(read, ["constructor"])), "json-extra-field");
});

test("a document holds nothing that two programs could write differently", () => {
  for (const value of [1.5, undefined, 2 ** 53, [Number.NaN], { a: () => 1 }]) {
    assert.equal(slugOf(() => jsontext.canonical(value)), "json-type");
  }
  assert.equal(slugOf(() => jsontext.canonical("\ud800")), "json-utf8");
  assert.equal(slugOf(() => jsontext.canonical({ "\udc00": 1 })), "json-utf8");
});

test("an object has exactly its fields, in their order", () => {
  const order = ["a", "b"];

  assert.deepEqual(plain(jsontext.fields(jsontext.decode('{"a":1,"b":2}'), order)), { a: 1, b: 2 });
  for (const [text, slug] of [
    ['{"b":2,"a":1}', "json-order"],
    ['{"a":1}', "json-missing-field"],
    ['{"a":1,"b":2,"c":3}', "json-extra-field"],
    ["[]", "json-type"],
    ["null", "json-type"],
  ] as const) {
    assert.equal(slugOf(() => jsontext.fields(jsontext.decode(text), order)), slug);
  }
});

test("base64 has one spelling", () => {
  for (const { hex: content, text } of spelling.base64) {
    assert.equal(jsontext.b64(unhex(content)), text);
    assert.equal(hex(jsontext.unb64(text)), content);
  }
  for (const text of spelling.not_base64) {
    assert.equal(slugOf(() => jsontext.unb64(text)), "base64", text);
  }
});

test("equal means every byte and the length", () => {
  assert(equal(Uint8Array.of(1, 2), Uint8Array.of(1, 2)));
  for (const other of [[1, 3], [0, 2], [1], [1, 2, 0]]) {
    assert(!equal(Uint8Array.of(1, 2), Uint8Array.from(other)));
  }
});
