/**
 * What the booth needs of a browser, each as a question the browser answers by itself.
 *
 * Nothing is read from the browser's name: what works, works. No need touches the network, any
 * storage or the time of day. Built for old browsers too, so that they are told what is missing.
 */

import { Line } from "../worker/client.ts";

/** One thing the booth needs; the names stand in the page, one line each. */
export interface Need {
  readonly name: string;
  /** Whether this browser has it; an exception means no. */
  readonly isMet: () => boolean | Promise<boolean>;
}

/** SHA-256 of nothing, FIPS 180-4: what `digest` must answer. */
const DIGEST_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

const TRIAL_SECONDS = 15;

const random: Need = {
  name: "random",
  isMet() {
    const drawn = crypto.getRandomValues(new Uint8Array(32));
    return drawn.some((byte) => byte !== 0);
  },
};

const digest: Need = {
  name: "digest",
  async isMet() {
    const found = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(0)));
    const hex = Array.from(found, (byte) => ("0" + byte.toString(16)).slice(-2)).join("");
    return hex === DIGEST_OF_NOTHING;
  },
};

const bigint: Need = {
  name: "bigint",
  isMet() {
    const large = BigInt("57896044618658097711785492504343953926634992332820282019728792003956564819949");
    return large % BigInt(4) === BigInt(1);
  },
};

/** One of the youngest things of the language the booth is written in: who has it has the rest. */
const language: Need = {
  name: "language",
  isMet: () => typeof Object.hasOwn === "function" && [1, 2].at(-1) === 2,
};

/** What must be there before a ballot can be tried. */
export const NEEDS: readonly Need[] = [
  { name: "secure", isMet: () => isSecureContext === true },
  random,
  digest,
  bigint,
  language,
  { name: "wasm", isMet: () => typeof WebAssembly === "object" },
  { name: "fetch", isMet: () => typeof fetch === "function" && typeof AbortController === "function" },
];

/** Return the names of the needs of `needs` that are not met here. */
export async function missing(needs: readonly Need[]): Promise<string[]> {
  const found: string[] = [];
  for (const need of needs) {
    if (!(await isMet(need))) found.push(need.name);
  }
  return found;
}

/**
 * The last need: that the booth's own worker makes a ballot, for nobody, which goes nowhere.
 *
 * @param start starts that worker
 */
export function trialBallot(start: () => Worker): Need {
  return {
    name: "ballot",
    async isMet() {
      const line = new Line(start(), () => undefined);
      const patience = new Promise<false>((resolve) => {
        setTimeout(() => resolve(false), TRIAL_SECONDS * 1000);
      });
      const made = line.ask("check", {}).then(() => true);
      try {
        return await Promise.race([made, patience]);
      } finally {
        line.cut();
      }
    },
  };
}

async function isMet(need: Need): Promise<boolean> {
  try {
    return await need.isMet();
  } catch (refused) {
    return false;
  }
}
