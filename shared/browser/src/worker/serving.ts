/**
 * How a worker serves its page: one message, one answer, beside what tells how far it is.
 *
 * It knows no address and sends nothing but messages to its page.
 */
import type { Bytes } from "../crypto/bytes.ts";
import { Refusal } from "../crypto/errors.ts";
import { loadSodium } from "../crypto/sodium.ts";
import type { RefusalNotice, Reply } from "./messages.ts";

/** What a dedicated worker has of its global scope, and we use. */
interface WorkerScope<M> {
  postMessage(reply: Reply<unknown, unknown>): void;
  addEventListener(type: "message", listener: (event: { data: M }) => void): void;
}

/** Return that many bytes of the browser's randomness. */
export function systemRandom(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** Tell the page how far the work is. */
export function tell(progress: unknown): void {
  scopeOf().postMessage({ progress });
}

/** Answer every message of the page, once libsodium is loaded. */
export function serve<M extends { readonly id: number }>(answer: (message: M) => unknown): void {
  const scope = scopeOf<M>();
  const loaded = loadSodium(systemRandom);
  scope.addEventListener("message", ({ data }) => {
    loaded
      .then(() => answer(data))
      .then(
        (result) => scope.postMessage({ id: data.id, answer: result }),
        (error: unknown) => scope.postMessage({ id: data.id, refusal: notice(error) }),
      );
  });
}

function scopeOf<M>(): WorkerScope<M> {
  return self as unknown as WorkerScope<M>;
}

/** Return what a page may show of `error`; an unexpected one stays unexplained. */
function notice(error: unknown): RefusalNotice {
  if (error instanceof Refusal) return { what: error.message, slug: error.slug };
  return { what: "The calculation stopped. Load the page again.", slug: "worker-failed" };
}
