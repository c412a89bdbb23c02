/**
 * A scanner that types like a keyboard: faster than any hand, with Enter or Tab at the end.
 *
 * What it types is gathered whether a field has the focus or not. A code says by its check
 * characters that it is one, so what a keyboard in another state makes of it can be tried too.
 * No DOM, no network, no clock: the time of each key is an argument.
 */
import { BadSlip, type Slip } from "../crypto/credentials.ts";
import { readSlip } from "../crypto/typed.ts";

/** Longer between two keys, and what comes is something else. */
const GAP_MS = 3_000;
/** From key to key on average at most so long: no hand types twenty of them so fast. */
const FAST_MS = 60;
/** A scan is as long as this at least; shorter ones are a hand on the keyboard. */
const LEAST = 20;
/** A slip as it is printed, without the address before it. */
const PRINTED = 32;
const ENDS = ["Enter", "Tab"];

/** Gathers keys to scans. */
export class Wedge {
  #keys = "";
  #first = 0;
  #last = Number.NEGATIVE_INFINITY;

  /**
   * Take a key, as `KeyboardEvent.key` names it, pressed at `at` (ms).
   *
   * @returns the whole text if the key ends a scan; the key itself is then no command. What was
   *   typed slowly is a scan only if it is a slip: a busy machine hears even a scanner slowly.
   */
  press(key: string, at: number): string | undefined {
    if (at - this.#last > GAP_MS || key === "Backspace") this.#keys = "";
    if (ENDS.includes(key)) return this.#taken(isSlip(this.#keys));
    if (Array.from(key).length !== 1) return undefined; // Shift, say
    if (this.#keys === "") this.#first = at;
    this.#last = at;
    this.#keys += key;
    return undefined;
  }

  /** Return the slip that no key has ended, when none came for a moment; half of one may go on. */
  rest(): string | undefined {
    return this.#isFast && isSlip(this.#keys) ? this.#taken(true) : undefined;
  }

  /** Whether the next key may belong to what was typed before. */
  isBegun(at: number): boolean {
    return this.#keys !== "" && at - this.#last <= GAP_MS;
  }

  get #isFast(): boolean {
    const { length } = this.#keys;
    return length >= LEAST && this.#last - this.#first <= FAST_MS * (length - 1);
  }

  #taken(sure: boolean): string | undefined {
    const text = sure || this.#isFast ? this.#keys : undefined;
    this.#keys = "";
    return text;
  }
}

function isSlip(text: string): boolean {
  try {
    return scannedSlip(text) !== undefined;
  } catch {
    return false;
  }
}

/**
 * Return the slip that was scanned; undefined if it was something else.
 *
 * Caps lock turns the case of every letter, and some keyboards type another sign for `#`.
 *
 * @throws BadSlip if it is a slip and some letter of it is wrong
 */
export function scannedSlip(text: string): Slip | undefined {
  const whole = [text, text.slice(-PRINTED)];
  for (const one of [...whole, ...whole.map(otherCase)]) {
    try {
      return readSlip(one);
    } catch (error) {
      if (!(error instanceof BadSlip)) throw error;
    }
  }
  if (/[#\s-]?[A-Za-z](-\w{5,6}){4}-\w{4}$/.test(text.trim())) throw new BadSlip();
  return undefined;
}

function otherCase(text: string): string {
  return Array.from(text, (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  ).join("");
}
