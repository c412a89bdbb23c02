/** What can stand in a trustee's way, by the names under which texts speak of it. */
import { Refused, Silence } from "../booth/asking.ts";
import { Refusal } from "../crypto/errors.ts";
import { TooLarge } from "./tally.ts";

/** A hindrance that has words of its own. */
export type Hitch =
  | "no_network"
  | "signed_out"
  | "not_a_trustee"
  | "unknown"
  | "no_such_meeting"
  | "other_board"
  | "browser"
  | "internal"
  | "wrong_passphrase"
  | "passphrase_too_short"
  | "damaged_key_file"
  | "key_file_too_hard"
  | "other_key_file"
  | "other_trustee"
  | "not_the_saved_file"
  | "board_changed"
  | "message_stands"
  | "below_floor"
  | "other_tally"
  | "share_stands"
  | "share_rejected"
  | "not_decrypting"
  | "too_large"
  | "not_authentic";

/** What happened, with the name that the log of a report may quote. */
export interface Hindered<H extends string = Hitch> {
  readonly hitch: H;
  readonly slug: string;
}

/** The page's own words for a refusal of the core or of the service. */
const HITCHES: { readonly [slug: string]: Hitch } = {
  "worker-failed": "browser",
  wiped: "browser",
  wrong_passphrase: "wrong_passphrase",
  passphrase_too_short: "passphrase_too_short",
  damaged_key_file: "damaged_key_file",
  key_file_too_hard: "key_file_too_hard",
  other_key_file: "other_key_file",
  other_trustee: "other_trustee",
  not_the_saved_file: "not_the_saved_file",
  "board-changed": "board_changed",
  "own-polynomial": "board_changed",
  "own-key": "board_changed",
  message_stands: "message_stands",
  sign_in_needed: "signed_out",
  role_missing: "not_a_trustee",
  not_a_trustee: "not_a_trustee",
  no_such_board: "unknown",
  no_such_meeting: "no_such_meeting",
  other_board: "other_board",
  peer_away: "no_network",
  no_such_count: "unknown",
  below_floor: "below_floor",
  other_tally: "other_tally",
  share_stands: "share_stands",
  share_rejected: "share_rejected",
  not_decrypting: "not_decrypting",
};

/** Return what `error` means to whoever reads the page. */
export function hindranceOf(error: unknown): Hindered {
  if (error instanceof Silence) return { hitch: "no_network", slug: "no_network" };
  if (error instanceof TooLarge) return { hitch: "too_large", slug: "too_large" };
  if (error instanceof Refusal) {
    return { hitch: HITCHES[error.slug] ?? "not_authentic", slug: error.slug };
  }
  if (error instanceof Refused) {
    const slug = error.slug || String(error.status);
    const busy = error.status === 503 || error.status === 429;
    return { hitch: HITCHES[slug] ?? (busy ? "no_network" : "internal"), slug };
  }
  return { hitch: "internal", slug: "internal" };
}

/** Return what a refusal that the service only told of means. */
export function hindranceNamed(slug: string): Hindered {
  return { hitch: HITCHES[slug] ?? "internal", slug };
}

/** Return whether looking again may help by itself. */
export function passes({ hitch }: Hindered): boolean {
  return hitch === "no_network";
}
