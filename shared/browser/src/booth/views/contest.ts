/**
 * One contest of a sheet: its title, and its options as targets for a thumb.
 *
 * Real radio buttons and check boxes lie invisibly over what is seen, so that keyboards and screen
 * readers find what they know. A mark is told by a sign, a border and colour, not by colour alone.
 */
import { isGraded, type Marking } from "../marking.ts";
import type { Texts } from "../../texts/zh.ts";
import { make } from "../../page/elements.ts";
import { finder } from "./finding.ts";

/** How a contest looks and what it tells. */
export interface ContestOptions {
  readonly marking: Marking;
  readonly contest: number;
  readonly texts: Texts;
  /** Short options beside each other, as in a table. */
  readonly inRow: boolean;
  /** The title, which is the legend: a heading of its page, or of a line in the list. */
  readonly title: HTMLElement;
  /** What to know before marking it, if it is not a choice. */
  readonly hint?: string;
  readonly onMark: () => void;
}

const SHORT = 5;
/** A longer list of people to choose from has a field to find them by name. */
const MANY = 15;

/** Return whether options with these titles fit beside each other on a phone. */
export function areShort(titles: readonly string[]): boolean {
  return titles.length <= SHORT && titles.every((title) => title.length <= SHORT);
}

/** Return the contest as a fieldset. */
export function contestField(options: ContestOptions): HTMLFieldSetElement {
  const { marking, contest, texts, inRow, title, onMark } = options;
  const asked = marking.contests[contest];
  if (asked === undefined) throw new RangeError("no such contest");
  const most = asked.maximum;
  const hintId = `hint-${contest}`;
  const one = isGraded(asked);
  const left = make("p", { class: "govuk-body booth-left", role: "status" });
  const tell = (): void => {
    if (most > 1) left.textContent = texts.marking.left(marking.left(contest));
  };
  const targets = asked.options.map((option, place) => {
    const input = make("input", {
      class: "booth-option__input",
      type: one ? "radio" : "checkbox",
      name: `contest-${contest}`,
      id: `contest-${contest}-${place}`,
    });
    input.checked = marking.isMarked(contest, place);
    input.addEventListener("change", () => {
      const taken = marking.set(contest, place, input.checked);
      showMarks(targets, marking, contest);
      if (taken) tell();
      else left.textContent = texts.marking.full(most);
      onMark();
    });
    const seen = make("span", { class: "booth-option__title" }, option.title);
    return make("label", { class: "booth-option" }, input, seen);
  });
  tell();
  const list = make(
    "div",
    { class: inRow ? "booth-options booth-options--row" : "booth-options" },
    ...targets,
  );
  if (inRow) list.style.setProperty("--options", `${targets.length}`);
  const classes = "govuk-fieldset booth-contest";
  const field = make("fieldset", { class: classes, id: `contest-${contest}` });
  field.append(make("legend", { class: "booth-contest__legend" }, title));
  const pick = most === 1 ? texts.marking.pickOne : texts.marking.pick(most);
  const hint = one ? options.hint : pick;
  if (hint !== undefined) {
    field.append(make("p", { class: "govuk-hint", id: hintId }, hint));
    field.setAttribute("aria-describedby", hintId);
  }
  if (!one) field.append(left);
  if (!one && targets.length > MANY) {
    const names = asked.options.map((option) => option.title);
    field.append(finder(texts, `find-${contest}`, names, () => targets).element);
  }
  field.append(list);
  return field;
}

/** Let every target show what the marking says. */
function showMarks(
  targets: readonly HTMLLabelElement[],
  marking: Marking,
  contest: number,
): void {
  targets.forEach((target, place) => {
    const input = target.firstElementChild as HTMLInputElement;
    input.checked = marking.isMarked(contest, place);
  });
}
