/**
 * Sending a ballot until it is certain what became of it.
 *
 * Every try sends the same bytes, and the same bytes always get the same receipt (PROTOCOL P8), so
 * a lost answer never loses or doubles a vote. Only a verified receipt means CAST. Trying again is
 * left to the voter when it has taken too long.
 */
import { unhex } from "../crypto/bytes.ts";
import { decode, type Json, string, unb64 } from "../crypto/jsontext.ts";
import { receiptText, verifyReceipt } from "../crypto/receipts.ts";
import { type Ask, Refused, Silence } from "./asking.ts";
import { type Trouble, troubleOf } from "./troubles.ts";

/** A ballot and the box it is for. */
export interface Posting {
  readonly uuid: string;
  readonly ballot: string;
  /** Base64, 43 characters. */
  readonly tracker: string;
  /** The box's public key, hex, as the meeting manifest names it. */
  readonly receiptKey: string;
}

/** What became of it: `busy` means certainly not taken yet, `lost` that nobody knows. */
export type Fate =
  | { readonly fate: "cast"; readonly receipt: string }
  | { readonly fate: "refused"; readonly trouble: Trouble }
  | { readonly fate: "busy" }
  | { readonly fate: "lost" };

/** Waiting and chance, as arguments. */
export interface Pacing {
  wait(ms: number): Promise<void>;
  /** A number from 0 up to, not including, 1. */
  chance(): number;
}

const TRIES = 5;
const TRIES_WHEN_BUSY = 20;
const FIRST_WAIT_MS = 700;
const LONGEST_WAIT_MS = 8_000;
const BUSY_SECONDS = 2;
const ASK_AGAIN = [429, 503];

/**
 * Return what became of the ballot after a handful of tries, each with the same bytes.
 *
 * @param earlier whether a try before this call may have reached the box
 */
export async function post(
  ask: Ask,
  posting: Posting,
  pacing: Pacing,
  earlier = false,
): Promise<Fate> {
  let unknown = earlier;
  let silent = 0;
  for (let tries = 1; tries <= TRIES_WHEN_BUSY && silent < TRIES; tries++) {
    try {
      return receipted(posting, await ask.post(address(posting), posting.ballot));
    } catch (error) {
      if (error instanceof Refused && ASK_AGAIN.includes(error.status)) {
        const seconds = error.retrySeconds ?? BUSY_SECONDS;
        await pacing.wait(seconds * 1000 * (1 + pacing.chance()));
      } else if (error instanceof Silence || isBroken(error)) {
        unknown = true;
        silent++;
        const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (silent - 1));
        if (silent < TRIES) await pacing.wait(longest * (0.5 + pacing.chance() / 2));
      } else {
        return { fate: "refused", trouble: troubleOf((error as Refused).slug) };
      }
    }
  }
  return { fate: unknown ? "lost" : "busy" };
}

function address({ uuid }: Posting): string {
  return `/api/v1/boxes/${uuid}/ballots`;
}

/** Whether the box, or what stands before it, broke down; a refusal of the box's has a name. */
function isBroken(error: unknown): boolean {
  if (!(error instanceof Refused)) throw error;
  return error.status >= 500 || error.slug === "";
}

/** Return CAST if `answer` holds the box's own receipt for exactly this ballot. */
function receipted({ uuid, tracker, receiptKey }: Posting, answer: string): Fate {
  try {
    const read = decode(answer) as { readonly [name: string]: Json };
    const signature = unhex(string(read["receipt"]));
    if (string(read["tracker"]) !== tracker) return { fate: "refused", trouble: "false_receipt" };
    const mark = unb64(tracker);
    verifyReceipt(unhex(receiptKey), uuid, mark, signature);
    return { fate: "cast", receipt: receiptText({ uuid, tracker: mark, signature }) };
  } catch {
    return { fate: "refused", trouble: "false_receipt" };
  }
}
