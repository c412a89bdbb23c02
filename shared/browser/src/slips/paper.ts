/**
 * The paper: pages of A4 in the page's own document, seen by the printer and never on the screen.
 *
 * The twin of shared/cli/slips/slips.typ: the same words at the same places. Everything on a slip
 * is the same as on every other one of its electorate but the code; there is no number, no date.
 */
import { slipText } from "../crypto/credentials.ts";
import { all, make } from "../page/elements.ts";
import { onPaper } from "../texts/slips.paper.ts";
import { type Fit, fitted } from "./fitting.ts";
import type { Hall } from "./hall.ts";
import { qrPath } from "./qr.ts";
import type { PaperPage, Section } from "./sheets.ts";

const SVG = "http://www.w3.org/2000/svg";
/** Class letter and two groups with their hyphens stand on the first line of a code. */
const FIRST_LINE = 15;
const SLICE_MS = 40;

/** What stands on every slip of one electorate. */
export interface SlipWords {
  readonly meeting: string;
  readonly letter: string;
  readonly title: string;
  /** Without its scheme if that is https. */
  readonly address: string;
  readonly test: boolean;
}

/** Lays pages into one element, which only print shows. */
export class Paper {
  readonly #root: HTMLElement;
  #turn = 0;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /**
   * Lay `pages` in the place of what lay there; `progress` hears how many slips there are.
   *
   * @returns whether they lie there whole: false if others were wanted before they did
   */
  async lay(
    hall: Hall,
    pages: readonly PaperPage[],
    progress: (done: number) => void,
  ): Promise<boolean> {
    this.clear();
    const turn = this.#turn;
    const drawer = new Drawer(hall, this.#root);
    let slips = 0;
    let until = performance.now() + SLICE_MS;
    for (const page of pages) {
      this.#root.append(drawer.page(page));
      slips += page.codes.length;
      if (performance.now() < until) continue;
      progress(slips);
      await new Promise((resume) => setTimeout(resume, 0));
      if (turn !== this.#turn) return false;
      until = performance.now() + SLICE_MS;
    }
    progress(slips);
    return true;
  }

  /** Take everything away. */
  clear(): void {
    this.#turn++;
    for (const text of all(this.#root, ".slip__code div")) text.textContent = "";
    this.#root.replaceChildren();
  }
}

/** Draws pages; what slips have in common is drawn and measured once for each electorate. */
class Drawer {
  readonly #hall: Hall;
  readonly #root: HTMLElement;
  readonly #patterns = new Map<string, { readonly slip: HTMLElement; readonly fit: Fit }>();

  constructor(hall: Hall, root: HTMLElement) {
    this.#hall = hall;
    this.#root = root;
  }

  page({ section, codes }: PaperPage): HTMLElement {
    if (codes.length === 0) return headingPage(this.#hall, section);
    const { slip, fit } = this.#pattern(section);
    const cells = make("div", { class: "sheet__cells" });
    fit.apply(cells);
    cells.append(...codes.map((code) => this.#filled(slip, section.letter, code)));
    return make("div", { class: "sheet" }, margin(section), cells);
  }

  #filled(pattern: HTMLElement, letter: string, code: string): HTMLElement {
    const slip = pattern.cloneNode(true) as HTMLElement;
    const text = slipText(letter, code);
    const [above, below] = all(slip, ".slip__code div");
    if (above !== undefined) above.textContent = text.slice(0, FIRST_LINE);
    if (below !== undefined) below.textContent = text.slice(FIRST_LINE);
    const { address, shape } = this.#hall;
    slip.querySelector("path")?.setAttribute("d", qrPath(`${address}#${text}`, shape));
    return slip;
  }

  #pattern({ letter, title }: Section): { readonly slip: HTMLElement; readonly fit: Fit } {
    const { manifest, address, shape } = this.#hall;
    const known = this.#patterns.get(letter);
    if (known !== undefined) return known;
    const words = {
      meeting: manifest.title,
      letter,
      title,
      address: address.replace(/^https:\/\//, ""),
      test: manifest.test,
    };
    const slip = emptySlip(words, shape.size);
    const made = { slip, fit: fitted(slip, words, this.#root) };
    this.#patterns.set(letter, made);
    return made;
  }
}

/** Return a slip with everything on it but its code. */
function emptySlip({ letter, test }: SlipWords, modules: number): HTMLElement {
  const slip = make("div", { class: test ? "slip slip--rehearsal" : "slip" });
  if (test) {
    const { zh, en } = onPaper.rehearsal;
    slip.append(make("div", { class: "slip__rehearsal" }, zh, english(en)));
  }
  slip.append(
    make("div", { class: "slip__title" }),
    make("div", { class: "slip__letter" }, letter),
    qrFrame(modules),
    make(
      "div",
      { class: "slip__words" },
      make("div", { class: "slip__class" }),
      make("div", { class: "slip__scan" }, onPaper.scan.zh, english(onPaper.scan.en)),
      make("div", { class: "slip__keep" }, onPaper.keep.zh),
      make("div", { class: "slip__keep-en", lang: "en" }, onPaper.keep.en),
    ),
    make(
      "div",
      { class: "slip__where" },
      make("div", { class: "slip__label" }, onPaper.open.zh, english(onPaper.open.en)),
      make("div", { class: "slip__address", dir: "ltr", translate: "no" }),
    ),
    make("div", { class: "slip__capitals" }, onPaper.capitals.zh, english(onPaper.capitals.en)),
    make(
      "div",
      { class: "slip__code", dir: "ltr", translate: "no" },
      make("div", {}),
      make("div", {}),
    ),
  );
  return slip;
}

function qrFrame(modules: number): SVGSVGElement {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", `0 0 ${modules} ${modules}`);
  picture.setAttribute("class", "slip__qr");
  picture.setAttribute("shape-rendering", "crispEdges");
  picture.setAttribute("stroke", "#000");
  picture.append(document.createElementNS(SVG, "path"));
  return picture;
}

/** What is cut away, and says what kind of slips these are. */
function margin({ letter, reserve }: Section): HTMLElement {
  const { zh, en } = reserve ? onPaper.reserveSlips : onPaper.slips;
  const kind = make("strong", {}, zh(letter), " / ", english(en(letter)));
  const { zh: chinese, en: other } = onPaper.keepNoFile;
  return make("div", { class: "sheet__margin" }, kind, chinese, " / ", english(other));
}

/** The page before the slips that are kept back. */
function headingPage({ manifest }: Hall, { letter, title }: Section): HTMLElement {
  const { heading, what } = onPaper.reserve;
  return make(
    "div",
    { class: "sheet sheet--heading" },
    make("div", { class: "sheet__meeting" }, manifest.title),
    make("div", { class: "sheet__letter" }, letter),
    make("div", { class: "sheet__class" }, title),
    make("div", { class: "sheet__name" }, heading.zh),
    make("div", { class: "sheet__name", lang: "en" }, heading.en),
    make("div", { class: "sheet__what" }, what.zh),
    make("div", { class: "sheet__what", lang: "en" }, what.en),
  );
}

function english(text: string): HTMLElement {
  return make("span", { lang: "en" }, text);
}
