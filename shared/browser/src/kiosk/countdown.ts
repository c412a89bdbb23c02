/** A moment that comes unless it is put off, and how long it still takes. */

/** Time, as an argument. */
export interface Time {
  /** Milliseconds since some moment. */
  now(): number;
  /** Call `act` again and again; returns what ends that. */
  every(ms: number, act: () => void): () => void;
}

const TICK_MS = 250;

/** Counts down to a moment; it can be begun again, put off and stopped. */
export class Countdown {
  readonly #time: Time;
  readonly #tick: (seconds: number) => void;
  readonly #over: () => void;
  #end = 0;
  #told = -1;
  #halt: (() => void) | undefined;

  /**
   * @param tick is told the whole seconds that are left, each number once
   * @param over is called once, when none are
   */
  constructor(time: Time, tick: (seconds: number) => void, over: () => void) {
    this.#time = time;
    this.#tick = tick;
    this.#over = over;
  }

  /** Begin from now, whatever was before. */
  begin(ms: number): void {
    this.#end = this.#time.now() + ms;
    this.#told = -1;
    this.#halt ??= this.#time.every(TICK_MS, () => this.#look());
    this.#look();
  }

  /** Put the end off. */
  extend(ms: number): void {
    if (this.#halt === undefined) return;
    this.#end += ms;
    this.#look();
  }

  stop(): void {
    this.#halt?.();
    this.#halt = undefined;
  }

  #look(): void {
    const seconds = Math.ceil((this.#end - this.#time.now()) / 1000);
    if (seconds <= 0) {
      this.stop();
      return this.#over();
    }
    if (seconds === this.#told) return;
    this.#told = seconds;
    this.#tick(seconds);
  }
}
