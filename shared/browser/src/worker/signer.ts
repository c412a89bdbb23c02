/**
 * What the pages of scrutineers ask of the worker.
 *
 *     const table = new SlipReader();
 *     const publics = await table.publics(code, uuids);     // a slip's public credentials
 *     table.end();
 *     const signatures = await signAtOnce({ file, passphrase, papers, named });
 *
 * Each time a key is opened it is in a worker of its own, which is ended whatever came of it: with
 * it go the key, the passphrase and all that was computed from them. Refusals carry the slugs of
 * crypto/keyfiles and worker/scrutineer, or `worker-failed`.
 */
import { b64 } from "../crypto/jsontext.ts";
import type { ScrutineerSignature } from "../documents/closing.ts";
import { Line, startWorker, type WorkerLike } from "./client.ts";
import type { PaperToSign } from "./messages.ts";

/** One message, and the signatures that it bears. */
export interface Paper {
  readonly message: Uint8Array;
  readonly signatures: readonly ScrutineerSignature[];
}

/** What is to be signed, and with what. */
export interface Signing {
  /** The text of the key file. */
  readonly file: string;
  readonly passphrase: string;
  readonly papers: readonly Paper[];
  /** The public keys (hex) that may sign. */
  readonly named: readonly string[];
}

/** One scrutineer's signature of each paper; null where that key's is there. */
export type Signatures = readonly (ScrutineerSignature | null)[];

/** Return one scrutineer's signatures; the key is opened once for all papers. */
export async function signAtOnce(
  { papers, ...request }: Signing,
  start: () => WorkerLike = startWorker,
): Promise<Signatures> {
  const line = new Line(start(), () => undefined);
  try {
    return await line.ask("sign", { ...request, papers: papers.map(toSign) });
  } finally {
    line.cut();
  }
}

/** Return a paper as it is sent to the worker. */
export function toSign({ message, signatures }: Paper): PaperToSign {
  return { message: b64(message), signed: signatures.map(({ key }) => key) };
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
