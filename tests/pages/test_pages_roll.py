"""A roll goes from a file to the desk in a browser: chosen, looked at, paged through, confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import DESKTOP, look_at_both_sizes, visiting
from factories.desk import Hall
from factories.tables import an_xlsx
from office_visits import a_desk, enter
from playwright.sync_api import Browser, Page

HEADER = ["姓名", "单位", "职务", "票类", "备注"]
PEOPLE = [[f"人员{number}", f"第{number % 7}局", "科员", "AB"[number % 2]] for number in range(60)]


@pytest.fixture(scope="module")
def hall(tmp_path_factory) -> Hall:
    folder = tmp_path_factory.mktemp("roll")
    return Hall(f"sqlite:///{folder / 'desk.db'}", folder, "AB").draft()


@pytest.fixture(scope="module")
def url(hall: Hall, web: Path) -> Iterator[str]:
    with a_desk(hall, web) as address:
        yield address


def choose(page: Page, *rows: list[str]) -> None:
    """Choose a file with these people and look at it."""
    body = an_xlsx([["某县名册"], HEADER, *rows])
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("#file").set_input_files({"name": "名册.xlsx", "mimeType": kind, "buffer": body})
    page.locator("main form button[type=submit]").click()


def look(page: Page, name: str) -> None:
    """Look at the page once it is whole, on a phone and on a desktop."""
    page.wait_for_load_state()
    look_at_both_sizes(page, name)


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_a_roll_is_looked_at_page_by_page_and_confirmed(chromium: Browser, hall, url, locale):
    with visiting(chromium, DESKTOP, locale=locale) as visit:
        page = enter(visit, url, hall.organizer)
        page.goto(f"{url}/meetings/{hall.meeting}/roll")
        look(page, f"roll-{locale}")

        choose(page, *PEOPLE, *([f"某人{number}", "甲局", "", "Z"] for number in range(30)))
        look(page, f"roll-problems-{locale}")
        page.get_by_role("button", name="下一页" if locale == "zh-CN" else "Next page").click()
        assert "2 / 2" in page.locator("main").inner_text()
        with page.expect_download() as download:
            page.get_by_role("button", name="CSV").click()
        assert len(download.value.path().read_bytes().splitlines()) == 31

        page.locator(f"main a[href$='{hall.meeting}/roll']").click()
        choose(page, *PEOPLE, ["人员7", "甲局", "", "A"], ["张ཀ", "甲局", "局长", "B"])
        look(page, f"roll-warnings-{locale}")
        page.locator("#confirmed").check()
        page.locator("main form button.govuk-button").click()
        assert "62" in page.locator(".office-notice").inner_text()
        look(page, f"roll-done-{locale}")

        choose(page)
        assert page.locator(".office-notice, .govuk-error-summary").is_visible()
        assert visit.elsewhere() == []
        assert [one for one in visit.complaints if not one.endswith("/problems.csv")] == []
    assert len(hall.get("/people")["people"]) == 62
