"""Making, signing, parsing and checking a ballot (PROTOCOL sections 5 and 6).

A ballot that was sent is trusted by type: ``ParsedBallot`` is well formed, ``CheckedBallot``
passed every proof. The parser takes exactly the text that the writer writes, because a second
spelling of the same ballot would be another tracker, and room for a hidden mark.

Spec letters: S0 = φ|credential; S = S0 and all ciphertexts of an answer.

May import: stdlib, shared.crypto.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_bytes
from typing import Literal

from shared.crypto.credentials import Credential
from shared.crypto.elections import Election, Question
from shared.crypto.elgamal import Ciphertext, encrypt, product
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.group import NEUTRAL, Point, read_hex, to_hex
from shared.crypto.jsontext import b64, decode_exact, encode, fields, items
from shared.crypto.proofs import (
    Branch,
    Claim,
    Proof,
    prove_one_of,
    range_branches,
    range_claims,
    sign,
    verify_one_of,
    verify_signature,
)
from shared.crypto.scalars import Q, Random, random_scalar

Profile = Literal["ostraka", "belenios-v1"]

BITS = (0, 1)
_BALLOT_FIELDS = ("election_uuid", "election_hash", "credential", "answers", "signature")
_ANSWER_FIELDS = ("choices", "individual_proofs", "overall_proof", "blank_proof")
_SIGNATURE_MARK = ',"signature":'


@dataclass(frozen=True, slots=True)
class Answer:
    """The encrypted answer to one question with its proofs; points not yet tested."""

    choices: list[Ciphertext]
    """With a blank vote allowed, index 0 encrypts 'is blank'."""
    individual_proofs: list[list[Proof]]
    overall_proof: list[Proof]
    blank_proof: list[Proof] | None

    def to_json(self) -> dict[str, object]:
        """Return the archive's object of this answer."""
        written: dict[str, object] = {
            "choices": [choice.to_json() for choice in self.choices],
            "individual_proofs": [_proofs_to_json(proofs) for proofs in self.individual_proofs],
            "overall_proof": _proofs_to_json(self.overall_proof),
        }
        if self.blank_proof is not None:
            written["blank_proof"] = _proofs_to_json(self.blank_proof)
        return written


@dataclass(frozen=True, slots=True)
class ParsedBallot:
    """A ballot that is well formed and belongs to its election; no proof was checked."""

    text: str
    credential_hex: str
    credential: Point
    answers: list[Answer]
    signed_hash: object
    """What the ballot says is the hash of its own text; compared, never used."""
    signature: Proof


@dataclass(frozen=True, slots=True)
class CheckedBallot:
    """A ballot that passed every check under our profile. Only ``check_ballot`` makes one."""

    text: str
    credential_hex: str
    tracker: bytes


def make_ballot(
    election: Election,
    credential: Credential,
    choices: Sequence[Sequence[int]],
    random: Random = token_bytes,
) -> str:
    """Return the signed ballot text of ``choices``.

    Args:
        election: what is voted on.
        credential: derived for this election's uuid.
        choices: one row of 0 and 1 for each question, an entry for each answer; where a blank
            vote is allowed one more entry comes first, 1 for blank.
        random: source of the encryption and proof randomness.

    Raises:
        MalformedBytes: the choices do not fit the questions (slug ``choices``).
    """
    if len(choices) != len(election.questions):
        raise MalformedBytes("The choices do not fit the questions.", "choices")
    context = f"{election.fingerprint}|{credential.public_hex}"
    answers = [
        _make_answer(election.public_key, question, row, context, random)
        for question, row in zip(election.questions, choices, strict=True)
    ]
    ballot: dict[str, object] = {
        "election_uuid": election.uuid,
        "election_hash": election.fingerprint,
        "credential": credential.public_hex,
        "answers": [answer.to_json() for answer in answers],
    }
    text_hash = _hash(encode(ballot))
    proof = sign(text_hash, credential.secret, random)
    return encode({**ballot, "signature": {"hash": text_hash, "proof": proof.to_json()}})


def parse_ballot(text: str, election: Election, profile: Profile = "ostraka") -> ParsedBallot:
    """Return the ballot that ``text`` spells (checks 13, 14, 18, 19; neutral points of 20).

    Membership of the ciphertexts is tested by ``verify_ballot``, as part of the proofs.

    Raises:
        MalformedBytes: not canonical, or of a shape that does not fit the questions.
        VerificationFailed: made for another election, or a neutral point where the profile
            forbids one.
    """
    read = fields(decode_exact(text), _BALLOT_FIELDS)
    if read["election_uuid"] != election.uuid:
        raise VerificationFailed("The ballot is of another election.", "ballot-uuid")
    if read["election_hash"] != election.fingerprint:
        raise VerificationFailed("The ballot is of another version.", "election-hash")
    credential = read_hex(read["credential"])
    if credential == NEUTRAL:
        raise VerificationFailed("The credential is the neutral element.", "cred-neutral")
    rows = items(read["answers"])
    if len(rows) != len(election.questions):
        raise MalformedBytes("The answers do not fit the questions.", "answer-shape")
    answers = [
        _parse_answer(row, question) for row, question in zip(rows, election.questions, strict=True)
    ]
    signature = fields(read["signature"], ("hash", "proof"))
    parsed = ParsedBallot(
        text,
        to_hex(credential),
        credential,
        answers,
        signature["hash"],
        Proof.from_json(signature["proof"]),
    )
    if profile == "ostraka" and has_neutral(parsed):
        raise VerificationFailed("A ciphertext holds the neutral element.", "neutral-ciphertext")
    return parsed


def has_neutral(ballot: ParsedBallot) -> bool:
    """Return whether half a ciphertext is the neutral element, which hides nothing (P5)."""
    return any(NEUTRAL in choice for answer in ballot.answers for choice in answer.choices)


def verify_ballot(ballot: ParsedBallot, election: Election) -> None:
    """Return if signature and proofs of ``ballot`` hold (checks 16, 20, 21).

    Raises:
        VerificationFailed: slugs ``ballot-hash``, ``ballot-signature``, ``membership``,
            ``individual-proof``, ``blank-proof``, ``overall-proof``.
    """
    unsigned = ballot.text[: ballot.text.rindex(_SIGNATURE_MARK)] + "}"
    text_hash = _hash(unsigned)
    if ballot.signed_hash != text_hash:
        raise VerificationFailed("The signed hash is not that of the ballot.", "ballot-hash")
    verify_signature(text_hash, ballot.credential, ballot.signature)
    context = f"{election.fingerprint}|{ballot.credential_hex}"
    for question, answer in zip(election.questions, ballot.answers, strict=True):
        _verify_answer(election.public_key, question, answer, context)


def check_ballot(text: str, election: Election) -> CheckedBallot:
    """Return ``text`` as a checked ballot (13, 14, 16, 18-21 under our profile).

    Whether its credential is listed, and used already, is for the box to say.

    Raises:
        MalformedBytes, VerificationFailed: the first check that fails.
    """
    parsed = parse_ballot(text, election)
    verify_ballot(parsed, election)
    return CheckedBallot(text, parsed.credential_hex, tracker(text))


def longest_ballot(election: Election) -> int:
    """Return a length in bytes that no ballot of ``election`` can reach.

    Twice the length of a ballot in which every number has all its digits: what a longer text
    holds is known to be wrong before it is read.
    """
    proof = Proof(Q, Q).to_json()
    choice = {"alpha": "0" * 64, "beta": "0" * 64}
    length = len(encode({"election_uuid": election.uuid, "signature": proof})) + 1024
    for question in election.questions:
        proofs = 2 * question.num_ciphertexts + len(question.sums) + 3
        length += question.num_ciphertexts * len(encode([choice, []])) + 128
        length += proofs * len(encode([proof]))
    return 2 * length


def tracker(text: str | bytes) -> bytes:
    """Return the ballot's tracker: the 32-byte SHA-256 of its text."""
    return sha256(text.encode() if isinstance(text, str) else text).digest()


def _make_answer(
    y: Point, question: Question, row: Sequence[int], context: str, random: Random
) -> Answer:
    """Return the encrypted and proved answer ``row`` to ``question``."""
    _check_row(question, row)
    rs = [random_scalar(random) for _ in row]
    choices = [encrypt(y, m, r) for m, r in zip(row, rs, strict=True)]
    individual = [
        prove_one_of(_prove_prefix(context, choice), y, range_branches(r, m, BITS), random)
        for choice, m, r in zip(choices, row, rs, strict=True)
    ]
    statement = _statement(context, choices)
    first = 1 if question.blank else 0
    r_sum, m_sum = sum(rs[first:]) % Q, sum(row[first:])
    in_range = range_branches(r_sum, m_sum, question.sums)
    if not question.blank:
        prefix = _prove_prefix(statement, product(choices))
        return Answer(choices, individual, prove_one_of(prefix, y, in_range, random), None)
    no_blank_or_none = [Branch(rs[0], row[0]), Branch(r_sum, m_sum)]
    blank_or_in_range = [Branch(rs[0], row[0] - 1), *in_range]
    return Answer(
        choices,
        individual,
        prove_one_of(f"bproof1|{statement}|", y, blank_or_in_range, random),
        prove_one_of(f"bproof0|{statement}|", y, no_blank_or_none, random),
    )


def _verify_answer(y: Point, question: Question, answer: Answer, context: str) -> None:
    """Return if all proofs of one answer hold; individual ones first, they test membership."""
    for choice, proofs in zip(answer.choices, answer.individual_proofs, strict=True):
        prefix = _prove_prefix(context, choice)
        verify_one_of(prefix, y, range_claims(choice, BITS), proofs, "individual-proof")
    statement = _statement(context, answer.choices)
    if answer.blank_proof is None:
        total = product(answer.choices)
        claims = range_claims(total, question.sums)
        prefix = _prove_prefix(statement, total)
    else:
        blank, total = answer.choices[0], product(answer.choices[1:])
        claims = [Claim(*blank), Claim(*total)]
        verify_one_of(f"bproof0|{statement}|", y, claims, answer.blank_proof, "blank-proof")
        claims = [*range_claims(blank, (1,)), *range_claims(total, question.sums)]
        prefix = f"bproof1|{statement}|"
    verify_one_of(prefix, y, claims, answer.overall_proof, "overall-proof")


def _check_row(question: Question, row: Sequence[int]) -> None:
    """Return if ``row`` is an answer that the question allows."""
    if len(row) != question.num_ciphertexts or any(m not in BITS for m in row):
        raise MalformedBytes("The choices do not fit the question.", "choices")
    is_blank = question.blank and row[0] == 1
    chosen = sum(row[1:] if question.blank else row)
    if not (chosen == 0 if is_blank else chosen in question.sums):
        raise MalformedBytes("Too many or too few answers are chosen.", "choices")


def _parse_answer(value: object, question: Question) -> Answer:
    """Return one answer whose counts fit ``question`` (checks 18 and 19)."""
    read = fields(value, _ANSWER_FIELDS, ("blank_proof",))
    choices = [_parse_ciphertext(choice) for choice in items(read["choices"])]
    individual = [_parse_proofs(proofs) for proofs in items(read["individual_proofs"])]
    overall = _parse_proofs(read["overall_proof"])
    count = question.num_ciphertexts
    if (
        len(choices) != count
        or [len(proofs) for proofs in individual] != [len(BITS)] * count
        or len(overall) != len(question.sums) + question.blank
    ):
        raise MalformedBytes("An answer does not fit its question.", "answer-shape")
    if ("blank_proof" in read) != question.blank:
        raise MalformedBytes("A blank proof is missing or too much.", "blank-proof-presence")
    blank = _parse_proofs(read["blank_proof"]) if question.blank else None
    if blank is not None and len(blank) != 2:
        raise MalformedBytes("An answer does not fit its question.", "answer-shape")
    return Answer(choices, individual, overall, blank)


def _parse_ciphertext(value: object) -> Ciphertext:
    """Return a ciphertext whose points are spelt right; the proofs test membership."""
    read = fields(value, ("alpha", "beta"))
    return Ciphertext(read_hex(read["alpha"]), read_hex(read["beta"]))


def _parse_proofs(value: object) -> list[Proof]:
    """Return an array of proofs."""
    return [Proof.from_json(proof) for proof in items(value)]


def _proofs_to_json(proofs: Sequence[Proof]) -> list[dict[str, str]]:
    """Return the archive's array of ``proofs``."""
    return [proof.to_json() for proof in proofs]


def _prove_prefix(statement: str, ciphertext: Ciphertext) -> str:
    """Return the hash prefix of a proof about ``ciphertext``."""
    return f"prove|{statement}|{to_hex(ciphertext.alpha)},{to_hex(ciphertext.beta)}|"


def _statement(context: str, choices: Sequence[Ciphertext]) -> str:
    """Return S: the context and all ciphertexts of the answer in order."""
    return context + "|" + ",".join(to_hex(point) for choice in choices for point in choice)


def _hash(text: str) -> str:
    """Return base64 of the SHA-256 of ``text``."""
    return b64(sha256(text.encode()).digest())
