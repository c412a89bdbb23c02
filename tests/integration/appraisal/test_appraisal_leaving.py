"""Who leaves between the decision and the publication holds up nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from factories.appraisal import a_pack
from fakes.appraisal import ANNA, CLARA, DORA, YEAR, Bureau, a_person_entry, problem
from fakes.tally_results import a_result, against

from appraisal_service.papers.actions import summary


def a_year(bureau: Bureau, **o2: Any) -> Bureau:
    """Have the grades of o1 and o2 decided."""
    pack = bureau.set_up("county", [a_person_entry("o1"), a_person_entry("o2", **o2)])
    bureau.certify(a_result({"o1": against(1, 40), "o2": against(1, 40)}, pack=pack))
    assert bureau.csv(ANNA, "o1,2026-03-01,late,\n").status_code == 201
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    bureau.decide_all()
    return bureau


def leaves(bureau: Bureau, since: int, **day: str) -> None:
    """Let o2 serve no more from a year on."""
    if since > 2026:
        body = {"id": "county", "title": "county", "year": since, "pack": a_pack().to_document()}
        assert bureau.post(ANNA, "/api/v1/jurisdictions", body).status_code == 201
    body = {"jurisdiction": "county", "valid_from": since, "left": ["o2"], **day}
    answered = bureau.post(ANNA, "/api/v1/people", body)
    assert answered.status_code == 200, answered.json


def states(bureau: Bureau) -> dict[str, str]:
    """Return how far everybody is."""
    return {one: row["state"] for one, row in bureau.rows().items()}


@pytest.mark.parametrize("o2", [{}, {"since": "2024-05-01"}], ids=["undated", "dated"])
@pytest.mark.parametrize(
    ("since", "day"), [(2027, "2027-02-15"), (2027, "2026-12-31"), (2026, "2026-12-31")]
)
def test_who_served_until_the_years_end_is_published_and_made_final(bureau, since, day, o2):
    year = a_year(bureau, **o2)
    leaves(year, since, left_on=day)

    published = year.post(ANNA, f"{YEAR}/publish")
    year.later(days=30)
    final = year.post(ANNA, f"{YEAR}/finalize")

    assert published.status_code == 200, published.json
    assert (published.json["published"], published.json["left_out"]) == (2, [])
    assert (final.json["final"], final.json["waiting"]) == (2, 0)


@pytest.mark.parametrize("day", [{"left_on": "2026-11-30"}, {}], ids=["dated", "undated"])
def test_who_left_before_is_named_and_left_out_and_the_others_are_published(bureau, day):
    year = a_year(bureau)
    leaves(year, 2026, **day)

    published = year.post(ANNA, f"{YEAR}/publish").json

    last = day.get("left_on")
    assert published["published"] == 1
    assert published["left_out"] == [{"person": "o2", "name": "干部o2", "last_day": last}]
    assert states(year) == {"o1": "published", "o2": "decided"}
    events = year.get(ANNA, f"{YEAR}/events").json["events"]
    assert [one["person"] for one in events if one["act"] == "leave_out"] == ["o2"]
    paper = summary(year.office, "county", 2026)
    assert not paper.draft, "the year's paper is finished without them"


def test_who_left_counts_neither_as_undecided_nor_in_the_quota(bureau):
    quota = {"share": "1/2", "rounding": "floor", "groups": "jurisdiction"}
    pack = bureau.set_up(
        "county", [a_person_entry("o1"), a_person_entry("o2")], excellent_quota=quota
    )
    bureau.certify(a_result({"o1": against(0, 40), "o2": against(0, 40)}, pack=pack))
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    for who in (CLARA, DORA):
        bureau.decide(who, "o1", "excellent")
    leaves(bureau, 2026, left_on="2026-11-30")

    refused = bureau.post(ANNA, f"{YEAR}/publish")

    assert problem(refused) == (409, "quota_exceeded"), "of one person, a half is nobody"


def test_who_is_listed_again_is_published_after_all(bureau):
    year = a_year(bureau)
    leaves(year, 2026, left_on="2026-12-30")
    year.post(ANNA, f"{YEAR}/publish")

    back = a_person_entry("o2", since="2026-12-31")
    again = {"jurisdiction": "county", "valid_from": 2026, "people": [back]}
    assert year.post(ANNA, "/api/v1/people", again).status_code == 200

    assert problem(year.post(ANNA, f"{YEAR}/publish")) == (409, "evidence_changed")
    correction = {"person": "o2", "reason": "离任登记有误"}
    assert year.post(ANNA, f"{YEAR}/corrections", correction).status_code == 201
    year.decide_all()
    assert year.post(ANNA, f"{YEAR}/publish").json["published"] == 1


def test_evidence_that_changed_on_who_serves_no_more_still_holds_the_publication(bureau):
    year = a_year(bureau)
    leaves(year, 2026, left_on="2026-12-31")
    assert year.csv(ANNA, "o1,2026-03-02,late,\n").status_code == 201

    refused = year.post(ANNA, f"{YEAR}/publish")

    assert problem(refused) == (409, "evidence_changed")
    assert "behind 2 decided grades" in refused.json["title"], "a file is of everybody"


def test_who_moved_to_another_jurisdiction_holds_up_neither(bureau):
    year = a_year(bureau)
    leaves(year, 2026, left_on="2026-09-30")
    pack = a_pack("district").to_document()
    district = {"id": "district", "title": "某区", "year": 2026, "pack": pack}
    assert year.post(ANNA, "/api/v1/jurisdictions", district).status_code == 201
    moved = a_person_entry("o2", unit="unit-9", since="2026-10-01")
    units = [{"id": "unit-9", "name": "丙局"}]
    listed = {"jurisdiction": "district", "units": units, "people": [moved]}
    assert year.post(ANNA, "/api/v1/people", listed).status_code == 200

    there = year.post(ANNA, "/api/v1/years/2026/district/proposals")
    here = year.post(ANNA, f"{YEAR}/publish")

    assert there.json == {"proposed": 1, "changed": 0, "outdated": 0, "elsewhere": []}
    assert [one["person"] for one in here.json["left_out"]] == ["o2"]
