"""A gate for work that costs a core: few inside at once, few who wait, the rest told to return.

Without a bound a flood would make everybody wait for ever; with it some are told at once to come
back in two seconds, and those who are let in are served.

May import: stdlib, shared.errors.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from shared.errors import Unavailable


class Busy(Unavailable):
    """Too much is being worked on; the same bytes can be sent again."""

    code = "busy"


class Gate:
    """Lets ``inside`` callers in at once and ``waiting`` more wait; refuses the rest."""

    def __init__(self, inside: int, waiting: int) -> None:
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
