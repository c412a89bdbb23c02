"""Facts over HTTP: brought as files or records, superseded and withdrawn, never edited."""

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter
from factories.facts import FILES, PAPER, VALUES, a_body, a_record_body
from fakes.appraisal import ANNA, BORIS, CLARA, Bureau, a_person_entry, problem
from sqlalchemy import func, select

from appraisal_service.facts.store import FactBatchRow, FactRow, year_facts
from shared.documents.base import digest_of
from shared.plumbing.db import reading

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ADDRESS = (
    "jurisdiction=county&year=2026&document=县考〔2026〕3号&date=2026-12-01&source_body=县审计局"
)


@pytest.fixture
def county(bureau: Bureau) -> Bureau:
    """The county with two officials and two units."""
    bureau.set_up("county", [a_person_entry("o1"), a_person_entry("o2", unit="unit-2")])
    return bureau


def send(
    bureau: Bureau, kind: str, content: bytes | str, mime: str = "text/csv", preview: bool = False
) -> Any:
    body = content.encode() if isinstance(content, str) else content
    path = f"/api/v1/facts/{kind}{'/preview' if preview else ''}?{ADDRESS}"
    return bureau.call(ANNA, "POST", path, data=body, content_type=mime)


def record(bureau: Bureau, body: dict[str, Any], who: str = ANNA) -> Any:
    return bureau.post(who, "/api/v1/facts", body)


def a_fact(bureau: Bureau, kind: str, **changes: Any) -> str:
    made = record(bureau, a_body(kind, a_record_body(kind, **changes)))
    assert made.status_code == 201, made.json
    (fact,) = made.json["facts"]
    return str(fact)


def correct(bureau: Bureau, fact: str, value: dict[str, Any], **changes: Any) -> Any:
    body = {"document": "县考〔2026〕9号", "date": "2026-12-09", "source_body": "县审计局"}
    more = {"reason": "误报", "value": value, **changes}
    return bureau.post(ANNA, f"/api/v1/facts/{fact}/supersede", {**body, **more})


def withdraw(bureau: Bureau, fact: str) -> Any:
    body = {"document": "县考〔2026〕9号", "date": "2026-12-09", "source_body": "县审计局"}
    return bureau.post(ANNA, f"/api/v1/facts/{fact}/withdraw", {**body, "reason": "查无此事"})


def one(bureau: Bureau, fact: str) -> Any:
    return bureau.get(ANNA, f"/api/v1/facts/{fact}").json


def stored(bureau: Bureau) -> tuple[int, int]:
    with reading(bureau.office.sessions) as session:
        rows = (select(func.count()).select_from(table) for table in (FactBatchRow, FactRow))
        batches, facts = (session.scalar(query) for query in rows)
    return batches or 0, facts or 0


def in_force(bureau: Bureau, year: int = 2026) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    with reading(bureau.office.sessions) as session:
        found = year_facts(session, "county", year)
    return {
        subject: [(fact.kind, fact.value) for fact in facts] for subject, facts in found.items()
    }


def workbook(text: str) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(text.splitlines()):
            for column, cell in enumerate(line.split(",")):
                sheet.write_string(row, column, cell)
    return stream.getvalue()


def test_a_workbook_and_a_csv_with_the_same_facts_are_one_batch(county):
    first = send(county, "points", FILES["points"])
    again = send(county, "points", workbook(FILES["points"]), XLSX)
    written = record(county, a_body("points"), BORIS)

    assert first.status_code == 201
    assert first.json == again.json == written.json
    assert stored(county) == (1, 1)


@pytest.mark.parametrize("kind", ["leave", "ranking", "petitions", "flag"])
def test_a_file_of_each_shape_becomes_facts_of_the_year(county, kind):
    assert send(county, kind, FILES[kind]).status_code == 201

    ((found,),) = in_force(county).values()
    assert found[0] == kind
    assert found[1].items() >= VALUES[kind].items()


def test_a_refused_file_names_its_rows_and_stores_nothing(county):
    lines = FILES["points"] + "张三丰,1,甲,A\no2,2.5,乙,A\n"

    refused = send(county, "points", lines)

    assert problem(refused) == (400, "facts_rejected")
    assert "row 4: the points cannot be read" in refused.json["title"]
    assert "张三丰" not in refused.text
    assert stored(county) == (0, 0)


def test_a_preview_tells_every_fault_and_stores_nothing(county):
    lines = FILES["points"] + "张三丰,1,甲,A\no1,1,超范围列支,B\no2,2.5,乙,A\n"

    looked = send(county, "points", lines, preview=True).json

    told = [(fault["place"], fault["code"]) for fault in looked["faults"]]
    assert told == [(3, "unknown_subject"), (4, "twice"), (5, "unread")]
    assert looked["faults"][2]["zh"] == "扣分填写有误"
    assert (looked["facts"], looked["imported_already"]) == (2, False)
    assert stored(county) == (0, 0)
    send(county, "points", FILES["points"])
    again = send(county, "points", FILES["points"], preview=True).json
    assert (again["faults"], again["imported_already"]) == ([], True)


def test_a_fact_that_stands_is_not_recorded_from_another_paper(county):
    a_fact(county, "points")

    again = record(county, a_body("points", document="县考〔2026〕4号"))

    assert problem(again) == (400, "facts_rejected")
    assert "record 1: this is recorded already" in again.json["title"]
    assert stored(county) == (1, 1)


def test_a_batch_without_facts_says_that_there_was_nothing(county):
    answered = record(county, a_body("points", records=[]))

    assert (answered.status_code, answered.json["facts"]) == (201, [])
    assert stored(county) == (1, 0)


def test_a_correction_takes_the_place_of_a_record_which_stays(county):
    first = a_fact(county, "points")

    (second,) = correct(county, first, {**VALUES["points"], "half_points": 1}).json["facts"]

    assert in_force(county) == {"o1": [("points", {**VALUES["points"], "half_points": 1})]}
    assert (one(county, first)["state"], one(county, first)["superseded_by"]) == (
        "superseded",
        second,
    )
    assert one(county, second)["fact"]["supersedes"] == first
    assert one(county, first)["fact"]["value"]["half_points"] == 3


def test_a_record_is_superseded_once(county):
    first = a_fact(county, "points")
    correct(county, first, {**VALUES["points"], "half_points": 1})

    again = correct(county, first, {**VALUES["points"], "half_points": 2})

    assert problem(again) == (409, "already_superseded")
    assert problem(withdraw(county, first)) == (409, "already_superseded")
    assert stored(county) == (2, 2)


def test_a_correction_may_not_contradict_another_record(county):
    first = a_fact(county, "points")
    a_fact(county, "points", finding="白条入账")

    refused = correct(county, first, {**VALUES["points"], "finding": "白条入账"})

    assert problem(refused) == (400, "facts_rejected")


def test_a_withdrawn_record_counts_no_more_and_may_be_recorded_anew(county):
    first = a_fact(county, "points")

    (act,) = withdraw(county, first).json["facts"]

    assert in_force(county) == {}
    assert (one(county, first)["state"], one(county, act)["state"]) == ("withdrawn", "withdrawal")
    assert problem(withdraw(county, act)) == (409, "already_superseded")
    assert record(county, a_body("points", document="县考〔2026〕10号")).status_code == 201
    assert len(in_force(county)["o1"]) == 1


def test_a_corrected_ranking_brings_its_own_period(county):
    first = a_fact(county, "ranking", period="2026-Q1")
    scores = {"unit-1": "60", "unit-2": "61"}

    answered = correct(county, first, {**VALUES["ranking"], "period": "2026-Q2", "scores": scores})

    assert answered.status_code == 201
    assert one(county, answered.json["facts"][0])["fact"]["period"] == "2026-Q2"


def test_a_fact_and_a_batch_are_served_as_the_values_that_their_names_are_digests_of(county):
    made = send(county, "ranking", FILES["ranking"]).json
    (fact,) = made["facts"]

    assert digest_of(one(county, fact)["fact"]) == fact
    served = county.get(ANNA, f"/api/v1/facts/batches/{made['batch']}").json
    assert digest_of(served) == made["batch"]
    assert served["document"] == PAPER.document
    for where in (f"/api/v1/facts/{'a' * 64}", f"/api/v1/facts/batches/{'a' * 64}"):
        assert county.get(ANNA, where).status_code == 404


def test_everything_that_was_imported_for_a_year_is_listed(county):
    county.csv(ANNA, "o1,2026-02-11,missed,\n")
    points = send(county, "points", FILES["points"]).json["batch"]
    nothing = record(county, a_body("discipline", records=[])).json["batch"]
    record(county, a_body("points", a_record_body("points"), year=2025))

    listed = county.get(ANNA, "/api/v1/facts/batches?jurisdiction=county&year=2026").json["batches"]

    kinds = [(one["kind"], one["batch"]) for one in listed]
    assert [kind for kind, _ in kinds] == ["attendance", "points", "discipline"]
    assert [batch for _, batch in kinds[1:]] == [points, nothing]
    for _, batch in kinds:
        served = county.get(ANNA, f"/api/v1/facts/batches/{batch}").json
        assert digest_of(served) == batch


def test_what_follows_from_a_record_is_shown_beside_it(county):
    assert one(county, a_fact(county, "petitions"))["consequent"]["percent"] == "100.00%"
    nothing = a_record_body("petitions", assigned=0, closed=0)
    nothing["subject"]["id"] = "unit-2"
    made = record(county, a_body("petitions", nothing)).json["facts"][0]
    assert one(county, made)["consequent"] == {"rate": None, "percent": "-"}
    ends = one(county, a_fact(county, "admonition", talk_on="2026-08-31"))["consequent"]
    assert ends == {"ends_on": "2026-11-30"}


def test_facts_of_earlier_years_count_as_long_as_their_kind_matters(county):
    for year in (2023, 2024, 2025, 2026, 2027):
        body = a_record_body("points", finding=f"问题{year}")
        answered = record(county, a_body("points", body, year=year))
        assert (answered.status_code == 201) == (year < 2027)  # not set up for a later year
    for year in (2024, 2025):
        body = a_record_body("ranking", period=str(year), seq=year)
        assert record(county, a_body("ranking", body, year=year)).status_code == 201

    found = in_force(county)

    assert sorted(value["finding"] for _, value in found["o1"]) == [
        "问题2024",
        "问题2025",
        "问题2026",
    ]
    assert [value["period"] for _, value in found["townships"]] == ["2025"]
    assert in_force(county, 2028)["o1"] == [("points", {**VALUES["points"], "finding": "问题2026"})]


def test_facts_of_somebody_who_left_are_still_recorded(county):
    county.post(ANNA, "/api/v1/people", {"jurisdiction": "county", "left": ["o2"]})
    body = a_record_body("discipline")
    body["subject"]["id"] = "o2"

    assert record(county, a_body("discipline", body)).status_code == 201
    body["subject"]["id"] = "o9"
    assert problem(record(county, a_body("discipline", body))) == (400, "facts_rejected")


def test_another_jurisdictions_people_and_facts_are_not_ours(county):
    county.set_up("district", [a_person_entry("p1")])
    body = a_record_body("points")
    body["subject"]["id"] = "p1"

    assert problem(record(county, a_body("points", body))) == (400, "facts_rejected")
    assert record(county, a_body("points", body, jurisdiction="district")).status_code == 201
    assert in_force(county) == {}
    assert problem(record(county, a_body("points", jurisdiction="nowhere"))) == (
        404,
        "no_such_jurisdiction",
    )


def test_records_are_listed_by_kind_and_subject_a_page_at_a_time(county):
    bodies = [a_record_body("points", finding=f"问题{number}") for number in range(101)]
    record(county, a_body("points", *bodies))
    a_fact(county, "leave")

    def listed(**more: Any) -> Any:
        asked = "&".join(f"{name}={value}" for name, value in more.items())
        return county.get(CLARA, f"/api/v1/facts?jurisdiction=county&year=2026&{asked}").json

    assert (listed()["total"], listed()["last"], len(listed()["facts"])) == (102, 2, 100)
    assert len(listed(page=2)["facts"]) == len(listed(page=9)["facts"]) == 2
    assert [fact["fact"]["kind"] for fact in listed(kind="leave")["facts"]] == ["leave"]
    assert listed(subject="o2")["total"] == 0
    unknown = county.get(ANNA, "/api/v1/facts?jurisdiction=county&year=2026&kind=x")
    assert problem(unknown) == (404, "no_such_kind")


def test_an_empty_file_that_was_handed_out_can_be_brought_back(county):
    handed = county.get(ANNA, "/api/v1/facts/templates/flag.xlsx")

    assert handed.mimetype == XLSX
    looked = send(county, "flag", handed.data, XLSX, preview=True)
    assert (looked.status_code, looked.json["faults"], looked.json["unused"]) == (200, [], [])


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/v1/facts/templates/ranking_ruling.xlsx", (404, "no_such_kind")),
        ("/api/v1/facts/templates/x.xlsx", (404, "no_such_kind")),
    ],
)
def test_there_is_no_template_of_what_comes_in_no_file(county, path, code):
    assert problem(county.get(ANNA, path)) == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "ranking_ruling"}, (404, "no_such_kind")),
        ({"kind": "gossip"}, (404, "no_such_kind")),
        ({"date": "2026-02-30"}, (400, "invalid_body")),
        ({"document": ""}, (400, "invalid_body")),
        ({"remark": "x"}, (400, "invalid_body")),
        (
            {"records": [{"subject": {"kind": "team", "id": "t"}, "value": {}}]},
            (400, "invalid_body"),
        ),
        ({"records": [a_record_body("points", half_points=True)]}, (400, "facts_rejected")),
        ({"records": [a_record_body("points", half_points=5)]}, (400, "facts_rejected")),
    ],
)
def test_a_request_that_does_not_fit_is_refused(county, changes, code):
    assert problem(record(county, a_body("points", **changes))) == code


def test_a_file_of_a_kind_that_two_officers_enter_is_refused(county):
    assert problem(send(county, "ranking_ruling", "a,b\n")) == (404, "no_such_kind")
    assert problem(send(county, "points", "person", "text/plain")) == (400, "wrong_content_type")
    assert problem(send(county, "points", "person\no1\n")) == (400, "table_columns_missing")


def test_facts_are_for_officers(county):
    assert problem(record(county, a_body("points"), CLARA)) == (403, "role_missing")
    fact = a_fact(county, "points")
    for path in (f"/api/v1/facts/{fact}/supersede", "/api/v1/ranking-rulings"):
        assert problem(county.post(CLARA, path)) == (403, "role_missing")
    assert county.get(CLARA, f"/api/v1/facts/{fact}").status_code == 200
    assert problem(county.get(None, f"/api/v1/facts/{fact}")) == (401, "sign_in_needed")


def test_a_year_that_is_not_set_up_has_no_line_ratings(county):
    path = "/api/v1/line-ratings?jurisdiction=county&year=2030"

    assert problem(county.get(ANNA, path)) == (404, "no_such_jurisdiction")


def test_a_number_of_a_unit_and_of_a_person_is_told_by_either_name(county):
    namesake = a_person_entry("unit-2")
    county.post(ANNA, "/api/v1/people", {"jurisdiction": "county", "people": [namesake]})
    head = "榜单,系列,期间,序次,单位编号,单位名称,得分\ntownships,annual,2026,1,unit-1,甲乡,71.50\n"
    row = "townships,annual,2026,1,unit-2,{},80\n"

    looked = [
        send(county, "ranking", head + row.format(name), preview=True).json
        for name in ("乙局", "别的乡")
    ]

    found = [[fault["code"] for fault in one["faults"]] for one in looked]
    assert found == [[], ["other_name"]]
