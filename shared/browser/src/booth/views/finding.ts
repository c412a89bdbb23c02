/** A field that hides what does not contain what is typed: contests of a long sheet, people to choose from. */
import { make } from "../../page/elements.ts";
import type { Texts } from "../../texts/zh.ts";
import { button } from "./parts.ts";

export interface Finder {
  readonly element: HTMLElement;
  /** Show everything again. */
  readonly clear: () => void;
}

/**
 * Return a field that finds `lines` by their words.
 *
 * @param texts - the page's words
 * @param id - of the field in the page
 * @param words - the words of each line, in order
 * @param lines - the lines that are there already, in the same order
 */
export function finder(
  texts: Texts,
  id: string,
  words: readonly string[],
  lines: () => Iterable<Element>,
): Finder {
  const told = texts.marking;
  const input = make("input", {
    class: "govuk-input",
    id,
    type: "search",
    autocomplete: "off",
    enterkeyhint: "search",
  });
  const found = make("p", { class: "govuk-body booth-found", role: "status" });
  const haystacks = words.map(plain);
  const apply = (): void => {
    const needle = plain(input.value);
    let count = 0;
    Array.from(lines()).forEach((line, i) => {
      const fits = haystacks[i]?.includes(needle) === true;
      (line as HTMLElement).hidden = !fits;
      if (fits) count++;
    });
    found.textContent = needle === "" ? "" : count === 0 ? told.nothing : told.found(count);
    everything.hidden = needle === "";
  };
  const everything = button(told.all, () => clear(), "secondary");
  everything.hidden = true;
  const clear = (): void => {
    if (input.value === "") return;
    input.value = "";
    apply();
  };
  input.addEventListener("input", apply);
  const label = make("label", { class: "govuk-label", for: id }, told.find);
  const attributes = { class: "booth-search", role: "search" };
  return { element: make("div", attributes, label, input, found, everything), clear };
}

function plain(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}
