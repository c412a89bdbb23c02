/**
 * The booth and the voting rights of blind mode that this browser keeps (PROTOCOL P7).
 *
 * A right is offered like a slip that was scanned. What it has voted in is known from its receipts,
 * so that nobody is asked to vote twice after a restart.
 */
import { slipText } from "../crypto/credentials.ts";
import { type Keeper, slipOf } from "../activation/keeping.ts";
import type { Booth } from "./booth.ts";

/** One right that may be voted with. */
export interface Offer {
  /** How its code begins: people with one phone tell their rights by it. */
  readonly start: string;
  readonly enter: () => void;
}

/** Return what the code form offers beside typing. */
export function keptOffers(keeper: Keeper | undefined, booth: Booth): readonly Offer[] {
  return (keeper?.rights ?? []).map((right) => ({
    start: slipOf(right).code.split("-")[0] ?? "",
    enter: () => booth.enterSlip(slipOf(right)),
  }));
}

/** Enter with the right that is kept, if there is just one; return whether there is. */
export function enterKept(keeper: Keeper | undefined, booth: Booth): boolean {
  const [only, another] = keptOffers(keeper, booth);
  if (only === undefined || another !== undefined) return false;
  only.enter();
  return true;
}

/**
 * After each step: keep a receipt that came, and tell the booth of a right that is kept what it has
 * voted in, and that the words of its meeting were compared before it was signed. When all votes
 * are over, the page that keeps the rights erases them.
 */
export function remember(keeper: Keeper, booth: Booth): void {
  const { step, voter } = booth;
  const ended = step.at === "stopped" && step.trouble === "ended";
  if (voter === undefined || !(ended || step.at === "looking" || step.at === "cast")) return;
  const slip = slipText(voter.letter, voter.code);
  const right = keeper.rights.find((one) => one.slip === slip);
  if (right === undefined) return; // a slip on paper
  if (ended) return location.replace(location.pathname.replace("/b/", "/a/") + location.search);
  if (step.at === "cast") {
    const [uuid = ""] = step.receipt.split(".");
    return keeper.note(slip, uuid, { receipt: step.receipt });
  }
  voter.compared ??= right.manifest;
  for (const { uuid, receipt } of right.boxes) if (receipt !== undefined) voter.done.add(uuid);
}
