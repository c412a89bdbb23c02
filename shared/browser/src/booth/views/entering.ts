/** From the slip to the sheet: looking, waiting for the chair, comparing the six words. */

import { make } from "../../page/elements.ts";
import type { Language } from "../../page/language.ts";
import type { SixWords } from "../../crypto/receipts.ts";
import type { Texts } from "../../texts/zh.ts";
import type { Pause } from "../steps.ts";
import {
  button,
  buttons,
  details,
  facts,
  heading,
  notice,
  paragraph,
  type View,
} from "./parts.ts";

export function lookingView(texts: Texts): View {
  const title = heading(texts.looking.heading);
  const meter = make("progress", { class: "booth-meter", "aria-label": texts.looking.heading });
  return { heading: title, content: [title, paragraph(texts.looking.lead), meter] };
}

/**
 * The page looks by itself, and when `look` is called for; `said` tells what the last look found.
 * Without `look` the slip is forgotten.
 */
export function waitingView(
  texts: Texts,
  why: Pause,
  look: (() => void) | undefined,
): View & { readonly said: (what: "looked" | "offline") => void } {
  const words = texts.waiting;
  const title = make("h1", { tabindex: "-1" }, words[why].heading);
  const told = make("p", { class: "govuk-body booth-said", role: "status" });
  return {
    heading: title,
    content: [
      notice(
        "wait",
        title,
        make("p", {}, words[why].lead),
        make("p", {}, make("strong", {}, words.keep)),
      ),
      ...(look === undefined ? [] : [buttons(button(words.look, look, "secondary"))]),
      told,
      secrecy(texts),
    ],
    said: (what) => {
      told.textContent = words[what];
    },
  };
}

/** What the voter sees of the box before the sheet. */
export interface WordsOptions {
  readonly texts: Texts;
  readonly language: Language;
  readonly words: SixWords;
  readonly meeting: string;
  readonly item: string;
  readonly electorate: string;
  readonly contests: number;
  readonly agree: () => void;
  readonly differ: () => void;
}

export function wordsView(options: WordsOptions): View {
  const { texts, language, words, agree, differ } = options;
  const other = language === "zh" ? "en" : "zh";
  const title = heading(texts.words.heading);
  return {
    heading: title,
    content: [
      title,
      facts(
        [texts.words.meeting, options.meeting],
        [texts.words.item, options.item],
        [texts.words.size, texts.words.contests(options.contests)],
        [texts.words.class, options.electorate],
      ),
      paragraph(texts.words.lead),
      wordList(texts.words.ours, words[language], language, "booth-words booth-words--large"),
      wordList(texts.words.others, words[other], other, "booth-words"),
      buttons(button(texts.words.same, agree), button(texts.words.differ, differ, "secondary")),
      secrecy(texts),
    ],
  };
}

/** Return the six words of one language, in their order. */
export function wordList(
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
    make("ol", { class: classes, lang, translate: "no" }, ...items),
  );
}

/** What is kept secret by what, and what cannot be. */
function secrecy({ secrecy: words }: Texts): HTMLElement {
  return details(words.summary, make("p", {}, words.kept), make("p", {}, words.live));
}
