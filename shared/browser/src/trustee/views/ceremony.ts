/** Waiting for the others, comparing the words at the end, and what may go wrong. */
import { button, heading, notice, paragraph } from "../../booth/views/parts.ts";
import type { SixWords } from "../../crypto/receipts.ts";
import { make } from "../../page/elements.ts";
import { awaited, type Done, type ShownBoard } from "../shown.ts";
import type { Hindered } from "../troubles.ts";
import { formOf, hitchBox, progressTable, type Speech, type View, wordsParts } from "./parts.ts";

/** Return the view of something that stands in the way of all. */
export function stoppedView(
  { texts }: Speech,
  hindered: Hindered,
  again: () => void,
): View {
  const title = heading(texts.problem);
  return { heading: title, content: [title, hitchBox(texts, hindered), button(texts.again, again)] };
}

export function loadingView({ texts }: Speech): View {
  const title = heading(texts.loading.heading);
  return { heading: title, content: [title, paragraph(texts.loading.lead)] };
}

/** Return who is awaited, as a line; nothing when nobody is. */
export function awaitedLine({ texts }: Speech, names: readonly string[], done: Done): HTMLElement[] {
  const next = awaited(done);
  if (next === undefined) return [];
  const who = next.numbers.map((number) => names[number - 1] ?? String(number));
  const step = texts.progress.steps[next.step] ?? next.step;
  const told = texts.waiting.awaited(who.join(texts.waiting.and), step);
  return [make("p", { class: "govuk-body trustee-awaited", role: "status" }, told)];
}

/** Return the view of a ceremony in which others have to act. */
export function waitingView(
  speech: Speech,
  board: ShownBoard,
  own: number,
  behind: Hindered | undefined,
): View {
  const { texts } = speech;
  const title = heading(texts.waiting.heading);
  const away = make("p", { class: "govuk-body", role: "status" }, texts.waiting.behind);
  return {
    heading: title,
    content: [
      title,
      ...awaitedLine(speech, board.names, board.done),
      paragraph(texts.waiting.lead),
      ...(behind === undefined ? [] : [away]),
      progressTable(speech, texts.progress.ceremony, board.names, board.done, own),
    ],
  };
}

/** Return the view in which six words are read out. */
export function comparingView(
  speech: Speech,
  words: SixWords,
  agree: () => Promise<Hindered | undefined>,
  differ: () => void,
): View {
  const { comparing } = speech.texts;
  const title = heading(comparing.heading);
  const form = formOf({
    ...speech,
    fields: [],
    go: comparing.same,
    working: comparing.working,
    missing: () => [],
    act: agree,
  });
  return {
    heading: title,
    content: [
      title,
      paragraph(comparing.lead),
      ...wordsParts(speech, words),
      form,
      button(comparing.differ, differ, "secondary"),
    ],
  };
}

/** Return the view that stops everything: somebody is shown another story, or another box. */
export function differingView(
  speech: Speech,
  words: SixWords,
  closing: boolean,
  back: () => void,
): View {
  const { differing, confirming } = speech.texts;
  const [stop, lead] = closing
    ? [confirming.stop, confirming.stopLead]
    : [differing.heading, differing.lead];
  const title = make("h1", { tabindex: "-1" }, stop);
  return {
    heading: title,
    content: [
      notice("bad", title, make("p", {}, make("strong", {}, lead))),
      paragraph(differing.words),
      ...wordsParts(speech, words),
      button(differing.back, back, "secondary"),
    ],
  };
}

/** Return the view that names whoever sent a false share. */
export function faultView({ texts }: Speech, number: number, name: string): View {
  const { fault } = texts;
  const title = make("h1", { tabindex: "-1" }, fault.heading(name));
  return {
    heading: title,
    content: [
      notice(
        "bad",
        title,
        make("p", {}, fault.lead(number)),
        make("p", {}, make("strong", {}, fault.step)),
      ),
    ],
  };
}
