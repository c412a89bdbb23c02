/**
 * What the pages of scrutineers ask of the worker.
 *
 *     const table = new SlipReader();
 *     const publics = await table.publics(code, uuids);     // a slip's public credentials
 *     table.end();
 *     const signature = await signOnce({ file, passphrase, message, named });
 *
 * Each signature has a worker of its own, which is ended whatever came of it: with it go the key,
 * the passphrase and all that was computed from them. Refusals carry the slugs of crypto/keyfiles
 * and worker/scrutineer, or `worker-failed`.
 */
import { b64 } from "../crypto/jsontext.ts";
import type { ScrutineerSignature } from "../documents/closing.ts";
import { Line, startWorker, type WorkerLike } from "./client.ts";

/** What is to be signed, and with what. */
export interface Signing {
  /** The text of the key file. */
  readonly file: string;
  readonly passphrase: string;
  readonly message: Uint8Array;
  /** The public keys (hex) that may sign it. */
  readonly named: readonly string[];
}

/** Return one scrutineer's signature. */
export async function signOnce(
  { file, passphrase, message, named }: Signing,
  start: () => WorkerLike = startWorker,
): Promise<ScrutineerSignature> {
  const line = new Line(start(), () => undefined);
  try {
    return await line.ask("sign", { file, passphrase, message: b64(message), named });
  } finally {
    line.cut();
  }
}

/** A worker that turns codes into public credentials. */
export class SlipReader {
  readonly #start: () => WorkerLike;
  #line: Line | undefined;

  constructor(start: () => WorkerLike = startWorker) {
    this.#start = start;
  }

  /** Return the public credentials of `code` in the boxes `uuids`, in their order. */
  async publics(code: string, uuids: readonly string[]): Promise<readonly string[]> {
    this.#line ??= new Line(this.#start(), () => undefined);
    return (await this.#line.ask("publics", { code, uuids })).publics;
  }

  /** End the worker; the next question starts another. */
  end(): void {
    this.#line?.cut();
    this.#line = undefined;
  }
}
