/**
 * A long sheet: all contests below each other, as a table that works with a thumb. Found by name,
 * with a jump to the next one without a mark, and the progress always in sight.
 *
 * Stays quick with hundreds of contests: lines are made a few at a time, and the browser lays out
 * only those near the window (`content-visibility` in the style sheet).
 */
import { make } from "../../page/elements.ts";
import type { Contest } from "../../documents/manifests.ts";
import type { Texts } from "../../texts/zh.ts";
import { areShort, contestField } from "./contest.ts";
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
  const search = searchField(texts, list, marking.contests);

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

/** A field that hides the contests whose title does not contain what is typed. */
function searchField(
  texts: Texts,
  list: HTMLElement,
  contests: readonly Contest[],
): { readonly element: HTMLElement; readonly clear: () => void } {
  const words = texts.marking;
  const input = make("input", {
    class: "govuk-input",
    id: "find",
    type: "search",
    autocomplete: "off",
    enterkeyhint: "search",
  });
  const found = make("p", { class: "govuk-body booth-found", role: "status" });
  const haystacks = contests.map(({ title, subject }) => plain(`${title} ${subject.name}`));
  const apply = (): void => {
    const needle = plain(input.value);
    let count = 0;
    Array.from(list.children).forEach((line, i) => {
      const fits = haystacks[i]?.includes(needle) === true;
      (line as HTMLElement).hidden = !fits;
      if (fits) count++;
    });
    found.textContent =
      needle === "" ? "" : count === 0 ? words.nothing : words.found(count);
    everything.hidden = needle === "";
  };
  const everything = button(words.all, () => clear(), "secondary");
  everything.hidden = true;
  const clear = (): void => {
    if (input.value === "") return;
    input.value = "";
    apply();
  };
  input.addEventListener("input", apply);
  const label = make("label", { class: "govuk-label", for: "find" }, words.find);
  const attributes = { class: "booth-search", role: "search" };
  const element = make("div", attributes, label, input, found, everything);
  return { element, clear };
}

function plain(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}
