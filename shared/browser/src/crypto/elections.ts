/**
 * An election as Belenios writes it, and its fingerprint, to which every ballot is bound.
 *
 * Twin of shared/crypto/elections.py for elections of our profile (PROTOCOL P11) and no others: no
 * blank flag, no optional field, exactly one or up to k answers, the box manifest's digest in
 * the description. What is hashed is always the exact text. No network, no DOM, no clock.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8 } from "./bytes.ts";
import { checkUuid } from "./credentials.ts";
import { MalformedBytes, VerificationFailed } from "./errors.ts";
import { b64, decodeExact, encode, fields, integer, items, type Json, string } from "./jsontext.ts";

const PROTOCOL_VERSION = 1;
const GROUP_NAME = "Ed25519";
const MAX_ANSWERS = 100_000;
const ELECTION_FIELDS = [
  "version",
  "description",
  "name",
  "group",
  "public_key",
  "questions",
  "uuid",
] as const;
const QUESTION_FIELDS = ["answers", "min", "max", "question"] as const;
const DESCRIPTION = /^ostraka\/v1 [0-9a-f]{64}$/;
const POINT = /^[0-9a-f]{64}$/;

/** One question: exactly one of its answers may be chosen, or up to `maximum`. */
export interface Question {
  readonly text: string;
  readonly answers: readonly string[];
  readonly minimum: number;
  readonly maximum: number;
}

/** What an election is made of. */
export interface ElectionFields {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  /** A point in the archive's hex; whoever calculates with it tests that it is one. */
  readonly publicKey: string;
  readonly questions: readonly Question[];
}

/** One box: its questions, its key, and the exact text that says so. */
export interface Election extends ElectionFields {
  readonly text: string;
  /** Base64 of the SHA-256 of `text`, 43 characters: φ of the protocol. */
  readonly fingerprint: string;
}

/**
 * Return the election of these fields, with its text and its fingerprint.
 *
 * @throws MalformedBytes if the uuid, the key's spelling or a question's bounds are impossible
 * @throws VerificationFailed if it has not the shape of our profile (slug `election-shape`)
 */
export function election(made: ElectionFields): Election {
  checkUuid(made.uuid);
  if (!POINT.test(made.publicKey)) {
    throw new MalformedBytes("A point must be 64 lower-case hex digits.", "point-encoding");
  }
  if (!DESCRIPTION.test(made.description)) {
    throw new VerificationFailed("The description names no box manifest.", "election-shape");
  }
  if (made.questions.length === 0) {
    throw new MalformedBytes("An election needs a question.", "question-bounds");
  }
  made.questions.forEach(checkQuestion);
  const text = encode({
    version: PROTOCOL_VERSION,
    description: made.description,
    name: made.name,
    group: GROUP_NAME,
    public_key: made.publicKey,
    questions: made.questions.map((question) => ({
      answers: question.answers,
      min: question.minimum,
      max: question.maximum,
      question: question.text,
    })),
    uuid: made.uuid,
  });
  return { ...made, text, fingerprint: b64(sha256(utf8(text))) };
}

/**
 * Return the election that `text` spells (checks 6, 7, 8 and P11).
 *
 * @throws MalformedBytes if it is not canonical, has another version or group or other fields
 * @throws VerificationFailed as `election`
 */
export function electionFromText(text: string): Election {
  const read = fields(decodeExact(text), ELECTION_FIELDS);
  if (read["version"] !== PROTOCOL_VERSION || read["group"] !== GROUP_NAME) {
    throw new MalformedBytes("Only version 1 on Ed25519 is supported.", "election-version");
  }
  return election({
    uuid: string(read["uuid"]),
    name: string(read["name"]),
    description: string(read["description"]),
    publicKey: string(read["public_key"]),
    questions: items(read["questions"]).map(questionFromJson),
  });
}

function questionFromJson(value: Json): Question {
  const read = fields(value, QUESTION_FIELDS);
  return {
    text: string(read["question"]),
    answers: items(read["answers"]).map(string),
    minimum: integer(read["min"], 0, MAX_ANSWERS),
    maximum: integer(read["max"], 0, MAX_ANSWERS),
  };
}

/** Return if the bounds are possible (check 8) and of our profile (P11). */
function checkQuestion({ answers, minimum, maximum }: Question): void {
  if (answers.length === 0 || minimum < 0 || minimum > maximum || maximum > answers.length) {
    throw new MalformedBytes("The bounds of a question are impossible.", "question-bounds");
  }
  const chooseOne = minimum === 1 && maximum === 1;
  if (!chooseOne && (minimum !== 0 || maximum < 1)) {
    throw new VerificationFailed("A question is neither 1 of n nor up to k.", "election-shape");
  }
}
