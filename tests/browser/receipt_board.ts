/** A box that answers as ours does, signed with keys that the tests have; and its dishonest twins. */
import { createHash } from "node:crypto";
import { ed25519 } from "../../shared/browser/node_modules/@noble/curves/ed25519.js";
import { type Ask, Refused } from "../../shared/browser/src/booth/asking.ts";
import { hex, unhex } from "../../shared/browser/src/crypto/bytes.ts";
import { listDigest } from "../../shared/browser/src/crypto/credentials.ts";
import { frame } from "../../shared/browser/src/crypto/framing.ts";
import { b64, canonical, unb64 } from "../../shared/browser/src/crypto/jsontext.ts";
import { rootHash } from "../../shared/browser/src/crypto/merkle.ts";
import { keyId } from "../../shared/browser/src/crypto/signing.ts";
import { closingMessage } from "../../shared/browser/src/documents/closing.ts";
import type { TrustedKeys } from "../../shared/browser/src/documents/manifests.ts";

export const [DESK, BOX, ANNA, BERT, STRANGER] = [1, 2, 3, 4, 5].map((one) =>
  new Uint8Array(32).fill(one),
) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];
export const MEETING = "m-1";
export const FIRST = "1111111111111A";
export const SECOND = "1111111111111B";
export const OTHER_CLASS = "1111111111111C";

export function publicOf(key: Uint8Array): string {
  return hex(ed25519.getPublicKey(key));
}

export function keysOf(key: Uint8Array): TrustedKeys {
  const raw = unhex(publicOf(key));
  return new Map([[keyId(raw), raw]]);
}

/** Return a ballot's tracker, base64, from anything. */
export function aTracker(name: string): string {
  return b64(createHash("sha256").update(name).digest());
}

/** Return a public credential, from anything; no point, which nobody here looks at. */
export function aCredential(name: string): string {
  return createHash("sha256").update(`credential ${name}`).digest("hex");
}

export function receiptOf(tracker: string, uuid = FIRST, key = BOX): string {
  const signature = ed25519.sign(frame("ostraka/v1/receipt", uuid, unb64(tracker)), key);
  return [uuid, tracker, b64(signature)].join(".");
}

function signed(document: { type: string; [name: string]: unknown }, key = DESK): object {
  const message = frame("ostraka/v1/document", document.type, canonical(document));
  const signature = b64(ed25519.sign(message, key));
  return { document, key: keyId(unhex(publicOf(key))), signature };
}

/** What one box holds. */
export interface Held {
  state: string;
  /** Ballots by what they are called. */
  ballots: string[];
  published: boolean;
}

/** A meeting of class A with two boxes, and of class B with one that never opens. */
export class FakeBox implements Ask {
  readonly asked: string[] = [];
  readonly held: { [uuid: string]: Held } = {
    [FIRST]: { state: "closed", ballots: ["anna", "bert", "carl"], published: true },
    [SECOND]: { state: "frozen", ballots: [], published: false },
    [OTHER_CLASS]: { state: "frozen", ballots: [], published: false },
  };
  readonly slips = ["anna", "bert", "carl", "unused"];
  /** Changes an answer before it is sent. */
  spoil: (path: string, answer: any) => void = () => undefined;
  signers = [ANNA, BERT];

  async get(path: string): Promise<string> {
    this.asked.push(path);
    const answer = this.#answer(path);
    this.spoil(path, answer);
    return typeof answer === "string" ? answer : JSON.stringify(answer);
  }

  async post(): Promise<string> {
    throw new Error("a check sends nothing");
  }

  #answer(path: string): any {
    const [, , , kind, uuid = "", part = "", tracker] = path.split("/");
    if (kind === "meetings") return this.#meeting();
    const held = this.held[uuid];
    if (held === undefined) throw new Refused(404, "box_unknown", undefined);
    if (part === "") return { manifest: held.state === "draft" ? null : this.#sheet(uuid) };
    if (part === "credentials") return this.#list(uuid);
    if (part === "receipts") return this.#receipt(held, tracker ?? "");
    if (!held.published) throw new Refused(404, "not_published", undefined);
    return part === "trackers" ? this.#trackers(uuid, held) : this.#closing(uuid, held);
  }

  get #manifest() {
    const electorate = (key: string) => ({ key, title: `${key}票` });
    return {
      type: "meeting_manifest",
      meeting: MEETING,
      title: "会议",
      electorates: [electorate("A"), electorate("B")],
      boxes: [
        { uuid: FIRST, electorate: "A" },
        { uuid: SECOND, electorate: "A" },
        { uuid: OTHER_CLASS, electorate: "B" },
      ],
      receipt_key: publicOf(BOX),
      board: { key: "0".repeat(64), digest: "0".repeat(64) },
      scrutineers: [ANNA, BERT].map((key, i) => ({ name: `监票人${i + 1}`, key: publicOf(key) })),
    };
  }

  get #digest(): string {
    return createHash("sha256").update(canonical(this.#manifest)).digest("hex");
  }

  #meeting(): object {
    const boxes = this.#manifest.boxes.map(({ uuid, electorate }) => ({
      uuid,
      electorate,
      state: this.held[uuid]?.state,
      round: null,
    }));
    const lists = boxes.map(({ uuid }) => ({ uuid, digest: listDigest(this.#list(uuid)) }));
    const frozen = { type: "frozen_lists", meeting_manifest: this.#digest, lists };
    return { manifest: signed(this.#manifest), frozen: signed(frozen), boxes };
  }

  #sheet(uuid: string): object {
    return signed({
      type: "box_manifest",
      meeting_manifest: this.#digest,
      round: "r1",
      item: { key: "i", title: "测评表" },
      uuid,
      electorate: "A",
      title: "年度测评",
      board_key: "0".repeat(64),
      contests: [],
    });
  }

  #list(uuid: string): string {
    return JSON.stringify(this.slips.map((slip) => aCredential(`${slip} ${uuid}`)));
  }

  #receipt({ ballots }: Held, tracker: string): object {
    const found = ballots.some((one) => hex(unb64(aTracker(one))) === tracker);
    if (!found) throw new Refused(404, "receipt_unknown", undefined);
    return { tracker };
  }

  #trackers(uuid: string, { ballots }: Held): object {
    const sorted = ballots
      .map((one) => ({ tracker: aTracker(one), credential: aCredential(`${one} ${uuid}`) }))
      .sort((a, b) => (hex(unb64(a.tracker)) < hex(unb64(b.tracker)) ? -1 : 1));
    return listOf(uuid, sorted.map(({ tracker }) => tracker), sorted.map((one) => one.credential));
  }

  #closing(uuid: string, { ballots }: Held): object {
    const trackers = ballots.map((one) => hex(unb64(aTracker(one)))).sort();
    const record = {
      uuid,
      fingerprint: aTracker("election"),
      listDigest: listDigest(this.#list(uuid)),
      ballots: ballots.length,
      root: hex(rootHash(trackers.map(unhex))),
    };
    const message = closingMessage({ ...record, signatures: [] });
    const signatures = this.signers.map((key) => ({
      key: publicOf(key),
      signature: hex(ed25519.sign(message, key)),
    }));
    const { listDigest: list_digest, ...rest } = record;
    return { ...rest, list_digest, signatures };
  }
}

/** Return a list as a box signs it, whatever stands on it. */
export function listOf(uuid: string, trackers: string[], credentials: string[]): object {
  const root = rootHash(trackers.map(unb64));
  const message = frame("ostraka/v1/checkpoint", uuid, trackers.length, root);
  const signature = hex(ed25519.sign(message, BOX));
  const checkpoint = { uuid, size: trackers.length, root: hex(root), signature };
  return { ...checkpoint, key: "", trackers, credentials };
}
