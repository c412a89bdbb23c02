"""From the boxes of a round, or its papers, to what a certified result says: ledgers and votes.

The tally service makes a result with these functions, and an auditor makes it again. A sealed
box shows its ledger and no votes; so every published sum, and every difference of two, is over
boxes of at least the disclosure floor (PROTOCOL P13).

May import: stdlib, shared.documents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from shared.documents.manifests import BoxManifest, Contest, Item, Repeat
from shared.documents.orders import FrozenLists, LedgerLine
from shared.documents.paper import PaperLine
from shared.documents.results import (
    Counted,
    CountedBox,
    CountedContest,
    CountedPapers,
    Ledger,
    PaperLedger,
)

Votes = Mapping[str, Mapping[str, int]]
"""Contest to option to votes, in the order of the sheet."""


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

    @property
    def electorate(self) -> str:
        """Whose box it is."""
        return self.manifest.electorate

    @property
    def item(self) -> Item:
        """What was voted on."""
        return self.manifest.item

    @property
    def contests(self) -> Sequence[Contest]:
        """The sheet."""
        return self.manifest.contests

    @property
    def repeats(self) -> Repeat | None:
        """Which vote it comes after."""
        return self.manifest.repeats

    @property
    def votes(self) -> Votes | None:
        """The votes by name; None if sealed."""
        if self.rows is None:
            return None
        return {
            contest.key: dict(zip((one.key for one in contest.options), row, strict=True))
            for contest, row in zip(self.contests, self.rows, strict=True)
        }

    @property
    def wrong(self) -> Mapping[str, int]:
        """Contests that were marked wrongly: in a box there is no such ballot."""
        return {}


@dataclass(frozen=True, slots=True)
class PaperBox:
    """One class of a round on paper, whose numbers were checked (``paper_counts``)."""

    item: Item
    contests: Sequence[Contest]
    """The announced sheet."""
    line: PaperLine
    repeats: Repeat | None = None

    @property
    def electorate(self) -> str:
        """Whose papers these are."""
        return self.line.electorate

    @property
    def votes(self) -> Votes | None:
        """The votes by name, options as on the sheet; None below the floor."""
        if self.line.contests is None:
            return None
        return {
            one.contest.key: {option.key: one.votes[option.key] for option in one.contest.options}
            for one in self.line.contests
        }

    @property
    def wrong(self) -> Mapping[str, int]:
        """Contest to papers on which it alone was marked wrongly, where there are any."""
        counted = self.line.contests or []
        return {one.contest.key: one.wrong for one in counted if one.wrong}


Ended = BoxResult | PaperBox
"""One class of a round whose count has ended."""


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
    one_repeat = all(manifest.repeats == manifests[0].repeats for manifest in manifests)
    return one_item and one_repeat and all(seen.setdefault(one.key, one) == one for one in contests)


def counted_box(box: Ended) -> Counted:
    """Return what is published of one class: 发出 = 收回 + 未收回 (D3).

    发出 counts whoever got a slip or got credentials signed, whether or not they activated: a vote
    that was not picked up is 未收回, not a vote that was never given out.
    """
    if isinstance(box, PaperBox):
        return _counted_papers(box.line)
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


def counted_contests(boxes: Sequence[Ended]) -> list[CountedContest]:
    """Return every contest of the counted boxes, in the order of their sheets."""
    contests: dict[str, Contest] = {}
    votes: dict[str, dict[str, Mapping[str, int]]] = {}
    wrong: dict[str, dict[str, int]] = {}
    for box in boxes:
        counted, spoilt = box.votes, box.wrong
        if counted is None:
            continue
        for contest in box.contests:
            contests.setdefault(contest.key, contest)
            votes.setdefault(contest.key, {})[box.electorate] = counted[contest.key]
            if contest.key in spoilt:
                wrong.setdefault(contest.key, {})[box.electorate] = spoilt[contest.key]
    return [_counted(one, votes[key], wrong.get(key, {})) for key, one in contests.items()]


def unanimous(contests: Sequence[CountedContest], boxes: Sequence[Counted]) -> list[str]:
    """Return the contests whose published counts tell how everybody in some class voted (P13).

    That is so if every option was marked by nobody or by everybody: then each ballot holds just
    the options that have all the votes, and no other ballots give these counts. With one mark for
    each it is a unanimous vote; of up to k people everybody chose the same ones, or nobody any.
    """
    classes = {box.electorate: box for box in boxes}
    return [
        contest.key
        for contest in contests
        if any(_tells_all(contest, classes[letter]) for letter in contest.by_electorate)
    ]


def _tells_all(contest: CountedContest, box: Counted) -> bool:
    """Return whether the ballots of one class must all be alike to have these sums."""
    ledger = contest.ledger_of(box)
    everybody = ledger["returned"] - ledger["void"]
    return all(votes in (0, everybody) for votes in contest.by_electorate[box.electorate].values())


def _counted(
    contest: Contest, votes: Mapping[str, Mapping[str, int]], wrong: dict[str, int]
) -> CountedContest:
    """Return one contest with its votes added up."""
    keys = [option.key for option in contest.options]
    return CountedContest(
        key=contest.key,
        title=contest.title,
        kind=contest.kind,
        subject=contest.subject,
        counts={key: sum(counts[key] for counts in votes.values()) for key in keys},
        by_electorate={letter: dict(counts) for letter, counts in votes.items()},
        wrong=wrong,
    )


def _counted_papers(line: PaperLine) -> CountedPapers:
    """Return what is published of one class that voted on paper."""
    return CountedPapers(
        electorate=line.electorate,
        state="sealed" if line.contests is None else "counted",
        tellers=line.tellers,
        entries=line.entries,
        ledger=PaperLedger(
            roll=line.roll,
            present=line.present,
            issued=line.issued,
            returned=line.returned,
            unreturned=line.issued - line.returned,
            void=line.void,
            valid=line.valid,
        ),
    )
