/**
 * A voting right that the address brought: checked, then kept.
 *
 * Its signatures are for the box to judge. That its code belongs to its credentials nobody else can
 * see before the vote: a right of which that is false would be activated and could never vote.
 */
import { Refusal } from "../crypto/errors.ts";
import type { Keeper } from "./keeping.ts";
import { parseRight, type VotingRight } from "./right.ts";

/** Returns the public credentials of a code in these boxes, in their order. */
export type Publics = (code: string, uuids: readonly string[]) => Promise<readonly string[]>;

/** Keep what came; return whether it is a right, whole and of one code. */
export async function take(keeper: Keeper, brought: string, publics: Publics): Promise<boolean> {
  try {
    const right = parseRight(brought);
    if (!(await isOfItsCode(right, publics))) return false;
    keeper.keep(right);
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return false;
  }
}

/** Where nothing can be calculated nothing is known; losing the right would be worse. */
async function isOfItsCode({ code, boxes }: VotingRight, publics: Publics): Promise<boolean> {
  const own = Array.from(boxes.values(), ({ credential }) => credential);
  try {
    const derived = await publics(code, [...boxes.keys()]);
    return own.every((credential, i) => credential === derived[i]);
  } catch (error) {
    if (error instanceof Refusal && error.slug === "worker-failed") return true;
    throw error;
  }
}
