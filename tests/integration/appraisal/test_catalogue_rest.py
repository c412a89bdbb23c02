"""Worked examples of the domain report that the catalogue's year has no room for, over the API.

Each needs a pack, a team or an earlier year of its own: another base (D3), no county ballot (D4),
groups of a size (D6b), other weights (D10), other texts (D12), two years (D9, D16), nobody (D19).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from factories.appraisal import PACKS
from factories.catalogue_year import rows_of
from fakes.appraisal import (
    ANNA,
    BORIS,
    CLARA,
    DORA,
    YEAR,
    Bureau,
    a_person_entry,
    county,
    problem,
)
from fakes.tally_results import a_box, a_ledger, a_result, against, grade_votes
from werkzeug.test import TestResponse

from shared.rules.packs import parse_pack

PAPER = {"document": "县考〔2026〕12号", "date": "2026-12-12", "source_body": "县委组织部"}
MET = {True: "triggered", False: "not_triggered"}
D3 = {"roll": 120, "present": 106, "issued": 106, "returned": 104, "unreturned": 2, "void": 4}
BASES = {"expressed": 88, "valid": 100, "returned": 104, "issued": 106, "present": 106, "roll": 120}
MORE_TEXTS = """
- {pack: PC, clauses: [L05], author: 组织部, date: "2024-01-05", reason: 本县, valid: {from: "2024-01-01"}}
- {pack: PE, clauses: [K03, K04], author: 组织部, date: "2024-01-05", reason: 本县, valid: {from: "2024-01-01"}}
- {pack: PD, clauses: [N07, N08, N09, N10], author: 组织部, date: "2024-01-05", reason: 本县, valid: {from: "2024-01-01"}}
parameters:"""  # noqa: E501


def several_years(bureau: Bureau, name: str, more: str, *years: int) -> str:
    """Set a jurisdiction up for some years by one pack that all of them are in force in."""
    text = (PACKS / f"{name}.yaml").read_text(encoding="utf-8")
    text = text.replace('{from: "2026-01-01"}', '{from: "2024-01-01"}')
    document = parse_pack(text.replace("\nparameters:", more, 1)).to_document()
    for year in years:
        body = {"id": name, "title": name, "year": year, "pack": document}
        made = bureau.post(ANNA, "/api/v1/jurisdictions", body)
        assert made.status_code == 201, made.json
    return str(made.json["pack"])


def enrol(bureau: Bureau, name: str, *people: dict[str, Any], **more: Any) -> None:
    """Put people, units and teams on the list of a jurisdiction."""
    units = [{"id": unit, "name": unit} for unit in ("unit-1", "unit-2")]
    body = {"jurisdiction": name, "units": units, "people": list(people), **more}
    imported = bureau.post(ANNA, "/api/v1/people", body)
    assert imported.status_code == 200, imported.json


def record(
    bureau: Bureau, facts: str, about: tuple[str, str], year: int, **value: Any
) -> TestResponse:
    """Record one fact of the county; return the answer."""
    records = [{"subject": {"kind": about[0], "id": about[1]}, "value": value}]
    body = {"jurisdiction": "county", "year": year, "kind": facts, **PAPER, "records": records}
    return bureau.post(ANNA, "/api/v1/facts", body)


def rows(bureau: Bureau, name: str = "county", year: int = 2026) -> dict[str, dict[str, Any]]:
    """Compute every proposal of a year, and read them."""
    path = f"/api/v1/years/{year}/{name}/proposals"
    proposed = bureau.post(ANNA, path)
    assert proposed.status_code == 200, proposed.json
    return {row["person"]: row for row in bureau.get(ANNA, path).json["proposals"]}


def ruled(bureau: Bureau, row: dict[str, Any], rule: str) -> dict[str, Any]:
    """Return one ruling of the derivation of a proposal."""
    document = bureau.get(ANNA, f"/api/v1/derivations/{row['derivation']}").json
    listed = [*document["rulings"], *document["unit_rulings"]]
    return next(dict(ruling) for ruling in listed if ruling["rule"] == rule)


def finished(bureau: Bureau, name: str, person: str) -> dict[str, Any]:
    """Confirm problems, make one grade final as 不称职, and return what B10 answers."""
    path = f"/api/v1/years/2026/{name}"
    about = {"jurisdiction": name, "year": 2026, "subject": person, "rule": "B10"}
    found = {**about, "value": True, "document": "组考1号", "date": "2026-12-18"}
    assert bureau.csv(ANNA, "", f"jurisdiction={name}&year=2026").status_code == 201
    for who in (ANNA, BORIS):
        assert bureau.post(who, "/api/v1/findings", found).status_code == 201
    assert bureau.post(ANNA, f"{path}/proposals").status_code == 200
    paper = {"document_number": "1号", "document_date": "2026-12-20", "reason": "综合考察"}
    for who in (CLARA, DORA):
        decided = {"person": person, "grade": "incompetent", **paper}
        assert bureau.post(who, f"{path}/decisions", decided).status_code == 201
    for step in ("publish", "finalize"):
        assert bureau.post(ANNA, f"{path}/{step}").status_code == 200
    (entry,) = bureau.get(ANNA, f"{path}/after-final").json["people"]
    return next(dict(one) for one in entry["rulings"] if one["rule"] == "B10")


@pytest.mark.parametrize("base", BASES)
def test_twenty_votes_are_over_a_fifth_of_one_base_and_of_no_other(bureau, base):
    pack = bureau.set_up("district", [a_person_entry("o1")], base=base)
    box = a_box(100).model_copy(update={"ledger": a_ledger(100).model_copy(update=D3)})
    bureau.certify(a_result({"o1": grade_votes(38, 24, 6, 20, 12)}, pack=pack, boxes=[box]))

    answer = finished(bureau, "district", "o1")

    (row,) = [one for one in rows_of("D3") if one["n"] == BASES[base] and one["k"] == 20]
    measure = answer["measures"][0]
    assert (measure["numerator"], measure["denominator"]) == (20, BASES[base])
    assert answer["state"] == MET[row["B10_ratio"]]


@pytest.mark.parametrize("row", rows_of("D4"), ids=lambda row: str(row["roll"]))
def test_a_measure_without_words_on_size_reads_a_small_unit_too(bureau, row):
    pack = bureau.set_up("county", [a_person_entry("o1")], merge_needs=[])
    votes = {"o1": against(row["k"], row["n"])}
    bureau.certify(a_result(votes, pack=pack, roll=row["roll"]))

    ruling = ruled(bureau, rows(bureau)["o1"], "B06")

    assert ruling["state"] == MET[row["PA_B06"]]


@pytest.mark.parametrize("rounding", ["floor", "half_up", "ceil"])
def test_the_quota_of_a_real_group_is_rounded_as_the_pack_says(bureau, rounding):
    named = {"ceil": "ceiling"}.get(rounding, rounding)
    quota = {"share": "1/5", "rounding": named, "groups": "group"}
    people = [
        a_person_entry(f"o{row['n']}-{number}", group=f"g{row['n']}")
        for row in rows_of("D6b")
        for number in range(row["n"])
    ]
    bureau.set_up("county", people, excellent_quota=quota)

    standings = bureau.get(ANNA, f"{YEAR}/standings").json["standings"]

    assert {one["group"]: (one["participants"], one["cap"]) for one in standings} == {
        f"g{row['n']}": (row["n"], row[rounding]) for row in rows_of("D6b")
    }


def test_the_seventh_and_the_eighth_at_eighty_eight_are_left_to_people(bureau):
    excellent = [46, 45, 44, 43, 42, 41, 40, 40, *range(30)]
    people = [f"o{number:02}" for number in range(38)]
    pack = bureau.set_up("county", [a_person_entry(person) for person in people])
    votes = {
        person: grade_votes(best, 100 - best)
        for person, best in zip(people, excellent, strict=True)
    }
    for where in ({}, county()):
        bureau.certify(a_result(votes, pack=pack, **where))
    assert bureau.csv(ANNA, "").status_code == 201
    rows(bureau)

    (standing,) = bureau.get(ANNA, f"{YEAR}/standings").json["standings"]

    places = standing["places"]
    assert (standing["participants"], standing["cap"]) == (38, 7)
    assert [one["position"] for one in places[:9]] == [
        *["within"] * 6,
        *["boundary_tie"] * 2,
        "over",
    ]
    assert [(one["person"], one["score"], one["place_from"]) for one in places[6:8]] == [
        ("o06", "88", 7),
        ("o07", "88", 7),
    ]
    bureau.decide_all("competent", **dict.fromkeys(people[:8], "excellent"))
    assert problem(bureau.post(ANNA, f"{YEAR}/publish")) == (409, "quota_exceeded")


def test_what_one_year_leaves_over_is_not_carried_into_the_next(bureau):
    several_years(bureau, "county", "\nparameters:", 2025, 2026)
    enrol(bureau, "county", a_person_entry("o1"), valid_from=2025)
    before = "o1,2025-12-01,late,\no1,2025-12-02,early,\n"
    now = "".join(f"o1,2026-02-0{day},missed,\n" for day in (1, 2, 3)) + "o1,2026-03-01,late,\n"
    for year, lines in ((2025, before), (2026, now)):
        assert bureau.csv(ANNA, lines, f"jurisdiction=county&year={year}").status_code == 201

    row = rows(bureau)["o1"]

    assert ruled(bureau, row, "N01")["state"] == "not_triggered"
    assert ruled(bureau, row, "N02")["state"] == "not_triggered"


@pytest.mark.parametrize("half_points", [5, 0, 0.5, "2.5"])
def test_a_finding_of_two_and_a_half_or_a_quarter_of_a_point_is_refused(bureau, half_points):
    several_years(bureau, "county", MORE_TEXTS, 2026)
    enrol(bureau, "county", a_person_entry("o1", role="head"))
    value = {"half_points": half_points, "finding": "超范围列支", "class": "A"}

    refused = record(bureau, "points", ("official", "o1"), 2026, **value)

    assert refused.status_code == 400


@pytest.mark.parametrize(
    "row",
    [row for row in rows_of("D10") if "alone" not in row["method"]],
    ids=lambda row: row["method"].replace(" ", "_"),
)
def test_the_method_of_merging_decides_what_the_clause_comes_to(bureau, row):
    of_unit = {"mean 50:50": 5, "unit 60 : county 40": 6, "unit 70 : county 30": 7}
    chosen: dict[str, Any] = {"merge": "pooled"}
    if row["method"] in of_unit:
        share = Fraction(of_unit[row["method"]], 10)
        weights = {"unit": str(share), "county": str(1 - share)}
        chosen = {"merge": "weighted", "weights": weights}
    pack = bureau.set_up("county", [a_person_entry("o1")], **chosen)
    bureau.certify(a_result({"o1": against(18, 42)}, pack=pack))
    bureau.certify(a_result({"o1": against(45, 258)}, pack=pack, **county()))

    ruling = ruled(bureau, rows(bureau)["o1"], "B06")

    (measure,) = ruling["measures"]
    assert Fraction(measure["numerator"], measure["denominator"]) == Fraction(row["value"])
    assert ruling["state"] == MET[row["ge_1_3"]]


def test_two_last_places_of_one_year_force_the_grade_and_warn(bureau):
    several_years(bureau, "county", MORE_TEXTS, 2024)
    head = a_person_entry("o1", role="head", since="2015-03-01", scale="institution")
    enrol(bureau, "county", head, valid_from=2024)
    for number in (1, 2):
        value = {"series": "reviews", "list": "all", "period": f"2024-Q{number}", "seq": number}
        scores = {"unit-1": "71.50", "unit-2": "80.00"}
        made = record(bureau, "ranking", ("list", "all"), 2024, **value, scores=scores)
        assert made.status_code == 201, made.json

    row = rows(bureau, year=2024)["o1"]

    assert ruled(bureau, row, "K03")["state"] == "triggered"
    assert ruled(bureau, row, "K04")["state"] == "triggered"
    assert row["proposal"] == {
        "kind": "forced",
        "grade": "incompetent",
        "scale": "institution",
        "clauses": ["K04"],
    }
    path = "/api/v1/years/2024/county/consequences"
    assert bureau.post(ANNA, path).status_code in (200, 201)
    listed = bureau.get(ANNA, path).json["consequences"]
    assert "K04.warning" in {one["matter"] for one in listed}


def test_an_admonition_bars_awards_in_its_year_and_runs_on_into_the_next(bureau):
    pack = several_years(bureau, "county", MORE_TEXTS, 2024, 2025)
    enrol(bureau, "county", a_person_entry("o1"), valid_from=2024)
    for where in ({}, county()):
        bureau.certify(a_result({"o1": grade_votes(90, 10)}, pack=pack, year=2024, **where))
    admonished = {"kind": "admonition", "talk_on": "2024-11-20", "months": 6}
    made = record(bureau, "admonition", ("official", "o1"), 2024, **admonished)
    assert made.status_code == 201, made.json

    row = rows(bureau, year=2024)["o1"]
    ruling = ruled(bureau, row, "L05")
    later = ruled(bureau, rows(bureau, year=2025)["o1"], "L05")

    period = {"earliest": "2025-02-20", "latest": "2025-05-20", "bar_until": "2024-12-31"}
    assert period.items() <= ruling["dates"].items()
    assert row["proposal"]["kind"] != "forced"
    bars = {"no_model_titles", "no_promotion"}
    assert bars <= {one["code"] for one in ruling["consequences"]}
    assert bars.isdisjoint(one["code"] for one in later["consequences"])


@pytest.mark.parametrize(("year", "cause"), [(2024, None), (2025, "different_years")])
def test_two_members_punished_on_either_side_of_new_year_are_pointed_out(bureau, year, cause):
    several_years(bureau, "district", "\nparameters:", 2024, 2025)
    people = [a_person_entry("o1", role="head", team="t1")]
    people += [a_person_entry(one, role="deputy", team="t1") for one in ("o2", "o3")]
    team = {"id": "t1", "name": "班子", "unit": "unit-1", "head": "o1"}
    enrol(bureau, "district", *people, teams=[team], valid_from=2024)
    for person, day in (("o2", "2024-12-30"), ("o3", "2025-01-08")):
        about = {"jurisdiction": "district", "year": int(day[:4]), "kind": "discipline"}
        value = {"sanction": "warning", "decided_on": day}
        records = [{"subject": {"kind": "official", "id": person}, "value": value}]
        made = bureau.post(ANNA, "/api/v1/facts", {**PAPER, **about, "records": records})
        assert made.status_code == 201, made.json

    row = rows(bureau, "district", year)["o1"]

    for rule in ("B12", "B09"):
        ruling = ruled(bureau, row, rule)
        assert (ruling["state"], ruling["cause"]) == ("not_triggered", cause)


def test_nobody_voting_is_no_result_and_never_nought_per_cent(bureau):
    pack = bureau.set_up("county", [a_person_entry("o1")])
    for where in ({}, county()):
        bureau.certify(a_result({"o1": against(0, 0)}, pack=pack, roll=40, **where))

    row = rows(bureau)["o1"]

    for rule in ("B04", "B06", "B07"):
        ruling = ruled(bureau, row, rule)
        assert (ruling["state"], ruling["cause"]) == ("not_applicable", "no_valid_ballots")
        assert ruling["measures"] == []
    assert "0.00%" not in str(row)
