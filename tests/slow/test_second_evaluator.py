"""A hundred thousand random cases, answered alike by the engine and by the second evaluator.

The evaluator and the cases are those of the unit tests, which compare two thousand every run. How
often each rule came to each state is printed: a state that a rule never came to proves nothing.
"""

from __future__ import annotations

from collections import Counter

import pytest
from outcome_table import Counts, columns, missing, table
from random_cases import random_cases
from second_evaluator import RULES, compared, second
from settings import SEED

from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.packs import load_pack

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

CASES = 100_000


def test_a_hundred_thousand_random_cases_are_answered_alike():
    counts: Counts = Counter()

    for number, (pack, case) in enumerate(random_cases(SEED, CASES)):
        rulings = evaluate(load_pack(pack), parse_case(case)).to_json()["rulings"]
        known = {one["rule"]: one for one in rulings if one["rule"] in RULES}
        first = {rule: compared(one) for rule, one in known.items()}
        assert first == second(pack, case), f"case {number} of seed {SEED}: {pack} {case}"
        counts.update((rule, column) for rule, one in known.items() for column in columns(one))

    print(f"\nseed {SEED}, {CASES:,} cases\n{table(counts)}")
    assert missing(counts) == []
