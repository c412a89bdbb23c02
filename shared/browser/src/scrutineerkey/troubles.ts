/** What can stand in the way of a scrutineer's key, by the names under which texts speak of it. */
import { Refused, Silence } from "../booth/asking.ts";
import { Refusal } from "../crypto/errors.ts";
import type { Hindered } from "../trustee/troubles.ts";

/** A hindrance that has words of its own. */
export type KeyHitch =
  | "no_network"
  | "signed_out"
  | "not_a_scrutineer"
  | "key_changed"
  | "other_account"
  | "browser"
  | "internal"
  | "wrong_passphrase"
  | "passphrase_too_short"
  | "damaged_key_file"
  | "key_file_too_hard"
  | "other_key_file"
  | "not_the_saved_file";

/** The page's own words for a refusal of the core or of the desk. */
const HITCHES: { readonly [slug: string]: KeyHitch } = {
  "worker-failed": "browser",
  wrong_passphrase: "wrong_passphrase",
  passphrase_too_short: "passphrase_too_short",
  damaged_key_file: "damaged_key_file",
  key_file_too_hard: "key_file_too_hard",
  other_key_file: "other_key_file",
  not_the_saved_file: "not_the_saved_file",
  sign_in_needed: "signed_out",
  role_missing: "not_a_scrutineer",
  scrutineer_key_changed: "key_changed",
  other_account: "other_account",
};

/** Return what `error` means to whoever reads the page. */
export function keyHindrance(error: unknown): Hindered<KeyHitch> {
  if (error instanceof Silence) return { hitch: "no_network", slug: "no_network" };
  if (error instanceof Refusal) {
    return { hitch: HITCHES[error.slug] ?? "internal", slug: error.slug };
  }
  if (error instanceof Refused) {
    const slug = error.slug || String(error.status);
    const busy = error.status === 503 || error.status === 429;
    return { hitch: HITCHES[slug] ?? (busy ? "no_network" : "internal"), slug };
  }
  return { hitch: "internal", slug: "internal" };
}
