/** The staff's screen: which meeting this is, the six words, and the start. */

import { make } from "../../page/elements.ts";
import type { Meeting } from "../../booth/entrance.ts";
import type { Trouble } from "../../booth/troubles.ts";
import {
  button,
  buttons,
  facts,
  heading,
  notice,
  paragraph,
  type View,
} from "../../booth/views/parts.ts";
import { troubleNotice } from "../../booth/views/trouble.ts";
import type { KioskTexts } from "../../texts/kiosk.zh.ts";
import type { Texts } from "../../texts/zh.ts";
import { sixWordList } from "./parts.ts";

export interface StartOptions {
  readonly texts: Texts;
  readonly own: KioskTexts;
  readonly meeting: Meeting | undefined;
  readonly trouble: Trouble | undefined;
  readonly ready: boolean;
  /** Whether the page was loaded again, perhaps in the middle of a vote. */
  readonly reloaded: boolean;
  readonly start: () => void;
  readonly differ: () => void;
  readonly again: () => void;
}

export function startView(options: StartOptions): View {
  const { own, texts, meeting, trouble, reloaded, ready } = options;
  const words = own.start;
  const title = heading(words.heading);
  const again = notice("wait", undefined, make("p", {}, words.reloaded));
  const begun = [title, ...(reloaded ? [again] : [])];
  if (trouble !== undefined) {
    const retry = button(words.again, options.again);
    return { heading: title, content: [...begun, troubleNotice(texts, trouble), buttons(retry)] };
  }
  if (!ready || meeting === undefined) {
    const meter = make("progress", { class: "booth-meter", "aria-label": words.looking });
    return { heading: title, content: [...begun, paragraph(words.looking), meter] };
  }
  return { heading: title, content: [...begun, ...comparing(options, meeting)] };
}

function comparing({ texts, own, start, differ }: StartOptions, meeting: Meeting): Element[] {
  const words = own.start;
  const classes = meeting.manifest.electorates.map(({ title }) => title).join("、");
  return [
    facts([texts.words.meeting, meeting.manifest.title], [texts.words.class, classes]),
    paragraph(words.lead),
    sixWordList(meeting.words.zh, "zh-Hans", "booth-words--large"),
    sixWordList(meeting.words.en, "en", "booth-words--large"),
    buttons(button(words.go, start), button(words.differ, differ, "secondary")),
    make(
      "ul",
      { class: "kiosk-notes" },
      make("li", {}, words.able),
      make("li", {}, words.language),
      make("li", {}, words.out),
    ),
  ];
}
