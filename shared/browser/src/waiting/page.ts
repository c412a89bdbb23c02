/**
 * A meeting's page while a document is on its way or a box is opening: it looks again by itself,
 * and is loaded anew as soon as there is something else to do. While somebody is writing on it, it
 * only says so.
 *
 * It stops asking after a while, so that a page that somebody forgot lets its session end.
 */

import { byId } from "../page/elements.ts";
import { type Field, isWriting } from "./writing.ts";

const EVERY_MS = 2_000;
const MOST_LOOKS = 90;

/** What this page reads of a meeting as the desk's API shows it. */
interface Meeting {
  readonly next_step: { readonly code: string };
}

/** Ask now and then whether the step is still the one that stands on the page. */
export function start(): void {
  const root = byId("waiting");
  const { meeting = "", shows = "" } = root.dataset;
  let looks = 0;
  const timer = setInterval(() => {
    looks += 1;
    if (looks >= MOST_LOOKS) clearInterval(timer);
    void lookAgain(`/api/v1/meetings/${meeting}`, shows);
  }, EVERY_MS);
}

/** Load the page anew if the meeting has got to another step; without an answer do nothing. */
async function lookAgain(address: string, shows: string): Promise<void> {
  try {
    const answer = await fetch(address, { headers: { accept: "application/json" } });
    if (!answer.ok) return;
    const meeting = (await answer.json()) as Meeting;
    if (meeting.next_step.code === shows) return;
    if (isWriting(fields(), document.activeElement)) tell();
    else location.reload();
  } catch {
    // The next look may find the desk again; until then the page still has its own link.
  }
}

/** Return the fields of the page. */
function fields(): Field[] {
  const found = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>(
    "input:not([type=hidden]), textarea, select",
  );
  return Array.from(found);
}

/** Show that there is something new, and the way to it. */
function tell(): void {
  byId("waiting").querySelector("[hidden]")?.removeAttribute("hidden");
}
