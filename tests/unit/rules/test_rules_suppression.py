"""Small groups cannot be read off the figures of large ones."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.rules.suppression import TOTAL, shown

FLOOR = 5
sizes = st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 12) | st.none(), max_size=4)


def total_of(groups: dict[str, int | None]) -> int:
    """Return the papers of the groups that have counts."""
    return sum(size for size in groups.values() if size is not None)


def can_be_computed(wanted: frozenset[str], figures: list[frozenset[str]], names: str) -> bool:
    """Tell whether some linear combination of the shown figures is the sum of these groups.

    Solves for the coefficients by elimination; a figure is the set of groups it adds up.
    """
    rows = [
        [Fraction(name in figure) for figure in figures] + [Fraction(name in wanted)]
        for name in names
    ]
    solved = 0
    for column in range(len(figures)):
        pivot = next((row for row in rows[solved:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(solved, pivot)
        for place, row in enumerate(rows):
            if place != solved and row[column]:
                factor = row[column] / pivot[column]
                rows[place] = [one - factor * other for one, other in zip(row, pivot, strict=True)]
        solved += 1
    return all(row[-1] == 0 for row in rows[solved:])


def leaks(groups: dict[str, int | None], allowed: frozenset[str]) -> list[frozenset[str]]:
    """Return every union of groups under the floor that the shown figures give away."""
    counted = "".join(sorted(name for name, size in groups.items() if size is not None))
    figures = [frozenset({name}) for name in allowed - {TOTAL}]
    figures += [frozenset(counted)] if TOTAL in allowed else []
    return [
        frozenset(union)
        for count in range(1, len(counted) + 1)
        for union in combinations(counted, count)
        if 0 < sum(groups[name] or 0 for name in union) < FLOOR
        and can_be_computed(frozenset(union), figures, counted)
    ]


@settings(max_examples=400, deadline=None)
@given(sizes)
def test_no_combination_of_shown_figures_gives_a_group_under_the_floor(groups):
    assert leaks(groups, shown(groups, total_of(groups), FLOOR)) == []


def test_the_search_for_leaks_finds_the_one_of_a_single_hidden_group():
    groups = {"A": 3, "B": 20, "C": 30}

    assert leaks(groups, frozenset({"B", "C", TOTAL})) == [frozenset("A")]
    assert leaks({"A": 1, "B": 2, "C": 30}, frozenset({"C", TOTAL})) == [frozenset("AB")]


@settings(deadline=None)
@given(sizes, st.randoms(use_true_random=False))
def test_the_order_of_groups_means_nothing(groups, chance):
    names = list(groups)
    chance.shuffle(names)

    again = {name: groups[name] for name in names}

    assert shown(again, total_of(groups), FLOOR) == shown(groups, total_of(groups), FLOOR)


@pytest.mark.parametrize(
    ("groups", "allowed"),
    [
        pytest.param({"A": 5, "B": 20}, {"A", "B", TOTAL}, id="nothing is small"),
        pytest.param({"A": 4, "B": 20, "C": 6}, {"B", TOTAL}, id="the next smallest goes too"),
        pytest.param({"A": 3, "B": 4, "C": 30}, {"C", TOTAL}, id="two small ones cover each other"),
        pytest.param({"A": 1, "B": 2, "C": 30}, {TOTAL}, id="two that are small together do not"),
        pytest.param({"unit": 3, "county": 200}, {TOTAL}, id="of two neither is shown"),
        pytest.param({"A": 3}, set(), id="one small group has no total"),
        pytest.param({"A": 1, "B": 2}, set(), id="a small total is not shown"),
        pytest.param({"A": None, "B": 20}, {"B", TOTAL}, id="a sealed class adds nothing"),
        pytest.param({"A": None}, set(), id="nothing was counted"),
        pytest.param({}, set(), id="nobody voted"),
    ],
)
def test_what_is_shown(groups, allowed):
    assert shown(groups, total_of(groups), FLOOR) == allowed


def test_without_a_total_only_the_small_groups_are_hidden():
    assert shown({"A": 4, "B": 20}, None, FLOOR) == {"B"}


def test_a_group_without_a_paper_hides_nobody_beside_it():
    assert shown({"unit": 0, "county": 200}, 200, FLOOR) == {"county", TOTAL}
    assert shown({"unit": 1, "county": 200}, 201, FLOOR) == {TOTAL}
