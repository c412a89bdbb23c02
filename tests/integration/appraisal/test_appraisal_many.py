"""One document for many people: all of a list or none of it, each as if decided alone."""

from __future__ import annotations

from typing import Any

import pytest
from fakes.appraisal import (
    ANNA,
    CLARA,
    DORA,
    MANY,
    YEAR,
    Bureau,
    a_list,
    a_person_entry,
    county,
    problem,
)
from fakes.tally_results import a_result, against, grade_votes

MISSED = "".join(f"o3,2026-02-0{day},missed,\n" for day in range(1, 5))


@pytest.fixture
def year(bureau: Bureau) -> Bureau:
    """A year in which bands propose for o1, nothing for o2, and a clause forces o3's grade."""
    pack = bureau.set_up("county", [a_person_entry(one) for one in ("o1", "o2", "o3")])
    for where in ({}, county()):
        votes = {"o1": grade_votes(30, 10), "o2": against(14, 40), "o3": against(0, 40)}
        bureau.certify(a_result(votes, pack=pack, **where))
    assert bureau.csv(ANNA, MISSED).status_code == 201
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    kinds = {one: row["proposal"]["kind"] for one, row in bureau.rows().items()}
    assert kinds == {"o1": "banded", "o2": "open", "o3": "forced"}
    return bureau


def without_reason(listed: dict[str, Any], **changes: str) -> dict[str, Any]:
    """Return a list in which nobody has a reason; ``changes`` are grades by person."""
    decisions = [
        {**one, "grade": changes.get(one["person"], one["grade"])} for one in listed["decisions"]
    ]
    return {**listed, "reason": "", "decisions": decisions}


def states(bureau: Bureau) -> dict[str, tuple[str, int]]:
    """Return how far everybody is, and how many words there are."""
    return {one: (row["state"], row["decisions"]) for one, row in bureau.rows().items()}


def test_two_deciders_decide_a_whole_list_under_one_document(year):
    listed = a_list(year)

    first = year.post(CLARA, MANY, listed)
    second = year.post(DORA, MANY, listed)

    assert first.status_code == 201
    assert first.json == {"people": dict.fromkeys(("o1", "o2", "o3"), "first")}
    assert second.json == {"people": dict.fromkeys(("o1", "o2", "o3"), "decided")}
    grades = {one: row["grade"] for one, row in year.rows().items()}
    assert grades == {"o1": "excellent", "o2": "competent", "o3": "incompetent"}
    events = year.get(ANNA, f"{YEAR}/events").json["events"]
    assert sorted((one["person"], one["by"]) for one in events if one["act"] == "decide") == [
        (person, who) for person in ("o1", "o2", "o3") for who in sorted((CLARA, DORA))
    ]


def test_one_that_cannot_be_decided_so_keeps_the_whole_list_out_and_every_reason_is_told(year):
    year.decide(CLARA, "o1", "competent")
    sent = without_reason(a_list(year), o3="competent")
    before = states(year)

    looked = year.post(CLARA, f"{MANY}/preview", sent)
    refused = year.post(CLARA, MANY, sent)

    why = {one["person"]: one["type"] for one in looked.json["refused"]}
    assert why == {
        "o1": "/problems/same_person",
        "o2": "/problems/reason_missing",
        "o3": "/problems/forced_grade",
    }
    assert [one["place"] for one in looked.json["refused"]] == [1, 2, 3]
    assert problem(refused) == (409, "many_refused")
    assert "Entry 2: Say why" in refused.json["title"]
    assert states(year) == before


def test_a_list_that_follows_the_proposals_needs_no_reason(year):
    listed = without_reason(a_list(year))
    kept = [one for one in listed["decisions"] if one["person"] != "o2"]

    done = year.post(CLARA, MANY, {**listed, "decisions": kept})

    assert done.json == {"people": {"o1": "first", "o3": "first"}}


def test_a_proposal_that_changed_since_it_was_shown_is_not_decided(year):
    listed = a_list(year)
    assert year.csv(ANNA, "o1,2026-03-01,late,\n").status_code == 201
    year.post(ANNA, f"{YEAR}/proposals")

    looked = year.post(CLARA, f"{MANY}/preview", listed)

    assert {one["person"] for one in looked.json["refused"]} >= {"o1"}
    assert {one["type"] for one in looked.json["refused"]} == {"/problems/proposal_changed"}
    assert problem(year.post(CLARA, MANY, listed)) == (409, "many_refused")


def test_another_version_on_the_same_evidence_is_not_the_one_that_was_shown(year):
    listed = a_list(year)
    for who in (CLARA, DORA):
        assert year.post(who, MANY, listed).status_code == 201
    year.post(ANNA, f"{YEAR}/corrections", {"person": "o1", "reason": "复核"})
    one = {**listed, "decisions": [one for one in listed["decisions"] if one["person"] == "o1"]}

    again = year.post(CLARA, f"{MANY}/preview", one)

    assert year.rows()["o1"]["derivation"] == one["decisions"][0]["derivation"]
    assert [told["type"] for told in again.json["refused"]] == ["/problems/proposal_changed"]


def test_a_differing_word_lapses_on_that_person_alone(year):
    year.post(CLARA, MANY, a_list(year))

    done = year.post(DORA, MANY, a_list(year, o2="basically_competent"))

    assert done.json == {"people": {"o1": "decided", "o2": "differ", "o3": "decided"}}
    assert states(year) == {"o1": ("decided", 2), "o2": ("proposed", 0), "o3": ("decided", 2)}


def test_nobody_somebody_twice_and_a_stranger_are_refused(year):
    listed = a_list(year)
    one = listed["decisions"][0]
    stranger = {**one, "person": "nobody"}

    none = year.post(CLARA, MANY, {**listed, "decisions": []})
    looked = year.post(CLARA, f"{MANY}/preview", {**listed, "decisions": [one, one, stranger]})

    assert problem(none) == (400, "nobody_listed")
    why = [(told["place"], told["type"]) for told in looked.json["refused"]]
    assert why == [(2, "/problems/listed_twice"), (3, "/problems/no_such_proposal")]


@pytest.mark.parametrize("who", [ANNA, "peer", None])
def test_only_a_decider_may_send_a_list(year, who):
    assert year.post(who, MANY, a_list(year)).status_code == (401 if who is None else 403)
    assert states(year)["o1"] == ("proposed", 0)
