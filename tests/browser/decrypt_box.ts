/**
 * A trustee's decryption as the browser does it, for Python: one request on stdin, one answer.
 *
 * Given {file, passphrase, board, number, uuid, task, archive (base64)} it says {share, file, words},
 * the file being the key file that remembers, or by which name it refuses: {slug, what}.
 */
import { readFileSync } from "node:fs";
import { Refusal } from "../../shared/browser/src/crypto/errors.ts";
import { KeyHolder } from "../../shared/browser/src/worker/keyholder.ts";
import { systemRandom } from "./vectors.ts";

const given = JSON.parse(readFileSync(0, "utf8"));

async function decrypted(): Promise<object> {
  const { file, passphrase, board, number, uuid, task } = given;
  const cost = { memoryKib: 8192, iterations: 1 };
  const holder = new KeyHolder(systemRandom, () => undefined, cost);
  await holder.open({ file, passphrase, board, number });
  const archive = new Uint8Array(Buffer.from(given.archive, "base64"));
  const { words } = await holder.count({ uuid, task, archive });
  const early = await holder.share({ uuid }).catch((error: Refusal) => error.slug);
  const { save } = await holder.consent({ uuids: [uuid] });
  if (save !== undefined) {
    if (early !== "not_the_saved_file") throw new Error("a share before the key file remembers");
    await holder.prove({ file: save.text, passphrase: undefined });
  }
  const { share } = await holder.share({ uuid });
  const again = await holder.share({ uuid });
  if (again.share !== share) throw new Error("two shares of one box");
  return { share, file: save?.text ?? file, words: words.zh };
}

const answer = await decrypted().catch((error: unknown) => {
  if (error instanceof Refusal) return { slug: error.slug, what: error.message };
  throw error;
});
process.stdout.write(JSON.stringify(answer));
