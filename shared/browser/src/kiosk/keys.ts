/** The scanner's keys, gathered from the page whatever has the focus. */

import { Wedge } from "./wedge.ts";

const QUIET_MS = 150;

/** A field as it was before a scanner typed into it. */
interface Before {
  readonly field: HTMLInputElement;
  readonly value: string;
}

/**
 * Call `scan` with whatever a scanner types, which then stands in no field and presses no button.
 */
export function listenToScanner(scan: (text: string) => void): void {
  const wedge = new Wedge();
  let before: Before | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const taken = (text: string | undefined): void => {
    if (text === undefined) return;
    if (before !== undefined) {
      before.field.value = before.value;
      before.field.dispatchEvent(new Event("input"));
    }
    scan(text);
  };
  const key = (event: KeyboardEvent): void => {
    if (event.isComposing || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!wedge.isBegun(event.timeStamp)) before = fieldNow();
    const text = wedge.press(event.key, event.timeStamp);
    if (text !== undefined) {
      event.preventDefault();
      event.stopImmediatePropagation(); // to nothing in the page was this key meant
    }
    taken(text);
    clearTimeout(timer);
    timer = setTimeout(() => taken(wedge.rest()), QUIET_MS);
  };
  document.addEventListener("keydown", key, { capture: true });
}

function fieldNow(): Before | undefined {
  const field = document.activeElement;
  return field instanceof HTMLInputElement && ["text", "search"].includes(field.type)
    ? { field, value: field.value }
    : undefined;
}
