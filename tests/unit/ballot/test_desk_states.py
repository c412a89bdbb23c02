"""The state machine of meetings and rounds: every state against every step."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.meetings.domain.reports import after_report
from ballot_service.meetings.domain.state_words import (
    MEETING_REASONS,
    MEETING_WORDS,
    ROUND_REASONS,
    ROUND_WORDS,
)
from ballot_service.meetings.domain.states import (
    IN_PROGRESS,
    MEETING_RANK,
    NEVER_OPENED,
    OVER,
    ROUND_RANK,
    MeetingState,
    MeetingStep,
    RoundState,
    RoundStep,
    WrongState,
    after_meeting_step,
    after_round_step,
    check_meeting_is,
)
from shared.documents.orders import RoundStatus

MEETING_MOVES = {
    ("draft", "prepare"): "prepared",
    ("prepared", "start_check_in"): "checking_in",
    ("checking_in", "freeze"): "ready",
    ("checking_in", "end_check_in"): "activating",
    ("activating", "freeze"): "ready",
    ("activating", "cancel"): "cancelled",
    ("ready", "finish"): "closed",
    ("checking_in", "adjourn"): "closed",
    ("ready", "adjourn"): "closed",
    ("draft", "cancel"): "cancelled",
    ("prepared", "cancel"): "cancelled",
    ("checking_in", "cancel"): "cancelled",
    ("ready", "cancel"): "cancelled",
}

ROUND_MOVES = {
    ("draft", "fix"): "frozen",
    ("frozen", "order_open"): "opening",
    ("opening", "confirm_open"): "open",
    ("open", "order_close"): "closing",
    ("closing", "confirm_close"): "closed",
    ("closed", "count"): "counted",
    ("closed", "seal"): "sealed",
    ("closed", "certify"): "certified",
    ("counted", "certify"): "certified",
    ("sealed", "certify"): "certified",
    ("closed", "annul"): "annulled",
    ("counted", "annul"): "annulled",
    ("sealed", "annul"): "annulled",
    ("certified", "annul"): "annulled",
    ("draft", "cancel"): "cancelled",
    ("frozen", "cancel"): "cancelled",
    ("draft", "count_papers"): "counted",
    ("draft", "seal_papers"): "sealed",
    ("draft", "annul_papers"): "annulled",
}

REPORTED = ["counted", "sealed", "certified", "annulled", "failed"]


def a_report(state: str) -> RoundStatus:
    return RoundStatus(issued_by="tally", meeting="m", round="r", state=state)


@pytest.mark.parametrize(("state", "step"), list(product(MeetingState, MeetingStep)))
def test_a_meeting_takes_exactly_the_steps_of_the_design(state, step):
    expected = MEETING_MOVES.get((state, step))

    if expected is None:
        with pytest.raises(WrongState, match=state) as refused:
            after_meeting_step(state, step)
        english, chinese = MEETING_REASONS[step]
        assert english in str(refused.value)
        assert refused.value.chinese == f"{chinese}（现在：{MEETING_WORDS[state]}）"
    else:
        assert after_meeting_step(state, step) == expected


@pytest.mark.parametrize(("state", "step"), list(product(RoundState, RoundStep)))
def test_a_round_takes_exactly_the_steps_of_the_design(state, step):
    expected = ROUND_MOVES.get((state, step))

    if expected is None:
        with pytest.raises(WrongState, match=state) as refused:
            after_round_step(state, step)
        english, chinese = ROUND_REASONS[step]
        assert english in str(refused.value)
        assert refused.value.chinese == f"{chinese}（现在：{ROUND_WORDS[state]}）"
    else:
        assert after_round_step(state, step) == expected


def test_every_move_of_the_design_names_a_state_and_a_step_there_is():
    assert {state for state, _ in MEETING_MOVES} <= set(MeetingState)
    assert {step for _, step in MEETING_MOVES} == set(MeetingStep)
    assert {state for state, _ in ROUND_MOVES} <= set(RoundState)
    assert {step for _, step in ROUND_MOVES} == set(RoundStep)


@given(st.lists(st.sampled_from(MeetingStep)))
def test_a_meeting_never_goes_back_whatever_is_tried(steps):
    state = MeetingState.DRAFT
    for step in steps:
        before = state
        try:
            state = after_meeting_step(state, step)
        except WrongState:
            assert state == before
        else:
            assert MEETING_RANK[state] > MEETING_RANK[before]


@given(st.lists(st.one_of(st.sampled_from(RoundStep), st.sampled_from(REPORTED))))
def test_a_round_never_goes_back_whatever_is_tried_or_reported(moves):
    state = RoundState.DRAFT
    for move in moves:
        before = state
        try:
            if isinstance(move, RoundStep):
                state = after_round_step(state, move)
                assert ROUND_RANK[state] > ROUND_RANK[before]
            else:
                state = after_report(state, a_report(move))
        except WrongState:
            assert state == before
        assert ROUND_RANK[state] >= ROUND_RANK[before]


@given(st.permutations(["counted", "certified", "annulled"]), st.integers(0, 2))
def test_reports_in_any_order_end_where_the_newest_says(order, repeat):
    state = RoundState.CLOSED
    for told in [*order, order[repeat]]:
        state = after_report(state, a_report(told))

    assert state == RoundState.ANNULLED


@pytest.mark.parametrize("state", [*sorted(IN_PROGRESS), RoundState.CANCELLED])
@pytest.mark.parametrize("told", REPORTED)
def test_nothing_can_be_reported_about_a_round_that_is_not_closed(state, told):
    with pytest.raises(WrongState):
        after_report(state, a_report(told))


def test_a_failed_count_leaves_the_round_closed_so_that_it_can_be_counted_later():
    failed = after_report(RoundState.CLOSED, a_report("failed"))

    assert failed == RoundState.CLOSED
    assert after_report(failed, a_report("counted")) == RoundState.COUNTED


def test_a_round_is_over_in_progress_or_never_opened_and_these_fit_together():
    assert set(RoundState) == OVER | IN_PROGRESS
    assert OVER.isdisjoint(IN_PROGRESS)
    assert {RoundState.DRAFT, RoundState.FROZEN, RoundState.CANCELLED} == NEVER_OPENED


def test_a_refusal_names_the_state_and_the_ones_that_are_needed():
    check_meeting_is(MeetingState.READY, MeetingState.READY)

    with pytest.raises(WrongState, match=r"draft.*prepared or checking_in"):
        check_meeting_is(MeetingState.DRAFT, MeetingState.PREPARED, MeetingState.CHECKING_IN)
