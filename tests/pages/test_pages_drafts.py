"""Making a meeting in a browser: every page measured, and only the next-step link followed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import DESKTOP, look_at_both_sizes, visiting
from factories import documents
from factories.desk import Hall
from office_visits import a_desk, enter
from playwright.sync_api import Browser, Page

KEYS = [key.public.hex() for key in documents.SCRUTINEERS]


@pytest.fixture(scope="module")
def hall(tmp_path_factory) -> Hall:
    folder = tmp_path_factory.mktemp("drafts")
    hall = Hall(f"sqlite:///{folder / 'desk.db'}", folder)
    this_year = {"year": hall.desk.clock().year}
    hall.tally.boards["board-1"] = hall.board.document.model_copy(update=this_year)
    return hall


@pytest.fixture(scope="module")
def url(web: Path, hall: Hall) -> Iterator[str]:
    with a_desk(hall, web) as address:
        yield address


def go_on(page: Page) -> str | None:
    """Follow the next step's link; return the step's code."""
    step = page.locator("[data-step]").get_attribute("data-step")
    page.locator(".office-step__go a").click()
    return step


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_a_meeting_is_made_by_following_the_next_step_alone(chromium: Browser, url, hall, locale):
    with visiting(chromium, DESKTOP, locale=locale) as visit:
        page = enter(visit, url, hall.organizer)
        page.goto(f"{url}/")
        page.locator("main a[href='/meetings/new']").click()
        look_at_both_sizes(page, f"new-{locale}")
        page.locator("#kind-nomination").click()
        look_at_both_sizes(page, f"form-{locale}")
        page.locator("#place").fill("县委常委会")
        page.locator("main button[type=submit]").click()
        look_at_both_sizes(page, f"lacking-{locale}")

        steps = [go_on(page)]
        page.locator("#text").fill("张三,县水务局局长\n李四,青石镇镇长\n\n王五\n")
        look_at_both_sizes(page, f"subjects-empty-{locale}")
        page.locator("form[action$=preview] button").click()
        look_at_both_sizes(page, f"preview-{locale}")
        page.locator("form[enctype] button").click()
        look_at_both_sizes(page, f"subjects-{locale}")
        page.locator("main a.govuk-button").click()
        steps.append(go_on(page))
        page.locator("#choices").fill("2")
        for number, key in enumerate(KEYS, 1):
            page.locator(f"#key-{number}").fill(key)
        page.locator("main button[type=submit]").click()
        steps.append(page.locator("[data-step]").get_attribute("data-step"))
        look_at_both_sizes(page, f"ready-{locale}")

        assert steps == ["draft_subjects", "draft_choices", "prepare"]


def test_what_is_wrong_with_a_form_or_a_list_is_shown_where_it_is(chromium: Browser, url, hall):
    with visiting(chromium, DESKTOP, locale="zh-CN") as visit:
        page = enter(visit, url, hall.organizer)
        page.goto(f"{url}/meetings/new?kind=life_meeting_satisfaction")
        page.locator("#threshold").fill("七成")
        page.locator("#year").fill("26")
        page.locator("main button[type=submit]").click()
        look_at_both_sizes(page, "form-wrong")
        page.locator("#threshold").fill("70%")
        page.locator("#year").fill("2026")
        page.locator("main button[type=submit]").click()
        page.goto(f"{page.url}/draft/subjects")
        page.locator("#text").fill("名称,角色\n,正职\n甲,老大\n")
        page.locator("form[action$=preview] button").click()
        look_at_both_sizes(page, "preview-wrong")
        page.goto(f"{url}/packs")
        look_at_both_sizes(page, "packs")
        page.locator("main th a").first.click()
        page.locator("[data-clause]").first.wait_for()
        look_at_both_sizes(page, "pack")
