/** Ceremony, rehearsal and the trustee's key file: as Python has them, byte for byte. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hex } from "../../shared/browser/src/crypto/bytes.ts";
import { powerOfG, toHex } from "../../shared/browser/src/crypto/group.ts";
import { openKey, sealKey } from "../../shared/browser/src/crypto/keyfiles.ts";
import * as rehearsal from "../../shared/browser/src/crypto/rehearsal.ts";
import { decimal, parse } from "../../shared/browser/src/crypto/scalars.ts";
import { sixWords } from "../../shared/browser/src/crypto/receipts.ts";
import * as ceremony from "../../shared/browser/src/crypto/trusteesboard.ts";
import { combinedKey, ownerKeys } from "../../shared/browser/src/crypto/trusteesitems.ts";
import * as member from "../../shared/browser/src/crypto/trusteesmember.ts";
import * as pki from "../../shared/browser/src/crypto/trusteespki.ts";
import { committed, slugOf, slugOfPromise, stream, systemRandom } from "./vectors.ts";

const known = committed("trustees.json");
const { board, states, names, threshold, number } = known;
const { STEPS } = ceremony;

/** Return the board as it was when `step` opened. */
function before(step: string): any {
  const shown = structuredClone(board);
  for (const later of STEPS.slice(STEPS.indexOf(step as never))) {
    shown.messages[later] = names.map(() => null);
  }
  return shown;
}

/** Return a copy of `whole` with `value` at `path`. */
function changed(whole: any, path: (string | number)[], value: unknown): any {
  const copy = structuredClone(whole);
  let place = copy;
  for (const name of path.slice(0, -1)) place = place[name];
  place[path.at(-1) as string] = value;
  return copy;
}

test("a trustee's whole ceremony gives Python's states and messages", async () => {
  let state = member.begin(names, threshold, number, stream(`begin ${number}`));
  assert.deepEqual(plain(state), states[0]);
  for (const [i, step] of STEPS.entries()) {
    const after = await member.advance(state, before(step), stream(`${step} ${number}`));
    assert.equal(after.step, step);
    assert.deepEqual(plain(after.state), states[i + 1], step);
    assert.deepEqual(plain(after.message), board.messages[step][number - 1]);
    state = after.state;
  }
  const end = await member.advance(state, board, systemRandom);
  assert.deepEqual(plain(end.state), states.at(-1));
  assert.equal(end.message, undefined);
});

test("the outcome is Python's: trustees, key, digest, six words", () => {
  const outcome = ceremony.outcome(ceremony.recheck(board));

  assert.equal(outcome.trusteesText, known.outcome.trustees_text);
  assert.equal(toHex(outcome.key), known.outcome.key);
  assert.equal(hex(outcome.digest), known.outcome.digest);
  assert.deepEqual(sixWords(outcome.digest).zh, known.outcome.words.zh);
  assert.equal(toHex(combinedKey(outcome.trusteesText)), known.outcome.key);
  const own = powerOfG(member.secretShare(states.at(-1)));
  assert.equal(toHex(ownerKeys(outcome.trusteesText)[number - 1] as never), toHex(own));
});

test("a file that is saved once holds all until the deal", async () => {
  const after = await member.advance(states[0], before("commitment"), systemRandom);

  assert.equal(after.step, "commitment");
  assert.deepEqual(plain(after.message), states[2].messages.commitment);
  const dealing = await member.advance(states[0], before("polynomial"), systemRandom);
  assert.equal(dealing.step, "polynomial");
  assert.deepEqual(plain(dealing.state.polynomial), states[2].polynomial);
});

test("an older copy of the file finds its deal and its key again on the board", async () => {
  for (const old of [0, 1, 2, 3, 4]) {
    const after = await member.advance(states[old], board, systemRandom);
    assert.deepEqual(plain(after.state), states.at(-1));
  }
  const dealt = await member.advance(states[2], before("output"), stream(`output ${number}`));
  assert.deepEqual(plain(dealt.state), states[4]);
});

test("what an older copy cannot know is not believed", async () => {
  const stranger = member.begin(names, threshold, number, systemRandom);
  const strange = member.advance(stranger, board, systemRandom);
  assert.equal(await slugOfPromise(strange), "board-changed");
  const foreign = changed(
    before("polynomial"),
    ["messages", "commitment", number - 1, "commitment"],
    "0".repeat(64),
  );
  const refused = member.advance(states[1], foreign, systemRandom);
  assert.equal(await slugOfPromise(refused), "own-polynomial");
  const polynomial = { ...states[2].polynomial, coefexps: board.messages.polynomial[0].coefexps };
  const mixed = member.advance({ ...states[2], polynomial }, board, systemRandom);
  assert.equal(await slugOfPromise(mixed), "own-polynomial");
});

test("a copy that is shown other certificates deals another polynomial", async () => {
  const other = member.begin(names, threshold, 1, systemRandom).messages.cert;
  const shown = changed(before("commitment"), ["messages", "cert", 0], other);

  const after = await member.advance(states[0], shown, systemRandom);

  assert.equal(after.step, "commitment");
  const drawn = after.state.polynomial?.scalars ?? [];
  assert.equal(drawn.length, threshold);
  assert.ok(drawn.every((scalar) => !states[2].polynomial.scalars.includes(scalar)));
});

test("a message that got lost is sent again unchanged", async () => {
  for (const [i, step] of STEPS.entries()) {
    const again = await member.advance(states[i + 1], before(step), systemRandom);
    assert.deepEqual(plain(again.message), states[i + 1].messages[step]);
  }
});

test("every false board is refused by Python's name", () => {
  assert.ok(known.refused.length > 15);
  for (const { path, value, slug } of known.refused) {
    assert.equal(slugOf(() => ceremony.recheck(changed(board, path, value))), slug, path.join());
  }
});

test("a board that no longer shows what it did is refused by who took part", async () => {
  for (const { path, value, slug } of known.noticed) {
    const shown = changed(board, path, value);
    assert.equal(await slugOfPromise(member.advance(states.at(-1), shown, systemRandom)), slug);
  }
});

test("a dealer whose secret does not fit is named", async () => {
  assert.equal(known.false_letters.length, 5);
  for (const { letter } of known.false_letters) {
    const path = ["messages", "polynomial", 0, "secrets", number - 1];
    const shown = changed(before("output"), path, letter);
    const error = await member.advance(states[3], shown, systemRandom).catch((reason) => reason);
    assert.equal(error.slug, "dealing");
    assert.equal(error.number, 1);
    assert.match(error.message, /^Trustee 1 /);
  }
});

test("an unfinished ceremony has no outcome and no secret", () => {
  const open = ceremony.recheck(before("output"));
  assert.equal(slugOf(() => ceremony.outcome(open)), "ceremony_unfinished");
  assert.equal(slugOf(() => member.secretShare(states[3])), "ceremony_unfinished");
  assert.deepEqual(ceremony.pending(open).map(({ step }) => step), Array(3).fill("output"));
});

test("letters reach the one they are for, and nobody else", async () => {
  const [one, two] = [1, 2].map((n) => pki.deriveKeys(pki.newSeed(stream(`seed ${n}`))));
  assert.ok(one !== undefined && two !== undefined);
  const letter = await pki.send(one.sk, two.encryption, "乙，你好", systemRandom);

  assert.equal(await pki.receive(two, one.verification, letter), "乙，你好");
  assert.equal(await slugOfPromise(pki.receive(one, one.verification, letter)), "letter");
  assert.equal(await slugOfPromise(pki.receive(two, two.verification, letter)), "letter-signature");
  const signed = pki.signedText(pki.sign(one.sk, '{"recipient":"x","message":""}', systemRandom));
  const passed = await pki.encrypt(two.encryption, signed, systemRandom);
  assert.equal(await slugOfPromise(pki.receive(two, one.verification, passed)), "point-encoding");
  pki.wipeKeys(one);
  assert.equal(decimal(one.sk), "0");
});

test("a seed has 22 letters of an alphabet of 58, and no other has keys", () => {
  assert.match(states[0].seed, /^[1-9A-HJ-NP-Za-km-z]{22}$/);
  assert.equal(slugOf(() => pki.deriveKeys(`${states[0].seed}1`)), "seed");
});

test("scalars are read in one spelling", () => {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  assert.equal(decimal(parse((order - 1n).toString())), (order - 1n).toString());
  assert.equal(slugOf(() => parse(order.toString())), "scalar-range");
  for (const odd of ["", "01", "+1", "1 ", "９", "0x1", 1, null, "9".repeat(78)]) {
    assert.equal(slugOf(() => parse(odd)), "scalar-encoding", String(odd));
  }
});

test("a rehearsal gives what Python gives, and ends", () => {
  const { state, ours, alpha } = known.rehearsal;
  const x = member.secretShare(states.at(-1));
  let kept: rehearsal.Kept | undefined;
  for (const [i, step] of rehearsal.STEPS.entries()) {
    const shown = structuredClone(state);
    for (const later of rehearsal.STEPS.slice(i)) shown.messages[later] = names.map(() => null);
    const after = rehearsal.advance(kept, number, x, shown, stream(`rehearse ${step} ${number}`));
    assert.deepEqual(plain(after), ours[i]);
    kept = after.kept;
  }
  const end = rehearsal.recheck(state);
  assert.deepEqual(rehearsal.pending(end), []);
  rehearsal.checkAlpha(end, alpha);
  assert.equal(slugOf(() => rehearsal.checkAlpha(end, toHex(powerOfG(x)))), "alpha");
  assert.equal(rehearsal.proveCopy(number, x, state, systemRandom), true);
});

test("a rehearsal that is false, or another's, is refused by Python's name", () => {
  const { state, refused } = known.rehearsal;
  for (const { path, value, slug } of refused) {
    assert.equal(slugOf(() => rehearsal.recheck(changed(state, path, value))), slug, path.join());
  }
  const x = member.secretShare(states.at(-1));
  const begun = changed(state, ["messages", "share"], names.map(() => null));
  const advance = (kept: rehearsal.Kept | undefined, place: number, key = x) => () =>
    rehearsal.advance(kept, place, key, begun, systemRandom);
  const { kept } = known.rehearsal.ours[2];

  assert.equal(slugOf(advance(undefined, 1)), "rehearsal-key");
  assert.equal(slugOf(advance(undefined, number, parse("7"))), "rehearsal-key");
  assert.equal(slugOf(advance({ ...kept, meeting: "m-2" }, number)), "rehearsal");
  assert.equal(slugOf(advance({ ...kept, commitments: [] }, number)), "rehearsal");
  assert.equal(slugOf(() => rehearsal.challenge(changed(begun, ["messages", "open", 0], null))), "rehearsal_unfinished");
  assert.equal(rehearsal.proveCopy(number, x, begun, systemRandom), false);
});

test("a key file is sealed as Python seals it, and opens again", async () => {
  const { document, passphrase, text } = known.sealed;
  const cost = { memoryKib: 8192, iterations: 1 };

  assert.equal(await sealKey(document, passphrase, stream("sealed"), cost), text);
  assert.deepEqual(plain(await openKey(text, passphrase)), document);
  const again = await sealKey(document, passphrase, systemRandom, cost);
  assert.notEqual(again, text);
  assert.deepEqual(plain(await openKey(again, passphrase)), document);
  assert.equal(await slugOfPromise(openKey(again, `${passphrase}.`)), "wrong_passphrase");
  const short = sealKey(document, "11 letters.", systemRandom, cost);
  assert.equal(await slugOfPromise(short), "passphrase_too_short");
});

/** Return what JSON keeps of a value. */
function plain(value: unknown): any {
  return JSON.parse(JSON.stringify(value));
}

