/**
 * Where the voter is between the slip and the receipt, and what may come next.
 *
 * Pure: a step and an event give the next step, and nothing happens. An event that does not belong
 * to a step changes nothing, so an answer that comes late can do no harm. The one thing to know:
 * a ballot was CAST only at the step "cast", which nothing but a verified receipt leads to; up to
 * "encrypting" it was certainly not, and at "unsure" nobody on this side can know.
 * No DOM, no network, no clock.
 */
import type { Trouble } from "./troubles.ts";

/** Why there is nothing to vote on now: not yet, not any more until the next round opens. */
export type Pause = "not_open" | "between_rounds";

/** What a later round is to a voter who has cast: there is none, it may come, it is open. */
export type Later = "none" | "awaited" | "open";

export type Step =
  | { readonly at: "code"; readonly trouble?: Trouble | undefined }
  | { readonly at: "looking" }
  | { readonly at: "waiting"; readonly why: Pause }
  | { readonly at: "words" }
  | { readonly at: "marking"; readonly contest: number; readonly fromReview: boolean }
  | { readonly at: "review" }
  | { readonly at: "encrypting" }
  | { readonly at: "ready"; readonly tracker: string; readonly busy: boolean }
  | { readonly at: "sending"; readonly tracker: string }
  | { readonly at: "unsure"; readonly tracker: string }
  | {
      readonly at: "cast";
      readonly tracker: string;
      readonly receipt: string;
      readonly later: Later;
    }
  | { readonly at: "stopped"; readonly trouble: Trouble; readonly tracker?: string | undefined };

export type Event =
  /** A whole slip was scanned or typed. */
  | { readonly type: "code" }
  /** A box is open and was checked; `compared` if the voter has compared its words before. */
  | { readonly type: "opened"; readonly compared: boolean }
  | { readonly type: "closed"; readonly why: Pause }
  /** Something stands in the way. */
  | { readonly type: "trouble"; readonly trouble: Trouble }
  /** The words on the screen are the same: the sheet may be filled in. */
  | { readonly type: "agreed" }
  | { readonly type: "show"; readonly contest: number }
  | { readonly type: "review" }
  /** Back to the sheet, to change one contest. */
  | { readonly type: "change"; readonly contest: number }
  | { readonly type: "encrypt" }
  | { readonly type: "encrypted"; readonly tracker: string }
  | { readonly type: "send" }
  /** The box was too busy, and has certainly not got the ballot. */
  | { readonly type: "busy" }
  /** No answer came. */
  | { readonly type: "lost" }
  | { readonly type: "receipt"; readonly receipt: string; readonly later: Later }
  | { readonly type: "later"; readonly later: Later }
  /** Look again: after a trouble that may have passed, or for the next round. */
  | { readonly type: "again" }
  /** Everything was wiped: begin with a slip. */
  | { readonly type: "over" };

type At = Step["at"];
type StepAt<A extends At> = Extract<Step, { at: A }>;
type Of<T extends Event["type"]> = Extract<Event, { type: T }>;
type Rules<S> = { readonly [T in Event["type"]]?: (step: S, event: Of<T>) => Step };

const MARKING: Step = { at: "marking", contest: 0, fromReview: false };

/** Troubles that another slip, or the same one typed again, can mend. */
const OF_THE_CODE: readonly Trouble[] = ["bad_code", "other_class", "unknown_slip"];

function stopped(trouble: Trouble): Step {
  return OF_THE_CODE.includes(trouble) ? { at: "code", trouble } : { at: "stopped", trouble };
}

const change = (_: unknown, { contest }: { contest: number }): Step => ({
  at: "marking",
  contest,
  fromReview: true,
});

const found: Rules<Step> = {
  opened: (_, { compared }) => (compared ? MARKING : { at: "words" }),
  closed: (_, { why }) => ({ at: "waiting", why }),
  trouble: (_, { trouble }) => stopped(trouble),
};

const RULES: { readonly [A in At]: Rules<StepAt<A>> } = {
  code: {
    code: () => ({ at: "looking" }),
    trouble: (_, { trouble }) => stopped(trouble),
  },
  looking: found,
  waiting: found,
  words: {
    agreed: () => MARKING,
    trouble: (_, { trouble }) => stopped(trouble),
  },
  marking: {
    show: (step, { contest }) => ({ ...step, contest }),
    review: () => ({ at: "review" }),
  },
  review: { change, encrypt: () => ({ at: "encrypting" }) },
  encrypting: {
    encrypted: (_, { tracker }) => ({ at: "ready", tracker, busy: false }),
    trouble: (_, { trouble }) => stopped(trouble),
  },
  ready: {
    review: () => ({ at: "review" }),
    send: ({ tracker }) => ({ at: "sending", tracker }),
  },
  sending: {
    trouble: ({ tracker }, { trouble }) => ({ at: "stopped", trouble, tracker }),
    busy: ({ tracker }) => ({ at: "ready", tracker, busy: true }),
    lost: ({ tracker }) => ({ at: "unsure", tracker }),
    receipt: ({ tracker }, { receipt, later }) => ({ at: "cast", tracker, receipt, later }),
  },
  unsure: { send: ({ tracker }) => ({ at: "sending", tracker }) },
  cast: {
    later: (step, { later }) => ({ ...step, later }),
    again: () => ({ at: "looking" }),
  },
  stopped: { again: () => ({ at: "looking" }) },
};

/** Return the step that `event` leads to from `step`: `step` itself if it leads nowhere. */
export function next(step: Step, event: Event): Step {
  if (event.type === "over") return { at: "code" };
  const rule = (RULES[step.at] as Rules<Step>)[event.type] as
    | ((step: Step, event: Event) => Step)
    | undefined;
  return rule === undefined ? step : rule(step, event);
}

/** How far the five-step bar is: slip, sheet, review, send, done. */
const PLACES: { readonly [A in At]: number } = {
  code: 0,
  looking: 0,
  waiting: 0,
  words: 0,
  marking: 1,
  review: 2,
  encrypting: 2,
  ready: 3,
  sending: 3,
  unsure: 3,
  cast: 4,
  stopped: 0,
};

/** Return which of the five steps of the bar this is, from 0; undefined when voting has stopped. */
export function place(step: Step): number | undefined {
  return step.at === "stopped" ? undefined : PLACES[step.at];
}

/** Return whether leaving the page now would lose something that the voter did. */
export function losesWork(step: Step): boolean {
  return ["marking", "review", "encrypting", "ready", "sending", "unsure"].includes(step.at);
}
