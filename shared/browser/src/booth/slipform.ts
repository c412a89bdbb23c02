/**
 * What is typed in the six fields of the code form, and what is wrong with it: pure.
 *
 * Each group is judged as soon as its own check character is there, so that a wrong one is named
 * while the voter types. No DOM, no network, no clock.
 */
import { GROUP_SIZES, type Slip } from "../crypto/credentials.ts";
import { typedGroup, type TypedGroup, typedSlip } from "../crypto/typed.ts";

/** Class letter, four groups, check characters: the fields in their order. */
export const FIELD_SIZES: readonly number[] = [1, ...GROUP_SIZES, GROUP_SIZES.length];
export const LETTER = 0;
export const CHECKS = FIELD_SIZES.length - 1;
const WHOLE = FIELD_SIZES.reduce((sum, size) => sum + size, 0);

/** Return `typed` as a code is written: no spaces or dashes, full-width letters made narrow. */
export function cleaned(field: number, typed: string): string {
  const letters = typed.normalize("NFKC").replace(/[^0-9A-Za-z]/g, "");
  return field === LETTER ? letters.toUpperCase() : letters;
}

/** Return the six fields of a whole code that was pasted or scanned; undefined for less. */
export function spread(text: string): string[] | undefined {
  const { letter, groups, checks } = typedSlip(text);
  const fields = [letter, ...groups.map((group) => group.text), checks];
  const full = groups.every((group) => group.text !== "");
  const whole = full && letter !== "?" && fields.join("").length >= WHOLE - 2;
  return whole ? fields : undefined;
}

/** Return how each of the four groups is, corrected where its check character says how. */
export function groupsOf(fields: readonly string[]): TypedGroup[] {
  const checks = fields[CHECKS] ?? "";
  return GROUP_SIZES.map((size, i) => typedGroup(i, size, fields[i + 1] ?? "", checks.charAt(i)));
}

/** What is missing or wrong, by the field to look at. */
export interface Flaw {
  readonly field: number;
  readonly what: "letter" | "open" | "wrong" | "checks";
}

/** Return everything that keeps the fields from being a slip, in order; nothing if they are one. */
export function flaws(fields: readonly string[]): Flaw[] {
  const found: Flaw[] = [];
  if (!/^[A-Z]$/.test(fields[LETTER] ?? "")) found.push({ field: LETTER, what: "letter" });
  groupsOf(fields).forEach(({ state }, i) => {
    if (state === "open") found.push({ field: i + 1, what: "open" });
    if (state === "wrong") {
      const short = (fields[i + 1] ?? "").length < (GROUP_SIZES[i] ?? 0);
      found.push({ field: i + 1, what: short ? "open" : "wrong" });
    }
  });
  if ((fields[CHECKS] ?? "").length !== GROUP_SIZES.length) {
    found.push({ field: CHECKS, what: "checks" });
  }
  return found;
}

/** Return the slip that the fields spell, undefined while there are flaws. */
export function slipOf(fields: readonly string[]): Slip | undefined {
  return flaws(fields).length === 0 ? typedSlip(fields.join("-")).slip : undefined;
}
