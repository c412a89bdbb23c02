"""A meeting's page that looks again by itself takes nothing from whoever is writing on it."""

from __future__ import annotations

from pathlib import Path

from browsers import DESKTOP, look_at_both_sizes, visiting
from factories.desk import Hall
from office_visits import a_desk, enter
from playwright.sync_api import Browser, expect


def test_a_field_is_not_lost_when_the_meeting_goes_on(chromium: Browser, web: Path, tmp_path):
    hall = Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path, "AB").freeze()
    path = f"/rounds/{hall.begin()}/open"
    for person in (hall.organizer, hall.first):
        hall.must(hall.post(person, path))
    with a_desk(hall, web) as url, visiting(chromium, DESKTOP) as visit:
        page = enter(visit, url, hall.first)
        page.goto(f"{url}/meetings/{hall.meeting}")
        expect(page.locator("[data-step=box_opens]")).to_be_visible()
        news = page.locator("#waiting").get_by_role("link", name="刷新本页")
        expect(news).to_be_hidden()
        page.locator("#issued-A").fill("7")

        hall.work()

        expect(news).to_be_visible()
        expect(page.locator("#issued-A")).to_have_value("7")
        look_at_both_sizes(page, "waiting-news-zh")
        page.locator("#issued-A").fill("")
        page.locator("#issued-A").blur()
        expect(page.locator("[data-step=voting]")).to_be_visible()
        assert visit.complaints == []
