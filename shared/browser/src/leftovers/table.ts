/**
 * The table of two scrutineers: scan, sign, publish (PROTOCOL P14).
 *
 * What may follow what stands here, what is seen in views/. A scan is signed by the first
 * scrutineer and then by the second, here or at another machine; from the first signature on
 * nothing is added to it. Nobody signs at any machine before its count was compared there.
 */
import { Refused, Silence } from "../booth/asking.ts";
import { Refusal } from "../crypto/errors.ts";
import {
  checkSignatures,
  type Leftovers,
  leftoversFile,
  leftoversMessage,
  readLeftoversFile,
  SCRUTINEERS_NEEDED,
  type SignedLeftovers,
} from "../documents/closing.ts";
import type { Signatures, Signing } from "../worker/signer.ts";
import { type Hall, type HallDoor, isUnknown, type SlipClass } from "./hall.ts";
import { type Answer, checkScan, type Counted, countOf, type PublicsOf, Scan } from "./scan.ts";

/** What stands in the way of the whole page. */
export type Trouble =
  | "unknown_meeting"
  | "not_authentic"
  | "not_frozen"
  | "no_network"
  | "busy"
  | "browser"
  | "internal";

/** Why something did not happen where the scrutineers are: they stay there and read it. */
export type Hitch =
  | Trouble
  | "wrong_passphrase"
  | "damaged_key_file"
  | "other_key_file"
  | "key_file_too_hard"
  | "key_not_named"
  | "signed_already"
  | "no_file"
  | "not_a_scan"
  | "scan_of_other_meeting"
  | "round_open"
  | "meeting_not_finished"
  | "leftovers_stand"
  | "refused";

export type Step =
  | { readonly at: "loading" }
  | { readonly at: "stopped"; readonly trouble: Trouble }
  | { readonly at: "choosing" }
  | { readonly at: "scanning" }
  /** A scan came from elsewhere: how many were handed out is asked here too. */
  | { readonly at: "counting"; readonly chosen: SlipClass; readonly printed: number }
  /** The count is not what it must be. */
  | { readonly at: "differing" }
  | { readonly at: "signing" }
  | { readonly at: "published" };

/** What a table works with; a test puts other parts in. */
export interface Parts {
  readonly door: HallDoor;
  readonly publicsOf: PublicsOf;
  readonly sign: (signing: Signing) => Promise<Signatures>;
  /** Called after every step. */
  readonly changed: () => void;
}

/** Something the scrutineers asked for did not happen. */
export class Hindered extends Error {
  readonly hitch: Hitch;
  /** The name under which it was refused, by whomever. */
  readonly slug: string;

  constructor(hitch: Hitch, slug: string = hitch) {
    super(hitch);
    this.hitch = hitch;
    this.slug = slug;
  }
}

/** One table at one meeting. */
export class Table {
  readonly #parts: Parts;
  step: Step = { at: "loading" };
  hall: Hall | undefined;
  scan: Scan | undefined;
  signed: SignedLeftovers | undefined;
  /** What the scan's number was compared with; undefined if nobody here did. */
  counted: Counted | undefined;
  /** Whether the signed scan was saved as a file, or is published: leaving loses nothing. */
  kept = true;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Whether something would be lost if the page were left now. */
  get losesWork(): boolean {
    const scanning = this.step.at === "scanning" || this.step.at === "differing";
    return scanning ? (this.scan?.scanned ?? 0) > 0 : this.step.at === "signing" && !this.kept;
  }

  /** Look at the meeting; the scrutineers choose then, and what was scanned is gone. */
  async look(): Promise<void> {
    this.scan = this.signed = this.counted = undefined;
    this.#go({ at: "loading" });
    try {
      this.hall = await this.#parts.door.look();
      if (this.hall.classes.length === 0) this.#go({ at: "stopped", trouble: "not_frozen" });
      else this.#go({ at: "choosing" });
    } catch (error) {
      this.#go({ at: "stopped", trouble: troubleOf(error) });
    }
  }

  /** Begin with nothing scanned. */
  async begin(chosen: SlipClass, handedOut: number): Promise<void> {
    const lists = await hindering(() => this.#parts.door.lists(chosen));
    const { publicsOf, door } = this.#parts;
    const { key: electorate, printed = 0 } = chosen;
    this.counted = this.scan = new Scan({
      meeting: door.meeting, electorate, lists, printed, handedOut, publicsOf,
    });
    this.signed = undefined;
    this.#go({ at: "scanning" });
  }

  /** Take a slip; slips are answered in the order they came. */
  take(text: string): Promise<Answer> {
    const answer = this.#queue.then(() => {
      if (this.scan === undefined) throw new Hindered("internal");
      return hindering(() => (this.scan as Scan).add(text));
    });
    this.#queue = answer.catch(() => undefined);
    return answer;
  }

  /** Nothing is left to scan. */
  async finish(): Promise<void> {
    await this.#queue;
    if (this.scan === undefined || this.step.at !== "scanning") return;
    if (this.scan.scanned === this.scan.expected) this.insist();
    else this.#go({ at: "differing" });
  }

  /** Go on scanning, perhaps with another number handed out; not once somebody has signed. */
  resume(handedOut?: number): void {
    if (this.scan === undefined || (this.signed?.signatures.length ?? 0) > 0) return;
    if (handedOut !== undefined) this.scan.handedOut = handedOut;
    this.signed = undefined;
    this.#go({ at: "scanning" });
  }

  /** Say how many were handed out, of a scan that came from elsewhere. */
  compare(printed: number, handedOut: number): void {
    if (this.signed === undefined || this.scan !== undefined) return;
    const [scanned, expected] = [countOf(this.signed.document), printed - handedOut];
    this.counted = { printed, handedOut, scanned, expected };
    this.#go({ at: scanned === expected ? "signing" : "differing" });
  }

  /** Sign what was scanned, whatever was counted. */
  insist(): void {
    if (this.counted === undefined) return;
    if (this.scan !== undefined) {
      this.signed = { document: this.scan.document(), signatures: [] };
      this.kept = false;
    }
    this.#go({ at: "signing" });
  }

  /** Go on with a scan that was saved as a file, here or by the command line. */
  async load(text: string): Promise<void> {
    const signed = readScan(text);
    const { electorate, meeting } = signed.document;
    const own = this.hall?.classes.find(({ key }) => key === electorate);
    if (own === undefined || meeting !== this.#parts.door.meeting) {
      throw new Hindered("scan_of_other_meeting");
    }
    const { printed } = own;
    if (printed === undefined) throw new Hindered("not_authentic", "lists_differ");
    const lists = await hindering(() => this.#parts.door.lists(own));
    try {
      checkScan(signed.document, lists);
      checkSignatures(leftoversMessage(signed.document), signed.signatures, this.#named);
    } catch {
      throw new Hindered("not_a_scan");
    }
    this.scan = this.counted = undefined;
    this.signed = signed;
    this.kept = true;
    this.#go({ at: "counting", chosen: own, printed });
  }

  /** Return the names of those who have signed. */
  get signers(): string[] {
    const keys = new Set(this.signed?.signatures.map(({ key }) => key));
    return this.#named.filter(({ key }) => keys.has(key)).map(({ name }) => name);
  }

  get complete(): boolean {
    return (this.signed?.signatures.length ?? 0) >= SCRUTINEERS_NEEDED;
  }

  /** Add the signature of whoever has this key file and its passphrase. */
  async sign(file: string, passphrase: string): Promise<void> {
    const { document, signatures } = this.#open;
    if (this.counted === undefined) throw new Hindered("internal");
    const message = leftoversMessage(document);
    const named = this.#named.map(({ key }) => key);
    const papers = [{ message, signatures }];
    const [made] = await hindering(() => this.#parts.sign({ file, passphrase, papers, named }));
    if (this.signed?.document !== document) return; // they went back to scanning meanwhile
    if (made === undefined || made === null) throw new Hindered("signed_already");
    const both = [...signatures, made];
    checkSignatures(message, both, this.#named);
    this.signed = { document, signatures: both };
    this.kept = false;
    this.#parts.changed();
  }

  /** Return the scan as a file holds it; whoever asks keeps it. */
  file(): string {
    this.kept = true;
    return leftoversFile(this.#open);
  }

  /** Publish what both have signed. */
  async publish(): Promise<void> {
    const { document } = this.#open;
    await hindering(() => this.#parts.door.publish(leftoversFile(this.#open)));
    this.kept = true;
    await this.#lookAfter(document);
    this.#go({ at: "published" });
  }

  /** Look what became of the rounds since. */
  async lookAgain(): Promise<void> {
    if (this.step.at !== "published") return;
    this.hall = await hindering(() => this.#parts.door.look());
  }

  /** The box took the scan; it shows so if it can be asked. */
  async #lookAfter(document: Leftovers): Promise<void> {
    try {
      this.hall = await this.#parts.door.look();
    } catch {
      const { hall } = this;
      if (hall !== undefined) this.hall = { ...hall, published: [...hall.published, document] };
    }
  }

  get #named(): Hall["scrutineers"] {
    return this.hall?.scrutineers ?? [];
  }

  get #open(): SignedLeftovers {
    if (this.signed === undefined) throw new Hindered("internal");
    return this.signed;
  }

  #go(step: Step): void {
    this.step = step;
    this.#parts.changed();
  }
}

function readScan(text: string): SignedLeftovers {
  try {
    return readLeftoversFile(text);
  } catch {
    throw new Hindered("not_a_scan");
  }
}

/** Return what `act` returns; whatever it throws becomes a hitch. */
export async function hindering<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw hindranceOf(error);
  }
}

/** Return undefined when `act` is done, or what hindered it. */
export async function tried(act: () => Promise<void>): Promise<Hindered | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    return hindranceOf(error);
  }
}

const OF_A_KEY: readonly string[] = [
  "wrong_passphrase",
  "damaged_key_file",
  "other_key_file",
  "key_file_too_hard",
  "key_not_named",
] satisfies Hitch[];
const OF_THE_BOX: readonly string[] = [
  "round_open",
  "meeting_not_finished",
  "leftovers_stand",
] satisfies Hitch[];

/** Return the hindrance behind whatever was thrown. */
export function hindranceOf(error: unknown): Hindered {
  if (error instanceof Hindered) return error;
  const known = error instanceof Refusal || error instanceof Refused;
  return new Hindered(hitchOf(error), (known && error.slug) || undefined);
}

function hitchOf(error: unknown): Hitch {
  if (error instanceof Refusal && OF_A_KEY.includes(error.slug)) return error.slug as Hitch;
  if (error instanceof Refused && OF_THE_BOX.includes(error.slug)) return error.slug as Hitch;
  if (error instanceof Refused && error.status >= 400 && error.status < 429) return "refused";
  return troubleOf(error);
}

/** Return the trouble behind whatever was thrown. */
function troubleOf(error: unknown): Trouble {
  if (isUnknown(error)) return "unknown_meeting";
  if (error instanceof Silence) return "no_network";
  if (error instanceof Refused) return [429, 503].includes(error.status) ? "busy" : "internal";
  if (error instanceof Refusal) {
    return error.slug === "worker-failed" ? "browser" : "not_authentic";
  }
  return "internal";
}
