"""Hypothesis strategies for the protocol core: elections, choices, credentials, whole votes.

Whatever is drawn here is valid; `test_crypto_properties.py` begins by showing that. How many
examples a property gets is one number for each test, or `settings.EXAMPLES` for all.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import hypothesis
from crypto_factories import SECRET, Parts
from hypothesis import strategies as st
from settings import EXAMPLES

from shared.crypto.ballots import make_ballot, parse_ballot
from shared.crypto.credentials import ALPHABET, GROUP_SIZES, Credential, derive
from shared.crypto.decryption import make_share, result_text
from shared.crypto.elections import Election, Question
from shared.crypto.group import power_of_g, to_hex
from shared.crypto.jsontext import encode
from shared.crypto.proofs import prove_key
from shared.crypto.scalars import Q
from shared.crypto.tally import add_up, tally_text

ODD_TEXTS = (
    "",
    "年度民主测评",
    "赞成／反对／弃权",
    "\x7f",
    '"',
    "\\",
    '\\"\\u007f',
    "\n\r\t\b\f\x00\x1b",
    "\u2028\u2029\ufeff",
    "𠮷🗳",
    "e\u0301",
    "a,b|c",
    ',"signature":',
    "' OR 1=1 --",
    "<b>&amp;",
)
WEIGHTS = (0, 1, 2, 1000, 2**30 - 1, 2**30, 2**40)


def examples(count: int) -> hypothesis.settings:
    """Return the settings of a property that is tried ``count`` times in the usual run."""
    return hypothesis.settings(max_examples=EXAMPLES or count)


texts = st.sampled_from(ODD_TEXTS) | st.text(st.characters(codec="utf-8"), max_size=6)
uuids = st.text(ALPHABET, min_size=14, max_size=18)
codes = st.tuples(*(st.text(ALPHABET, min_size=n, max_size=n) for n in GROUP_SIZES)).map("-".join)
exponents = st.integers(1, Q - 1)
sources = st.integers(0, 2**32).map(lambda seed: random.Random(seed).randbytes)
"""Randomness that a failing example repeats."""


@st.composite
def questions(draw, *, blank: bool | None = None) -> Question:
    """Draw a question of one to four answers, with any bounds."""
    answers = draw(st.lists(texts, min_size=1, max_size=4))
    least = draw(st.integers(0, len(answers)))
    most = draw(st.integers(least, len(answers)))
    with_blank = draw(st.booleans()) if blank is None else blank
    return Question(draw(texts), tuple(answers), least, most, with_blank)


@st.composite
def elections(draw, **changes) -> Election:
    """Draw an election of one to three questions under the key g^SECRET."""
    fields = {
        "uuid": draw(uuids),
        "name": draw(texts),
        "description": draw(texts),
        "public_key": power_of_g(SECRET),
        "questions": tuple(draw(st.lists(questions(), min_size=1, max_size=3))),
        "administrator": draw(st.none() | texts),
        "credential_authority": draw(st.none() | texts),
        "language": draw(st.none() | st.tuples(texts, texts)),
    }
    return Election(**{**fields, **changes})


@st.composite
def rows(draw, question: Question) -> list[int]:
    """Draw an answer that ``question`` allows."""
    size = len(question.answers)
    if question.blank and draw(st.booleans()):
        return [1] + [0] * size
    places = draw(st.permutations(range(size)))[: draw(st.sampled_from(question.sums))]
    row = [int(place in places) for place in range(size)]
    return [0, *row] if question.blank else row


def choices(election: Election) -> st.SearchStrategy[tuple[list[int], ...]]:
    """Draw an answer to every question."""
    return st.tuples(*(rows(question) for question in election.questions))


def credentials(uuid: str) -> st.SearchStrategy[Credential]:
    """Draw the credential of any code."""
    return codes.map(lambda code: derive(uuid, code))


@dataclass(frozen=True)
class Vote:
    """A whole vote with everybody's secrets: who may vote, what was cast, in order."""

    election: Election
    listed: tuple[Credential, ...]
    weights: tuple[int, ...] | None
    """One for each listed credential, or none at all."""
    cast: tuple[tuple[int, tuple[list[int], ...]], ...]
    """(place on the list, choices) of each ballot; a voter's last one counts."""
    random: Callable[[int], bytes]

    @cached_property
    def ballots(self) -> list[str]:
        """The ballots' texts, in the order they were cast."""
        return [
            make_ballot(self.election, self.listed[voter], chosen, self.random)
            for voter, chosen in self.cast
        ]

    @property
    def counted(self) -> list[int]:
        """Which ballots count."""
        last = {voter: index for index, (voter, _) in enumerate(self.cast)}
        return sorted(last.values())

    @property
    def counted_weights(self) -> list[int]:
        """The weights of the ballots that count."""
        return [self.weight(self.cast[index][0]) for index in self.counted]

    def weight(self, voter: int) -> int:
        """Return what a voter's ballot weighs."""
        return 1 if self.weights is None else self.weights[voter]

    @property
    def oracle(self) -> list[list[int]]:
        """The result, added up from what everybody chose: no cryptography."""
        totals = [[0] * question.num_ciphertexts for question in self.election.questions]
        for index in self.counted:
            voter, chosen = self.cast[index]
            for total, row in zip(totals, chosen, strict=True):
                for place, bit in enumerate(row):
                    total[place] += bit * self.weight(voter)
        return totals

    def parts(self) -> Parts:
        """Return the archive of this vote with one trustee, its result that of the oracle."""
        in_order = sorted(range(len(self.listed)), key=lambda i: self.listed[i].public)
        suffix = "" if self.weights is None else ",{}"
        listed = [self.listed[i].public_hex + suffix.format(self.weight(i)) for i in in_order]
        parsed = [parse_ballot(self.ballots[i], self.election) for i in self.counted]
        tally = add_up(self.election, parsed, self.counted_weights)
        text = tally_text(tally)
        share = make_share(self.election.fingerprint, text, SECRET, tally, self.random)
        key = {"pok": prove_key(SECRET, self.random).to_json(), "public_key": to_hex(KEY)}
        return Parts(
            self.election.text,
            encode([["Single", key]]),
            encode(listed),
            self.ballots,
            text,
            len(self.counted),
            sum(self.counted_weights),
            [(1, share)],
            result_text(self.oracle),
        )


KEY = power_of_g(SECRET)


@st.composite
def votes(draw, most: int = 4) -> Vote:
    """Draw a whole vote of up to ``most`` ballots, some perhaps of the same voter."""
    election = draw(elections())
    named = credentials(election.uuid)
    listed = draw(st.lists(named, min_size=1, max_size=3, unique_by=lambda one: one.public))
    weight = st.lists(st.sampled_from(WEIGHTS), min_size=len(listed), max_size=len(listed))
    voter = st.integers(0, len(listed) - 1)
    cast = st.lists(st.tuples(voter, choices(election)), max_size=most)
    return Vote(
        election,
        tuple(listed),
        draw(st.none() | weight.map(tuple)),
        tuple(draw(cast)),
        draw(sources),
    )
