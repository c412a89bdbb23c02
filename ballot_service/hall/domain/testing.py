"""Test runs (演练): a meeting with boxes, slips and a manifest of its own, wiped afterwards.

The people on its roll are invented, as many as really should come, so that nobody's name stands
in a rehearsal. Source: PROTOCOL P15.

May import: stdlib, shared.errors, ballot_service.meetings' and ballot_service.roll's domain.
"""

from __future__ import annotations

from collections.abc import Mapping

from ballot_service.meetings.domain.state_words import MEETING_WORDS
from ballot_service.meetings.domain.states import MeetingState, WrongState
from ballot_service.roll.domain.rolls import RollLine
from shared.errors import Conflict

MAY_BE_REHEARSED = (MeetingState.DRAFT, MeetingState.PREPARED)
"""Before anybody is checked in to the real one."""

MARK = "演练："
LONGEST_TITLE = 200
MOST_PEOPLE = 2000
"""Invented people of one electorate: enough to try a full hall."""


class NotATestRun(Conflict):
    """Only a test run is wiped; nothing of a formal meeting ever is."""

    code = "not_a_test_run"


class WipedAlready(Conflict):
    """The test run's data are gone."""

    code = "wiped_already"


class TestOfTest(Conflict):
    """A test run is not rehearsed itself."""

    code = "test_of_test"
    __test__ = False


def check_rehearsable(state: MeetingState, *, test: bool) -> None:
    """Return if a test run of this meeting may be made.

    Raises:
        TestOfTest: it is a test run.
        WrongState: people are being checked in to it already, or it is over.
    """
    if test:
        raise TestOfTest("This is a test run already. Go on with it, or wipe it.")
    if state not in MAY_BE_REHEARSED:
        raise WrongState(
            "A test run is made before check-in to the real meeting starts.",
            f"演练要在正式会议开始签到以前做。（会议现在：{MEETING_WORDS[state]}）",
        )


def title_of_test(title: str) -> str:
    """Return what the test run of a meeting is called."""
    return f"{MARK}{title}"[:LONGEST_TITLE]


def invented_people(rolls: Mapping[str, int], least: int) -> list[RollLine]:
    """Return people who do not exist, as many in each electorate as are on its roll.

    Args:
        rolls: electorate to the size of its real roll.
        least: how many where there is no roll yet, or a smaller one.
    """
    return [
        RollLine(f"演练人员 {letter}{number:03}", "演练", letter)
        for letter, people in sorted(rolls.items())
        for number in range(1, min(max(people, least), MOST_PEOPLE) + 1)
    ]
