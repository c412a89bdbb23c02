"""What must hold in a round on paper, and what a certified result says of it.

The tally service checks every number once more that the desk has signed, and an auditor does it
again. That a paper says what was entered nobody can check but by opening the envelope.

May import: stdlib, shared.documents, shared.errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from shared.documents.counted import PaperBox
from shared.documents.manifests import Contest, MeetingManifest
from shared.documents.orders import FrozenLists
from shared.documents.paper import PaperContest, PaperLine, PaperResult, PaperRound
from shared.errors import Conflict, InvalidInput

Outcome = Literal["counted", "sealed", "annulled"]


class PaperNotAnnounced(Conflict):
    """A result on paper is of a round, a sheet or a meeting that was not announced so."""

    code = "paper_not_announced"


class PaperNumbersBroken(InvalidInput):
    """The numbers of a round on paper contradict each other; the message names the identity."""

    code = "paper_numbers_broken"

    def __init__(self, identity: str) -> None:
        super().__init__(f"The numbers of the papers are wrong: {identity} does not hold.")


class FloorIgnored(InvalidInput):
    """Votes are shown of papers too few to hide who wrote what, or kept back of enough."""

    code = "floor_ignored"


@dataclass(frozen=True, slots=True)
class PaperNumbers:
    """What decides what becomes of one class."""

    issued: int
    returned: int
    void: int


def outcome(numbers: Sequence[PaperNumbers], floor: int) -> Outcome:
    """Return what becomes of a round: more returned than handed out annuls it (E31).

    Where in no class as many papers hold as ``floor``, nothing of it is shown (P13, E32).
    """
    if any(one.returned > one.issued for one in numbers):
        return "annulled"
    return "counted" if any(shows(one, floor) for one in numbers) else "sealed"


def shows(numbers: PaperNumbers, floor: int) -> bool:
    """Return whether enough papers of a class hold for its votes to be shown; void ones do not."""
    return numbers.returned - numbers.void >= floor


def check_announced(announced: PaperRound, manifest: MeetingManifest, frozen: FrozenLists) -> None:
    """Return if a round on paper is one of the meeting of this manifest and these lists.

    Raises:
        PaperNotAnnounced: another meeting, a class that it has not, or one name for two contests.
    """
    if frozen.meeting_manifest != manifest.digest:
        raise PaperNotAnnounced("The frozen lists are of another meeting.")
    if (announced.meeting, announced.meeting_manifest) != (manifest.meeting, manifest.digest):
        raise PaperNotAnnounced("This round on paper is of another meeting.")
    if not set(announced.contests) <= {one.key for one in manifest.electorates}:
        raise PaperNotAnnounced("A class votes on paper that the meeting has not.")
    seen: dict[str, Contest] = {}
    for sheet in announced.contests.values():
        if len({one.key for one in sheet}) != len(sheet) or any(
            seen.setdefault(one.key, one) != one for one in sheet
        ):
            raise PaperNotAnnounced("One name stands for two contests of the sheets.")


def check_result(
    result: PaperResult,
    announced: PaperRound,
    manifest: MeetingManifest,
    frozen: FrozenLists,
) -> None:
    """Return if a result follows its announcement, every number adds up, and the floor is kept.

    Args:
        result: the desk's numbers.
        announced: what they have to follow.
        manifest: of the meeting, as announced.
        frozen: with the numbers of people at the freeze.

    Raises:
        PaperNotAnnounced: another round, item or sheet than was announced.
        PaperNumbersBroken: names the first identity that does not hold.
        FloorIgnored: votes stand where none may, or none where they have to.
    """
    _check_place(result, announced, manifest)
    numbers = [_numbers(line) for line in result.lines]
    for line in result.lines:
        _check_line(line)
        _check_people(line, frozen)
    if result.state != outcome(numbers, manifest.disclosure_floor):
        raise PaperNumbersBroken("the state that follows from returned, issued and the floor")
    for line in result.lines:
        told = result.state == "counted" and shows(_numbers(line), manifest.disclosure_floor)
        if told != (line.contests is not None):
            raise FloorIgnored("Votes are shown of too few papers, or of enough papers none.")
        if line.contests is not None:
            _check_votes(line, line.contests, announced.contests[line.electorate])


def boxes_of(result: PaperResult, announced: PaperRound) -> list[PaperBox]:
    """Return what a certified result rests on, class by class."""
    lines = sorted(result.lines, key=lambda line: line.electorate)
    return [
        PaperBox(result.item, announced.contests[one.electorate], one, result.repeats)
        for one in lines
    ]


def _check_place(result: PaperResult, announced: PaperRound, manifest: MeetingManifest) -> None:
    """Return if the result is of this very round of this very meeting."""
    said = (result.meeting, result.meeting_manifest, result.announced, result.round)
    if said != (manifest.meeting, manifest.digest, announced.digest, announced.round):
        raise PaperNotAnnounced("This result is of another round than was announced.")
    told = (result.number, result.item, result.reason, result.repeats)
    if told != (announced.number, announced.item, announced.reason, announced.repeats):
        raise PaperNotAnnounced("This result is of another item than was announced.")
    if sorted(one.electorate for one in result.lines) != sorted(announced.contests):
        raise PaperNotAnnounced("This result has other classes than were announced.")
    if (result.disclosure_floor, result.test) != (manifest.disclosure_floor, manifest.test):
        raise PaperNotAnnounced("This result names another floor or purpose than its meeting.")


def _numbers(line: PaperLine) -> PaperNumbers:
    """Return what decides on a class."""
    return PaperNumbers(line.issued, line.returned, line.void)


def _check_line(line: PaperLine) -> None:
    """Return if the ledger of one class adds up, returned over issued apart (D3, E31)."""
    for holds, identity in (
        (line.present <= line.roll, "present <= roll"),
        (line.issued <= line.present, "issued <= present"),
        (line.void <= line.returned, "returned = valid + void"),
        (line.tellers[0] != line.tellers[1], "two different tellers"),
        (line.entries[0] != line.entries[1], "two different entries"),
    ):
        if not holds:
            raise PaperNumbersBroken(identity)


def _check_people(line: PaperLine, frozen: FrozenLists) -> None:
    """Return if the roll is the frozen one, and nobody has left who was there."""
    for people in frozen.checked_in:
        if people.electorate == line.electorate:
            if line.roll != people.roll or line.present < people.present:
                raise PaperNumbersBroken("roll and present as at the freeze")
            return
    raise PaperNotAnnounced("A class votes on paper that was not frozen.")


def _check_votes(
    line: PaperLine, counted: Sequence[PaperContest], sheet: Sequence[Contest]
) -> None:
    """Return if the votes of one class are on its sheet and no more than its papers can give."""
    if [one.contest for one in counted] != list(sheet):
        raise PaperNotAnnounced("The contests are not those of the announced sheet.")
    for one in counted:
        marked = line.valid - one.wrong
        if set(one.votes) != {option.key for option in one.contest.options}:
            raise PaperNotAnnounced("The options are not those of the announced sheet.")
        if marked < 0 or not _adds_up(one, marked):
            raise PaperNumbersBroken("sum of options + marked wrongly = valid")


def _adds_up(one: PaperContest, marked: int) -> bool:
    """Return whether ``marked`` papers can give these votes."""
    total = sum(one.votes.values())
    if one.contest.minimum == one.contest.maximum == 1:
        return total == marked
    return max(one.votes.values()) <= marked and total <= one.contest.maximum * marked
