"""Last days and first days: who served all year is graded, and no list contradicts another."""

from __future__ import annotations

from typing import Any

import pytest
from alembic import command
from factories.appraisal import a_pack
from factories.presses import at_once
from fakes.appraisal import ANNA, BORIS, CLARA, DORA, YEAR, Bureau, a_person_entry, problem
from fakes.tally_results import a_result, against
from sqlalchemy import text

from shared.plumbing.db import make_engine
from shared.plumbing.migrate import _config, upgrade

MIGRATIONS = "appraisal_service.migrations"
LAST = "2026-12-31"


def a_county(bureau: Bureau) -> Bureau:
    """Set up o1 and o2, and everything that their grades rest on."""
    pack = bureau.set_up("county", [a_person_entry("o1"), a_person_entry("o2")])
    bureau.certify(a_result({"o1": against(1, 40), "o2": against(1, 40)}, pack=pack))
    assert bureau.csv(ANNA, "o1,2026-03-01,late,\n").status_code == 201
    return bureau


def leaves(bureau: Bureau, day: str, year: int = 2026) -> None:
    """Record o2's last day."""
    body = {"jurisdiction": "county", "valid_from": year, "left": ["o2"], "left_on": day}
    answered = bureau.post(ANNA, "/api/v1/people", body)
    assert answered.status_code == 200, answered.json


def lists(bureau: Bureau, person: dict[str, Any], where: str = "county", year: int = 2026) -> Any:
    """List somebody."""
    body = {"jurisdiction": where, "valid_from": year, "people": [person]}
    units = [{"id": "unit-9", "name": "丙局"}] if where != "county" else []
    return bureau.post(ANNA, "/api/v1/people", {**body, "units": units})


def sets_up(bureau: Bureau, where: str, year: int, pack: str | None = None) -> Any:
    """Set up a jurisdiction's year."""
    document = a_pack(pack or where).to_document()
    body = {"id": where, "title": where, "year": year, "pack": document}
    return bureau.post(ANNA, "/api/v1/jurisdictions", body)


def listed(bureau: Bureau, year: int, where: str = "county") -> dict[str, list[Any]]:
    """Return first and last days of everybody who serves."""
    path = f"/api/v1/people?jurisdiction={where}&year={year}"
    people = bureau.get(ANNA, path).json["people"]
    return {
        one["id"]: [(post["post"], post["since"], post["until"]) for post in one["posts"]]
        for one in people
    }


def test_whose_last_day_is_the_years_last_is_proposed_and_leaves_the_next_year(bureau):
    year = a_county(bureau)
    assert sets_up(year, "county", 2027).status_code == 201
    leaves(year, LAST)

    assert year.post(ANNA, f"{YEAR}/proposals").json["proposed"] == 2
    year.decide(CLARA, "o2", "competent")
    year.post(ANNA, f"{YEAR}/proposals")

    assert year.decide(DORA, "o2", "competent").json["state"] == "decided"
    assert listed(year, 2026)["o2"] == [("乡长", "2026-01-01", LAST)]
    assert list(listed(year, 2027)) == ["o1"]


def test_whose_last_day_is_the_years_last_is_corrected_like_anybody(bureau):
    year = a_county(bureau)
    year.post(ANNA, f"{YEAR}/proposals")
    year.decide_all()
    leaves(year, LAST)
    assert year.csv(ANNA, "o1,2026-03-02,late,\n").status_code == 201

    for person in ("o1", "o2"):
        correction = {"person": person, "reason": "考勤补录"}
        assert year.post(ANNA, f"{YEAR}/corrections", correction).status_code == 201
    year.decide_all()

    assert year.post(ANNA, f"{YEAR}/publish").json["published"] == 2


def test_a_departure_on_the_years_last_day_is_taken_back_by_listing_the_post_again(bureau):
    year = a_county(bureau)
    assert sets_up(year, "county", 2027).status_code == 201
    assert lists(year, a_person_entry("o2", since="2025-05-01")).status_code == 200
    leaves(year, LAST)
    gone = list(listed(year, 2027))

    assert lists(year, a_person_entry("o2", post="书记")).status_code == 400, "since when?"
    assert lists(year, a_person_entry("o2", group="g1")).status_code == 200
    assert list(listed(year, 2027)) == gone == ["o1"], "the same post stays ended"
    assert lists(year, a_person_entry("o2", since="2025-05-01")).status_code == 200

    assert listed(year, 2027)["o2"] == [("乡长", "2025-05-01", None)]


def test_a_word_that_goes_with_the_proposal_of_somebody_who_left_stands_in_the_record(bureau):
    year = a_county(bureau)
    year.post(ANNA, f"{YEAR}/proposals")
    year.decide(CLARA, "o2", "competent")
    leaves(year, "2026-11-30")

    year.post(ANNA, f"{YEAR}/proposals")

    assert list(year.rows()) == ["o1"]
    events = year.get(ANNA, f"{YEAR}/events").json["events"]
    assert [one["person"] for one in events if one["act"] == "drop_departed"] == ["o2"]


def test_an_earlier_departure_here_takes_nothing_from_the_next_jurisdiction(bureau):
    year = a_county(bureau)
    for where, when in (("county", 2027), ("district", 2026), ("district", 2027)):
        assert sets_up(year, where, when).status_code == 201
    leaves(year, "2027-02-28", 2027)
    moved = a_person_entry("o2", unit="unit-9", since="2027-03-01")
    assert lists(year, moved, "district", 2027).status_code == 200

    leaves(year, "2026-11-30")

    assert listed(year, 2027, "district")["o2"] == [("乡长", "2027-03-01", None)]
    leaves_again = {"jurisdiction": "county", "valid_from": 2026, "left": ["o2"]}
    assert year.post(ANNA, "/api/v1/people", leaves_again).status_code == 400


@pytest.mark.parametrize("day", [LAST, "2026-06-30"])
def test_who_serves_here_until_the_years_end_is_listed_elsewhere_from_the_next_year(bureau, day):
    year = a_county(bureau)
    assert sets_up(year, "district", 2026).status_code == 201
    assert sets_up(year, "district", 2027).status_code == 201
    leaves(year, day)
    in_the_year = a_person_entry("o2", unit="unit-9", since=day)

    refused = lists(year, in_the_year, "district")
    moved = lists(year, {**in_the_year, "since": "2027-01-01"}, "district", 2027)

    assert refused.status_code == (409 if day == LAST else 200)
    assert moved.status_code == 200
    assert "o2" in listed(year, 2027, "district")


def test_a_day_before_another_posts_is_refused_and_what_was_only_listed_makes_room(bureau):
    year = a_county(bureau)
    assert lists(year, a_person_entry("o1", since="2026-03-01")).status_code == 200
    earlier = {"post": "站长", "since": "2025-02-02"}

    refused = lists(year, a_person_entry("o1", **earlier))
    assert lists(year, a_person_entry("o2", **earlier)).status_code == 200

    assert problem(refused) == (400, "people_rejected")
    assert listed(year, 2026) == {
        "o1": [("乡长", "2026-03-01", None)],
        "o2": [("站长", "2025-02-02", None)],
    }


def test_two_jurisdictions_that_take_one_pack_at_once_are_one_and_a_refusal(bureau):
    assert sets_up(bureau, "county", 2025).status_code == 201

    for year in range(2026, 2032):
        answers = at_once(
            [
                lambda where=where, year=year: sets_up(bureau, where, year, "county")
                for where in ("county", "district")
            ]
        )
        assert sorted(one.status_code for one in answers) == [201, 409]


def test_only_the_newest_version_is_set_aside_or_let_count(bureau):
    first = a_result({"o1": against(1, 40)}, pack=bureau.set_up("county", [a_person_entry("o1")]))
    bureau.certify(first)
    for who in (ANNA, BORIS):
        bureau.post(who, f"/api/v1/results/{first.digest}/set-aside", {"reason": "计票有误"})
    second = first.model_copy(update={"version": 2, "supersedes": first.digest})
    bureau.certify(second)
    third = second.model_copy(update={"version": 3, "supersedes": second.digest})
    bureau.certify(third)

    again = bureau.post(ANNA, f"/api/v1/results/{second.digest}/count-again", {"reason": "误"})
    aside = bureau.post(ANNA, f"/api/v1/results/{first.digest}/set-aside", {"reason": "误"})

    assert problem(again) == problem(aside) == (409, "not_newest_version")


def test_both_officers_reasons_are_kept_with_their_names_and_reach_the_derivation(bureau):
    year = a_county(bureau)
    (digest,) = year.tally.served
    long = "理" * 200
    for who, reason in ((ANNA, long), (BORIS, "票箱混放")):
        path = f"/api/v1/results/{digest}/set-aside"
        assert year.post(who, path, {"reason": reason}).status_code == 200

    assert year.post(ANNA, f"{YEAR}/proposals").status_code == 200

    derivation = year.rows()["o1"]["derivation"]
    (aside,) = year.get(ANNA, f"/api/v1/derivations/{derivation}").json["inputs"]["set_aside"]
    assert aside["reason"] == f"{ANNA}：{long}；{BORIS}：票箱混放"


def test_grades_published_before_names_were_kept_have_the_persons_name(database_url):
    command.upgrade(_config(MIGRATIONS, database_url, "alembic_version"), "0005")
    engine = make_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO person (id, name) VALUES ('o1', '李四')"))
        connection.execute(text(DERIVATION), {"content": b"{}"})
        for version, state in enumerate(("superseded", "published", "decided"), 1):
            connection.execute(text(APPRAISAL), {"version": version, "state": state})

    upgrade(MIGRATIONS, database_url)

    with engine.connect() as connection:
        found = connection.execute(text("SELECT state, name FROM appraisal ORDER BY version"))
        assert [tuple(row) for row in found] == [
            ("superseded", None),
            ("published", "李四"),
            ("decided", None),
        ]


DERIVATION = "INSERT INTO derivation (digest, content) VALUES ('d', :content)"
APPRAISAL = (
    "INSERT INTO appraisal (person, year, version, jurisdiction, state, derivation, attempt)"
    " VALUES ('o1', 2026, :version, 'county', :state, 'd', 1)"
)
