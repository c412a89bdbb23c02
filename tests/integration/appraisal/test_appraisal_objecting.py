"""An objection to a final grade, and when a decider has to say why."""

from __future__ import annotations

import pytest
from fakes.appraisal import (
    ANNA,
    CLARA,
    DORA,
    KEY,
    YEAR,
    Bureau,
    a_person_entry,
    county,
    problem,
)
from fakes.tally_results import a_result, against

from shared.documents.base import open_signed
from shared.documents.grades import Grade


@pytest.fixture
def year(bureau: Bureau) -> Bureau:
    """o1 has votes that say excellent, o2 has none, and both wait to be decided."""
    people = [a_person_entry("o1", team=None), a_person_entry("o2", team=None)]
    entries = [{k: v for k, v in entry.items() if k != "team"} for entry in people]
    pack = bureau.set_up("county", entries, large_unit_min=30)
    for where in ({}, county()):
        bureau.certify(a_result({"o1": against(0, 40)}, pack=pack, **where))
    assert bureau.csv(ANNA, "o1,2026-03-01,late,\n").status_code == 201
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    return bureau


def served(bureau: Bureau) -> list[Grade]:
    listed = bureau.get("peer", "/api/v1/grades?year=2026").json
    return [open_signed(Grade, one, {KEY.key_id: KEY.public}) for one in listed["grades"]]


def test_an_objection_to_a_final_grade_makes_a_version_that_the_feed_announces(year):
    year.decide_all("competent")
    year.post(ANNA, f"{YEAR}/publish")
    year.post(ANNA, f"{YEAR}/finalize")
    first = {grade.person: grade for grade in served(year)}["o1"]

    entered = year.post(ANNA, f"{YEAR}/objections", {"person": "o1", "text": "申请复核"})
    assert entered.status_code == 201, entered.json
    answers = f"/api/v1/objections/{entered.json['objection']}/answers"
    for who in (CLARA, DORA):
        answer = {"outcome": "reopened", "reason": "重新考察"}
        assert year.post(who, answers, answer).status_code == 201
    assert {grade.person: grade for grade in served(year)}["o1"] == first

    year.decide_all("competent", o1="basically_competent")
    year.post(ANNA, f"{YEAR}/publish")
    year.post(ANNA, f"{YEAR}/finalize")
    newest = {grade.person: grade for grade in served(year)}["o1"]
    assert (newest.version, newest.grade) == (2, "basically_competent")
    assert newest.supersedes == first.digest


def test_an_objection_that_is_not_upheld_leaves_the_final_grade(year):
    year.decide_all("competent")
    year.post(ANNA, f"{YEAR}/publish")
    year.post(ANNA, f"{YEAR}/finalize")
    before = served(year)

    entered = year.post(ANNA, f"{YEAR}/objections", {"person": "o1", "text": "申请复核"})
    for who in (CLARA, DORA):
        answer = {"outcome": "kept", "reason": "维持原等次"}
        path = f"/api/v1/objections/{entered.json['objection']}/answers"
        assert year.post(who, path, answer).status_code == 201

    assert served(year) == before


def test_who_departs_from_the_proposal_says_why_and_who_follows_it_need_not(year):
    proposed = year.rows()["o1"]["proposal"]["grade"]
    assert proposed == "competent"

    departing = year.decide(CLARA, "o1", "excellent", reason=" ")
    following = year.decide(CLARA, "o1", "competent", reason="")

    assert problem(departing) == (400, "reason_missing")
    assert following.status_code == 201


def test_where_nothing_is_proposed_a_reason_is_needed(year):
    assert year.rows()["o2"]["proposal"]["grade"] is None

    assert problem(year.decide(CLARA, "o2", "competent", reason="")) == (400, "reason_missing")
    assert year.decide(CLARA, "o2", "competent", reason="综合考察").status_code == 201


def test_the_first_deciders_reason_is_in_no_event_before_the_second_has_decided(year):
    year.decide(CLARA, "o1", "competent", reason="德才表现突出")
    apart = year.get(DORA, f"{YEAR}/events")
    year.decide(DORA, "o1", "competent", reason="同意")
    events = year.get(DORA, f"{YEAR}/events").json["events"]

    assert "德才表现突出" not in apart.text
    assert [one["reason"] for one in events if one["act"] == "decide"] == ["德才表现突出", "同意"]


def test_an_objection_to_an_earlier_version_is_listed_and_waited_for(year):
    year.decide_all("competent")
    year.post(ANNA, f"{YEAR}/publish")
    entered = year.post(ANNA, f"{YEAR}/objections", {"person": "o1", "text": "申请复核"})
    assert entered.status_code == 201, entered.json
    corrected = year.post(ANNA, f"{YEAR}/corrections", {"person": "o1", "reason": "计票有误"})
    assert corrected.status_code == 201, corrected.json
    year.decide_all("competent")
    year.post(ANNA, f"{YEAR}/publish")

    listed = year.get(ANNA, f"{YEAR}/objections").json["objections"]
    assert [(one["person"], one["version"]) for one in listed] == [("o1", 1)]
    year.post(ANNA, f"{YEAR}/finalize")
    assert [grade.person for grade in served(year)] == ["o2"]
    answers = f"/api/v1/objections/{listed[0]['objection']}/answers"
    for who in (CLARA, DORA):
        answer = {"outcome": "kept", "reason": "维持"}
        assert year.post(who, answers, answer).status_code == 201
    year.post(ANNA, f"{YEAR}/finalize")
    assert {grade.person for grade in served(year)} == {"o1", "o2"}
