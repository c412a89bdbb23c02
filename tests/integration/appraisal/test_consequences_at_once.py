"""Two people decide, carry out, list at the same moment: one effect."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from factories.presses import at_once
from fakes.appraisal import (
    ANNA,
    BORIS,
    CLARA,
    DORA,
    EMIL,
    YEAR,
    Bureau,
    a_person_entry,
    county,
)
from fakes.tally_results import a_result, against
from werkzeug.test import TestResponse

LIST = f"{YEAR}/consequences"
WORD = {"verdict": "decide", "chosen": ["removal"]}
PAPER = {"document_number": "县组〔2026〕9号", "document_date": "2026-12-20"}


@pytest.fixture
def year(bureau: Bureau) -> Bureau:
    """A year whose rulings prescribe demotion or removal of one person."""
    pack = bureau.set_up("county", [a_person_entry("o1")])
    for where in ({}, county()):
        bureau.certify(a_result({"o1": against(34, 100)}, pack=pack, **where))
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    return bureau


def told(*calls: Callable[[], TestResponse]) -> list[str]:
    """Make the calls at once; return of each its state, or the slug of its 409, sorted."""
    answers = at_once(calls)
    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    return sorted(
        str(answer.json["type"]).removeprefix("/problems/")
        if answer.status_code == 409
        else str(answer.json.get("state", "done"))
        for answer in answers
    )


def test_an_entry_is_opened_decided_and_carried_out_once(year):
    assert told(*(partial(year.post, who, LIST) for who in (ANNA, BORIS))) == ["done", "done"]
    listed = year.get(ANNA, LIST).json["consequences"]
    assert len(listed) == len({entry["matter"] for entry in listed}) == 2
    choice = next(entry for entry in listed if entry["choices"])
    one = f"{LIST}/{choice['id']}"

    year.post(CLARA, f"{one}/decisions", {**WORD, **PAPER})
    second = (
        partial(year.post, who, f"{one}/decisions", {**WORD, **PAPER}) for who in (DORA, EMIL)
    )
    assert told(*second) == ["decided", "wrong_state"]
    carried = (
        partial(year.post, who, f"{one}/steps", {"act": "carry_out"}) for who in (ANNA, BORIS)
    )
    assert told(*carried) == ["carried_out", "wrong_state"]

    shown = year.get(ANNA, one).json
    assert len(shown["decided_by"]) == 2
    acts = [each["act"] for each in shown["steps"]]
    assert acts == ["open", "say", "say", "decide", "carry_out"]


def test_two_first_words_at_once_are_one_decision_or_none(year):
    year.post(ANNA, LIST)
    choice = next(entry for entry in year.get(ANNA, LIST).json["consequences"] if entry["choices"])
    path = f"{LIST}/{choice['id']}/decisions"

    same = told(*(partial(year.post, who, path, {**WORD, **PAPER}) for who in (CLARA, DORA)))

    assert same == ["decided", "proposed"]
