/** What can stand in the way of a right that was handed over, by name. Pure. */
export type Trouble =
  /** This browser holds no voting right of this meeting. */
  | "nothing"
  /** What came in the address is not a whole voting right. */
  | "broken"
  /** The right is of another meeting, or the meeting has changed since. */
  | "other_meeting"
  | "unknown_meeting"
  /** Something is not signed by the desk, or not what was published. */
  | "not_authentic"
  /** The voter has just erased it. */
  | "erased"
  | "internal";
