/**
 * Blind issuance (PROTOCOL P7) for the page of an invitation, in the worker.
 *
 *     const blinder = new Blinder();
 *     const mine = await blinder.blind({ uuid, code, spki, digest });   // once for each box
 *                       // keep `mine` until the end: without it the issuer's answer is worthless
 *     const { randomizer, signature } = await blinder.finalize({ spki, digest, answer, ...mine });
 *     blinder.end();
 *
 * `spki`, `answer` and everything else in bytes is base64 without padding; `digest` is the hex name
 * of the issuer's key in the meeting manifest whose six words were compared. About 0.1 s a box.
 * Refusals as of the engine; `issuer-key-digest` means: stop, and tell the hall.
 */
import { Line, startWorker, type WorkerLike } from "./client.ts";
import type { Answers, BlindedCredential, Requests } from "./messages.ts";

/** A worker that blinds. */
export class Blinder {
  readonly #line: Line;

  constructor(start: () => WorkerLike = startWorker) {
    this.#line = new Line(start(), () => undefined);
  }

  /** Return the blinded credential of a code in one box, and what undoes the blinding. */
  blind(request: Requests["blind"]): Promise<BlindedCredential> {
    return this.#line.ask("blind", request);
  }

  /** Return what activates it: the message randomizer and the issuer's signature, verified. */
  finalize(request: Requests["finalize"]): Promise<Answers["finalize"]> {
    const { spki, digest, prepared, inv, answer } = request;
    return this.#line.ask("finalize", { spki, digest, prepared, inv, answer });
  }

  /** End the worker. */
  end(): void {
    this.#line.cut();
  }
}
