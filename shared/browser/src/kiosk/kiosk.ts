/**
 * The kiosk: one voter after another at one machine, and nothing of the one before for the next.
 *
 * The booth does the voting; here is what is around it: the staff's start, the rest between two
 * voters, the question to whoever does not move, and the reset that everything ends in. What is
 * seen is in `scenes.ts`, what happens to the browser in `page.ts`.
 */
import type { Booth } from "../booth/booth.ts";
import { Refused, Silence } from "../booth/asking.ts";
import type { Entrance, Meeting } from "../booth/entrance.ts";
import type { Pacing } from "../booth/posting.ts";
import type { Step } from "../booth/steps.ts";
import type { Trouble } from "../booth/troubles.ts";
import { BadSlip, type Slip } from "../crypto/credentials.ts";
import { Refusal } from "../crypto/errors.ts";
import { Countdown, type Time } from "./countdown.ts";
import {
  isAlarm,
  isOut,
  isUndecided,
  isVoting,
  type Rest,
  restOf,
  type Walkaway,
  walkaway,
} from "./rules.ts";
import { scannedSlip } from "./wedge.ts";

/** How a voter gives the code, once the scanner is not what they want. */
export type Entry = "scanner" | "camera" | "typing";

/** What a scan that was not taken was, or was in the way of. */
export type Told = "not_slip" | "not_now" | "scanned";

/** Where the kiosk is. */
export type Scene =
  | { readonly at: "start"; readonly trouble?: Trouble | undefined; readonly ready: boolean }
  | { readonly at: "rest"; readonly rest: Rest }
  | { readonly at: "entry"; readonly entry: "camera" | "typing" }
  | { readonly at: "voting"; readonly step: Step }
  /** The voter is gone, and the ballot still on its way, or its fate just known. */
  | { readonly at: "left"; readonly step: Step }
  /** Out of use until people have looked. */
  | { readonly at: "alarm"; readonly trouble: Trouble; readonly tracker?: string | undefined };

/** What a kiosk works with; a test puts other parts in. */
export interface Parts {
  readonly entrance: Entrance;
  /** The booth; it calls `changed` after each step, and asks `compared` of the kiosk. */
  readonly booth: Booth;
  /** Makes a trial ballot; throws what the engine throws. */
  readonly trial: () => Promise<unknown>;
  readonly pacing: Pacing;
  readonly time: Time;
  readonly page: PageOfKiosk;
}

/** What the kiosk does to its page. */
export interface PageOfKiosk {
  /** Show where the kiosk is. */
  show(): void;
  /** Ask whether anybody is there, with so many seconds left; undefined takes the question back. */
  ask(seconds: number | undefined): void;
  /** Tell the screen how many seconds it has left. */
  left(seconds: number): void;
  /** Clear screen and browser, and speak the language of the start again. */
  clean(): void;
  /** Whether somebody has changed the language since. */
  isOtherLanguage(): boolean;
}

export const CALM_MS = 45_000;
/** At least 20 s to say "I am here" (WCAG 2.2.1). */
export const WARNING_MS = 20_000;
export const RESULT_MS = 30_000;
export const NEUTRAL_MS = 8_000;
const AGAIN_MS = 6_000;
const LOOK_MS = 8_000;
const LOOK_WHEN_OPEN_MS = 20_000;

export class Kiosk {
  readonly #parts: Parts;
  readonly #countdown: Countdown;
  #started = false;
  #meeting: Meeting | undefined;
  #able = false;
  #trouble: Trouble | undefined;
  #rest: Rest = "open";
  #entry: Entry = "scanner";
  #told: Told | undefined;
  /** Whether the question covers the screen. */
  #asking = false;
  #left = false;
  #rule: Walkaway = "stay";
  #watches = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#countdown = new Countdown(
      parts.time,
      (seconds) => this.#tick(seconds),
      () => this.#over(),
    );
  }

  get meeting(): Meeting | undefined {
    return this.#meeting;
  }

  get told(): Told | undefined {
    return this.#told;
  }

  /** The digest whose six words the staff have compared; undefined before. */
  get compared(): string | undefined {
    return this.#started ? this.#meeting?.manifest.digest : undefined;
  }

  get scene(): Scene {
    const { step } = this.#parts.booth;
    if (!this.#started) {
      return { at: "start", trouble: this.#trouble, ready: this.#able };
    }
    if (this.#trouble !== undefined) return { at: "alarm", trouble: this.#trouble };
    if (step.at === "stopped" && isAlarm(step)) {
      return this.#left ? { at: "alarm", trouble: step.trouble } : { ...step, at: "alarm" };
    }
    if (this.#left) return { at: "left", step };
    if (step.at !== "code") return { at: "voting", step };
    if (this.#entry !== "scanner") return { at: "entry", entry: this.#entry };
    return { at: "rest", rest: step.trouble === undefined ? this.#rest : "open" };
  }

  /** Read the meeting and try the machine: what the staff need before they start. */
  async prepare(): Promise<void> {
    this.#trouble = undefined;
    this.#able = false;
    this.#parts.page.show();
    try {
      const [meeting] = await Promise.all([this.#parts.entrance.look(), this.#tried()]);
      this.#meeting = meeting;
      this.#rest = restOf(meeting);
      this.#able = true;
    } catch (error) {
      this.#trouble = troubleAtStart(error);
    }
    this.#parts.page.show();
  }

  /** The staff have compared the words, and they are the same. */
  start(): void {
    if (this.#started || !this.#able) return;
    this.#started = true;
    this.reset();
  }

  /** The words are not the same. */
  differ(): void {
    if (this.#started) return;
    this.#able = false;
    this.#trouble = "words_differ";
    this.#parts.page.show();
  }

  /** Whether the staff may leave the kiosk: never in the middle of a vote. */
  get mayEnd(): boolean {
    const { at } = this.scene;
    return at === "rest" || at === "alarm";
  }

  /** Leave the kiosk: everything is wiped, and it has to be started again. */
  end(): void {
    if (!this.mayEnd) return;
    this.#started = false;
    this.reset();
    void this.prepare();
  }

  /** Somebody is there. */
  touch(): void {
    if (this.#left || this.#rule === "result") return;
    this.#ask(undefined);
    if (this.#rule !== "stay" || this.#isBegun) this.#countdown.begin(CALM_MS + WARNING_MS);
    else this.#countdown.stop();
  }

  /** A scanner, or the camera, has read `text`; returns whether it was taken as a slip. */
  scan(text: string): boolean {
    const { step } = this.#parts.booth;
    if (!this.#started || this.#left || this.scene.at === "alarm") return false;
    if (step.at === "looking") return true; // many scanners read twice
    // Who has just come must not see what the question covers.
    if (isVoting(step)) return this.#asking ? false : this.#tell("scanned");
    if (step.at === "code" && this.#rest !== "open") return this.#tell("not_now");
    try {
      const slip = scannedSlip(text);
      if (slip === undefined) return this.#tell("not_slip");
      this.enter(slip);
    } catch (error) {
      if (!(error instanceof BadSlip)) throw error;
      this.reset();
      this.#parts.booth.enter(text); // which says what is wrong with it
    }
    return true;
  }

  /** Let the voter with this slip begin; what was before is over. */
  enter(slip: Slip): void {
    if (this.#parts.booth.step.at !== "code") this.reset();
    this.#countdown.stop();
    this.#ask(undefined);
    this.#told = undefined;
    this.#parts.booth.enterSlip(slip);
  }

  /** Read the slip in another way. */
  by(entry: Entry): void {
    this.#entry = entry;
    this.#told = undefined;
    this.#parts.page.show();
    this.touch();
  }

  /** Show the result for longer. */
  more(): void {
    this.#countdown.extend(RESULT_MS);
  }

  /** Whoever is asked is the next voter: nobody has to wait for the one before. */
  gone(): void {
    if (!this.#asking) return;
    this.#countdown.stop();
    this.#over();
  }

  /** The voter is done, or whoever stands there has read what became of the one before. */
  done(): void {
    if (!isOut(this.#parts.booth.step)) this.reset();
  }

  /** Wipe everything and wait for the next voter. */
  reset(): void {
    const { booth, page } = this.#parts;
    this.#countdown.stop();
    this.#ask(undefined);
    this.#left = false;
    this.#entry = "scanner";
    this.#told = undefined;
    this.#rule = "stay";
    page.clean();
    booth.leave(); // which shows the next screen
    if (this.#started) void this.#look();
    else this.#watches++;
  }

  /** The booth has made a step. */
  changed(step: Step): void {
    if (step.at !== "code") {
      this.#entry = "scanner";
      this.#told = undefined;
    }
    this.#parts.page.show();
    const rule = walkaway(step);
    if (isUndecided(step)) this.#againLater(step);
    if (this.#left) this.#decided(step);
    else if (rule !== this.#rule) this.#follow(rule);
    else if (this.#isBegun) this.touch();
  }

  /** The network is back, or the page in front again. */
  wake(): void {
    if (this.#started && this.#parts.booth.step.at === "code") void this.#look();
  }

  get #isBegun(): boolean {
    const { step } = this.#parts.booth;
    const told = this.#told !== undefined || (step.at === "code" && step.trouble !== undefined);
    const begun = told || this.#entry !== "scanner" || this.#parts.page.isOtherLanguage();
    return this.#started && step.at === "code" && begun;
  }

  #ask(seconds: number | undefined): void {
    this.#asking = seconds !== undefined;
    this.#parts.page.ask(seconds);
  }

  #follow(rule: Walkaway): void {
    this.#rule = rule;
    this.#ask(undefined);
    if (rule === "result") this.#countdown.begin(RESULT_MS);
    else if (rule === "stay") this.#countdown.stop();
    else this.#countdown.begin(CALM_MS + WARNING_MS);
  }

  #tick(seconds: number): void {
    const { page } = this.#parts;
    if (this.#left || this.#rule === "result") return page.left(seconds);
    const something = this.#rule !== "stay" || this.#entry !== "scanner";
    if (something && seconds * 1000 <= WARNING_MS) this.#ask(seconds);
  }

  /** Nobody has answered. */
  #over(): void {
    if (this.#left || this.#rule !== "deliver") return this.reset();
    this.#left = true;
    this.#ask(undefined);
    this.#parts.page.clean();
    this.#parts.page.show();
  }

  /** The ballot of somebody who left has made a step. */
  #decided(step: Step): void {
    if (step.at === "cast") this.#countdown.begin(NEUTRAL_MS);
    else this.#countdown.stop(); // a refusal stays until somebody has read it
  }

  /** Send the ballot again after a while, whether the voter is there or not. */
  #againLater(step: Step): void {
    const { pacing, booth } = this.#parts;
    void pacing.wait(AGAIN_MS * (1 + pacing.chance())).then(() => {
      if (booth.step === step) void booth.send();
    });
  }

  #tell(told: Told): false {
    this.#told = told;
    this.#parts.page.show();
    this.touch();
    return false;
  }

  async #tried(): Promise<void> {
    try {
      await this.#parts.trial();
    } catch {
      throw new Refusal("no trial ballot", "worker-failed");
    }
  }

  /** See what is open, now and from time to time, as long as nobody votes. */
  async #look(): Promise<void> {
    const { pacing, entrance, booth } = this.#parts;
    const watch = ++this.#watches;
    const found = await entrance.look().then(restOf, restOrAlarm);
    if (watch !== this.#watches || booth.step.at !== "code") return;
    const before = this.#rest;
    if (found === "not_authentic") this.#trouble = found;
    else this.#rest = found;
    const changed = before !== this.#rest && !this.#isBegun;
    if (changed || this.#trouble !== undefined) this.#parts.page.show();
    if (this.#trouble !== undefined) return;
    const ms = this.#rest === "open" ? LOOK_WHEN_OPEN_MS : LOOK_MS;
    await pacing.wait(ms * (1 + pacing.chance()));
    if (watch === this.#watches && booth.step.at === "code") void this.#look();
  }
}

/** Return what a look that failed means: a network to wait for, or somebody else's answers. */
function restOrAlarm(error: unknown): "offline" | "not_authentic" {
  return error instanceof Silence || error instanceof Refused ? "offline" : "not_authentic";
}

function troubleAtStart(error: unknown): Trouble {
  if (error instanceof Silence) return "no_network";
  if (error instanceof Refused) return error.status === 404 ? "unknown_meeting" : "busy";
  return error instanceof Refusal && error.slug === "worker-failed" ? "browser" : "not_authentic";
}
