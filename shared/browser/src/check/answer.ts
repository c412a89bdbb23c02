/** Showing what was found: one of the answers that stand hidden in the page, and the list. */

import { all, byId } from "../page/elements.ts";
import { pageLanguage } from "../page/language.ts";
import type { Family } from "./families.ts";

/** Which answer a person gets: only an unprotected address is not the browser's own fault. */
export type Answer = "good" | "insecure" | "bad";

/** Return the answer for what is missing. */
export function answerFor(missing: readonly string[]): Answer {
  if (missing.length === 0) return "good";
  return missing.indexOf("secure") < 0 ? "bad" : "insecure";
}

/** Show the answer and how each need was found. */
export function showAnswer(missing: readonly string[]): void {
  const answer = answerFor(missing);
  for (const element of all(byId("check"), "[data-answer]")) {
    element.hidden = element.dataset["answer"] !== answer;
  }
  for (const line of all(document, "[data-need]")) {
    const finding = missing.indexOf(line.dataset["need"] || "") < 0 ? "met" : "missing";
    for (const words of all(line, "[data-finding]")) {
      words.hidden = words.dataset["finding"] !== finding;
    }
  }
}

/** Show which browser this is, and the way out of an app if it is inside one. */
export function showFamily(found: Family | undefined): void {
  if (found === undefined) return;
  byId("family").textContent = found[pageLanguage()];
  for (const line of all(document, "[data-family=inside]")) line.hidden = !found.inside;
}
