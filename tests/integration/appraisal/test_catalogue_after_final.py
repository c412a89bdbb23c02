"""The worked examples on B10, asked of the service: a caution that waits for the final grade.

Each example is an official of a district that has text PB: a certified unit ballot, what the
organisation found, and the grade that two people gave. The rule answers once the grade is final.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes.appraisal import ANNA, BORIS, CLARA, DORA, Bureau, a_bureau, a_person_entry
from fakes.tally_results import a_box, a_ledger, a_result, against, grade_votes

PATH = "/api/v1/years/2026/district"
ROWS = [
    (f"{row['ex'].lower()}-{number}", row)
    for number, row in enumerate(
        json.loads(
            (Path(__file__).parents[2] / "vectors" / "catalogue.json").read_text(encoding="utf-8")
        )
    )
    if row["ex"] in ("D2", "D2b", "D4")
    or (row["ex"] == "D3" and row["denominator"].startswith("valid"))
]
RESULTS = {
    "TRIGGERED -> 诫警": "triggered",
    "pending_human": "pending",
    "not triggered": "not_triggered",
}
GRADES = {True: "incompetent", False: "basically_competent"}
D3 = {"roll": 120, "present": 106, "issued": 106, "returned": 104, "unreturned": 2, "void": 4}


def votes_of(person: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return votes and boxes of a row's ballot, as the fields of a certified result."""
    if row["ex"] == "D2b":
        return {"votes": {person: against(11 if row["ratio"] else 10, 50)}}
    if row["ex"] == "D4":
        return {"votes": {person: against(row["k"], row["n"])}, "roll": row["roll"]}
    if row["ex"] == "D3":
        box = a_box(100).model_copy(update={"ledger": a_ledger(100).model_copy(update=D3)})
        return {"votes": {person: grade_votes(38, 24, 6, 20, 12)}, "boxes": [box]}
    return {"votes": {person: against(row["k"], row["n"])}}


def expected(row: dict[str, Any]) -> str:
    """Return the state that the report gives B10 in a row."""
    if row["ex"] == "D2b":
        return RESULTS[row["result"]]
    if row["ex"] == "D4":
        return "triggered" if row["PB_applicable"] else "not_applicable"
    return "triggered" if row["B10_ratio"] else "not_triggered"


def find(bureau: Bureau, person: str, value: bool) -> None:
    """Have two officers stand behind what the organisation found."""
    about = {"jurisdiction": "district", "year": 2026, "subject": person, "rule": "B10"}
    body = {**about, "value": value, "document": "组考1号", "date": "2026-12-18"}
    for who in (ANNA, BORIS):
        assert bureau.post(who, "/api/v1/findings", body).status_code == 201


def decide(bureau: Bureau, person: str, grade: str) -> None:
    """Have two deciders give a grade."""
    paper = {"document_number": "1号", "document_date": "2026-12-20", "reason": "综合考察"}
    body = {"person": person, "grade": grade, **paper}
    for who in (CLARA, DORA):
        decided = bureau.post(who, f"{PATH}/decisions", body)
        assert decided.status_code == 201, decided.json


@pytest.fixture(scope="module")
def states(tmp_path_factory: Any) -> Iterator[dict[str, str]]:
    """The state of B10 of every official, once their grades are final."""
    bureau = a_bureau(f"sqlite:///{tmp_path_factory.mktemp('after') / 'appraisal.db'}")
    pack = bureau.set_up("district", [a_person_entry(person) for person, _ in ROWS])
    for person, row in ROWS:
        bureau.certify(a_result(pack=pack, **votes_of(person, row)))
        found = row.get("finding", True)
        if found is not None:
            find(bureau, person, found)
    assert bureau.csv(ANNA, "", "jurisdiction=district&year=2026").status_code == 201
    assert bureau.post(ANNA, f"{PATH}/proposals").status_code == 200
    graded = [(person, row.get("grade_incompetent", True)) for person, row in ROWS]
    for person, incompetent in graded:
        decide(bureau, person, GRADES[incompetent is not False])
    for step in ("publish", "finalize"):
        assert bureau.post(ANNA, f"{PATH}/{step}").status_code == 200
    listed = bureau.get(ANNA, f"{PATH}/after-final").json["people"]
    yield {
        entry["person"]: ruling["state"]
        for entry in listed
        for ruling in entry["rulings"]
        if ruling["rule"] == "B10"
    }
    bureau.engine.dispose()


@pytest.mark.parametrize(
    ("person", "row"),
    [(person, row) for person, row in ROWS if row.get("grade_incompetent", True) is not None],
    ids=[person for person, row in ROWS if row.get("grade_incompetent", True) is not None],
)
def test_a_caution_follows_the_final_grade_as_the_report_says(states, person, row):
    assert states[person] == expected(row)


def test_all_examples_with_a_grade_are_asked(states):
    assert len(states) == len(ROWS) == 6 + 10 + 1 + 2
