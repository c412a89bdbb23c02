/**
 * One signature of one scrutineer, inside the worker: open the key file, sign, overwrite the key.
 *
 * A key that the meeting does not name signs nothing: whoever chose the wrong file is told before
 * their key has put its name to anything.
 */
import { hex } from "../crypto/bytes.ts";
import { VerificationFailed } from "../crypto/errors.ts";
import { unb64 } from "../crypto/jsontext.ts";
import { openScrutineerKey } from "../crypto/keyfiles.ts";
import type { ScrutineerSignature } from "../documents/closing.ts";
import type { Requests } from "./messages.ts";

/**
 * Return the signature of `message` (base64) by the key in `file`.
 *
 * @throws Refusal as `openScrutineerKey`; VerificationFailed (slug `key_not_named`) if the key is
 *   none of `named`
 */
export async function signAsScrutineer(request: Requests["sign"]): Promise<ScrutineerSignature> {
  const key = await openScrutineerKey(request.file, request.passphrase);
  try {
    const name = hex(key.public);
    if (!request.named.includes(name)) {
      throw new VerificationFailed("This key is not named for this meeting.", "key_not_named");
    }
    return { key: name, signature: hex(key.sign(unb64(request.message))) };
  } finally {
    key.wipe();
  }
}
