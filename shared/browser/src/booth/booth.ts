/**
 * The booth: one voter after another, from the slip to the receipt.
 *
 * `steps.ts` says what may follow what, `scenes.ts` what is seen; here is what happens in between:
 * fetching, checking, encrypting, sending. Everything that comes back late, after the voter has
 * left or begun again, is dropped.
 */
import { BadSlip, type Slip } from "../crypto/credentials.ts";
import { MalformedBytes, Refusal } from "../crypto/errors.ts";
import { readSlip } from "../crypto/typed.ts";
import { type Ask, Refused, Silence } from "./asking.ts";
import type { Engine, Opened, SealedBallot } from "./engine.ts";
import {
  Blocked,
  boxFor,
  checkListed,
  type Entrance,
  mayVoteAgain,
  type OpenBox,
} from "./entrance.ts";
import { type Fate, type Pacing, post } from "./posting.ts";
import { type Event, next, type Pause, type Step } from "./steps.ts";
import { type Trouble, troubleOf } from "./troubles.ts";
import { Voter } from "./voter.ts";

/** What a booth works with; a test puts other parts in. */
export interface Parts {
  readonly ask: Ask;
  readonly entrance: Entrance;
  readonly engine: Engine;
  readonly pacing: Pacing;
  /** Called after every step: the page shows it. */
  readonly changed: (step: Step) => void;
  /** What a look or a try that nobody asked for found out. */
  readonly heard: (what: "looked" | "offline" | "slow") => void;
  /** The digest of the meeting manifest whose words somebody has compared for all voters. */
  readonly compared?: () => string | undefined;
  /**
   * Whether a slip is looked at once: what stands in its way ends the visit, and nothing is kept
   * for a later round. The next voter is waiting, and must not go on with this one's slip.
   */
  readonly once?: boolean;
}

/** Between two looks at a meeting in which nothing is open: ms, and up to as much again. */
const LOOK_MS = 8_000;
/** The same for somebody who has cast. */
const LATER_MS = 20_000;

/** A booth at one meeting. */
export class Booth {
  readonly #parts: Parts;
  #step: Step = { at: "code" };
  #voter: Voter | undefined;
  /** Counts the voters, so that an answer for one before is known. */
  #turn = 0;
  /** Counts the times a next look was planned; only the last plan holds. */
  #watches = 0;
  /** The turn whose look is under way: there is one at a time. */
  #looking: number | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get step(): Step {
    return this.#step;
  }

  get voter(): Voter | undefined {
    return this.#voter;
  }

  /** Take a slip as it was scanned or typed; a new one ends what was before. */
  enter(text: string): void {
    try {
      this.enterSlip(readSlip(text));
    } catch (error) {
      if (!(error instanceof BadSlip)) throw error;
      this.#forget();
      this.#step = { at: "code" };
      this.#go({ type: "trouble", trouble: "bad_code" });
    }
  }

  /** Take a slip that was read already. */
  enterSlip(slip: Slip): void {
    this.#forget();
    this.#voter = new Voter(slip);
    this.#voter.compared = this.#parts.compared?.();
    this.#step = { at: "code" };
    this.#go({ type: "code" });
    void this.look();
  }

  /** Look whether there is something to vote on, and enter the box if there is. */
  async look(): Promise<void> {
    const [voter, turn] = [this.#voter, this.#turn];
    if (voter === undefined || this.#looking === turn) return;
    this.#looking = turn;
    try {
      const found = await this.#find(voter);
      if (turn !== this.#turn) return;
      if (typeof found === "string") return this.#nothingOpen(found);
      voter.take(found);
      this.#go({ type: "opened", compared: voter.compared === voter.meeting?.manifest.digest });
    } catch (error) {
      if (turn === this.#turn) this.#missed(error);
    } finally {
      if (this.#looking === turn) this.#looking = undefined;
    }
  }

  /** The six words are the same. */
  agree(): void {
    if (this.#voter !== undefined) this.#voter.compared = this.#voter.meeting?.manifest.digest;
    this.#go({ type: "agreed" });
  }

  /** The six words differ: whatever this page is, it gets no vote. */
  differ(): void {
    this.#stop("words_differ");
  }

  show(contest: number): void {
    this.#go({ type: "show", contest });
  }

  /** Show all choices; a ballot that was sealed is forgotten, and another one prepared. */
  review(): void {
    const voter = this.#voter;
    if (voter?.sealed !== undefined) {
      voter.sealed = undefined;
      void this.#parts.engine.prepare().catch(() => undefined); // `finish` will hear of it
    }
    this.#go({ type: "review" });
  }

  /** Go from the review back to one contest. */
  change(contest: number): void {
    this.#go({ type: "change", contest });
  }

  /** Encrypt and sign; nothing leaves the page. */
  async encrypt(): Promise<void> {
    const [voter, turn] = [this.#voter, this.#turn];
    if (voter?.marking === undefined || this.#step.at !== "review") return;
    this.#go({ type: "encrypt" });
    const choices = voter.marking.choices();
    try {
      const sealed = await this.#seal(voter, choices);
      if (turn !== this.#turn) return;
      voter.sealed = sealed;
      this.#go({ type: "encrypted", tracker: sealed.tracker });
    } catch (error) {
      if (turn === this.#turn) this.#stop(troubleFrom(error));
    } finally {
      for (const row of choices) row.fill(0);
    }
  }

  /** Send the ballot, the same bytes every time, until it is certain what became of it. */
  async send(): Promise<void> {
    const { ask, pacing, heard } = this.#parts;
    const [voter, turn] = [this.#voter, this.#turn];
    const { box, sealed, meeting } = voter ?? {};
    if (voter === undefined || !box || !sealed || !meeting) return;
    if (this.#step.at !== "ready" && this.#step.at !== "unsure") return;
    this.#go({ type: "send" });
    const posting = {
      ...sealed,
      uuid: box.manifest.uuid,
      receiptKey: meeting.manifest.receiptKey,
    };
    const slowly: Pacing = {
      chance: pacing.chance,
      wait: (ms) => {
        heard("slow");
        return pacing.wait(ms);
      },
    };
    const fate = await post(ask, posting, slowly, voter.mayBeThere);
    if (turn === this.#turn) await this.#settle(voter, posting.uuid, fate);
  }

  /** Look again, for the same slip. */
  again(): void {
    this.#go({ type: "again" });
    void this.look();
  }

  /** The page came to the front, or the network back: do not wait for the next look. */
  wake(): void {
    if (this.#step.at === "waiting" || this.#step.at === "cast") this.#lookAgain();
    else if (this.#step.at === "stopped" && this.#step.trouble === "no_network") this.again();
  }

  /** Forget the voter, and stop whatever is under way. */
  leave(): void {
    this.#forget();
    this.#go({ type: "over" });
  }

  #forget(): void {
    this.#turn++;
    this.#voter?.wipe();
    this.#voter = undefined;
    void this.#parts.engine.wipe();
  }

  /** Return the box the voter may vote in now, checked and with the engine at work; or why none. */
  async #find(voter: Voter): Promise<OpenBox | Pause> {
    const { entrance, engine } = this.#parts;
    const turn = this.#turn;
    const meeting = await entrance.look();
    voter.meeting = meeting;
    const wanted = boxFor(meeting, voter.letter, voter.done);
    if (typeof wanted === "string") return wanted;
    const box = await entrance.enter(meeting, wanted);
    if (turn !== this.#turn) return "not_open"; // nobody hears it
    const { publicHex } = await opened(engine, box, voter.code);
    checkListed(box, publicHex);
    return box;
  }

  /** Return the sealed ballot; a worker that the browser has ended is started again, once. */
  async #seal(voter: Voter, choices: number[][]): Promise<SealedBallot> {
    const { engine } = this.#parts;
    try {
      return await engine.finish(choices);
    } catch (error) {
      const ended = error instanceof Refusal && error.slug === "worker-failed";
      if (!ended || voter.box === undefined) throw error;
      await engine.wipe();
      await opened(engine, voter.box, voter.code);
      return engine.finish(choices);
    }
  }

  async #settle(voter: Voter, uuid: string, fate: Fate): Promise<void> {
    if (fate.fate === "lost" || fate.fate === "busy") {
      voter.mayBeThere = fate.fate === "lost";
      return this.#go({ type: fate.fate });
    }
    if (fate.fate === "refused") {
      if (fate.trouble !== "box_changed") voter.done.add(uuid);
      const why = await this.#whyClosed(uuid, fate.trouble);
      return voter === this.#voter ? this.#stop(why) : undefined;
    }
    voter.done.add(uuid);
    voter.clearSheet();
    void this.#parts.engine.wipe();
    const later = this.mayVoteAgain && !this.#parts.once ? "awaited" : "none";
    this.#go({ type: "receipt", receipt: fate.receipt, later });
    if (later === "awaited") this.#watch(LATER_MS);
    else voter.wipe();
  }

  /** Whether another box may open for this slip, as far as the last look could tell. */
  get mayVoteAgain(): boolean {
    const { meeting, letter = "", done = new Set<string>() } = this.#voter ?? {};
    return meeting !== undefined && mayVoteAgain(meeting, letter, done);
  }

  /** A box that takes no more ballots is closed, or annulled: ask which. */
  async #whyClosed(uuid: string, trouble: Trouble): Promise<Trouble> {
    if (trouble !== "closed_meanwhile") return trouble;
    try {
      const { boxes } = await this.#parts.entrance.look();
      return boxes.find((box) => box.uuid === uuid)?.state === "annulled" ? "annulled" : trouble;
    } catch {
      return trouble;
    }
  }

  /** Nothing is open now: say so once, and go on looking. */
  #nothingOpen(why: Pause): void {
    if (this.#step.at === "waiting" && this.#step.why === why) this.#parts.heard("looked");
    else this.#go({ type: "closed", why });
    if (this.#parts.once) this.#voter?.wipe();
    else this.#watch(LOOK_MS);
  }

  /** A look failed: while waiting that may pass, otherwise the voter has to know. */
  #missed(error: unknown): void {
    const trouble = troubleFrom(error);
    if (this.#step.at !== "waiting" || !["no_network", "busy"].includes(trouble)) {
      return this.#stop(trouble);
    }
    this.#parts.heard("offline");
    this.#watch(LOOK_MS);
  }

  /** Look again after a while, each page at a moment of its own. */
  #watch(ms: number): void {
    const watch = ++this.#watches;
    const { pacing } = this.#parts;
    void pacing.wait(ms * (1 + pacing.chance())).then(() => {
      if (watch === this.#watches) this.#lookAgain();
    });
  }

  #lookAgain(): void {
    if (this.#step.at === "waiting") void this.look();
    else if (this.#step.at === "cast" && this.#step.later === "awaited") void this.#lookForLater();
  }

  /** After CAST: is there another round? */
  async #lookForLater(): Promise<void> {
    const [voter, turn] = [this.#voter, this.#turn];
    if (voter === undefined) return;
    try {
      const meeting = await this.#parts.entrance.look();
      if (turn !== this.#turn) return;
      voter.meeting = meeting;
      if (typeof boxFor(meeting, voter.letter, voter.done) !== "string") {
        return this.#go({ type: "later", later: "open" });
      }
    } catch (error) {
      if (turn !== this.#turn) return;
      if (error instanceof Blocked) {
        voter.wipe();
        return this.#go({ type: "later", later: "none" });
      }
    }
    this.#watch(LATER_MS);
  }

  /** Something stands in the way: nothing of the sheet stays. */
  #stop(trouble: Trouble): void {
    if (this.#parts.once) this.#voter?.wipe();
    else this.#voter?.clearSheet();
    void this.#parts.engine.wipe();
    this.#go({ type: "trouble", trouble });
  }

  #go(event: Event): void {
    const before = this.#step;
    this.#step = next(before, event);
    if (this.#step !== before) this.#parts.changed(this.#step);
  }
}

/** Open the engine; a browser that has no workers at all throws something of its own. */
async function opened(engine: Engine, { election }: OpenBox, code: string): Promise<Opened> {
  try {
    return await engine.open(election.text, code);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Blocked("browser");
  }
}

/** Return the trouble behind whatever was thrown. */
function troubleFrom(error: unknown): Trouble {
  if (error instanceof Blocked) return error.trouble;
  if (error instanceof Silence) return "no_network";
  if (error instanceof Refused) {
    return [429, 503].includes(error.status) ? "busy" : troubleOf(error.slug);
  }
  if (error instanceof MalformedBytes) return "old_page";
  if (error instanceof Refusal) return error.slug === "worker-failed" ? "browser" : "not_authentic";
  return "internal";
}
