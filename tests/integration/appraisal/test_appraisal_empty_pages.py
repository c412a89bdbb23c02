"""Pages on which there is nothing yet: they offer what can be done now, and say what is known."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from factories.appraisal_year import HERE, PagedYear
from factories.office import HERE as HEADERS
from factories.office import notice
from factories.pages import a_build
from factories.sheets import hidden
from fakes.appraisal import a_person_entry

COMPLAINTS = f"{HERE}/facts/complaint"
NO_ROWS = "人员编号,编号,收到日期,办结日期,是否属实\n".encode()
PAPER = {"document": "信〔2026〕1号", "date": "2026-12-10", "source_body": "县信访局"}


@pytest.fixture
def year(tmp_path: Path) -> PagedYear:
    return PagedYear(tmp_path, a_build(tmp_path / "web"))


def test_a_year_without_people_offers_no_search_no_papers_and_no_departure(year):
    year.bureau.set_up("county", [])
    officer = year.browser("甲考核", "officer")

    page, roster = officer.open(HERE).text, officer.open(f"{HERE}/roster").text

    assert 'role="search"' not in page
    assert "/papers/" not in page
    assert 'href="#left"' not in roster


def test_notices_are_offered_once_grades_are_published(year):
    year.proposed()
    officer = year.browser("甲考核", "officer")

    before = officer.open(HERE).text
    year.bureau.decide_all()
    officer.press(f"{HERE}/publish")
    after = officer.open(HERE).text

    assert ("papers/notices.pdf" in before, "papers/summary.pdf" in before) == (False, True)
    assert "papers/notices.pdf" in after


def test_a_file_without_rows_is_told_as_nothing_of_this_kind(year):
    year.bureau.set_up("county", [a_person_entry("o1")])
    officer = year.browser("甲考核", "officer")
    before = officer.open(COMPLAINTS).text
    data = {"file": (io.BytesIO(NO_ROWS), "complaints.csv"), **PAPER}

    form = {"headers": HEADERS, "content_type": "multipart/form-data"}
    looked = officer.client.post(f"{COMPLAINTS}/preview", data=data, **form).text
    sent = officer.client.post(COMPLAINTS, data=hidden(looked), **form)

    page = officer.open(sent.location).text
    assert "没有导入的，条款一直等待" in before
    assert "本年度没有这类事实" in notice(page)
    assert "还没有记录" not in page
    assert "已登记没有" in officer.open(f"{HERE}/facts").text


def test_a_paper_that_cannot_be_made_says_why_and_what_to_do(year):
    year.proposed()
    officer = year.browser("甲考核", "officer")

    refused = officer.open(f"/api/v1{HERE}/papers/notices.pdf")

    assert refused.status_code == 409
    assert "先公布等次" in refused.text
