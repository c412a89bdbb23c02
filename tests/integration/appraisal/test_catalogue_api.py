"""The worked examples of the domain report, asked of the whole service over its API.

What the report says must stand in the derivation that the service makes of each official of the
catalogue's year. The rules alone are asked in the unit tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from factories.catalogue_year import OTHER_PARTS, CatalogueYear, ballots, named, rows_of
from fakes.appraisal import ANNA, YEAR, a_bureau

MET = {True: "triggered", False: "not_triggered"}


@pytest.fixture(scope="module")
def year(tmp_path_factory: Any) -> Iterator[CatalogueYear]:
    """The year, proposed."""
    bureau = a_bureau(f"sqlite:///{tmp_path_factory.mktemp('catalogue') / 'appraisal.db'}")
    made = CatalogueYear(bureau)
    for part in (ballots, *OTHER_PARTS):
        part(made)
    made.propose()
    yield made
    bureau.engine.dispose()


def test_the_order_of_imports_changes_no_derivation(year, tmp_path):
    bureau = a_bureau(f"sqlite:///{tmp_path / 'appraisal.db'}")
    other = CatalogueYear(bureau)

    for part in reversed(OTHER_PARTS):
        part(other)
    for result in reversed(year.certified):
        other.certify(result)
    other.propose()

    bureau.engine.dispose()
    assert len(other.rows) > 40
    assert {one: row["derivation"] for one, row in other.rows.items()} == {
        one: row["derivation"] for one, row in year.rows.items()
    }


def asked(example: str) -> Any:
    """Return the parameters of a test on every row of an example."""
    pairs = list(zip(named(example), rows_of(example), strict=True))
    return pytest.mark.parametrize(("person", "row"), pairs, ids=named(example))


@asked("D1")
def test_a_third_is_reached_or_passed_as_the_report_says(year, person, row):
    assert year.states(person, "B06", "B07") == [MET[row["B06"]], MET[row["B07_ratio"]]]


@asked("D7")
def test_a_last_place_follows_a_last_place_as_the_report_says(year, person, row):
    second = "not_triggered" if row["K02"].startswith("no ") else "triggered"
    if "pending_human" in row["K02"]:
        second = "pending"

    assert year.states(person, "K01", "K02") == [MET[row["K01"].startswith("YES")], second]


@asked("D8")
def test_points_of_three_years_add_up_as_the_report_says(year, person, row):
    rules = ("N08", "N09", "N10")

    assert year.states(person, *rules) == [MET[row[rule]] for rule in rules]


@asked("D9")
def test_absences_are_counted_and_converted_as_the_report_says(year, person, row):
    rules = ("N02", "N03")

    assert year.states(person, *rules) == [MET[row[rule]] for rule in rules]


def test_a_tie_for_the_last_place_waits_for_people(year):
    assert year.states("d6", "K01") == ["needs_ruling"]


def test_days_are_counted_as_the_report_says(year):
    (row,) = rows_of("D12")

    found = {}
    for when in (2024, 2025):
        path = f"/api/v1/years/{when}/county/proposals"
        assert year.bureau.post(ANNA, path).status_code == 200
        listed = year.bureau.get(ANNA, path).json["proposals"]
        (entry,) = [one for one in listed if one["person"] == "d12"]
        found[when] = {ruling["rule"]: ruling.get("dates", {}) for ruling in entry["rulings"]}

    period = {"earliest": row["m3"], "latest": row["m6"]}
    assert period.items() <= found[2024]["L02"].items()
    assert found[2024]["L09"]["due"] == "2025-02-28"
    assert found[2025]["L12"]["due"] == row["reply_due"]
    assert found[2025]["L08"]["last_day"] == row["notice_last"]


def test_unit_county_pooled_and_weighted_shares_stand_side_by_side(year):
    shown = year.rows["d10"]
    merged = {row["method"]: Fraction(row["value"]) for row in rows_of("D10")}

    def of_ballot(votes: dict[str, Any]) -> Fraction:
        return Fraction(votes["counts"]["incompetent"], votes["valid"])

    def of_merge(shares: dict[str, Any]) -> Fraction:
        return Fraction(shares["incompetent"]["numerator"], shares["incompetent"]["denominator"])

    assert of_ballot(shown["unit_votes"]) == merged["unit alone"]
    assert of_ballot(shown["county_votes"]) == merged["county alone"]
    assert of_merge(shown["merged"]["shares"]) == merged["POOLED - default"]
    assert of_merge(shown["merged"]["other"]["shares"]) == merged["unit 70 : county 30"]
    assert year.states("d10", "B06") == ["not_triggered"]


def test_absences_force_a_grade_that_votes_do_not(year):
    forced = {"kind": "forced", "grade": "incompetent", "scale": "civil", "clauses": ["N02"]}

    assert year.states("m", "N02", "N03", "B06") == ["triggered", "not_triggered", "not_triggered"]
    assert year.rows["m"]["proposal"] == forced
    assert year.states("n", "B06", "B07") == ["triggered", "triggered"]
    assert year.states("o", "B06", "B07") == ["triggered", "not_triggered"]
    assert [year.rows[one]["proposal"]["kind"] for one in "no"] == ["open", "open"]


def test_two_clauses_on_one_vote_are_one_matter_that_cites_both(year):
    assert year.bureau.post(ANNA, f"{YEAR}/consequences").status_code in (200, 201)

    listed = [
        entry
        for page in range(1, 9)
        for entry in year.bureau.get(ANNA, f"{YEAR}/consequences?page={page}").json["consequences"]
    ]

    cited = {
        person: {tuple(one["clauses"]) for one in listed if one["subject"]["id"] == person}
        for person in "no"
    }
    assert ("B06", "B07") in cited["n"]
    assert all("B07" not in clauses for clauses in cited["o"])


def test_more_papers_than_were_given_out_annul_the_ballot_and_fewer_do_not(year):
    spoilt, sound = "d13-59", "d13-57"

    assert year.states(spoilt, "B06", "B07") == ["annulled", "annulled"]
    assert year.states(sound, "B06", "B07") == ["triggered", "pending"]
    papers = [year.rows[one]["unit_votes"]["papers"] for one in (spoilt, sound)]
    assert [(one["issued"], one["returned"]) for one in papers] == [(58, 59), (58, 57)]
    assert papers[1]["unreturned"] == 1


def test_what_three_deputies_said_stays_sealed(year):
    row = year.rows["d20"]

    for votes, papers in ((row["unit_votes"], 3), (row["county_votes"], 40)):
        assert (votes["collected"], votes["valid"], votes["counts"]) == (papers, None, {})
    shown = [ruling for ruling in row["rulings"] if ruling["rule"] in ("B04", "B06", "B07")]
    assert shown
    assert all(one["numerator"] is None for ruling in shown for one in ruling["measures"])


def test_a_closing_rate_of_nothing_is_neither_none_nor_all(year):
    listed = year.bureau.get(ANNA, "/api/v1/facts?jurisdiction=county&year=2026&kind=petitions")

    rates = {
        one["fact"]["subject"]["id"]: (one["consequent"]["percent"], one["consequent"]["rate"])
        for one in listed.json["facts"]
    }
    assert rates == {"u-x": ("100.00%", "1/1"), "u-y": ("-", None)}
