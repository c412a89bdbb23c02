/** The voting rights of blind mode that this browser keeps, offered above the code form. */

import { make } from "../../page/elements.ts";
import type { Language } from "../../page/language.ts";
import { keptTexts } from "../../texts/kept.ts";
import type { Offer } from "../kept.ts";
import { button, buttons, notice } from "./parts.ts";

/** Return a box with a button for each right; nothing if there is none. */
export function keptPart(offers: readonly Offer[], language: Language): HTMLElement[] {
  if (offers.length === 0) return [];
  const texts = keptTexts[language];
  const made = offers.map(({ start, enter }) => button(texts.use(start, offers.length), enter));
  const lead = offers.length === 1 ? [] : [make("p", {}, texts.lead)];
  return [notice("good", make("h2", {}, texts.heading), ...lead, buttons(...made))];
}
