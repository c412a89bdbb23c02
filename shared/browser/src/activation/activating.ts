/**
 * From a right that was handed over to the booth: activating, the frozen list, the open round.
 *
 * The browser's `activate` of shared/cli/phone.py: each box apart, after a random wait of its own,
 * and no cookie. (The connection ends after each message where our own front stands before the
 * box.) It goes on by itself, and after a sleep, a reload or a restart where it was: everything it
 * knows is in the keeper. What may have arrived is sent again, even after the end: the box answers
 * the same activation as before.
 */
import { Refusal } from "../crypto/errors.ts";
import type { TrustedKeys } from "../documents/manifests.ts";
import { type Ask, Refused, Silence } from "../booth/asking.ts";
import type { Pacing } from "../booth/posting.ts";
import type { BoxState, KeptBox, Keeper, KeptRight } from "./keeping.ts";
import { isOf, isOnList, lookAt, mayVote, type Sight } from "./looking.ts";
import type { Trouble } from "./troubles.ts";

/** Where the voter is. */
export type Phase =
  | { readonly at: "looking" }
  /** Activation has not begun. */
  | { readonly at: "waiting" }
  | {
      readonly at: "activating";
      readonly done: number;
      readonly total: number;
      readonly endsAt: number;
    }
  /** All of them are activated; the lists are not frozen yet. */
  | { readonly at: "activated"; readonly endsAt: number }
  /** The lists are frozen; `open` if there is something to vote on now. */
  | { readonly at: "listed"; readonly open: boolean }
  /** The meeting is over and everything is erased; the receipts are for this one look. */
  | { readonly at: "over"; readonly receipts: readonly string[] }
  | { readonly at: "stopped"; readonly trouble: Trouble };

/** What a phone works with; a test puts other parts in. */
export interface Parts {
  readonly ask: Ask;
  readonly keys: TrustedKeys;
  readonly meeting: string;
  readonly keeper: Keeper;
  readonly pacing: Pacing;
  /** Milliseconds since 1970 by the box's clock, which may jump with an answer. */
  readonly now: () => number;
  /** Called after everything that can be seen. */
  readonly changed: () => void;
}

const LONGEST_WAIT_MS = 120_000;
/** The part of the time left in which everything is sent, so that a slow phone makes it too. */
const SHARE = 0.5;
/** While there is so much time for each box, no two are told in one breath. */
const APART_MS = 1_000;
const LOOK_MS = { soon: 6_000, later: 15_000, seldom: 30_000 };
const AGAIN_MS = 3_000;

/** One phone at one meeting. */
export class Activator {
  readonly #parts: Parts;
  #phase: Phase = { at: "looking" };
  #reached = true;
  #sight: Sight | undefined;
  /** When each box is to be told, by `slip/uuid`: of this page alone, drawn anew by the next. */
  readonly #due = new Map<string, number>();
  #lookAt = 0;
  /** The voter erased everything, perhaps while an answer was on its way. */
  #erased = false;
  #running = false;
  #rouse: () => void = () => undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Whether the box answered the last time. */
  get reached(): boolean {
    return this.#reached;
  }

  get title(): string | undefined {
    return this.#sight?.manifest.title;
  }

  get rehearsal(): boolean {
    return this.#sight?.manifest.test === true;
  }

  /** What did not go well, of any right in any box. */
  get failed(): ReadonlySet<BoxState> {
    const states = this.#boxes.map(({ box }) => box.state);
    return new Set(states.filter((state) => ["late", "refused", "missing"].includes(state)));
  }

  /** Go on until the meeting is over or something stands in the way for good. */
  async run(): Promise<void> {
    this.#running = true;
    while (!this.#isFinal) {
      await this.#once();
      this.#parts.changed();
      await this.#sleep();
    }
    this.#running = false;
  }

  /** Another right has come: begin anew, also after a stop. */
  async begin(): Promise<void> {
    if (this.#isFinal) this.#phase = { at: "looking" };
    this.#erased = false;
    this.wake();
    if (!this.#running) await this.run();
  }

  /** Somebody looks at the page, or the network is back. */
  wake(): void {
    this.#lookAt = 0;
    this.#rouse();
  }

  /** Forget everything that is kept. */
  erase(): void {
    this.#parts.keeper.erase();
    this.#erased = true;
    this.#stop("erased");
    this.#rouse();
  }

  /** Whether nothing can change any more; a box that does not know the meeting yet may learn it. */
  get #isFinal(): boolean {
    const phase = this.#phase;
    return phase.at === "over" || (phase.at === "stopped" && phase.trouble !== "unknown_meeting");
  }

  get #boxes(): { readonly slip: string; readonly box: KeptBox }[] {
    const { rights } = this.#parts.keeper;
    return rights.flatMap(({ slip, boxes }) => boxes.map((box) => ({ slip, box })));
  }

  /** Look if it is time, and send what is due. */
  async #once(): Promise<void> {
    try {
      if (this.#parts.keeper.rights.length === 0) return this.#stop("nothing");
      if (this.#parts.now() >= this.#lookAt) await this.#look();
      if (this.#erased || this.#sight === undefined || this.#isOver()) return;
      if (!this.#ownOnly(this.#sight)) return this.#stop("other_meeting");
      await this.#sendDue(this.#sight);
      await this.#checkLists(this.#sight);
      if (!this.#erased) this.#phase = this.#phaseNow(this.#sight);
      this.#reached = true;
    } catch (error) {
      if (!this.#erased) this.#missed(error);
    }
  }

  async #look(): Promise<void> {
    const { ask, keys, meeting, now, pacing } = this.#parts;
    this.#sight = await lookAt(ask, keys, meeting);
    const hurry = this.#phase.at === "looking" || this.#phase.at === "waiting";
    const pause = hurry ? LOOK_MS.soon : LOOK_MS.later;
    this.#lookAt = now() + pause * (1 + pacing.chance());
  }

  /** If the desk has ended the meeting, erase everything. */
  #isOver(): boolean {
    if (this.#sight?.ended !== true) return false;
    const receipts = this.#boxes.flatMap(({ box }) => box.receipt ?? []);
    this.#parts.keeper.erase();
    this.#phase = { at: "over", receipts };
    return true;
  }

  /** Return whether a right of this meeting is here; another one beside it is in nobody's way. */
  #ownOnly(sight: Sight): boolean {
    const { keeper } = this.#parts;
    const belongs = (right: KeptRight): boolean => isOf(sight, right);
    if (!keeper.rights.some(belongs)) return false;
    keeper.keepOnly(belongs);
    return true;
  }

  /**
   * Give every waiting box a time of its own, and tell those whose time has come. After a sleep
   * that is all of them: told together they would be known for one phone's, so one is told now and
   * the others get a new time, unless too little is left.
   */
  async #sendDue({ activation }: Sight): Promise<void> {
    const { now, pacing, keeper } = this.#parts;
    if (activation === undefined) return;
    const left = activation.open ? activation.endsAt * 1000 - now() : 0;
    const longest = Math.max(0, Math.min(LONGEST_WAIT_MS, left * SHARE));
    const waiting = this.#boxes.filter(({ box }) => box.state === "waiting");
    const drawn = (): number => now() + longest * pacing.chance();
    let together = 0;
    for (const { slip, box } of waiting) {
      const name = `${slip}/${box.uuid}`;
      const due = this.#due.get(name) ?? drawn();
      this.#due.set(name, due);
      if (due > now() && activation.open) continue;
      if (++together > 1 && longest > waiting.length * APART_MS) {
        this.#due.set(name, drawn());
        continue;
      }
      const state = await this.#told(box);
      if (state !== "waiting") keeper.note(slip, box.uuid, { state });
      else this.#due.set(name, now() + AGAIN_MS);
    }
  }

  /** Send one activation; return what became of it. */
  async #told({ uuid, credential, randomizer, signature }: KeptBox): Promise<BoxState> {
    const body = JSON.stringify({ credential, randomizer, signature });
    try {
      await this.#parts.ask.post(`/api/v1/boxes/${uuid}/activations`, body);
      return "active";
    } catch (error) {
      if (!(error instanceof Refused) || error.status >= 500 || error.status === 429) throw error;
      if (error.slug === "") throw error; // not the box: a front, or somebody's network
      if (error.slug === "activation_not_open") return "waiting";
      return error.slug === "activation_ended" ? "late" : "refused";
    }
  }

  /** Once the lists are frozen, look each credential up in its own, told or not. */
  async #checkLists({ frozen }: Sight): Promise<void> {
    if (frozen === undefined) return;
    for (const { slip, box } of this.#boxes) {
      if (box.state !== "active" && box.state !== "waiting") continue;
      const listed = await isOnList(this.#parts.ask, frozen, box);
      const left = box.state === "active" ? "missing" : "late";
      this.#parts.keeper.note(slip, box.uuid, { state: listed ? "listed" : left });
    }
  }

  #phaseNow(sight: Sight): Phase {
    const { activation, frozen } = sight;
    const rights: readonly KeptRight[] = this.#parts.keeper.rights;
    if (frozen !== undefined) return { at: "listed", open: mayVote(sight, rights) };
    if (activation === undefined) return { at: "waiting" };
    const boxes = this.#boxes;
    const done = boxes.filter(({ box }) => box.state !== "waiting").length;
    const { endsAt } = activation;
    if (done === boxes.length) return { at: "activated", endsAt };
    return { at: "activating", done, total: boxes.length, endsAt };
  }

  /** The box did not answer, or not as it should. */
  #missed(error: unknown): void {
    const { now, pacing } = this.#parts;
    if (error instanceof Refused && error.slug === "meeting_unknown") {
      this.#sight = undefined;
      this.#lookAt = now() + LOOK_MS.seldom * (1 + pacing.chance());
      return this.#stop("unknown_meeting");
    }
    if (error instanceof Refusal) return this.#stop("not_authentic");
    if (!(error instanceof Silence || error instanceof Refused)) return this.#stop("internal");
    this.#reached = false;
    this.#lookAt = Math.min(this.#lookAt, now() + AGAIN_MS * (1 + pacing.chance()));
  }

  #stop(trouble: Trouble): void {
    this.#phase = { at: "stopped", trouble };
  }

  /** Wait until something is due, or somebody rouses us. */
  async #sleep(): Promise<void> {
    if (this.#isFinal) return;
    const { now, pacing } = this.#parts;
    const dues = (this.#sight === undefined ? [] : this.#boxes)
      .filter(({ box }) => box.state === "waiting")
      .map(({ slip, box }) => this.#due.get(`${slip}/${box.uuid}`) ?? Infinity);
    const next = Math.min(this.#lookAt, ...dues);
    const pause = Math.max(this.#reached ? 200 : AGAIN_MS, next - now());
    const roused = new Promise<void>((rouse) => (this.#rouse = rouse));
    await Promise.race([pacing.wait(pause), roused]);
  }
}
