"""Forms that are refused stand there again in a browser with all that was typed into them."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsers import DESKTOP, look_at_both_sizes, visiting
from factories.committees import a_committee
from factories.desk import Hall
from factories.paper_halls import PAPERS, begin
from office_visits import a_desk, enter
from playwright.sync_api import Browser, expect

TYPED = "\n" + PAPERS + "7 1 1\n8 一 二\n"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)


@pytest.mark.parametrize(
    ("locale", "told"), [("zh-CN", "第 8、9 行读不懂"), ("en-GB", "these lines again: 8, 9.")]
)
def test_a_teller_corrects_a_typo_where_it_was_typed(
    chromium: Browser, web: Path, hall: Hall, locale: str, told: str
):
    hall.freeze()
    path = f"/meetings/{hall.meeting}/rounds/{begin(hall)}/papers"
    with a_desk(hall, web) as url, visiting(chromium, DESKTOP, locale=locale) as visit:
        page = enter(visit, url, hall.first)
        page.goto(url + path)
        page.locator("#issued-A").fill("6")
        page.locator("#papers-A").fill(TYPED)
        page.locator("form[action$=papers] button").click()
        expect(page.locator(".office-notice--bad")).to_contain_text(told)
        expect(page.locator("#papers-A")).to_have_value(TYPED)
        look_at_both_sizes(page, f"papers-again-{locale}")

        page.locator("#papers-A").fill(PAPERS)
        page.locator("form[action$=papers] button").click()
        expect(page.locator(".office-notice--good")).to_be_visible()


def test_a_record_with_a_member_left_out_keeps_every_mark(chromium: Browser, web: Path, hall: Hall):
    a_committee(hall)
    path = f"/meetings/{hall.meeting}/agenda/items/road/record"
    with a_desk(hall, web) as url, visiting(chromium, DESKTOP, locale="zh-CN") as visit:
        page = enter(visit, url, hall.organizer)
        page.goto(url + path)
        marks = page.locator("input[value=agree]")
        for number in range(1, marks.count()):
            marks.nth(number).check()
        page.locator("main form.agenda-votes").evaluate("form => { form.noValidate = true }")
        page.locator("main form.agenda-votes button").click()
        expect(page.locator(".office-notice--bad")).to_contain_text("还没有全部记上")
        expect(page.locator("input[value=agree]:checked")).to_have_count(marks.count() - 1)
        look_at_both_sizes(page, "record-again")


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_a_list_with_a_name_twice_is_corrected_where_it_was_pasted(
    chromium: Browser, web: Path, hall: Hall, locale: str
):
    this_year = {"year": hall.desk.clock().year}
    hall.tally.boards["board-1"] = hall.board.document.model_copy(update=this_year)
    with a_desk(hall, web) as url, visiting(chromium, DESKTOP, locale=locale) as visit:
        page = enter(visit, url, hall.organizer)
        page.goto(f"{url}/meetings/new?kind=department_appraisal")
        page.locator("#title").fill("县ཀ测评")
        page.locator("main form.office-form button[type=submit]").last.click()
        meeting = page.url
        page.goto(f"{meeting}/draft/subjects")
        page.locator("#text").fill("张三,局长\n张 三,局长\n卓ཀ玛,处长")
        page.locator("form[action$=preview] button").click()
        look_at_both_sizes(page, f"twice-{locale}")
        page.locator("#text").fill("张三,局长\n张 三,处长\n卓ཀ玛,处长")
        page.locator("form[action$=preview] button").click()
        expect(page.locator("[data-second-look] li")).to_have_count(2)
        look_at_both_sizes(page, f"second-look-{locale}")
        page.locator("form[action$=subjects] button").click()
        expect(page.locator("[data-second-look] li")).to_have_count(2)
        look_at_both_sizes(page, f"list-{locale}")
        page.goto(meeting)
        expect(page.get_by_text("ཀ (U+0F40)").first).to_be_visible()
        look_at_both_sizes(page, f"lacks-{locale}")
