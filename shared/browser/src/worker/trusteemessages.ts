/**
 * What a trustee's page and its worker say to each other, and nothing else.
 *
 * No secret ever goes from the worker to the page: what does are messages that everybody may see,
 * and the key file, encrypted. The passphrase and the content of a key file go the other way only.
 * `page` is always the text of an answer of the tally service, as it came.
 */
import type { SixWords } from "../crypto/receipts.ts";
import type { Turn } from "../crypto/turns.ts";

/** What a page may ask, by kind. */
export interface TrusteeRequests {
  /** Make the key of trustee `number` of the board on `page`; the answer is to be saved. */
  make: {
    readonly page: string;
    readonly number: number;
    readonly tallyKey: string;
    readonly deskKey: string;
    readonly passphrase: string;
  };
  /** Take the key file that was chosen. */
  open: {
    readonly file: string;
    readonly passphrase: string;
    readonly board: string;
    readonly number: number;
  };
  /** See whether the file that was chosen is the one that was to be saved, and opens. */
  prove: { readonly file: string; readonly passphrase: string | undefined };
  /** Take the next step of the ceremony. */
  step: { readonly page: string };
  /** The words were compared: finish the key file. */
  agree: { readonly page: string };
  /** Take the next step of a rehearsal. */
  rehearse: { readonly meeting: string; readonly page: string };
  /** Verify a closed box and add it up; `task` is the service's answer, `archive` the file. */
  count: { readonly uuid: string; readonly task: string; readonly archive: Uint8Array };
  /** The words of the closing records were compared: remember these tallies for ever. */
  consent: { readonly uuids: readonly string[] };
  /** Make the share of the box that was counted; its tally has to be remembered. */
  share: { readonly uuid: string };
}

/** What it is told, by the kind of its request. */
export interface TrusteeAnswers {
  make: SavedFile;
  open: Holding;
  prove: Holding;
  step: Stepped;
  agree: SavedFile;
  rehearse: Rehearsed;
  count: Counted;
  consent: { readonly save?: SavedFile };
  share: { readonly share: string };
}

/** A key file that has to be saved, and chosen again, before anything else happens. */
export interface SavedFile {
  readonly name: string;
  readonly text: string;
}

/** What may be shown of the key that the worker holds. */
export interface Holding {
  readonly number: number;
  /** Whether the ceremony is over and this key file says so. */
  readonly ready: boolean;
}

/** What is to be sent; `message` as it stands in a request. */
export interface Sending {
  readonly step: string;
  readonly message: { readonly [name: string]: unknown };
}

/** What follows from the board as it stands. */
export interface Stepped {
  readonly send?: Sending;
  readonly save?: SavedFile;
  /** The ceremony is over: people compare these words, then `agree`. */
  readonly words?: SixWords;
  /** The trustee whose secret does not fit; the ceremony has to begin anew. */
  readonly fault?: number;
  /** Whether the key file holds all of it. */
  readonly ready: boolean;
  /** Who owes what. */
  readonly pending: readonly Turn[];
}

/** What follows from the rehearsal as it stands. */
export interface Rehearsed {
  readonly send?: Sending;
  /** This trustee's share was given before, and this file makes it again. */
  readonly proved: boolean;
  readonly pending: readonly Turn[];
}

/** A closed box that was verified and added up; nothing of it is decrypted. */
export interface Counted {
  readonly title: string;
  readonly ballots: number;
  /** Of the closing record: the hall sees the same. */
  readonly words: SixWords;
}

/** How far long work is, in ballots. */
export interface TrusteeProgress {
  readonly done: number;
  readonly total: number;
}

export type TrusteeKind = keyof TrusteeRequests;

/** One question of the page. */
export type TrusteeMessage = {
  [K in TrusteeKind]: {
    readonly id: number;
    readonly kind: K;
    readonly request: TrusteeRequests[K];
  };
}[TrusteeKind];
