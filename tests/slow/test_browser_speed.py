"""How long a voter waits after the click, with a long sheet and a slow phone."""

from __future__ import annotations

import pytest
from browser.browser_node import needs_node
from browser.chromium import a_page, needs_chromium
from browser.measure_booth import FROZEN_MS, SIZES, measure

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), needs_node, needs_chromium]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_voter_does_not_wait_and_the_page_stays_free(size):
    with a_page() as opened:
        measured = measure(opened, *size, times=4)

    print(measured)
    assert sorted(measured["after_click_ms"])[2] <= SIZES[size]
    assert measured["page_frozen_ms"] <= FROZEN_MS
