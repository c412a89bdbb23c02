/**
 * Requests to the box that say nothing of who asks: no cookie, no referrer, no cache.
 *
 * What comes back is an answer, a refusal with the box's own slug, or silence. What is only read
 * is asked for again when it does not come; a ballot is sent once, and `posting.ts` decides.
 */
import { decode, type Json } from "../crypto/jsontext.ts";

/** The box understood, and says no. */
export class Refused extends Error {
  readonly status: number;
  /** The slug of the problem document; "" if there was none. */
  readonly slug: string;
  /** How long to wait before asking again, where the box says so. */
  readonly retrySeconds: number | undefined;

  constructor(status: number, slug: string, retrySeconds: number | undefined) {
    super(`refused: ${status} ${slug}`);
    this.status = status;
    this.slug = slug;
    this.retrySeconds = retrySeconds;
  }
}

/** No answer came, or only half of one: whether the box heard us, nobody knows. */
export class Silence extends Error {}

/** What a booth asks of its box, by path; both throw `Refused` and `Silence`. */
export interface Ask {
  get(path: string): Promise<string>;
  post(path: string, body: string): Promise<string>;
}

/** For an answer to begin; a long one, like a long ballot, may take longer to come whole. */
const PATIENCE_MS = 15_000;
const MS_FOR_A_KILOBYTE = 40;
const WAITS_MS = [500, 1500];
const SLUG = /^\/problems\/([a-z0-9_]{1,60})$/;

/** Called with the time that an answer names, as its `Date` has it. */
type Hear = (date: string) => void;

/** Return the box this page came from. */
export function ownBox(hear: Hear): Ask {
  return {
    get: (path) => persistently(() => ask(path, { method: "GET" }, PATIENCE_MS, hear)),
    post: (path, body) =>
      ask(
        path,
        { method: "POST", body, headers: { "Content-Type": "application/json" } },
        patienceFor(body.length),
        hear,
      ),
  };
}

/** The same, for whoever needs no time. */
export const box: Ask = ownBox(() => undefined);

/** Return what `asking` answers, asked up to three times: a hall's network loses things. */
async function persistently(asking: () => Promise<string>): Promise<string> {
  for (const wait of WAITS_MS) {
    try {
      return await asking();
    } catch (error) {
      const passing = error instanceof Silence || (error as Refused).status >= 500;
      if (!passing) throw error;
      await new Promise((resume) => setTimeout(resume, wait * (0.5 + Math.random())));
    }
  }
  return asking();
}

async function ask(
  path: string,
  init: RequestInit,
  patience: number,
  hear: Hear,
): Promise<string> {
  const stop = new AbortController();
  let timer = setTimeout(() => stop.abort(), patience);
  try {
    const response = await fetch(path, {
      ...init,
      signal: stop.signal,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
    });
    clearTimeout(timer);
    if (response.ok && isJson(response)) hear(response.headers.get("Date") ?? "");
    const length = Number(response.headers.get("Content-Length") ?? 0);
    timer = setTimeout(() => stop.abort(), patienceFor(length));
    const text = await response.text();
    if (response.ok && isJson(response)) return text;
    if (response.ok) throw new Silence("somebody else answered"); // a hotel's sign-in page, say
    const seconds = secondsOf(response.headers.get("Retry-After"));
    throw new Refused(response.status, slugOf(text), seconds);
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Silence("no answer");
  } finally {
    clearTimeout(timer);
  }
}

/** Return how long so many bytes may take, in ms. */
function patienceFor(bytes: number): number {
  return PATIENCE_MS + (bytes / 1000) * MS_FOR_A_KILOBYTE;
}

function isJson(response: Response): boolean {
  return response.headers.get("Content-Type")?.startsWith("application/json") === true;
}

/** Return the slug of the problem document `text`. */
function slugOf(text: string): string {
  try {
    const { type } = decode(text) as { [name: string]: Json };
    return (typeof type === "string" && SLUG.exec(type)?.[1]) || "";
  } catch {
    return "";
  }
}

/** Return the wait that an answer asks for, a minute at most: nobody stands in a booth longer. */
export function secondsOf(header: string | null): number | undefined {
  if (header === null || !/^[0-9]{1,4}$/.test(header)) return undefined;
  return Math.min(Number(header), 60);
}
