/**
 * How large the words of a slip may be so that all of them fit: tried out and measured, once for
 * each electorate. The sizes are those of shared/cli/slips/slips.typ.
 */
import { make } from "../page/elements.ts";
import { onPaper } from "../texts/slips.paper.ts";
import type { SlipWords } from "./paper.ts";

/** What was found: it goes as two variables to each sheet, so that a slip itself has no style. */
export interface Fit {
  apply(cells: HTMLElement): void;
}

/** A size in points, and how many letters of the title are left. */
type Size = readonly [points: number, most: number];

const WHOLE = 200;
const TITLE_SIZES: readonly Size[] = [
  ...[12.5, 11, 10, 9, 8].map((points): Size => [points, WHOLE]),
  ...[100, 80, 65, 50, 40].map((most): Size => [8, most]),
];
const CLASS_LETTERS: readonly number[] = [WHOLE, 60, 45, 32, 24];
const ADDRESS_SIZES: readonly number[] = [9.5, 9, 8.5, 8, 7.5, 7, 6.5, 6];
/** Smaller than this an address is broken rather than kept in one line. */
const LEAST_ON_ONE_LINE = 7;

/** Put the words of its electorate on `slip` and return how large they are. */
export function fitted(slip: HTMLElement, words: SlipWords, root: HTMLElement): Fit {
  const cells = make("div", { class: "sheet__cells" }, slip);
  const attributes = { class: "slips-measure", lang: "zh-Hans", "aria-hidden": "true" };
  const hidden = make("div", attributes, cells);
  root.after(hidden);
  try {
    const title = fitTitle(part(slip, ".slip__title"), cells, words.meeting);
    fitClass(part(slip, ".slip__class"), words.title);
    const address = fitAddress(part(slip, ".slip__address"), cells, words.address);
    return {
      apply(sheet) {
        sheet.style.setProperty("--slip-title", title);
        sheet.style.setProperty("--slip-address", address);
      },
    };
  } finally {
    slip.remove();
    hidden.remove();
  }
}

function fitTitle(box: HTMLElement, cells: HTMLElement, meeting: string): string {
  let size = "";
  for (const [points, most] of TITLE_SIZES) {
    size = `${points}pt`;
    cells.style.setProperty("--slip-title", size);
    box.replaceChildren(make("div", {}, shortened(meeting, most)));
    if (fits(box)) break;
  }
  return size;
}

function fitClass(box: HTMLElement, title: string): void {
  for (const most of CLASS_LETTERS) {
    box.replaceChildren(make("div", {}, onPaper.electorate(shortened(title, most))));
    if (fits(box)) break;
  }
}

/** Not broken, broken before its path, or anywhere; nothing is put in, so it can be copied. */
function fitAddress(box: HTMLElement, cells: HTMLElement, address: string): string {
  const path = address.lastIndexOf("/b/");
  const whole = line(address);
  const manners: readonly (readonly HTMLElement[])[] = [
    [whole],
    [line(address.slice(0, path)), line(address.slice(path))],
    [make("div", { class: "slip__anywhere" }, address)],
  ];
  let size = "";
  for (const lines of manners) {
    for (const points of ADDRESS_SIZES) {
      if (lines[0] === whole && points < LEAST_ON_ONE_LINE) continue;
      size = `${points}pt`;
      cells.style.setProperty("--slip-address", size);
      box.replaceChildren(...lines);
      if (fits(box)) return size;
    }
  }
  return size;
}

function line(text: string): HTMLElement {
  return make("div", { class: "slip__line" }, text);
}

function part(slip: HTMLElement, selector: string): HTMLElement {
  return slip.querySelector(selector) as HTMLElement;
}

/** Return whether the lines in `box` are no higher than it may be, and no wider. */
function fits(box: HTMLElement): boolean {
  const lines = Array.from(box.children);
  const height = lines.reduce((sum, one) => sum + one.getBoundingClientRect().height, 0);
  const most = parseFloat(getComputedStyle(box).maxHeight);
  return height <= most && lines.every((one) => one.scrollWidth <= box.clientWidth);
}

function shortened(words: string, most: number): string {
  const letters = Array.from(words);
  return letters.length <= most ? words : `${letters.slice(0, most).join("")}…`;
}
