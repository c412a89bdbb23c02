"""Cutting a box into pieces of work, and verifying one piece.

A chunk is a second or two of proofs, so that several workers share a box and a killed one costs
little. Its sum is kept and merged with the others at the end.

May import: stdlib, shared.crypto, this room's domain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.crypto import jsontext
from shared.crypto.chunks import Chunk as Piece
from shared.crypto.chunks import verify_chunk
from shared.crypto.elections import Election
from shared.crypto.tally import Tally, empty_tally, merge, parse_tally, tally_text
from tally_service.counts.domain.refusals import CountFailed

CIPHERTEXTS_A_CHUNK = 2000
"""About 1.3 s of proofs at 0.65 ms a ciphertext (PROTOCOL section 16)."""

BALLOT_REJECTED = "ballot_rejected"
CREDENTIAL_REJECTED = "credential_rejected"


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some ballots of one box, in archive order."""

    number: int
    first: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summed:
    """A chunk whose every proof holds."""

    tally_text: str
    """The encrypted sum, in the archive's spelling."""
    credentials: tuple[str, ...]
    """The public credentials that voted, hex."""


def cut(election: Election, ballots: Sequence[str]) -> list[Chunk]:
    """Return ``ballots`` in chunks of about ``CIPHERTEXTS_A_CHUNK``, a ballot at least."""
    cells = sum(question.num_ciphertexts for question in election.questions)
    size = max(1, CIPHERTEXTS_A_CHUNK // cells)
    return [
        Chunk(number, first, tuple(ballots[first : first + size]))
        for number, first in enumerate(range(0, len(ballots), size))
    ]


def verify(election_text: str, chunk: Chunk) -> Summed:
    """Return the sum of ``chunk`` after checks 13, 14, 16, 18 to 21 and P5.

    Raises:
        CountFailed: cause ``ballot_rejected``: one ballot of it is false.
    """
    weights: tuple[int | None, ...] = (1,) * len(chunk.texts)
    verdict = verify_chunk(Piece(election_text, chunk.first, chunk.texts, weights))
    if verdict.refusal is not None or verdict.neutral is not None:
        raise CountFailed(BALLOT_REJECTED) from verdict.refusal
    return Summed(tally_text(verdict.tally), tuple(_credential(text) for text in chunk.texts))


def add_up(election: Election, sums: Sequence[str]) -> Tally:
    """Return the encrypted tally of the whole box from the sums of its chunks."""
    tally = empty_tally(election)
    for text in sums:
        tally = merge(tally, parse_tally(text, election))
    return tally


def check_credentials(voted: Sequence[str], listed: Sequence[str]) -> None:
    """Return if every ballot has a listed credential of its own (check 15, P5).

    Raises:
        CountFailed: cause ``credential_rejected``.
    """
    if len(set(voted)) != len(voted) or not set(voted) <= set(listed):
        raise CountFailed(CREDENTIAL_REJECTED)


def _credential(text: str) -> str:
    """Return the public credential of a verified ballot."""
    read = jsontext.decode(text)
    assert isinstance(read, dict), "verified ballots are objects"
    return jsontext.string(read["credential"])
