/**
 * What can stand in a voter's way, by name. What to say of each, and what to do, is in the texts.
 *
 * No DOM, no network, no clock.
 */

export type Trouble =
  /** The code in the address is not a whole slip, or a group of it is mistyped. */
  | "bad_code"
  /** No electorate of this meeting has the slip's class letter. */
  | "other_class"
  /** The slip is not on the published list: of another meeting, replaced, or void. */
  | "unknown_slip"
  | "unknown_meeting"
  /** A ballot was cast with this slip before. */
  | "used_slip"
  /** The round this slip would vote in was annulled. */
  | "annulled"
  /** All rounds are over. */
  | "ended"
  /** The box closed before the ballot arrived. */
  | "closed_meanwhile"
  /** What is voted on is not what it was when the sheet was opened. */
  | "box_changed"
  /** Something is not signed by the desk, or does not agree with what was published. */
  | "not_authentic"
  /** The voter says that the hall screen shows other words. */
  | "words_differ"
  /** The box answered, but its receipt does not hold. */
  | "false_receipt"
  /** Nothing answers. */
  | "no_network"
  | "busy"
  /** The page is of another version than the box. */
  | "old_page"
  /** The calculating part does not run, or calculates wrongly, in this browser. */
  | "browser"
  | "internal";

const BY_SLUG: { readonly [slug: string]: Trouble } = {
  meeting_unknown: "unknown_meeting",
  box_unknown: "box_changed",
  box_not_open: "box_changed",
  wrong_election: "box_changed",
  box_closed: "closed_meanwhile",
  credential_used: "used_slip",
  credential_unknown: "unknown_slip",
  malformed: "old_page",
  verification_failed: "browser",
  bad_request: "old_page",
  not_found: "old_page",
  method_not_allowed: "old_page",
  too_large: "old_page",
  wrong_content_type: "old_page",
};

/** Return the trouble that a refusal of the box means, by the slug of its problem document. */
export function troubleOf(slug: string): Trouble {
  return BY_SLUG[slug] ?? "internal";
}
