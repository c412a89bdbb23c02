/**
 * The QR code of a slip: which size all of them have, and one as a path. Pure.
 *
 * As shared/cli/slips/paper.py draws it: byte mode, level M or better, at most 53 modules with the
 * margin, so that a phone reads it from 32 mm.
 */
import encodeQR, { type ErrorCorrection, type QrOpts } from "qr";

const QUIET = 4;
const LARGEST_VERSION = 7;
/** Letters; far more than that version holds, and less than any QR code does. */
const MOST_LETTERS = 500;
const BETTER: readonly ErrorCorrection[] = ["high", "quartile"];

/** The address is too long for a code that a phone still reads from a slip. */
export class AddressTooLong extends Error {}

/** What the codes of one meeting have in common, their texts being equally long. */
export interface QrShape {
  readonly version: number;
  readonly level: ErrorCorrection;
  /** Modules across, the margin counted. */
  readonly size: number;
}

/**
 * Return the smallest shape for texts as long as `text`, with the best level that fits it.
 *
 * @throws AddressTooLong if no phone would read it
 */
export function shapeFor(text: string): QrShape {
  if (text.length > MOST_LETTERS) throw new AddressTooLong();
  const sizeWith = (ecc: ErrorCorrection): number => drawn(text, { ecc }).length;
  const size = sizeWith("medium");
  const version = (size - 2 * QUIET - 17) / 4;
  if (version > LARGEST_VERSION) throw new AddressTooLong();
  const level = BETTER.find((ecc) => sizeWith(ecc) === size) ?? "medium";
  return { version, level, size };
}

/** Return the dark modules of the code of `text` as an SVG path to stroke, one unit a module. */
export function qrPath(text: string, { version, level }: QrShape): string {
  return drawn(text, { ecc: level, version })
    .flatMap((row, y) => runs(row).map(([x, length]) => `M${x} ${y}.5h${length}`))
    .join("");
}

function drawn(text: string, options: QrOpts): boolean[][] {
  return encodeQR(text, "raw", { ...options, border: QUIET });
}

/** Return (start, length) of every run of dark modules of `row`. */
function runs(row: readonly boolean[]): [number, number][] {
  const found: [number, number][] = [];
  row.forEach((dark, x) => {
    const last = found.at(-1);
    if (dark && last !== undefined && last[0] + last[1] === x) last[1]++;
    else if (dark) found.push([x, 1]);
  });
  return found;
}
