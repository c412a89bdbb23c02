/**
 * The review: every choice once more, and what was left open named by its number. Open contests
 * become abstentions only when the voter has said so here.
 */
import { make } from "../../page/elements.ts";
import type { Contest } from "../../documents/manifests.ts";
import type { Texts } from "../../texts/zh.ts";
import { isGraded, type Marking } from "../marking.ts";
import {
  button,
  buttons,
  errorSummary,
  fill,
  heading,
  notice,
  paragraph,
  type View,
} from "./parts.ts";

export interface ReviewOptions {
  readonly texts: Texts;
  readonly marking: Marking;
  readonly change: (contest: number) => void;
  readonly encrypt: () => void;
}

export function reviewView(options: ReviewOptions): View {
  const { texts, marking, change, encrypt } = options;
  const title = heading(texts.review.heading);
  const list = make("ul", { class: "booth-review" });
  const filling = fill(list, marking.contests.length, (i) => line(options, i));
  const open = marking.unanswered;
  const faults = make("div", {});
  const gate = open.length === 0 ? undefined : openNotice(options, open);
  const go = button(texts.review.encrypt, () => {
    if (gate === undefined || gate.box.checked) return encrypt();
    const summary = errorSummary(texts.review.problem, [
      { text: texts.review.acceptFirst(open.length), field: gate.box },
    ]);
    faults.replaceChildren(summary);
    summary.focus();
  });
  const back = button(texts.review.back, () => change(open[0] ?? 0), "secondary");
  return {
    heading: title,
    content: [
      faults,
      title,
      paragraph(texts.review.lead),
      ...(gate === undefined ? [] : [gate.element]),
      list,
      buttons(back),
      make("div", { class: "booth-bar" }, go), // in sight however long the list is
    ],
    gone: () => filling.stop(),
  };
}

/** Say how many are open and let the voter confirm that they stay so. */
function openNotice(
  { texts, change }: ReviewOptions,
  open: readonly number[],
): { readonly element: HTMLElement; readonly box: HTMLInputElement } {
  const words = texts.review;
  const box = make("input", { class: "govuk-checkboxes__input", type: "checkbox", id: "accept" });
  const label = make(
    "label",
    { class: "govuk-label govuk-checkboxes__label", for: "accept" },
    words.accept(open.length),
  );
  const element = notice(
    "wait",
    make("h2", {}, words.open(open.length)),
    make("p", {}, words.openMeans),
    make("div", { class: "govuk-checkboxes__item" }, box, label),
    buttons(button(words.goToOpen, () => change(open[0] ?? 0), "secondary")),
  );
  return { element, box };
}

function line({ texts, marking, change }: ReviewOptions, i: number): HTMLLIElement {
  const words = texts.review;
  const contest = marking.contests[i] as Contest;
  const marks = marking.marked(i).map((option) => contest.options[option]?.title ?? "");
  const chosen = marks.length === 0 ? words.unanswered : marks.join("、");
  const left = marking.left(i);
  const more = !isGraded(contest) && marks.length > 0 && left > 0 ? words.mayPickMore(left) : "";
  const again = button(words.change, () => change(i), "secondary");
  again.setAttribute("aria-label", words.changeWhat(contest.title));
  const open = marks.length === 0 ? " booth-review__line--open" : "";
  return make(
    "li",
    { class: `booth-review__line${open}` },
    make(
      "div",
      { class: "booth-review__words" },
      make("span", { class: "booth-review__title" }, contest.title),
      make("strong", { class: "booth-review__mark" }, chosen),
      ...(more === "" ? [] : [make("span", { class: "booth-review__more" }, more)]),
    ),
    again,
  );
}
