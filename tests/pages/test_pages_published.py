"""The public result page in a browser: nobody signed in, both languages, phone, laptop and hall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from browsers import DESKTOP, PHONE, look_at, serving, visiting
from factories.count_rooms import VOTES, Stages
from factories.findings import PENDING, Finding
from factories.rounds import ClosedRound
from playwright.sync_api import Browser, Page, expect

PROJECTOR = (1920, 1080)
LANGUAGES = (("zh-CN", "已认证", "尚未认证"), ("en-GB", "certified", "not certified yet"))


@dataclass
class Board:
    """A tally service behind its address, and what is published there."""

    stages: Stages
    url: str

    def address(self, closed: ClosedRound) -> str:
        """Return where everybody reads a meeting's result."""
        return f"{self.url}/results/{closed.meeting.meeting}"

    def certify(self, closed: ClosedRound) -> ClosedRound:
        """Let two certifiers sign."""
        for certifier in (0, 1):
            self.stages.counting.certify(closed, certifier)
        return closed


@pytest.fixture(scope="module")
def board(web: Path, tmp_path_factory) -> Iterator[Board]:
    stages = Stages(tmp_path_factory.mktemp("board"), web, Finding)
    with serving(stages.app) as url:
        yield Board(stages, url)


def look(page: Page, name: str) -> None:
    """Measure the page on a screen, on a phone and in the hall."""
    for size in (DESKTOP, PHONE, PROJECTOR):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        look_at(page, f"published-{name}")
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


def letters(page: Page) -> float:
    """Return the size of the page's text in pixels."""
    return float(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)"))


def test_everybody_reads_a_certified_result_and_no_other(chromium: Browser, board: Board):
    stages = board.stages
    sealed = board.certify(stages.counted({"A": PENDING, "B": [0, 1]}, published=True))
    vote = board.certify(stages.appointment([0, 0, 0, 0, 0, 1, 3, 3], published=True))
    waiting, silent = stages.counted(published=True), stages.certified()
    repeated = stages.certified(published=True)
    stages.certify_again(stages.counted_again(repeated))
    for locale, certified, not_yet in LANGUAGES:
        with visiting(chromium, DESKTOP, locale=locale) as visit:
            page = visit.page
            page.goto(board.address(sealed))
            expect(page.locator("[data-state=certified]")).to_contain_text(certified)
            expect(page.locator(".count-contest")).to_have_count(1)
            look(page, f"sealed-{locale}")

            page.goto(board.address(vote))
            expect(page.locator(".count-contest .count-ruling").first).to_be_visible()
            look(page, f"vote-{locale}")

            page.goto(board.address(waiting))
            expect(page.locator("[data-state=waiting]")).to_contain_text(not_yet)
            expect(page.locator("table, svg, .count-contest")).to_have_count(0)
            look(page, f"waiting-{locale}")

            page.goto(board.address(repeated))
            look(page, f"rounds-{locale}")
            page.locator("main li a").first.click()
            expect(page.locator("[data-state=replaced]")).to_be_visible()
            look(page, f"replaced-{locale}")
            assert visit.elsewhere() == visit.complaints == []

            page.goto(board.address(silent))
            expect(page.get_by_role("heading").first).to_contain_text("没有公布的结果")
            look_at(page, f"published-not-{locale}")


def test_the_hall_reads_larger_letters_than_a_desk(chromium: Browser, board: Board):
    closed = board.certify(board.stages.counted({"A": VOTES}, published=True))
    with visiting(chromium, PHONE) as visit:
        page, sizes = visit.page, []
        page.goto(board.address(closed))

        for width, height in (PHONE, DESKTOP, PROJECTOR):
            page.set_viewport_size({"width": width, "height": height})
            sizes.append(letters(page))

        assert sizes[0] >= 18
        assert sizes == sorted(set(sizes))
        assert sizes[2] >= 30
