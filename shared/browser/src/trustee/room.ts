/**
 * One trustee before the board: always the one thing to do now, and by itself what needs nobody.
 *
 * The key is in the worker alone. What the page decides by is shown to people; what is signed,
 * sealed or sent the worker has checked. With the key open every step goes on by itself: the page
 * looks every few seconds whether the others have done theirs.
 */
import type { SixWords } from "../crypto/receipts.ts";
import type { TrusteeLine } from "../worker/trusteeclient.ts";
import type { Counted, SavedFile, TrusteeProgress } from "../worker/trusteemessages.ts";
import {
  CEREMONY,
  type Done,
  doneBut,
  REHEARSAL,
  type ShownBoard,
  type ShownBox,
  shownBoard,
  type ShownDuties,
  shownDuties,
} from "./shown.ts";
import type { Door } from "./tally.ts";
import { type Hindered, hindranceOf, passes } from "./troubles.ts";

export type Step =
  | { readonly at: "loading" }
  | { readonly at: "stopped"; readonly hindered: Hindered }
  /** There is no certificate of this trustee: make a key. */
  | { readonly at: "beginning" }
  /** A key file has to be saved and chosen again; `first`: and its passphrase typed again. */
  | { readonly at: "saving"; readonly file: SavedFile; readonly first: boolean }
  /** The key file is needed. */
  | { readonly at: "opening" }
  | { readonly at: "waiting" }
  | { readonly at: "comparing"; readonly words: SixWords }
  /** Of the ceremony, or of a closing record. */
  | { readonly at: "differing"; readonly words: SixWords; readonly closing?: Confirming }
  | { readonly at: "fault"; readonly number: number }
  /** The ceremony is over; with the key open or not. */
  | { readonly at: "ready" }
  | {
      readonly at: "rehearsing";
      readonly meeting: string;
      readonly done: Done;
      readonly proved: boolean;
    }
  /** A closed box is verified, ballot by ballot. */
  | { readonly at: "counting"; readonly title: string; readonly progress: TrusteeProgress }
  /** It was; the words of its closing record are compared with the hall's. */
  | ({ readonly at: "confirming" } & Confirming)
  | { readonly at: "shared"; readonly titles: readonly string[] };

/** A closed box that was verified here. */
export interface Closing {
  readonly uuid: string;
  readonly electorate: string;
  readonly counted: Counted;
}

/** Boxes whose words are compared one after the other, before the key file is saved once. */
export interface Confirming {
  readonly now: Closing;
  readonly next: readonly Closing[];
  readonly agreed: readonly Closing[];
}

/** What it works with; a test puts other parts in. */
export interface Parts {
  readonly door: Door;
  readonly line: TrusteeLine;
  readonly board: string;
  readonly number: number;
  readonly tallyKey: string;
  readonly deskKey: string;
  /** Called after every step. */
  readonly changed: () => void;
}

const PAUSE_MS = 50;
const NOTHING: ShownDuties = { rehearsals: [], boxes: [], lost: [], asked_refused: null };

/** A trustee's room. */
export class Room {
  readonly #parts: Parts;
  step: Step = { at: "loading" };
  board: ShownBoard | undefined;
  duties: ShownDuties = NOTHING;
  /** Whether the worker holds the key. */
  held = false;
  /** Whether the key file says that the ceremony is over. */
  finished = false;
  /** Why the last look told nothing new; the one before stands. */
  behind: Hindered | undefined;
  #busy = false;
  /** The boxes whose shares are due once the key file that remembers them was proved. */
  #toShare: readonly Closing[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get number(): number {
    return this.#parts.number;
  }

  /** Whether something would be lost by leaving: a key that is not saved yet. */
  get losesWork(): boolean {
    return this.step.at === "saving";
  }

  /** Look at the board, and do what can be done. */
  async look(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#lookOnce();
      this.behind = undefined;
    } catch (error) {
      this.#stop(hindranceOf(error));
    } finally {
      this.#busy = false;
    }
  }

  /** Look again, if somebody else may have done something and nobody is typing. */
  async watch(): Promise<void> {
    const { at } = this.step;
    if (at === "waiting" || at === "rehearsing") await this.look();
    else if (at === "ready" && this.held) await this.look();
  }

  /** Make the key; it is to be saved then. */
  make(passphrase: string): Promise<Hindered | undefined> {
    return this.#tried(async () => {
      const { door, line, number, tallyKey, deskKey } = this.#parts;
      const page = await door.board();
      const file = await line.ask("make", { page, number, tallyKey, deskKey, passphrase });
      this.#go({ at: "saving", file, first: true });
    });
  }

  /** Open the key file that was chosen, and go on. */
  open(file: string, passphrase: string): Promise<Hindered | undefined> {
    return this.#tried(async () => {
      const { line, board, number } = this.#parts;
      const holding = await line.ask("open", { file, passphrase, board, number });
      await this.#holds(holding.ready);
    });
  }

  /** See whether the saved file opens; then it counts, and what waited for it is sent. */
  prove(file: string, passphrase: string | undefined): Promise<Hindered | undefined> {
    return this.#tried(async () => {
      const holding = await this.#parts.line.ask("prove", { file, passphrase });
      if (this.#toShare.length > 0) return this.#share();
      await this.#holds(holding.ready);
    });
  }

  /** The words are the same as the others read out: finish the key. */
  agree(): Promise<Hindered | undefined> {
    return this.#tried(async () => {
      const file = await this.#parts.line.ask("agree", { page: await this.#parts.door.board() });
      this.#go({ at: "saving", file, first: false });
    });
  }

  /** The words differ, or, taken back, are looked at again. */
  differ(differs: boolean): void {
    const { step } = this;
    if (step.at === "confirming") {
      const { now, next, agreed } = step;
      this.#go({ at: "differing", words: now.counted.words, closing: { now, next, agreed } });
    } else if (step.at === "comparing" && differs) {
      this.#go({ at: "differing", words: step.words });
    } else if (step.at === "differing" && step.closing !== undefined) {
      this.#go({ at: "confirming", ...step.closing });
    } else if (step.at === "differing") {
      this.#go({ at: "comparing", words: step.words });
    }
  }

  /** Verify closed boxes and add them up; nothing is decrypted before the words were compared. */
  async decrypt(boxes: readonly ShownBox[]): Promise<Hindered | undefined> {
    const hindered = await this.#tried(async () => {
      const { door, line } = this.#parts;
      const closings: Closing[] = [];
      this.#toShare = [];
      for (const { uuid, title, electorate } of boxes) {
        this.#go({ at: "counting", title, progress: { done: 0, total: 0 } });
        const [task, archive] = await Promise.all([door.task(uuid), door.archive(uuid)]);
        const counted = await line.ask("count", { uuid, task, archive });
        closings.push({ uuid, electorate, counted });
      }
      const [now, ...next] = closings;
      if (now !== undefined) this.#go({ at: "confirming", now, next, agreed: [] });
    });
    if (hindered !== undefined) this.#go({ at: "stopped", hindered });
    return hindered;
  }

  /** How far the worker is with a closed box. */
  heard(progress: TrusteeProgress): void {
    if (this.step.at === "counting") this.#go({ ...this.step, progress });
  }

  /** The words are those of the hall: remember the tallies for ever, then give the shares. */
  confirm(): Promise<Hindered | undefined> {
    return this.#tried(async () => {
      if (this.step.at !== "confirming") return;
      const [now, ...next] = this.step.next;
      const agreed = [...this.step.agreed, this.step.now];
      if (now !== undefined) return this.#go({ at: "confirming", now, next, agreed });
      this.#toShare = agreed;
      const uuids = agreed.map(({ uuid }) => uuid);
      const { save } = await this.#parts.line.ask("consent", { uuids });
      if (save === undefined) return this.#share();
      this.#go({ at: "saving", file: save, first: false });
    });
  }

  /** Take part in the rehearsal for `meeting`. */
  rehearse(meeting: string): Promise<Hindered | undefined> {
    return this.#tried(async () => this.#rehearse(meeting));
  }

  /** Back to what is to be done. */
  async leave(): Promise<void> {
    this.#go({ at: "loading" });
    await this.#idle();
    await this.look();
  }

  async #lookOnce(): Promise<void> {
    const { door, number } = this.#parts;
    if (this.step.at === "rehearsing") return this.#rehearse(this.step.meeting);
    let page = await door.board();
    this.duties = shownDuties(await door.duties());
    this.board = shownBoard(page);
    if (!this.held) {
      const begun = this.board.done["cert"]?.[number - 1] === true;
      return this.#go({ at: !begun ? "beginning" : this.board.ready ? "ready" : "opening" });
    }
    for (;;) {
      const next = await this.#parts.line.ask("step", { page });
      this.finished = next.ready;
      if (next.fault !== undefined) return this.#go({ at: "fault", number: next.fault });
      if (next.save !== undefined) {
        return this.#go({ at: "saving", file: next.save, first: false });
      }
      if (next.words !== undefined) {
        if (this.step.at === "differing") return;
        return this.#go({ at: "comparing", words: next.words });
      }
      if (next.send === undefined) {
        const done = doneBut(CEREMONY, this.board.names.length, next.pending);
        this.board = { ...this.board, done };
        return this.#go({ at: next.ready ? "ready" : "waiting" });
      }
      await door.post(next.send);
      page = await door.board();
      this.board = shownBoard(page);
    }
  }

  /** Return what a meeting that is rehearsed for is called, null while that is not known. */
  titleOf(meeting: string): string | null {
    return this.duties.rehearsals.find((one) => one.meeting === meeting)?.title ?? null;
  }

  async #rehearse(meeting: string): Promise<void> {
    const { door, line } = this.#parts;
    for (;;) {
      const page = await door.rehearsal(meeting);
      const next = await line.ask("rehearse", { meeting, page });
      if (next.send === undefined) {
        const size = this.board?.names.length ?? 0;
        const done = doneBut(REHEARSAL, size, next.pending);
        // Of a meeting whose number was typed the service tells the title once it has begun.
        const known = this.duties.rehearsals.some((one) => one.meeting === meeting);
        if (!known) this.duties = shownDuties(await door.duties());
        if (this.step.at === "loading") return; // somebody has left it meanwhile
        return this.#go({ at: "rehearsing", meeting, done, proved: next.proved });
      }
      await door.postRehearsal(meeting, next.send);
    }
  }

  async #share(): Promise<void> {
    const { door, line } = this.#parts;
    const several = this.#toShare.length > 1;
    const titles: string[] = [];
    for (const closing of this.#toShare) {
      const { uuid, counted } = closing;
      const { share } = await line.ask("share", { uuid });
      try {
        await door.postShare(uuid, share);
      } catch (error) {
        // One that was decrypted meanwhile needs no share; the others still do.
        if (!several || hindranceOf(error).hitch !== "not_decrypting") throw error;
      }
      titles.push(counted.title);
    }
    this.#toShare = [];
    this.#go({ at: "shared", titles });
  }

  async #holds(finished: boolean): Promise<void> {
    this.held = true;
    this.finished = finished;
    this.step = { at: "loading" };
    await this.#lookOnce();
  }

  /** Wait for what is under way: a look that ended later would lead back to where it began. */
  async #idle(): Promise<void> {
    while (this.#busy) await new Promise((resume) => setTimeout(resume, PAUSE_MS));
  }

  /** Return why something could not be done; whatever else changes is shown by itself. */
  async #tried(act: () => Promise<void>): Promise<Hindered | undefined> {
    await this.#idle();
    this.#busy = true;
    try {
      await act();
      return undefined;
    } catch (error) {
      const hindered = hindranceOf(error);
      if (this.step.at === "loading") this.#stop(hindered);
      return hindered;
    } finally {
      this.#busy = false;
    }
  }

  #stop(hindered: Hindered): void {
    if (passes(hindered) && this.step.at !== "loading") {
      this.behind = hindered;
      this.#parts.changed();
    } else {
      this.#go({ at: "stopped", hindered });
    }
  }

  #go(step: Step): void {
    this.step = step;
    this.#parts.changed();
  }
}
