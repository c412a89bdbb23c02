/** What the scrutineers' screens are made of besides the booth's parts. */
import { notice } from "../../booth/views/parts.ts";
import type { SixWords } from "../../crypto/receipts.ts";
import { make } from "../../page/elements.ts";
import type { Language } from "../../page/language.ts";
import type { Scene } from "../../page/screen.ts";
import type { LeftoversTexts } from "../../texts/leftovers.zh.ts";
import type { Hindered } from "../table.ts";

/** What every view needs: the language, and what is said in it. */
export interface Speech {
  readonly language: Language;
  readonly texts: LeftoversTexts;
}

/** A screen that may have something to stop when it goes. */
export interface View extends Scene {
  readonly gone?: () => void;
}

/** Return the six words in both languages, the reader's own large unless there are many. */
export function sixWordsParts(
  { language }: Speech,
  names: { readonly ours: string; readonly others: string },
  words: SixWords,
  size: "large" | "small" = "large",
): HTMLElement[] {
  const other = language === "zh" ? "en" : "zh";
  const own = size === "large" ? "booth-words booth-words--large" : "booth-words";
  return [
    wordList(names.ours, words[language], language, own),
    wordList(names.others, words[other], other, "booth-words"),
  ];
}

function wordList(
  name: string,
  words: readonly string[],
  language: Language,
  classes: string,
): HTMLElement {
  const items = words.map((word) => make("li", {}, word));
  const lang = language === "zh" ? "zh-Hans" : "en";
  return make(
    "div",
    {},
    make("p", { class: "govuk-body booth-words__name" }, name),
    make("ol", { class: `${classes} leftovers-words`, lang, translate: "no" }, ...items),
  );
}

/** Return what happened and what to do, as a box that is read out when it appears. */
export function hitchBox(
  title: string,
  { hitches, code }: LeftoversTexts,
  { hitch, slug }: Hindered,
): HTMLElement {
  const { what, step } = hitches[hitch];
  const box = notice(
    "bad",
    make("h2", {}, title),
    make("p", {}, make("strong", {}, what)),
    make("p", {}, step),
    make("p", {}, code, make("code", {}, slug)),
  );
  box.setAttribute("role", "alert");
  box.setAttribute("tabindex", "-1");
  return box;
}

/** Return the line that says that a meeting is a test run. */
export function rehearsalLine({ texts }: Speech, test: boolean): HTMLElement[] {
  return test ? [make("p", { class: "booth-rehearsal" }, texts.rehearsal)] : [];
}
