"""The engine runs in a real browser, under the policies that our pages have, and is quick."""

from __future__ import annotations

from browser.browser_node import needs_node
from browser.chromium import a_page, needs_chromium
from browser.measure_booth import FROZEN_MS, SIZES, measure

SMALL = (10, 5)


@needs_node
@needs_chromium
def test_chromium_makes_a_ballot_in_a_worker_and_the_voter_hardly_waits():
    with a_page() as opened:
        measured = measure(opened, *SMALL, times=4)

    print(measured)
    assert opened.problems == []
    assert sorted(measured["after_click_ms"])[2] <= SIZES[SMALL]


@needs_node
@needs_chromium
def test_a_page_that_does_not_answer_would_be_noticed():
    with a_page() as opened:
        opened.page.evaluate("voter.stall(300)")
        frozen, _ = opened.page.evaluate("voter.leave()")

    assert frozen >= 300 > FROZEN_MS
