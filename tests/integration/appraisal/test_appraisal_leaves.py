"""Who has to approve a leave (N06) and who did: in the year, on the facts' pages, in a preview."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path
from typing import Any

import pytest
from factories.appraisal_year import HERE, PagedYear
from factories.facts import a_body, a_record_body
from factories.office import HERE as HEADERS
from factories.office import Browser
from factories.pages import a_build
from fakes.appraisal import ANNA, YEAR, Bureau, a_person_entry

FACTS = f"{HERE}/facts"
PAPER = {"document": "组假〔2026〕3号", "date": "2026-11-20", "source_body": "县委组织部"}
QUERY = "jurisdiction=county&year=2026&document=n&date=2026-11-20&source_body=b"
SPAN = {"from": "2026-03-02", "to": "2026-03-05"}
SLIPS = (
    "人员编号,开始日期,结束日期,天数,审批人,是否补办,是否准假\n"
    "o1,2026-03-02,2026-03-05,3.5,单位主要领导,是,是\n"
    "o2,2026-03-02,2026-03-05,3,单位主要领导,否,是\n"
)
DEPARTMENT = "for the organisation department to approve (N06); on record is the head of the unit."
UNIT_HEAD = "for the head of the unit to approve (N06), who is on record"


def recorded(bureau: Bureau, **value: Any) -> str:
    """Record a leave of o1; return its id."""
    made = bureau.post(ANNA, "/api/v1/facts", a_body("leave", a_record_body("leave", **value)))
    assert made.status_code == 201, made.json
    return str(made.json["facts"][0])


def derived(bureau: Bureau, person: str = "o1", path: str = YEAR) -> dict[str, Any]:
    """Compute the proposals; return one derivation."""
    assert bureau.post(ANNA, f"{path}/proposals").status_code == 200
    listed = bureau.get(ANNA, f"{path}/proposals").json["proposals"]
    digest = next(row["derivation"] for row in listed if row["person"] == person)
    return dict(bureau.get(ANNA, f"/api/v1/derivations/{digest}").json)


def approval(document: dict[str, Any]) -> dict[str, Any]:
    """Return the figures of the one step on a leave."""
    (step,) = [step for step in document["steps"] if step["what"] == "leave_approval"]
    return dict(step["figures"])


@pytest.mark.parametrize(("half_days", "asked"), [(6, "unit_head"), (7, "organisation_department")])
@pytest.mark.parametrize("recorded_by", ["unit_head", "organisation_department"])
def test_the_year_says_of_each_leave_who_had_to_approve_it_and_who_did(
    bureau, half_days, asked, recorded_by
):
    bureau.set_up("county", [a_person_entry("o1")])
    before = derived(bureau)["proposal"]
    leave = recorded(bureau, **SPAN, half_days=half_days, approver=recorded_by)

    document = derived(bureau)

    (ruling,) = document["leave_rulings"]
    assert (ruling["rule"], ruling["state"]) == ("N06", "triggered")
    assert ruling["target"] == {"kind": "leave", "id": leave}
    assert [one["owner"] for one in ruling["consequences"]] == [asked]
    assert approval(document) == {
        "asked": asked,
        "recorded": recorded_by,
        "differs": asked != recorded_by,
    }
    assert bureau.rows()["o1"]["leave_rulings"] == [ruling]
    assert document["proposal"] == before, "no effect on the grade"
    listed = bureau.get(ANNA, f"{YEAR}/consequences").json
    assert "N06" not in str(listed), "nobody has to decide what is a note"


def test_the_leave_of_a_head_is_for_the_countys_main_leader(bureau):
    bureau.set_up("county", [a_person_entry("o1", role="head")])
    recorded(bureau, **SPAN, half_days=1, approver="county_leader")

    document = derived(bureau)

    assert [one["state"] for one in document["leave_rulings"]] == ["not_applicable"]
    assert approval(document) == {
        "asked": "county_leader",
        "recorded": "county_leader",
        "differs": False,
    }


def test_a_year_whose_pack_does_not_adopt_n06_asks_nobody(bureau):
    bureau.set_up("district", [a_person_entry("o1")])
    body = a_body("leave", a_record_body("leave", **SPAN, half_days=7), jurisdiction="district")
    made = bureau.post(ANNA, "/api/v1/facts", body)

    document = derived(bureau, path="/api/v1/years/2026/district")

    assert made.status_code == 201, made.json
    assert document["leave_rulings"] == []
    fact = bureau.get(ANNA, f"/api/v1/facts/{made.json['facts'][0]}").json
    assert fact["approvals"] == []


def test_a_record_says_who_had_to_approve_until_it_is_corrected(bureau):
    bureau.set_up("county", [a_person_entry("o1")])
    leave = recorded(bureau, **SPAN, half_days=7)
    value = a_record_body("leave", **SPAN, half_days=7, approver="organisation_department")["value"]

    told = bureau.get(ANNA, f"/api/v1/facts/{leave}").json["approvals"]
    body = {**PAPER, "value": value, "reason": "核对请假条"}
    corrected = bureau.post(ANNA, f"/api/v1/facts/{leave}/supersede", body)

    assert corrected.status_code == 201, corrected.json
    assert [(one["rule"], one["asked"], one["recorded"], one["differs"]) for one in told] == [
        ("N06", "organisation_department", "unit_head", True)
    ]
    path = "/api/v1/facts?jurisdiction=county&year=2026&kind=leave"
    listed = {one["state"]: one["approvals"] for one in bureau.get(ANNA, path).json["facts"]}
    assert listed["superseded"] == []
    assert [one["differs"] for one in listed["in_force"]] == [False]
    assert approval(derived(bureau))["differs"] is False


def test_a_preview_names_the_rows_and_refuses_none(bureau):
    bureau.set_up("county", [a_person_entry("o1"), a_person_entry("o2")])
    file = {"data": SLIPS.encode(), "content_type": "text/csv"}

    looked = bureau.call(ANNA, "POST", f"/api/v1/facts/leave/preview?{QUERY}", **file)
    done = bureau.call(ANNA, "POST", f"/api/v1/facts/leave?{QUERY}", **file)

    assert looked.status_code == 200, looked.json
    assert looked.json["faults"] == []
    assert [[one["differs"] for one in row["approvals"]] for row in looked.json["records"]] == [
        [True],
        [False],
    ]
    (note,) = looked.json["notes"]
    assert "2" in note["zh"]
    assert "row 2" in note["en"]
    assert done.status_code == 201, "people decide, and late filing is allowed"


@pytest.fixture
def year(tmp_path: Path) -> PagedYear:
    """A year with pages."""
    made = PagedYear(tmp_path, a_build(tmp_path / "web"))
    made.set_up()
    return made


def words(page: str) -> str:
    """Return what stands on a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(page)).split())


def look(browser: Browser, language: str) -> str:
    """Return the words of the preview of ``SLIPS``."""
    sent = browser.client.post(
        f"{FACTS}/leave/preview",
        data={**PAPER, "file": (io.BytesIO(SLIPS.encode()), "facts.csv")},
        headers={**HEADERS, "Accept-Language": language},
        content_type="multipart/form-data",
    )
    assert sent.status_code == 200
    return words(sent.text)


def test_pages_of_facts_say_who_should_have_approved_a_leave(year):
    officer = year.browser("甲考核", "officer")
    looked = look(officer, "zh")
    leave = recorded(year.bureau, **SPAN, half_days=7)

    listed = words(officer.open(f"{FACTS}/leave", "en").text)
    shown = words(officer.open(f"{FACTS}/leave/{leave}", "en").text)
    chinese = words(officer.open(f"{FACTS}/leave/{leave}").text)

    assert looked.count("应由县委组织部审批（N06），记录的审批人是单位主要领导。") == 1
    assert "第2行" in looked
    assert "审批权限：应由县委组织部审批" in looked
    assert DEPARTMENT in listed
    assert DEPARTMENT in shown
    assert "应由县委组织部审批（N06），记录的审批人是单位主要领导。请核对请假条" in chinese


def test_a_leave_approved_as_asked_is_said_on_its_own_page_alone(year):
    leave = recorded(year.bureau, **SPAN, half_days=6)
    officer = year.browser("甲考核", "officer")

    assert UNIT_HEAD in words(officer.open(f"{FACTS}/leave/{leave}", "en").text)
    assert "N06" not in words(officer.open(f"{FACTS}/leave", "en").text)


def test_a_persons_page_says_of_each_leave_who_had_to_approve_it_and_who_did(year):
    recorded(year.bureau, **SPAN, half_days=7)
    recorded(year.bureau, **{"from": "2026-05-06", "to": "2026-05-08"}, half_days=6)
    assert year.bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    officer = year.browser("甲考核", "officer")

    english = words(officer.open(f"{HERE}/people/o1", "en").text)
    chinese = words(officer.open(f"{HERE}/people/o1").text)

    assert f"Leave of 3.5 days from 2026-03-02 to 2026-03-05: {DEPARTMENT}" in english
    assert f"Leave of 3.0 days from 2026-05-06 to 2026-05-08: {UNIT_HEAD}" in english
    assert "2026-03-02至2026-03-05请假3.5天：应由县委组织部审批（N06）" in chinese
    assert (
        "2026-05-06至2026-05-08请假3.0天：应由单位主要领导审批（N06），记录的审批人一致" in chinese
    )
    assert "Leave: who approves it" in english
    assert "请假由谁审批" in chinese
    assert "请假3天以内(含3天)的" in chinese
    assert "N06" not in words(officer.open(f"{HERE}/people/o2").text)
