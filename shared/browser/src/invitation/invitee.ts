/**
 * One person with an invitation, from the link to a voting right that the box can be handed.
 *
 * What comes back late, after the page has gone on, is dropped. What was remembered before a reload
 * decides where it goes on: a finished right is offered again, a request that was sent is sent
 * again, the same bytes.
 */
import { MalformedBytes, Refusal } from "../crypto/errors.ts";
import { Refused, Silence } from "../booth/asking.ts";
import { type Blinding, finish, makeRequest, send } from "./collecting.ts";
import { type Door, type Invitation, openInvitation } from "./invitation.ts";
import type { Memory, Remembered } from "./memory.ts";
import { type Trouble, troubleOf } from "./troubles.ts";

/** What is done while the voter waits. */
export type Stage = "making" | "asking" | "checking";

export type Step =
  | { readonly at: "looking" }
  /** Check-in has not begun. */
  | { readonly at: "waiting"; readonly name: string }
  | { readonly at: "greeting" }
  | { readonly at: "words" }
  | {
      readonly at: "collecting";
      readonly stage: Stage;
      readonly done: number;
      readonly total: number;
    }
  /** No answer came: whether the desk has signed, nobody here knows. */
  | { readonly at: "unsure" }
  /** All signatures hold; `right` is what the box has to be handed. */
  | { readonly at: "ready"; readonly right: string; readonly fresh: boolean }
  | { readonly at: "stopped"; readonly trouble: Trouble };

/** What an invitee works with; a test puts other parts in. */
export interface Parts {
  readonly door: Omit<Door, "token">;
  readonly memory: Memory;
  /** Starts what blinds. */
  readonly blinding: () => Blinding & { end(): void };
  readonly changed: () => void;
}

const LOOK_MS = 8_000;
/** Standings in which a released signature can still be used. */
const OF_USE = ["check_in", "activation"];
const KEY_SLUG = "issuer-key";

export class Invitee {
  readonly #parts: Parts;
  readonly #token: string | undefined;
  #remembered: Remembered | undefined;
  #invitation: Invitation | undefined;
  #step: Step = { at: "looking" };
  #reached = true;
  /** Counts the looks that were planned; only the last plan holds. */
  #watches = 0;
  #busy = false;

  constructor(parts: Parts, token: string | undefined) {
    this.#parts = parts;
    this.#remembered = parts.memory.recall(token);
    this.#token = this.#remembered?.token;
  }

  get step(): Step {
    return this.#step;
  }

  /** The invitation as it was last seen, once the meeting has a manifest. */
  get invitation(): Invitation | undefined {
    return this.#invitation;
  }

  /** Whether the desk answered the last look. */
  get reached(): boolean {
    return this.#reached;
  }

  /** Look where the meeting stands, and go on from there. */
  async look(): Promise<void> {
    const token = this.#token;
    if (token === undefined) return this.#stop("no_link");
    if (this.#busy) return;
    this.#busy = true;
    try {
      const found = await openInvitation({ ...this.#parts.door, token });
      this.#reached = true;
      this.#invitation = "manifest" in found ? found : undefined;
      await (this.#invitation === undefined
        ? this.#wait(found.name)
        : this.#goOn(this.#invitation, this.#remembered));
    } catch (error) {
      this.#missed(error);
    } finally {
      this.#busy = false;
    }
  }

  /** The name is the voter's own. */
  greet(): void {
    if (this.#step.at === "greeting") this.#go({ at: "words" });
  }

  notMe(): void {
    this.#stop("not_me");
  }

  differ(): void {
    this.#stop("words_differ");
  }

  /** The words are the same: get the signatures. */
  async collect(): Promise<void> {
    if (this.#step.at !== "words" || this.#busy || this.#invitation === undefined) return;
    this.#busy = true;
    try {
      if (!this.#parts.memory.lasting) return this.#stop("browser");
      await this.#collect(this.#invitation);
    } finally {
      this.#busy = false;
    }
  }

  /** Look again, after something that may have passed. */
  again(): void {
    this.#go({ at: "looking" });
    void this.look();
  }

  /** The page came to the front, or the network back. */
  wake(): void {
    if (this.#step.at === "waiting") void this.look();
    const missed = this.#step.at === "stopped" && this.#step.trouble === "no_network";
    if (missed || this.#step.at === "unsure") this.again();
  }

  /** The box has the right: nothing of it stays here. */
  handedOver(): void {
    this.#forget();
    this.#stop("already");
  }

  async #goOn(invitation: Invitation, remembered: Remembered | undefined): Promise<void> {
    const { standing } = invitation;
    const ofUse = OF_USE.includes(standing);
    if (!ofUse) this.#forget();
    if (ofUse && remembered?.right !== undefined) {
      return this.#go({ at: "ready", right: remembered.right, fresh: false });
    }
    if (ofUse && remembered?.request !== undefined) return this.#collect(invitation);
    const trouble = troubleOfStanding(invitation);
    if (trouble !== undefined) return this.#stop(trouble);
    if (standing === "before") return this.#wait(invitation.name);
    if (this.#step.at !== "greeting" && this.#step.at !== "words") this.#go({ at: "greeting" });
  }

  /** Make the request unless it was made before, have it signed, and check every signature. */
  async #collect(invitation: Invitation): Promise<void> {
    const { door, blinding } = this.#parts;
    const token = this.#token ?? "";
    const total = invitation.issuers.length;
    const tell = (stage: Stage) => (done: number) =>
      this.#go({ at: "collecting", stage, done, total });
    let worker: ReturnType<Parts["blinding"]> | undefined;
    try {
      worker = blinding();
      let request = this.#remembered?.request;
      if (request === undefined) {
        tell("making")(0);
        request = await makeRequest(invitation, worker, tell("making"));
        this.#remember({ token, request });
      }
      if (request.manifest !== invitation.manifest.digest) return this.#stop("not_authentic");
      tell("asking")(0);
      const answer = await send({ ...door, token }, request);
      tell("checking")(0);
      const right = await finish(invitation, request, answer, worker, tell("checking"));
      this.#remember({ token, right });
      this.#go({ at: "ready", right, fresh: true });
    } catch (error) {
      if (worker === undefined) return this.#stop("browser");
      if (error instanceof Silence) return this.#go({ at: "unsure" });
      if (error instanceof Refused && error.slug === "check_in_not_open") {
        return this.#wait(invitation.name);
      }
      this.#missed(error);
    } finally {
      worker?.end();
    }
  }

  #remember(remembered: Remembered): void {
    this.#remembered = remembered;
    this.#parts.memory.keep(remembered);
  }

  #forget(): void {
    const token = this.#token;
    if (token === undefined) return;
    this.#parts.memory.forget({ token });
    this.#remembered = { token };
  }

  /** Nothing can be had yet: say so, and look again after a while. */
  #wait(name: string): void {
    this.#go({ at: "waiting", name });
    this.#watch();
  }

  #watch(): void {
    const watch = ++this.#watches;
    const { pacing } = this.#parts.door;
    void pacing.wait(LOOK_MS * (1 + pacing.chance())).then(() => {
      if (watch === this.#watches && this.#step.at === "waiting") void this.look();
    });
  }

  /** A look or a request failed; while waiting that may pass. */
  #missed(error: unknown): void {
    const trouble = troubleFrom(error);
    const passing = trouble === "no_network" || trouble === "busy";
    if (this.#step.at !== "waiting" || !passing) return this.#stop(trouble);
    this.#reached = false;
    this.#watch();
    this.#parts.changed();
  }

  #stop(trouble: Trouble): void {
    this.#go({ at: "stopped", trouble });
  }

  #go(step: Step): void {
    this.#step = step;
    this.#parts.changed();
  }
}

/** Return why nothing can be picked up now and never will be; undefined if it can, or will. */
function troubleOfStanding({ standing, issued, hasSlip }: Invitation): Trouble | undefined {
  if (standing === "cancelled") return "cancelled";
  if (standing === "over") return "ended";
  if (hasSlip) return "has_slip";
  if (issued) return OF_USE.includes(standing) ? "already" : "already_over";
  return standing === "activation" || standing === "voting" ? "too_late" : undefined;
}

/** Return the trouble behind whatever was thrown. */
function troubleFrom(error: unknown): Trouble {
  if (error instanceof Silence) return "no_network";
  if (error instanceof Refused) {
    return error.status === 429 || error.status >= 500 ? "busy" : troubleOf(error.slug);
  }
  if (!(error instanceof Refusal)) return "internal";
  if (error.slug === "worker-failed") return "browser";
  if (error.slug.startsWith(KEY_SLUG)) return "wrong_key";
  if (["pss-signature", "signature-length"].includes(error.slug)) return "bad_signature";
  return error instanceof MalformedBytes ? "old_page" : "not_authentic";
}
