"""Posts by the day, units that answer to a superior, groups of the quota."""

from __future__ import annotations

from typing import Any

import pytest
from factories.appraisal import a_pack
from fakes.appraisal import ANNA, CLARA, Bureau, a_person_entry, problem


@pytest.fixture
def county(bureau: Bureau) -> Bureau:
    """The county, in 2026, without people."""
    bureau.set_up("county", [])
    return bureau


def listed(bureau: Bureau, *people: dict[str, Any], **more: Any) -> Any:
    body = {"jurisdiction": "county", "people": list(people), **more}
    return bureau.post(ANNA, "/api/v1/people", body)


def year(bureau: Bureau, number: int = 2026) -> Any:
    return bureau.get(ANNA, f"/api/v1/people?jurisdiction=county&year={number}").json


def posts(bureau: Bureau, person: str = "o1", number: int = 2026) -> list[tuple[Any, ...]]:
    (found,) = [one for one in year(bureau, number)["people"] if one["id"] == person]
    return [(post["unit"], post["since"], post["until"]) for post in found["posts"]]


def set_up(bureau: Bureau, number: int) -> None:
    document = a_pack("county").to_document()
    body = {"id": "county", "title": "county", "year": number, "pack": document}
    assert bureau.post(ANNA, "/api/v1/jurisdictions", body).status_code == 201


def test_a_post_with_its_day_runs_until_something_is_said(county):
    listed(county, a_person_entry("o1", since="2019-03-01"))

    assert posts(county) == [("unit-1", "2019-03-01", None)]


def test_a_first_post_whose_day_nobody_stated_has_none(county):
    listed(county, a_person_entry("o1"))

    assert posts(county) == []


def test_a_change_during_the_year_ends_the_post_before_it(county):
    listed(county, a_person_entry("o1"))
    listed(county, a_person_entry("o1", unit="unit-2", since="2026-07-01"))

    assert posts(county) == [
        ("unit-1", "2026-01-01", "2026-06-30"),
        ("unit-2", "2026-07-01", None),
    ]
    assert year(county)["people"][0]["unit"] == "unit-2"


def test_a_change_between_years_without_a_day_begins_with_the_year(county):
    set_up(county, 2027)
    listed(county, a_person_entry("o1", since="2020-01-01"), valid_from=2026)
    listed(county, a_person_entry("o1", unit="unit-2"), valid_from=2027)

    assert posts(county, number=2026) == [("unit-1", "2020-01-01", "2026-12-31")]
    assert posts(county, number=2027) == [
        ("unit-1", "2020-01-01", "2026-12-31"),
        ("unit-2", "2027-01-01", None),
    ]


def test_the_same_post_again_changes_nothing_but_a_day_that_is_stated_now(county):
    set_up(county, 2027)
    listed(county, a_person_entry("o1", since="2020-01-01"), valid_from=2026)
    listed(county, a_person_entry("o1"), valid_from=2027)
    assert posts(county, number=2027) == [("unit-1", "2020-01-01", None)]
    listed(county, a_person_entry("o1", since="2021-05-01"), valid_from=2027)

    assert posts(county, number=2027) == [("unit-1", "2021-05-01", None)]


def test_a_day_stated_afterwards_is_that_of_the_first_post(county):
    listed(county, a_person_entry("o1"))
    listed(county, a_person_entry("o1", since="2018-09-01"))

    assert posts(county) == [("unit-1", "2018-09-01", None)]


def test_who_left_served_until_the_day_that_is_stated(county):
    set_up(county, 2027)
    listed(county, a_person_entry("o1", since="2020-01-01"), a_person_entry("o2"), valid_from=2026)
    left = listed(county, valid_from=2027, left=["o1"], left_on="2026-11-30")

    assert left.status_code == 200
    assert posts(county, number=2026) == [("unit-1", "2020-01-01", "2026-11-30")]
    assert [one["id"] for one in year(county, 2027)["people"]] == ["o2"]


def test_posts_in_another_jurisdiction_are_not_shown_here(county):
    county.set_up("district", [])
    set_up(county, 2027)
    listed(county, a_person_entry("o1", since="2020-01-01"), valid_from=2026)
    document = a_pack("district").to_document()
    body = {"id": "district", "title": "district", "year": 2027, "pack": document}
    assert county.post(ANNA, "/api/v1/jurisdictions", body).status_code == 201
    gone = listed(county, valid_from=2027, left=["o1"], left_on="2027-01-31")
    assert gone.status_code == 200
    moved = a_person_entry("o1", since="2027-02-01")
    there = {"jurisdiction": "district", "people": [moved], "valid_from": 2027}
    assert county.post(ANNA, "/api/v1/people", there).status_code == 200

    assert posts(county, number=2026) == [("unit-1", "2020-01-01", "2027-01-31")]
    path = "/api/v1/people?jurisdiction=district&year=2027"
    ((found,),) = [county.get(ANNA, path).json["people"]]
    assert [post["since"] for post in found["posts"]] == ["2027-02-01"]


def test_a_post_that_begins_after_the_year_is_refused(county):
    refused = listed(county, a_person_entry("o1", since="2027-01-01"))

    assert problem(refused) == (400, "people_rejected")
    assert year(county)["people"] == []


def test_units_say_whether_they_answer_to_a_superior_and_posts_their_group(county):
    unit = {"id": "unit-3", "name": "丙局", "vertical": True}
    listed(county, a_person_entry("o1", group="towns"), units=[unit])

    shown = year(county)

    assert {one["id"]: one["vertical"] for one in shown["units"]} == {
        "unit-1": False,
        "unit-2": False,
        "unit-3": True,
    }
    assert [one["group"] for one in shown["people"]] == ["towns"]


def test_the_list_of_people_is_for_officers(county):
    path = "/api/v1/people?jurisdiction=county&year=2026"

    assert problem(county.get(CLARA, path)) == (403, "role_missing")
    absent = county.get(ANNA, path.replace("2026", "2030"))
    assert problem(absent) == (404, "no_such_jurisdiction")


def test_the_roster_sent_again_without_days_keeps_every_post_of_the_year(county):
    first, moved = a_person_entry("o1"), a_person_entry("o1", unit="unit-2")
    listed(county, first)
    listed(county, {**moved, "since": "2026-07-01"})
    before = posts(county)

    assert listed(county, moved).status_code == 200
    assert posts(county) == before


@pytest.mark.parametrize("since", ["2026-01-01", "2026-07-01"])
def test_a_change_without_a_day_is_refused_where_another_post_began_in_the_year(county, since):
    listed(county, a_person_entry("o0"), a_person_entry("o1", unit="unit-2", since=since))
    before = posts(county)

    refused = listed(county, a_person_entry("o0"), a_person_entry("o1"))

    assert problem(refused) == (400, "people_rejected")
    assert "person 2: another post began" in refused.json["title"]
    assert posts(county) == before
    assert listed(county, a_person_entry("o1", since="2026-09-01")).status_code == 200


def test_who_left_during_the_year_comes_back_on_a_stated_day_only(county):
    listed(county, a_person_entry("o1", since="2020-01-01"))
    assert listed(county, left=["o1"], left_on="2026-05-31").status_code == 200

    assert problem(listed(county, a_person_entry("o1"))) == (400, "people_rejected")
    assert listed(county, a_person_entry("o1", since="2026-08-01")).status_code == 200
    assert posts(county) == [
        ("unit-1", "2020-01-01", "2026-05-31"),
        ("unit-1", "2026-08-01", None),
    ]


@pytest.mark.parametrize("day", ["2024-12-31", "2027-01-01"])
def test_nobody_left_in_another_year_than_this_or_the_one_before(county, day):
    listed(county, a_person_entry("o1", since="2020-01-01"))

    assert problem(listed(county, left=["o1"], left_on=day)) == (400, "people_rejected")
    assert posts(county) == [("unit-1", "2020-01-01", None)]
