/**
 * What a kiosk does about a voter who is not there any more, and what it shows between two voters.
 *
 * Pure. The one thing to know: a ballot that was not sent is wiped with everything else, so nobody
 * can send it for the voter; a ballot that was sent is sent until its fate is known, for the voter
 * believes it cast. No DOM, no network, no clock.
 */
import type { Meeting } from "../booth/entrance.ts";
import type { Step } from "../booth/steps.ts";
import type { Trouble } from "../booth/troubles.ts";

/**
 * What happens at a step when nobody touches the kiosk: nothing, because the step ends by itself
 * or needs people; everything is wiped; the ballot is delivered and hidden; the result is shown
 * for so long and no longer.
 */
export type Walkaway = "stay" | "wipe" | "deliver" | "result";

/** Troubles after which the kiosk is out of use until a scrutineer has looked. */
const ALARMS: readonly Trouble[] = ["false_receipt", "not_authentic"];

export function walkaway(step: Step): Walkaway {
  switch (step.at) {
    case "code":
    case "looking":
    case "encrypting":
      return "stay";
    case "cast":
      return "result";
    case "stopped":
      return isAlarm(step) ? "stay" : "wipe";
    default:
      return isOut(step) ? "deliver" : "wipe";
  }
}

/** Return whether the ballot was sent, and nobody knows yet what became of it. */
export function isOut(step: Step): boolean {
  return step.at === "sending" || isUndecided(step);
}

/** Return whether the ballot was sent and has to be sent again. */
export function isUndecided(step: Step): boolean {
  return step.at === "unsure" || (step.at === "ready" && step.busy);
}

/** Return whether a voter is at work, or has a receipt to keep, so that no slip may interfere. */
export function isVoting(step: Step): boolean {
  return !["code", "stopped", "waiting"].includes(step.at);
}

/** Return whether everybody should read NOT CAST at the top of this step's screen. */
export function isNotCast(step: Step): boolean {
  return ["marking", "review", "encrypting"].includes(step.at);
}

export function isAlarm(step: Step): boolean {
  return step.at === "stopped" && ALARMS.includes(step.trouble);
}

/** What a kiosk is between two voters. */
export type Rest = "open" | "not_open" | "between_rounds" | "ended" | "offline";

const CAN_STILL_OPEN = ["draft", "frozen"];

/** Return what the boxes of all electorates together mean to whoever comes next. */
export function restOf({ boxes }: Pick<Meeting, "boxes">): Rest {
  if (boxes.some(({ state }) => state === "open")) return "open";
  const ahead = boxes.filter(({ state }) => CAN_STILL_OPEN.includes(state)).length;
  if (boxes.length > 0 && ahead === 0) return "ended";
  return ahead < boxes.length ? "between_rounds" : "not_open";
}
