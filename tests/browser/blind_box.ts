/** A box that plays a blind meeting, a voting right for it, and a phone that runs there. */
import { Activator, type Parts } from "../../shared/browser/src/activation/activating.ts";
import { Keeper } from "../../shared/browser/src/activation/keeping.ts";
import type { VotingRight } from "../../shared/browser/src/activation/right.ts";
import { type Ask, Refused, Silence } from "../../shared/browser/src/booth/asking.ts";
import { listDigest } from "../../shared/browser/src/crypto/credentials.ts";
import type { Json } from "../../shared/browser/src/crypto/jsontext.ts";
import { aBlindManifest, DESK, digestOf, signed } from "./signed.ts";

export const UUIDS = ["tnCMesiZ6MVWWm", "9PzJhCwoRzpo7h"];

/** Return a right to vote in both boxes; no signature in it is one. */
export function aRight(code = "yGygx-bUZDje-AshYr-mm3QYz"): VotingRight {
  const boxes = new Map(
    UUIDS.map((uuid, i) => [
      uuid,
      {
        credential: `${i}a`.repeat(32),
        randomizer: `${i}b`.repeat(32),
        signature: `${i}c`.repeat(384),
      },
    ]),
  );
  return { letter: "A", code, manifest: "0d".repeat(32), boxes };
}

/** `aRight()` as on paper. */
export const KEY = "A-yGygx-bUZDje-AshYr-mm3QYz-Ru85";
const MANIFEST = aBlindManifest(UUIDS);
export const ENDS_AT = 1000;

/** A box that plays a blind meeting, and a clock that moves when somebody waits. */
export class FakeBox {
  now = 0;
  answering = true;
  activation: Json = null;
  frozen = false;
  ended: Json = null;
  /** The digest of the meeting that the frozen lists are of. */
  frozenOf = digestOf(MANIFEST);
  state = "draft";
  /** When each activation came, ms. */
  readonly came: number[] = [];
  readonly listed = new Set<string>();
  refusal: string | undefined;
  status = 409;
  readonly #waiting: (() => void)[] = [];

  readonly ask: Ask = {
    get: async (path) => {
      if (!this.answering) throw new Silence("no answer");
      if (path.endsWith("/credentials")) return this.#list();
      return JSON.stringify(this.#page());
    },
    post: async (path, body) => {
      if (!this.answering) throw new Silence("no answer");
      if (this.refusal !== undefined) throw new Refused(this.status, this.refusal, undefined);
      this.came.push(this.now);
      const { credential } = JSON.parse(body) as { credential: string };
      this.listed.add(credential);
      return `{"uuid":"${path.split("/")[4]}"}`;
    },
  };

  readonly pacing = {
    wait: (ms: number): Promise<void> =>
      new Promise((resume) => {
        const until = this.now + ms;
        this.#waiting.push(() => {
          if (this.now < until) this.now = until;
          resume();
        });
      }),
    chance: (): number => this.chance(),
  };

  chance: () => number = () => 0;

  /** Let whoever waits go on, so often. */
  async pass(times = 1): Promise<void> {
    for (let i = 0; i < times; i++) {
      await new Promise((resume) => setTimeout(resume, 1));
      for (const resume of this.#waiting.splice(0)) resume();
    }
    await new Promise((resume) => setTimeout(resume, 1));
  }

  #list(): string {
    return JSON.stringify([...this.listed].sort());
  }

  #page(): Json {
    const frozen = signed({
      type: "frozen_lists",
      meeting_manifest: this.frozenOf,
      lists: UUIDS.map((uuid) => ({ uuid, digest: listDigest(this.#list()) })),
    });
    return {
      manifest: signed(MANIFEST),
      frozen: this.frozen ? frozen : null,
      activation: this.activation,
      ended: this.ended,
      boxes: UUIDS.map((uuid) => ({ uuid, electorate: "A", state: this.state, round: null })),
    };
  }
}

/** Return the desk's word that the meeting is over. */
export function anEnd(meeting_manifest = digestOf(MANIFEST)): Json {
  return signed({ type: "meeting_end", meeting: "m1", meeting_manifest, how: "closed" });
}

/** Return an activator that runs at `box`, with some other `parts`, and its keeper. */
export function running(
  box: FakeBox,
  other: Partial<Parts> = {},
): { activator: Activator; keeper: Keeper } {
  const keeper = new Keeper("m1", undefined);
  keeper.keep({ ...aRight(), manifest: digestOf(MANIFEST) });
  const { ask, pacing } = box;
  const parts = { ask, pacing, keys: DESK, meeting: "m1", keeper, now: () => box.now };
  const activator = new Activator({ ...parts, changed: () => undefined, ...other });
  void activator.run();
  return { activator, keeper };
}
