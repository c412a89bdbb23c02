/**
 * One trustee's side of the key ceremony (PROTOCOL P3): what the key file holds, step by step.
 *
 * Twin of shared/crypto/trustees/member.py: same names, same order, same randomness, so the same
 * bytes give the same state. A step is a function from (state, public board) to (new state,
 * message). Save the state before the message leaves: asked again, the same state gives the same
 * message. Before it acts a trustee checks everything on the board itself, and that nothing it saw
 * earlier has changed.
 *
 * A state is what the key file keeps, in its own field names; its secrets are text there, which
 * JavaScript cannot overwrite: end the worker that held it. No network, no DOM, no clock.
 */
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { type Bytes, equal, hex, type Random, unhex, utf8 } from "./bytes.ts";
import { MalformedBytes, Refusal } from "./errors.ts";
import { frame } from "./framing.ts";
import { type Point, powerOfG, toHex } from "./group.ts";
import { canonical, decodeExact, encode, fields, items, type Json, string } from "./jsontext.ts";
import { proveKey } from "./logproofs.ts";
import { toJson } from "./proofs.ts";
import { decimal, parse, plus, randomScalar, type Scalar, small } from "./scalars.ts";
import {
  type Board,
  certificates,
  type CeremonyStep,
  CeremonyUnfinished,
  coefficients,
  isComplete,
  newBoard,
  outcome,
  recheck,
  sent,
  STEPS,
} from "./trusteesboard.ts";
import {
  deriveKeys,
  type Keys,
  newSeed,
  receive,
  send,
  sign,
  signedJson,
  signedText,
  wipeKeys,
} from "./trusteespki.ts";
import {
  BoardChanged,
  checkOwnPolynomial,
  DealerAtFault,
  drawn,
  otherPolynomial,
  type Message,
  recoverDeal,
  recoverOutput,
  type State,
} from "./trusteesstate.ts";
import {
  certificateText,
  certsStatement,
  coefficientsText,
  committedValue,
  evaluate,
  keyJson,
} from "./trusteesthreshold.ts";
import { same } from "./turns.ts";

/** What a trustee's program does next: keep `state`, then send `message` if there is one. */
export interface Advance {
  readonly state: State;
  readonly step: CeremonyStep | undefined;
  readonly message: Message | undefined;
}

/**
 * Return the state of trustee `number` with a fresh key; `advance` sends its certificate.
 *
 * @throws MalformedBytes if there is no such board, or no such trustee on it
 */
export function begin(
  names: readonly string[],
  threshold: number,
  number: number,
  random: Random,
): State {
  newBoard(names, threshold);
  const name = names[number - 1];
  if (name === undefined) {
    throw new MalformedBytes("There is no trustee with this number.", "ceremony-place");
  }
  const seed = newSeed(random);
  const keys = deriveKeys(seed);
  const context = { size: names.length, threshold, index: number };
  const cert = sign(keys.sk, certificateText(context, keys.verification, keys.encryption), random);
  wipeKeys(keys);
  return {
    type: "ostraka/trustee",
    version: 1,
    number,
    names,
    threshold,
    seed,
    polynomial: null,
    messages: { cert: { cert: signedJson(cert), name } },
    seen: {},
    secret: null,
    transcript: null,
  };
}

/**
 * Return what this trustee does in view of the public board.
 *
 * A message of an earlier call that the board does not show is sent again; with nothing to do
 * `message` is undefined. When the last message of all is there, the new state is finished.
 *
 * @throws BoardChanged if the board contradicts what this trustee saw or sent
 * @throws DealerAtFault if somebody's secret does not fit
 * @throws MalformedBytes, VerificationFailed if something on the board is false
 */
export async function advance(begun: State, board: unknown, random: Random): Promise<Advance> {
  const checked = recheck(board);
  checkOwn(begun, checked);
  let state = begun;
  for (const step of STEPS) {
    const shown = shownBy(checked, step, state.number);
    if (state.messages[step] === undefined && shown !== null) {
      state = await recovered(state, step, checked, shown as Message);
    }
    const own = state.messages[step];
    if (own === undefined) {
      const made = await ACT[step](state, checked, random);
      return { state: withMessage(state, step, made), step, message: made.message };
    }
    if (shown === null) return { state, step, message: own };
    if (!isComplete(checked, step)) return { state, step: undefined, message: undefined };
    state = { ...state, seen: { ...state.seen, [step]: digest(checked, step) } };
  }
  const transcript = hex(outcome(checked).digest);
  return { state: { ...state, transcript }, step: undefined, message: undefined };
}

/**
 * Return the secret x of a trustee whose ceremony is over; overwrite it when it has served.
 *
 * @throws CeremonyUnfinished if it is not
 */
export function secretShare(state: State): Scalar {
  if (state.transcript === null || state.secret === null) throw new CeremonyUnfinished();
  return parse(state.secret);
}

/** A message that was made, and what changes with it in the state. */
interface Made {
  readonly message: Message;
  readonly changes: Partial<State>;
}

type Act = (state: State, board: Board, random: Random) => Made | Promise<Made>;

function withMessage(state: State, step: CeremonyStep, { message, changes }: Made): State {
  return { ...state, ...changes, messages: { ...state.messages, [step]: message } };
}

/** Draw the polynomial, sign its coefficients, show only their hash. */
function commit(state: State, board: Board): Made {
  const [keys, random] = [deriveKeys(state.seed), drawing(state, board)];
  const polynomial = Array.from({ length: state.threshold }, () => randomScalar(random));
  const points = polynomial.map(powerOfG);
  const signed = sign(keys.sk, coefficientsText(points), random);
  const scalars = polynomial.map(decimal);
  wipe(keys, polynomial);
  const commitment = hex(sha256(utf8(signedText(signed))));
  const kept = { scalars, coefexps: signedJson(signed) };
  return { message: { commitment }, changes: { polynomial: kept } };
}

/**
 * Return what polynomial and commitment are drawn from: our seed and all certificates. Another copy
 * of the key file draws the same before the same certificates; before others, another polynomial.
 */
function drawing({ seed }: State, board: Board): Random {
  const certs = unhex(digest(board, "cert"));
  let drawn = 0;
  return (length) => {
    const framed = frame("ostraka/v1/polynomial", seed, certs, drawn++);
    const bytes = sha512(framed).slice(0, length) as Bytes;
    framed.fill(0);
    return bytes;
  };
}

/** Show the coefficients; send every trustee its value, and ourselves the polynomial. */
async function deal(state: State, board: Board, random: Random): Promise<Made> {
  const [keys, certs] = [deriveKeys(state.seed), certificates(board)];
  const { scalars: texts, coefexps } = drawn(state);
  const scalars = texts.map(parse);
  const points = scalars.map(powerOfG);
  const statement = sign(keys.sk, certsStatement(certs, points), random);
  const own = encode({ polynomial: texts });
  const polynomial = await send(keys.sk, keys.encryption, own, random);
  const secrets: string[] = [];
  for (const [i, cert] of certs.entries()) {
    const value = evaluate(scalars, i + 1);
    const inner = encode({ secret: decimal(value) });
    value.fill(0);
    secrets.push(await send(keys.sk, cert.encryption, inner, random));
  }
  wipe(keys, scalars);
  const signature = toJson(statement.signature);
  return { message: { coefexps, polynomial, secrets, signature }, changes: {} };
}

/** Open every letter, check every secret, add them up, prove and sign the key. */
async function output(state: State, board: Board, random: Random): Promise<Made> {
  const [keys, certs] = [deriveKeys(state.seed), certificates(board)];
  const points = coefficients(board, certs);
  const dealt = sent(board, "polynomial");
  const place = state.number - 1;
  await checkOwnPolynomial(state, keys, string(dealt[place]?.["polynomial"]), points[place] ?? []);
  let secret = small(0);
  for (const [i, { verification }] of certs.entries()) {
    const letter = string(items(dealt[i]?.["secrets"])[place]);
    const from = { number: i + 1, verification, letter };
    const part = await openSecret(state, keys, from, points[i] ?? []);
    const total = plus(secret, part);
    wipe(keys, [secret, part], false);
    secret = total;
  }
  const publicKey = powerOfG(secret);
  const { signature } = sign(keys.sk, toHex(publicKey), random);
  const text = decimal(secret);
  const own = encode({ decryption_key: text });
  const privateKey = await send(keys.sk, keys.encryption, own, random);
  const pok = proveKey(secret, random);
  wipe(keys, [secret]);
  return {
    message: { private_key: privateKey, public_key: keyJson({ pok, publicKey, signature }) },
    changes: { secret: text, polynomial: null },
  };
}

/** Return s_ij from the letter of trustee i, if g to it is what i committed to. */
async function openSecret(
  state: State,
  keys: Keys,
  from: { readonly number: number; readonly verification: Point; readonly letter: string },
  points: readonly Point[],
): Promise<Scalar> {
  let secret: Scalar;
  try {
    const inner = await receive(keys, from.verification, from.letter);
    secret = parse(fields(decodeExact(inner), ["secret"])["secret"]);
  } catch (error) {
    if (error instanceof Refusal) throw new DealerAtFault(from.number);
    throw error;
  }
  if (!equal(powerOfG(secret), committedValue(points, state.number))) {
    throw new DealerAtFault(from.number);
  }
  return secret;
}

/** Return if the board is ours, shows our own messages, and what it showed before. */
function checkOwn(state: State, board: Board): void {
  const ours =
    same([...board.names], [...state.names]) && board.threshold === state.threshold;
  const differs = (step: CeremonyStep): boolean => {
    const [shown, own] = [shownBy(board, step, state.number), state.messages[step]];
    if (shown === null || (own === undefined && step !== "cert")) return false;
    return own === undefined || !same(shown, own as Json);
  };
  if (!ours || STEPS.some(differs)) {
    throw new BoardChanged("The board is not the one you took part in.", "board-changed");
  }
  for (const step of STEPS) {
    const seen = state.seen[step];
    if (seen !== undefined && seen !== digest(board, step)) {
      throw new BoardChanged("The board no longer shows what it did.", "board-changed");
    }
  }
}

/** Return the state that knows our own message of a step again, which only the board has kept. */
async function recovered(
  state: State,
  step: CeremonyStep,
  board: Board,
  shown: Message,
): Promise<State> {
  const changes = await RECOVERED[step](state, board, shown);
  return withMessage(state, step, { message: shown, changes });
}

/** Return this trustee's message of a step on the board. */
function shownBy(board: Board, step: CeremonyStep, number: number): Json {
  return board.messages[step]?.[number - 1] ?? null;
}

/** Return the hex SHA-256 of all messages of a step. */
function digest(board: Board, step: CeremonyStep): string {
  return hex(sha256(canonical(board.messages[step])));
}

function wipe(keys: Keys, scalars: readonly Scalar[], ended = true): void {
  for (const scalar of scalars) scalar.fill(0);
  if (ended) wipeKeys(keys);
}

const notOurs = (): never => {
  throw new BoardChanged("The board is not the one you took part in.", "board-changed");
};

const ACT: { readonly [S in CeremonyStep]: Act } = {
  cert: notOurs,
  commitment: commit,
  polynomial: deal,
  output,
};

type Recover = (
  state: State,
  board: Board,
  shown: Message,
) => Partial<State> | Promise<Partial<State>>;

const RECOVERED: { readonly [S in CeremonyStep]: Recover } = {
  cert: notOurs,
  commitment: (state, board, shown) => {
    const { message, changes } = commit(state, board);
    if (!same(message as Json, shown as Json)) throw otherPolynomial();
    return changes;
  },
  polynomial: (state, _, shown) => recoverDeal(state, shown),
  output: (state, _, shown) => recoverOutput(state, shown),
};
