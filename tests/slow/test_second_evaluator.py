"""A hundred thousand random cases, answered alike by the engine and by the second evaluator.

The evaluator and the cases are those of the unit tests, which compare two thousand every run. How
often each rule came to each state is printed: a state that a rule never came to proves nothing.
"""

from __future__ import annotations

from collections import Counter

import pytest
from random_cases import random_cases
from second_evaluator import RULES, compared, second
from settings import SEED

from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.packs import load_pack

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

CASES = 100_000
STATES = (
    "triggered",
    "not_triggered",
    "pending",
    "not_applicable",
    "needs_ruling",
    "annulled",
)


def table(counts: Counter[tuple[str, str]]) -> str:
    """Return how often each rule came to each state, a rule a line."""
    head = f"{'rule':6}" + "".join(f"{state:>16}" for state in STATES)
    lines = [
        f"{rule:6}" + "".join(f"{counts[rule, state]:16,}" for state in STATES) for rule in RULES
    ]
    return "\n".join([head, *lines])


def test_a_hundred_thousand_random_cases_are_answered_alike():
    counts: Counter[tuple[str, str]] = Counter()

    for number, (pack, case) in enumerate(random_cases(SEED, CASES)):
        rulings = evaluate(load_pack(pack), parse_case(case)).to_json()["rulings"]
        first = {one["rule"]: compared(one) for one in rulings if one["rule"] in RULES}
        assert first == second(pack, case), f"case {number} of seed {SEED}: {pack} {case}"
        counts.update((rule, state) for rule, (state, _) in first.items())

    print(f"\nseed {SEED}, {CASES:,} cases\n{table(counts)}")
    for rule, known in RULES.items():
        assert all(counts[rule, state] for state in known.states), rule
