/**
 * Getting the signatures: one code, one request for all boxes, each answer verified (P7).
 *
 * What is sent again is the same bytes, and the same bytes get the same answers; so a lost answer
 * costs nothing. No DOM, no clock.
 */
import { hex } from "../crypto/bytes.ts";
import { newCode } from "../crypto/credentials.ts";
import { VerificationFailed } from "../crypto/errors.ts";
import { b64, decode, type Json, string, unb64 } from "../crypto/jsontext.ts";
import { type Activation, rightText } from "../activation/right.ts";
import { type Ask, Refused, Silence } from "../booth/asking.ts";
import { fields } from "../booth/entrance.ts";
import type { Pacing } from "../booth/posting.ts";
import type { Blinder } from "../worker/blinder.ts";
import type { BlindedCredential } from "../worker/messages.ts";
import type { Invitation } from "./invitation.ts";
import type { Request } from "./memory.ts";

/** What does the work; a test gives a blinder of its own. */
export type Blinding = Pick<Blinder, "blind" | "finalize">;

/** Called with how many boxes are done. */
export type Done = (boxes: number) => void;

const TRIES = 4;
const TRIES_WHEN_BUSY = 30;
const WAIT_MS = 1_000;
const BUSY_SECONDS = 2;

/** Return a fresh request for every box of the invitation; nothing is sent. */
export async function makeRequest(
  { manifest, issuers }: Invitation,
  blinding: Blinding,
  done: Done,
): Promise<Request> {
  const code = newCode((length) => crypto.getRandomValues(new Uint8Array(length)));
  const blinded: Record<string, BlindedCredential> = {};
  for (const [i, issuer] of issuers.entries()) {
    blinded[issuer.uuid] = await blinding.blind({ ...issuer, code });
    done(i + 1);
  }
  return { manifest: manifest.digest, code, blinded };
}

/** Where a request is sent. */
export interface Counter {
  readonly ask: Ask;
  readonly meeting: string;
  readonly token: string;
  readonly pacing: Pacing;
}

/**
 * Return the desk's answer to `request`.
 *
 * @throws Refused with the desk's slug; Silence when after some tries there is no answer: nobody
 *   knows then whether the desk has signed
 */
export async function send(counter: Counter, request: Request): Promise<string> {
  const { ask, meeting, token, pacing } = counter;
  const blinded = Object.entries(request.blinded).map(([uuid, { blindedMsg }]) => [
    uuid,
    hex(unb64(blindedMsg)),
  ]);
  const body = JSON.stringify({ token, blinded: Object.fromEntries(blinded) });
  let silent = 0;
  for (let tries = 1; ; tries++) {
    try {
      return await ask.post(`/api/v1/meetings/${meeting}/blind-signatures`, body);
    } catch (error) {
      if (error instanceof Refused && [429, 503].includes(error.status)) {
        if (tries >= TRIES_WHEN_BUSY) throw error;
        const seconds = error.retrySeconds ?? BUSY_SECONDS;
        await pacing.wait(seconds * 1000 * (1 + pacing.chance()));
      } else if (error instanceof Silence || (error as Refused).status >= 500) {
        if (++silent >= TRIES) throw new Silence("no answer");
        await pacing.wait(WAIT_MS * 2 ** silent * (0.5 + pacing.chance()));
      } else {
        throw error;
      }
    }
  }
}

/**
 * Return the voting right as text, every signature of `answer` verified.
 *
 * @throws VerificationFailed if a signature is missing, one too many, or does not fit
 */
export async function finish(
  { issuers, letter, manifest }: Invitation,
  request: Request,
  answer: string,
  blinding: Blinding,
  done: Done,
): Promise<string> {
  const signatures = fields(fields(decode(answer))["signatures"] ?? null);
  if (Object.keys(signatures).length !== issuers.length) {
    throw new VerificationFailed("The desk did not sign for every box.", "pss-signature");
  }
  const boxes = new Map<string, Activation>();
  for (const [i, { uuid, spki, digest }] of issuers.entries()) {
    const mine = request.blinded[uuid];
    if (mine === undefined) throw new VerificationFailed("Another box.", "pss-signature");
    const signed = b64(bytesOf(signatures[uuid]));
    const { prepared, inv } = mine;
    const made = await blinding.finalize({ spki, digest, prepared, inv, answer: signed });
    const [randomizer, signature] = [made.randomizer, made.signature].map((x) => hex(unb64(x)));
    boxes.set(uuid, {
      credential: mine.publicHex,
      randomizer: randomizer ?? "",
      signature: signature ?? "",
    });
    done(i + 1);
  }
  return rightText({ letter, code: request.code, manifest: manifest.digest, boxes });
}

/** Return the bytes of lower-case hex. */
function bytesOf(value: Json | undefined): Uint8Array {
  const text = string(value);
  if (!/^([0-9a-f]{2})*$/.test(text)) {
    throw new VerificationFailed("The desk's answer is no signature.", "pss-signature");
  }
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
