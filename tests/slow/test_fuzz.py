"""Every parser of what strangers send, fuzzed with bytes for as long as `settings.FUZZ_SECONDS`.

What is printed is one line of figures; what was found, if anything, comes with the input.
"""

from __future__ import annotations

import json
import time
from random import Random

import crypto_fuzz_documents
import crypto_fuzz_targets
import pytest
from crypto_fuzzing import MOST_SECONDS, fuzz
from settings import FUZZ_SECONDS, SEED

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600 + 2 * FUZZ_SECONDS)]


def test_no_parser_crashes_hangs_or_swells(capsys):
    parsers = [*crypto_fuzz_targets.parsers(), *crypto_fuzz_documents.parsers()]
    end = time.monotonic() + FUZZ_SECONDS

    findings = fuzz(parsers, Random(SEED), lambda _: time.monotonic() < end)

    with capsys.disabled():
        figures = {"test": "fuzz", "seed": SEED, "seconds": FUZZ_SECONDS, **findings.figures()}
        print("\n" + json.dumps(figures, ensure_ascii=False))
    assert findings.bad == []
    assert findings.slowest < MOST_SECONDS
