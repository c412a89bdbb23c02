/**
 * Did a slip that was left over vote? What anybody can look up in the published boxes.
 *
 * The tally service decides on a round, and the box says so; this tells it the table at once. A
 * ballot begins with its election and its credential, in this order (PROTOCOL section 3).
 */
import { Refused } from "../booth/asking.ts";
import type { BoxEntry } from "../booth/entrance.ts";
import { type ClosedArchive, readClosedArchive } from "../crypto/archive.ts";
import { VerificationFailed } from "../crypto/errors.ts";
import type { Leftovers } from "../documents/closing.ts";

const CREDENTIAL =
  /^\{"election_uuid":"[^"]{1,64}","election_hash":"[^"]{43}","credential":"([0-9a-f]{64})"/;
const NOT_FOUND = 404;
const PUBLISHED = ["closed", "sealed", "counted", "certified", "annulled"];

/** Brings the archive of a box. */
export type Download = (path: string) => AsyncIterable<Uint8Array>;

/** Returns if an archive is the one of that box's closing record, else throws. */
export type Fits = (uuid: string, archive: ClosedArchive) => Promise<void>;

/**
 * Return how many ballots in the published boxes were cast with slips of the scan.
 *
 * @throws Refused, Silence, VerificationFailed if an archive cannot be read or does not fit
 */
export async function votedSlips(
  { lists }: Leftovers,
  boxes: readonly BoxEntry[],
  download: Download,
  fits: Fits,
): Promise<number> {
  let voted = 0;
  for (const { uuid, state } of boxes) {
    const left = new Set(lists[uuid]);
    if (left.size === 0 || !PUBLISHED.includes(state)) continue;
    try {
      const archive = await readClosedArchive(download(`/api/v1/boxes/${uuid}/archive`), {
        ballot: (text) => {
          if (left.has(credentialOf(text))) voted++;
        },
      });
      await fits(uuid, archive);
    } catch (error) {
      if (!isAbsent(error) || state !== "annulled") throw error;
      // A round that was annulled before it opened has no archive and never will.
    }
  }
  return voted;
}

function isAbsent(error: unknown): boolean {
  return error instanceof Refused && error.status === NOT_FOUND;
}

function credentialOf(ballot: string): string {
  const [, found] = CREDENTIAL.exec(ballot) ?? [];
  if (found === undefined) throw new VerificationFailed("A ballot is not written as it must be.");
  return found;
}
