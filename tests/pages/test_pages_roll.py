"""A roll goes from a file to the desk in a browser: chosen, looked at, paged through, confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import (
    DESKTOP,
    PHONE,
    axe_violations,
    clipped_at_double_size,
    picture,
    serving,
    small_targets,
    small_texts,
    visiting,
)
from factories.desk import Hall
from factories.office import token_of
from factories.tables import an_xlsx
from playwright.sync_api import Browser, Page

from ballot_service.desk_app import app_for

HEADER = ["姓名", "单位", "职务", "票类", "备注"]
PEOPLE = [[f"人员{number}", f"第{number % 7}局", "科员", "AB"[number % 2]] for number in range(60)]


@pytest.fixture(scope="module")
def hall(tmp_path_factory) -> Hall:
    folder = tmp_path_factory.mktemp("roll")
    return Hall(f"sqlite:///{folder / 'desk.db'}", folder, "AB").draft()


@pytest.fixture(scope="module")
def url(hall: Hall, web: Path) -> Iterator[str]:
    with serving(app_for(hall.desk, web)) as address:
        yield address.replace("127.0.0.1", "localhost")


def choose(page: Page, *rows: list[str]) -> None:
    """Choose a file with these people and look at it."""
    body = an_xlsx([["某县名册"], HEADER, *rows])
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("#file").set_input_files({"name": "名册.xlsx", "mimeType": kind, "buffer": body})
    page.locator("main form button[type=submit]").click()


def look(page: Page, name: str) -> None:
    """Measure the page on a screen and on a phone; keep pictures."""
    page.wait_for_load_state()
    for label, size in (("1280", DESKTOP), ("390", PHONE)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        picture(page, f"{name}-{label}")
        wrong = [
            *axe_violations(page),
            *small_texts(page).items(),
            *small_targets(page).items(),
            *clipped_at_double_size(page).items(),
        ]
        assert wrong == [], f"{name} at {label}"
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_a_roll_is_looked_at_page_by_page_and_confirmed(chromium: Browser, hall, url, locale):
    with visiting(chromium, DESKTOP, locale=locale) as visit:
        page = visit.page
        cookie = {"name": "desk_session", "value": token_of(hall.organizer), "url": url}
        visit.context.add_cookies([{**cookie, "sameSite": "Strict"}])
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
