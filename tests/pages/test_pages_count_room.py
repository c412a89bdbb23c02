"""The count room in a browser: what is rendered at each stage, in both languages, at both sizes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from browsers import DESKTOP, PHONE, look_at, serving, visiting
from factories.count_rooms import COOKIE, Stages, page_of
from factories.office import token_of
from playwright.sync_api import Browser, Page, expect


@dataclass
class Rooms:
    """A count room behind its address."""

    stages: Stages
    url: str


@pytest.fixture(scope="module")
def rooms(web: Path, tmp_path_factory) -> Iterator[Rooms]:
    stages = Stages(tmp_path_factory.mktemp("count-room"), web)
    with serving(stages.app) as url:
        yield Rooms(stages, url)


def enter(page: Page, rooms: Rooms, certifier: int = 0) -> Page:
    """Let the visitor be signed in as a certifier."""
    token = token_of(rooms.stages.counting.certifiers[certifier])
    cookie = {"name": COOKIE, "value": token, "url": rooms.url}
    page.context.add_cookies([{**cookie, "sameSite": "Strict"}])
    return page


def look(page: Page, name: str) -> None:
    """Measure the page on a screen and on a phone."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        look_at(page, f"count-{name}")
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


def watermark(page: Page) -> str:
    """Return what stands across the page, "" if nothing does."""
    content = page.evaluate("getComputedStyle(document.querySelector('main'), '::before').content")
    return "" if content == "none" else str(content)


def test_a_round_is_read_and_signed_by_two_and_its_watermark_goes(chromium: Browser, rooms):
    closed = rooms.stages.appointment([0] * 8)
    here = f"{rooms.url}{page_of(closed)}"
    with visiting(chromium, DESKTOP) as one, visiting(chromium, DESKTOP, locale="en-GB") as two:
        first, second = enter(one.page, rooms), enter(two.page, rooms, 1)
        first.goto(here)
        assert "未认证" in watermark(first)
        look(first, "unanimous-zh")
        first.locator("#name").fill("周认证")
        first.get_by_role("button", name="签署", exact=True).click()
        expect(first.locator(".office-notice").first).to_contain_text("没有签署")
        first.locator("#unanimity").check()
        first.locator("#name").fill(" 周认证 ")
        first.keyboard.press("Enter")
        expect(first.locator("[data-step]")).to_have_attribute("data-step", "more_certifiers")

        second.goto(f"{here}/result")
        look(second, "draft-en")
        second.goto(here)
        second.locator("#unanimity").check()
        second.locator("#name").fill("吴认证")
        second.get_by_role("button", name="Sign", exact=True).click()
        expect(second.locator("[data-step]")).to_have_attribute("data-step", "done")
        assert watermark(second) == ""
        first.goto(f"{here}/result")
        assert watermark(first) == ""
        look(first, "certified-zh")
        assert [visit.elsewhere() for visit in (one, two)] == [[], []]
        assert [visit.complaints for visit in (one, two)] == [[], []]


def test_what_a_round_waits_for_is_readable_at_every_size(chromium: Browser, rooms):
    annulled, decrypting = rooms.stages.annulled(), rooms.stages.decrypting(1)
    with visiting(chromium, DESKTOP) as visit:
        page = enter(visit.page, rooms)
        page.goto(f"{rooms.url}{page_of(annulled)}")
        assert "作废" in watermark(page)
        look(page, "annulled-zh")
        page.goto(f"{rooms.url}{page_of(decrypting)}?lang=en")
        look(page, "decrypting-en")
        page.goto(f"{rooms.url}/?lang=zh")
        look(page, "rounds-zh")
        assert visit.complaints == []
