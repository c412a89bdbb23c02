"""What may be cast: from the bytes that were sent to an accepted ballot.

One thing to know: nobody but ``accept`` makes an ``AcceptedBallot``, and the store takes nothing
else, so no unchecked ballot gets into a box. Cheap checks come first, and none of them tells
whether a credential was used already: who holds no slip learns nothing about turnout (P9).
Source: PROTOCOL sections 3, 11, 12 and P5.

May import: stdlib, shared.crypto, shared.errors.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from shared.crypto.ballots import BITS, check_ballot
from shared.crypto.elections import Election
from shared.crypto.errors import MalformedBytes
from shared.crypto.jsontext import decode, items, string
from shared.errors import Conflict, InvalidInput

BALLOT_LIMIT = 2 * 1024 * 1024
"""Bytes; a sheet of 577 officials with five options needs 1.6 MB."""

_FRAME_BYTES, _QUESTION_BYTES, _CHOICE_BYTES, _PROOF_BYTES = 700, 80, 180, 200
"""At most so many bytes of a ballot are spent on its head and signature, and on each question,
ciphertext and single proof: two scalars of up to 77 digits and their names."""

_HEAD = re.compile(
    rb'\{"election_uuid":"([1-9A-HJ-NP-Za-km-z]{14,64})","election_hash":"([A-Za-z0-9+/]{43})",'
    rb'"credential":"([0-9a-f]{64})","answers":\['
)
"""How every ballot begins in its one spelling; read without parsing the rest."""


class WrongElection(InvalidInput):
    """The ballot was made for another box, or for another text of this one."""

    code = "wrong_election"


class CredentialUnknown(InvalidInput):
    """The ballot's credential is not on the list of this box."""

    code = "credential_unknown"


class CredentialUsed(Conflict):
    """Another ballot was cast with this credential; the first one stands."""

    code = "credential_used"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a ballot is checked against. Fixed before a box opens, so it can be kept."""

    election: Election
    listed: frozenset[str]
    """Public credentials, hex."""

    @property
    def longest_ballot(self) -> int:
        """How many bytes a ballot for this sheet may have; no real one has as many."""
        return _FRAME_BYTES + sum(
            _QUESTION_BYTES
            + question.num_ciphertexts * (_CHOICE_BYTES + len(BITS) * _PROOF_BYTES)
            + len(question.sums) * _PROOF_BYTES
            for question in self.election.questions
        )


@dataclass(frozen=True, slots=True)
class AcceptedBallot:
    """A ballot that passed every check. Only ``accept`` makes one; only the store takes one."""

    uuid: str
    tracker: bytes
    """SHA-256 of the text, 32 bytes."""
    credential: str
    """Public credential, hex; unique in its box."""
    text: str


def read_sheet(election_text: str, list_text: str) -> Sheet:
    """Return the sheet of texts that were checked when they came in."""
    listed = frozenset(string(entry) for entry in items(decode(list_text)))
    return Sheet(Election.from_text(election_text), listed)


def check_head(content: bytes, sheet: Sheet) -> None:
    """Return if the ballot's length and first fields fit the sheet: microseconds, before any proof.

    Raises:
        MalformedBytes: ``content`` does not begin as a ballot does, or is longer than one.
        WrongElection: it was made for another election.
        CredentialUnknown: its credential is not listed.
    """
    head = _HEAD.match(content)
    if head is None:
        raise MalformedBytes("This is not a ballot.")
    uuid, fingerprint, credential = (part.decode() for part in head.groups())
    if (uuid, fingerprint) != (sheet.election.uuid, sheet.election.fingerprint):
        raise WrongElection("This ballot was made for another box. Load the page again.")
    if credential not in sheet.listed:
        raise CredentialUnknown("This slip is not for this box. Show it to the attendant.")
    if len(content) > sheet.longest_ballot:
        raise MalformedBytes("This is not a ballot.")


def accept(content: bytes, sheet: Sheet) -> AcceptedBallot:
    """Return ``content`` as an accepted ballot once every check has passed (13-16, 18-21).

    Whether its credential was used is for the unique index to say.

    Raises:
        MalformedBytes, WrongElection, CredentialUnknown: as ``check_head``.
        VerificationFailed: its signature or one of its proofs does not hold.
    """
    check_head(content, sheet)
    checked = check_ballot(_text(content), sheet.election)
    assert checked.credential_hex in sheet.listed, "a ballot has one spelling, and so one head"
    return AcceptedBallot(
        sheet.election.uuid, checked.tracker, checked.credential_hex, checked.text
    )


def _text(content: bytes) -> str:
    """Return the ballot as text."""
    try:
        return content.decode("ascii")
    except UnicodeDecodeError:
        raise MalformedBytes("This is not a ballot.") from None
