/**
 * A slip that was picked from the paper: does what was typed or scanned stand on one of ours? Pure.
 *
 * The last characters behind the last dash are enough: what is asked is whether the paper is there
 * and can be read, not who holds it.
 */
import { slipText } from "../crypto/credentials.ts";
import { meant, readSlip } from "../crypto/typed.ts";

/** `capitals`: right but for capital and small letters. */
export type Picked = "empty" | "right" | "capitals" | "unknown";

const FEWEST = 4;

/** Return how `typed` stands to the slips of class `letter` whose codes are `codes`. */
export function picked(typed: string, letter: string, codes: readonly string[]): Picked {
  const text = bare(wholeSlip(typed) ?? typed);
  if (text.length === 0) return "empty";
  if (text.length < FEWEST) return "unknown";
  const slips = codes.map((code) => bare(slipText(letter, code)));
  if (slips.some((slip) => reads(slip.slice(-text.length), text))) return "right";
  const low = text.toLowerCase();
  return slips.some((slip) => slip.toLowerCase().endsWith(low)) ? "capitals" : "unknown";
}

/** Return the slip that a scanner sent or somebody typed whole; undefined for less. */
function wholeSlip(typed: string): string | undefined {
  try {
    const { letter, code } = readSlip(typed);
    return slipText(letter, code);
  } catch {
    return undefined;
  }
}

/** Return whether `text` is how one may read `end`: codes have no 0, O, I and l. */
function reads(end: string, text: string): boolean {
  const like = (letter: string, i: number): boolean =>
    letter === end.charAt(i) || meant(letter).includes(end.charAt(i));
  return end.length === text.length && Array.from(text).every(like);
}

function bare(text: string): string {
  return text.normalize("NFKC").replace(/[^0-9A-Za-z]/g, "");
}
