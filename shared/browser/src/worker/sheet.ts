/**
 * One voter at one box, inside the worker: the credential, and one preparation at a time.
 *
 * A preparation is begun as soon as the box is open and is used for one ballot. Whoever goes back
 * and changes a mark after encrypting gets a fresh one; the old one was wiped when it was used.
 */
import {
  type Choices,
  checkChoices,
  ciphertextCount,
  finishBallot,
  type PreparedBallot,
  prepareBallot,
  tracker,
  wipeBallot,
} from "../crypto/ballots.ts";
import type { Random } from "../crypto/bytes.ts";
import { type Credential, derive } from "../crypto/credentials.ts";
import { type Election, electionFromText } from "../crypto/elections.ts";
import { b64 } from "../crypto/jsontext.ts";
import type { Opened, Progress, SealedBallot } from "./messages.ts";
import { inSlices, type Supervision } from "./slices.ts";

/** A box, a voter's credential for it, and what is prepared. */
export class Sheet {
  readonly #election: Election;
  readonly #credential: Credential;
  readonly #random: Random;
  readonly #report: (progress: Progress) => void;
  readonly #stop = new AbortController();
  #prepared: Promise<PreparedBallot> | undefined;

  /**
   * Read the election and derive the credential; begin with nothing yet.
   *
   * @throws MalformedBytes, VerificationFailed if the text is no election of ours, or the code none
   */
  constructor(
    election: string,
    code: string,
    random: Random,
    report: (progress: Progress) => void,
  ) {
    this.#election = electionFromText(election);
    this.#credential = derive(this.#election.uuid, code);
    this.#random = random;
    this.#report = report;
  }

  /** What a page may know of it. */
  get opened(): Opened {
    const { publicHex } = this.#credential;
    return { publicHex, fingerprint: this.#election.fingerprint };
  }

  /** Return when a preparation is ready; begin one if there is none. */
  async prepare(): Promise<void> {
    await this.#preparation();
  }

  /**
   * Return the ballot of `choices`.
   *
   * @throws MalformedBytes if they do not fit the questions; then the preparation stays
   * @throws Stopped if `wipe` came between
   */
  async finish(choices: Choices): Promise<SealedBallot> {
    checkChoices(this.#election, choices);
    const preparation = this.#preparation();
    this.#prepared = undefined;
    const prepared = await preparation;
    try {
      const steps = finishBallot(prepared, this.#credential, choices);
      const ballot = await inSlices(steps, this.#supervision("finish", choices.length));
      return { ballot, tracker: b64(tracker(ballot)) };
    } finally {
      wipeBallot(prepared); // stopped before its first step, the ballot wiped nothing itself
    }
  }

  /** Stop, and overwrite every secret; the sheet is good for nothing afterwards. */
  wipe(): void {
    this.#stop.abort();
    this.#prepared?.then(wipeBallot, () => undefined);
    this.#credential.secret.fill(0);
  }

  #preparation(): Promise<PreparedBallot> {
    if (this.#prepared === undefined) {
      const steps = prepareBallot(this.#election, this.#random);
      const total = ciphertextCount(this.#election);
      this.#prepared = inSlices(steps, this.#supervision("prepare", total));
      this.#prepared.catch(() => undefined); // whoever waits for it hears of it; nobody may
    }
    return this.#prepared;
  }

  #supervision(stage: Progress["stage"], total: number): Supervision {
    return { stop: this.#stop.signal, report: (done) => this.#report({ stage, done, total }) };
  }
}
