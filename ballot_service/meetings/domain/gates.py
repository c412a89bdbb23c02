"""The gates of numbers: what must be so before check-in, before lists are frozen, a round opens.

The gates that stand on a pack's clauses, item by item, are in ``item_gates``.
Source: catalogue A.3; PROTOCOL P6, P12, P13.

May import: stdlib, shared.documents, shared.errors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.documents.boards import Board, Rehearsal
from shared.documents.manifests import BoardRef
from shared.errors import Conflict


class RollMissing(Conflict):
    """An electorate has nobody on its roll."""

    code = "roll_missing"


class ElectorateBelowFloor(Conflict):
    """An electorate is smaller than the disclosure floor and not the only one (P13)."""

    code = "electorate_below_floor"


class NobodyPresent(Conflict):
    """An electorate has nobody checked in."""

    code = "nobody_present"


class SlipsMissing(Conflict):
    """An electorate has no slips yet."""

    code = "slips_missing"


class TooFewSlips(Conflict):
    """More people are present than slips were printed."""

    code = "too_few_slips"


class ListsDiffer(Conflict):
    """The box's lists are not those the desk's tickets allow."""

    code = "lists_differ"


class RehearsalMissing(Conflict):
    """Not every trustee's key share has answered for this meeting (P12)."""

    code = "rehearsal_missing"


@dataclass(frozen=True, slots=True)
class People:
    """The numbers of one electorate."""

    electorate: str
    roll: int
    present: int
    printed: int | None
    """Slips of the newest upload ticket; None before the first."""
    released: int = 0
    """How many of those present had their credentials signed blindly and need no slip."""
    invited: int = 0
    """How many on the roll have an invitation, in blind mode."""


@dataclass(frozen=True, slots=True)
class BoxList:
    """What the box says about one of its lists of public credentials."""

    uuid: str
    electorate: str
    digest: str
    size: int
    activated: int = 0
    """How many of them were signed blindly and activated."""


def check_roll(people: Sequence[People], floor: int) -> None:
    """Return if check-in can start: every electorate has a roll, none is below the floor.

    A single electorate may be small: its boxes are then sealed at close (P13).

    Raises:
        RollMissing, ElectorateBelowFloor.
    """
    for line in people:
        if line.roll == 0:
            raise RollMissing(f"Import the roll first: electorate {line.electorate} is empty.")
        _check_floor(line.electorate, line.roll, floor, len(people))


def check_present(people: Sequence[People], floor: int) -> None:
    """Return if enough people of every electorate are present.

    Raises:
        NobodyPresent, ElectorateBelowFloor.
    """
    for line in people:
        if line.present == 0:
            raise NobodyPresent(f"Nobody of electorate {line.electorate} is checked in.")
        _check_floor(line.electorate, line.present, floor, len(people))


def check_freeze(people: Sequence[People], floor: int, *, blind: bool = False) -> None:
    """Return if the numbers of people and slips allow the lists to be frozen.

    In blind mode slips are a reserve, which may be none; whoever is present without a signature
    needs one.

    Raises:
        SlipsMissing, NobodyPresent, ElectorateBelowFloor, TooFewSlips.
    """
    for line in people:
        if line.printed is None and not blind:
            raise SlipsMissing(f"Make the slips of electorate {line.electorate} first.")
    check_present(people, floor)
    for line in people:
        if line.present - line.released > (line.printed or 0):
            raise TooFewSlips(
                f"More people of electorate {line.electorate} are present than slips were "
                "printed. Print more and upload them with a new ticket."
            )


def check_lists(
    lists: Sequence[BoxList], boxes: Mapping[str, str], printed: Mapping[str, int]
) -> None:
    """Return if the box has exactly one list for each box, each as long as it has to be.

    That is as many credentials as slips were printed, beside those that were activated.

    Args:
        lists: what the box says.
        boxes: uuid to electorate, from the meeting manifest.
        printed: electorate to number of slips.

    Raises:
        ListsDiffer: a list is missing, too many, of another electorate or length.
    """
    if {line.uuid: line.electorate for line in lists} != dict(boxes) or len(lists) != len(boxes):
        raise ListsDiffer("Not every box has its list yet. Upload the public credentials first.")
    wrong = sorted(
        {line.electorate for line in lists if _on_slips(line) != printed[line.electorate]}
    )
    if wrong:
        raise ListsDiffer(
            f"The list of electorate {', '.join(sorted(set(wrong)))} is not as long as slips were "
            "printed."
        )


def check_rehearsal(rehearsal: Rehearsal, board: Board, ref: BoardRef, meeting: str) -> None:
    """Return if every trustee of the board rehearsed for this meeting, on this board.

    Raises:
        RehearsalMissing: it is another meeting's or board's, or a trustee is missing.
    """
    numbers = {trustee.number for trustee in board.trustees}
    if rehearsal.meeting != meeting or rehearsal.board_document != ref.digest:
        raise RehearsalMissing("The rehearsal is not one of this meeting and its board.")
    if set(rehearsal.trustees) != numbers:
        raise RehearsalMissing("Every trustee has to rehearse before the first round opens.")


def _on_slips(line: BoxList) -> int:
    """Return how many credentials of a list are on slips."""
    return line.size - line.activated


def _check_floor(electorate: str, count: int, floor: int, electorates: int) -> None:
    """Return if ``count`` people are enough, or nobody else could be told apart from them."""
    if count < floor and electorates > 1:
        raise ElectorateBelowFloor(
            f"Electorate {electorate} has fewer than {floor} people. Cancel this meeting and "
            "prepare it again with this electorate merged into another."
        )
