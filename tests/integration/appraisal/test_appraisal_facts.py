"""People and facts over HTTP: imported as a whole or not at all, superseded and never edited."""

from __future__ import annotations

from typing import Any

import pytest
from factories.appraisal import a_pack
from fakes.appraisal import (
    ANNA,
    BORIS,
    CLARA,
    FIRST_WORD,
    SECOND_WORD,
    YEAR,
    Bureau,
    a_person_entry,
    problem,
)
from sqlalchemy import func, select

from appraisal_service.facts.store import AttendanceRow, BatchRow
from shared.documents.base import digest_of
from shared.plumbing.db import reading


@pytest.fixture
def pack(bureau: Bureau) -> str:
    """The digest of the county's pack; o1 and o2 work there."""
    return bureau.set_up("county", [a_person_entry("o1"), a_person_entry("o2")])


def stored(bureau: Bureau) -> tuple[int, int]:
    with reading(bureau.office.sessions) as session:
        rows = (select(func.count()).select_from(table) for table in (BatchRow, AttendanceRow))
        batches, facts = (session.scalar(query) for query in rows)
    return batches or 0, facts or 0


def derivation(bureau: Bureau, person: str) -> dict[str, Any]:
    bureau.post(ANNA, f"{YEAR}/proposals")
    digest = bureau.rows()[person]["derivation"]
    return bureau.get(ANNA, f"/api/v1/derivations/{digest}").json


def findings_on(bureau: Bureau, person: str) -> list[dict[str, Any]]:
    return derivation(bureau, person)["inputs"]["findings"]


def counts(bureau: Bureau, person: str) -> dict[str, int]:
    steps = derivation(bureau, person)["steps"]
    (step,) = [step for step in steps if step["what"] == "attendance"]
    return step["figures"]


def test_a_refused_file_names_its_lines_and_stores_nothing(bureau, pack):
    answered = bureau.csv(ANNA, "o1,2026-02-11,missed,\n张三丰,2026-02-11,missed,\no1,x,late,\n")

    assert problem(answered) == (400, "attendance_rejected")
    assert "row 3: there is no such person; row 4:" in answered.json["title"]
    assert "张三丰" not in answered.text
    assert stored(bureau) == (0, 0)


def test_the_same_file_again_changes_nothing(bureau, pack):
    first = bureau.csv(ANNA, "o1,2026-02-11,missed,\n")
    again = bureau.csv(BORIS, "o1,2026-02-11,missed,0\n")

    assert (first.status_code, first.json["rows"]) == (201, 1)
    assert first.json == again.json
    assert stored(bureau) == (1, 1)


def test_files_add_up_over_the_year(bureau, pack):
    bureau.csv(ANNA, "o1,2026-02-11,missed,\no1,2026-03-01,late,\n")
    bureau.csv(ANNA, "o1,2026-04-11,missed,\no1,2026-03-01,early,\no2,2026-04-11,missed,\n")

    assert counts(bureau, "o1") == {"absent_half_days": 0, "missed": 2, "late": 1, "early": 0}


def test_a_fact_that_stands_in_another_file_is_refused(bureau, pack):
    bureau.csv(ANNA, "o1,2026-02-11,missed,\n")

    again = bureau.csv(ANNA, "o1,2026-02-11,missed,\no1,2026-05-01,late,\n")

    assert problem(again) == (400, "attendance_rejected")
    assert stored(bureau) == (1, 1)


def test_a_correcting_file_supersedes_the_earlier_one_which_stays(bureau, pack):
    first = bureau.csv(ANNA, "o1,2026-02-11,missed,\no2,2026-02-11,missed,\n").json["batch"]

    query = f"jurisdiction=county&year=2026&supersedes={first}"
    second = bureau.csv(ANNA, "o2,2026-02-11,missed,\n", query)

    assert second.status_code == 201
    assert counts(bureau, "o1")["missed"] == 0
    assert counts(bureau, "o2")["missed"] == 1
    assert stored(bureau) == (2, 3)
    late = bureau.csv(ANNA, "o1,2026-06-01,late,\n", query)
    assert problem(late) == (409, "already_superseded")


def test_only_a_batch_of_the_same_year_can_be_superseded(bureau, pack):
    query = f"jurisdiction=county&year=2026&supersedes={'a' * 64}"

    assert problem(bureau.csv(ANNA, "", query)) == (404, "no_such_batch")


def test_a_batch_is_served_as_the_value_that_its_name_is_the_digest_of(bureau, pack):
    batch = bureau.csv(ANNA, "o2,2026-02-11,missed,\no1,2026-02-11,absent,1\n").json["batch"]

    served = bureau.get(ANNA, f"/api/v1/facts/batches/{batch}").json

    assert digest_of(served) == batch
    assert [row["person"] for row in served["rows"]] == ["o1", "o2"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "jurisdiction=county",
        "jurisdiction=county&year=2026&year=2027",
        "jurisdiction=county&year=twenty",
        "jurisdiction=county&year=2026&x=1",
    ],
)
def test_an_address_that_does_not_fit_is_refused(bureau, pack, query):
    assert problem(bureau.csv(ANNA, "", query)) == (400, "invalid_query")


def test_two_meetings_missed_on_one_day_count_twice(bureau, pack):
    lines = "person,date,kind,meeting\no1,2026-02-11,missed,1\no1,2026-02-11,missed,2\n"
    path = "/api/v1/facts/attendance?jurisdiction=county&year=2026"
    answered = bureau.call(ANNA, "POST", path, data=lines.encode(), content_type="text/csv")

    assert answered.status_code == 201
    assert counts(bureau, "o1")["missed"] == 2
    served = bureau.get(ANNA, f"/api/v1/facts/batches/{answered.json['batch']}").json
    assert [row["meeting"] for row in served["rows"]] == ["1", "2"]


def test_a_preview_stores_nothing_and_tells_every_fault_in_both_languages(bureau, pack):
    lines = "person,date,kind,remark\no1,2026-02-11,missed,x\no9,2026-02-11,missed,\n"
    path = "/api/v1/facts/attendance/preview?jurisdiction=county&year=2026"
    looked = bureau.call(ANNA, "POST", path, data=lines.encode(), content_type="text/csv").json

    assert (looked["rows"], looked["unused"]) == (1, ["remark"])
    (fault,) = looked["faults"]
    assert (fault["place"], fault["code"]) == (3, "unknown_subject")
    assert fault["zh"] == "没有这个人员编号"
    assert stored(bureau) == (0, 0)


def test_a_file_has_to_say_that_it_is_a_table(bureau, pack):
    path = "/api/v1/facts/attendance?jurisdiction=county&year=2026"

    answered = bureau.call(ANNA, "POST", path, data=b"person", content_type="text/plain")

    assert problem(answered) == (400, "wrong_content_type")


def a_finding(**changes):
    finding = {
        "jurisdiction": "county",
        "year": 2026,
        "subject": "o1",
        "rule": "B07",
        "value": True,
        "document": "组考〔2026〕18号",
        "date": "2026-12-18",
    }
    return {**finding, **changes}


def test_a_finding_counts_once_two_officers_entered_the_same(bureau, pack):
    def enter(who, **changes):
        return bureau.post(who, "/api/v1/findings", a_finding(**changes))

    assert enter(ANNA).json == FIRST_WORD
    assert problem(enter(ANNA)) == (409, "same_person")
    assert enter(BORIS, value=False).json == FIRST_WORD
    assert findings_on(bureau, "o1") == []
    assert enter(BORIS).json == {**SECOND_WORD, "replaced": True}

    (found,) = findings_on(bureau, "o1")
    assert (found["rule"], found["value"], found["by"]) == ("B07", True, f"{ANNA}、{BORIS}")


def test_of_two_findings_the_newest_counts(bureau, pack):
    for value, number in ((True, "1号"), (False, "2号")):
        for who in (ANNA, BORIS):
            bureau.post(who, "/api/v1/findings", a_finding(value=value, document=number))

    (found,) = findings_on(bureau, "o1")
    assert (found["value"], found["document"]) == (False, "2号")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"rule": "B06"}, "finding_rejected"),
        ({"rule": "B10"}, "finding_rejected"),
        ({"subject": "o9"}, "finding_rejected"),
        ({"subject": "unit-1"}, "finding_rejected"),
        ({"value": 1}, "invalid_body"),
        ({"date": "18.12.2026"}, "invalid_body"),
        ({"date": "2026-02-30"}, "invalid_body"),
    ],
)
def test_a_finding_nobody_waits_for_is_refused(bureau, pack, changes, code):
    answered = bureau.post(ANNA, "/api/v1/findings", a_finding(**changes))

    assert problem(answered) == (400, code)


def test_a_year_has_one_pack_and_a_pack_one_jurisdiction(bureau, pack):
    body = {"id": "county", "title": "county", "year": 2026, "pack": a_pack().to_document()}

    def set_up(**changes):
        return bureau.post(ANNA, "/api/v1/jurisdictions", {**body, **changes})

    assert set_up().status_code == 201
    assert problem(set_up(title="另一县")) == (409, "jurisdiction_fixed")
    other = a_pack(objection_days=3).to_document()
    assert problem(set_up(pack=other)) == (409, "jurisdiction_fixed")
    assert problem(set_up(id="elsewhere")) == (409, "pack_in_use")
    assert set_up(year=2027).status_code == 201
    assert problem(set_up(id="x", pack={"type": "rule_pack"})) == (400, "pack_rejected")


def test_a_post_holds_from_its_year_on(bureau, pack):
    body = {"id": "county", "title": "county", "year": 2027, "pack": a_pack().to_document()}
    bureau.post(ANNA, "/api/v1/jurisdictions", body)
    promoted = a_person_entry("o1", unit="unit-2", post="局长")
    listed = {"jurisdiction": "county", "people": [promoted], "left": ["o2"]}
    assert bureau.post(ANNA, "/api/v1/people", listed).status_code == 200

    posts = {}
    for year in (2026, 2027):
        path = f"/api/v1/years/{year}/county/proposals"
        bureau.post(ANNA, path)
        rows = bureau.get(ANNA, path).json["proposals"]
        posts[year] = {row["person"]: row["post"] for row in rows}

    assert posts == {2026: {"o1": "乡长", "o2": "乡长"}, 2027: {"o1": "局长"}}


def test_a_list_that_does_not_fit_is_refused_without_an_echo(bureau, pack):
    listed = {"jurisdiction": "county", "people": [a_person_entry("o3", unit="nowhere")]}

    answered = bureau.post(ANNA, "/api/v1/people", listed)

    assert problem(answered) == (400, "people_rejected")
    assert "nowhere" not in answered.text


def test_a_persons_number_is_used_once_in_a_year(bureau, pack):
    bureau.set_up("district", [])
    listed = {"jurisdiction": "district", "people": [a_person_entry("o1")]}

    assert problem(bureau.post(ANNA, "/api/v1/people", listed)) == (409, "person_elsewhere")


@pytest.mark.parametrize(
    ("who", "expected"), [(None, (401, "sign_in_needed")), (CLARA, (403, "role_missing"))]
)
def test_facts_are_for_officers(bureau, who, expected):
    assert problem(bureau.post(who, "/api/v1/findings", a_finding())) == expected
    assert problem(bureau.post(who, "/api/v1/people", {})) == expected
    assert problem(bureau.get(who, "/api/v1/results")) == expected
