/**
 * What a page and its worker say to each other, and nothing else.
 *
 * Every request has an id and gets one reply, an answer or a refusal; progress comes between. No
 * secret ever goes from the worker to the page but a ballot, which hides it, what blind issuance
 * gives the voter to keep, and the codes of new slips, which have to be printed. Bytes are base64,
 * so that everything is plain data.
 */
import type { Choices } from "../crypto/ballots.ts";
import type { ScrutineerSignature } from "../documents/closing.ts";

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
  /** Make `count` fresh slips for the boxes `uuids`. */
  slips: { readonly count: number; readonly uuids: readonly string[] };
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
  /** The public credentials of a slip's code in these boxes. */
  publics: { readonly code: string; readonly uuids: readonly string[] };
  /** Open a scrutineer's key file once, and sign if its key is one of `named` (hex). */
  sign: {
    readonly file: string;
    readonly passphrase: string;
    readonly papers: readonly PaperToSign[];
    readonly named: readonly string[];
  };
}

/** What it is told, by the kind of its request. */
export interface Answers {
  open: Opened;
  prepare: Record<never, never>;
  finish: SealedBallot;
  wipe: Record<never, never>;
  check: { readonly milliseconds: number };
  slips: MadeSlips;
  blind: BlindedCredential;
  finalize: { readonly randomizer: string; readonly signature: string };
  publics: { readonly publics: readonly string[] };
  /** One of each paper, in their order; null where this key has signed before. */
  sign: readonly (ScrutineerSignature | null)[];
}

/** A message (base64), and the keys (hex) that have signed it before. */
export interface PaperToSign {
  readonly message: string;
  readonly signed: readonly string[];
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

/** Fresh slips: `codes` are to be printed and forgotten, the rest is all that may ever leave. */
export interface MadeSlips {
  /** Private codes, all different, in random order. */
  readonly codes: readonly string[];
  /** Their public credentials in each box, in the order of the published list. */
  readonly lists: { readonly [uuid: string]: readonly string[] };
  /** The fingerprint that each of these lists will have. */
  readonly digests: { readonly [uuid: string]: string };
}

/** What `blind` gives: `blindedMsg` goes to the issuer, the rest stays with the voter. */
export interface BlindedCredential {
  readonly publicHex: string;
  readonly blindedMsg: string;
  readonly prepared: string;
  readonly inv: string;
}

/** How far the worker is, in marks, or in slips. */
export interface Progress {
  readonly stage: "prepare" | "finish" | "slips";
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

/** What comes back to a page: answers of type `A`, and how far the work is as `P`. */
export type Reply<A, P> =
  | { readonly id: number; readonly answer: A }
  | { readonly id: number; readonly refusal: RefusalNotice }
  | { readonly progress: P };
