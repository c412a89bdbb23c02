/**
 * What the tests are made from: the vectors that Python wrote, their randomness, and libsodium.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Bytes, Random } from "../../shared/browser/src/crypto/bytes.ts";
import { Refusal } from "../../shared/browser/src/crypto/errors.ts";
import { reduce, type Scalar } from "../../shared/browser/src/crypto/scalars.ts";
import { loadSodium } from "../../shared/browser/src/crypto/sodium.ts";

/** Return a file of tests/vectors. */
export function committed(name: string): any {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), "utf8"));
}

export const vectors = committed("browser.json");

/** Return the source of randomness of `seed`, as browser_stream.py makes it. */
export function stream(seed: string): Random {
  let rest = Buffer.alloc(0);
  let blocks = 0;
  return (length) => {
    while (rest.length < length) {
      const block = createHash("sha256").update(`${seed}/${blocks++}`).digest();
      rest = Buffer.concat([rest, block]);
    }
    const taken = Uint8Array.from(rest.subarray(0, length));
    rest = rest.subarray(length);
    return taken;
  };
}

/** Unpredictable bytes. */
export function systemRandom(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** Return the scalar written in decimal as `text`. */
export function scalar(text: string): Scalar {
  const digits = BigInt(text).toString(16).padStart(64, "0");
  return reduce(Uint8Array.from(Buffer.from(digits, "hex")));
}

/** Return the name by which `refused` is refused; fails if it is not. */
export function slugOf(refused: () => unknown): string {
  try {
    refused();
  } catch (error) {
    assert(error instanceof Refusal, `not a refusal: ${error}`);
    assert.match(error.message, /^[A-Z].*\.$/);
    return error.slug;
  }
  return assert.fail("nothing was refused");
}

/** The same of a promise. */
export async function slugOfPromise(refused: Promise<unknown>): Promise<string> {
  const error: unknown = await refused.then(
    () => assert.fail("nothing was refused"),
    (reason: unknown) => reason,
  );
  assert(error instanceof Refusal, `not a refusal: ${error}`);
  return error.slug;
}

/** Return what `steps` returns at its end. */
export function atOnce<T>(steps: Generator<void, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

await loadSodium(systemRandom);
