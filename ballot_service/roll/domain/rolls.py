"""Rules of the roll: who stands on it, when two lines are one person, what is wrong with a file.

A roll is taken whole or not at all. Names are kept as they are written; only to compare them are
they brought to one spelling. What a file's rows are is read in ``rosters``.
Source: catalogue E7, E43.

May import: stdlib, shared.errors, shared.tables.names.
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.errors import Conflict, InvalidInput, NotFound
from shared.tables.names import normalised

MOST_BYTES = 5 * 1024 * 1024
LONGEST_FIELD = 100
"""Characters of a name, a unit, a post."""


class RollRejected(InvalidInput):
    """The roll's file cannot be taken; the message says which rows and why."""

    code = "roll_rejected"


class RollUnconfirmed(Conflict):
    """Rows of the file need a second look, and nobody has said that they were looked at."""

    code = "roll_unconfirmed"


class RollChanged(Conflict):
    """Another file was looked at than the one that is to be imported."""

    code = "roll_changed"


class NoSuchPerson(NotFound):
    """Nobody on this meeting's roll has this id."""

    code = "no_such_person"


class NotCheckedIn(Conflict):
    """The person whose check-in is to be undone is not checked in."""

    code = "not_checked_in"


@dataclass(frozen=True, slots=True)
class RollLine:
    """One person who should come (应到)."""

    name: str
    unit: str
    electorate: str

    @property
    def same_as(self) -> str:
        """What is equal for two lines that mean the same person: name and unit."""
        return f"{normalised(self.name)}\n{normalised(self.unit)}"


def check_confirmed(digest: str, seen: str | None, warnings: int) -> None:
    """Return if the file with this digest may be imported.

    Args:
        digest: of the file.
        seen: digest of the file whose warnings somebody has looked at; None if nobody has.
        warnings: how many it has.

    Raises:
        RollUnconfirmed: it has warnings that nobody has looked at.
        RollChanged: it is not the file that was looked at.
    """
    if seen is not None and seen != digest:
        raise RollChanged("This is not the file that was looked at. Look at this one first.")
    if seen is None and warnings:
        raise RollUnconfirmed(
            f"Points that need a second look: {warnings}. Nothing was imported. Ask for a preview, "
            "then send the file again with the digest of what was seen."
        )
