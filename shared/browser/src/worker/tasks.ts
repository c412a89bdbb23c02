/**
 * What the worker does for each kind of request; `src/entries/worker.ts` only carries messages.
 *
 * May use the clock, for `check` alone.
 */
import { type Bytes, type Random } from "../crypto/bytes.ts";
import * as blinding from "../crypto/blinding.ts";
import { derive, newCode } from "../crypto/credentials.ts";
import { election } from "../crypto/elections.ts";
import { G, toHex } from "../crypto/group.ts";
import { b64, unb64 } from "../crypto/jsontext.ts";
import { signAsScrutineer } from "./scrutineer.ts";
import type { Answers, BlindedCredential, Progress, Requests } from "./messages.ts";
import { Sheet } from "./sheet.ts";
import { inSlices } from "./slices.ts";
import { madeSlips } from "./slips.ts";

/** Answers requests; holds at most one open sheet. */
export class Tasks {
  readonly #random: Random;
  readonly #report: (progress: Progress) => void;
  #sheet: Sheet | undefined;
  #making = new AbortController();

  constructor(random: Random, report: (progress: Progress) => void) {
    this.#random = random;
    this.#report = report;
  }

  /** Take a voter's code for one box and begin to prepare; what was open before is wiped. */
  async open({ election: text, code }: Requests["open"]): Promise<Answers["open"]> {
    await this.wipe();
    this.#sheet = new Sheet(text, code, this.#random, this.#report);
    void this.#sheet.prepare().catch(() => undefined); // `finish` waits for it, and hears of it
    return this.#sheet.opened;
  }

  async prepare(): Promise<Answers["prepare"]> {
    await this.#open.prepare();
    return {};
  }

  finish({ choices }: Requests["finish"]): Promise<Answers["finish"]> {
    return this.#open.finish(choices);
  }

  async wipe(): Promise<Answers["wipe"]> {
    this.#sheet?.wipe();
    this.#sheet = undefined;
    this.#making.abort();
    return {};
  }

  /** Encrypt five marks under a key that nobody has to care about. */
  async check(): Promise<Answers["check"]> {
    const begin = performance.now();
    const { text } = election({
      uuid: "11111111111111",
      name: "check",
      description: `ostraka/v1 ${"0".repeat(64)}`,
      publicKey: toHex(G),
      questions: [{ text: "check", answers: ["1", "2", "3", "4", "5"], minimum: 1, maximum: 1 }],
    });
    const sheet = new Sheet(text, newCode(this.#random), this.#random, () => undefined);
    await sheet.finish([[1, 0, 0, 0, 0]]);
    sheet.wipe();
    return { milliseconds: performance.now() - begin };
  }

  /** Make slips; `wipe` stops it. */
  slips({ count, uuids }: Requests["slips"]): Promise<Answers["slips"]> {
    this.#making = new AbortController();
    return inSlices(madeSlips(count, uuids, this.#random), {
      stop: this.#making.signal,
      report: (done) => this.#report({ stage: "slips", done, total: count }),
    });
  }

  async blind(request: Requests["blind"]): Promise<BlindedCredential> {
    const key = await trusted(request);
    const credential = derive(request.uuid, request.code);
    credential.secret.fill(0);
    const message = blinding.credentialMessage(request.uuid, credential.public);
    const prepared = blinding.prepare(message);
    const { blindedMsg, inv } = await blinding.blind(key, prepared);
    return {
      publicHex: credential.publicHex,
      blindedMsg: b64(blindedMsg),
      prepared: b64(prepared),
      inv: b64(inv),
    };
  }

  async finalize(request: Requests["finalize"]): Promise<Answers["finalize"]> {
    const key = await trusted(request);
    const [prepared, answer, inv] = [request.prepared, request.answer, request.inv].map(unb64) as [
      Bytes,
      Bytes,
      Bytes,
    ];
    const signature = await blinding.finalize(key, prepared, answer, inv);
    const randomizer = prepared.subarray(0, blinding.RANDOMIZER_BYTES);
    return { randomizer: b64(randomizer), signature: b64(signature) };
  }

  async publics({ code, uuids }: Requests["publics"]): Promise<Answers["publics"]> {
    return {
      publics: uuids.map((uuid) => {
        const { publicHex, secret } = derive(uuid, code);
        secret.fill(0);
        return publicHex;
      }),
    };
  }

  sign(request: Requests["sign"]): Promise<Answers["sign"]> {
    return signAsScrutineer(request);
  }

  get #open(): Sheet {
    if (this.#sheet === undefined) throw new Error("no box is open");
    return this.#sheet;
  }
}

function trusted({ spki, digest }: { spki: string; digest: string }): Promise<CryptoKey> {
  return blinding.trustedKey(unb64(spki), digest);
}
