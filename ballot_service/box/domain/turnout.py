"""How much of the turnout leaves an open box: a multiple of five, once in thirty seconds.

Source: DESIGN sections 4 and 8, PROTOCOL P9.

May import: stdlib, shared.errors.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from shared.errors import InvalidInput, NotFound

STEP = 5
EVERY_SECONDS = 30
QUESTION_LIVES_SECONDS = 60


class QuestionStale(InvalidInput):
    """The desk's question is older than a minute, or from the future."""

    code = "question_stale"


class NoBoxesInRound(NotFound):
    """The meeting has no such round, or no box of it has its sheet yet."""

    code = "no_boxes_in_round"


def check_fresh(asked_at: int, now: int) -> None:
    """Return if a question asked at ``asked_at`` may be answered ``now`` (Unix seconds both).

    Raises:
        QuestionStale: it may be somebody's copy.
    """
    if abs(now - asked_at) > QUESTION_LIVES_SECONDS:
        raise QuestionStale("This question is too old. Compare the clocks of desk and box.")


def rounded(ballots: int) -> int:
    """Return ``ballots`` rounded down to a multiple of five."""
    return ballots - ballots % STEP


@dataclass(slots=True)
class Glances:
    """The last look into the boxes of each round; asked again too soon, it is given again.

    In memory only, and only the newest: a history of these numbers would be a clock. What is
    younger than 30 seconds is never dropped, whatever else is asked about.
    """

    _last: dict[tuple[str, str], tuple[int, dict[str, int]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def look(
        self, asked: tuple[str, str], now: int, count: Callable[[], dict[str, int]]
    ) -> dict[str, int]:
        """Return box to rounded number: of the last look, or of a new one if that is 30 s ago.

        Args:
            asked: the meeting and the round whose boxes they are.
            now: Unix seconds.
            count: returns box to exact number; called at most once in 30 seconds.

        Raises:
            NoBoxesInRound: ``count`` found no box.
        """
        with self._lock:
            last = self._last.get(asked)
            if last is None or now - last[0] >= EVERY_SECONDS:
                counted = count()
                if not counted:
                    raise NoBoxesInRound("No box of such a round is here. Look at the meeting.")
                last = (now, {uuid: rounded(ballots) for uuid, ballots in counted.items()})
                young = {k: one for k, one in self._last.items() if now - one[0] < EVERY_SECONDS}
                self._last = {**young, asked: last}
            return last[1]
