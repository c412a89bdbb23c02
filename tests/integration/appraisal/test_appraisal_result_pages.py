"""Certified results on pages: which came, which count, and two officers set one aside."""

from __future__ import annotations

from pathlib import Path

import pytest
from factories.appraisal_year import HERE, PagedYear
from factories.pages import a_build
from fakes.appraisal import a_person_entry
from fakes.tally_results import a_box, a_result, against

RESULTS = f"{HERE}/results"


@pytest.fixture
def year(tmp_path: Path) -> PagedYear:
    return PagedYear(tmp_path, a_build(tmp_path / "web"))


def certified(year: PagedYear) -> str:
    """Set up the county with one result; return its digest."""
    pack = year.bureau.set_up("county", [a_person_entry("o1")])
    boxes = [a_box(21), a_box(12, electorate="B")]
    return year.bureau.certify(a_result({"o1": against(6, 21)}, pack=pack, boxes=boxes))


def test_a_year_lists_what_came_with_who_certified_and_whether_it_counts(year):
    digest = certified(year)
    year.bureau.certify(a_result({"o1": against(1, 9)}, title="别的规则"))
    officer = year.browser("甲考核", "officer")

    page = officer.open(RESULTS).text

    assert f'href="{RESULTS}/{digest}"' in page
    for word in (
        "年度民主测评",
        "2026-12-01",
        "A、B",
        "李四、王五",
        "计入",
        "别的规则",
        "另一规则包",
    ):
        assert word in page, word


def test_two_officers_set_a_result_aside_with_their_reason(year):
    one = f"{RESULTS}/{certified(year)}"
    first, second = (year.browser(name, "officer") for name in ("甲考核", "乙考核"))

    waits = first.press(f"{one}/set-aside", reason="票箱混放")
    again = first.press(f"{one}/set-aside", reason="票箱混放")
    seen = second.open(one).text
    done = second.press(f"{one}/set-aside", reason="现场混箱，无法更正")

    assert "还需另一名" in waits
    assert again.startswith("!")
    assert "甲考核" in seen
    assert "不再使用" in done
    page = first.open(one).text
    assert "现场混箱，无法更正" in page
    assert "/set-aside" not in page


def test_a_result_of_another_year_or_without_a_reason_is_refused(year):
    digest = certified(year)
    officer = year.browser("甲考核", "officer")
    decider = year.browser("甲审", "decider")

    assert officer.open(f"{RESULTS}/{'0' * 64}").status_code == 404
    assert officer.send(f"{RESULTS}/{'0' * 64}/set-aside", reason="误").status_code == 404
    assert officer.press(f"{RESULTS}/{digest}/set-aside", reason=" ").startswith("!")
    assert "/set-aside" not in decider.open(f"{RESULTS}/{digest}").text
    assert decider.send(f"{RESULTS}/{digest}/set-aside", reason="误").status_code == 403


def test_a_result_of_another_jurisdiction_is_neither_shown_nor_set_aside_here(year):
    certified(year)
    pack = year.bureau.set_up("district", [])
    digest = year.bureau.certify(a_result({"o1": against(6, 21)}, pack=pack))
    officers = [year.browser(name, "officer") for name in ("甲考核", "乙考核")]

    tried = [one.send(f"{RESULTS}/{digest}/set-aside", reason="误") for one in officers]

    assert [answer.status_code for answer in tried] == [404, 404]
    assert digest not in officers[0].open(RESULTS).text
    there = officers[0].open(f"/years/2026/district/results/{digest}").text
    assert "/set-aside" in there
