/** What several screens of slip making show: the network's state, the six words, what goes up. */

import { button, notice } from "../../booth/views/parts.ts";
import type { SixWords } from "../../crypto/receipts.ts";
import { make } from "../../page/elements.ts";
import type { SlipTexts } from "../../texts/slips.zh.ts";

/**
 * Return a line that says whether the network is connected, and what stops it from listening.
 *
 * @param wanted whether it should be, at this moment
 */
export function networkLine(
  { network }: SlipTexts,
  wanted: boolean,
): {
  readonly element: HTMLElement;
  readonly stop: () => void;
} {
  const element = make("p", { class: "slips-network", role: "status" });
  const tell = (): void => {
    element.textContent = navigator.onLine ? network.on : network.off;
    element.classList.toggle("slips-network--right", navigator.onLine === wanted);
  };
  tell();
  addEventListener("online", tell);
  addEventListener("offline", tell);
  const stop = (): void => {
    removeEventListener("online", tell);
    removeEventListener("offline", tell);
  };
  return { element, stop };
}

/** Return what goes up and what does not. */
export function leaves({ leaves: words }: SlipTexts): HTMLElement {
  return make(
    "section",
    { class: "slips-leaves", "aria-label": words.heading },
    make("h2", { class: "govuk-heading-m" }, words.heading),
    make("p", { class: "slips-leaves__up" }, words.up),
    make("p", { class: "slips-leaves__stays" }, words.stays),
    make("p", {}, words.trust),
  );
}

/** Return the six words in both languages, `first` first and large. */
export function sixWordLists(words: SixWords, first: "zh" | "en"): HTMLElement[] {
  return [first, first === "zh" ? "en" : "zh"].map((language, i) =>
    make(
      "ol",
      {
        class: i === 0 ? "booth-words booth-words--large" : "booth-words",
        lang: language === "zh" ? "zh-Hans" : "en",
        translate: "no",
      },
      ...words[language as "zh" | "en"].map((word) => make("li", {}, word)),
    ),
  );
}

/** Return a warning in a box. */
export function warning(text: string): HTMLElement {
  return notice("wait", undefined, make("p", {}, text));
}

/** Return an ordered list of things to do. */
export function steps(texts: readonly string[]): HTMLElement {
  const items = texts.map((text) => make("li", {}, text));
  return make("ol", { class: "govuk-list govuk-list--number voter-steps" }, ...items);
}

/** Return the five steps with the present one marked; `place` counts from 0. */
export function stepBar({ steps: words }: SlipTexts, place: number): HTMLElement {
  const items = words.names.map((name, i) => {
    const state = i < place ? "done" : i === place ? "now" : "ahead";
    const current = i === place ? "step" : undefined;
    return make(
      "li",
      { class: `booth-step booth-step--${state}`, "aria-current": current },
      make("span", { class: "booth-step__number" }, i < place ? "✓" : `${i + 1}`),
      make("span", { class: "booth-step__name" }, name),
    );
  });
  return make("nav", { "aria-label": words.label }, make("ol", { class: "booth-steps" }, ...items));
}

/** Return a button that acts at the second press: the first says what the second will do. */
export function sureButton(text: string, sure: string, act: () => void): HTMLButtonElement {
  let warned = false;
  const press = (): void => {
    if (warned) return act();
    warned = true;
    made.textContent = sure;
    made.classList.replace("govuk-button--secondary", "govuk-button--warning");
  };
  const made = button(text, press, "secondary");
  return made;
}
