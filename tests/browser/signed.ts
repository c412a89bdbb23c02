/** Documents as a desk signs them, for tests: with a key that was made a moment ago. */
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { type Bytes, unhex } from "../../shared/browser/src/crypto/bytes.ts";
import { frame } from "../../shared/browser/src/crypto/framing.ts";
import { canonical, type Json } from "../../shared/browser/src/crypto/jsontext.ts";
import { keyId } from "../../shared/browser/src/crypto/signing.ts";

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("hex");

/** The keys that a page trusts which is told of this desk. */
export const DESK: ReadonlyMap<string, Bytes> = new Map([[keyId(unhex(raw)), unhex(raw)]]);

/** Return the envelope of `document`. */
export function signed(document: { readonly [name: string]: Json }): Json {
  const message = frame("ostraka/v1/document", String(document["type"]), canonical(document));
  const signature = sign(null, message, privateKey).toString("base64").replace(/=+$/, "");
  return { document, key: keyId(unhex(raw)), signature };
}

/** Return the hex digest by which `document` is named. */
export function digestOf(document: { readonly [name: string]: Json }): string {
  return createHash("sha256").update(canonical(document)).digest("hex");
}

/** Return a blind meeting's manifest with boxes `uuids` of electorate A. */
export function aBlindManifest(
  uuids: readonly string[],
  changes: { readonly [name: string]: Json } = {},
): { readonly [name: string]: Json } {
  return {
    type: "meeting_manifest",
    meeting: "m1",
    title: "会议",
    electorates: [{ key: "A", title: "A票" }],
    boxes: uuids.map((uuid) => ({ uuid, electorate: "A" })),
    credential_mode: "blind",
    issuer_keys: uuids.map((uuid, i) => ({ uuid, key: `${i}0`.repeat(32) })),
    receipt_key: "0",
    board: { key: "0" },
    test: false,
    ...changes,
  };
}
