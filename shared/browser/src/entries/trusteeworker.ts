/**
 * The trustees' worker: the key, the passphrase and all that is computed from them stay in here.
 *
 * It knows no address and sends nothing but messages to its page; what it is asked and answers
 * stands in worker/trusteemessages.ts. It is a script of its own, so that the voters' worker holds
 * nothing but what voters need.
 */
import { KeyHolder } from "../worker/keyholder.ts";
import { serve, systemRandom, tell } from "../worker/serving.ts";
import type { TrusteeAnswers, TrusteeKind, TrusteeMessage } from "../worker/trusteemessages.ts";

const holder = new KeyHolder(systemRandom, tell);

type Answer = TrusteeAnswers[TrusteeKind];

function answer({ kind, request }: TrusteeMessage): Answer | Promise<Answer> {
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

serve(answer);
