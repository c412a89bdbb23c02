"""What must not be lost or taken over: people's places, names, papers, and both deciders' words."""

from __future__ import annotations

from typing import Any

from factories.appraisal import a_pack
from factories.appraisal_year import HERE, PagedYear
from factories.pages import a_build
from fakes.appraisal import (
    ANNA,
    BORIS,
    CLARA,
    DORA,
    YEAR,
    Bureau,
    a_person_entry,
    problem,
)
from fakes.tally_results import a_result, against

from appraisal_service.facts.domain.columns import as_halves
from shared.rules.packs import pack_from_document

THERE = "/api/v1/years/2026/district"
PEOPLE = [a_person_entry("o1"), a_person_entry("o2")]


def a_county(bureau: Bureau, published: bool = False) -> Bureau:
    """Have the county propose o1 and o2, or publish them."""
    pack = bureau.set_up("county", PEOPLE)
    bureau.certify(a_result({"o1": against(1, 40), "o2": against(1, 40)}, pack=pack))
    assert bureau.csv(ANNA, "o1,2026-03-01,late,\n").status_code == 201
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    if published:
        bureau.decide_all()
        assert bureau.post(ANNA, f"{YEAR}/publish").status_code == 200
    return bureau


def leaves(bureau: Bureau, day: str) -> None:
    """Record that o1 left the county."""
    body = {"jurisdiction": "county", "valid_from": 2026, "left": ["o1"], "left_on": day}
    assert bureau.post(ANNA, "/api/v1/people", body).status_code == 200


def joins(bureau: Bureau, since: str, name: str = "干部o1", year: int = 2026) -> Any:
    """Have the district list o1."""
    document = a_pack("district").to_document()
    body = {"id": "district", "title": "某区", "year": year, "pack": document}
    assert bureau.post(ANNA, "/api/v1/jurisdictions", body).status_code == 201
    units = [{"id": "unit-9", "name": "丙局"}]
    moved = a_person_entry("o1", unit="unit-9", name=name, since=since)
    listed = {"jurisdiction": "district", "units": units, "people": [moved]}
    return bureau.post(ANNA, "/api/v1/people", listed)


def test_a_person_carried_over_from_an_earlier_year_is_not_taken_by_another_jurisdiction(bureau):
    a_county(bureau)
    pack = a_pack("county")
    body = {"id": "county", "title": "county", "year": 2027, "pack": pack.to_document()}
    assert bureau.post(ANNA, "/api/v1/jurisdictions", body).status_code == 201

    taken = joins(bureau, "2027-01-01", "别人", 2027)

    assert problem(taken) == (409, "person_elsewhere")
    assert "departure there first" in taken.json["title"]
    listed = bureau.get(ANNA, "/api/v1/people?jurisdiction=county&year=2027").json["people"]
    assert [(one["id"], one["name"]) for one in listed] == [("o1", "干部o1"), ("o2", "干部o2")]


def test_a_number_whose_holder_left_is_not_given_another_name_elsewhere(bureau):
    a_county(bureau)
    leaves(bureau, "2026-09-30")

    assert problem(joins(bureau, "2026-10-01", "别人")) == (409, "person_elsewhere")
    assert bureau.rows()["o1"]["name"] == "干部o1"


def test_who_is_published_in_one_jurisdiction_is_named_and_not_proposed_in_the_next(bureau):
    a_county(bureau, published=True)
    leaves(bureau, "2026-12-25")
    assert joins(bureau, "2026-12-26").status_code == 200

    made = [bureau.post(ANNA, f"{THERE}/proposals") for _ in range(2)]

    named = {"person": "o1", "name": "干部o1", "jurisdiction": "county", "title": "county"}
    for answered in made:
        assert answered.status_code == 200, answered.json
        assert answered.json["elsewhere"] == [{**named, "state": "published"}]
    assert bureau.get(ANNA, f"{THERE}/proposals").json["proposals"] == []
    bureau.later(days=30)
    assert bureau.post(ANNA, f"{YEAR}/finalize").json["final"] == 2


def test_who_moved_before_a_decision_is_appraised_where_the_year_ended(bureau):
    a_county(bureau)
    leaves(bureau, "2026-06-30")
    assert joins(bureau, "2026-07-01").status_code == 200

    made = bureau.post(ANNA, f"{THERE}/proposals").json

    assert (made["proposed"], len(made["elsewhere"])) == (1, 0)


def test_a_newer_version_of_a_result_set_aside_counts_only_when_two_officers_say_so(bureau):
    first = a_result({"o1": against(1, 40)}, pack=bureau.set_up("county", PEOPLE))
    bureau.certify(first)
    for who in (ANNA, BORIS):
        bureau.post(who, f"/api/v1/results/{first.digest}/set-aside", {"reason": "计票有误"})
    second = first.model_copy(update={"version": 2, "supersedes": first.digest})
    again = f"/api/v1/results/{bureau.certify(second)}/count-again"

    uses = [use(bureau, second.digest)]
    uses += [
        (bureau.post(who, again, {"reason": "已重新计票"}).status_code, use(bureau, second.digest))
        for who in (ANNA, BORIS)
    ]

    assert uses == ["set_aside", (200, "set_aside"), (200, "used")]
    once_more = f"/api/v1/results/{first.digest}/count-again"
    assert problem(bureau.post(ANNA, once_more, {"reason": "x"})) == (409, "not_set_aside")
    for who in (ANNA, BORIS):
        bureau.post(who, f"/api/v1/results/{second.digest}/set-aside", {"reason": "仍有误"})
    assert use(bureau, second.digest) == "set_aside"


def use(bureau: Bureau, digest: str) -> str:
    """Return whether a result counts."""
    listed = bureau.get(ANNA, "/api/v1/results").json["results"]
    return next(one["use"] for one in listed if one["digest"] == digest)


def test_of_two_findings_the_later_paper_counts_whichever_was_completed_last(bureau):
    a_county(bureau)
    march = {"document": "组考〔2026〕1号", "date": "2026-03-01", "value": True}
    november = {"document": "组考〔2026〕2号", "date": "2026-11-01", "value": False}
    found = {"jurisdiction": "county", "year": 2026, "subject": "o1", "rule": "B07"}

    for who, paper in ((ANNA, march), (ANNA, november), (BORIS, november), (BORIS, march)):
        answered = bureau.post(who, "/api/v1/findings", {**found, **paper})
        assert answered.status_code == 201, answered.json
    bureau.post(ANNA, f"{YEAR}/proposals")

    digest = bureau.rows()["o1"]["derivation"]
    inputs = bureau.get(ANNA, f"/api/v1/derivations/{digest}").json["inputs"]
    assert [(one["date"], one["value"]) for one in inputs["findings"]] == [("2026-11-01", False)]


def test_a_finding_that_the_grade_may_rest_on_holds_it_up_and_says_whom(bureau):
    a_county(bureau, published=True)
    found = {"jurisdiction": "county", "year": 2026, "subject": "o1", "rule": "B07"}
    paper = {"document": "组考〔2026〕1号", "date": "2026-12-20", "value": True}
    for who in (ANNA, BORIS):
        assert bureau.post(who, "/api/v1/findings", {**found, **paper}).status_code == 201
    bureau.later(days=30)

    done = bureau.post(ANNA, f"{YEAR}/finalize").json

    assert (done["final"], done["outdated_people"]) == (1, {"o1": "干部o1"})
    assert bureau.rows()["o1"]["state"] == "published"


def test_a_measure_taken_over_points_is_brought_in_a_file_and_reaches_the_rules(bureau):
    document = a_pack("county").to_document()
    document["parameters"]["readings"]["points_cleared_by_measure"] = True
    pack = pack_from_document(document).to_document()
    body = {"id": "county", "title": "county", "year": 2026, "pack": pack}
    assert bureau.post(ANNA, "/api/v1/jurisdictions", body).status_code == 201
    units = [{"id": "unit-1", "name": "甲乡"}]
    listed = {"jurisdiction": "county", "units": units, "people": PEOPLE}
    assert bureau.post(ANNA, "/api/v1/people", listed).status_code == 200
    header = "人员编号,扣分,审计问题,审计类别,是否已采取措施\n"
    lines = "o1,2,超范围列支,A,是\no2,2,超范围列支,A,\n"
    paper = "document=x&date=2026-12-01&source_body=y"
    sent = bureau.call(
        ANNA,
        "POST",
        f"/api/v1/facts/points?jurisdiction=county&year=2026&{paper}",
        data=(header + lines).encode(),
        content_type="text/csv",
    )
    assert sent.status_code == 201, sent.json
    bureau.post(ANNA, f"{YEAR}/proposals")

    taken = {one: _points(bureau, row["derivation"]) for one, row in bureau.rows().items()}

    assert taken == {"o1": [True], "o2": [False]}


def _points(bureau: Bureau, digest: str) -> list[bool]:
    """Return of each points record of a derivation whether a measure was taken."""
    inputs = bureau.get(ANNA, f"/api/v1/derivations/{digest}").json["inputs"]
    return [fact["value"]["measure_taken"] for fact in inputs["facts"]]


def test_a_leave_of_a_hundred_days_and_more_can_be_read():
    assert (as_halves("158"), as_halves("99.5")) == (316, 199)


def test_both_deciders_reasons_of_an_answer_are_kept_and_named(bureau):
    a_county(bureau, published=True)
    entered = bureau.post(ANNA, f"{YEAR}/objections", {"person": "o1", "text": "申请复核"}).json
    said = {CLARA: "经核实情况属实", DORA: "情况属实"}

    for who, reason in said.items():
        body = {"outcome": "kept", "reason": reason}
        answers = f"/api/v1/objections/{entered['objection']}/answers"
        assert bureau.post(who, answers, body).status_code == 201

    (listed,) = bureau.get(ANNA, f"{YEAR}/objections").json["objections"]
    assert listed["answer"] == f"{CLARA}：经核实情况属实；{DORA}：情况属实"
    events = bureau.get(ANNA, f"{YEAR}/events").json["events"]
    told = {one["by"]: one["reason"] for one in events if one["act"] == "objection_kept"}
    assert told == said


def test_a_cursor_beyond_the_end_of_the_feed_is_refused_with_what_to_do(bureau):
    a_county(bureau, published=True)
    bureau.later(days=30)
    bureau.post(ANNA, f"{YEAR}/finalize")
    end = bureau.get("peer", "/api/v1/grades?year=2026").json["cursor"]

    ahead = bureau.get("peer", f"/api/v1/grades?year=2026&since={int(end) + 1}")

    assert bureau.get("peer", f"/api/v1/grades?year=2026&since={end}").json["grades"] == []
    assert problem(ahead) == (409, "cursor_ahead")
    assert "from the start" in ahead.json["title"]


def test_the_feed_says_whose_grades_they_are_and_they_fit_the_published_schema(bureau):
    a_county(bureau, published=True)
    bureau.later(days=30)
    bureau.post(ANNA, f"{YEAR}/finalize")

    served = bureau.get("peer", "/api/v1/grades?year=2026").json
    schema = bureau.get(None, "/api/v1/schemas/grade").json

    assert served["jurisdictions"] == {"o1": "county", "o2": "county"}
    for grade in served["grades"]:
        assert set(grade["document"]) == set(schema["properties"]) == set(schema["required"])
        assert grade["document"]["grade"] in schema["properties"]["grade"]["enum"]


def test_on_the_pages_a_newer_version_waits_for_two_officers_and_a_moved_person_says_where(
    tmp_path,
):
    year = PagedYear(tmp_path, a_build(tmp_path / "web"))
    bureau = year.bureau
    first = a_result({"o1": against(1, 40)}, pack=bureau.set_up("county", PEOPLE))
    bureau.certify(first)
    officers = [year.browser(name, "officer") for name in ("甲考核", "乙考核")]
    for officer in officers:
        officer.press(f"{HERE}/results/{first.digest}/set-aside", reason="计票有误")
    second = bureau.certify(first.model_copy(update={"version": 2, "supersedes": first.digest}))
    page = f"{HERE}/results/{second}"

    told = [officer.press(f"{page}/count-again", reason="已重新计票") for officer in officers]

    assert "还需另一名" in told[0]
    assert "恢复使用" in told[1]
    assert "count-again" not in officers[0].open(page).text
    assert bureau.csv(ANNA, "o1,2026-03-01,late,\n").status_code == 201
    officers[0].press(f"{HERE}/proposals")
    bureau.decide_all()
    officers[0].press(f"{HERE}/publish")
    leaves(bureau, "2026-12-25")
    assert joins(bureau, "2026-12-26").status_code == 200
    there = HERE.replace("county", "district")
    assert "有 1 人本年度由另一个地区考核" in officers[0].press(f"{there}/proposals")
    assert "已由county考核" in officers[0].open(there).text
    assert "已由county考核" in officers[0].open(f"{there}/people/o1").text
