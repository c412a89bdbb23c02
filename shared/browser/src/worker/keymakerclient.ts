/** The page's end of the line to the worker that makes a scrutineer's key. */
import { Line, startScript, type WorkerLike } from "./client.ts";
import type { KeyAnswers, KeyRequests } from "./keymakermessages.ts";

declare const SCRUTINEER_WORKER_FILE: string;

/** What is asked of the worker; it tells no progress. */
export type KeyLine = Line<KeyRequests, KeyAnswers, never>;

/** Start a worker. */
export function keyLine(
  start: () => WorkerLike = () => startScript(SCRUTINEER_WORKER_FILE),
): KeyLine {
  return new Line(start(), () => undefined);
}
