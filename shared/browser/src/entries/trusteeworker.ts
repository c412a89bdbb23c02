/**
 * The trustees' worker: the key, the passphrase and all that is computed from them stay in here.
 *
 * It knows no address and sends nothing but messages to its page; what it is asked and answers
 * stands in worker/trusteemessages.ts. It is a script of its own, so that the voters' worker holds
 * nothing but what voters need.
 */
import type { Bytes } from "../crypto/bytes.ts";
import { Refusal } from "../crypto/errors.ts";
import { loadSodium } from "../crypto/sodium.ts";
import { KeyHolder } from "../worker/keyholder.ts";
import type { RefusalNotice } from "../worker/messages.ts";
import type { TrusteeAnswers, TrusteeKind, TrusteeMessage } from "../worker/trusteemessages.ts";

/** What a dedicated worker has of its global scope, and we use. */
interface WorkerScope {
  postMessage(reply: unknown): void;
  addEventListener(type: "message", listener: (event: { data: TrusteeMessage }) => void): void;
}

const scope = self as unknown as WorkerScope;

function systemRandom(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

const loaded = loadSodium(systemRandom);
const holder = new KeyHolder(systemRandom, (progress) => scope.postMessage({ progress }));

async function answer({ kind, request }: TrusteeMessage): Promise<TrusteeAnswers[TrusteeKind]> {
  await loaded;
  switch (kind) {
    case "make":
      return holder.make(request);
    case "open":
      return holder.open(request);
    case "prove":
      return holder.prove(request);
    case "step":
      return holder.step(request);
    case "agree":
      return holder.agree(request);
    case "rehearse":
      return holder.rehearse(request);
    case "count":
      return holder.count(request);
    case "consent":
      return holder.consent(request);
    case "share":
      return holder.share(request);
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
