/**
 * The engine: what a booth or kiosk page asks for cryptography, as promises.
 *
 *     const engine = new Engine({ progress: ({ stage, done, total }) => … });
 *     const { publicHex } = await engine.open(election.text, slip.code);
 *                         // the sheet may be shown: all that can be is now calculated in advance
 *     const { ballot, tracker } = await engine.finish(choices);
 *                         // still NOT CAST. Post `ballot` as it is, as often as it takes; it is
 *                         // CAST when the receipt for `tracker` was verified (crypto/receipts)
 *     await engine.prepare();   // only if the voter goes back to the sheet: `finish` again then
 *                               // makes another ballot from fresh randomness
 *     await engine.wipe();      // after the receipt, on leaving, on every reset of a kiosk
 *
 * What a page must know:
 * - `open` takes the text that `checkedElection` (documents/manifests) returned, never what
 *   a server sent unchecked. It may be called again for the next box; the box before is wiped.
 * - The page looks up `publicHex` in the published list (`isListed`) before it shows the sheet.
 * - `choices`: one row for each contest, in the manifest's order; 0 or 1 for each option.
 *   An unanswered contest must have its abstention chosen by then.
 * - `finish` waits for the preparation if it is not ready; `progress` says how far it is. All
 *   work is in a worker: the page stays free.
 * - Everything may be refused with a `Refusal`; show texts of your own by its `slug`:
 *   `bad-slip`, `choices`, `worker-failed` (the script or WebAssembly did not run: reload, or
 *   another browser), `wiped` (`wipe` came first: say nothing).
 * - After `wipe` the engine may be opened again; it starts a new worker. Nothing is ever stored.
 *
 * No network but the worker's own script, no DOM.
 */
import type { Choices } from "../crypto/ballots.ts";
import { Line, startWorker, type WorkerLike } from "../worker/client.ts";
import type { Opened, Progress, SealedBallot } from "../worker/messages.ts";

export type { Opened, Progress, SealedBallot } from "../worker/messages.ts";

const WIPE_PATIENCE_MS = 500;

/** What an engine is made with; a test gives a worker of its own. */
export interface EngineOptions {
  readonly progress?: (progress: Progress) => void;
  readonly start?: () => WorkerLike;
}

/** One voter's cryptography at a time. */
export class Engine {
  readonly #progress: (progress: Progress) => void;
  readonly #start: () => WorkerLike;
  #line: Line | undefined;

  constructor({ progress = () => undefined, start = startWorker }: EngineOptions = {}) {
    this.#progress = progress;
    this.#start = start;
  }

  /** Begin with a box and a slip's code; calculating in advance begins at once. */
  open(election: string, code: string): Promise<Opened> {
    return this.#connected().ask("open", { election, code });
  }

  /** Return when the next `finish` will be quick. */
  async prepare(): Promise<void> {
    await this.#connected().ask("prepare", {});
  }

  /** Return the encrypted, signed ballot of `choices`; nothing has left the page yet. */
  finish(choices: Choices): Promise<SealedBallot> {
    return this.#connected().ask("finish", { choices });
  }

  /** Return how many milliseconds this browser takes to make a ballot of five marks. */
  async check(): Promise<number> {
    return (await this.#connected().ask("check", {})).milliseconds;
  }

  /** Overwrite every secret and end the worker, after half a second whether it answers or not. */
  async wipe(): Promise<void> {
    const line = this.#line;
    this.#line = undefined;
    if (line === undefined) return;
    const wiped = line.ask("wipe", {}).catch(() => undefined);
    await Promise.race([wiped, new Promise((done) => setTimeout(done, WIPE_PATIENCE_MS))]);
    line.cut();
  }

  #connected(): Line {
    this.#line ??= new Line(this.#start(), this.#progress);
    return this.#line;
  }
}
