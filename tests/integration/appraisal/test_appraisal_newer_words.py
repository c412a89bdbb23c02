"""Whoever answers a question anew takes the own earlier answer back: it is none of the two."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from factories.appraisal_year import HERE, PagedYear
from factories.facts import a_body, a_record_body
from factories.pages import a_build
from fakes.appraisal import (
    ANNA,
    BORIS,
    CLARA,
    DORA,
    FIRST_WORD,
    SECOND_WORD,
    YEAR,
    Bureau,
    a_person_entry,
)
from fakes.tally_results import a_result, against

REPLACED = {**FIRST_WORD, "replaced": True}
PAPER = {"document": "县考〔2026〕12号", "date": "2026-12-12", "source_body": "县委组织部"}
TIED = {"unit-1": "60", "unit-2": "60.0"}


@pytest.fixture
def county(bureau: Bureau) -> Bureau:
    """The county with two officials and two units."""
    pack = bureau.set_up("county", [a_person_entry("o1"), a_person_entry("o2", unit="unit-2")])
    bureau.certify(a_result({"o1": against(1, 40), "o2": against(1, 40)}, pack=pack))
    return bureau


def test_a_ruling_that_its_officer_has_replaced_is_none_of_the_two(county):
    body = a_body("ranking", a_record_body("ranking", scores=TIED))
    ranking = county.post(ANNA, "/api/v1/facts", body).json["facts"][0]

    def rule(who: str, unit: str, last: bool) -> Any:
        ruled = {**PAPER, "unit": unit, "ranking": ranking, "last": last}
        return county.post(who, "/api/v1/ranking-rulings", ruled).json

    assert rule(ANNA, "unit-1", True) == FIRST_WORD
    assert rule(ANNA, "unit-2", True) == FIRST_WORD, "of another unit it is another question"
    assert rule(ANNA, "unit-1", False) == REPLACED
    assert rule(BORIS, "unit-1", True) == FIRST_WORD
    assert rule(BORIS, "unit-2", True) == SECOND_WORD
    assert rule(BORIS, "unit-1", False) == {**SECOND_WORD, "replaced": True}


def test_a_finding_that_its_officer_has_replaced_is_none_of_the_two(county):
    found = {"jurisdiction": "county", "year": 2026, "subject": "o1", "rule": "B07"}
    paper = {"document": "组考〔2026〕18号", "date": "2026-12-18"}

    def enter(who: str, value: bool, **changes: str) -> Any:
        body = {**found, **paper, "value": value, **changes}
        return county.post(who, "/api/v1/findings", body).json

    assert enter(ANNA, True) == FIRST_WORD
    assert enter(ANNA, False) == REPLACED
    assert enter(BORIS, True) == FIRST_WORD
    assert enter(ANNA, True, document="组考〔2026〕19号") == REPLACED
    assert enter(ANNA, True) == {**SECOND_WORD, "replaced": True}


def test_an_answer_that_its_decider_has_replaced_is_none_of_the_two(county):
    assert county.post(ANNA, f"{YEAR}/proposals").status_code == 200
    county.decide_all()
    county.post(ANNA, f"{YEAR}/publish")
    objected = county.post(ANNA, f"{YEAR}/objections", {"person": "o2", "text": "申请复核"})
    path = f"/api/v1/objections/{objected.json['objection']}/answers"

    def say(who: str, outcome: str) -> Any:
        return county.post(who, path, {"outcome": outcome, "reason": f"{who}：{outcome}"}).json

    assert say(CLARA, "kept") == FIRST_WORD
    assert say(CLARA, "reopened") == REPLACED
    assert say(DORA, "kept") == FIRST_WORD
    assert county.get(ANNA, f"{YEAR}/objections").json["objections"][0]["outcome"] is None
    assert say(DORA, "reopened") == {**SECOND_WORD, "replaced": True}
    (entry,) = county.get(ANNA, f"{YEAR}/objections").json["objections"]
    assert (entry["outcome"], entry["answered_by"]) == ("reopened", f"{CLARA}、{DORA}")


def test_the_page_says_that_the_newer_word_counts(tmp_path: Path):
    year = PagedYear(tmp_path, a_build(tmp_path / "web"))
    year.set_up()
    body = a_body("ranking", a_record_body("ranking", scores=TIED))
    ranking = year.bureau.post(ANNA, "/api/v1/facts", body).json["facts"][0]
    officer = year.browser("甲考核", "officer")
    form = {**PAPER, "unit": "unit-1", "deputy": ""}

    said = [
        officer.press(f"{HERE}/facts/ranking/{ranking}/rulings", **form, last=last)
        for last in ("yes", "no")
    ]

    assert "作废" not in said[0]
    assert "您先前的认定已作废" in said[1]
