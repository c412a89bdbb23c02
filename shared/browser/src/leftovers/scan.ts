/**
 * The leftover slips of one class, as they are scanned one by one (PROTOCOL P14).
 *
 * Twin of `Scan` in shared/cli/slips/leftovers.py, with the same answers. No code is kept: a slip
 * is remembered by its public credentials, and by the four check characters at its end, which
 * are no part of the code and let people find the sheet of paper again. No DOM, network, clock.
 */
import { BadSlip, checkCharacters } from "../crypto/credentials.ts";
import { VerificationFailed } from "../crypto/errors.ts";
import { readSlip } from "../crypto/typed.ts";
import type { Leftovers } from "../documents/closing.ts";
import type { Lists } from "./hall.ts";

/** What is to be said of one slip. */
export type Answer =
  | { readonly what: "taken"; readonly mark: string }
  /** It cannot be read; `group` is the one to look at, from 1 to 4. */
  | { readonly what: "bad_slip"; readonly group: number | undefined }
  | { readonly what: "other_class"; readonly letter: string; readonly mark: string }
  | { readonly what: "scanned_already"; readonly mark: string }
  | { readonly what: "slip_not_listed"; readonly mark: string };

/** Turns a code into its public credentials in these boxes. */
export type PublicsOf = (code: string, uuids: readonly string[]) => Promise<readonly string[]>;

/** One slip that was taken. */
interface Taken {
  readonly mark: string;
  /** Its public credentials, in the order of the boxes. */
  readonly publics: readonly string[];
}

/** A scan's number and what it must be. */
export interface Counted {
  readonly printed: number;
  readonly handedOut: number;
  readonly scanned: number;
  /** Printed less handed out. */
  readonly expected: number;
}

/** A scan that grows. */
export class Scan implements Counted {
  readonly electorate: string;
  readonly printed: number;
  handedOut: number;
  readonly #meeting: string;
  readonly #lists: Lists;
  readonly #publicsOf: PublicsOf;
  readonly #taken: Taken[] = [];

  constructor(about: {
    readonly meeting: string;
    readonly electorate: string;
    readonly lists: Lists;
    readonly printed: number;
    readonly handedOut: number;
    readonly publicsOf: PublicsOf;
  }) {
    this.#meeting = about.meeting;
    this.electorate = about.electorate;
    this.printed = about.printed;
    this.handedOut = about.handedOut;
    this.#lists = about.lists;
    this.#publicsOf = about.publicsOf;
  }

  /** How many different slips were scanned so far. */
  get scanned(): number {
    return this.#taken.length;
  }

  /** How many there must be: printed less handed out. */
  get expected(): number {
    return this.printed - this.handedOut;
  }

  /** The check characters of the slips that were scanned, the last one last. */
  get marks(): string[] {
    return this.#taken.map(({ mark }) => mark);
  }

  /** Take one slip, scanned or typed, and say what is to be said of it. */
  async add(text: string): Promise<Answer> {
    let code, letter;
    try {
      ({ code, letter } = readSlip(text));
    } catch (error) {
      if (error instanceof BadSlip) return { what: "bad_slip", group: error.group };
      throw error;
    }
    const mark = checkCharacters(code);
    if (letter !== this.electorate) return { what: "other_class", letter, mark };
    const uuids = [...this.#lists.keys()];
    const publics = await this.#publicsOf(code, uuids);
    if (this.#taken.some((one) => one.publics[0] === publics[0])) {
      return { what: "scanned_already", mark };
    }
    const listed = uuids.every((uuid, i) => this.#lists.get(uuid)?.has(publics[i] ?? ""));
    if (!listed) return { what: "slip_not_listed", mark };
    this.#taken.push({ mark, publics });
    return { what: "taken", mark };
  }

  /** Take the last slip back; return its check characters. */
  undo(): string | undefined {
    return this.#taken.pop()?.mark;
  }

  /** Return the unsigned scan of what was scanned so far. */
  document(): Leftovers {
    const entries = [...this.#lists.keys()].map((uuid, i): [string, string[]] => [
      uuid,
      this.#taken.map(({ publics }) => publics[i] ?? "").sort(),
    ]);
    return {
      meeting: this.#meeting,
      electorate: this.electorate,
      lists: Object.fromEntries(entries),
    };
  }
}

/** Return how many slips a scan holds. */
export function countOf({ lists }: Leftovers): number {
  return Object.values(lists)[0]?.length ?? 0;
}

/**
 * Return if a scan that somebody made elsewhere is whole and of these lists.
 *
 * @throws VerificationFailed if it names other boxes, its lists differ in length or are not sorted,
 *   or an entry is not on the published list
 */
export function checkScan({ lists }: Leftovers, published: Lists): void {
  const count = Object.values(lists)[0]?.length;
  const boxes = Object.keys(lists);
  const fits = boxes.every((uuid) => {
    const [entries, known] = [lists[uuid] ?? [], published.get(uuid)];
    const sorted = entries.every((entry, i) => i === 0 || (entries[i - 1] ?? "") < entry);
    return entries.length === count && sorted && entries.every((entry) => known?.has(entry));
  });
  if (!fits || boxes.length !== published.size) {
    throw new VerificationFailed("The scan does not fit the lists of this meeting.");
  }
}
