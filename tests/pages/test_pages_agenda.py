"""A committee's agenda in a browser: from the first item to a confirmed record."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsers import DESKTOP, PHONE, look_at, serving, visiting
from factories.committees import FLOOD, ROAD, STRICT, a_committee, a_matter
from factories.desk import Hall, Person
from factories.office import token_of
from playwright.sync_api import Browser, Page, expect

from ballot_service.desk_app import app_for

POST = a_matter("post", "任命陈思远同志为县林业局局长", item_class="personnel")
SUDDEN = a_matter("p2", "临时任命", item_class="personnel", assessed=True, urgent=True)


def look(page: Page, name: str) -> None:
    """Measure the page on a screen and on a phone; keep pictures."""
    for width, height in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": height})
        look_at(page, name)


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_an_open_vote_is_recorded_and_confirmed_by_keyboard_and_mouse(
    chromium: Browser, web: Path, tmp_path, locale
):
    hall = Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)
    here = a_committee(hall, ROAD, FLOOD, POST, SUDDEN, pack=STRICT)
    path = "/agenda/items/road/recusals"
    hall.must(hall.post(hall.organizer, path, {"person": here[7], "reason": "亲属关系"}))

    with (
        serving(app_for(hall.desk, web)) as served,
        visiting(chromium, DESKTOP, locale=locale) as v,
    ):
        url, page = served.replace("127.0.0.1", "localhost"), v.page
        agenda = f"{url}/meetings/{hall.meeting}/agenda"

        def enter(person: Person) -> None:
            cookie = {"name": "desk_session", "value": token_of(person), "url": url}
            v.context.add_cookies([{**cookie, "sameSite": "Strict"}])

        enter(hall.organizer)
        page.goto(agenda)
        look(page, f"agenda-{locale}")

        page.locator('a[href$="/items/road/record"]').click()
        for number, id_ in enumerate(here[:7]):
            mark = "agree" if number < 5 else "disagree" if number < 6 else "abstain"
            page.locator(f"#{mark}-{id_}").check()
        look(page, f"agenda-record-{locale}")
        page.locator(".agenda-votes button").click()
        expect(page.locator(".office-notice--good")).to_be_visible()
        look(page, f"agenda-waiting-{locale}")
        record = page.url

        enter(hall.first)
        page.goto(record)
        page.locator(".office-step button").first.click()
        expect(page.locator(".office-notice--good")).to_be_visible()
        look(page, f"agenda-confirmed-{locale}")

        enter(hall.organizer)
        page.goto(agenda)
        look(page, f"agenda-after-{locale}")
        assert v.elsewhere() == []
        assert v.complaints == []
