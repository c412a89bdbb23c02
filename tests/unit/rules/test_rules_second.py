"""Two evaluators, made apart from one source, answer every case alike.

The second one follows the domain report alone and shares no code with the engine. Where they
differ the clause decides; the slow run compares fifty times as many cases.
"""

from __future__ import annotations

from collections import Counter

import pytest
from random_cases import random_cases
from rules_factories import read_as
from second_evaluator import RULES, compared, second
from second_reader import COMPARE, DEFAULTS, LINES, Answer

from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.packs import load_pack

CASES = 2_000
SEED = 20261122
OPPOSITE = {"gt": "ge", "ge": "gt", "lt": "le", "le": "lt"}
"""For each comparator the one that differs from it on the line alone."""


def engine(pack: str, case: dict) -> dict[str, Answer]:
    """Return what the engine says of the rules that both evaluators know."""
    rulings = evaluate(load_pack(pack), parse_case(case)).to_json()["rulings"]
    return {one["rule"]: compared(one) for one in rulings if one["rule"] in RULES}


@pytest.fixture(scope="module")
def answered() -> list[tuple[str, dict, dict[str, Answer]]]:
    """Return the cases of every run, each with the engine's answer."""
    return [(pack, case, engine(pack, case)) for pack, case in random_cases(SEED, CASES)]


def test_both_evaluators_answer_two_thousand_cases_alike(answered):
    differences = [
        (pack, case, first, second(pack, case))
        for pack, case, first in answered
        if second(pack, case) != first
    ]

    assert differences[:1] == []


def test_every_rule_is_triggered_not_triggered_and_pending_somewhere(answered):
    seen = Counter((rule, state) for _, _, first in answered for rule, (state, _) in first.items())

    missing = [
        (rule, state)
        for rule, known in RULES.items()
        for state in known.states
        if not seen[rule, state]
    ]
    assert missing == []


OTHERWISE = {
    "last_ties": "all",
    "head_share": "3/4",
    "leaders_absence": "sum",
    "distrust_on_grades": "two_lowest",
    "urgent_majority": "more_than_half",
}


@pytest.mark.parametrize("name", OTHERWISE)
def test_both_evaluators_follow_a_pack_that_reads_its_text_otherwise(name):
    readings, told_apart = {name: OTHERWISE[name]}, 0

    for pack, case in random_cases(SEED + 1, 700):
        rulings = evaluate(read_as(pack, **readings), parse_case(case)).to_json()["rulings"]
        first = {one["rule"]: compared(one) for one in rulings if one["rule"] in RULES}
        assert first == second(pack, case, readings=readings), (pack, case)
        told_apart += first != second(pack, case)

    assert told_apart
    assert set(OTHERWISE) == set(DEFAULTS)


@pytest.mark.parametrize("line", [line for line in LINES if line != "C06 over half"])
def test_an_evaluator_with_one_comparator_changed_is_caught(answered, line):
    comparator, threshold = LINES[line]
    changed = {**LINES, line: (OPPOSITE[comparator], threshold)}

    caught = [
        case
        for pack, case, first in answered
        if second(pack, case) == first != second(pack, case, changed)
    ]

    assert set(OPPOSITE) == set(COMPARE)
    assert caught
