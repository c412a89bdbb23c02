/**
 * A page that votes by itself, for measure_booth.py and test_browser_chromium.py: the engine as
 * a booth uses it, and a clock that notices when the page does not answer.
 */
import { Engine } from "../../shared/browser/src/booth/engine.ts";

const engine = new Engine();
let frozen = 0;
let ballot = "";

/** The steps of one voter, and what they took in milliseconds. */
const voter = {
  /** From the code to all calculated in advance. */
  open: (election: string, code: string): Promise<number> =>
    timed(async () => {
      await engine.open(election, code);
      await engine.prepare();
    }),

  /** From the click to a ballot ready to post. */
  click: (choices: number[][]): Promise<number> =>
    timed(async () => {
      ballot = (await engine.finish(choices)).ballot;
    }),

  /** Go back to the sheet: the next ballot is calculated in advance. */
  back: (): Promise<void> => engine.prepare(),

  /** Do not answer for so long: what `leave` must then say. */
  stall: (milliseconds: number): Promise<number> =>
    timed(async () => {
      const until = performance.now() + milliseconds;
      while (performance.now() < until);
    }),

  /** Leave; the longest time in a step when the page did nothing else, and the last ballot. */
  async leave(): Promise<[number, string]> {
    await engine.wipe();
    return [frozen, ballot];
  },
};

/** Return how long `step` took; and watch the page while it does. */
async function timed(step: () => Promise<void>): Promise<number> {
  const endWatch = watchPage();
  const begin = performance.now();
  await step();
  const took = performance.now() - begin;
  frozen = Math.max(frozen, endWatch());
  return took;
}

/** Begin to watch the page; the function returned ends that and returns the longest gap. */
function watchPage(): () => number {
  let longest = 0;
  let last = performance.now();
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, 4);
  return () => {
    look();
    clearInterval(timer);
    return longest;
  };
}

/** Return how many milliseconds a fixed calculation takes. */
function spin(): number {
  const begin = performance.now();
  let x = 0;
  for (let i = 0; i < 5e7; i++) x = (x * 31 + i) | 0;
  return x === 0 ? 0 : performance.now() - begin;
}

Object.assign(globalThis, { voter, spin });
