"""The counted boxes of a round as the certified result has them: ledgers and votes.

A sealed box shows its ledger and no votes; so every published sum, and every difference of two,
is over boxes of at least the disclosure floor (PROTOCOL P13).

May import: stdlib, shared.documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.documents.manifests import BoxManifest, Contest
from shared.documents.orders import LedgerLine
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


def counted_box(box: BoxResult) -> CountedBox:
    """Return what is published of one box: 发出 = 收回 + 未收回 (D3)."""
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
