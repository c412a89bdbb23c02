"""Who is late and who is on leave (请假), and what may be recorded of it when.

Somebody on leave still is among those who should come (应到); leave explains an absence and
changes no base of any rule. Source: catalogue E43; DESIGN section 3 (应到, 实到).

May import: stdlib, shared.errors, ballot_service.meetings' domain.
"""

from __future__ import annotations

from collections.abc import Collection

from ballot_service.meetings.domain.states import VOTED_ON, MeetingState, RoundState
from shared.errors import Conflict

LEAVE_IS_RECORDED = (MeetingState.CHECKING_IN, MeetingState.ACTIVATING, MeetingState.READY)
"""From check-in, when the roll is fixed, to the end."""


class PresentAlready(Conflict):
    """The person is checked in, so they are neither on leave nor late."""

    code = "present_already"


class NotOnLeave(Conflict):
    """No leave of this person is on record."""

    code = "not_on_leave"


class NotLate(Conflict):
    """The person is not on record as having come after the freeze."""

    code = "not_late"


class LateDuringRound(Conflict):
    """People are voting; who comes now waits until the round is over."""

    code = "late_during_round"


class LateByReserveSlip(Conflict):
    """In blind mode who comes late gets a reserve slip, and is present because of that."""

    code = "late_by_reserve_slip"


def check_absent(present: bool) -> None:
    """Return if the person is not checked in; else ``PresentAlready``."""
    if present:
        raise PresentAlready("This person is checked in. Undo that first if it was a mistake.")


def check_late(rounds: Collection[RoundState], *, blind: bool) -> None:
    """Return if somebody may be checked in after the freeze.

    With slips every printed slip is on the frozen list, so a spare one can still be handed out,
    between rounds alone (DESIGN section 2, decision 4).

    Raises:
        LateByReserveSlip: not in blind mode.
        LateDuringRound: people are voting.
    """
    if blind:
        raise LateByReserveSlip("Hand out a reserve slip to this person; that checks them in.")
    if any(state in VOTED_ON for state in rounds):
        raise LateDuringRound("People are voting. Check this person in when the round is closed.")
