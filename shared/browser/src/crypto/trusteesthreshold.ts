/**
 * What a threshold key is made of, and what must hold of each piece (PROTOCOL section 8).
 *
 * Twin of shared/crypto/trustees/threshold.py for our ceremonies: a certificate has its context.
 * Refusals carry a slug and never say who sent the piece: the caller knows and adds it.
 *
 * Spec letters: n trustees, t of them needed, A_ik = g^a_ik the committed coefficients of trustee
 * i's polynomial f_i, s_ij = f_i(j), S_j the share that trustee j ends up with.
 * No network, no DOM, no clock.
 */
import { equal } from "./bytes.ts";
import { MalformedBytes, VerificationFailed } from "./errors.ts";
import { fromHex, multiply, type Point, power, toHex } from "./group.ts";
import { decodeExact, encode, fields, integer, items, type Json, string } from "./jsontext.ts";
import { proofFromJson } from "./logproofs.ts";
import { type Proof, toJson } from "./proofs.ts";
import { plus, type Scalar, small, times } from "./scalars.ts";
import { signedJson, type SignedMessage, verify } from "./trusteespki.ts";

export const MAX_TRUSTEES = 50;

/** What a certificate is for: trustee `index` of `size`, `threshold` needed. */
export interface Context {
  readonly size: number;
  readonly threshold: number;
  readonly index: number;
}

/** A trustee's PKI keys, signed by the trustee. */
export interface Certificate {
  readonly signed: SignedMessage;
  readonly context: Context;
  readonly verification: Point;
  readonly encryption: Point;
}

/** A `trustee_public_key`: g^x, the proof that somebody knows x, and its holder's signature. */
export interface TrusteeKey {
  readonly pok: Proof;
  readonly publicKey: Point;
  readonly signature: Proof;
}

/** Return the archive's object of a trustee's key, with the trustee's name where that is given. */
export function keyJson(key: TrusteeKey, name?: string): { [name: string]: Json } {
  return {
    pok: toJson(key.pok),
    public_key: toHex(key.publicKey),
    signature: toJson(key.signature),
    ...(name === undefined ? {} : { name }),
  };
}

/**
 * Return the key of an archive's object; its point is tested, its proofs are not.
 *
 * @throws MalformedBytes if it bears no signature, or a name
 */
export function keyFromJson(value: Json | undefined): TrusteeKey {
  const order = ["pok", "public_key", "signature", "name"];
  const read = fields(value, order, ["signature", "name"]);
  if (read["signature"] === undefined || read["name"] !== undefined) {
    throw new MalformedBytes("A verification key must be signed and bear no name.", "output");
  }
  return {
    pok: proofFromJson(read["pok"]),
    publicKey: fromHex(string(read["public_key"])),
    signature: proofFromJson(read["signature"]),
  };
}

/** Return the text that a trustee signs as certificate. */
export function certificateText(context: Context, verification: Point, encryption: Point): string {
  const { size, threshold, index } = context;
  return encode({
    context: { group: "Ed25519", size, threshold, index },
    verification: toHex(verification),
    encryption: toHex(encryption),
  });
}

/**
 * Return the certificate if it is signed under the key that it names.
 *
 * @throws MalformedBytes if its message is not a certificate's
 * @throws VerificationFailed if a key is no member, or slugs `cert-context`, `cert-signature`
 */
export function readCertificate(signed: SignedMessage): Certificate {
  const order = ["context", "verification", "encryption"];
  const read = fields(decodeExact(signed.message), order, ["context"]);
  if (read["context"] === undefined) {
    throw new VerificationFailed("The certificate does not say what it is for.", "cert-context");
  }
  const context = readContext(read["context"]);
  const [verification, encryption] = [
    fromHex(string(read["verification"])),
    fromHex(string(read["encryption"])),
  ];
  verify(verification, signed, "cert-signature");
  return { signed, context, verification, encryption };
}

/** Return if the certificate is for `expected`. */
export function checkContext({ context }: Certificate, expected: Context): void {
  const { size, threshold, index } = expected;
  const fits =
    context.size === size && context.threshold === threshold && context.index === index;
  if (!fits) {
    throw new VerificationFailed(
      "A certificate is for another trustee, number of trustees or threshold.",
      "cert-context",
    );
  }
}

/** Return if no PKI key comes twice among `certificates`. */
export function checkDistinct(certificates: readonly Certificate[]): void {
  const keys = certificates.flatMap((cert) => [toHex(cert.verification), toHex(cert.encryption)]);
  if (new Set(keys).size !== keys.length) {
    throw new VerificationFailed("Two certificates share a key.", "cert-duplicate-key");
  }
}

/** Return the text that a trustee signs as `coefexps`. */
export function coefficientsText(points: readonly Point[]): string {
  return encode({ coefexps: points.map(toHex) });
}

/**
 * Return A_i0 … A_i(t-1) if trustee i signed them.
 *
 * @throws MalformedBytes if it is not an object of points
 * @throws VerificationFailed with the slugs `coefexps-length`, `coefexps-signature`, or if a point
 *   is no member
 */
export function readCoefficients(
  signed: SignedMessage,
  certificate: Certificate,
  threshold: number,
): Point[] {
  const texts = items(fields(decodeExact(signed.message), ["coefexps"])["coefexps"]);
  if (texts.length !== threshold) {
    throw new VerificationFailed(
      "A polynomial has the wrong number of coefficients.",
      "coefexps-length",
    );
  }
  verify(certificate.verification, signed, "coefexps-signature");
  return texts.map((text) => fromHex(string(text)));
}

/** Return what trustee i signs about all certificates and its own coefficients. */
export function certsStatement(
  certificates: readonly Certificate[],
  points: readonly Point[],
): string {
  const certs = certificates.map(({ signed }) => signedJson(signed));
  return `certs_sig|${encode({ certs, coefexps: points.map(toHex) })}`;
}

/**
 * Return if trustee `index` (from 1) signed all certificates with its coefficients.
 *
 * @throws VerificationFailed if it did not (slug `certs-signature`)
 */
export function checkCertsSignature(
  certificates: readonly Certificate[],
  index: number,
  points: readonly Point[],
  proof: Proof,
): void {
  const message = certsStatement(certificates, points);
  const own = certificates[index - 1] as Certificate;
  verify(own.verification, { message, signature: proof }, "certs-signature");
}

/** Return g^f(at) from the committed coefficients of f, by Horner's rule. */
export function committedValue(points: readonly Point[], at: number): Point {
  return points.reduceRight((value, point) => multiply(power(value, small(at)), point));
}

/** Return the committed coefficients of the sum of all polynomials. */
export function summed(allPoints: readonly (readonly Point[])[]): Point[] {
  const [first = [], ...rest] = allPoints;
  return first.map((point, k) =>
    rest.reduce((product, points) => multiply(product, points[k] as Point), point),
  );
}

/**
 * Return if `key` is the one that follows from the ceremony; its `pok` is not looked at.
 *
 * @throws VerificationFailed with the slugs `verification-key`, `verification-key-signature`
 */
export function checkVerificationKey(
  key: TrusteeKey,
  expected: Point,
  certificate: Certificate,
): void {
  if (!equal(key.publicKey, expected)) {
    throw new VerificationFailed(
      "A verification key does not follow from the coefficients.",
      "verification-key",
    );
  }
  const signed = { message: toHex(key.publicKey), signature: key.signature };
  verify(certificate.verification, signed, "verification-key-signature");
}

/** Return f(at) mod q; coefficients from the constant one up. What comes between is overwritten. */
export function evaluate(polynomial: readonly Scalar[], at: number): Scalar {
  const point = small(at);
  return polynomial.reduceRight<Scalar>((value, coefficient) => {
    const product = times(value, point);
    value.fill(0);
    const next = plus(product, coefficient);
    product.fill(0);
    return next;
  }, small(0));
}

function readContext(value: Json): Context {
  const read = fields(value, ["group", "size", "threshold", "index"]);
  if (read["group"] !== "Ed25519") {
    throw new MalformedBytes("A certificate is for another group.", "cert-group");
  }
  return {
    size: integer(read["size"], 1, MAX_TRUSTEES),
    threshold: integer(read["threshold"], 1, MAX_TRUSTEES),
    index: integer(read["index"], 1, MAX_TRUSTEES),
  };
}
