"""A counted round, read from the rows and put together for the rooms above.

May import: SQLAlchemy, shared.documents, this room's domain and store.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from shared.documents.counted import BoxResult
from shared.documents.manifests import BoxManifest, MeetingManifest
from shared.documents.orders import FrozenLists, RoundLedger
from tally_service.counts import store

ENDED = ("done", "sealed")


@dataclass(frozen=True, slots=True)
class CountedRound:
    """A round all of whose boxes are done or sealed."""

    meeting: MeetingManifest
    ledger: RoundLedger
    boxes: list[BoxResult]
    """By electorate."""
    leftovers: list[str]
    """Digests of the leftover scans of the round's electorates."""
    closed_on: str


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


def counted_round(session: Session, meeting: str, number: str) -> CountedRound | None:
    """Return the round if all of its boxes have ended well, or None."""
    documents = meeting_of(session, meeting)
    ledger = ledger_of(session, meeting, number)
    rows = {row.uuid: row for row in store.round_boxes(session, meeting, number)}
    if documents is None or ledger is None or {line.uuid for line in ledger.lines} != set(rows):
        return None
    if any(row.state not in ENDED for row in rows.values()):
        return None
    lines = sorted(ledger.lines, key=lambda line: line.electorate)
    scans = store.leftovers(session, meeting)
    return CountedRound(
        documents[0],
        ledger,
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
        [scan.digest for scan in scans if scan.electorate in {line.electorate for line in lines}],
        max(row.closed_on or "" for row in rows.values()),
    )
