"""Recorded facts reach proposals: of the person, of the unit to its head, of the team's members."""

from __future__ import annotations

from typing import Any

import pytest
from factories.county_year import county_pack
from fakes.appraisal import ANNA, BORIS, YEAR, Bureau, a_person_entry, county, problem
from fakes.tally_results import a_result, grade_votes

PAPER = {"document": "县考〔2026〕3号", "date": "2026-12-01", "source_body": "县考核办"}
VOTES = grade_votes(90, 10, 0, 0, 0)
PEOPLE = {"o1": "head", "o2": "deputy", "o3": "member", "o4": "deputy"}


@pytest.fixture
def year(bureau: Bureau) -> Bureau:
    """A vertically managed unit with a head, a deputy and a member, and somebody elsewhere."""
    pack = county_pack()
    body = {"id": "county", "title": "某县", "year": 2026, "pack": pack.to_document()}
    assert bureau.post(ANNA, "/api/v1/jurisdictions", body).status_code == 201
    people = [a_person_entry(person, role=role, team="t1") for person, role in PEOPLE.items()]
    people[3] = a_person_entry("o4", unit="unit-2")
    listed = {
        "jurisdiction": "county",
        "units": [
            {"id": "unit-1", "name": "甲乡", "vertical": True},
            {"id": "unit-2", "name": "乙局"},
        ],
        "people": people,
        "teams": [{"id": "t1", "name": "班子", "unit": "unit-1", "head": "o1"}],
    }
    answered = bureau.post(ANNA, "/api/v1/people", listed)
    assert answered.status_code == 200, answered.json
    for where in ({}, county()):
        votes = dict.fromkeys(PEOPLE, VOTES)
        bureau.certify(a_result(votes, pack=pack.digest, **where))
    assert bureau.csv(ANNA, "o2,2026-02-01,missed,\n").status_code == 201
    return bureau


def record(bureau: Bureau, kind: str, subject: str, of: str = "official", **value: Any) -> str:
    """Record one fact; return its id."""
    records = [{"subject": {"kind": of, "id": subject}, "value": value}]
    body = {**PAPER, "jurisdiction": "county", "year": 2026, "kind": kind, "records": records}
    made = bureau.post(ANNA, "/api/v1/facts", body)
    assert made.status_code == 201, made.json
    return str(made.json["facts"][0])


def a_ranking(bureau: Bureau, seq: int, unit_1: str = "60.00") -> str:
    """Record a comparison in which unit-1 is last, unless it has another score."""
    scores = {"unit-1": unit_1, "unit-2": "71.50"}
    value = {"series": "visits", "list": "all", "period": f"2026-Q{seq}", "seq": seq}
    return record(bureau, "ranking", "all", "list", **value, scores=scores)


def target(bureau: Bureau, person: str) -> str:
    """Record a person's targets, with which nobody is excellent."""
    return record(bureau, "target", person, score="60", full="100")


def propose(bureau: Bureau) -> dict[str, int]:
    """Derive everybody's proposal; return how many there are and how many changed."""
    answered = bureau.post(ANNA, f"{YEAR}/proposals")
    assert answered.status_code == 200, answered.json
    return dict(answered.json)


def document(bureau: Bureau, person: str) -> dict[str, Any]:
    """Return a person's derivation."""
    digest = bureau.rows()[person]["derivation"]
    found = bureau.get(ANNA, f"/api/v1/derivations/{digest}")
    assert found.status_code == 200, found.json
    return dict(found.json)


def states(rulings: list[dict[str, Any]]) -> dict[str, str]:
    return {ruling["rule"]: ruling["state"] for ruling in rulings}


def test_two_last_places_force_the_grade_of_the_head_and_of_nobody_else(year):
    facts = [a_ranking(year, 1), a_ranking(year, 2)]

    propose(year)

    rows = year.rows()
    assert rows["o1"]["proposal"]["clauses"] == ["K04"]
    assert {rows[person]["proposal"]["kind"] for person in ("o2", "o3", "o4")} == {"open"}
    inputs = document(year, "o1")["inputs"]
    assert [fact["id"] for fact in inputs["unit_facts"]] == sorted(facts)
    assert document(year, "o2")["inputs"]["unit_facts"] == []


def test_a_fact_changes_the_derivations_it_is_in_and_no_others(year):
    for person in PEOPLE:
        target(year, person)
    assert propose(year) == {"proposed": 4, "changed": 0, "outdated": 0}
    before = {person: row["derivation"] for person, row in year.rows().items()}

    letter = record(year, "letter", "o3", case="1", sent_on="2026-03-20", replied_on=None)
    outdated = {person: row["outdated"] for person, row in year.rows().items()}
    changed = propose(year)["changed"]

    after = {person: row["derivation"] for person, row in year.rows().items()}
    assert outdated == {"o1": False, "o2": False, "o3": True, "o4": False}
    assert changed == 1
    assert {person for person in PEOPLE if before[person] != after[person]} == {"o3"}
    found = document(year, "o3")
    assert states(found["rulings"])["L12"] == "triggered"
    gone = year.post(ANNA, f"/api/v1/facts/{letter}/withdraw", {**PAPER, "reason": "重复"})
    assert gone.status_code == 201, gone.json
    propose(year)
    assert {person: row["derivation"] for person, row in year.rows().items()} == before


def test_members_who_were_punished_caution_the_head_of_their_team(year):
    for person in ("o2", "o3"):
        record(year, "discipline", person, sanction="warning", decided_on="2026-05-01")

    propose(year)

    found = document(year, "o1")
    assert states(found["unit_rulings"])["B09"] == "triggered"
    assert states(found["unit_rulings"])["N04"] == "not_triggered"
    assert "warning" not in str(found["inputs"]["team_facts"])
    assert [bar["bar"] for bar in document(year, "o2")["award_bars"]] == ["excellent"]


def test_a_final_grade_names_its_facts_and_a_new_one_stops_a_grade_that_is_not_final(year):
    facts = {person: target(year, person) for person in PEOPLE}
    propose(year)
    year.decide_all("competent")
    added = record(year, "letter", "o2", case="1", sent_on="2026-03-20", replied_on="2026-03-21")

    assert problem(year.post(ANNA, f"{YEAR}/publish")) == (409, "evidence_changed")
    year.post(ANNA, f"/api/v1/facts/{added}/withdraw", {**PAPER, "reason": "重复"})
    assert year.post(ANNA, f"{YEAR}/publish").status_code == 200
    record(year, "letter", "o2", case="2", sent_on="2026-03-20", replied_on="2026-03-21")
    year.later(days=6)
    finalized = year.post(ANNA, f"{YEAR}/finalize").json

    assert (finalized["final"], finalized["outdated"]) == (3, 1)
    feed = year.get("peer", "/api/v1/grades?year=2026").json
    grades = {entry["document"]["person"]: entry["document"] for entry in feed["grades"]}
    assert facts["o1"] in grades["o1"]["sources"]
    assert grades.keys() == {"o1", "o3", "o4"}


def test_a_tie_waits_until_two_officers_rule_and_their_word_reaches_the_deputy(year):
    tied = a_ranking(year, 1, unit_1="71.50")
    propose(year)
    before = states(document(year, "o1")["unit_rulings"])["K03"]

    body = {**PAPER, "unit": "unit-1", "ranking": tied, "last": True, "deputy": "o2"}
    for who in (ANNA, BORIS):
        assert year.post(who, "/api/v1/ranking-rulings", body).status_code == 201
    propose(year)

    assert before == "needs_ruling"
    assert states(document(year, "o1")["unit_rulings"])["K03"] == "triggered"
    known = document(year, "o1")["inputs"]["unit_facts"]
    assert {fact["kind"] for fact in known} == {"ranking", "ranking_ruling"}
    assert document(year, "o2")["inputs"]["unit_facts"] == known


def test_places_in_the_group_are_listed_and_nobody_is_picked_at_the_edge(year):
    for person, score in (("o1", "95"), ("o2", "95"), ("o3", "60")):
        record(year, "target", person, score=score, full="100")
    record(year, "discipline", "o3", sanction="warning", decided_on="2026-05-01")
    propose(year)

    (placed,) = year.get(ANNA, f"{YEAR}/standings").json["standings"]

    places = {place["person"]: place for place in placed["places"]}
    assert (placed["participants"], placed["cap"], placed["group"]) == (4, 0, "")
    assert (places["o1"]["place_from"], places["o1"]["place_to"]) == (1, 2)
    assert {person: place["position"] for person, place in places.items()} == {
        "o1": "over",
        "o2": "over",
        "o3": "excluded",
        "o4": "unranked",
    }
    again = year.get(ANNA, f"{YEAR}/standings").json["standings"]
    assert again[0]["digest"] == placed["digest"]


@pytest.mark.parametrize(
    ("people", "caps"),
    [(37, (7, 7, 8)), (38, (7, 8, 8)), (40, (8, 8, 8)), (41, (8, 8, 9)), (43, (8, 9, 9))],
)
def test_the_quota_of_a_group_is_told_by_each_rounding(bureau, people, caps):
    told = bureau.get(ANNA, f"/api/v1/quota?participants={people}&share=1/5").json

    assert told["caps"] == dict(zip(("floor", "half_up", "ceiling"), caps, strict=True))
    assert problem(bureau.get(ANNA, "/api/v1/quota?participants=37&share=3/2")) == (
        400,
        "invalid_query",
    )
    assert problem(bureau.get("peer", "/api/v1/quota?participants=37&share=1/5")) == (
        403,
        "role_missing",
    )
