/** The trustee's page's end of the line to its worker, which is another than the voters'. */
import { Line, startScript, type WorkerLike } from "./client.ts";
import type { TrusteeAnswers, TrusteeProgress, TrusteeRequests } from "./trusteemessages.ts";

declare const TRUSTEE_WORKER_FILE: string;

/** What is asked of the worker. */
export type TrusteeLine = Line<TrusteeRequests, TrusteeAnswers, TrusteeProgress>;

/** Start a worker; `progress` hears how far long work is. */
export function trusteeLine(
  progress: (progress: TrusteeProgress) => void,
  start: () => WorkerLike = () => startScript(TRUSTEE_WORKER_FILE),
): TrusteeLine {
  return new Line(start(), progress);
}
