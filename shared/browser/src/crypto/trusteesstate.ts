/**
 * What a key file keeps of a ceremony, and how it is found again on the board.
 *
 * The other half of shared/crypto/trustees/member.py. A copy of the key file that was saved before
 * a later message left is not lost: what this trustee dealt and put out stands on the board,
 * signed, with a letter to itself. No network, no DOM, no clock.
 */
import { equal } from "./bytes.ts";
import { Refusal, VerificationFailed } from "./errors.ts";
import { type Point, powerOfG, toHex } from "./group.ts";
import { decodeExact, fields, items, type Json, string } from "./jsontext.ts";
import { parse, type Scalar } from "./scalars.ts";
import type { CeremonyStep } from "./trusteesboard.ts";
import { deriveKeys, type Keys, receive, wipeKeys } from "./trusteespki.ts";
import { same } from "./turns.ts";

/** A message of the ceremony, or of a rehearsal. */
export type Message = { readonly [name: string]: Json };

/** What a key file keeps of a ceremony. */
export interface State {
  readonly type: "ostraka/trustee";
  readonly version: 1;
  readonly number: number;
  readonly names: readonly string[];
  readonly threshold: number;
  readonly seed: string;
  readonly polynomial: { readonly scalars: readonly string[]; readonly coefexps: Json } | null;
  readonly messages: { readonly [S in CeremonyStep]?: Message };
  readonly seen: { readonly [S in CeremonyStep]?: string };
  readonly secret: string | null;
  /** Hex digest of the transcript, once the ceremony is over. */
  readonly transcript: string | null;
}

/** A trustee sent another one a secret that does not fit; the ceremony starts anew. */
export class DealerAtFault extends Refusal {
  readonly number: number;

  constructor(number: number) {
    super(`Trustee ${number} sent a secret that does not fit. Start a new ceremony.`, "dealing");
    this.number = number;
  }
}

/** The board does not show what it showed before, or not what this trustee sent. */
export class BoardChanged extends VerificationFailed {}

/** Return no change, if the deal on the board is of the polynomial that this state holds. */
export async function recoverDeal(state: State, shown: Message): Promise<Partial<State>> {
  const { coefexps, scalars } = drawn(state);
  if (!same(shown["coefexps"] ?? null, coefexps)) {
    throw otherPolynomial();
  }
  const keys = deriveKeys(state.seed);
  const points = scalars.map((text) => powerOfG(parse(text)));
  await checkOwnPolynomial(state, keys, string(shown["polynomial"]), points);
  wipeKeys(keys);
  return {};
}

/** Return the secret from our own letter on the board, if it is the one of the key beside it. */
export async function recoverOutput(state: State, shown: Message): Promise<Partial<State>> {
  const keys = deriveKeys(state.seed);
  const text = await receive(keys, keys.verification, string(shown["private_key"]));
  wipeKeys(keys);
  const inner = fields(decodeExact(text), ["decryption_key"]);
  const secret = parse(inner["decryption_key"]);
  const known = (shown["public_key"] as Message)["public_key"];
  const fits = toHex(powerOfG(secret)) === known;
  secret.fill(0);
  if (!fits) throw new BoardChanged("Your own key is not the one you made.", "own-key");
  return { secret: string(inner["decryption_key"]), polynomial: null };
}

/** Return if the letter to ourselves and our coefficients are the ones we made. */
export async function checkOwnPolynomial(
  state: State,
  keys: Keys,
  letter: string,
  points: readonly Point[],
): Promise<void> {
  const inner = fields(decodeExact(await receive(keys, keys.verification, letter)), ["polynomial"]);
  const scalars = items(inner["polynomial"], points.length).map(parse);
  const kept = drawn(state).scalars.map(parse);
  const right = scalars.every(
    (scalar, k) =>
      equal(scalar, kept[k] as Scalar) && equal(powerOfG(scalar), points[k] as Point),
  );
  for (const scalar of [...scalars, ...kept]) scalar.fill(0);
  if (!right) throw otherPolynomial();
}

/** Return the polynomial that the state holds. */
export function drawn({ polynomial }: State): NonNullable<State["polynomial"]> {
  if (polynomial === null) {
    throw otherPolynomial();
  }
  return polynomial;
}

export function otherPolynomial(): BoardChanged {
  return new BoardChanged("Your own polynomial is not the one you made.", "own-polynomial");
}
