/** Before anything is made: the meeting, what is asked for, and that the cable may be pulled. */

import {
  button,
  buttons,
  errorSummary,
  facts,
  heading,
  notice,
  paragraph,
  type View,
} from "../../booth/views/parts.ts";
import { make } from "../../page/elements.ts";
import type { Language } from "../../page/language.ts";
import type { SlipTexts } from "../../texts/slips.zh.ts";
import { isLocal } from "../address.ts";
import type { Hall, SlipClass } from "../hall.ts";
import { leaves, networkLine, sixWordLists, warning } from "./parts.ts";

export function loadingView(texts: SlipTexts): View {
  const title = heading(texts.loading.heading);
  const meter = make("progress", { class: "booth-meter", "aria-label": texts.loading.heading });
  return { heading: title, content: [title, paragraph(texts.loading.lead), meter] };
}

export interface PrepareOptions {
  readonly texts: SlipTexts;
  readonly language: Language;
  readonly hall: Hall;
  readonly go: (reserves: ReadonlyMap<string, number>) => void;
}

export function prepareView({ texts, language, hall, go }: PrepareOptions): View {
  const words = texts.prepare;
  const title = heading(words.heading);
  const network = networkLine(texts, false);
  const faults = make("div", {});
  const fields = hall.manifest.blind ? [] : hall.classes.map((one) => new ReserveField(texts, one));
  const start = (): void => {
    const wrong = fields.filter((field) => !field.judge());
    if (wrong.length === 0) return go(new Map(fields.map(({ letter, value }) => [letter, value])));
    const summary = errorSummary(
      words.problem,
      wrong.map(({ fault, input }) => ({ text: fault, field: input })),
    );
    faults.replaceChildren(summary);
    summary.focus();
  };
  return {
    heading: title,
    content: [
      faults,
      title,
      facts(
        [words.meeting, hall.manifest.title],
        ...hall.classes.map((one): [string, string] => [
          texts.class(one.letter),
          `${one.title} · ${texts.slips(one.ticket.printed)}`,
        ]),
        [words.address, hall.address],
      ),
      ...cautions(texts, hall),
      paragraph(words.words),
      ...sixWordLists(hall.words, language),
      notice(
        "good",
        make("h2", {}, words.pull),
        make("p", {}, words.pullWhy),
        network.element,
      ),
      ...(hall.manifest.blind ? [paragraph(words.blind)] : fields.map(({ element }) => element)),
      buttons(button(words.go, start)),
      leaves(texts),
    ],
    gone: network.stop,
  };
}

/** Return what has to be known of this batch before it is made. */
function cautions(texts: SlipTexts, { classes, address }: Hall): HTMLElement[] {
  const words = texts.prepare;
  const again = classes.filter(({ ticket }) => ticket.batch > 1).map(({ letter }) => letter);
  const origin = new URL(address).origin;
  const said: HTMLElement[] = [];
  if (again.length > 0) {
    const title = make("h2", {}, words.again(again.join(texts.and)));
    said.push(notice("bad", title, make("p", {}, words.againMeans)));
  }
  if (isLocal(origin)) said.push(warning(words.local));
  else if (!origin.startsWith("https:")) said.push(warning(words.notHttps));
  return said;
}

/** How many slips of one electorate are kept back. */
class ReserveField {
  readonly letter: string;
  readonly input: HTMLInputElement;
  readonly element: HTMLElement;
  readonly fault: string;
  readonly #most: number;
  readonly #error: HTMLElement;

  constructor({ prepare: words }: SlipTexts, { letter, ticket }: SlipClass) {
    this.letter = letter;
    this.#most = ticket.printed - 1;
    this.fault = words.reserveWrong(letter, this.#most);
    const id = `reserve-${letter}`;
    this.input = make("input", {
      class: "govuk-input govuk-input--width-5",
      id,
      type: "text",
      inputmode: "numeric",
      autocomplete: "off",
      value: "0",
      "aria-describedby": `${id}-hint ${id}-error`,
    });
    this.#error = make("p", { class: "govuk-error-message", id: `${id}-error` });
    this.element = make(
      "div",
      { class: "govuk-form-group" },
      make("label", { class: "govuk-label", for: id }, words.reserve(letter)),
      make("p", { class: "govuk-hint", id: `${id}-hint` }, words.reserveHint(this.#most)),
      this.#error,
      this.input,
    );
  }

  get value(): number {
    const typed = this.input.value.normalize("NFKC").trim();
    return /^[0-9]{1,6}$/.test(typed) ? Number(typed) : Number.NaN;
  }

  /** Return whether it is a number that can be; say so if it is not. */
  judge(): boolean {
    const right = this.value >= 0 && this.value <= this.#most;
    this.#error.textContent = right ? "" : this.fault;
    this.input.classList.toggle("govuk-input--error", !right);
    this.input.setAttribute("aria-invalid", `${!right}`);
    return right;
  }
}
