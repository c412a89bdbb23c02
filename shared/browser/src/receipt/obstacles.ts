/**
 * What can keep a check from giving an answer, by name. What to say of each is in the texts.
 *
 * No DOM, no network, no clock.
 */
import { Refused, Silence } from "../booth/asking.ts";
import { Refusal } from "../crypto/errors.ts";

export type Obstacle =
  | "no_network"
  | "busy"
  | "unknown_meeting"
  /** What the box published is not signed as it must be, or does not agree. */
  | "not_authentic"
  /** The calculating part does not run in this browser. */
  | "browser"
  | "internal";

const BUSY = [429, 503];

/** Return the obstacle behind whatever a check threw. */
export function obstacleOf(error: unknown): Obstacle {
  if (error instanceof Silence) return "no_network";
  if (error instanceof Refused) {
    if (BUSY.includes(error.status)) return "busy";
    return error.slug === "meeting_unknown" ? "unknown_meeting" : "internal";
  }
  if (error instanceof Refusal) return error.slug === "worker-failed" ? "browser" : "not_authentic";
  return "internal";
}
