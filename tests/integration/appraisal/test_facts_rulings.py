"""Rankings ruled on by two officers, and line ratings gathered and sent back."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from factories.facts import VALUES, a_body, a_record_body
from factories.presses import at_once
from fakes.appraisal import ANNA, BORIS, FIRST_WORD, SECOND_WORD, Bureau, a_person_entry, problem

from appraisal_service.facts.store import year_facts
from shared.documents.base import digest_of
from shared.plumbing.db import reading

PAPER = {"document": "县考〔2026〕12号", "date": "2026-12-12", "source_body": "县委组织部"}
WHY = {**PAPER, "reason": "误报"}
RATINGS = "/api/v1/line-ratings"


@pytest.fixture
def county(bureau: Bureau) -> Bureau:
    """The county with two officials and two units."""
    bureau.set_up("county", [a_person_entry("o1"), a_person_entry("o2", unit="unit-2")])
    return bureau


def recorded(bureau: Bureau, kind: str, *records: dict[str, Any]) -> list[str]:
    made = bureau.post(ANNA, "/api/v1/facts", a_body(kind, *records))
    assert made.status_code == 201, made.json
    return list(made.json["facts"])


def a_ranking(bureau: Bureau, **scores: str) -> str:
    """Record a ranking; both units are last unless scores are given."""
    given = {unit.replace("_", "-"): score for unit, score in scores.items()}
    tied = {"unit-1": "60", "unit-2": "60.0"}
    return recorded(bureau, "ranking", a_record_body("ranking", scores=given or tied))[0]


def rule(bureau: Bureau, who: str, ranking: str, **changes: Any) -> Any:
    body = {**PAPER, "unit": "unit-1", "ranking": ranking, "last": True, **changes}
    return bureau.post(who, "/api/v1/ranking-rulings", body)


def rulings(bureau: Bureau, unit: str = "unit-1") -> list[dict[str, Any]]:
    with reading(bureau.office.sessions) as session:
        found = year_facts(session, "county", 2026).get(unit, [])
    return [fact.value for fact in found if fact.kind == "ranking_ruling"]


def test_a_ruling_stands_once_two_officers_entered_the_same(county):
    ranking = a_ranking(county)

    assert rule(county, ANNA, ranking, deputy="o1").json == FIRST_WORD
    assert problem(rule(county, ANNA, ranking, deputy="o1")) == (409, "same_person")
    assert rule(county, BORIS, ranking, last=False).json == FIRST_WORD
    assert rulings(county) == []
    assert rule(county, BORIS, ranking, deputy="o1").json == {**SECOND_WORD, "replaced": True}

    assert rulings(county) == [{"ranking": ranking, "last": True, "deputy": "o1"}]
    listed = county.get(ANNA, "/api/v1/facts?jurisdiction=county&year=2026&kind=ranking_ruling")
    assert [fact["imported_by"] for fact in listed.json["facts"]] == [f"{ANNA}、{BORIS}"]
    assert problem(rule(county, ANNA, ranking, deputy="o1")) == (400, "facts_rejected")


def test_a_later_ruling_takes_the_place_of_the_earlier_one(county):
    ranking = a_ranking(county)
    for last in (True, False):
        for who in (ANNA, BORIS):
            assert rule(county, who, ranking, last=last).status_code == 201

    assert [value["last"] for value in rulings(county)] == [False]


def test_of_two_corrections_at_once_one_stands(county):
    fact = a_ranking(county)
    bodies = [
        {**WHY, "value": {**VALUES["ranking"], "scores": {"unit-1": score, "unit-2": "80"}}}
        for score in ("61", "62")
    ]
    address = f"/api/v1/facts/{fact}/supersede"

    answers = at_once(
        [
            partial(county.post, who, address, body)
            for who, body in zip((ANNA, BORIS), bodies, strict=True)
        ]
    )

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    listed = county.get(ANNA, "/api/v1/facts?jurisdiction=county&year=2026").json["facts"]
    assert sorted(one["state"] for one in listed) == ["in_force", "superseded"]


def test_two_officers_who_rule_at_once_make_one_ruling(county):
    ranking = a_ranking(county)

    answers = at_once([partial(rule, county, who, ranking) for who in (ANNA, BORIS)])

    assert sorted(answer.json["approvals"] for answer in answers) == [1, 2]
    assert len(rulings(county)) == 1


def test_one_officer_can_neither_correct_nor_withdraw_a_ruling(county):
    ranking = a_ranking(county)
    for who in (ANNA, BORIS):
        rule(county, who, ranking)
    listed = county.get(ANNA, "/api/v1/facts?jurisdiction=county&year=2026&kind=ranking_ruling")
    fact = listed.json["facts"][0]["id"]

    for act, more in (
        ("supersede", {"reason": "x", "value": VALUES["ranking_ruling"]}),
        ("withdraw", {"reason": "x"}),
    ):
        answered = county.post(ANNA, f"/api/v1/facts/{fact}/{act}", {**PAPER, **more})
        assert problem(answered) == (404, "no_such_kind")
    assert len(rulings(county)) == 1


@pytest.mark.parametrize(
    ("scores", "changes", "says"),
    [
        ({"unit_1": "60", "unit_2": "59.9"}, {}, "the unit's score is not the lowest there"),
        ({}, {"unit": "unit-9"}, "there is no such subject"),
        ({}, {"deputy": "o9"}, "there is no such deputy"),
    ],
)
def test_a_ruling_on_what_is_not_there_is_refused(county, scores, changes, says):
    refused = rule(county, ANNA, a_ranking(county, **scores), **changes)

    assert problem(refused) == (400, "facts_rejected")
    assert says in refused.json["title"]


def test_a_ruling_is_on_the_ranking_that_stands(county):
    ranking = a_ranking(county)
    for who in (ANNA, BORIS):
        rule(county, who, ranking)
    changed = {**VALUES["ranking"], "scores": {"unit-1": "70", "unit-2": "60"}}

    corrected = county.post(ANNA, f"/api/v1/facts/{ranking}/supersede", {**WHY, "value": changed})

    assert corrected.status_code == 201
    assert rulings(county) == []
    assert problem(rule(county, ANNA, ranking)) == (404, "no_such_fact")
    assert problem(rule(county, ANNA, "a" * 64)) == (404, "no_such_fact")


def rated(bureau: Bureau, *grades: str, unit: str = "unit-1") -> list[str]:
    """Have as many departments rate a township."""
    bodies = []
    for number, grade in enumerate(grades):
        body = a_record_body("line_rating", line=f"条线{number}", grade=grade)
        body["subject"]["id"] = unit
        bodies.append(body)
    return recorded(bureau, "line_rating", *bodies)


def townships(bureau: Bureau) -> dict[str, Any]:
    listed = bureau.get(ANNA, f"{RATINGS}?jurisdiction=county&year=2026").json["townships"]
    return {sheet["unit"]: sheet for sheet in listed}


def send_back(bureau: Bureau, unit: str = "unit-1") -> Any:
    body = {"jurisdiction": "county", "year": 2026, "unit": unit}
    paper = {"document": "县组函〔2026〕1号", "date": "2026-12-15"}
    return bureau.post(ANNA, f"{RATINGS}/send-back", {**body, **paper})


def test_ratings_of_a_township_are_gathered_and_counted(county):
    rated(county, "good", "poor", "good")
    rated(county, "fair", unit="unit-2")

    sheets = townships(county)

    assert sheets["unit-1"]["counts"] == {"good": 2, "fairly_good": 0, "fair": 0, "poor": 1}
    assert [one["line"] for one in sheets["unit-1"]["ratings"]] == ["条线0", "条线1", "条线2"]
    assert sheets["unit-2"]["counts"]["fair"] == 1
    assert sheets["unit-1"]["sent"] is None


def test_what_was_sent_back_is_recorded_and_known_to_be_out_of_date_later(county):
    first, _ = rated(county, "good", "poor")

    sent = send_back(county)

    assert sent.status_code == 201
    sheet = townships(county)["unit-1"]
    plain = {key: value for key, value in sheet.items() if key not in ("sheet", "sent")}
    assert sent.json["sheet"] == sheet["sheet"] == digest_of(plain)
    assert (sheet["sent"]["current"], sheet["sent"]["by"]) == (True, ANNA)
    assert problem(send_back(county)) == (409, "sent_already")
    withdrawn = county.post(ANNA, f"/api/v1/facts/{first}/withdraw", {**PAPER, "reason": "误报"})
    assert withdrawn.status_code == 201
    assert townships(county)["unit-1"]["sent"]["current"] is False
    assert send_back(county).status_code == 201
    assert townships(county)["unit-1"]["sent"]["current"] is True


def test_a_township_that_nobody_rated_gets_nothing(county):
    assert problem(send_back(county)) == (404, "no_line_ratings")
