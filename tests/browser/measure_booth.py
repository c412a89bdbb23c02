"""How long a voter waits: `PYTHONPATH=tests:. .venv/bin/python -m browser.measure_booth`.

Prints one JSON object a line: for each size of sheet the time from the click on Send to a ballot
ready to post, the time all that is calculated in advance takes (both in Chromium with page and
worker slowed down, `--slow 4`), and the longest moment in which the page did not answer from the
code to the end (with the page's thread slowed down, from preparation to ballot).

A time is that on the clock, or `--slow` times the processor time of all threads if that is more: on
a machine that does other things besides, stopping a process that waits anyhow slows nothing.
"""

from __future__ import annotations

import argparse
import json

from browser.chromium import Opened, a_page, processor_ms, slowed, slowed_page

from shared.crypto.ballots import check_ballot
from shared.crypto.credentials import new_code
from shared.crypto.elections import Election, Question
from shared.crypto.group import power_of_g
from shared.crypto.scalars import random_scalar

SIZES = {(10, 5): 500, (60, 5): 1500, (577, 5): 4000}
"""Contests and options of a sheet to the milliseconds allowed after the click."""
FROZEN_MS = 200
CLICKS = 5
OPEN = "given => voter.open(...given)"
CLICK = "choices => voter.click(choices)"


def a_sheet(contests: int, options: int) -> Election:
    """Return an election of graded contests."""
    answers = tuple(f"{place} 等次" for place in range(options))
    questions = tuple(Question(f"o{n}.grade 干部 {n}", answers, 1, 1) for n in range(contests))
    key = power_of_g(random_scalar())
    return Election("tnCMesiZ6MVWWm", "测评", f"ostraka/v1 {'0' * 64}", key, questions)


def measure(opened: Opened, contests: int, options: int, times: int) -> dict[str, object]:
    """Return what one voter's ballots on such a sheet took; the last of them is checked."""
    election, page = a_sheet(contests, options), opened.page
    choices = [[int(place == n % options) for place in range(options)] for n in range(contests)]

    def timed(step: str, given: object) -> float:
        before = processor_ms(opened.process)
        clock = page.evaluate(step, given)
        return max(clock, times * (processor_ms(opened.process) - before))

    with slowed(opened.process, times):
        in_advance = timed(OPEN, [election.text, new_code()])
        clicks = []
        for _ in range(CLICKS):
            page.evaluate("voter.back()")
            clicks.append(timed(CLICK, choices))
        page.evaluate("voter.leave()")
    page.reload()
    with slowed_page(page, times):
        page.evaluate(OPEN, [election.text, new_code()])
        page.evaluate(CLICK, choices)
        frozen, ballot = page.evaluate("voter.leave()")
    check_ballot(ballot, election)
    return {
        "sheet": f"{contests}x{options}",
        "slow": times,
        "after_click_ms": [round(click) for click in clicks],
        "after_click_allowed_ms": SIZES.get((contests, options)),
        "in_advance_ms": round(in_advance),
        "page_frozen_ms": round(frozen),
        "page_frozen_allowed_ms": FROZEN_MS,
        "ballot_kB": round(len(ballot) / 1000),
    }


def main() -> None:
    """Measure every size and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slow", type=int, default=4, help="how many times slower")
    times = parser.parse_args().slow
    with a_page() as opened:
        for contests, options in SIZES:
            print(json.dumps(measure(opened, contests, options, times)), flush=True)


if __name__ == "__main__":
    main()
