/**
 * What a trustee's page shows of the tally service's answers.
 *
 * Nothing is decided by it: the worker reads the same answers strictly and checks every message.
 */
import type { Turn } from "../crypto/turns.ts";

/** The four steps of the ceremony, and the three of a rehearsal. */
export const CEREMONY = ["cert", "commitment", "polynomial", "output"] as const;
export const REHEARSAL = ["commit", "open", "share"] as const;

/** A board as its table shows it. */
export interface ShownBoard {
  readonly title: string;
  readonly year: number;
  readonly threshold: number;
  readonly names: readonly string[];
  /** Whether the ceremony is over and the board's document signed. */
  readonly ready: boolean;
  readonly done: Done;
}

/** By step, whether each trustee has done it. */
export type Done = { readonly [step: string]: readonly boolean[] };

/** A rehearsal that somebody has begun, or that the link asks for. */
export interface ShownRehearsal {
  readonly meeting: string;
  /** The meeting's, from its manifest; null where the service has not kept it. */
  readonly title: string | null;
  readonly done: Done;
}

/** A box whose counts wait for shares. */
export interface ShownBox {
  readonly uuid: string;
  readonly meeting: string;
  readonly round: string;
  readonly electorate: string;
  readonly title: string;
  /** Numbers of the trustees whose share is there. */
  readonly shares: readonly number[];
  /** Numbers of those whose shares do not fit the others'. */
  readonly at_fault: readonly number[];
  /** Numbers of those whose share was refused, because its proof does not hold. */
  readonly refused: readonly number[];
  /** Whether there can still be enough shares, after the keys that are reported lost. */
  readonly enough: boolean;
}

/** A key that is reported lost, by whom and when. */
export interface ShownLoss {
  readonly number: number;
  readonly by: string;
  readonly at: string;
}

/** What this trustee may have to do on this board. */
export interface ShownDuties {
  readonly rehearsals: readonly ShownRehearsal[];
  readonly boxes: readonly ShownBox[];
  readonly lost: readonly ShownLoss[];
  /** Why nobody can rehearse for the meeting that the link asks for, a slug. */
  readonly asked_refused: string | null;
}

interface BoardPage {
  readonly title: string;
  readonly year: number;
  readonly threshold: number;
  readonly trustees: readonly { readonly name: string }[];
  readonly state: string;
  readonly messages: { readonly [step: string]: readonly unknown[] };
}

/** Return what is shown of a board's page. */
export function shownBoard(text: string): ShownBoard {
  const page = JSON.parse(text) as BoardPage;
  return {
    title: page.title,
    year: page.year,
    threshold: page.threshold,
    names: page.trustees.map(({ name }) => name),
    ready: page.state === "ready",
    done: doneOf(page.messages, CEREMONY),
  };
}

/** Return what is shown of a trustee's duties. */
export function shownDuties(text: string): ShownDuties {
  const { rehearsals, boxes, lost, asked_refused } = JSON.parse(text) as ShownDuties;
  return { rehearsals, boxes, lost, asked_refused };
}

/** Return how far each is, when those of `pending` still owe a step: all before it is done. */
export function doneBut(
  steps: readonly string[],
  size: number,
  pending: readonly Turn[],
): Done {
  const now = pending[0]?.step;
  const place = now === undefined ? steps.length : steps.indexOf(now);
  const owing = new Set(pending.map(({ number }) => number));
  return Object.fromEntries(
    steps.map((step, i) => [
      step,
      Array.from({ length: size }, (_, n) => i < place || (i === place && !owing.has(n + 1))),
    ]),
  );
}

/** Return the first step that is not complete, and who owes it. */
export function awaited(done: Done): { readonly step: string; readonly numbers: number[] } | undefined {
  for (const [step, each] of Object.entries(done)) {
    const numbers = each.flatMap((is, i) => (is ? [] : [i + 1]));
    if (numbers.length > 0) return { step, numbers };
  }
  return undefined;
}

/** Return whether trustee `number` owes anything, though perhaps not yet. */
export function owes(done: Done, number: number): boolean {
  return Object.values(done).some((each) => each[number - 1] === false);
}

function doneOf(
  messages: { readonly [step: string]: readonly unknown[] },
  steps: readonly string[],
): Done {
  return Object.fromEntries(
    steps.map((step) => [step, (messages[step] ?? []).map((message) => message !== null)]),
  );
}
