/** Blind issuance: given Python's random bytes the voter's half does what Python's does. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as blinding from "../../shared/browser/src/crypto/blinding.ts";
import { type Bytes, hex, utf8 } from "../../shared/browser/src/crypto/bytes.ts";
import { derive } from "../../shared/browser/src/crypto/credentials.ts";
import { NEUTRAL } from "../../shared/browser/src/crypto/group.ts";
import { b64, unb64 } from "../../shared/browser/src/crypto/jsontext.ts";
import { slugOf, slugOfPromise, stream, vectors } from "./vectors.ts";

const known = vectors.issuance;
const SPKI = unb64(known.spki);

async function digestOf(spki: Bytes): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", spki)));
}

/** Return the spki of a fresh key. */
async function freshKey(modulusLength: number, exponent: number[]): Promise<Bytes> {
  const publicExponent = Uint8Array.from(exponent);
  const algorithm = { name: "RSA-PSS", hash: "SHA-384", modulusLength, publicExponent };
  const { publicKey } = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  return new Uint8Array(await crypto.subtle.exportKey("spki", publicKey));
}

test("with the same random bytes every value is Python's", async (t) => {
  const random = stream(known.seed);
  t.mock.method(crypto, "getRandomValues", (array: Uint8Array) => {
    array.set(random(array.length));
    return array;
  });
  const key = await blinding.trustedKey(SPKI, known.digest);

  const { public: credential } = derive(known.uuid, known.code);
  const message = blinding.credentialMessage(known.uuid, credential);
  const prepared = blinding.prepare(message);
  const { blindedMsg, inv } = await blinding.blind(key, prepared);
  const signature = await blinding.finalize(key, prepared, unb64(known.answer), inv);

  assert.equal(hex(message), known.message);
  assert.equal(b64(prepared), known.prepared);
  assert.equal(b64(blindedMsg), known.blinded_msg);
  assert.equal(b64(inv), known.inv);
  assert.equal(b64(signature), known.signature);
});

test("two requests about one credential have nothing in common", async () => {
  const key = await blinding.trustedKey(SPKI, known.digest);
  const message = unb64(known.prepared).slice(32);

  const [one, other] = [blinding.prepare(message), blinding.prepare(message)];
  const blinded = await Promise.all([one, one].map((prepared) => blinding.blind(key, prepared)));

  assert.notDeepEqual(one, other);
  assert.notDeepEqual(blinded[0]?.blindedMsg, blinded[1]?.blindedMsg);
});

test("a key that the manifest does not name is refused before anything is blinded", async () => {
  const other = await freshKey(3072, [1, 0, 1]);

  assert.equal(await slugOfPromise(blinding.trustedKey(other, known.digest)), "issuer-key-digest");
  await blinding.trustedKey(other, await digestOf(other));
});

test("a key of another size or exponent, or none at all, is refused", async () => {
  for (const [spki, slug] of [
    [await freshKey(2048, [1, 0, 1]), "issuer-key-size"],
    [await freshKey(3072, [3]), "issuer-key-exponent"],
    [SPKI.slice(0, -1), "issuer-key"],
    [Uint8Array.of(...SPKI, 0), "issuer-key"],
    [utf8("key"), "issuer-key"],
  ] as [Bytes, string][]) {
    assert.equal(await slugOfPromise(blinding.trustedKey(spki, await digestOf(spki))), slug);
  }
});

test("a modulus with a small factor is refused", async () => {
  const small = SPKI.slice();
  const end = small.length - 6; // the modulus ends before the five bytes of the exponent
  const view = new DataView(small.buffer);
  const odd = view.getUint16(end - 1) % 2;
  for (let tail = odd; remainder(small.subarray(end - 383, end + 1), 751) !== 0; tail += 2) {
    view.setUint16(end - 1, tail);
  }

  const refused = blinding.trustedKey(small, await digestOf(small));

  assert.equal(await slugOfPromise(refused), "issuer-key-modulus");
});

test("an answer to another request, or of another length, is refused", async () => {
  const key = await blinding.trustedKey(SPKI, known.digest);
  const [prepared, answer, inv] = [known.prepared, known.answer, known.inv].map(unb64) as [
    Bytes,
    Bytes,
    Bytes,
  ];
  const other = blinding.prepare(prepared.slice(32));

  const finalize = (a: Bytes, b: Bytes, c: Bytes) =>
    slugOfPromise(blinding.finalize(key, a, b, c));
  assert.equal(await finalize(other, answer, inv), "pss-signature");
  assert.equal(await finalize(prepared, inv, inv), "pss-signature");
  assert.equal(await finalize(prepared, answer, answer), "pss-signature");
  assert.equal(await finalize(prepared, answer.slice(1), inv), "signature-length");
  assert.equal(await finalize(prepared, answer, inv.slice(1)), "signature-length");
});

test("nothing is asked about what is no credential", () => {
  assert.equal(slugOf(() => blinding.credentialMessage(known.uuid, NEUTRAL)), "membership");
  const { public: credential } = derive(known.uuid, known.code);
  assert.equal(slugOf(() => blinding.credentialMessage("short", credential)), "uuid");
});

function remainder(number: Uint8Array, divisor: number): number {
  return number.reduce((rest, byte) => (rest * 256 + byte) % divisor, 0);
}
