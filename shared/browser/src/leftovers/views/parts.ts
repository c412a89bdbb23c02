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

/** Return the six words in both languages, the reader's own large. */
export function sixWordsParts(
  { language }: Speech,
  names: { readonly ours: string; readonly others: string },
  words: SixWords,
): HTMLElement[] {
  const other = language === "zh" ? "en" : "zh";
  return [
    wordList(names.ours, words[language], language, "booth-words booth-words--large"),
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

/** Return a field with its label and what helps to fill it in. */
export function field(input: HTMLElement, label: string, ...hints: readonly string[]): HTMLElement {
  const notes = hints.map((hint, i) =>
    make("p", { class: "govuk-hint", id: `${input.id}-hint-${i}` }, hint),
  );
  if (notes.length > 0) input.setAttribute("aria-describedby", notes.map(({ id }) => id).join(" "));
  return make(
    "div",
    { class: "govuk-form-group" },
    make("label", { class: "govuk-label leftovers-label", for: input.id }, label),
    ...notes,
    input,
  );
}

/** Return a field that takes a file; it has the height of a finger. */
export function fileField(id: string): HTMLInputElement {
  return make("input", { id, type: "file", class: "govuk-file-upload leftovers-file" });
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

/** Return the text of a chosen file; undefined if it cannot be read. */
export async function textOf(input: HTMLInputElement, most: number): Promise<string | undefined> {
  const file = input.files?.[0];
  if (file === undefined || file.size > most) return undefined;
  try {
    return await file.text();
  } catch {
    return undefined;
  }
}

/** Return the line that says that a meeting is a test run. */
export function rehearsalLine({ texts }: Speech, test: boolean): HTMLElement[] {
  return test ? [make("p", { class: "booth-rehearsal" }, texts.rehearsal)] : [];
}
