/**
 * Keeps the screen from being locked while something is to be sent: a locked phone sends nothing.
 *
 * The browser lets go by itself when the page is hidden, and may refuse. No DOM, no clock.
 */

/** What of the browser's lock is used. */
export type Lock = Pick<WakeLockSentinel, "release" | "released">;

export class Awake {
  readonly #request: () => Promise<Lock>;
  #lock: Lock | undefined;
  #wanted = false;
  #asking = false;

  /** @param request asks the browser for a lock */
  constructor(request: () => Promise<Lock>) {
    this.#request = request;
  }

  /** Hold the screen from now on if `wanted`, else let go of it. */
  async hold(wanted: boolean): Promise<void> {
    this.#wanted = wanted;
    if (this.#asking) return;
    this.#asking = true;
    try {
      if (wanted && this.#lock?.released !== false) this.#lock = await this.#request();
      if (!this.#wanted && this.#lock?.released === false) await this.#lock.release();
    } catch {
      // an old browser, a hidden page, or a battery that is low
    } finally {
      this.#asking = false;
    }
  }
}
