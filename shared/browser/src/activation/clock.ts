/**
 * The box's clock, as its answers tell it (the `Date` of RFC 9110 6.6.1, to the second).
 *
 * The end of activation is the box's word, so it is held against the box's time: a phone's own
 * clock may be wrong by minutes. Between two answers the time since the page was opened goes on; it
 * does not jump when somebody sets the phone's clock. Pure.
 */

/** Milliseconds of some clock. */
type Clock = () => number;

export class BoxClock {
  readonly #steady: Clock;
  #ahead: number;

  /**
   * @param steady never set: from whenever it began
   * @param own the phone's, since 1970: what counts until the first answer, if any names a time
   */
  constructor(steady: Clock, own: Clock) {
    this.#steady = steady;
    this.#ahead = own() - steady();
  }

  /** Take the time from an answer that came now; what is no time changes nothing. */
  hear(date: string): void {
    const time = Date.parse(date);
    if (!Number.isNaN(time)) this.#ahead = time - this.#steady();
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#steady() + this.#ahead;
  }
}
