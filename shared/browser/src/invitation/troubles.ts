/**
 * What can stand between an invitation and the voting right, by name. What to say of each, and what
 * to do next, is in the texts. No DOM, no network, no clock.
 */

export type Trouble =
  /** The page was opened without the secret of a link. */
  | "no_link"
  /** Nobody was given this link for this meeting. */
  | "unknown_link"
  /** The person was given a newer one. */
  | "replaced"
  /** The person says that the name is not theirs. */
  | "not_me"
  /** Check-in is over, and nothing was signed for this person. */
  | "too_late"
  /** Signatures were released, to another phone, browser or tab. */
  | "already"
  /** The same, and the lists are fixed: nothing can be picked up any more. */
  | "already_over"
  /** The person is on record as having got a reserve slip. */
  | "has_slip"
  | "ended"
  | "cancelled"
  /** The hall's screen shows other words. */
  | "words_differ"
  /** Something is not signed by the desk, or does not agree with what is. */
  | "not_authentic"
  /** An issuer's key is not the one that the manifest names for everybody. */
  | "wrong_key"
  /** A signature of the desk does not fit. */
  | "bad_signature"
  | "no_network"
  | "busy"
  /** The page is of another version than the desk. */
  | "old_page"
  /** Calculating or storing does not work in this browser. */
  | "browser"
  | "internal";

const BY_SLUG: { readonly [slug: string]: Trouble } = {
  invitation_unknown: "unknown_link",
  no_such_meeting: "unknown_link",
  invitation_replaced: "replaced",
  check_in_over: "too_late",
  already_issued: "already",
  wrong_boxes: "old_page",
  malformed: "old_page",
  bad_request: "old_page",
  not_found: "old_page",
  method_not_allowed: "old_page",
  too_large: "old_page",
  wrong_content_type: "old_page",
};

/** Return the trouble that a refusal of the desk means, by the slug of its problem document. */
export function troubleOf(slug: string): Trouble {
  return BY_SLUG[slug] ?? "internal";
}
