"""What a second decider may not read of the first one's."""

from __future__ import annotations

from appraisal_service.grades.domain import still_apart


def test_decisions_on_a_proposed_grade_are_apart_and_those_before_it_was_opened_again_are_not():
    events = [
        ("o1", "decide"),
        ("o1", "decide"),
        (None, "publish"),
        ("o1", "correct"),
        ("o1", "decide"),
        ("o2", "decide"),
    ]

    assert still_apart(events, {"o1"}) == {4}
    assert still_apart(events, {"o1", "o2"}) == {4, 5}
    assert still_apart(events, set()) == set()


def test_a_word_that_lapsed_stays_apart_because_both_decide_anew():
    events = [("o1", "decide"), ("o1", "decide"), ("o1", "decide")]

    assert still_apart(events, {"o1"}) == {0, 1, 2}
