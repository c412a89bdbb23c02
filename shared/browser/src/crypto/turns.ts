/**
 * Messages of several trustees in steps: a step opens when everybody did the one before.
 *
 * Twin of shared/crypto/turns.py. What a trustee has sent in a step stands; the same again changes
 * nothing, anything else is refused. A round of messages is {step: [message or null, one a
 * trustee]}. No network, no DOM, no clock.
 */
import { MalformedBytes, Refusal } from "./errors.ts";
import { canonical, decode, type Json } from "./jsontext.ts";

const MAX_MESSAGE_BYTES = 1_000_000;

/** A message or null for each trustee, by step. */
export type Messages = { [step: string]: (Json | null)[] };

/** A trustee, from 1, and the step that they owe. */
export interface Turn {
  readonly number: number;
  readonly step: string;
}

/** Other trustees have not finished the step before. */
export class StepNotOpen extends Refusal {
  constructor() {
    super("Wait until every trustee has finished the step before.", "step_not_open");
  }
}

/** This trustee has already sent another message in this step. */
export class MessageStands extends Refusal {
  constructor() {
    super("Your message of this step stands and cannot be replaced.", "message_stands");
  }
}

/** Return the beginning: nobody has sent anything. */
export function noMessages(steps: readonly string[], size: number): Messages {
  return Object.fromEntries(steps.map((step) => [step, new Array<Json | null>(size).fill(null)]));
}

/**
 * Return whether trustee `number` (from 1) may send `message`; false if it is there.
 *
 * @throws MalformedBytes if there is no such step or trustee, or the message is too long
 * @throws StepNotOpen, MessageStands
 */
export function isNew(
  messages: Messages,
  steps: readonly string[],
  { number, step }: Turn,
  message: Json,
): boolean {
  const place = steps.indexOf(step);
  const sent = messages[step] ?? [];
  if (place < 0 || number < 1 || number > sent.length) {
    throw new MalformedBytes("There is no such step or trustee.", "turn");
  }
  const bytes = canonical(message);
  if (bytes.length > MAX_MESSAGE_BYTES) {
    throw new MalformedBytes("The message is too long.", "message-size");
  }
  if (place > 0 && !complete(messages, steps[place - 1] ?? "")) throw new StepNotOpen();
  const standing = sent[number - 1] ?? null;
  if (standing !== null && !same(standing, message)) throw new MessageStands();
  return standing === null;
}

/** Return who owes what now; nothing when all is done. */
export function pending(messages: Messages, steps: readonly string[]): Turn[] {
  for (const step of steps) {
    const owing = (messages[step] ?? []).flatMap((sent, i) => (sent === null ? [i + 1] : []));
    if (owing.length > 0) return owing.map((number) => ({ number, step }));
  }
  return [];
}

/** Return whether every trustee has done `step`. */
export function complete(messages: Messages, step: string): boolean {
  return !(messages[step] ?? []).includes(null);
}

/** Return whether two JSON values are the same, however their fields are ordered. */
export function same(one: Json, other: Json): boolean {
  return text(one) === text(other);
}

/**
 * Return a copy of a JSON value with sorted keys: stores and transports reorder them.
 *
 * @throws MalformedBytes if it is not a value that canonical JSON can hold
 */
export function normal(value: unknown): Json {
  return decode(text(value));
}

function text(value: unknown): string {
  return new TextDecoder().decode(canonical(value));
}
