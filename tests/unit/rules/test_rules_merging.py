"""Classes of voters with weights of their own, within a ballot that is weighed itself."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from rules_factories import a_ballot, a_case

from shared.rules.cases import parse_case
from shared.rules.merging import ClassSealed, MergeIncomplete, merge
from shared.rules.parameters import TEXT_DEFAULTS, ClassWeights, Weights

WEIGHED = TEXT_DEFAULTS.model_copy(
    update={
        "merge": "weighted",
        "weights": Weights(unit="7/10", county="3/10"),
        "class_weights": {"unit": ClassWeights(classes={"A": "2/5", "B": "3/5"})},
    }
)
COUNTY = a_ballot("county", 258, 45)


def a_class(letter: str, valid: int, bad: int) -> dict[str, object]:
    """Return the unit ballot of one class."""
    return {**a_ballot("unit", valid, bad), "electorate": letter}


A, B = a_class("A", 12, 6), a_class("B", 30, 12)


def merged(ballots, parameters=WEIGHED):
    case = parse_case(a_case(ballots=list(ballots)))
    return merge(case.ballots, "grade", ["unit", "county"], parameters)


def share(ballots, parameters=WEIGHED):
    return merged(ballots, parameters).measure("x", "incompetent", "valid").value


def test_classes_are_weighed_within_their_ballot_and_then_the_ballots():
    unit = Fraction(2, 5) * Fraction(6, 12) + Fraction(3, 5) * Fraction(12, 30)

    assert share([A, B, COUNTY]) == Fraction(7, 10) * unit + Fraction(3, 10) * Fraction(45, 258)
    assert share([A, B, COUNTY]) != share(
        [a_ballot("unit", 42, 18), COUNTY], WEIGHED.model_copy(update={"class_weights": None})
    )


def test_papers_of_one_class_are_added_up_and_their_order_means_nothing():
    parts = [A, a_class("B", 10, 4), a_class("B", 20, 8), COUNTY]

    assert {share(order) for order in permutations(parts)} == {share([A, B, COUNTY])}


@pytest.mark.parametrize(
    ("ballots", "missing"),
    [
        pytest.param([A, COUNTY], ("B",), id="a class without counts"),
        pytest.param([A, B, a_class("C", 5, 0), COUNTY], ("C",), id="a class without weight"),
        pytest.param([a_ballot("unit", 42, 18), COUNTY], ("", "A", "B"), id="no classes told"),
    ],
)
def test_a_weight_never_passes_to_another_class(ballots, missing):
    with pytest.raises(ClassSealed) as refused:
        merged(ballots)

    assert refused.value.missing == missing


def test_pooled_votes_have_no_classes_and_need_only_the_ballots_the_pack_names():
    pooled = TEXT_DEFAULTS.model_copy(update={"merge_needs": ["unit", "county"]})

    assert share([A, B, COUNTY], pooled) == Fraction(63, 300)
    with pytest.raises(MergeIncomplete):
        merged([A, B], pooled)


def test_a_class_without_a_valid_vote_leaves_the_mean_undefined():
    empty = a_class("A", 0, 0)

    assert merged([empty, B, COUNTY]).undefined("valid")
    assert not merged([A, B, COUNTY]).undefined("valid")
