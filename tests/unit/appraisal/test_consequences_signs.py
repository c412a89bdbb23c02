"""Which facts warn while they stand, and what is overdue: without a database."""

from __future__ import annotations

import pytest

from appraisal_service.consequences.domain.watching import overdue, signs_of
from shared.rules.person_year import YearFact


@pytest.mark.parametrize(
    ("state", "due", "expected"),
    [
        ("proposed", "2026-12-19", True),
        ("decided", "2026-12-19", True),
        ("proposed", "2026-12-20", False),
        ("carried_out", "2026-12-19", False),
        ("proposed", None, False),
    ],
)
def test_what_is_open_is_overdue_from_the_day_after(state, due, expected):
    assert overdue(state, due, "2026-12-20") is expected


def a_fact(kind, subject="o1", /, **value):
    return YearFact(id="f" * 64, kind=kind, subject=subject, period="2026", value=value)


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (a_fact("flag", bar="excellent", until="2026-12-20", ground="通报"), ["bar"]),
        (a_fact("flag", bar="excellent", until="2026-12-19", ground="通报"), []),
        (a_fact("discipline", sanction="warning", decided_on="2026-01-01"), ["discipline"]),
        (
            a_fact("discipline", sanction="x", decided_on="2026-01-01", ends_on="2026-07-01"),
            [],
        ),
        (a_fact("admonition", kind="admonition", talk_on="2026-06-20", months=6), ["admonition"]),
        (a_fact("admonition", kind="caution", talk_on="2026-06-19", months=6), []),
        (a_fact("line_rating", "u1", line="农业", grade="poor"), ["line_rating"]),
        (a_fact("line_rating", "u1", line="农业", grade="fair"), []),
        (a_fact("target", score="80", full="100"), []),
    ],
)
def test_a_fact_warns_while_it_stands(fact, expected):
    assert [sign.kind for sign in signs_of([fact], "2026-12-20")] == expected


def test_a_bar_of_a_unit_warns_about_the_unit():
    fact = a_fact("flag", "u1", bar="unit_awards", until="2026-12-31", ground="N04")

    assert [sign.subject_kind for sign in signs_of([fact], "2026-12-20")] == ["unit"]


@pytest.mark.parametrize(
    "fact",
    [
        a_fact("discipline", sanction="warning", decided_on="2026-12-21"),
        a_fact("admonition", kind="admonition", talk_on="2026-12-21", months=6),
    ],
)
def test_what_came_after_the_day_does_not_warn_yet(fact):
    assert signs_of([fact], "2026-12-20") == []
    assert len(signs_of([fact], "2026-12-21")) == 1


@pytest.mark.parametrize(
    ("kind", "on", "ended", "warns"),
    [
        ("admonition", "2026-12-20", False, True),
        ("admonition", "2026-06-20", True, False),
        ("admonition", "2026-06-20", None, True),
        ("admonition", "2026-12-20", None, False),
        ("caution", "2026-12-20", False, False),
    ],
)
def test_an_admonition_warns_until_people_end_it(kind, on, ended, warns):
    fact = a_fact("admonition", kind=kind, talk_on="2026-02-01", months=6)
    known = {} if ended is None else {("o1", "2026-02-01"): ended}

    assert bool(signs_of([fact], on, known)) is warns
