/**
 * One board of trustees as an archive's `trustees` text has it.
 *
 * Twin of shared/crypto/trustees/items.py for the one item of our profile, a Pedersen board with
 * all that any release of the tool asks for (PROTOCOL section 8.6). The text is read only where the
 * reader's own key file or a document names it, so it is not verified again: `ownerKeys` and
 * `combinedKey` take the points and test that they are members. No network, no DOM, no clock.
 */
import { fromHex, multiply, type Point } from "./group.ts";
import { decodeExact, encode, fields, items, type Json, string } from "./jsontext.ts";
import { type Proof, toJson } from "./proofs.ts";
import { signedFromJson, signedJson, type SignedMessage } from "./trusteespki.ts";
import { type Certificate, keyJson, type TrusteeKey } from "./trusteesthreshold.ts";

const PARAMETERS = ["threshold", "certs", "coefexps", "signatures", "verification_keys"];

/** n trustees of whom `threshold` are needed, as their ceremony left them. */
export interface Pedersen {
  readonly threshold: number;
  readonly certificates: readonly Certificate[];
  readonly coefexps: readonly SignedMessage[];
  readonly signatures: readonly Proof[];
  readonly keys: readonly TrusteeKey[];
  readonly names: readonly string[];
}

/** Return the text that stands in an archive's Setup. */
export function trusteesText(board: Pedersen): string {
  const parameters = {
    threshold: board.threshold,
    certs: board.certificates.map(({ signed }) => signedJson(signed)),
    coefexps: board.coefexps.map(signedJson),
    signatures: board.signatures.map(toJson),
    verification_keys: board.keys.map((key, i) => keyJson(key, board.names[i])),
  };
  return encode([["Pedersen", parameters]]);
}

/** Return the key of every owner; owner number i is at place i - 1. */
export function ownerKeys(text: string): Point[] {
  return items(parameters(text)["verification_keys"]).map((key) =>
    fromHex(string((key as { [name: string]: Json })["public_key"])),
  );
}

/** Return the election key: g to a secret that nobody holds. */
export function combinedKey(text: string): Point {
  const firsts = items(parameters(text)["coefexps"]).map((value) => {
    const { message } = signedFromJson(value);
    return fromHex(string(items(fields(decodeExact(message), ["coefexps"])["coefexps"])[0]));
  });
  return firsts.reduce(multiply);
}

function parameters(text: string): { [name: string]: Json } {
  const [item] = items(decodeExact(text), 1);
  return fields(items(item, 2)[1], PARAMETERS);
}
