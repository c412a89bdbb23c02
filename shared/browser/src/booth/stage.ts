/**
 * The place in the page where the booth's screens are shown, one at a time.
 *
 * Each new screen begins at its heading: the window scrolls up, the focus moves there, the page's
 * title names it. There is one page and one entry in the history, whatever is shown.
 */
import { all, make } from "../page/elements.ts";
import type { Language } from "../page/language.ts";
import { en } from "../texts/en.ts";
import { type Texts, zh } from "../texts/zh.ts";
import { stepBar, type View } from "./views/parts.ts";

const TEXTS: { readonly [L in Language]: Texts } = { zh, en };
const TITLES: { readonly [L in Language]: string } = { zh: zh.title, en: en.title };
const TAGS: { readonly [L in Language]: string } = { zh: "zh-Hans", en: "en" };

/** What stands around a screen. */
export interface Surroundings {
  /** Which of the five steps, from 0. */
  readonly place: number | undefined;
  /** Whether the meeting is a test run. */
  readonly rehearsal: boolean;
  /** What is voted on, on screens that do not say it themselves. */
  readonly caption?: string | undefined;
}

/** Shows views in one element of the page. */
export class Stage {
  readonly #root: HTMLElement;
  #language: Language;
  readonly #titles: { readonly [L in Language]: string };
  readonly #texts: { readonly [L in Language]: Texts };
  #view: View | undefined;
  #begun = false;

  /**
   * A stage in `root`; `titles` is what the page is called, in its window's title, and `texts` what
   * the booth says where it stands on something else than the voter's own phone.
   */
  constructor(root: HTMLElement, language: Language, titles = TITLES, texts = TEXTS) {
    this.#root = root;
    this.#language = language;
    this.#titles = titles;
    this.#texts = texts;
  }

  get language(): Language {
    return this.#language;
  }

  get texts(): Texts {
    return this.#texts[this.#language];
  }

  /** Put `view` in the place of what was shown. */
  show(view: View, { place, rehearsal, caption }: Surroundings): void {
    const first = !this.#begun;
    this.#begun = true;
    this.#view?.gone?.();
    this.#view = view;
    const around = [
      ...(caption === undefined ? [] : [make("p", { class: "booth-caption" }, caption)]),
      ...(place === undefined ? [] : [stepBar(this.texts, place)]),
      ...(rehearsal ? [make("p", { class: "booth-rehearsal" }, this.texts.rehearsal)] : []),
    ];
    this.#root.replaceChildren(...around, ...view.content);
    document.title = `${spoken(view.heading)} – ${this.#titles[this.#language]}`;
    if (!first) {
      window.scrollTo(0, 0);
      view.heading.focus({ preventScroll: true });
    }
    view.shown?.();
  }

  /** Speak the other language; what is shown has to be shown again by the caller. */
  changeLanguage(): void {
    const before = this.#language;
    this.#language = before === "zh" ? "en" : "zh";
    document.documentElement.lang = TAGS[this.#language];
    for (const link of all(document, ".voter-language")) {
      link.textContent = this.texts.otherLanguage;
      link.setAttribute("href", `?lang=${before}`);
      link.setAttribute("lang", TAGS[before]);
      link.setAttribute("hreflang", TAGS[before]);
    }
    for (const link of all(document, ".govuk-skip-link")) link.textContent = this.texts.skip;
  }

  /** Take everything out of the page. */
  clear(): void {
    this.#view?.gone?.();
    this.#view = undefined;
    this.#root.replaceChildren();
  }
}

/** Return what a heading says, without signs that are only seen. */
function spoken(heading: HTMLElement): string {
  const parts = Array.from(heading.childNodes).filter(
    (part) => !(part instanceof Element && part.getAttribute("aria-hidden") === "true"),
  );
  return parts.map((part) => part.textContent ?? "").join("");
}
