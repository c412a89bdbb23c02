/** What a trustee's screens are made of, besides the booth's parts. */
import { type Fault, errorSummary, notice, paragraph } from "../../booth/views/parts.ts";
import type { SixWords } from "../../crypto/receipts.ts";
import { make } from "../../page/elements.ts";
import type { Language } from "../../page/language.ts";
import type { Scene } from "../../page/screen.ts";
import type { HitchText, TrusteeTexts } from "../../texts/trustee.zh.ts";
import type { Done } from "../shown.ts";
import type { Hindered } from "../troubles.ts";

/** What every view needs: the language, and what is said in it. */
export interface Speech {
  readonly language: Language;
  readonly texts: TrusteeTexts;
}

export type View = Scene;

/** Return a field for a passphrase; `fresh` where one is chosen. */
export function passphraseField(id: string, fresh = false): HTMLInputElement {
  return make("input", {
    id,
    type: "password",
    class: "govuk-input",
    autocomplete: fresh ? "new-password" : "off",
    autocapitalize: "none",
    spellcheck: "false",
  });
}

/** What a form says when something hinders it: `H` are the hindrances that it knows. */
export interface FormTexts<H extends string> {
  readonly problem: string;
  readonly code: string;
  readonly hitches: { readonly [One in H]: HitchText };
}

/** A form with one button, which says what is missing before it acts, and what went wrong. */
export interface FormOptions<H extends string> {
  readonly texts: FormTexts<H>;
  readonly fields: readonly HTMLElement[];
  readonly go: string;
  readonly working: string;
  readonly secondary?: boolean;
  /** Returns what is missing. */
  readonly missing: () => Fault[];
  /** Returns why it was not done. */
  readonly act: () => Promise<Hindered<H> | undefined>;
}

/** Return the form; after it was done another view takes its place. */
export function formOf<H extends string>(options: FormOptions<H>): HTMLElement {
  const { texts } = options;
  const faults = make("div", {});
  const working = make("p", { class: "govuk-body trustee-working", role: "status" });
  const kind = options.secondary === true ? "govuk-button govuk-button--secondary" : "govuk-button";
  const go = make("button", { type: "submit", class: kind }, options.go);
  const form = make(
    "form",
    { novalidate: "", autocomplete: "off", class: "trustee-form" },
    faults,
    ...options.fields,
    working,
    go,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const found = options.missing();
    if (found.length > 0) return show(faults, errorSummary(texts.problem, found));
    go.disabled = true;
    working.textContent = options.working;
    faults.replaceChildren();
    void options.act().then((hindered) => {
      go.disabled = false;
      working.textContent = "";
      if (hindered !== undefined) show(faults, hitchBox(texts, hindered));
    });
  });
  return form;
}

/** Return what happened and what to do, as a box that is read out when it appears. */
export function hitchBox<H extends string>(
  texts: FormTexts<H>,
  { hitch, slug }: Hindered<H>,
): HTMLElement {
  const { what, step } = texts.hitches[hitch];
  const box = notice(
    "bad",
    make("h2", {}, what),
    make("p", {}, step),
    make("p", { class: "trustee-code" }, texts.code, make("code", {}, slug)),
  );
  box.setAttribute("role", "alert");
  box.setAttribute("tabindex", "-1");
  return box;
}

/** Return a table that says who has done which step. */
export function progressTable(
  { texts }: Speech,
  caption: string,
  names: readonly string[],
  done: Done,
  own: number,
): HTMLElement {
  const { progress } = texts;
  const steps = Object.keys(done);
  const head = make(
    "tr",
    {},
    make("th", { scope: "col" }, progress.who),
    ...steps.map((step) => make("th", { scope: "col" }, progress.steps[step] ?? step)),
  );
  const rows = names.map((name, i) => {
    const cells = steps.map((step) => {
      const is = done[step]?.[i] === true;
      const sign = make("span", { "aria-hidden": "true" }, is ? "✓ " : "… ");
      const told = is ? progress.done : progress.open;
      return make("td", { class: is ? "trustee-done" : "trustee-open" }, sign, told);
    });
    const who = make("th", { scope: "row" }, name, i + 1 === own ? progress.you : "");
    return make("tr", {}, who, ...cells);
  });
  const table = make(
    "table",
    { class: "office-table trustee-progress" },
    make("caption", { class: "office-table__caption" }, caption),
    make("thead", {}, head),
    make("tbody", {}, ...rows),
  );
  const around = { class: "office-scroll", role: "region", "aria-label": caption, tabindex: "0" };
  return make("div", around, table);
}

/** Return the six words in both languages, the reader's own very large. */
export function wordsParts({ language, texts }: Speech, words: SixWords): HTMLElement[] {
  const other = language === "zh" ? "en" : "zh";
  const { ours, others } = texts.comparing;
  return [
    wordList(ours, words[language], language, "trustee-words trustee-words--large"),
    wordList(others, words[other], other, "trustee-words"),
  ];
}

function wordList(
  name: string,
  words: readonly string[],
  language: Language,
  classes: string,
): HTMLElement {
  const lang = language === "zh" ? "zh-Hans" : "en";
  const items = words.map((word) => make("li", {}, word));
  return make(
    "div",
    {},
    make("p", { class: "govuk-body trustee-words__name" }, name),
    make("ol", { class: classes, lang, translate: "no" }, ...items),
  );
}

/** Return a way to another page of the service. */
export function wayTo(href: string, text: string): HTMLElement {
  return paragraph(make("a", { class: "office-link", href }, text));
}

function show(faults: HTMLElement, box: HTMLElement): void {
  faults.replaceChildren(box);
  box.focus();
}
