"""How many ballots one process verifies at once, and how many may wait for it.

Verifying costs tens of milliseconds of a core. Without a bound a flood would make everybody
wait for ever; with it some are told at once to come back in two seconds, and those who are let
in are served. The client sends the same bytes again, so nobody loses a vote.

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


class Busy(Unavailable):
    """Too many ballots are being verified; the same bytes can be sent again."""

    code = "busy"


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
            raise Busy("Many ballots are arriving. Send yours again in two seconds.")
        try:
            with self._inside:
                yield
        finally:
            self._places.release()
