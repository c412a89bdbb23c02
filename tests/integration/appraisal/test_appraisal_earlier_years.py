"""What was recorded and found in earlier years, as far as this year's rules still read it."""

from __future__ import annotations

from typing import Any

import pytest
from factories.county_year import county_pack
from fakes.appraisal import ANNA, BORIS, YEAR, Bureau, a_person_entry

PAPER = {"document": "县考〔2026〕3号", "date": "2026-12-01", "source_body": "县考核办"}


@pytest.fixture
def county(bureau: Bureau) -> Bureau:
    """A county that was set up in three years under one pack, with one official."""
    listed = {
        "jurisdiction": "county",
        "units": [{"id": "unit-1", "name": "甲乡"}],
        "people": [a_person_entry("o1")],
        "teams": [],
    }
    for year in (2024, 2025, 2026):
        body = {"id": "county", "title": "某县", "year": year, "pack": county_pack().to_document()}
        assert bureau.post(ANNA, "/api/v1/jurisdictions", body).status_code == 201
        assert bureau.post(ANNA, "/api/v1/people", listed).status_code == 200
    return bureau


def record(bureau: Bureau, kind: str, year: int, value: dict[str, Any]) -> None:
    """Record one fact about the official in the books of a year."""
    records = [{"subject": {"kind": "official", "id": "o1"}, "value": value}]
    body = {**PAPER, "jurisdiction": "county", "year": year, "kind": kind, "records": records}
    made = bureau.post(ANNA, "/api/v1/facts", body)
    assert made.status_code == 201, made.json


def find(bureau: Bureau, rule: str, year: int, day: str) -> None:
    """Have two officers stand behind a finding in the books of a year."""
    finding = {"jurisdiction": "county", "year": year, "subject": "o1", "rule": rule}
    paper = {"value": True, "document": "组考〔2025〕1号", "date": day}
    for who in (ANNA, BORIS):
        entered = bureau.post(who, "/api/v1/findings", {**finding, **paper})
        assert entered.status_code == 201, entered.json


def derived(bureau: Bureau) -> dict[str, Any]:
    """Return this year's derivation of the official."""
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    digest = bureau.rows()["o1"]["derivation"]
    return dict(bureau.get(ANNA, f"/api/v1/derivations/{digest}").json)


def states(document: dict[str, Any]) -> dict[str, str]:
    """Return the state of every ruling on the official."""
    return {ruling["rule"]: ruling["state"] for ruling in document["rulings"]}


def test_who_was_released_in_an_earlier_year_is_not_overdue_now(county):
    value = {"kind": "admonition", "talk_on": "2024-08-31", "months": 6}
    record(county, "admonition", 2024, value)
    overdue = states(derived(county))
    find(county, "L03", 2025, "2025-03-10")

    document = derived(county)

    assert overdue["L02"] == "triggered"
    assert [one["rule"] for one in document["inputs"]["findings"]] == ["L03"]
    assert states(document)["L02"] == "not_triggered"


def test_a_finding_of_an_earlier_year_that_ends_no_window_is_that_years(county):
    find(county, "B07", 2025, "2025-12-18")

    assert derived(county)["inputs"]["findings"] == []


def test_a_record_of_an_earlier_year_makes_no_none_of_this_years(county):
    value = {"half_points": 2, "finding": "账外资金", "class": "A"}
    record(county, "points", 2025, value)
    before = derived(county)
    record(county, "points", 2026, {**value, "finding": "白条入账"})
    after = derived(county)

    known = [document["inputs"]["known"] for document in (before, after)]
    assert known == [[], ["points"]]
