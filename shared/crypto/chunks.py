"""Verifying ballots a handful at a time, so that any number of processes can share the work.

Ballots are independent of each other: a chunk is verified and added up wherever the caller's
``map`` sends it, and the encrypted sums are merged at the end.

May import: stdlib, shared.crypto.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from shared.crypto.ballots import ParsedBallot, has_neutral, parse_ballot, verify_ballot
from shared.crypto.checks import rejecting
from shared.crypto.elections import Election
from shared.crypto.errors import ArchiveRejected
from shared.crypto.tally import Tally, add_up

CIPHERTEXTS_A_CHUNK = 400
"""About a quarter of a second of work: small beside an archive, large beside a message."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A few ballots in archive order, with what is needed to verify them anywhere."""

    election_text: str
    first: int
    """Index of the first of them in the archive."""
    texts: tuple[str, ...]
    weights: tuple[int | None, ...]
    """What each adds to the tally; None if it does not count (superseded, or no tally yet)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a chunk: its encrypted sum, or the first refusal."""

    num_ballots: int
    tally: Tally
    refusal: ArchiveRejected | None = None
    neutral: int | None = None
    """Index of the first ballot with a neutral point in a ciphertext, for our profile."""


def cut(election: Election, ballots: Iterable[str], weights: list[int | None]) -> Iterator[Chunk]:
    """Yield ``ballots`` in chunks of about ``CIPHERTEXTS_A_CHUNK`` ciphertexts.

    Ballots are taken one chunk at a time, so that they need not fit into memory together.
    """
    a_ballot = sum(question.num_ciphertexts for question in election.questions)
    size = max(1, CIPHERTEXTS_A_CHUNK // a_ballot)
    texts = iter(ballots)
    for first in range(0, len(weights), size):
        part = tuple(islice(texts, size))
        yield Chunk(election.text, first, part, tuple(weights[first : first + size]))


def verify_chunk(chunk: Chunk) -> Verdict:
    """Return the verdict on ``chunk`` (checks 13, 14, 16, 18 to 21); never raises a refusal."""
    election = Election.from_text(chunk.election_text)
    counted: list[ParsedBallot] = []
    neutral: int | None = None
    for index, text in enumerate(chunk.texts, start=chunk.first):
        try:
            ballot = _verified(text, election, f"ballot {index}")
        except ArchiveRejected as refusal:
            return Verdict(len(chunk.texts), [], refusal)
        if neutral is None and has_neutral(ballot):
            neutral = index
        if chunk.weights[index - chunk.first] is not None:
            counted.append(ballot)
    weights = [weight for weight in chunk.weights if weight is not None]
    return Verdict(len(chunk.texts), add_up(election, counted, weights), None, neutral)


def _verified(text: str, election: Election, where: str) -> ParsedBallot:
    """Return the ballot if all its proofs hold."""
    with rejecting(13, where):
        ballot = parse_ballot(text, election, "belenios-v1")
    with rejecting(20, where):
        verify_ballot(ballot, election)
    return ballot
