"""The one line that says what a year waits for: what people have to do first comes first."""

from __future__ import annotations

from typing import Any

import pytest

from appraisal_service.grades.next_step import (
    DOERS,
    STAGES,
    TEXTS,
    YearSight,
    year_step,
)

HERE = "/years/2026/county"


def sight(**changes: Any) -> YearSight:
    """Return a year in which nobody is listed, and what differs from that."""
    stages = {stage: changes.pop(stage, 0) for stage in STAGES}
    values = {"open_objections": 0, "due": 0, "final_from": None, **changes}
    return YearSight(stages, **values)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "no_people"),
        ({"unproposed": 2, "proposed": 5}, "propose"),
        ({"proposed": 5, "second": 1, "published": 1, "open_objections": 1}, "answer"),
        ({"proposed": 5, "second": 1}, "decide"),
        ({"second": 1, "decided": 4}, "second"),
        ({"decided": 4, "published": 1, "due": 1}, "publish"),
        ({"published": 4, "due": 1, "final_from": "2026-12-30"}, "finalize"),
        ({"published": 4, "final_from": "2026-12-30"}, "await_objections"),
        ({"final": 4}, "done"),
    ],
)
def test_the_next_step_is_what_blocks(changes, code):
    assert year_step(sight(**changes), HERE).code == code


def test_a_step_says_how_many_people_it_is_about_in_both_languages():
    step = year_step(sight(proposed=5), HERE)

    assert "5" in step.zh
    assert "5" in step.en
    assert (step.roles, step.link) == (("decider",), f"{HERE}/decide")


def test_whoever_waits_is_asked_for_nothing_and_told_until_when():
    step = year_step(sight(published=4, final_from="2026-12-30"), HERE)

    assert (step.roles, step.link) == ((), None)
    assert "2026-12-30" in step.zh


def test_every_doer_belongs_to_a_step_that_there_is():
    assert DOERS.keys() <= TEXTS.keys()
