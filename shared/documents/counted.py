"""From the boxes of a round to what a certified result says of them: ledgers and votes.

The tally service makes a result with these functions, and an auditor makes it again. A sealed
box shows its ledger and no votes; so every published sum, and every difference of two, is over
boxes of at least the disclosure floor (PROTOCOL P13).

May import: stdlib, shared.documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from shared.documents.manifests import BoxManifest, Contest
from shared.documents.orders import FrozenLists, LedgerLine
from shared.documents.results import CountedBox, CountedContest, Ledger


@dataclass(frozen=True, slots=True)
class BoxResult:
    """One box of a round whose count has ended, done or sealed."""

    manifest: BoxManifest
    line: LedgerLine
    ballots: int
    """收回; electronic ballots are never void (废票 = 0)."""
    archive: str
    """SHA-256 of the finished archive, of the closed one if sealed; hex."""
    rows: list[list[int]] | None
    """Votes by contest and option, in the order of the manifest; None if sealed."""


def numbers_agree(
    line: LedgerLine, listed: AbstractSet[str], left_over: AbstractSet[str], frozen: FrozenLists
) -> bool:
    """Return whether the desk's numbers of one box fit its list, the scan and the freeze (D3, P14).

    Every credential on the list is a printed slip's, handed out or left over, or in blind mode one
    that was activated; and no more were activated than people got theirs signed (P7).

    Args:
        line: the desk's numbers.
        listed: public credentials on the box's list.
        left_over: those of them on slips that were not handed out.
        frozen: with the numbers of people at the freeze; more may have come since.
    """
    people = {one.electorate: one for one in frozen.checked_in}.get(line.electorate)
    box = {one.uuid: one for one in frozen.lists}.get(line.uuid)
    return (
        people is not None
        and box is not None
        and len(listed) == line.printed + box.activated
        and left_over <= listed
        and line.printed == line.issued - line.released + len(left_over)
        and box.activated <= line.released == people.released <= people.present
        and line.issued <= line.present <= line.roll == people.roll
        and line.present >= people.present
    )


def sheets_agree(manifests: Sequence[BoxManifest]) -> bool:
    """Return whether what bears one name in several boxes is one thing, so that sums hold."""
    seen: dict[str, Contest] = {}
    contests = [contest for manifest in manifests for contest in manifest.contests]
    one_item = len({manifest.item.key for manifest in manifests}) == 1
    return one_item and all(seen.setdefault(one.key, one) == one for one in contests)


def counted_box(box: BoxResult) -> CountedBox:
    """Return what is published of one box: 发出 = 收回 + 未收回 (D3).

    发出 counts whoever got a slip or got credentials signed, whether or not they activated: a vote
    that was not picked up is 未收回, not a vote that was never given out.
    """
    line = box.line
    return CountedBox(
        uuid=box.manifest.uuid,
        electorate=box.manifest.electorate,
        state="sealed" if box.rows is None else "counted",
        manifest=box.manifest.digest,
        archive=box.archive,
        ledger=Ledger(
            roll=line.roll,
            present=line.present,
            printed=line.printed,
            released=line.released,
            issued=line.issued,
            returned=box.ballots,
            unreturned=line.issued - box.ballots,
            void=0,
            valid=box.ballots,
        ),
    )


def counted_contests(boxes: Sequence[BoxResult]) -> list[CountedContest]:
    """Return every contest of the counted boxes, in the order of their sheets."""
    contests: dict[str, Contest] = {}
    votes: dict[str, dict[str, dict[str, int]]] = {}
    for box in boxes:
        if box.rows is None:
            continue
        for contest, row in zip(box.manifest.contests, box.rows, strict=True):
            contests.setdefault(contest.key, contest)
            counts = dict(zip((option.key for option in contest.options), row, strict=True))
            votes.setdefault(contest.key, {})[box.manifest.electorate] = counts
    return [_counted(contest, votes[key]) for key, contest in contests.items()]


def unanimous(contests: Sequence[CountedContest]) -> list[str]:
    """Return the contests in which all of a published group chose one option (P13)."""
    return [
        contest.key
        for contest in contests
        if any(_on_one_option(group) for group in (contest.counts, *contest.by_electorate.values()))
    ]


def _counted(contest: Contest, votes: dict[str, dict[str, int]]) -> CountedContest:
    """Return one contest with its votes added up."""
    keys = [option.key for option in contest.options]
    return CountedContest(
        key=contest.key,
        title=contest.title,
        kind=contest.kind,
        subject=contest.subject,
        counts={key: sum(counts[key] for counts in votes.values()) for key in keys},
        by_electorate=votes,
    )


def _on_one_option(counts: dict[str, int]) -> bool:
    """Return whether all votes of a group fell on one option."""
    return sum(1 for votes in counts.values() if votes) == 1
