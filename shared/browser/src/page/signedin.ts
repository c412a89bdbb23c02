/**
 * Requests to the service this page came from, signed in: answers as they came, refusals with their
 * own slug.
 *
 * What is only read, and what changes nothing when it comes twice, may be asked again by the caller.
 */
import { Refused, Silence } from "../booth/asking.ts";

const PATIENCE_MS = 30_000;
const SLUG = /^\/problems\/([a-z0-9_]{1,60})$/;

/**
 * Return the JSON text of an answer; `body` is sent as JSON.
 *
 * @throws Refused, Silence
 */
export function ask(
  path: string,
  method: "GET" | "POST" | "PUT" = "GET",
  body?: unknown,
): Promise<string> {
  const headers = {
    Accept: "application/json",
    ...(body === undefined ? {} : { "Content-Type": "application/json" }),
  };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const init = { method, headers, ...sent };
  return answered(path, init, PATIENCE_MS, "application/json", (response) => response.text());
}

/** What `read` throws because it will not read on; the page has words of its own for it. */
export class Unread extends Error {}

/** Return what `read` makes of the answer, if it is one, and of the wanted kind. */
export async function answered<T>(
  path: string,
  init: RequestInit,
  patience: number,
  kind: string,
  read: (response: Response) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const response = await fetch(path, {
      ...init,
      signal: stop.signal,
      cache: "no-store",
      credentials: "same-origin",
      redirect: "error",
    });
    if (!response.ok) {
      throw new Refused(response.status, slugOf(await response.text()), undefined);
    }
    if (!response.headers.get("Content-Type")?.startsWith(kind)) {
      throw new Silence("somebody else answered");
    }
    return await read(response);
  } catch (error) {
    if (error instanceof Refused || error instanceof Unread) throw error;
    throw new Silence("no answer");
  } finally {
    clearTimeout(timer);
  }
}

/** Return the slug of the problem document `text`. */
function slugOf(text: string): string {
  try {
    const { type } = JSON.parse(text) as { type?: unknown };
    return (typeof type === "string" && SLUG.exec(type)?.[1]) || "";
  } catch {
    return "";
  }
}
