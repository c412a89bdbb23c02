/**
 * Reading JSON strictly: what `JSON.parse` lets through and another program might read otherwise
 * is refused here. `jsontext` says what is refused; this file only knows how to read.
 *
 * No network, no DOM, no clock.
 */
import { MalformedBytes } from "./errors.ts";

export const MAX_DEPTH = 12;
const MAX_INTEGER_DIGITS = 18;

/** What a text may hold; objects have no prototype, so no key is special. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const SPACE = /[ \t\n\r]*/y;
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const WORD = /true|false|null|NaN|-?Infinity/y;
const WORDS: Record<string, boolean | null> = { true: true, false: false, null: null };
/** With the flag `u` a whole pair is one character, so this finds only halves. */
const HALF_A_PAIR = /[\ud800-\udfff]/u;

/** Return `text` if it can be written as UTF-8. */
export function wellFormed(text: string): string {
  if (HALF_A_PAIR.test(text)) {
    throw new MalformedBytes("Half a surrogate pair is not text.", "json-utf8");
  }
  return text;
}

/** One reading of one text. */
export class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Return the one value that the text spells, and nothing behind it. */
  document(): Json {
    const value = this.#value(0);
    this.#match(SPACE);
    if (this.#at !== this.#text.length) throw notJson();
    return value;
  }

  #value(depth: number): Json {
    this.#match(SPACE);
    const next = this.#text[this.#at];
    if (next === '"') return this.#string();
    if (next === "{" || next === "[") {
      if (depth >= MAX_DEPTH) {
        throw new MalformedBytes("This JSON is nested too deeply.", "json-depth");
      }
      this.#at++;
      return next === "{" ? this.#object(depth + 1) : this.#array(depth + 1);
    }
    const word = this.#match(WORD);
    if (word === undefined) return this.#number();
    const value = WORDS[word];
    if (value === undefined) throw notWhole();
    return value;
  }

  #object(depth: number): Json {
    const fields: { [key: string]: Json } = Object.create(null);
    if (this.#skip("}")) return fields;
    do {
      this.#match(SPACE);
      const key = this.#string();
      if (Object.hasOwn(fields, key)) {
        throw new MalformedBytes("A JSON key comes twice.", "json-duplicate-key");
      }
      if (!this.#skip(":")) throw notJson();
      fields[key] = this.#value(depth);
    } while (this.#skip(","));
    if (!this.#skip("}")) throw notJson();
    return fields;
  }

  #array(depth: number): Json[] {
    const items: Json[] = [];
    if (this.#skip("]")) return items;
    do items.push(this.#value(depth));
    while (this.#skip(","));
    if (!this.#skip("]")) throw notJson();
    return items;
  }

  #string(): string {
    const literal = this.#match(STRING);
    if (literal === undefined) throw notJson();
    return wellFormed(literal.includes("\\") ? JSON.parse(literal) : literal.slice(1, -1));
  }

  #number(): number {
    const digits = this.#match(NUMBER);
    if (digits === undefined) throw notJson();
    const value = Number(digits);
    const long = digits.replace("-", "").length > MAX_INTEGER_DIGITS;
    if (long || digits === "-0" || /[.eE]/.test(digits)) throw notWhole();
    if (!Number.isSafeInteger(value)) throw notWhole();
    return value;
  }

  /** Pass over spaces and `mark`; return whether it was there. */
  #skip(mark: string): boolean {
    this.#match(SPACE);
    if (this.#text[this.#at] !== mark) return false;
    this.#at++;
    return true;
  }

  /** Return what the sticky `pattern` matches here, behind which reading goes on. */
  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at = pattern.lastIndex;
    return found;
  }
}

function notJson(): MalformedBytes {
  return new MalformedBytes("This is not valid JSON.", "json-syntax");
}

function notWhole(): MalformedBytes {
  return new MalformedBytes("Only whole numbers are allowed in JSON.", "json-number");
}
