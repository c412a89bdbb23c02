/**
 * The turnout on the hall's screen: the desk's numbers, asked for every 30 seconds.
 *
 * While the desk does not answer, the last numbers stay and the page says in words that they are
 * old; so it does when the desk answers but the box is silent. When another round is on, or the
 * box has closed, the page is loaded again: other words stand on it then.
 */

import { all, byId } from "../page/elements.ts";

export const EVERY_MS = 30_000;

/** What this page reads of the turnout as the desk's API shows it. */
interface Turnout {
  readonly state: string;
  readonly round: { readonly round: string; readonly state: string } | null;
  readonly electorates: readonly Electorate[];
  readonly age_seconds: number | null;
  readonly old: boolean;
}

interface Electorate {
  readonly key: string;
  readonly roll: number;
  readonly present: number;
  readonly returned: number | null;
  readonly votes: boolean;
  readonly exact: boolean;
}

/** Ask now and then for the numbers, for as long as the page is open. */
export function start(): void {
  const root = byId("turnout");
  setInterval(() => void refresh(root), EVERY_MS);
}

/** Put the present numbers on the page, or say that they could not be had. */
async function refresh(root: HTMLElement): Promise<void> {
  const address = `/api/v1/meetings/${root.dataset["meeting"] ?? ""}/turnout`;
  const turnout = await ask(address);
  mark(root, "silent", turnout === null);
  if (turnout === null) return;
  if (shows(turnout) !== root.dataset["shows"]) {
    location.reload();
    return;
  }
  byId("age").textContent = String(Math.floor((turnout.age_seconds ?? 0) / 60));
  mark(root, "stale", turnout.old);
  write(root, turnout.electorates);
}

/** Return the desk's answer, null if there is none. */
async function ask(address: string): Promise<Turnout | null> {
  try {
    const answer = await fetch(address, { headers: { accept: "application/json" } });
    return answer.ok ? ((await answer.json()) as Turnout) : null;
  } catch {
    return null;
  }
}

/** Return what decides which words stand on the page, as the page itself has it. */
function shows(turnout: Turnout): string {
  const voting = turnout.electorates.filter((one) => one.votes);
  const counted = voting.length > 0 && voting.every((one) => one.exact);
  const round = turnout.round;
  const what = round === null ? turnout.state : `${round.round} ${round.state}`;
  return what + (counted ? " exact" : "");
}

/** Show or hide one of the two sentences that the numbers are old; make the numbers look so. */
function mark(root: HTMLElement, id: string, on: boolean): void {
  byId(id).hidden = !on;
  const old = ["silent", "stale"].some((one) => !byId(one).hidden);
  root.classList.toggle("office-old", old);
}

/** Write the numbers of each electorate. */
function write(root: HTMLElement, electorates: readonly Electorate[]): void {
  for (const one of electorates) {
    const place = root.querySelector(`[data-electorate="${one.key}"]`);
    if (place === null) continue;
    const numbers: Record<string, number | null> = {
      roll: one.roll,
      present: one.present,
      returned: one.returned,
    };
    for (const number of all(place, "[data-number]")) {
      number.textContent = String(numbers[number.dataset["number"] ?? ""] ?? "—");
    }
  }
}
