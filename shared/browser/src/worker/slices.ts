/**
 * Long work in short slices, so that a worker hears "stop" while it works.
 *
 * May use the clock: it only decides when to pause.
 */
import { Refusal } from "../crypto/errors.ts";

const SLICE_MS = 40;

/** The work was stopped; nothing of it is left. */
export class Stopped extends Refusal {
  constructor() {
    super("The calculation was stopped.", "wiped");
  }
}

/** What a piece of work may be told, and tells. */
export interface Supervision {
  readonly stop: AbortSignal;
  /** Called between slices with the number of steps done. */
  readonly report: (done: number) => void;
}

/**
 * Return what `steps` returns at its end, pausing for others after every 40 ms.
 *
 * @throws Stopped if `stop` was aborted; `steps` is then closed, so that it can wipe what it holds
 */
export async function inSlices<T>(
  steps: Generator<void, T, void>,
  { stop, report }: Supervision,
): Promise<T> {
  let done = 0;
  try {
    for (;;) {
      const until = performance.now() + SLICE_MS;
      do {
        if (stop.aborted) throw new Stopped();
        const step = steps.next();
        if (step.done === true) return step.value;
        done++;
      } while (performance.now() < until);
      report(done);
      await pause();
    }
  } finally {
    steps.return(undefined as never);
  }
}

/** Let everything that waits have its turn. */
function pause(): Promise<void> {
  return new Promise((resume) => setTimeout(resume, 0));
}
