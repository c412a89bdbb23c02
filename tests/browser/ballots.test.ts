/** Elections and ballots are byte for byte Python's; a preparation is used once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as ballots from "../../shared/browser/src/crypto/ballots.ts";
import type { Bytes } from "../../shared/browser/src/crypto/bytes.ts";
import { derive } from "../../shared/browser/src/crypto/credentials.ts";
import { type Election, electionFromText } from "../../shared/browser/src/crypto/elections.ts";
import { b64 } from "../../shared/browser/src/crypto/jsontext.ts";
import { atOnce, slugOf, stream, systemRandom, vectors } from "./vectors.ts";

const known = vectors.ballots;

function anElection(name = "mixed"): Election {
  return electionFromText(known.elections[name]);
}

function aBallot(election: Election, choices: ballots.Choices, seed: string): string {
  const prepared = atOnce(ballots.prepareBallot(election, stream(seed)));
  const credential = derive(election.uuid, known.code);
  return atOnce(ballots.finishBallot(prepared, credential, choices));
}

test("an election that is read has the text and fingerprint it had", () => {
  for (const [name, text] of Object.entries(known.elections)) {
    const read = electionFromText(text as string);
    assert.equal(read.text, text);
    assert.equal(read.fingerprint, known.fingerprints[name]);
  }
});

test("an election of another shape is refused", () => {
  const text: string = known.elections["one grade"];
  for (const [changed, slug] of [
    [text.replace('"version":1', '"version":2'), "election-version"],
    [text.replace("Ed25519", "P-256"), "election-version"],
    [text.replace('"min":1', '"min":0').replace('"max":1', '"max":9'), "question-bounds"],
    [text.replace('"max":1', '"max":2'), "election-shape"],
    [text.replace('"min":1', '"min":-1'), "json-number"],
    [text.replace("ostraka/v1", "ostraka/v2"), "election-shape"],
    [text.replace('"min":', '"blank":true,"min":'), "json-extra-field"],
    [text.replace(/}$/, ',"administrator":"x"}'), "json-extra-field"],
    [text.replace(',"uuid"', ', "uuid"'), "json-canonical"],
    [text.replace("tnCMesiZ6MVWWm", "tnCMesiZ6MVWW0"), "uuid"],
    [text.replace(/"public_key":"../, '"public_key":"AB'), "point-encoding"],
    [text.replace(/"questions":.*],"uuid"/, '"questions":[],"uuid"'), "question-bounds"],
  ] as const) {
    assert.notEqual(changed, text);
    assert.equal(slugOf(() => electionFromText(changed)), slug);
  }
});

test("an election key that is no member makes no ballot", () => {
  const text = known.elections["one grade"];
  const key = vectors.arithmetic.refused[0].text;
  const changed = electionFromText(text.replace(/"public_key":"[^"]*"/, `"public_key":"${key}"`));

  assert.equal(slugOf(() => atOnce(ballots.prepareBallot(changed, systemRandom))), "membership");
});

test("the same random bytes make the ballot that Python makes", () => {
  for (const { election, choices, seed, tracker, text } of known.made) {
    const made = aBallot(anElection(election), choices, seed);
    if (text !== undefined) assert.equal(made, text);
    assert.equal(b64(ballots.tracker(made)), tracker, seed);
  }
});

test("a vote that the questions do not allow is refused, and uses nothing up", () => {
  for (const { election: name, choices } of known.refused) {
    const election = anElection(name);
    const prepared = atOnce(ballots.prepareBallot(election, systemRandom));
    const credential = derive(election.uuid, known.code);
    const refused = () => atOnce(ballots.finishBallot(prepared, credential, choices));
    assert.equal(slugOf(refused), "choices");
    assert(!prepared.spent);
  }
});

test("a preparation makes one ballot and is wiped", () => {
  const election = anElection("one grade");
  const credential = derive(election.uuid, known.code);
  const prepared = atOnce(ballots.prepareBallot(election, systemRandom));
  atOnce(ballots.finishBallot(prepared, credential, [[1, 0, 0, 0]]));

  const again = () => atOnce(ballots.finishBallot(prepared, credential, [[0, 1, 0, 0]]));

  assert.throws(again, /used once/);
  assert(isWiped(prepared));
});

test("a ballot that is stopped half-way is wiped, and its preparation is spent", () => {
  const election = anElection();
  const prepared = atOnce(ballots.prepareBallot(election, systemRandom));
  const steps = ballots.finishBallot(prepared, derive(election.uuid, known.code), [
    [0, 0, 1, 0],
    [0, 0, 0, 0],
    [0, 1, 0],
  ]);
  steps.next();
  steps.return("");

  assert(prepared.spent);
  assert(isWiped(prepared));
});

test("drawn bytes are overwritten, also when the preparation is stopped", () => {
  const given: Uint8Array[] = [];
  const watched = (length: number): Bytes => {
    const bytes = systemRandom(length);
    given.push(bytes);
    return bytes;
  };
  const steps = ballots.prepareBallot(anElection(), watched);
  for (let i = 0; i < 6; i++) steps.next();
  const end = steps.return(undefined as never);

  assert(end.done);
  assert(given.length > 20);
  assert(given.every((bytes) => bytes.every((byte) => byte === 0)));
});

test("the preparation pauses once for each ciphertext", () => {
  const election = anElection();
  const count = [...ballots.prepareBallot(election, systemRandom)].length;

  assert.equal(count, 11);
  assert.equal(ballots.ciphertextCount(election), 11);
});

test("two preparations have nothing in common", () => {
  const election = anElection("one grade");
  const [one, other] = [0, 1].map(() => atOnce(ballots.prepareBallot(election, systemRandom)));

  assert.notDeepEqual(one?.answers[0]?.ciphertexts[0], other?.answers[0]?.ciphertexts[0]);
  assert.notDeepEqual(one?.signature.a, other?.signature.a);
});

/** Return whether no secret of `prepared` is left. */
function isWiped(prepared: ballots.PreparedBallot): boolean {
  const secrets = prepared.answers.flatMap(({ ciphertexts, individual, sum, overall }) => [
    ...[...ciphertexts, sum].flatMap(({ betas }) => betas),
    ...[...individual, overall].flatMap(({ r, w, simulated }) => [
      r,
      w,
      ...simulated.flatMap(({ bs }) => bs),
    ]),
  ]);
  return [prepared.signature.w, ...secrets].every((secret) => secret.every((byte) => byte === 0));
}
