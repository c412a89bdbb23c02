/**
 * Ed25519 signatures: over bytes, and over the documents that cross a boundary.
 *
 * Twin of the reading half of shared/crypto/signing.py. Nothing here says "valid" with a value: a
 * function returns when the signature holds and throws when it does not. A signed document is
 * {"document": …, "key": hex, "signature": base64}; the signature is over
 * frame("ostraka/v1/document", type, canonical JSON of document) (PROTOCOL P1). Whoever reads a
 * document brings the keys it trusts, the document never brings its own.
 *
 * All of it is public, so it is checked by @noble/curves and not by libsodium.
 * No network, no DOM, no clock.
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { hex, type Bytes } from "./bytes.ts";
import { MalformedBytes, VerificationFailed } from "./errors.ts";
import { frame } from "./framing.ts";
import { canonical, type Json, unb64 } from "./jsontext.ts";

const PUBLIC_BYTES = 32;
export const SIGNATURE_BYTES = 64;
const DOCUMENT_LABEL = "ostraka/v1/document";
const ENVELOPE_FIELDS = "document key signature";

// A page verifies a handful of signatures: the table that is made for thousands would freeze it.
ed25519.Point.BASE.precompute(2);

/** What a document says; its `type` says how to read the rest. */
export type SignedContent = { readonly [name: string]: Json };

/** A document whose signature holds. */
export interface OpenedDocument {
  readonly content: SignedContent;
  /** Hex SHA-256 of its canonical bytes: the document's name. */
  readonly digest: string;
}

/** Return the hex SHA-256 of a public key, by which documents name it. */
export function keyId(publicKey: Uint8Array): string {
  if (publicKey.length !== PUBLIC_BYTES) throw new MalformedBytes("A public key has 32 bytes.");
  return hex(sha256(publicKey));
}

/**
 * Return if `signature` is that of `message` under `publicKey`.
 *
 * A public key outside the prime-order subgroup is refused: under such a key one signature can fit
 * many messages. So is a commitment outside, because others check without the cofactor.
 *
 * @throws MalformedBytes if the key has not 32 bytes or the signature not 64
 * @throws VerificationFailed if the key is not a proper point, or the signature does not fit
 */
export function verify(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): void {
  if (publicKey.length !== PUBLIC_BYTES || signature.length !== SIGNATURE_BYTES) {
    throw new MalformedBytes("A public key has 32 bytes and a signature 64.");
  }
  if (!isMember(publicKey) || isNeutral(publicKey)) {
    throw new VerificationFailed("The public key is not a valid Ed25519 key.");
  }
  const fits =
    isMember(signature.subarray(0, PUBLIC_BYTES)) &&
    ed25519.verify(signature, message, publicKey, { zip215: false });
  if (!fits) throw new VerificationFailed("The signature does not fit.");
}

/**
 * Return the document of a signed envelope whose signer is among `keys`.
 *
 * @param signed the envelope, as `decode` returned it
 * @param keys the public keys the reader trusts for this purpose, by key id. The reader says
 *   which; the caller still looks at the document's `type`
 * @throws MalformedBytes if it is not an envelope of exactly the three fields
 * @throws VerificationFailed if the key is unknown, or the signature does not fit
 */
export function openDocument(signed: Json, keys: ReadonlyMap<string, Bytes>): OpenedDocument {
  if (!isObject(signed) || Object.keys(signed).sort().join(" ") !== ENVELOPE_FIELDS) {
    throw new MalformedBytes("A signed document has the fields document, key and signature.");
  }
  const { document, key, signature } = signed;
  if (!isObject(document) || typeof key !== "string" || typeof signature !== "string") {
    throw new MalformedBytes("A signed document's fields have the wrong types.");
  }
  const publicKey = keys.get(key);
  if (publicKey === undefined || keyId(publicKey) !== key) {
    throw new VerificationFailed("The document is signed by a key that is not expected here.");
  }
  const kind = document["type"];
  if (typeof kind !== "string") throw new MalformedBytes("A document needs a text field 'type'.");
  const bytes = canonical(document);
  verify(publicKey, unb64(signature), frame(DOCUMENT_LABEL, kind, bytes));
  return { content: document, digest: hex(sha256(bytes)) };
}

function isObject(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Return whether `encoded` is the one encoding of a point of the prime-order subgroup. */
function isMember(encoded: Uint8Array): boolean {
  try {
    return ed25519.Point.fromBytes(encoded, false).isTorsionFree();
  } catch {
    return false;
  }
}

function isNeutral(encoded: Uint8Array): boolean {
  return ed25519.Point.fromBytes(encoded, false).is0();
}
