/** What the kiosk's own views are made of. */

import { make } from "../../page/elements.ts";
import type { KioskTexts } from "../../texts/kiosk.zh.ts";
import type { View } from "../../booth/views/parts.ts";

/** A view that counts down to its end. */
export interface TimedView extends View {
  readonly left?: (seconds: number) => void;
}

export const HOLD_MS = 5_000;

/**
 * Return the staff's button, which acts only when it was held for five seconds, with a finger or
 * with a key: nobody leaves the kiosk by chance.
 */
export function staffButton({ staff }: KioskTexts, act: () => void): HTMLElement {
  const button = make("button", { type: "button", class: "kiosk-staff" }, staff.hold);
  const said = make("span", { class: "govuk-visually-hidden", role: "status" });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const begin = (): void => {
    if (timer !== undefined) return;
    button.classList.add("kiosk-staff--held");
    said.textContent = staff.keep;
    timer = setTimeout(act, HOLD_MS);
  };
  const end = (): void => {
    clearTimeout(timer);
    timer = undefined;
    button.classList.remove("kiosk-staff--held");
    said.textContent = "";
  };
  button.addEventListener("pointerdown", begin);
  button.addEventListener("keydown", ({ key }) => {
    if (key === "Enter" || key === " ") begin();
  });
  for (const kind of ["pointerup", "pointerleave", "pointercancel", "keyup", "blur"]) {
    button.addEventListener(kind, end);
  }
  return make("p", { class: "kiosk-foot" }, button, said);
}

/** Return six words in one language, in the order to be read out. */
export function sixWordList(words: readonly string[], lang: string, classes: string): HTMLElement {
  const items = words.map((word) => make("li", {}, word));
  return make("ol", { class: `booth-words ${classes}`, lang, translate: "no" }, ...items);
}

/** A line that counts down, and a function that tells it how far it is. */
export function countdownLine(text: (seconds: number) => string): {
  readonly element: HTMLElement;
  readonly left: (seconds: number) => void;
} {
  const element = make("p", { class: "kiosk-left", role: "timer" });
  return {
    element,
    left: (seconds) => {
      element.textContent = text(seconds);
    },
  };
}
