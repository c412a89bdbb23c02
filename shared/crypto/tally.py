"""Adding ballots up under encryption, and reading the small number at the end.

Partial sums made anywhere can be merged: the product of ciphertexts has no order.

May import: stdlib, shared.crypto.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from math import isqrt

from shared.crypto.ballots import ParsedBallot
from shared.crypto.elections import Election
from shared.crypto.elgamal import EMPTY, Ciphertext, product, raise_to
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.group import NEUTRAL, Point, divide, multiply, power_of_g
from shared.crypto.jsontext import decode_exact, encode, items

Tally = list[list[Ciphertext]]
"""One row for each question, one ciphertext for each answer (blank votes first)."""


def empty_tally(election: Election) -> Tally:
    """Return the tally of no ballots: neutral elements in the shape of ``election``."""
    return [[EMPTY] * question.num_ciphertexts for question in election.questions]


def add_up(
    election: Election,
    ballots: Iterable[ParsedBallot],
    weights: Iterable[int] | None = None,
) -> Tally:
    """Return the encrypted sums of ``ballots`` (PROTOCOL section 9).

    Args:
        election: gives the shape.
        ballots: those that count, each verified already: a sum over unverified points is
            worthless, since libsodium's addition tests nothing.
        weights: one for each ballot; every ballot weighs 1 without.
    """
    tally = empty_tally(election)
    rows = [[answer.choices for answer in ballot.answers] for ballot in ballots]
    factors = [1] * len(rows) if weights is None else list(weights)
    for choices, weight in zip(rows, factors, strict=True):
        weighted = [[raise_to(choice, weight) for choice in row] for row in choices]
        tally = merge(tally, weighted)
    return tally


def merge(one: Tally, other: Tally) -> Tally:
    """Return the encrypted sum of two tallies of the same election."""
    return [
        [product(pair) for pair in zip(row, other_row, strict=True)]
        for row, other_row in zip(one, other, strict=True)
    ]


def tally_text(tally: Tally) -> str:
    """Return the archive's text of an encrypted tally."""
    return encode([[ciphertext.to_json() for ciphertext in row] for row in tally])


def parse_tally(text: str, election: Election) -> Tally:
    """Return the tally that ``text`` spells, in the shape of ``election``.

    The neutral element is allowed, canonically spelt: nobody may have voted.

    Raises:
        MalformedBytes: not canonical, or of another shape.
        VerificationFailed: a point is not a member.
    """
    rows = items(decode_exact(text), len(election.questions))
    return [
        [
            Ciphertext.from_json(entry, neutral=True)
            for entry in items(row, question.num_ciphertexts)
        ]
        for row, question in zip(rows, election.questions, strict=True)
    ]


def tally_hash(text: str) -> str:
    """Return T: the SHA-256 of a tally's text in hexadecimal (PROTOCOL P2)."""
    return sha256(text.encode()).hexdigest()


def discrete_log(point: Point, bound: int) -> int:
    """Return the n in [0, bound] with g^n = ``point``, by baby steps and giant steps.

    Raises:
        VerificationFailed: there is none (slug ``no-discrete-log``): a share is wrong.
    """
    if bound < 0:
        raise MalformedBytes("The bound of a count cannot be negative.", "bound")
    width = isqrt(bound) + 1
    baby_steps = _baby_steps(width)
    giant_step = power_of_g(width)
    for giant in range(width + 1):
        baby = baby_steps.get(point)
        if baby is not None and giant * width + baby <= bound:
            return giant * width + baby
        point = divide(point, giant_step)
    raise VerificationFailed("A decrypted entry is no possible count.", "no-discrete-log")


@lru_cache(maxsize=4)
def _baby_steps(width: int) -> dict[Point, int]:
    """Return g^n to n for n in [0, width)."""
    steps: dict[Point, int] = {}
    point, g = NEUTRAL, power_of_g(1)
    for n in range(width):
        steps[point] = n
        point = multiply(point, g)
    return steps
