"""How many ballots one process verifies at once, and how many may wait for it.

Verifying costs tens of milliseconds of a core. Without a bound a flood would make everybody
wait for ever; with it some are told at once to come back in two seconds, and those who are let
in are served. The client sends the same bytes again, so nobody loses a vote.

Doors that anybody may knock at with megabytes of JSON have a gate of their own for one at a
time: parsed, a body takes many times its size, and no signature is looked at before that.

May import: stdlib, shared.errors.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from shared.errors import Unavailable

INSIDE = 2
"""The proofs leave Python's lock for most of their time, so two threads use two cores."""
WAITING = 30
"""About a second's work for the two who are inside."""


LARGE_WAITING = 8
"""Large bodies that may wait for the one that is being read."""


class Busy(Unavailable):
    """Too much is being verified or read; the same bytes can be sent again."""

    code = "busy"


def one_at_a_time() -> Gate:
    """Return the gate of a door for large bodies."""
    return Gate(inside=1, waiting=LARGE_WAITING)


class Gate:
    """Lets ``inside`` callers in at once and ``waiting`` more wait; refuses the rest."""

    def __init__(self, inside: int = INSIDE, waiting: int = WAITING) -> None:
        self._inside = BoundedSemaphore(inside)
        self._places = BoundedSemaphore(inside + waiting)

    @contextmanager
    def enter(self) -> Iterator[None]:
        """Hold a place inside for the length of the block.

        Raises:
            Busy: every place is taken.
        """
        if not self._places.acquire(blocking=False):
            raise Busy("Much is arriving at once. Send the same again in two seconds.")
        try:
            with self._inside:
                yield
        finally:
            self._places.release()
