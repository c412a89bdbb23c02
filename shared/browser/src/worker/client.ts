/**
 * The page's end of the line to the worker.
 *
 * The worker's script is of our own origin and named by its content (`WORKER_FILE`, which the build
 * writes in). Where the browser insists on trusted types, this is the one place that makes one,
 * under the one policy that our pages allow.
 */
import { Refusal } from "../crypto/errors.ts";
import type { Answers, Progress, Reply, Requests } from "./messages.ts";

declare const WORKER_FILE: string;

const BUILT = /^[A-Za-z0-9_-]+\.js$/;

/** A worker, or what stands for one in a test. */
export interface WorkerLike {
  postMessage(message: unknown): void;
  terminate(): void;
  addEventListener(kind: "message" | "error", listener: (event: MessageEvent) => void): void;
}

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (refusal: Refusal) => void;
}

/** One worker, which answers `Q` with `A`, and the requests it has not answered yet. */
export class Line<Q = Requests, A = Answers, P = Progress> {
  readonly #worker: WorkerLike;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(worker: WorkerLike, progress: (progress: P) => void) {
    this.#worker = worker;
    worker.addEventListener("message", (event) => {
      const reply: Reply<A[keyof A], P> = event.data;
      if ("progress" in reply) progress(reply.progress);
      else this.#settle(reply);
    });
    worker.addEventListener("error", () => this.#drop("worker-failed"));
  }

  /**
   * Return the worker's answer.
   *
   * @throws Refusal with the slug of the core's refusal, or `worker-failed`, or `wiped`
   */
  ask<K extends keyof Q & keyof A>(kind: K, request: Q[K]): Promise<A[K]> {
    const id = ++this.#last;
    return new Promise<A[K]>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, kind, request });
    });
  }

  /** End the worker and with it all of its memory; whoever still waits is refused (`wiped`). */
  cut(): void {
    this.#worker.terminate();
    this.#drop("wiped");
  }

  #settle(reply: Exclude<Reply<A[keyof A], P>, { progress: P }>): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ("answer" in reply) waiting?.resolve(reply.answer as never);
    else waiting?.reject(new Refusal(reply.refusal.what, reply.refusal.slug));
  }

  #drop(slug: "worker-failed" | "wiped"): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) {
      reject(new Refusal("The calculation stopped. Load the page again.", slug));
    }
  }
}

/** What browsers with trusted types offer. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

let policy: ReturnType<TrustedTypes["createPolicy"]> | undefined;

/** Start our worker; the policy is made once, since a page may not make it twice. */
export function startWorker(): Worker {
  return startScript(WORKER_FILE);
}

/** Start the built script `file` as a worker. */
export function startScript(file: string): Worker {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy("ostraka", { createScriptURL: ownScript });
  return new Worker(policy?.createScriptURL(file) ?? ownScript(file));
}

function ownScript(file: string): string {
  if (!BUILT.test(file)) throw new TypeError("not a script of ours");
  return `/static/${file}`;
}
