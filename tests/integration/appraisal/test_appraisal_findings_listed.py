"""What two officers found is listed as the person's page shows it, to the same people."""

from __future__ import annotations

import pytest
from fakes.appraisal import ANNA, BORIS, CLARA, Bureau, a_person_entry, problem

PATH = "/api/v1/findings"
HERE = f"{PATH}?jurisdiction=county&year=2026"


@pytest.fixture
def county(bureau: Bureau) -> Bureau:
    bureau.set_up("county", [a_person_entry("o1"), a_person_entry("o2")])
    return bureau


def enter(bureau: Bureau, *officers: str, **changes) -> None:
    """Have officers enter the same finding."""
    finding = {"jurisdiction": "county", "year": 2026, "subject": "o1", "rule": "B07"}
    finding |= {"value": True, "document": "1号", "date": "2026-12-18", **changes}
    for who in officers:
        assert bureau.post(who, PATH, finding).status_code == 201


def test_findings_are_listed_with_whether_they_count_once_two_entered_them(county):
    enter(county, ANNA)
    alone = county.get(ANNA, HERE).json
    enter(county, BORIS)
    enter(county, ANNA, BORIS, value=False, document="2号")
    enter(county, ANNA, document="3号")

    listed = county.get(CLARA, HERE).json

    assert alone == {"findings": [], "total": 0, "page": 1, "last": 1}
    assert [(one["document"], one["value"], one["state"]) for one in listed["findings"]] == [
        ("1号", True, "superseded"),
        ("2号", False, "in_force"),
    ]
    assert {one["by"] for one in listed["findings"]} == {f"{ANNA}、{BORIS}"}
    assert set(listed["findings"][0]) == {
        *("id", "subject", "rule", "value", "document", "date", "by", "state")
    }
    assert listed["total"] == 2


def test_findings_are_asked_for_by_subject_and_clause_a_page_at_a_time(county, monkeypatch):
    monkeypatch.setattr("appraisal_service.facts.actions.findings.FINDINGS_A_PAGE", 1)
    for person, number in (("o1", "1号"), ("o2", "2号"), ("o2", "3号")):
        enter(county, ANNA, BORIS, subject=person, document=number)

    of_o2 = county.get(ANNA, f"{HERE}&subject=o2&page=2").json
    beyond = county.get(ANNA, f"{HERE}&page=9").json
    other = county.get(ANNA, f"{HERE}&rule=B05").json

    assert [one["document"] for one in of_o2["findings"]] == ["3号"]
    assert (of_o2["total"], of_o2["page"], of_o2["last"]) == (2, 2, 2)
    assert (beyond["page"], beyond["last"], len(beyond["findings"])) == (3, 3, 1)
    assert other["findings"] == []


@pytest.mark.parametrize(
    ("who", "path", "expected"),
    [
        (None, HERE, (401, "sign_in_needed")),
        ("peer", HERE, (403, "role_missing")),
        (ANNA, PATH, (400, "invalid_query")),
        (ANNA, f"{HERE}&page=0", (400, "invalid_query")),
        (ANNA, f"{HERE}&name=o1", (400, "invalid_query")),
        (ANNA, f"{PATH}?jurisdiction=county&year=2031", (404, "no_such_jurisdiction")),
    ],
)
def test_whoever_may_not_ask_or_asks_wrongly_is_refused(county, who, path, expected):
    assert problem(county.get(who, path)) == expected
