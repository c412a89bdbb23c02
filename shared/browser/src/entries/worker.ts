/**
 * The worker: everything that is slow or secret happens here, beside the page.
 *
 * It knows no address and sends nothing but messages to its page; what it is asked and answers
 * stands in worker/messages.ts, how pages speak to it in booth/engine.ts.
 */
import type { Bytes } from "../crypto/bytes.ts";
import { Refusal } from "../crypto/errors.ts";
import { loadSodium } from "../crypto/sodium.ts";
import type { Answers, Kind, Message, RefusalNotice, Reply } from "../worker/messages.ts";
import { Tasks } from "../worker/tasks.ts";

/** What a dedicated worker has of its global scope, and we use. */
interface WorkerScope {
  postMessage(reply: Reply): void;
  addEventListener(type: "message", listener: (event: { data: Message }) => void): void;
}

const scope = self as unknown as WorkerScope;

function systemRandom(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

const loaded = loadSodium(systemRandom);
const tasks = new Tasks(systemRandom, (progress) => scope.postMessage({ progress }));

async function answer({ kind, request }: Message): Promise<Answers[Kind]> {
  await loaded;
  switch (kind) {
    case "open":
      return tasks.open(request);
    case "finish":
      return tasks.finish(request);
    case "slips":
      return tasks.slips(request);
    case "blind":
      return tasks.blind(request);
    case "finalize":
      return tasks.finalize(request);
    case "publics":
      return tasks.publics(request);
    case "sign":
      return tasks.sign(request);
    default:
      return tasks[kind]();
  }
}

/** Return what a page may show of `error`; an unexpected one stays unexplained. */
function notice(error: unknown): RefusalNotice {
  if (error instanceof Refusal) return { what: error.message, slug: error.slug };
  return { what: "The calculation stopped. Load the page again.", slug: "worker-failed" };
}

scope.addEventListener("message", ({ data }) => {
  answer(data).then(
    (result) => scope.postMessage({ id: data.id, answer: result }),
    (error: unknown) => scope.postMessage({ id: data.id, refusal: notice(error) }),
  );
});
