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
import type { CheckProgress, ClosedBox } from "../closing.ts";
import type { Hall } from "../hall.ts";
import type { Hindered } from "../table.ts";
import { hitchBox, rehearsalLine, type Speech, sixWordsParts, type View } from "./parts.ts";

export interface BoxesOptions extends Speech {
  readonly hall: Hall;
  readonly closed: readonly ClosedBox[];
  /** Those of them that need a signature. */
  readonly waiting: readonly ClosedBox[];
  readonly hindered: Hindered | undefined;
  readonly signers: (closed: ClosedBox) => readonly string[];
  readonly check: (boxes: readonly ClosedBox[]) => void;
  readonly again: () => void;
}

export function boxesView(options: BoxesOptions): View {
  const { texts, hall, closed, waiting, hindered, again, check } = options;
  const words = texts.closing;
  const title = heading(words.heading);
  const all = waiting.length > 1 ? [button(words.checkAll(waiting.length), () => check(waiting))] : [];
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
      ...(all.length > 0 ? [paragraph(words.allLead), buttons(...all)] : []),
      ...(closed.length === 0 ? [paragraph(words.none)] : closed.map((one) => boxPart(options, one))),
      buttons(button(texts.again, again, "secondary")),
    ],
  };
}

function boxPart(options: BoxesOptions, closed: ClosedBox): HTMLElement {
  const { texts, waiting, signers, check } = options;
  const name = nameOf(options, closed);
  const kind = waiting.length === 1 && waiting[0] === closed ? "" : "secondary";
  const go = button(texts.closing.check, () => check([closed]), kind);
  go.append(make("span", { class: "govuk-visually-hidden" }, ` ${name}`));
  return make(
    "div",
    { class: "leftovers-key" },
    make("h3", { class: "govuk-heading-m" }, name),
    stateLine(options, closed, signers(closed)),
    buttons(go),
  );
}

/** Return what a box is called. */
export function nameOf({ texts }: Speech, { box, sheet }: ClosedBox): string {
  return texts.closing.box(texts.sheet(sheet.title, sheet.turn), box.electorate);
}

/** Return how many ballots are in a box, and who has signed its record. */
export function stateLine(
  { texts }: Speech,
  { record }: ClosedBox,
  names: readonly string[],
): HTMLElement {
  const { ballots, signedBy } = texts.closing;
  return paragraph(`${ballots(record.ballots)} · ${signedBy(names.join(texts.published.and))}`);
}

/** A check under way; it is told how far it is. */
export class CheckingView implements View {
  readonly heading: HTMLElement;
  readonly content: readonly Element[];
  readonly #speech: Speech;
  readonly #boxes: readonly ClosedBox[];
  readonly #which = make("p", { class: "govuk-body", role: "status" });
  readonly #told = make("p", { class: "govuk-body" });
  readonly #meter = make("progress", { class: "booth-meter" });
  #place = -1;

  constructor(speech: Speech, boxes: readonly ClosedBox[], stop: () => void) {
    this.#speech = speech;
    this.#boxes = boxes;
    const words = speech.texts.closing;
    this.heading = heading(words.checking);
    this.#meter.setAttribute("aria-label", words.checking);
    if (boxes.length > 1) this.#meter.max = boxes.length;
    this.content = [
      this.heading,
      paragraph(words.checkingLead),
      this.#which,
      this.#meter,
      this.#told,
      buttons(button(words.stop, stop, "secondary")),
    ];
  }

  progress({ place, bytes }: CheckProgress): void {
    const words = this.#speech.texts.closing;
    const box = this.#boxes[place];
    if (place !== this.#place && box !== undefined) {
      this.#place = place;
      const all = this.#boxes.length;
      const name = nameOf(this.#speech, box);
      this.#which.textContent = all === 1 ? name : words.checkingOne(place + 1, all, name);
      if (all > 1) this.#meter.value = place;
    }
    this.#told.textContent = words.megabytes((bytes / 1e6).toFixed(1));
  }
}

/** Return the view of a record that does not fit its box, among the boxes that were to be signed. */
export function wrongView(
  speech: Speech,
  boxes: readonly ClosedBox[],
  place: number,
  back: () => void,
): View {
  const words = speech.texts.closing;
  const wrong = boxes[place] as ClosedBox;
  const title = make("h1", { tabindex: "-1" }, words.wrong);
  const among = boxes.length > 1 ? [paragraph(words.wrongAmong(place + 1, boxes.length))] : [];
  return {
    heading: title,
    content: [
      notice("bad", title, make("p", {}, make("strong", {}, words.wrongStep))),
      facts([words.where, nameOf(speech, wrong)], ["UUID", wrong.box.uuid]),
      ...among,
      buttons(button(words.back, back, "secondary")),
    ],
  };
}
