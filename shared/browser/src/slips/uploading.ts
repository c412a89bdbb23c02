/**
 * The public lists of one electorate, sent until it is certain what became of them.
 *
 * The same lists on the same ticket change nothing at the box, so a lost answer is asked for
 * again. Codes do not come here.
 */
import { type Ask, Refused, Silence } from "../booth/asking.ts";
import { decode, encode, type Json } from "../crypto/jsontext.ts";
import type { UploadTicket } from "../documents/tickets.ts";
import type { MadeSlips } from "../worker/messages.ts";
import { type Trouble, troubleOf } from "./troubles.ts";

/** `away`: nobody knows yet whether the box has them; send the same again. */
export type Fate = "up" | "away" | { readonly trouble: Trouble };

/** What is public of a batch. */
export type PublicLists = Pick<MadeSlips, "lists" | "digests">;

const TRIES = 3;
const WAIT_MS = 2_000;
const ASK_AGAIN = 429;
const TOO_LARGE = 413;

/** Return what became of the lists of `batch` on `ticket`. */
export async function upload(
  ask: Ask,
  ticket: UploadTicket,
  batch: PublicLists,
  wait: (ms: number) => Promise<void>,
): Promise<Fate> {
  const body = encode({ ticket: ticket.signed, lists: batch.lists });
  for (let tries = 1; ; tries++) {
    try {
      const answer = await ask.post("/api/v1/credentials", body);
      return isOurs(answer, batch) ? "up" : { trouble: "false_answer" };
    } catch (error) {
      const passing = error instanceof Silence || (error instanceof Refused && mayPass(error));
      if (!passing) return { trouble: troubleOf((error as Refused).slug) };
      if (tries === TRIES) return "away";
      await wait(WAIT_MS);
    }
  }
}

/** Return whether it was no answer to the lists: the box is busy, or something before it spoke. */
function mayPass({ status, slug }: Refused): boolean {
  return status >= 500 || status === ASK_AGAIN || (slug === "" && status !== TOO_LARGE);
}

/** Return whether the box says that it has exactly these lists. */
function isOurs(answer: string, { digests }: PublicLists): boolean {
  try {
    const told = (decode(answer) as { readonly [name: string]: Json })["lists"];
    const lists = told as { readonly [uuid: string]: { readonly digest: Json } };
    const uuids = Object.keys(digests);
    return (
      Object.keys(lists).length === uuids.length &&
      uuids.every((uuid) => lists[uuid]?.digest === digests[uuid])
    );
  } catch {
    return false;
  }
}
