/**
 * What a page and its worker say to each other, and nothing else.
 *
 * Every request has an id and gets one reply, an answer or a refusal; progress comes between. No
 * secret ever goes from the worker to the page but a ballot, which hides it, and what blind
 * issuance gives the voter to keep. Bytes are base64, so that everything is plain data.
 */
import type { Choices } from "../crypto/ballots.ts";

/** What a page may ask, by kind. */
export interface Requests {
  /** Begin with the box of `election` (its exact, checked text) and the slip's `code`. */
  open: { readonly election: string; readonly code: string };
  /** Have a preparation ready. */
  prepare: Record<never, never>;
  /** Make the ballot. */
  finish: { readonly choices: Choices };
  /** Forget everything. */
  wipe: Record<never, never>;
  /** Make a ballot of five marks for nobody, and say how long that took. */
  check: Record<never, never>;
  /** Blind the credential of `code` in the box `uuid`. */
  blind: {
    readonly uuid: string;
    readonly code: string;
    readonly spki: string;
    readonly digest: string;
  };
  /** Unblind the issuer's answer to that. */
  finalize: {
    readonly spki: string;
    readonly digest: string;
    readonly prepared: string;
    readonly inv: string;
    readonly answer: string;
  };
}

/** What it is told, by the kind of its request. */
export interface Answers {
  open: Opened;
  prepare: Record<never, never>;
  finish: SealedBallot;
  wipe: Record<never, never>;
  check: { readonly milliseconds: number };
  blind: BlindedCredential;
  finalize: { readonly randomizer: string; readonly signature: string };
}

/** A box the worker is ready for. */
export interface Opened {
  /** The voter's public credential in this box: to be looked up in the published list. */
  readonly publicHex: string;
  /** φ of the election. */
  readonly fingerprint: string;
}

/** A ballot ready to be sent; until then it is nobody's vote. */
export interface SealedBallot {
  readonly ballot: string;
  /** Base64 of its SHA-256, 43 characters: what the box must answer. */
  readonly tracker: string;
}

/** What `blind` gives: `blindedMsg` goes to the issuer, the rest stays with the voter. */
export interface BlindedCredential {
  readonly publicHex: string;
  readonly blindedMsg: string;
  readonly prepared: string;
  readonly inv: string;
}

/** How far the worker is, in marks. */
export interface Progress {
  readonly stage: "prepare" | "finish";
  readonly done: number;
  readonly total: number;
}

export type Kind = keyof Requests;

/** One question of the page. */
export type Message = {
  [K in Kind]: { readonly id: number; readonly kind: K; readonly request: Requests[K] };
}[Kind];

/** Why something was refused; `slug` as in the cryptographic core, or `worker-failed`. */
export interface RefusalNotice {
  readonly what: string;
  readonly slug: string;
}

/** What comes back. */
export type Reply =
  | { readonly id: number; readonly answer: Answers[Kind] }
  | { readonly id: number; readonly refusal: RefusalNotice }
  | { readonly progress: Progress };
