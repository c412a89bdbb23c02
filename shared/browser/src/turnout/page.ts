/**
 * The turnout on the hall's screen: the desk's numbers of people, asked for every 30 seconds.
 *
 * While the desk does not answer, the last numbers stay and the page says that they are old.
 */

import { all, byId } from "../page/elements.ts";

export const EVERY_MS = 30_000;

/** What this page reads of a meeting as the desk's API shows it. */
interface Meeting {
  readonly electorates: readonly { key: string; roll: number; present: number }[];
}

/** Ask now and then for the numbers, for as long as the page is open. */
export function start(): void {
  const root = byId("turnout");
  setInterval(() => void refresh(root), EVERY_MS);
}

/** Put the present numbers on the page; a silent desk changes nothing but the mark of age. */
export async function refresh(root: HTMLElement): Promise<void> {
  const address = `/api/v1/meetings/${root.dataset["meeting"] ?? ""}`;
  try {
    const answer = await fetch(address, { headers: { accept: "application/json" } });
    if (answer.ok) show(root, (await answer.json()) as Meeting);
    root.classList.toggle("office-old", !answer.ok);
  } catch {
    root.classList.add("office-old");
  }
}

/** Write the numbers of each electorate. */
function show(root: HTMLElement, meeting: Meeting): void {
  for (const one of meeting.electorates) {
    const place = root.querySelector(`[data-electorate="${one.key}"]`);
    if (place === null) continue;
    for (const number of all(place, "[data-number]")) {
      number.textContent = String(number.dataset["number"] === "roll" ? one.roll : one.present);
    }
  }
}
