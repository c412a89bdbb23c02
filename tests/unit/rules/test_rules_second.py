"""Two evaluators, made apart from one source, answer every case alike.

The second one follows the domain report alone and shares no code with the engine. Where they
differ the clause decides; the slow run compares fifty times as many cases.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from pathlib import Path

import pytest
from outcome_table import DRAWN, Counts, columns, drawn, missing, table
from random_cases import random_cases
from rules_factories import read_as
from second_evaluator import RULES, compared, second
from second_reader import COMPARE, DEFAULTS, LINES, SEALED, Answer

from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.packs import load_pack

CASES = 2_000
SEED = 20261122
OPPOSITE = {"gt": "ge", "ge": "gt", "lt": "le", "le": "lt"}
"""For each comparator the one that differs from it on the line alone."""


COUNTS: Counts = Counter()
"""How often the cases of every run met each rule in each state and at each edge."""


def engine(pack: str, case: dict) -> dict[str, Answer]:
    """Return what the engine says of the rules that both evaluators know, and count it."""
    rulings = evaluate(load_pack(pack), parse_case(case)).to_json()["rulings"]
    known = {one["rule"]: one for one in rulings if one["rule"] in RULES}
    COUNTS.update((rule, column) for rule, one in known.items() for column in columns(one))
    return {rule: compared(one) for rule, one in known.items()}


@pytest.fixture(scope="module")
def answered() -> list[tuple[str, dict, dict[str, Answer]]]:
    """Return the cases of every run, each with the engine's answer."""
    COUNTS.clear()
    return [(pack, case, engine(pack, case)) for pack, case in random_cases(SEED, CASES)]


def test_both_evaluators_answer_two_thousand_cases_alike(answered):
    differences = [
        (pack, case, first, second(pack, case))
        for pack, case, first in answered
        if second(pack, case) != first
    ]

    assert differences[:1] == []


def test_every_rule_is_met_in_every_state_and_at_every_edge_that_it_has(answered):
    print(f"\nseed {SEED}, {len(answered):,} cases\n{table(COUNTS)}")

    assert missing(COUNTS) == []
    for known in [("B06", "on the line"), ("C06", "undefined"), ("K04", "needs_ruling")]:
        assert missing(Counter({**COUNTS, known: 0})) == [known]


def test_every_kind_of_fact_is_drawn_and_decides_something(answered):
    kinds = Counter(kind for _, case, first in answered for kind in drawn(case, first))
    print("\n" + "\n".join(f"{kinds[kind]:6,} {kind}" for kind in DRAWN))

    assert [kind for kind in DRAWN if not kinds[kind]] == []
    assert drawn({"ballots": [{"contests": {}}]}, {"B06": SEALED}) == set()


SECOND = ("second_evaluator", "second_ranks", "second_reader", "random_cases", "random_rankings")


def imported(text: str) -> set[str]:
    """Return the modules that a file imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(text)))
    plain = [name.name for node in nodes if isinstance(node, ast.Import) for name in node.names]
    return {*plain, *(str(node.module) for node in nodes if isinstance(node, ast.ImportFrom))}


def test_the_second_evaluator_and_its_cases_share_no_code_with_the_engine():
    folder, own = Path(__file__).parent, set(SECOND)

    names = {name: imported((folder / f"{name}.py").read_text(encoding="utf-8")) for name in SECOND}

    foreign = {
        (name, each)
        for name, modules in names.items()
        for each in modules - own
        if each.partition(".")[0] not in sys.stdlib_module_names or each == "importlib"
    }
    assert foreign == set()
    assert imported("def f():\n    from shared.rules import packs") == {"shared.rules"}


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

    for pack, case in random_cases(SEED + 1, 1_000):
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
