/**
 * What a voter asks, read from whatever they pasted, typed or scanned: a receipt, the tracker of a
 * ballot alone, or a slip.
 *
 * Pure: no DOM, no network, no clock.
 */
import type { Bytes } from "../crypto/bytes.ts";
import { BadSlip, type Slip } from "../crypto/credentials.ts";
import { MalformedBytes } from "../crypto/errors.ts";
import { unb64 } from "../crypto/jsontext.ts";
import { BadReceipt, parseReceipt, type VoterReceipt } from "../crypto/receipts.ts";
import { readSlip } from "../crypto/typed.ts";

export type Question =
  | { readonly about: "receipt"; readonly receipt: VoterReceipt }
  | { readonly about: "tracker"; readonly tracker: Bytes }
  | { readonly about: "slip"; readonly slip: Slip };

/** Why a text is no question; `letters` is how many letters a tracker has so far. */
export type Flaw =
  | { readonly what: "empty" | "receipt" }
  | { readonly what: "slip" }
  | { readonly what: "tracker"; readonly letters: number };

/** The text is neither a receipt nor a tracker nor a slip. */
export class Unreadable extends Error {
  readonly flaw: Flaw;

  constructor(flaw: Flaw) {
    super(flaw.what);
    this.flaw = flaw;
  }
}

export const TRACKER_LETTERS = 43;
/** More or fewer letters are rather half a receipt. */
const NEARLY_A_TRACKER = 12;
const BASE64 = /^[A-Za-z0-9+/]+$/;
const SLIP_BEGINS = /^[A-Za-z]\s*[-‐-―]/;

/**
 * Return the question in `text`; spaces and lines that a copy brought along change nothing.
 *
 * @throws Unreadable if there is none
 */
export function readQuestion(text: string): Question {
  const plain = text.normalize("NFKC");
  const behind = plain.slice(plain.lastIndexOf("#") + 1).trim();
  const dense = behind.replace(/\s+/g, "");
  if (dense === "") throw new Unreadable({ what: "empty" });
  return receiptIn(behind, dense) ?? trackerIn(dense) ?? slipIn(behind, dense);
}

function receiptIn(...texts: readonly string[]): Question | undefined {
  for (const text of texts) {
    try {
      return { about: "receipt", receipt: parseReceipt(text) };
    } catch (error) {
      if (!(error instanceof BadReceipt)) throw error;
    }
  }
  return undefined;
}

function trackerIn(dense: string): Question | undefined {
  if (dense.length !== TRACKER_LETTERS || !BASE64.test(dense)) return undefined;
  try {
    return { about: "tracker", tracker: unb64(dense) };
  } catch (error) {
    if (!(error instanceof MalformedBytes)) throw error;
    return undefined; // its last letter cannot be the last of one
  }
}

function slipIn(text: string, dense: string): Question {
  try {
    return { about: "slip", slip: readSlip(text) };
  } catch (error) {
    if (!(error instanceof BadSlip)) throw error;
    throw new Unreadable(flawOf(text, dense));
  }
}

function flawOf(text: string, dense: string): Flaw {
  const letters = dense.length;
  if (SLIP_BEGINS.test(text)) return { what: "slip" };
  const off = Math.abs(letters - TRACKER_LETTERS);
  return BASE64.test(dense) && off <= NEARLY_A_TRACKER
    ? { what: "tracker", letters }
    : { what: "receipt" };
}
