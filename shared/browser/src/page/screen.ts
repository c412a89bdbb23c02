/**
 * The place in a page where its screens are shown, one at a time, in the reader's language.
 *
 * Each new screen begins at its heading: the window scrolls up, the focus moves there, the page's
 * title names it. The language is changed in the page itself, so that nothing in it is lost.
 */
import { all } from "./elements.ts";
import { type Language, pageLanguage } from "./language.ts";

/** What every page's texts hold. */
export interface PageTexts {
  readonly title: string;
  readonly otherLanguage: string;
  readonly skip: string;
}

/** One screen: the heading that gets the focus, and all that is shown. */
export interface Scene {
  readonly heading: HTMLElement;
  readonly content: readonly Element[];
}

const TAGS: { readonly [L in Language]: string } = { zh: "zh-Hans", en: "en" };

/** Shows scenes in one element of the page. */
export class Screen<T extends PageTexts> {
  readonly #root: HTMLElement;
  readonly #all: Readonly<Record<Language, T>>;
  #language = pageLanguage();
  #heading: string | undefined;

  constructor(root: HTMLElement, texts: Readonly<Record<Language, T>>) {
    this.#root = root;
    this.#all = texts;
  }

  get language(): Language {
    return this.#language;
  }

  get texts(): T {
    return this.#all[this.#language];
  }

  /** Put `scene` in the place of what was shown; the same scene again does not move the reader. */
  show({ heading, content }: Scene): void {
    const [before, said] = [this.#heading, spoken(heading)];
    this.#heading = said;
    this.#root.replaceChildren(...content);
    document.title = `${said} – ${this.texts.title}`;
    if (before === undefined || before === said) return;
    window.scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }

  /** Let the links to the other language change it here; `again` shows the scene again. */
  listen(again: () => void): void {
    for (const link of all(document, ".voter-language")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.#change();
        again();
      });
    }
  }

  #change(): void {
    const before = this.#language;
    this.#language = before === "zh" ? "en" : "zh";
    this.#heading = undefined; // the focus stays on the link
    document.documentElement.lang = TAGS[this.#language];
    for (const link of all(document, ".voter-language")) {
      link.textContent = this.texts.otherLanguage;
      link.setAttribute("href", `?lang=${before}`);
      link.setAttribute("lang", TAGS[before]);
      link.setAttribute("hreflang", TAGS[before]);
    }
    for (const link of all(document, ".govuk-skip-link")) link.textContent = this.texts.skip;
  }
}

/** Return what a heading says, without signs that are only seen. */
function spoken(heading: HTMLElement): string {
  const parts = Array.from(heading.childNodes).filter(
    (part) => !(part instanceof Element && part.getAttribute("aria-hidden") === "true"),
  );
  return parts.map((part) => part.textContent ?? "").join("");
}
