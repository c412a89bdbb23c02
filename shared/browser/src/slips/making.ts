/**
 * Making slips, from the desk's link to the upload: what happens between what is seen.
 *
 * The one thing to know: codes are in this object and on paper from `make` until the upload begins,
 * and only public credentials are ever sent, after a person has looked at the paper. Whatever
 * comes back after a wipe is dropped.
 */
import { type Ask, Refused, Silence } from "../booth/asking.ts";
import { Refusal } from "../crypto/errors.ts";
import type { TrustedKeys } from "../documents/manifests.ts";
import type { Line } from "../worker/client.ts";
import { Blocked, enterHall, type Hall, type SlipClass } from "./hall.ts";
import { AddressTooLong } from "./qr.ts";
import { type Batch, type PaperPage, pagesOf, partsOf } from "./sheets.ts";
import { type Trouble, troubleOf } from "./troubles.ts";
import { type PublicLists, upload } from "./uploading.ts";

/** Where the organizer is. */
export type Step =
  | { readonly at: "loading" | "prepare" | "making" | "print" | "proof" | "uploading" | "done" }
  | { readonly at: "upload"; readonly away: boolean }
  | { readonly at: "stopped"; readonly trouble: Trouble; readonly passing: boolean };

/** Lays pages of paper; see `paper.ts`. */
export interface Layer {
  lay(hall: Hall, pages: readonly PaperPage[], progress: (done: number) => void): Promise<boolean>;
  clear(): void;
}

/** What it works with; a test puts other parts in. */
export interface Parts {
  readonly ask: Ask;
  readonly keys: TrustedKeys;
  /** The meeting in the page's address. */
  readonly meeting: string;
  /** Where voters' phones find the box. */
  readonly origin: string;
  /** Starts a worker; `progress` hears how many slips are made. */
  readonly start: (progress: (done: number) => void) => Line;
  readonly paper: Layer;
  readonly wait: (ms: number) => Promise<void>;
  readonly changed: (step: Step) => void;
  readonly progress: (done: number, total: number) => void;
}

/** A batch with what is public of it. */
export interface MadeBatch extends Batch, PublicLists {
  readonly of: SlipClass;
  up: boolean;
}

const MAY_PASS: readonly Trouble[] = ["no_network", "busy", "unknown_meeting"];

export class Making {
  readonly #parts: Parts;
  #step: Step = { at: "loading" };
  #tickets = "";
  #line: Line | undefined;
  #turn = 0;
  #heard: (done: number) => void = () => undefined;
  hall: Hall | undefined;
  batches: MadeBatch[] = [];
  parts: readonly (readonly PaperPage[])[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get step(): Step {
    return this.#step;
  }

  /** Pages of paper, headings included. */
  get pages(): number {
    return this.parts.reduce((sum, part) => sum + part.length, 0);
  }

  /** Whether codes exist that are on no list yet: leaving now makes the paper worthless. */
  get unsaved(): boolean {
    return ["making", "print", "proof", "upload", "uploading"].includes(this.#step.at);
  }

  /** Take the tickets of the desk's link, and load all that is needed without the network. */
  async load(tickets: string | undefined): Promise<void> {
    this.wipe();
    const turn = this.#turn;
    this.#go({ at: "loading" });
    if (tickets === undefined) return this.#stop("no_ticket");
    this.#tickets = tickets;
    const { ask, keys, meeting, origin } = this.#parts;
    try {
      const hall = await enterHall(ask, keys, meeting, origin, tickets);
      await this.#worker().ask("check", {});
      if (turn !== this.#turn) return;
      this.hall = hall;
      this.#go({ at: "prepare" });
    } catch (error) {
      if (turn === this.#turn) this.#stop(troubleFrom(error));
    }
  }

  /** Load again with the same tickets. */
  again(): Promise<void> {
    return this.load(this.#tickets);
  }

  /** Make the slips of every ticket, and lay the first part of the paper. */
  async make(reserves: ReadonlyMap<string, number>): Promise<void> {
    const { hall } = this;
    if (hall === undefined || this.#step.at !== "prepare") return;
    const turn = this.#turn;
    this.#go({ at: "making" });
    try {
      const batches = await this.#made(hall, reserves);
      if (turn !== this.#turn) return;
      this.batches = batches;
      this.parts = partsOf(pagesOf(batches));
      const total = slipsOf(hall);
      await this.lay(0, (done) => this.#parts.progress(total + done, 2 * total));
      if (turn === this.#turn) this.#go({ at: "print" });
    } catch (error) {
      if (turn === this.#turn) this.#stop(troubleFrom(error));
    }
  }

  /** Lay part number `part` of the paper; return whether it lies there whole. */
  async lay(part: number, progress: (done: number) => void = () => undefined): Promise<boolean> {
    if (this.hall === undefined) return false;
    return this.#parts.paper.lay(this.hall, this.parts[part] ?? [], progress);
  }

  /** The paper is printed: it is to be looked at. */
  printed(): void {
    if (this.#step.at === "print") this.#go({ at: "proof" });
  }

  /** The paper is good. */
  proofed(): void {
    if (this.#step.at === "proof") this.#go({ at: "upload", away: false });
  }

  /** Whether the printer is still a way to go: nothing can have gone up. */
  get mayPrint(): boolean {
    const step = this.#step;
    if (step.at === "upload") return !step.away && !this.batches.some(({ up }) => up);
    return step.at === "proof";
  }

  /** Back to the printer. */
  backToPrint(): void {
    if (this.mayPrint) this.#go({ at: "print" });
  }

  /** Give the batch up: nothing of it went up, so the ticket is still good. */
  discard(): void {
    const { hall } = this;
    if (this.#step.at !== "making" && this.#step.at !== "print") return;
    const line = this.#line;
    this.#line = undefined; // not to be cut: without the network no other one can be started
    this.wipe();
    void line?.ask("wipe", {});
    [this.hall, this.#line] = [hall, line];
    this.#go({ at: "prepare" });
  }

  /** Send the public lists, one electorate after the other. */
  async upload(): Promise<void> {
    if (this.#step.at !== "upload") return;
    const turn = this.#turn;
    this.#forgetCodes(); // there is no way back to the printer
    this.#go({ at: "uploading" });
    const { ask, wait } = this.#parts;
    for (const batch of this.batches) {
      const fate = batch.up ? "up" : await upload(ask, batch.of.ticket, batch, wait);
      if (turn !== this.#turn) return;
      if (fate === "away") return this.#go({ at: "upload", away: true });
      if (fate !== "up") return this.#stop(fate.trouble);
      batch.up = true;
      this.#go({ at: "uploading" });
    }
    this.#forget();
    this.#go({ at: "done" });
  }

  /** Forget codes, paper, meeting and worker. */
  wipe(): void {
    this.#forget();
    this.#tickets = "";
    this.hall = undefined;
    this.batches = [];
  }

  /** Forget codes and lists; what is known of them stays to be shown. */
  #forget(): void {
    this.#turn++;
    this.#forgetCodes();
    this.batches = this.batches.map((batch) => ({ ...batch, lists: {} }));
  }

  #forgetCodes(): void {
    this.#line?.cut();
    this.#line = undefined;
    this.#parts.paper.clear();
    this.parts = [];
    this.batches = this.batches.map((batch) => ({ ...batch, codes: [] }));
  }

  async #made(hall: Hall, reserves: ReadonlyMap<string, number>): Promise<MadeBatch[]> {
    const batches: MadeBatch[] = [];
    let before = 0;
    for (const one of hall.classes) {
      const { uuids, printed } = one.ticket;
      const base = before;
      this.#heard = (done) => this.#parts.progress(base + done, 2 * slipsOf(hall));
      const made = await this.#worker().ask("slips", { count: printed, uuids });
      // Where phones get credentials, every slip is one for late-comers.
      const reserve = hall.manifest.blind ? printed : (reserves.get(one.letter) ?? 0);
      batches.push({ ...made, letter: one.letter, title: one.title, reserve, of: one, up: false });
      before += printed;
    }
    return batches;
  }

  #worker(): Line {
    this.#line ??= this.#parts.start((done) => this.#heard(done));
    return this.#line;
  }

  #stop(trouble: Trouble): void {
    this.#forget();
    this.batches = this.batches.filter(({ up }) => up);
    const passing = this.hall === undefined && MAY_PASS.includes(trouble);
    this.#go({ at: "stopped", trouble, passing });
  }

  #go(step: Step): void {
    this.#step = step;
    this.#parts.changed(step);
  }
}

/** Return how many slips all tickets are for. */
export function slipsOf({ classes }: Hall): number {
  return classes.reduce((sum, { ticket }) => sum + ticket.printed, 0);
}

function troubleFrom(error: unknown): Trouble {
  if (error instanceof Blocked) return error.trouble;
  if (error instanceof AddressTooLong) return "address_too_long";
  if (error instanceof Silence) return "no_network";
  if (error instanceof Refused) {
    if (error.status === 429 || error.status >= 500) return "busy";
    return error.slug === "" ? "no_network" : troubleOf(error.slug); // "": not the box spoke
  }
  if (error instanceof Refusal) return error.slug === "worker-failed" ? "browser" : "not_authentic";
  return "internal";
}
