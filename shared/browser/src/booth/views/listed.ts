/**
 * A long sheet: all contests below each other, as a table that works with a thumb. Found by name,
 * with a jump to the next one without a mark, and the progress always in sight.
 *
 * Stays quick with hundreds of contests: lines are made a few at a time, and the browser lays out
 * only those near the window (`content-visibility` in the style sheet).
 */
import { make } from "../../page/elements.ts";
import type { Contest } from "../../documents/manifests.ts";
import { areShort, contestField } from "./contest.ts";
import { finder } from "./finding.ts";
import type { SheetOptions } from "./paged.ts";
import { button, fill, type View } from "./parts.ts";

export function listedSheet(title: string, options: SheetOptions): View {
  const { texts, marking, contest, fromReview } = options;
  const heading = make("h1", { class: "govuk-heading-l", tabindex: "-1" }, title);
  const list = make("div", { class: "booth-sheet" });
  const bar = progressBar(options, (to) => void reveal(to));
  const filling = fill(list, marking.contests.length, (i) =>
    contestField({
      marking,
      contest: i,
      texts,
      inRow: areShort((marking.contests[i] as Contest).options.map((option) => option.title)),
      title: lineTitle(i, marking.contests[i] as Contest),
      onMark: () => bar.refresh(i),
    }),
  );
  const words = marking.contests.map(({ title, subject }) => `${title} ${subject.name}`);
  const search = finder(texts, "find", words, () => list.children);

  async function reveal(to: number): Promise<void> {
    search.clear();
    await filling.reach(to);
    const field = document.getElementById(`contest-${to}`);
    if (field === null) return;
    field.scrollIntoView({ block: "start" });
    field.querySelector<HTMLElement>("input:checked, input")?.focus({ preventScroll: true });
    field.scrollIntoView({ block: "start" }); // what was only guessed above it is laid out now
  }

  return {
    heading,
    content: [heading, search.element, list, bar.element],
    shown: () => {
      if (fromReview) void reveal(contest);
    },
    gone: () => filling.stop(),
  };
}

function lineTitle(place: number, contest: Contest): HTMLElement {
  const number = make("span", { class: "booth-contest__number" }, `${place + 1}. `);
  return make("span", { class: "booth-contest__title" }, number, contest.title);
}

/** The bar at the bottom: how far one is, the next without a mark, the way to the review. */
function progressBar(
  { texts, marking, review }: SheetOptions,
  reveal: (contest: number) => void,
): { readonly element: HTMLElement; readonly refresh: (last: number) => void } {
  const words = texts.marking;
  const total = marking.contests.length;
  let last = -1;
  const progress = make("span", { class: "booth-progress", role: "status" });
  const open = button(
    words.nextOpen,
    () => {
      const to = marking.nextUnanswered(last);
      if (to === undefined) return;
      last = to;
      reveal(to);
    },
    "secondary",
  );
  const done = button(words.review, review);
  const element = make("div", { class: "booth-bar" }, progress, open, done);
  const refresh = (contest: number): void => {
    last = contest;
    const answered = marking.answered;
    progress.textContent = words.progress(answered, total);
    open.hidden = answered === total;
    done.classList.toggle("govuk-button--secondary", answered < total);
  };
  refresh(-1);
  return { element, refresh };
}
