"""The public side of the key ceremony (PROTOCOL P3, section 8): what the tally service keeps.

A ceremony has four steps; a step opens when every trustee has done the one before:

* ``cert``        {"cert": signed_msg, "name": text}
* ``commitment``  {"commitment": hex SHA-256 of the signed coefexps text still to come}
* ``polynomial``  {"coefexps": signed_msg, "polynomial": letter, "secrets": [letter …],
  "signature": proof}
* ``output``      {"private_key": letter, "public_key": trustee_public_key}

One thing to know: everything here is public and everything is checked before it is taken, so
``replay`` lets anybody repeat the whole ceremony from its transcript. What only the
addressee of a letter can see, the trustees check (``member``).

A board is a JSON object: {"names": [text …], "threshold": k, "messages": {step: [message or
null, one a trustee]}}. Functions return a new one and never change the one they were given.

May import: shared.crypto, shared.errors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from shared.crypto import jsontext, turns
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.framing import framed_hash
from shared.crypto.group import Point
from shared.crypto.jsontext import fields, items, string
from shared.crypto.proofs import Proof, verify_key
from shared.crypto.trustees.items import Pedersen, trustees_text
from shared.crypto.trustees.parsing import check_profile, parse_trustees
from shared.crypto.trustees.pki import SignedMessage, read_letter
from shared.crypto.trustees.threshold import (
    MAX_TRUSTEES,
    Certificate,
    Context,
    TrusteeKey,
    check_certs_signature,
    check_context,
    check_distinct,
    check_verification_key,
    committed_value,
    read_certificate,
    read_coefficients,
    summed,
)
from shared.crypto.turns import is_new, no_messages, normal
from shared.errors import Conflict

STEPS = ("cert", "commitment", "polynomial", "output")
_TRANSCRIPT = {"type": "ostraka/ceremony", "version": 1}
_NAME = re.compile(r"[^\x00-\x1f\x7f]{1,100}")
_HASH = re.compile(r"[0-9a-f]{64}")

JsonObject = dict[str, Any]


class CeremonyUnfinished(Conflict):
    """There is no key yet: some trustee still has to act."""

    code = "ceremony_unfinished"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a finished ceremony leaves."""

    trustees_text: str
    """The ``trustees`` text of every archive of this board: one Pedersen item."""
    key: Point
    """The election key."""
    transcript: bytes
    """All messages, canonical JSON; public for ever."""
    digest: bytes
    """Framed SHA-256 of the transcript, 32 bytes; trustees compare its six words aloud."""


@dataclass
class _Read:
    """What the messages on a board say, each read and verified once, in trustee order."""

    certs: list[Certificate] = field(default_factory=list)
    coefficients: list[tuple[Point, ...]] = field(default_factory=list)

    @cached_property
    def summed(self) -> list[Point]:
        """The coefficients of the sum of all polynomials, once they are all there."""
        return summed(self.coefficients)


def new_board(names: Sequence[str], threshold: int) -> JsonObject:
    """Return the empty board of a ceremony of ``len(names)`` trustees.

    Raises:
        MalformedBytes: not more trustees than the threshold, too many of them, or a name that
            is empty, long or not one line.
    """
    size = len(names)
    if not 1 <= threshold < size <= MAX_TRUSTEES:
        raise MalformedBytes("A board needs more trustees than its threshold.", "threshold")
    if not all(_NAME.fullmatch(name) for name in names):
        raise MalformedBytes("A trustee's name is one line of text.", "trustee-name")
    return {
        "names": list(names),
        "threshold": threshold,
        "messages": no_messages(STEPS, size),
    }


def accept(board: JsonObject, number: int, step: str, message: object) -> JsonObject:
    """Return ``board`` with trustee ``number``'s ``message`` of ``step``, fully checked.

    The same message again changes nothing.

    Raises:
        StepNotOpen: the step before is not complete.
        MessageStands: another message of this trustee stands.
        MalformedBytes, VerificationFailed: the message is not what the protocol asks for.
    """
    board, message = normal(board), normal(message)
    if is_new(board["messages"], STEPS, number, step, message):
        certs = certificates(board) if step != "commitment" else []
        dealt = coefficients(board, certs) if step == "output" else []
        _CHECKS[step](board, _Read(certs, dealt), number, message)
        board["messages"][step][number - 1] = message
    return board


def pending(board: JsonObject) -> list[tuple[int, str]]:
    """Return who owes what now: (trustee number, step); nothing when the ceremony is over."""
    return turns.pending(board["messages"], STEPS)


def outcome(board: JsonObject) -> Outcome:
    """Return what the finished ceremony leaves, checked once more as an archive would be.

    Raises:
        CeremonyUnfinished: somebody still has to act.
    """
    if pending(board):
        raise CeremonyUnfinished("The ceremony is not over; some trustee still has to act.")
    board = normal(board)
    certs = certificates(board)
    dealt = board["messages"]["polynomial"]
    keys = [TrusteeKey.from_json(m["public_key"], signed=True) for m in board["messages"]["output"]]
    item = Pedersen(
        board["threshold"],
        tuple(certs),
        tuple(SignedMessage.from_json(message["coefexps"]) for message in dealt),
        tuple(coefficients(board, certs)),
        tuple(Proof.from_json(message["signature"]) for message in dealt),
        tuple(key._replace(name=name) for key, name in zip(keys, board["names"], strict=True)),
    )
    text = trustees_text([item])
    check_profile(parse_trustees(text))
    transcript = jsontext.canonical({**_TRANSCRIPT, **board})
    return Outcome(
        text, item.combined_key, transcript, framed_hash("ostraka/v1/ceremony", transcript)
    )


def replay(transcript: bytes | str) -> Outcome:
    """Return the outcome of a published transcript after checking every message of it again.

    Raises:
        MalformedBytes, VerificationFailed, StepNotOpen, CeremonyUnfinished: it is not the
            transcript of a ceremony that was run as it should.
    """
    whole = jsontext.decode(transcript)
    if not isinstance(whole, dict) or {k: whole.pop(k, None) for k in _TRANSCRIPT} != _TRANSCRIPT:
        raise MalformedBytes("This is not the transcript of a ceremony.", "transcript")
    result = outcome(recheck(whole))
    written = transcript.encode() if isinstance(transcript, str) else transcript
    if result.transcript != written:
        raise MalformedBytes("The transcript is not in its canonical spelling.", "transcript")
    return result


def recheck(value: object) -> JsonObject:
    """Return the board that somebody else published after checking every message on it.

    Raises:
        MalformedBytes, VerificationFailed, StepNotOpen: not a board, or something on it is false.
    """
    read = fields(normal(value), ("messages", "names", "threshold"))
    names = [string(name) for name in items(read["names"])]
    threshold = jsontext.integer(read["threshold"], 1, MAX_TRUSTEES)
    board = new_board(names, threshold)
    published = fields(read["messages"], sorted(STEPS))
    known = _Read()
    for step in STEPS:
        for number, message in enumerate(items(published[step], len(names)), start=1):
            if message is not None and is_new(board["messages"], STEPS, number, step, message):
                _CHECKS[step](board, known, number, message)
                board["messages"][step][number - 1] = message
    return board


def certificates(board: JsonObject) -> list[Certificate]:
    """Return the certificates on a board, in trustee order; those not there are left out."""
    return [
        read_certificate(SignedMessage.from_json(message["cert"]))
        for message in board["messages"]["cert"]
        if message is not None
    ]


def coefficients(board: JsonObject, certs: Sequence[Certificate]) -> list[tuple[Point, ...]]:
    """Return every trustee's committed coefficients; the step ``polynomial`` must be complete."""
    return [
        read_coefficients(SignedMessage.from_json(message["coefexps"]), cert, board["threshold"])
        for message, cert in zip(board["messages"]["polynomial"], certs, strict=True)
    ]


def _check_cert(board: JsonObject, known: _Read, number: int, message: object) -> None:
    """Add the certificate to what is ``known``, if it is for this place with keys of its own."""
    read = fields(message, ("cert", "name"))
    if read["name"] != board["names"][number - 1]:
        raise VerificationFailed("The name is not the one on the board.", "trustee-name")
    certificate = read_certificate(SignedMessage.from_json(read["cert"]))
    if certificate.context is None:
        raise VerificationFailed("The certificate does not say what it is for.", "cert-context")
    check_context(certificate, Context(len(board["names"]), board["threshold"], number))
    check_distinct([*known.certs, certificate])
    known.certs.append(certificate)


def _check_commitment(_: JsonObject, __: _Read, ___: int, message: object) -> None:
    """Return if ``message`` has the form of a commitment."""
    read = fields(message, ("commitment",))
    if not _HASH.fullmatch(string(read["commitment"])):
        raise MalformedBytes("A commitment is a SHA-256 in lower-case hex.", "commitment")


def _check_polynomial(board: JsonObject, known: _Read, number: int, message: object) -> None:
    """Add the polynomial, if it is the committed one, signed, with a letter for everybody."""
    read = fields(message, ("coefexps", "polynomial", "secrets", "signature"))
    signed = SignedMessage.from_json(read["coefexps"])
    committed = board["messages"]["commitment"][number - 1]["commitment"]
    if not compare_digest(sha256(signed.to_text().encode()).hexdigest(), committed):
        raise VerificationFailed("The coefficients are not the committed ones.", "commitment")
    points = read_coefficients(signed, known.certs[number - 1], board["threshold"])
    check_certs_signature(known.certs, number, points, Proof.from_json(read["signature"]))
    for letter in (read["polynomial"], *items(read["secrets"], len(known.certs))):
        _check_letter(letter)
    known.coefficients.append(points)


def _check_output(_: JsonObject, known: _Read, number: int, message: object) -> None:
    """Return if the verification key follows from all polynomials and is proved and signed."""
    read = fields(message, ("private_key", "public_key"))
    key = TrusteeKey.from_json(read["public_key"], signed=True)
    if key.signature is None or key.name is not None:
        raise MalformedBytes("A verification key must be signed and bear no name.", "output")
    expected = committed_value(known.summed, number)
    check_verification_key(key, expected, known.certs[number - 1])
    verify_key(key.public_key, key.pok)
    _check_letter(read["private_key"])


def _check_letter(value: object) -> None:
    """Return if ``value`` is a letter in the form that we write."""
    if read_letter(string(value)).algorithm is None:
        raise MalformedBytes("A letter must be encrypted with AES-GCM.", "letter-algorithm")


_CHECKS = {
    "cert": _check_cert,
    "commitment": _check_commitment,
    "polynomial": _check_polynomial,
    "output": _check_output,
}
