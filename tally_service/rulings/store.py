"""Rulings on counted rounds, the findings they wait for, and what was done to a round: rows.

Findings and records are added and never changed; a proposal goes when it is withdrawn. Whoever
adds or removes one holds the round's lock, so the numbers have no gap.

May import: SQLAlchemy, shared.documents, shared.plumbing.db, tally_service.db, .domain.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from shared.documents.findings import Finding
from shared.plumbing.db import JSONColumn, UTCDateTime, insert_once
from tally_service.db import Base
from tally_service.rulings.domain import Done


class RulingsRow(Base):
    """What the rules say on one counted round; written anew when a finding is recorded."""

    __tablename__ = "rulings"

    meeting: Mapped[str] = mapped_column(String(64), primary_key=True)
    round: Mapped[str] = mapped_column(String(64), primary_key=True)
    pack: Mapped[str] = mapped_column(String(64))
    """Digest of the pack."""
    rulings: Mapped[list[dict[str, Any]]] = mapped_column(JSONColumn)


class PackRow(Base):
    """A resolved pack whose digest stands in a manifest, as the desk served it."""

    __tablename__ = "pack"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSONColumn)


class ProposalRow(Base):
    """A finding that a first person has entered and a second one has to confirm."""

    __tablename__ = "finding_proposal"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Digest of the content: whoever enters the very same confirms it."""
    meeting: Mapped[str] = mapped_column(String(64))
    round: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]] = mapped_column(JSONColumn)
    """The finding without its people and the day of recording."""
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class FindingRow(Base):
    """One version of a finding, signed by this service."""

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("meeting", "round", "name", "version"),
        UniqueConstraint("meeting", "round", "number"),
    )

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    meeting: Mapped[str] = mapped_column(String(64))
    round: Mapped[str] = mapped_column(String(64))
    number: Mapped[int] = mapped_column(Integer)
    """Counts the round's findings, versions included, as they were recorded."""
    name: Mapped[str] = mapped_column(String(100))
    version: Mapped[int] = mapped_column(Integer)
    document: Mapped[dict[str, Any]] = mapped_column(JSONColumn)
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def finding(self) -> Finding:
        """The finding itself; this service signed it."""
        return Finding.parse(self.document["document"])


class RecordRow(Base):
    """One thing that was done to a round: what, by whom, about what, and why."""

    __tablename__ = "round_record"

    meeting: Mapped[str] = mapped_column(String(64), primary_key=True)
    round: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    what: Mapped[str] = mapped_column(String(32))
    by: Mapped[list[str]] = mapped_column(JSONColumn)
    about: Mapped[str] = mapped_column(String(200))
    why: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


def find(session: Session, meeting: str, number: str) -> RulingsRow | None:
    """Return the rulings on a round, or None if there are none yet."""
    return session.get(RulingsRow, (meeting, number))


def add(
    session: Session, meeting: str, number: str, pack: str, rulings: list[dict[str, Any]]
) -> None:
    """Keep the rulings on a round; those kept first stand."""
    values = {"meeting": meeting, "round": number, "pack": pack, "rulings": rulings}
    insert_once(session, RulingsRow, values, ["meeting", "round"])


def find_pack(session: Session, digest: str) -> dict[str, Any] | None:
    """Return the pack of this digest as it was served and verified, or None."""
    row = session.get(PackRow, digest)
    return None if row is None else row.document


def add_pack(session: Session, digest: str, document: object) -> None:
    """Keep a verified pack, once."""
    insert_once(session, PackRow, {"digest": digest, "document": document}, ["digest"])


def propose(session: Session, proposal: str, content: dict[str, Any], at: datetime) -> None:
    """Keep what somebody has entered, once."""
    where = {"meeting": content["meeting"], "round": content["round"]}
    insert_once(
        session, ProposalRow, {"id": proposal, **where, "content": content, "at": at}, ["id"]
    )


def find_proposal(session: Session, proposal: str) -> ProposalRow | None:
    """Return what somebody has entered, or None."""
    return session.get(ProposalRow, proposal)


def remove_proposal(session: Session, proposal: str) -> None:
    """Forget what somebody has entered; the caller writes into the record who did so, and why."""
    session.execute(delete(ProposalRow).where(ProposalRow.id == proposal))


def proposals(session: Session, meeting: str, number: str) -> list[ProposalRow]:
    """Return everything that was entered for a round, oldest first."""
    query = select(ProposalRow).where(ProposalRow.meeting == meeting, ProposalRow.round == number)
    return list(session.scalars(query.order_by(ProposalRow.at, ProposalRow.id)))


def findings(session: Session, meeting: str, number: str) -> list[FindingRow]:
    """Return every version of every finding of a round, as they were recorded."""
    query = select(FindingRow).where(FindingRow.meeting == meeting, FindingRow.round == number)
    return list(session.scalars(query.order_by(FindingRow.number)))


def newest_findings(session: Session, meeting: str, number: str) -> dict[str, FindingRow]:
    """Return the version that counts of every finding of a round, by name."""
    newest = {row.name: row for row in findings(session, meeting, number)}
    return dict(sorted(newest.items()))


def add_finding(
    session: Session, finding: Finding, signed: dict[str, Any], at: datetime
) -> FindingRow:
    """Append a version of a finding; the caller holds the round's lock."""
    row = FindingRow(
        digest=finding.digest,
        meeting=finding.meeting,
        round=finding.round,
        number=len(findings(session, finding.meeting, finding.round)) + 1,
        name=finding.name,
        version=finding.version,
        document=signed,
        at=at,
    )
    session.add(row)
    session.flush()
    return row


def meeting_findings(session: Session, meeting: str) -> list[FindingRow]:
    """Return every version of every finding of a meeting, round by round."""
    query = select(FindingRow).where(FindingRow.meeting == meeting)
    return list(session.scalars(query.order_by(FindingRow.round, FindingRow.number)))


def note(session: Session, meeting: str, number: str, done: Done) -> None:
    """Write what was done to a round; the caller holds its lock."""
    query = select(func.count()).where(RecordRow.meeting == meeting, RecordRow.round == number)
    session.add(
        RecordRow(
            meeting=meeting,
            round=number,
            number=int(session.scalar(query) or 0) + 1,
            what=done.what,
            by=list(done.by),
            about=done.about,
            why=done.why,
            at=done.at,
        )
    )
    session.flush()


def records(session: Session, meeting: str, number: str) -> list[RecordRow]:
    """Return what was done to a round, oldest first."""
    query = select(RecordRow).where(RecordRow.meeting == meeting, RecordRow.round == number)
    return list(session.scalars(query.order_by(RecordRow.number)))


def signed_by(session: Session, meeting: str, number: str) -> list[str]:
    """Return who has signed the round's draft since it last changed or was certified."""
    names: list[str] = []
    for row in records(session, meeting, number):
        if row.what == "signed":
            names += row.by
        elif row.what in ("certified", "signatures_cleared"):
            names = []
    return names


def forget_meeting(session: Session, meeting: str) -> None:
    """Remove what is here of a test meeting that is wiped."""
    for table in (RulingsRow, ProposalRow, FindingRow, RecordRow):
        session.execute(delete(table).where(table.meeting == meeting))
