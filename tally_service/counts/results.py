"""A counted round, in boxes or on paper, read from the rows and put together for the rooms above.

May import: SQLAlchemy, shared.documents, this room's domain and store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from shared.documents.counted import BoxResult, Ended
from shared.documents.manifests import BoxManifest, MeetingManifest
from shared.documents.orders import FrozenLists, RoundLedger
from shared.documents.paper import PaperResult, PaperRound
from shared.documents.paper_counts import boxes_of
from shared.documents.results import OnPaper, is_replaced
from tally_service.counts import store
from tally_service.counts.domain.ordinals import vote_numbers

ENDED = ("done", "sealed")


@dataclass(frozen=True, slots=True)
class CountedRound:
    """A round all of whose boxes are done or sealed, or whose papers are counted."""

    meeting: MeetingManifest
    boxes: Sequence[Ended]
    """By electorate."""
    closed_on: str
    leftovers: list[str] = field(default_factory=list)
    """Digests of the leftover scans of the round's electorates."""
    repeated_by: str | None = None
    """The later round about the same item, as the desk says."""
    paper: OnPaper | None = None

    @property
    def replaced(self) -> bool:
        """Whether a later round took this one's place; in a committee both stand (C10)."""
        return is_replaced(self.repeated_by, self.meeting.source)


def meeting_of(session: Session, meeting: str) -> tuple[MeetingManifest, FrozenLists] | None:
    """Return a meeting's documents, verified when they were stored; None if not known."""
    row = session.get(store.MeetingRow, meeting)
    if row is None:
        return None
    return (
        MeetingManifest.parse(row.manifest["document"]),
        FrozenLists.parse(row.frozen["document"]),
    )


def ledger_of(session: Session, meeting: str, number: str) -> RoundLedger | None:
    """Return the desk's ledger of a round, verified when it was stored; None if not there."""
    row = session.get(store.LedgerRow, (meeting, number))
    return None if row is None else RoundLedger.parse(row.document["document"])


def manifest_of(session: Session, uuid: str) -> BoxManifest:
    """Return the box manifest of a count, verified when it was stored."""
    evidence = session.get_one(store.EvidenceRow, uuid)
    return BoxManifest.parse(evidence.manifest["document"])


def announced_on_paper(session: Session, meeting: str, number: str) -> PaperRound | None:
    """Return a round on paper as it was announced, verified when it was stored; None of another."""
    row = store.paper_round(session, meeting, number)
    return None if row is None else PaperRound.parse(row.announced["document"])


def paper_result_of(session: Session, meeting: str, number: str) -> PaperResult | None:
    """Return the numbers of a round on paper, verified when they were stored; None if not there."""
    row = store.paper_round(session, meeting, number)
    return PaperResult.parse(row.result["document"]) if row is not None and row.result else None


def sheet_of(session: Session, meeting: str, number: str) -> PaperRound | BoxManifest | None:
    """Return a signed document that says what a round votes on; None if none of it is here."""
    announced = announced_on_paper(session, meeting, number)
    if announced is not None:
        return announced
    boxes = store.round_boxes(session, meeting, number)
    uuids = [box.uuid for box in boxes if session.get(store.EvidenceRow, box.uuid) is not None]
    return manifest_of(session, uuids[0]) if uuids else None


def item_of(session: Session, meeting: str, number: str) -> str | None:
    """Return the title of what a round votes on; None if no box of it is here, nor papers."""
    sheet = sheet_of(session, meeting, number)
    return sheet.item.title if sheet else None


def votes_of(session: Session, meeting: str) -> dict[str, int]:
    """Return by round which vote on its item it is, of the items voted on more than once."""
    numbers = [row.round for row in store.rounds_of(session, meeting)]
    sheets = {number: sheet_of(session, meeting, number) for number in numbers}
    return vote_numbers(
        {number: one.repeats.earlier for number, one in sheets.items() if one and one.repeats}
    )


def counted_round(session: Session, meeting: str, number: str) -> CountedRound | None:
    """Return the round if all of its boxes have ended well, or its papers were counted; or None."""
    announced = announced_on_paper(session, meeting, number)
    if announced is not None:
        return _counted_papers(session, announced)
    documents = meeting_of(session, meeting)
    ledger = ledger_of(session, meeting, number)
    rows = {row.uuid: row for row in store.round_boxes(session, meeting, number)}
    if documents is None or ledger is None or {line.uuid for line in ledger.lines} != set(rows):
        return None
    if any(row.state not in ENDED for row in rows.values()):
        return None
    lines = sorted(ledger.lines, key=lambda line: line.electorate)
    scans = store.leftovers(session, meeting)
    voted = {line.electorate for line in lines}
    return CountedRound(
        documents[0],
        [
            BoxResult(
                manifest_of(session, line.uuid),
                line,
                rows[line.uuid].ballots,
                rows[line.uuid].finished_digest or rows[line.uuid].closed_digest or "",
                rows[line.uuid].result,
            )
            for line in lines
        ],
        max(row.closed_on or "" for row in rows.values()),
        [scan.digest for scan in scans if scan.electorate in voted],
        ledger.repeated_by,
    )


def _counted_papers(session: Session, announced: PaperRound) -> CountedRound | None:
    """Return a round on paper whose numbers are here and annul nothing, or None."""
    row = store.paper_round(session, announced.meeting, announced.round)
    documents = meeting_of(session, announced.meeting)
    result = paper_result_of(session, announced.meeting, announced.round)
    if row is None or documents is None or result is None or result.state == "annulled":
        return None
    return CountedRound(
        documents[0],
        boxes_of(result, announced),
        row.counted_on or "",
        repeated_by=result.repeated_by,
        paper=OnPaper(reason=result.reason, result=result.digest),
    )
