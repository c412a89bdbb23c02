"""Recorded facts reach proposals: of the person, of the unit to its head, of the team's members."""

from __future__ import annotations

from typing import Any

import pytest
from factories.county_year import county_pack
from fakes.appraisal import ANNA, BORIS, YEAR, Bureau, a_person_entry, county, problem
from fakes.tally_results import a_result, grade_votes

from shared.documents.base import digest_of

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
    """Record one fact, of 2026 unless ``year`` says otherwise; return its id."""
    about = {"jurisdiction": "county", "year": value.pop("year", 2026), "kind": kind}
    records = [{"subject": {"kind": of, "id": subject}, "value": value}]
    body = {**PAPER, **about, "records": records}
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
    head = a_person_entry("o1", role="head", team="t1", since="2020-01-01")
    listed = {"jurisdiction": "county", "people": [head]}
    assert year.post(ANNA, "/api/v1/people", listed).status_code == 200

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
    assert propose(year) == {"proposed": 4, "changed": 0, "outdated": 0, "elsewhere": []}
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


def test_the_team_is_that_of_the_day_on_which_its_members_were_punished(year):
    moved = a_person_entry("o3", unit="unit-2", since="2026-07-01")
    came = a_person_entry("o4", role="deputy", team="t1", since="2026-07-01")
    listed = {"jurisdiction": "county", "people": [moved, came]}
    assert year.post(ANNA, "/api/v1/people", listed).status_code == 200
    punished = {
        person: record(year, "discipline", person, sanction="warning", decided_on="2026-05-01")
        for person in ("o2", "o3", "o4")
    }

    propose(year)

    found = document(year, "o1")
    assert [fact["subject"] for fact in found["inputs"]["team_facts"]] == [
        subject for _, subject in sorted((punished[each], each) for each in ("o2", "o3"))
    ]
    assert states(found["unit_rulings"])["B12"] == "triggered"


def test_last_places_follow_the_head_who_led_through_them_to_another_unit(year):
    facts = [a_ranking(year, 1), a_ranking(year, 2)]
    moved = a_person_entry("o1", role="head", unit="unit-2", since="2026-07-01")
    came = a_person_entry("o2", role="head", team="t1", since="2026-07-01")
    team = {"id": "t1", "name": "班子", "unit": "unit-1", "head": "o2"}
    first = a_person_entry("o1", role="head", team="t1", since="2020-01-01")
    for listed in ({"people": [first]}, {"people": [moved, came], "teams": [team]}):
        answered = year.post(ANNA, "/api/v1/people", {"jurisdiction": "county", **listed})
        assert answered.status_code == 200, answered.json

    propose(year)

    rows = year.rows()
    assert rows["o1"]["proposal"]["clauses"] == ["K04"]
    assert rows["o2"]["proposal"]["kind"] == "open"
    inputs = document(year, "o1")["inputs"]
    assert [left["unit"] for left in inputs["left_units"]] == ["unit-1"]
    assert [fact["id"] for fact in inputs["unit_facts"]] == sorted(facts)


def test_what_a_unit_comes_to_that_nobody_heads_is_on_the_list_of_consequences(year):
    a_ranking(year, 1)
    gone = {"jurisdiction": "county", "left": ["o1"]}
    assert year.post(ANNA, "/api/v1/people", gone).status_code == 200
    propose(year)

    assert year.post(ANNA, f"{YEAR}/consequences").status_code == 200

    listed = year.get(ANNA, f"{YEAR}/consequences").json["consequences"]
    assert [(one["subject"]["id"], one["matter"]) for one in listed] == [("unit-1", "K03.penalty")]


def test_points_follow_the_person_into_another_jurisdiction(year):
    document = {**county_pack().to_document(), "id": "district"}
    home = {"id": "district", "title": "某区", "year": 2026, "pack": document}
    assert year.post(ANNA, "/api/v1/jurisdictions", home).status_code == 201
    for number in range(5):
        record(
            year, "points", "o3", year=2025, half_points=4, finding=str(number), **{"class": "A"}
        )
    came = a_person_entry("o3", unit="u", since="2026-01-01")
    unit = {"id": "u", "name": "丙局"}
    for listed in (
        {"jurisdiction": "county", "left": ["o3"], "left_on": "2025-12-31"},
        {"jurisdiction": "district", "units": [unit], "people": [came]},
    ):
        answered = year.post(ANNA, "/api/v1/people", listed)
        assert answered.status_code == 200, answered.json

    assert year.post(ANNA, "/api/v1/years/2026/district/proposals").status_code == 200

    (row,) = year.get(ANNA, "/api/v1/years/2026/district/proposals").json["proposals"]
    measures = next(one["measures"] for one in row["rulings"] if one["rule"] == "N10")
    assert [one["numerator"] for one in measures] == [0, 20, 20]


def test_what_lasts_into_the_year_is_read_however_long_ago_it_was_recorded(year):
    leave = {"from": "2025-12-29", "to": "2026-02-09", "half_days": 86, "filed_late": False}
    approved = {"approver": "organisation_department", "accepted": True}
    record(year, "leave", "o2", year=2025, **leave, **approved)
    record(year, "flag", "o2", year=2019, bar="excellent", until="2026-01-01", ground="处分")
    record(year, "flag", "o3", year=2019, bar="excellent", until="2025-12-31", ground="处分")

    propose(year)

    found = document(year, "o2")
    assert [bar["bar"] for bar in found["award_bars"]] == ["excellent"]
    (counts,) = (step for step in found["steps"] if step["what"] == "attendance")
    assert counts["figures"]["missed"] == 0
    assert document(year, "o3")["award_bars"] == []


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


def test_all_of_one_persons_grade_is_one_value_with_place_decision_and_digests(year):
    propose(year)
    proposed = year.get(ANNA, f"{YEAR}/people/o1").json
    year.decide_all("competent")

    decided = year.get(ANNA, f"{YEAR}/people/o1").json

    assert (proposed["state"], proposed["decision"]) == ("proposed", None)
    assert decided["derivation"] == document(year, "o1")
    assert decided["digests"]["derivation"] == digest_of(decided["derivation"])
    place = decided["place"]
    assert (place["participants"], place["cap"], place["person"]) == (4, 0, "o1")
    assert place["position"] in ("over", "unranked")
    assert decided["decision"]["grade"] == "competent"
    names = [one["name"] for one in decided["decision"]["reasons"]]
    assert sorted(decided["decision"]["decided_by"]) == sorted(names)
    assert year.get(ANNA, f"{YEAR}/people/nobody").status_code == 404
    assert year.get("peer", f"{YEAR}/people/o1").status_code == 403


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
