/**
 * A box's archive, piece by piece as it comes: never all of it is in memory.
 *
 * As every request to the box it says nothing of who asks.
 */
import { Refused, Silence } from "../booth/asking.ts";

const PATIENCE_MS = 20_000;

/** Yield the bytes at `path`; throws `Refused`, `Silence`. */
export async function* download(path: string): AsyncGenerator<Uint8Array> {
  const stop = new AbortController();
  let whole = false;
  let timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const reader = (await asked(path, stop.signal)).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      clearTimeout(timer);
      if (done) {
        whole = true;
        return;
      }
      timer = setTimeout(() => stop.abort(), PATIENCE_MS);
      yield value;
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Silence("no answer");
  } finally {
    clearTimeout(timer);
    if (!whole) stop.abort();
  }
}

async function asked(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const response = await fetch(path, {
    signal,
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
    referrerPolicy: "no-referrer",
  });
  if (!response.ok || response.body === null) throw new Refused(response.status, "", undefined);
  return response.body;
}
