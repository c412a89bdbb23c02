/// <reference path="./libsodium-sumo.d.ts" />
/**
 * libsodium as WebAssembly: every calculation with a secret scalar is done in here.
 *
 * Why libsodium and not @noble/curves, which the rest of this package uses: a vote, a code and all
 * the randomness that hides them are secrets, JavaScript's BigInt takes longer for some numbers
 * than for others and can never be erased, and libsodium does the same steps for every number on
 * memory that we overwrite afterwards. It costs about 0.7 ms for an encrypted mark with its proof
 * (noble's tables cost the same), which is spent before the voter sends. The price is a file
 * of 170 kB (compressed) and `'wasm-unsafe-eval'` in the policy of the script that loads it: only
 * the worker's. Public things, signatures of documents above all, are checked by noble.
 *
 * The raw library, not its wrappers: those allocate and copy for every call, and keep the copies.
 * No network, no DOM, no clock.
 */
import instantiate, { type Libsodium } from "libsodium-sumo";
import type { Bytes, Random } from "./bytes.ts";

const SLOT = 64;
const SLOTS = 3;

let library: Libsodium | undefined;
let memory = 0;

/** A function of one or two arguments that leaves 32 bytes; if it says nonzero, it refused. */
type Operation = (library: Libsodium, out: number, a: number, b: number) => number | void;

/**
 * Load the library; call it once, and wait, before anything else of this package that calculates.
 *
 * @param random seeds nothing that we use, but the library wants a source when it starts
 */
export async function loadSodium(random: Random): Promise<void> {
  if (library !== undefined) return;
  const loaded = await instantiate({
    getRandomValue: () => new DataView(random(4).buffer).getUint32(0),
  });
  if (loaded._sodium_init() < 0) throw new Error("libsodium did not start");
  memory = loaded._malloc(SLOT * SLOTS);
  library = loaded;
}

/**
 * Return the 32 bytes that `operation` makes of `a` and `b` (up to 64 bytes each), or undefined if
 * it refuses them. What was copied into the library's memory is overwritten again.
 */
export function calculate(operation: Operation, a: Bytes, b?: Bytes): Bytes | undefined {
  if (library === undefined) throw new Error("libsodium is not loaded");
  const [out, first, second] = [memory, memory + SLOT, memory + 2 * SLOT];
  const heap = library.HEAPU8;
  heap.set(a, first);
  if (b !== undefined) heap.set(b, second);
  const refused = Boolean(operation(library, out, first, second));
  const result = Uint8Array.from(heap.subarray(out, out + 32));
  heap.fill(0, memory, memory + SLOT * SLOTS);
  return refused ? undefined : result;
}

/** A function that leaves bytes at `out`, given where its inputs are. */
type LongOperation = (library: Libsodium, out: number, ...inputs: readonly number[]) => number;

/**
 * Return the `size` bytes that `operation` makes of inputs of any length, or undefined if it
 * refuses them, or there is not enough memory. For what is done rarely: memory is taken for this
 * one call, overwritten and given back.
 */
export function calculateLong(
  size: number,
  inputs: readonly Bytes[],
  operation: LongOperation,
): Bytes | undefined {
  if (library === undefined) throw new Error("libsodium is not loaded");
  const loaded = library;
  const sizes = [size, ...inputs.map((input) => input.length)];
  const [out = 0, ...places] = sizes.map((bytes) => loaded._malloc(Math.max(bytes, 1)));
  if ([out, ...places].includes(0)) {
    // Address 0 is the library's own memory; nothing was copied yet, and freeing 0 does nothing.
    [out, ...places].forEach((place) => loaded._free(place));
    return undefined;
  }
  inputs.forEach((input, i) => loaded.HEAPU8.set(input, places[i]));
  const refused = operation(loaded, out, ...places) !== 0;
  // The library's memory may have grown meanwhile, and then it lies elsewhere: ask for it again.
  const result = Uint8Array.from(loaded.HEAPU8.subarray(out, out + size));
  [out, ...places].forEach((place, i) => {
    loaded.HEAPU8.fill(0, place, place + (sizes[i] ?? 0));
    loaded._free(place);
  });
  return refused ? undefined : result;
}
