"""Rankings ruled on and corrected by page, and line ratings sent back to the townships."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from factories.appraisal_year import HERE, PagedYear
from factories.facts import a_body, a_record_body
from factories.office import Browser
from factories.pages import a_build
from fakes.appraisal import ANNA
from python_calamine import CalamineWorkbook

FACTS = f"{HERE}/facts"
PAPER = {"document": "县考〔2026〕12号", "date": "2026-12-12", "source_body": "县委组织部"}
TIED = {"unit-1": "60", "unit-2": "60.0"}


@pytest.fixture
def year(tmp_path: Path) -> PagedYear:
    """A year of two units, with pages."""
    made = PagedYear(tmp_path, a_build(tmp_path / "web"))
    made.set_up()
    return made


def recorded(year: PagedYear, kind: str, *records: dict[str, Any]) -> str:
    """Record facts and return the first one's id."""
    made = year.bureau.post(ANNA, "/api/v1/facts", a_body(kind, *records))
    assert made.status_code == 201, made.json
    return str(made.json["facts"][0])


def words(browser: Browser, path: str) -> str:
    """Return what stands on a page in English, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", browser.open(path, "en").text).split())


def test_two_officers_rule_on_the_page_whether_a_tied_unit_is_last(year):
    fact = recorded(year, "ranking", a_record_body("ranking", scores=TIED))
    page = f"{FACTS}/ranking/{fact}"
    first, second = year.browser("甲考核", "officer"), year.browser("乙考核", "officer")
    decider = year.browser("甲审", "decider")
    form = {**PAPER, "unit": "unit-1", "last": "yes", "deputy": "o1"}

    tied = first.open(page, "en").text
    begun = first.press(f"{page}/rulings", **form)
    twice = first.press(f"{page}/rulings", **form)
    unseen = words(second, page)
    done = second.press(f"{page}/rulings", **form)

    assert tied.count(">tied for the last place<") == 2
    assert "还需另一名" in begun
    assert twice.startswith("!")
    assert "ruled: last" not in unseen
    assert "认定成立" in done
    assert "甲考核、乙考核" in words(decider, page)
    assert "Deputy in charge: 干部o1" in words(decider, page)
    assert "/rulings" not in decider.open(page).text
    assert decider.send(f"{page}/rulings", **form).status_code == 403


def test_a_unit_that_is_not_last_has_no_form_and_is_refused(year):
    fact = recorded(year, "ranking", a_record_body("ranking"))
    officer = year.browser("甲考核", "officer")
    page = officer.open(f"{FACTS}/ranking/{fact}").text

    said = officer.press(
        f"{FACTS}/ranking/{fact}/rulings", **PAPER, unit="unit-2", last="yes", deputy=""
    )

    assert re.findall(r'name="unit" value="([\w-]+)">\s*<fieldset', page) == ["unit-1"]
    assert "得分不是最低" in said


def test_a_ranking_is_corrected_with_its_units_and_scores(year):
    fact = recorded(year, "ranking", a_record_body("ranking", scores=TIED))
    officer = year.browser("甲考核", "officer")
    form = {"key": ["series", "seq"], "text": ["annual", "1"], "period": "2026", **PAPER}
    scores = {"unit": ["unit-1", "unit-2", "", ""], "score": ["61", "60", "", ""]}
    twice = {"unit": ["unit-1", "unit-2", "unit-1", ""], "score": ["61", "60", "5", ""]}

    refused = officer.press(f"{FACTS}/ranking/{fact}/correction", **form, **twice, why="抄错")
    said = officer.press(f"{FACTS}/ranking/{fact}/correction", **form, **scores, why="抄错")

    assert "填写了两次" in refused
    assert "更正已记下" in said
    shown = words(officer, f"{FACTS}/ranking/{fact}")
    assert "甲乡 61 · 乙局 60" in shown


def test_line_ratings_are_gathered_sent_and_known_to_have_changed(year):
    first, *_ = (
        recorded(year, "line_rating", a_record_body("line_rating", line=line, grade=grade))
        for line, grade in (("农业", "good"), ("林业", "poor"))
    )
    officer, page = year.browser("甲考核", "officer"), f"{FACTS}/line_rating/townships"
    sent = {"document": "县组函〔2026〕1号", "date": "2026-12-15"}

    before = words(officer, page)
    book = officer.open(f"{page}/unit-1/ratings.xlsx").data
    said = officer.press(f"{page}/unit-1/sending", **sent)
    known = words(officer, page)
    officer.press(f"{FACTS}/line_rating/{first}/withdrawal", **PAPER, reason="误报")
    later = words(officer, page)

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0)
    cells = sheet.to_python(skip_empty_area=False)
    assert "not sent back yet" in before
    assert ["农业", "农业局", "好", "完成较好", "李局长"] in cells
    assert any("甲乡" in str(row[0]) for row in cells)
    assert "已登记" in said
    assert "Sent under 县组函〔2026〕1号 of 2026-12-15, recorded by 甲考核" in known
    assert "changed since it was sent" in later
    assert f'href="{page}"' in officer.open(f"{FACTS}/line_rating").text
    assert officer.open(f"{page}/unit-2/ratings.xlsx").status_code == 404
