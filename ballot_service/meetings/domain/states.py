"""The state machine of meetings and rounds: every step there is, and only forward (DESIGN 6).

A meeting goes draft, prepared, checking_in, ready, closed; in blind mode it is activating between
checking_in and ready, and nobody is checked in or given a signature any more. A round goes
draft, frozen, opening, open, closing, closed, and from there where the tally service says.
``opening`` and ``closing`` mean: two people have ordered it, the box has not confirmed yet.

May import: stdlib, shared.errors, ``state_words``.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from ballot_service.meetings.domain.state_words import (
    MEETING_REASONS,
    MEETING_WORDS,
    ROUND_REASONS,
    ROUND_WORDS,
)
from shared.errors import Conflict


class MeetingState(StrEnum):
    """Where a meeting stands."""

    DRAFT = "draft"
    PREPARED = "prepared"
    CHECKING_IN = "checking_in"
    ACTIVATING = "activating"
    """Blind mode: issuing has ended, phones activate at the box."""
    READY = "ready"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class MeetingStep(StrEnum):
    """What can be done to a meeting as a whole."""

    PREPARE = "prepare"
    START_CHECK_IN = "start_check_in"
    END_CHECK_IN = "end_check_in"
    """Blind mode only; with slips the freeze ends check-in."""
    FREEZE = "freeze"
    FINISH = "finish"
    ADJOURN = "adjourn"
    """Of a committee that has decided everything by open vote; no box was opened."""
    CANCEL = "cancel"


class RoundState(StrEnum):
    """Where a round stands."""

    DRAFT = "draft"
    FROZEN = "frozen"
    OPENING = "opening"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    COUNTED = "counted"
    SEALED = "sealed"
    CERTIFIED = "certified"
    ANNULLED = "annulled"
    CANCELLED = "cancelled"


class RoundStep(StrEnum):
    """What can be done to a round, or be heard about it."""

    FIX = "fix"
    """The box has confirmed every box manifest."""
    ORDER_OPEN = "order_open"
    CONFIRM_OPEN = "confirm_open"
    ORDER_CLOSE = "order_close"
    CONFIRM_CLOSE = "confirm_close"
    COUNT = "count"
    SEAL = "seal"
    CERTIFY = "certify"
    ANNUL = "annul"
    CANCEL = "cancel"
    COUNT_PAPERS = "count_papers"
    """Two tellers agree on every paper; only of a round on paper, as the next two."""
    SEAL_PAPERS = "seal_papers"
    ANNUL_PAPERS = "annul_papers"


class WrongState(Conflict):
    """A step was asked for that this state does not allow; said in both languages."""

    code = "wrong_state"

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.chinese = chinese


_M, _R = MeetingState, RoundState

MEETING_STEPS: Mapping[MeetingStep, tuple[frozenset[MeetingState], MeetingState]] = {
    MeetingStep.PREPARE: (frozenset({_M.DRAFT}), _M.PREPARED),
    MeetingStep.START_CHECK_IN: (frozenset({_M.PREPARED}), _M.CHECKING_IN),
    MeetingStep.END_CHECK_IN: (frozenset({_M.CHECKING_IN}), _M.ACTIVATING),
    MeetingStep.FREEZE: (frozenset({_M.CHECKING_IN, _M.ACTIVATING}), _M.READY),
    MeetingStep.FINISH: (frozenset({_M.READY}), _M.CLOSED),
    MeetingStep.ADJOURN: (frozenset({_M.CHECKING_IN, _M.READY}), _M.CLOSED),
    MeetingStep.CANCEL: (
        frozenset({_M.DRAFT, _M.PREPARED, _M.CHECKING_IN, _M.ACTIVATING, _M.READY}),
        _M.CANCELLED,
    ),
}

NEVER_OPENED = frozenset({_R.DRAFT, _R.FROZEN, _R.CANCELLED})
"""Rounds in which nobody can have voted."""

OVER = frozenset({_R.CLOSED, _R.COUNTED, _R.SEALED, _R.CERTIFIED, _R.ANNULLED, _R.CANCELLED})
"""Rounds in which nobody can vote any more."""

VOID = frozenset({_R.ANNULLED, _R.SEALED, _R.CANCELLED})
"""Rounds of which no votes count: they decide nothing, and take no other round's place."""

VOTED_ON = frozenset({_R.OPENING, _R.OPEN, _R.CLOSING})
"""Rounds in which somebody may be voting right now."""

IN_PROGRESS = frozenset(_R) - OVER
"""Rounds that are being prepared, or in which people vote."""

ROUND_STEPS: Mapping[RoundStep, tuple[frozenset[RoundState], RoundState]] = {
    RoundStep.FIX: (frozenset({_R.DRAFT}), _R.FROZEN),
    RoundStep.ORDER_OPEN: (frozenset({_R.FROZEN}), _R.OPENING),
    RoundStep.CONFIRM_OPEN: (frozenset({_R.OPENING}), _R.OPEN),
    RoundStep.ORDER_CLOSE: (frozenset({_R.OPEN}), _R.CLOSING),
    RoundStep.CONFIRM_CLOSE: (frozenset({_R.CLOSING}), _R.CLOSED),
    RoundStep.COUNT: (frozenset({_R.CLOSED}), _R.COUNTED),
    RoundStep.SEAL: (frozenset({_R.CLOSED}), _R.SEALED),
    RoundStep.CERTIFY: (frozenset({_R.CLOSED, _R.COUNTED, _R.SEALED}), _R.CERTIFIED),
    RoundStep.ANNUL: (OVER - {_R.ANNULLED, _R.CANCELLED}, _R.ANNULLED),
    RoundStep.CANCEL: (frozenset({_R.DRAFT, _R.FROZEN}), _R.CANCELLED),
    RoundStep.COUNT_PAPERS: (frozenset({_R.DRAFT}), _R.COUNTED),
    RoundStep.SEAL_PAPERS: (frozenset({_R.DRAFT}), _R.SEALED),
    RoundStep.ANNUL_PAPERS: (frozenset({_R.DRAFT}), _R.ANNULLED),
}

MEETING_RANK: Mapping[MeetingState, int] = {state: rank for rank, state in enumerate(MeetingState)}
"""Every step leads to a higher rank: a meeting never goes back."""

ROUND_RANK: Mapping[RoundState, int] = {state: rank for rank, state in enumerate(RoundState)}
"""Every step leads to a higher rank: a round never goes back."""

State = TypeVar("State", bound=StrEnum)


def after_meeting_step(state: MeetingState, step: MeetingStep) -> MeetingState:
    """Return where ``step`` leads from ``state``.

    Raises:
        WrongState: ``state`` does not allow ``step``.
    """
    return _after(state, *MEETING_STEPS[step], MEETING_REASONS[step], MEETING_WORDS[state])


def after_round_step(state: RoundState, step: RoundStep) -> RoundState:
    """Return where ``step`` leads from ``state``.

    Raises:
        WrongState: ``state`` does not allow ``step``.
    """
    return _after(state, *ROUND_STEPS[step], ROUND_REASONS[step], ROUND_WORDS[state])


def check_meeting_is(state: MeetingState, *wanted: MeetingState) -> None:
    """Return if ``state`` is one of ``wanted``; else ``WrongState`` says which are needed."""
    if state not in wanted:
        names = " or ".join(state.value for state in wanted)
        words = "”或“".join(MEETING_WORDS[state] for state in wanted)
        raise WrongState(
            f"The meeting is {state.value}; this can be done while it is {names}.",
            f"会议现在是“{MEETING_WORDS[state]}”；只有“{words}”时才能做这一步。",
        )


def _after(
    state: State, allowed: frozenset[State], to: State, reason: tuple[str, str], word: str
) -> State:
    """Return ``to`` if ``state``, in Chinese ``word``, is allowed, else refuse for ``reason``."""
    if state not in allowed:
        english, chinese = reason
        raise WrongState(f"{english} (It is {state.value} now.)", f"{chinese}（现在：{word}）")
    return to
