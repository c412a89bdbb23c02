"""What the tally service reports about a round, and what follows for the desk.

Reports may come twice, or an old one after a newer: a round only ever moves forward, and what
is behind it is taken note of and changes nothing.

May import: stdlib, shared.documents, this room's states.
"""

from __future__ import annotations

from collections.abc import Mapping

from ballot_service.meetings.domain.states import (
    OVER,
    ROUND_RANK,
    ROUND_STEPS,
    RoundState,
    RoundStep,
    WrongState,
    after_round_step,
)
from shared.documents.orders import RoundStatus

REPORTED: Mapping[str, RoundStep] = {
    "counted": RoundStep.COUNT,
    "sealed": RoundStep.SEAL,
    "certified": RoundStep.CERTIFY,
    "annulled": RoundStep.ANNUL,
}
"""What a report says to the step it is. ``failed`` is no step: the round stays closed."""


def after_report(state: RoundState, report: RoundStatus) -> RoundState:
    """Return where the round stands after ``report``; ``state`` itself if it says nothing new.

    Raises:
        WrongState: the round is not over, or was cancelled, so nothing can be known about it.
    """
    if state not in OVER or state == RoundState.CANCELLED:
        raise WrongState("This round has not been closed.", "这一轮还没有结束投票。")
    step = REPORTED.get(report.state)
    if step is None or ROUND_RANK[ROUND_STEPS[step][1]] <= ROUND_RANK[state]:
        return state
    return after_round_step(state, step)
