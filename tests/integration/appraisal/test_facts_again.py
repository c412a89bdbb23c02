"""The same facts once more, after some were withdrawn; a record under another year's address."""

from __future__ import annotations

from typing import Any

import pytest
from factories.appraisal_year import HERE, PagedYear
from factories.facts import a_body, a_record_body
from factories.pages import a_build
from fakes.appraisal import ANNA, Bureau, a_person_entry, problem

PAPER = {"document": "县考〔2026〕9号", "date": "2026-12-09", "source_body": "县审计局"}
LATE = "person,date,kind,half_days\no1,2026-02-11,late,\n"
MORE = LATE + "o2,2026-02-11,late,\n"


@pytest.fixture
def county(bureau: Bureau) -> Bureau:
    """The county with two officials."""
    bureau.set_up("county", [a_person_entry("o1"), a_person_entry("o2")])
    return bureau


def withdrawn(bureau: Bureau) -> str:
    """Record points and withdraw them; return the record's id."""
    made = bureau.post(ANNA, "/api/v1/facts", a_body("points"))
    (fact,) = made.json["facts"]
    gone = bureau.post(ANNA, f"/api/v1/facts/{fact}/withdraw", {**PAPER, "reason": "查无此事"})
    assert gone.status_code == 201, gone.json
    return str(fact)


def look(bureau: Bureau, lines: str, supersedes: str = "") -> Any:
    path = "/api/v1/facts/attendance/preview?jurisdiction=county&year=2026" + supersedes
    return bureau.call(ANNA, "POST", path, data=lines.encode(), content_type="text/csv")


def test_the_very_same_facts_again_after_a_withdrawal_are_refused_with_what_to_do(county):
    withdrawn(county)

    again = county.post(ANNA, "/api/v1/facts", a_body("points"))

    assert problem(again) == (409, "facts_taken_back")
    assert "name the paper" in again.json["title"]


def test_a_withdrawn_record_with_more_from_the_same_paper_is_a_fault_of_its_row(county):
    withdrawn(county)
    other = {**a_record_body("points"), "subject": {"kind": "official", "id": "o2"}}
    both = a_body("points", other, a_record_body("points"))

    again = county.post(ANNA, "/api/v1/facts", both)

    assert problem(again) == (400, "facts_rejected")
    assert "record 2: the record from this paper was corrected or withdrawn" in again.json["title"]
    newer = county.post(ANNA, "/api/v1/facts", {**both, "document": "县考〔2026〕8号"})
    assert newer.status_code == 201, newer.json


def test_the_look_at_attendance_sees_what_stands_as_the_import_does(county):
    first = county.csv(ANNA, LATE.partition("\n")[2]).json["batch"]

    assert look(county, LATE).json["imported_already"] is True
    assert problem(look(county, MORE)) == (400, "attendance_rejected")
    replaced = look(county, MORE, f"&supersedes={first}")
    assert (replaced.status_code, replaced.json["imported_already"]) == (200, False)


def test_an_attendance_file_that_was_superseded_does_not_come_back(county):
    first = county.csv(ANNA, LATE.partition("\n")[2]).json["batch"]
    query = f"jurisdiction=county&year=2026&supersedes={first}"
    assert county.csv(ANNA, MORE.partition("\n")[2], query).status_code == 201

    again = county.csv(ANNA, LATE.partition("\n")[2])

    assert problem(again) == (409, "already_superseded")
    assert problem(look(county, LATE)) == (409, "already_superseded")


def test_a_record_is_shown_and_withdrawn_only_under_its_own_year_and_kind(tmp_path):
    year = PagedYear(tmp_path, a_build(tmp_path / "web"))
    year.set_up()
    officer = year.browser("甲考核", "officer")
    made = year.bureau.post(ANNA, "/api/v1/facts", a_body("points"))
    (fact,) = made.json["facts"]
    form = {**PAPER, "reason": "查无此事"}

    for elsewhere in (f"{HERE}/facts/leave", f"{HERE.replace('2026', '2025')}/facts/points"):
        assert officer.open(f"{elsewhere}/{fact}").status_code == 404
        officer.client.post(
            f"{elsewhere}/{fact}/withdrawal", data=form, headers={"Origin": "http://localhost"}
        )
    shown = year.bureau.get(ANNA, f"/api/v1/facts/{fact}").json

    assert shown["state"] == "in_force"
    assert officer.open(f"{HERE}/facts/points/{fact}").status_code == 200
