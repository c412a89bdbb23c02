/**
 * A scanner that types: fast keys that end with Enter, wherever the focus is.
 *
 * A scanner types a letter every few milliseconds, one by radio now and then a little later. After
 * a longer pause the text begins anew, so a stray key before a scan does no harm. No DOM; the clock
 * is the events' own.
 */

const PAUSE_MS = 400;
/** A slip has 27 letters; less than this was no slip, and nobody has to be told of it. */
const SHORTEST = 6;

/** The part of a key event that is looked at. */
export interface KeyPress {
  readonly key: string;
  readonly timeStamp: number;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** Collects what a scanner types. */
export class Wedge {
  #typed = "";
  #last = -Infinity;

  /** Take one key; return what was scanned, if this key ended it. */
  press(event: KeyPress): string | undefined {
    const fast = event.timeStamp - this.#last <= PAUSE_MS;
    this.#last = event.timeStamp;
    if (!fast) this.#typed = "";
    if (event.key === "Enter") {
      const typed = this.#typed;
      this.#typed = "";
      return typed.length >= SHORTEST ? typed : undefined;
    }
    const letter = event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (letter) this.#typed += event.key;
    return undefined;
  }
}

const REST_MS = 1500;

/** Lets a code that stays before the camera through once. */
export class Glance {
  #text = "";
  #last = -Infinity;

  /** Return whether `text`, seen at `now` (ms), was not just seen. */
  isNew(text: string, now: number): boolean {
    const held = text === this.#text && now - this.#last < REST_MS;
    [this.#text, this.#last] = [text, now];
    return !held;
  }
}
