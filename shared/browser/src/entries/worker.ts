/**
 * The worker: everything that is slow or secret happens here, beside the page.
 *
 * It knows no address and sends nothing but messages to its page; what it is asked and answers
 * stands in worker/messages.ts, how pages speak to it in booth/engine.ts.
 */
import type { Answers, Kind, Message } from "../worker/messages.ts";
import { serve, systemRandom, tell } from "../worker/serving.ts";
import { Tasks } from "../worker/tasks.ts";

const tasks = new Tasks(systemRandom, tell);

function answer({ kind, request }: Message): Answers[Kind] | Promise<Answers[Kind]> {
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

serve(answer);
