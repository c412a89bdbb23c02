/** The boxes that may be checked, a check under way, and one that failed. */
import {
  button,
  buttons,
  facts,
  heading,
  notice,
  paragraph,
} from "../../booth/views/parts.ts";
import { make } from "../../page/elements.ts";
import type { ClosedBox } from "../closing.ts";
import type { Hall } from "../hall.ts";
import type { Hindered } from "../table.ts";
import { hitchBox, rehearsalLine, type Speech, sixWordsParts, type View } from "./parts.ts";

export interface BoxesOptions extends Speech {
  readonly hall: Hall;
  readonly closed: readonly ClosedBox[];
  readonly hindered: Hindered | undefined;
  readonly signers: (closed: ClosedBox) => readonly string[];
  readonly check: (closed: ClosedBox) => void;
  readonly again: () => void;
}

export function boxesView(options: BoxesOptions): View {
  const { texts, hall, closed, hindered, again } = options;
  const words = texts.closing;
  const title = heading(words.heading);
  return {
    heading: title,
    content: [
      ...rehearsalLine(options, hall.manifest.test),
      ...(hindered === undefined ? [] : [hitchBox(texts.signing.problem, texts, hindered)]),
      title,
      paragraph(words.lead),
      facts([texts.choosing.meeting, hall.manifest.title]),
      paragraph(texts.choosing.words),
      ...sixWordsParts(options, texts.choosing, hall.words),
      make("h2", { class: "govuk-heading-m" }, words.boxes),
      ...(closed.length === 0 ? [paragraph(words.none)] : closed.map((one) => boxPart(options, one))),
      buttons(button(texts.again, again, "secondary")),
    ],
  };
}

function boxPart({ texts, signers, check }: BoxesOptions, closed: ClosedBox): HTMLElement {
  const words = texts.closing;
  const { box, record } = closed;
  return make(
    "div",
    { class: "leftovers-key" },
    make("h3", { class: "govuk-heading-m" }, words.box(box.electorate, box.round)),
    paragraph(`${words.ballots(record.ballots)} · ${words.signedBy(signers(closed).join("、"))}`),
    buttons(button(words.check(box.electorate, box.round), () => check(closed))),
  );
}

/** A check under way; it is told how far it is. */
export class CheckingView implements View {
  readonly heading: HTMLElement;
  readonly content: readonly Element[];
  readonly #speech: Speech;
  readonly #told = make("p", { class: "govuk-body" });

  constructor(speech: Speech, stop: () => void) {
    this.#speech = speech;
    const words = speech.texts.closing;
    this.heading = heading(words.checking);
    const meter = make("progress", { class: "booth-meter", "aria-label": words.checking });
    this.content = [
      this.heading,
      paragraph(words.checkingLead),
      meter,
      this.#told,
      buttons(button(words.stop, stop, "secondary")),
    ];
  }

  progress(bytes: number): void {
    this.#told.textContent = this.#speech.texts.closing.megabytes((bytes / 1e6).toFixed(1));
  }
}

/** Return the view of a record that does not fit its box. */
export function wrongView({ texts }: Speech, { box }: ClosedBox, back: () => void): View {
  const words = texts.closing;
  const title = make("h1", { tabindex: "-1" }, words.wrong);
  return {
    heading: title,
    content: [
      notice("bad", title, make("p", {}, make("strong", {}, words.wrongStep))),
      facts([words.where, words.box(box.electorate, box.round)], ["UUID", box.uuid]),
      buttons(button(words.back, back, "secondary")),
    ],
  };
}
