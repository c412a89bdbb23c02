"""The feed: final grades in the order in which they became final, and nothing half-finished.

May import: stdlib, shared.errors.
"""

import re

from shared.errors import Conflict, InvalidInput, NotFound

MOST = 500
"""Grades in one answer; the cursor leads on."""

_CURSOR = re.compile(r"0|[1-9][0-9]{0,17}")


class UnusableCursor(InvalidInput):
    """A cursor that this feed never gave."""

    code = "unusable_cursor"


class CursorAhead(Conflict):
    """A cursor beyond the end of the feed: it is of another service, or of before a restore."""

    code = "cursor_ahead"


class NoSuchGrade(NotFound):
    """There is no final grade of this person and year."""

    code = "no_such_grade"


class NoSuchDerivation(NotFound):
    """There is no derivation of this digest, or not for this caller."""

    code = "no_such_derivation"


def read_cursor(text: str) -> int:
    """Return the place after which to read on.

    Raises:
        UnusableCursor: not a cursor of ours.
    """
    if not _CURSOR.fullmatch(text):
        raise UnusableCursor("Give the cursor of the last answer, or leave it out to start.")
    return int(text)


def check_cursor(position: int, last: int) -> None:
    """Return if ``position`` is a place that this feed has given; ``last`` is the newest.

    Raises:
        CursorAhead: nothing was ever there, so whoever reads on would silently miss grades.
    """
    if position > last:
        raise CursorAhead(
            "This cursor is beyond the end of the feed: it is of another service, or of before a "
            "restore. Read the year again from the start, without a cursor."
        )
