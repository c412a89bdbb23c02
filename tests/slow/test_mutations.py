"""Thousands of ballots and archives with one thing changed: none passes, each is refused cheaply.

Half are ballots put to `check_ballot`, half archives put to `verify_archive`. What is printed is
one line of figures: by kind of change how many were tried and accepted, by which check refused.
"""

from __future__ import annotations

import json
import time
from random import Random

import pytest
from crypto_trials import DEAR, try_archives, try_ballots
from settings import MUTATIONS, SEED

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200)]


@pytest.mark.parametrize("trial", [try_ballots, try_archives])
def test_nothing_that_differs_is_accepted_and_a_refusal_is_cheap(trial, capsys):
    started = time.monotonic()

    outcome = trial(MUTATIONS // 2, Random(SEED))

    figures = {
        "test": "mutations",
        "of": trial.__name__.removeprefix("try_"),
        "seed": SEED,
        "seconds": round(time.monotonic() - started, 1),
        **outcome.figures(),
    }
    with capsys.disabled():
        print("\n" + json.dumps(figures))
    assert (outcome.accepted, outcome.crashed) == ({}, {}), outcome.examples[:3]
    assert sum(outcome.refused.values()) == MUTATIONS // 2
    assert max(outcome.costs) <= DEAR
