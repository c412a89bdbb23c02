/**
 * The signatures of one scrutineer, inside the worker: open the key file once, sign, overwrite the
 * key.
 *
 * A key that the meeting does not name signs nothing: whoever chose the wrong file is told before
 * their key has put its name to anything.
 */
import { hex } from "../crypto/bytes.ts";
import { VerificationFailed } from "../crypto/errors.ts";
import { unb64 } from "../crypto/jsontext.ts";
import { openScrutineerKey } from "../crypto/keyfiles.ts";
import type { Answers, Requests } from "./messages.ts";

/**
 * Return the signatures by the key in `file`, null for each paper that it has signed before.
 *
 * @throws Refusal as `openScrutineerKey`; VerificationFailed (slug `key_not_named`) if the key is
 *   none of `named`
 */
export async function signAsScrutineer(request: Requests["sign"]): Promise<Answers["sign"]> {
  const key = await openScrutineerKey(request.file, request.passphrase);
  try {
    const name = hex(key.public);
    if (!request.named.includes(name)) {
      throw new VerificationFailed("This key is not named for this meeting.", "key_not_named");
    }
    return request.papers.map(({ message, signed }) =>
      signed.includes(name) ? null : { key: name, signature: hex(key.sign(unb64(message))) },
    );
  } finally {
    key.wipe();
  }
}
