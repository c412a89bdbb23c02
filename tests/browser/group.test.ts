/** Scalars, points, ciphertexts and proofs are the ones that Python makes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as elgamal from "../../shared/browser/src/crypto/elgamal.ts";
import * as group from "../../shared/browser/src/crypto/group.ts";
import * as proofs from "../../shared/browser/src/crypto/proofs.ts";
import * as scalars from "../../shared/browser/src/crypto/scalars.ts";
import { scalar, slugOf, stream, vectors } from "./vectors.ts";

const { arithmetic, proofs: known } = vectors;
const Y = group.fromHex(arithmetic.y);
const P = group.fromHex(arithmetic.p);

test("the same random bytes give the same scalar", () => {
  for (const { seed, scalar: expected } of arithmetic.drawn) {
    assert.equal(scalars.decimal(scalars.randomScalar(stream(seed))), expected);
  }
});

test("a scalar of 0 is not drawn", () => {
  const draws = [new Uint8Array(64), new Uint8Array(64).fill(7)];
  const drawn = scalars.randomScalar(() => draws.shift() as Uint8Array<ArrayBuffer>);

  assert.equal(draws.length, 0);
  assert(!scalars.isZero(drawn));
});

test("scalars add, subtract and multiply modulo the order", () => {
  const q = 2n ** 252n + 27742317777372353535851937790883648493n;
  const [a, b] = [0, 1].map((n) => BigInt(arithmetic.drawn[n].scalar)) as [bigint, bigint];
  const [x, y] = [scalar(String(a)), scalar(String(b))];

  assert.equal(BigInt(scalars.decimal(scalars.plus(x, y))), (a + b) % q);
  assert.equal(BigInt(scalars.decimal(scalars.minus(x, y))), (((a - b) % q) + q) % q);
  assert.equal(BigInt(scalars.decimal(scalars.times(x, y))), (a * b) % q);
  assert.equal(scalars.decimal(scalars.reduce(new Uint8Array(0))), "0");
});

test("powers, products, quotients and hashes are the same", () => {
  for (const { x, g, p } of arithmetic.powers) {
    assert.equal(group.toHex(group.powerOfG(scalar(x))), g);
    assert.equal(group.toHex(group.power(P, scalar(x))), p);
  }
  const q = group.fromHex(arithmetic.q);
  assert.equal(group.toHex(group.multiply(P, q)), arithmetic.product);
  assert.equal(group.toHex(group.divide(P, q)), arithmetic.quotient);
  const hashed = scalars.hashToScalar(arithmetic.hashed.prefix, [P, q]);
  assert.equal(scalars.decimal(hashed), arithmetic.hashed.scalar);
});

test("exponent 0 and the neutral element are treated as mathematics does", () => {
  const nothing = scalar("0");

  assert.deepEqual(group.powerOfG(nothing), group.NEUTRAL);
  assert.deepEqual(group.power(P, nothing), group.NEUTRAL);
  assert.deepEqual(group.power(group.NEUTRAL, scalar("5")), group.NEUTRAL);
  assert.deepEqual(group.powerOfG(scalar("1")), group.G);
});

test("what is no member is refused, whatever is done with it", () => {
  for (const { text, slug } of arithmetic.refused) {
    assert.equal(slugOf(() => group.fromHex(text)), slug, text);
    if (slug !== "membership") continue;
    for (const exponent of ["0", "2"]) {
      assert.equal(slugOf(() => group.power(group.readHex(text), scalar(exponent))), "membership");
    }
  }
  assert.equal(slugOf(() => group.fromHex(group.toHex(group.NEUTRAL))), "neutral");
});

test("all possible numbers are encrypted as Python encrypts one", () => {
  for (const { r, m, alpha, beta } of arithmetic.encrypted) {
    const prepared = elgamal.prepareCiphertext(Y, scalar(r), 5);
    assert.deepEqual(elgamal.toJson(elgamal.chosen(prepared, m)), { alpha, beta });
  }
});

test("a product encrypts the sum", () => {
  const [r, s] = [scalar("5"), scalar("7")];
  const factors = [r, s].map((one) => elgamal.prepareCiphertext(Y, one, 1));
  const product = elgamal.prepareProduct(factors, 2);

  const expected = elgamal.prepareCiphertext(Y, scalars.plus(r, s), 2);
  assert.deepEqual(product, expected);
});

test("a one-of-many proof is byte for byte Python's, whichever branch is true", () => {
  for (const { branches, truth, seed, proofs: expected } of known.one_of) {
    const prepared = proofs.prepareOneOf(Y, scalar(known.r), branches, stream(seed));
    const made = proofs.finishOneOf(prepared, truth, "prove|S|");
    assert.deepEqual(made.map(proofs.toJson), expected, seed);
  }
});

test("a signature is byte for byte Python's", () => {
  const made = proofs.sign(proofs.prepareLog(stream("sign")), "h".repeat(43), scalar(known.r));

  assert.deepEqual(proofs.toJson(made), known.signature);
});

test("wiping leaves nothing of what hides a vote", () => {
  const prepared = proofs.prepareOneOf(Y, scalar(known.r), 3, stream("wipe"));
  const ciphertext = elgamal.prepareCiphertext(Y, scalar("5"), 2);
  proofs.wipeOneOf(prepared);
  elgamal.wipeCiphertext(ciphertext);

  const secrets = [
    prepared.r,
    prepared.w,
    ...prepared.simulated.flatMap(({ bs }) => bs),
    ...ciphertext.betas,
  ];
  assert(secrets.every((secret) => secret.every((byte) => byte === 0)));
});
