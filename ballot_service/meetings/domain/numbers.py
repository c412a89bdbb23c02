"""The numbers of slips that two scrutineers enter, each from their own count.

Source: DESIGN section 3 (Ledger), catalogue part B section 1.

May import: stdlib, shared.errors.
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.errors import Conflict, InvalidInput, NotAllowed


class NumbersImpossible(InvalidInput):
    """More slips were handed out than printed, or than people are present."""

    code = "numbers_impossible"


class NumbersDiffer(Conflict):
    """Two scrutineers counted differently; both have to count again."""

    code = "numbers_differ"


class NotScrutineerHere(NotAllowed):
    """The account is not named as a scrutineer of this meeting."""

    code = "not_scrutineer_here"


class HandedOutMissing(Conflict):
    """Two scrutineers have not yet agreed on the slips handed out."""

    code = "handed_out_missing"


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What one scrutineer counted for one electorate."""

    printed: int
    issued: int


def check_reserve(count: HandedOut, recorded: int) -> None:
    """Return if ``count`` of reserve slips is what the desk has on record, in blind mode.

    Every reserve slip goes to a person whose credentials were not signed blindly; so each one is
    recorded when it is handed out, and a slip more or fewer means that a record is missing.

    Raises:
        NumbersImpossible: issued over printed, or not as many as people are on record.
    """
    if count.issued > count.printed:
        raise NumbersImpossible("More slips were handed out than printed. Please count again.")
    if count.issued != recorded:
        raise NumbersImpossible(
            f"{recorded} people are on record as having got a reserve slip. Count again, or "
            "correct the record."
        )


def check_handed_out(count: HandedOut, present: int) -> None:
    """Return if ``count`` is possible with ``present`` people.

    Raises:
        NumbersImpossible: issued over printed, or over the people present.
    """
    if count.issued > count.printed:
        raise NumbersImpossible("More slips were handed out than printed. Please count again.")
    if count.issued > present:
        raise NumbersImpossible(
            "More slips were handed out than people are checked in. Please count again."
        )
