/**
 * A short sheet: one contest a screen. A tap on an option chooses it and goes on, as the page says
 * beforehand; whoever uses a keyboard chooses with the arrows and goes on with the button.
 */
import { make } from "../../page/elements.ts";
import type { Texts } from "../../texts/zh.ts";
import { isGraded, type Marking } from "../marking.ts";
import { contestField } from "./contest.ts";
import { button, buttons, notAtOnce, type View } from "./parts.ts";

/** What a sheet needs to know and whom it tells. */
export interface SheetOptions {
  readonly texts: Texts;
  readonly marking: Marking;
  readonly contest: number;
  readonly fromReview: boolean;
  readonly show: (contest: number) => void;
  readonly review: () => void;
}

/** So long the voter sees what was chosen. */
const LOOK_MS = 250;

export function pagedSheet(options: SheetOptions): View {
  const { texts, marking, contest, fromReview, show, review } = options;
  const total = marking.contests.length;
  const asked = marking.contests[contest];
  if (asked === undefined) throw new RangeError("no such contest");
  const last = contest === total - 1;
  const goOn = (): void => (fromReview || last ? review() : show(contest + 1));
  const after = button("", goOn, "secondary");
  const name = (): void => {
    const words = texts.marking;
    const ahead = last ? words.review : marking.isAnswered(contest) ? words.after : words.skip;
    after.textContent = fromReview ? words.backToReview : ahead;
  };
  name();
  const heading = make("h1", { class: "govuk-heading-l", tabindex: "-1" }, asked.title);
  const field = contestField({
    marking,
    contest,
    texts,
    inRow: false,
    title: heading,
    hint: texts.marking.auto,
    onMark: name,
  });
  const stop = isGraded(asked) ? onTap(field, goOn) : () => undefined;
  notAtOnce(field);
  const before = contest > 0 && !fromReview;
  const back = before ? [button(texts.marking.before, () => show(contest - 1), "secondary")] : [];
  const content = [
    make("p", { class: "govuk-caption-m" }, texts.marking.position(contest + 1, total)),
    field,
    buttons(after, ...back),
  ];
  return { heading, content, gone: stop };
}

/** Call `act` a moment after an option in `field` was tapped; returns what stops that. */
function onTap(field: HTMLElement, act: () => void): () => void {
  let tapped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  field.addEventListener("pointerdown", () => (tapped = true));
  field.addEventListener("keydown", () => (tapped = false));
  field.addEventListener("click", (event) => {
    if (tapped && event.target instanceof HTMLInputElement) timer ??= setTimeout(act, LOOK_MS);
  });
  return () => clearTimeout(timer);
}
