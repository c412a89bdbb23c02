/**
 * Runs src/entries/worker.ts in a thread of node, which has no `self` with events.
 */
import { parentPort } from "node:worker_threads";

const scope = {
  postMessage: (reply: unknown): void => parentPort?.postMessage(reply),
  addEventListener: (_: string, listener: (event: { data: unknown }) => void): void => {
    parentPort?.on("message", (data: unknown) => listener({ data }));
  },
};
Object.assign(globalThis, { self: scope });
await import("../../shared/browser/src/entries/worker.ts");
