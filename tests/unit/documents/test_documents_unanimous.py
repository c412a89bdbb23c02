"""Unanimity is flagged where, and only where, the published counts tell everybody's vote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations, combinations_with_replacement

import pytest

from shared.documents.counted import unanimous
from shared.documents.manifests import Subject
from shared.documents.results import CountedBox, CountedContest, Ledger

Ballot = tuple[int, ...]
"""The options that one ballot marks."""


def a_box(letter: str, valid: int) -> CountedBox:
    """Return a counted box in which everybody voted."""
    even = dict.fromkeys(("roll", "present", "printed", "issued", "returned", "valid"), valid)
    ledger = Ledger(**even, unreturned=0, void=0)
    return CountedBox(
        uuid=letter * 14,
        electorate=letter,
        state="counted",
        manifest="0" * 64,
        archive="0" * 64,
        ledger=ledger,
    )


def a_contest(kind: str, **votes: dict[str, int]) -> CountedContest:
    """Return a contest with its votes by electorate."""
    keys = next(iter(votes.values()))
    return CountedContest(
        key="asked",
        title="推荐",
        kind=kind,
        subject=Subject(kind="list" if kind == "choice" else "official", id="s1", name="推荐"),
        counts={key: sum(each[key] for each in votes.values()) for key in keys},
        by_electorate=votes,
    )


def flagged(kind: str, keys: list[str], counts: Iterable[int], ballots: int) -> bool:
    """Return whether one box with these counts is flagged."""
    contest = a_contest(kind, A=dict(zip(keys, counts, strict=True)))
    return unanimous([contest], [a_box("A", ballots)]) == ["asked"]


def sums_of(ballots: Iterable[Ballot], options: int) -> tuple[int, ...]:
    """Return how many of ``ballots`` mark each option."""
    marked = [option for ballot in ballots for option in ballot]
    return tuple(marked.count(option) for option in range(options))


def everything_that_can_be_cast(
    possible: list[Ballot], options: int, ballots: int
) -> dict[tuple[int, ...], list[tuple[Ballot, ...]]]:
    """Return every multiset of so many ballots, by the sums that would be published."""
    found: dict[tuple[int, ...], list[tuple[Ballot, ...]]] = defaultdict(list)
    for cast in combinations_with_replacement(possible, ballots):
        found[sums_of(cast, options)].append(cast)
    return found


def tells_everybodys_vote(casts: list[tuple[Ballot, ...]]) -> bool:
    """Return whether whoever sees the sums knows what each single voter marked."""
    return len({ballot for cast in casts for ballot in cast}) == 1


@pytest.mark.parametrize("ballots", [1, 2, 3, 4])
@pytest.mark.parametrize(
    ("options", "most"), [(2, 1), (2, 2), (3, 1), (3, 2), (3, 3), (4, 2)], ids=str
)
def test_a_choice_is_flagged_just_where_no_two_voters_can_have_marked_otherwise(
    options, most, ballots
):
    keys = [f"p{number}" for number in range(options)]
    possible = [one for size in range(most + 1) for one in combinations(range(options), size)]

    casts = everything_that_can_be_cast(possible, options, ballots)

    told = {counts for counts, cast in casts.items() if tells_everybodys_vote(cast)}
    assert told == {counts for counts in casts if flagged("choice", keys, counts, ballots)}
    assert len(told) == len(possible), "one for each set of people that all may have marked"
    assert ballots == 1 or told < casts.keys()


@pytest.mark.parametrize("ballots", [1, 2, 3, 5])
@pytest.mark.parametrize("options", [2, 3, 5])
def test_one_mark_each_is_flagged_just_where_everybody_marked_the_same(options, ballots):
    keys = [*(f"p{number}" for number in range(options - 1)), "abstain"]
    possible = [(option,) for option in range(options)]

    casts = everything_that_can_be_cast(possible, options, ballots)

    told = {counts for counts, cast in casts.items() if tells_everybodys_vote(cast)}
    assert told == {counts for counts in casts if flagged("rating", keys, counts, ballots)}
    assert len(told) == options


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        pytest.param([5, 0, 0], True, id="all chose the same one"),
        pytest.param([5, 5, 0], True, id="all chose the same two"),
        pytest.param([0, 0, 0], True, id="nobody chose anybody"),
        pytest.param([5, 4, 0], False, id="one of them left one out"),
        pytest.param([3, 0, 0], False, id="some chose one, some nobody"),
        pytest.param([1, 0, 0], False, id="a single vote"),
    ],
)
def test_what_all_options_together_say_counts_and_not_how_many_options_have_votes(counts, told):
    assert flagged("choice", ["p0", "p1", "p2"], counts, 5) is told


def test_one_electorate_of_one_mind_is_enough_as_its_counts_are_published_alone():
    contest = a_contest("choice", A={"p0": 6, "p1": 0}, B={"p0": 4, "p1": 5})

    assert unanimous([contest], [a_box("A", 6), a_box("B", 7)]) == ["asked"]
    assert unanimous([contest], [a_box("A", 7), a_box("B", 7)]) == []


def test_a_line_marked_wrongly_on_paper_does_not_hide_that_all_others_agree():
    votes = {"yes": 5, "no": 0, "abstain": 0}
    spoilt = a_contest("yes_no", A=votes).model_copy(update={"wrong": {"A": 1}})

    assert unanimous([spoilt], [a_box("A", 6)]) == ["asked"]
    assert unanimous([spoilt], [a_box("A", 7)]) == []
