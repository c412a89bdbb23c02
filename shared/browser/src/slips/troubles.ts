/**
 * What can stand in the way of making slips, by name; what to say of each is in the texts.
 *
 * No DOM, no network, no clock.
 */

export type Trouble =
  /** The page was opened without the desk's link, or loaded again. */
  | "no_ticket"
  /** What stands behind the address is no ticket, or not all of it. */
  | "bad_ticket"
  /** Ticket and manifest are not both the desk's, or do not fit each other. */
  | "not_authentic"
  /** The box does not know the meeting yet. */
  | "unknown_meeting"
  /** The lists are fixed: too late for slips. */
  | "lists_frozen"
  /** No phone could read so long an address from a slip. */
  | "address_too_long"
  | "no_network"
  | "busy"
  /** Slips of this ticket or a newer one were in the boxes before any were made here. */
  | "link_used"
  /** Other slips were uploaded on this ticket. */
  | "ticket_used"
  /** Slips of a newer batch stand. */
  | "ticket_superseded"
  /** A credential of these slips was activated: chance, or somebody cheats. */
  | "credential_activated"
  /** The box answered with other lists than it was sent. */
  | "false_answer"
  /** The page is of another version than the box. */
  | "old_page"
  /** The calculating part does not run in this browser. */
  | "browser"
  | "internal";

const BY_SLUG: { readonly [slug: string]: Trouble } = {
  meeting_unknown: "unknown_meeting",
  lists_frozen: "lists_frozen",
  ticket_used: "ticket_used",
  ticket_superseded: "ticket_superseded",
  ticket_differs: "not_authentic",
  credential_activated: "credential_activated",
  verification_failed: "not_authentic",
  wrong_lists: "old_page",
  malformed: "old_page",
  malformed_document: "old_page",
  bad_request: "old_page",
  not_found: "old_page",
  method_not_allowed: "old_page",
  too_large: "old_page",
};

/** Return the trouble that a refusal of the box means, by the slug of its problem document. */
export function troubleOf(slug: string): Trouble {
  return BY_SLUG[slug] ?? "internal";
}
