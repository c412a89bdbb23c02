/**
 * What a voter has marked, contest by contest, in one block of memory that can be overwritten.
 *
 * A graded contest takes exactly one mark, its last option is abstention; a choice takes up to
 * `maximum` marks, and none is a vote too (PROTOCOL P11). Unanswered means that nothing was marked:
 * what becomes of it is decided by the voter on the page, and written by `choices`.
 * No DOM, no network, no clock.
 */
import type { Contest } from "../documents/manifests.ts";

/** Whether exactly one option of a contest is marked, or up to `maximum` are. */
export function isGraded(contest: Contest): boolean {
  return contest.minimum === 1;
}

/** One voter's marks on one sheet. */
export class Marking {
  readonly contests: readonly Contest[];
  readonly #starts: readonly number[];
  readonly #marks: Uint8Array;

  constructor(contests: readonly Contest[]) {
    this.contests = contests;
    let at = 0;
    this.#starts = contests.map(({ options }) => (at += options.length) - options.length);
    this.#marks = new Uint8Array(at);
  }

  /** Return the marked options of a contest, in its order. */
  marked(contest: number): number[] {
    return Array.from(this.#row(contest)).flatMap((mark, option) => (mark === 1 ? [option] : []));
  }

  isMarked(contest: number, option: number): boolean {
    return this.#row(contest)[option] === 1;
  }

  isAnswered(contest: number): boolean {
    return this.#row(contest).includes(1);
  }

  /** Return how many more options of a contest may be marked. */
  left(contest: number): number {
    return this.#contest(contest).maximum - this.marked(contest).length;
  }

  /**
   * Mark an option, or take its mark away; return whether that was possible.
   *
   * Where only one may be marked, another mark moves there. A choice of more refuses the one too
   * many: which of the others to give up is the voter's to say.
   */
  set(contest: number, option: number, on: boolean): boolean {
    const row = this.#row(contest);
    if (!on) {
      row[option] = 0;
      return true;
    }
    if (this.#contest(contest).maximum === 1) row.fill(0);
    else if (row[option] !== 1 && this.left(contest) === 0) return false;
    row[option] = 1;
    return true;
  }

  get answered(): number {
    return this.contests.length - this.unanswered.length;
  }

  /** The contests without a mark, in order. */
  get unanswered(): number[] {
    return [...this.contests.keys()].filter((contest) => !this.isAnswered(contest));
  }

  /** Return the next contest without a mark after `contest`, beginning again at the top. */
  nextUnanswered(contest: number): number | undefined {
    const open = this.unanswered;
    return open.find((one) => one > contest) ?? open[0];
  }

  /** Return one row of 0 and 1 a contest; a graded one without a mark abstains. */
  choices(): number[][] {
    return this.contests.map((contest, i) => {
      const row = Array.from(this.#row(i));
      if (isGraded(contest) && !row.includes(1)) row[row.length - 1] = 1;
      return row;
    });
  }

  /** Overwrite every mark. */
  wipe(): void {
    this.#marks.fill(0);
  }

  #contest(contest: number): Contest {
    const found = this.contests[contest];
    if (found === undefined) throw new RangeError("no such contest");
    return found;
  }

  #row(contest: number): Uint8Array {
    const start = this.#starts[contest] ?? 0;
    return this.#marks.subarray(start, start + this.#contest(contest).options.length);
  }
}
