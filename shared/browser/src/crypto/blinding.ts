/**
 * Blind issuance as PROTOCOL P7 has it: a credential signed by an issuer that never sees it.
 *
 * Twin of the voter's half of shared/crypto/blind. The scheme, RSABSSA-SHA384-PSS-Randomized of
 * RFC 9474, is @cloudflare/blindrsa-ts over WebCrypto; here is what P7 adds: which key, which
 * message, which refusals. It takes its randomness from `crypto.getRandomValues` itself.
 *
 *     key = await trustedKey(spki, digest of the manifest)
 *     prepared = prepare(credentialMessage(uuid, public))
 *     {blindedMsg, inv} = await blind(key, prepared)    -- blindedMsg to the issuer -->
 *     signature = await finalize(key, prepared, answer, inv)          <-- answer --
 *     activation: uuid, public, prepared[:32], signature
 *
 * Whoever has `inv` can tell whose signature this is. No network, no DOM, no clock.
 */
import { RSABSSA } from "@cloudflare/blindrsa-ts";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Bytes, equal, hex, utf8 } from "./bytes.ts";
import { checkUuid } from "./credentials.ts";
import { MalformedBytes, VerificationFailed } from "./errors.ts";
import { frame } from "./framing.ts";
import { checkMember, type Point } from "./group.ts";

export const RANDOMIZER_BYTES = 32;
export const SIGNATURE_BYTES = 384;

const CREDENTIAL_LABEL = "ostraka/v1/credential";
const MODULUS_BITS = 3072;
const EXPONENT = "AQAB"; // 65537 as a JWK has it
const LARGEST_SMALL_FACTOR = 751; // NIST SP 800-89 section 5.3.3
const ALGORITHM = { name: "RSA-PSS", hash: "SHA-384" } as const;

const suite = RSABSSA.SHA384.PSS.Randomized();

/** What `blind` gives. */
export interface Blinded {
  /** For the issuer; as long as the modulus. */
  readonly blindedMsg: Bytes;
  /** For `finalize` and nobody else. */
  readonly inv: Bytes;
}

/**
 * Return the issuer's key `spki` (DER) if it is the one that the meeting manifest names.
 *
 * @param digest the manifest's name for it, 64 hex digits; its six words were compared
 * @throws VerificationFailed if it is another key, has not 3072 bits, another exponent than 65537,
 *   or a modulus with a small factor: slugs `issuer-key-digest`, `-size`, `-exponent`, `-modulus`
 * @throws MalformedBytes if it is not the one DER spelling of an RSA key (slug `issuer-key`)
 */
export async function trustedKey(spki: Bytes, digest: string): Promise<CryptoKey> {
  if (!equal(utf8(hex(sha256(spki))), utf8(digest))) {
    throw new VerificationFailed(
      "The issuer's key is not the one of the meeting manifest. Stop and tell the hall.",
      "issuer-key-digest",
    );
  }
  const key = await imported(spki);
  const { n = "", e } = await crypto.subtle.exportKey("jwk", key);
  if ((key.algorithm as RsaHashedKeyAlgorithm).modulusLength !== MODULUS_BITS) {
    throw new VerificationFailed("An issuer's key has 3072 bits.", "issuer-key-size");
  }
  if (e !== EXPONENT) {
    throw new VerificationFailed("An issuer's key has exponent 65537.", "issuer-key-exponent");
  }
  const modulus = Uint8Array.from(
    atob(n.replaceAll("-", "+").replaceAll("_", "/")),
    (letter) => letter.charCodeAt(0),
  );
  if (hasSmallFactor(modulus)) {
    throw new VerificationFailed("An issuer's key has a small factor.", "issuer-key-modulus");
  }
  return key;
}

/**
 * Return what an issuer signs: the frame of the box's uuid and the public credential.
 *
 * @throws MalformedBytes if `uuid` is not one
 * @throws VerificationFailed if `credential` is not in the group, or neutral (slug `membership`)
 */
export function credentialMessage(uuid: string, credential: Point): Bytes {
  checkMember(credential);
  return frame(CREDENTIAL_LABEL, checkUuid(uuid), credential);
}

/** Return `message` behind 32 fresh random bytes: PrepareRandomize, section 4.1. */
export function prepare(message: Bytes): Bytes {
  return suite.prepare(message) as Bytes;
}

/** Return the blinded message and the secret that undoes it: Blind, section 4.2. */
export async function blind(key: CryptoKey, prepared: Bytes): Promise<Blinded> {
  const { blindedMsg, inv } = await suite.blind(key, prepared);
  return { blindedMsg: blindedMsg as Bytes, inv: inv as Bytes };
}

/**
 * Return the signature of `prepared`, verified: Finalize, section 4.4.
 *
 * @param answer the issuer's, 384 bytes
 * @throws MalformedBytes if the answer is not as long as the modulus (slug `signature-length`)
 * @throws VerificationFailed if it is not the answer to this request (slug `pss-signature`)
 */
export async function finalize(
  key: CryptoKey,
  prepared: Bytes,
  answer: Bytes,
  inv: Bytes,
): Promise<Bytes> {
  if (answer.length !== SIGNATURE_BYTES || inv.length !== SIGNATURE_BYTES) {
    throw new MalformedBytes("A signature is as long as the modulus.", "signature-length");
  }
  try {
    return (await suite.finalize(key, prepared, answer, inv)) as Bytes;
  } catch {
    throw new VerificationFailed("The signature does not fit.", "pss-signature");
  }
}

/** Return the key that `spki` spells, if that is its one spelling. */
async function imported(spki: Bytes): Promise<CryptoKey> {
  const refusal = new MalformedBytes(
    "This is not an RSA key as an issuer writes it.",
    "issuer-key",
  );
  try {
    const key = await crypto.subtle.importKey("spki", spki, ALGORITHM, true, ["verify"]);
    const written = new Uint8Array(await crypto.subtle.exportKey("spki", key));
    if (!equal(written, spki)) throw refusal;
    return key;
  } catch {
    throw refusal;
  }
}

/** Return whether a prime below 752 divides the big-endian number `modulus`. */
function hasSmallFactor(modulus: Uint8Array): boolean {
  for (let factor = 2; factor <= LARGEST_SMALL_FACTOR; factor++) {
    if (modulus.reduce((rest, byte) => (rest * 256 + byte) % factor, 0) === 0) return true;
  }
  return false;
}
