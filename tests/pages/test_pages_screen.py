"""The hall's own pages in a browser: the screen of the turnout, what to do when something is wrong,
a test run, a round on paper. (Screens at the size of a projector, too.)
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import (
    DESKTOP,
    PHONE,
    look_at,
    picture,
    visiting,
)
from factories.desk import Hall
from office_visits import a_desk, enter
from playwright.sync_api import Browser, Page, expect

PROJECTOR = (1920, 1080)


@pytest.fixture(scope="module")
def rooms(web: Path, tmp_path_factory) -> Iterator[tuple[Hall, str]]:
    folder = tmp_path_factory.mktemp("screen")
    hall = Hall(f"sqlite:///{folder / 'desk.db'}", folder)
    with a_desk(hall, web) as url:
        yield hall, url


def look(page: Page, name: str, *sizes: tuple[int, int]) -> None:
    """Measure the page at each size and keep pictures."""
    for size in sizes:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        look_at(page, name)
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


def test_the_screen_says_in_words_when_it_has_lost_the_desk(chromium: Browser, rooms):
    hall, url = rooms
    hall.freeze()
    hall.open(hall.begin())
    with visiting(chromium, PROJECTOR) as visit:
        page = enter(visit, url, hall.organizer)
        page.clock.install()
        page.goto(f"{url}/meetings/{hall.meeting}/turnout")
        returned = page.locator("[data-number=returned]")
        expect(returned).to_have_text("0")
        expect(page.locator("#silent")).to_be_hidden()
        look(page, "turnout", PROJECTOR, DESKTOP, PHONE)
        page.set_viewport_size({"width": PROJECTOR[0], "height": PROJECTOR[1]})
        fits = "document.documentElement.scrollHeight <= innerHeight"
        assert page.evaluate(fits)

        visit.context.clear_cookies()
        page.clock.run_for(31_000)

        expect(page.locator("#silent")).to_be_visible()
        expect(page.locator("#silent")).to_contain_text("数字已过时")
        expect(returned).to_have_text("0")
        look(page, "turnout-lost", PROJECTOR)


def test_what_to_do_when_something_is_wrong_is_two_clicks_away(chromium: Browser, rooms):
    hall, url = rooms
    for locale, wrong, fault in (
        ("zh-CN", "出了问题？", "数目对不上"),
        ("en-GB", "Something is wrong?", "The counts do not match"),
    ):
        with visiting(chromium, DESKTOP, locale=locale) as visit:
            page = enter(visit, url, hall.first)
            page.goto(f"{url}/meetings/{hall.meeting}")
            page.get_by_role("link", name=wrong).click()
            look(page, f"remedies-{locale}", DESKTOP, PHONE)
            page.get_by_role("link", name=fault).click()
            expect(page.get_by_role("heading", name=fault)).to_be_visible()
            look(page, f"remedy-{locale}", DESKTOP, PHONE)
            page.emulate_media(media="print")
            picture(page, f"remedy-print-{locale}")
            assert visit.complaints == []


def test_a_test_run_and_a_round_on_paper_are_led_from_their_pages(chromium: Browser, rooms):
    hall, url = rooms
    hall.draft()
    hall.import_roll()
    with visiting(chromium, DESKTOP) as podium, visiting(chromium, DESKTOP) as back:
        page, teller = enter(podium, url, hall.organizer), enter(back, url, hall.first)
        page.goto(f"{url}/meetings/{hall.meeting}")
        look(page, "formal-draft", DESKTOP)
        page.get_by_role("button", name="建立演练").click()
        expect(page.locator(".office-test")).to_be_visible()
        look(page, "test-run", DESKTOP, PHONE)
        page.get_by_role("button", name="一键清除演练").click()
        assert "演练已清除" in page.locator(".office-notice").inner_text()
        page.get_by_role("link", name="正式会议").click()
        look(page, "wiped", DESKTOP)

        hall.freeze()
        page.goto(f"{url}/meetings/{hall.meeting}")
        page.get_by_text("改用纸质投票").click()
        page.locator("#paper-reason").fill("停电")
        page.get_by_role("button", name="开始纸质投票").click()
        teller.goto(page.url)
        look(teller, "papers", DESKTOP, PHONE)
        teller.locator("#issued-A").fill("6")
        papers = "\n".join(f"{n} 1 1 1 1" for n in range(1, 7))
        teller.locator("#papers-A").fill(papers)
        teller.get_by_role("button", name="录入 A 票的全部选票").click()
        body = {"electorate": "A", "issued": 6, "papers": papers.replace("3 1", "3 2")}
        path = "/rounds/" + page.url.rsplit("/", 2)[-2] + "/papers"
        hall.must(hall.post(hall.second, path, body))
        teller.reload()
        look(teller, "papers-differ", DESKTOP)
        hall.must(hall.post(hall.second, path, {**body, "papers": papers}))
        page.reload()
        look(page, "paper-result", DESKTOP)
        assert podium.complaints == back.complaints == []
