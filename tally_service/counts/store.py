"""Counts, their chunks and shares, and the desk's ledgers in the database: rows and queries.

``count`` is small and often read; what a count rests on is in ``evidence``. A round's row is the
lock under which its boxes are opened, finished or annulled together: whoever needs both locks
takes the round's first.

May import: SQLAlchemy, shared.plumbing.db, tally_service.db, .domain.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    ForeignKey,
    Integer,
    String,
    Text,
    delete,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from shared.plumbing.db import JSONColumn, UTCDateTime, insert_once
from tally_service.counts.domain.refusals import NoSuchCount
from tally_service.db import Base, OutboxRow


class MeetingRow(Base):
    """A meeting's manifest and frozen lists, signed by the desk; the first seen stands."""

    __tablename__ = "meeting"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    manifest: Mapped[dict[str, Any]] = mapped_column(JSONColumn)
    frozen: Mapped[dict[str, Any]] = mapped_column(JSONColumn)


class RoundRow(Base):
    """How far a round is: waiting, decrypting, counted, sealed, annulled, failed, certified."""

    __tablename__ = "round"

    meeting: Mapped[str] = mapped_column(String(64), primary_key=True)
    round: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    cause: Mapped[str | None] = mapped_column(String(64), default=None)
    versions: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """How many versions of its result were published; an annulled round keeps those it had."""
    correcting: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Whether a correction is open: the next version is being made, the last one still stands."""


class CountRow(Base):
    """One box: waiting, verifying, adding, decrypting, done, sealed, annulled, failed."""

    __tablename__ = "count"

    uuid: Mapped[str] = mapped_column(String(64), primary_key=True)
    meeting: Mapped[str | None] = mapped_column(String(64), default=None, index=True)
    round: Mapped[str | None] = mapped_column(String(64), default=None)
    electorate: Mapped[str | None] = mapped_column(String(1), default=None)
    state: Mapped[str] = mapped_column(String(16))
    cause: Mapped[str | None] = mapped_column(String(64), default=None)
    board: Mapped[str | None] = mapped_column(String(64), default=None)
    ballots: Mapped[int] = mapped_column(Integer, default=0)
    chunks: Mapped[int] = mapped_column(Integer, default=0)
    tally: Mapped[str | None] = mapped_column(String(64), default=None)
    """T: SHA-256 of the encrypted tally's text, hex."""
    closed_on: Mapped[str | None] = mapped_column(String(10), default=None)
    closed_digest: Mapped[str | None] = mapped_column(String(64), default=None)
    finished_digest: Mapped[str | None] = mapped_column(String(64), default=None)
    result: Mapped[list[list[int]] | None] = mapped_column(JSONColumn)
    at_fault: Mapped[list[int]] = mapped_column(JSONColumn, default=list)
    """Owners whose shares do not combine with the others: asked again, or left out at the end."""


class EvidenceRow(Base):
    """What one count rests on, verified when it was fetched."""

    __tablename__ = "evidence"

    uuid: Mapped[str] = mapped_column(ForeignKey("count.uuid"), primary_key=True)
    manifest: Mapped[dict[str, Any]] = mapped_column(JSONColumn)
    """The signed box manifest."""
    closing: Mapped[dict[str, Any]] = mapped_column(JSONColumn)
    election_text: Mapped[str] = mapped_column(Text)
    listed: Mapped[list[str]] = mapped_column(JSONColumn)
    """Public credentials on the box's list."""
    tally_text: Mapped[str | None] = mapped_column(Text, default=None)


class ChunkRow(Base):
    """Some ballots of a box: where they stand in the ballots' file, and their encrypted sum."""

    __tablename__ = "chunk"

    uuid: Mapped[str] = mapped_column(ForeignKey("count.uuid"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    first: Mapped[int] = mapped_column(Integer)
    offset: Mapped[int] = mapped_column(Integer)
    size: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    sum: Mapped[str | None] = mapped_column(Text, default=None)
    voted: Mapped[list[str] | None] = mapped_column(JSONColumn)


class LedgerRow(Base):
    """The desk's ledger of one round, signed; the first stands."""

    __tablename__ = "ledger"

    meeting: Mapped[str] = mapped_column(String(64), primary_key=True)
    round: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    document: Mapped[dict[str, Any]] = mapped_column(JSONColumn)


class PaperRow(Base):
    """A round on paper as the desk announced it, and its numbers; the first of each stand."""

    __tablename__ = "paper_round"

    meeting: Mapped[str] = mapped_column(String(64), primary_key=True)
    round: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    """Of the announcement."""
    announced: Mapped[dict[str, Any]] = mapped_column(JSONColumn)
    result_digest: Mapped[str | None] = mapped_column(String(64), default=None)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONColumn, default=None)
    counted_on: Mapped[str | None] = mapped_column(String(10), default=None)
    """The day on which its numbers came."""


class LeftoversRow(Base):
    """The scan of one electorate's leftover slips, signed by two scrutineers."""

    __tablename__ = "leftovers"

    meeting: Mapped[str] = mapped_column(String(64), primary_key=True)
    electorate: Mapped[str] = mapped_column(String(1), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    document: Mapped[dict[str, Any]] = mapped_column(JSONColumn)


class AskedRow(Base):
    """The one tally ever asked to be decrypted under a uuid, and the signed list that says so."""

    __tablename__ = "asked"

    uuid: Mapped[str] = mapped_column(ForeignKey("count.uuid"), primary_key=True)
    tally: Mapped[str] = mapped_column(String(64))
    document: Mapped[dict[str, Any]] = mapped_column(JSONColumn)


class ShareRow(Base):
    """One trustee's decryption share of one box; the first stands."""

    __tablename__ = "share"

    uuid: Mapped[str] = mapped_column(ForeignKey("count.uuid"), primary_key=True)
    owner: Mapped[int] = mapped_column(Integer, primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    account_id: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class WipeRow(Base):
    """The desk's order by which a test run was wiped here: the notice that there was one."""

    __tablename__ = "test_wipe"

    meeting: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    document: Mapped[dict[str, Any]] = mapped_column(JSONColumn)
    wiped_at: Mapped[datetime] = mapped_column(UTCDateTime)


class NoticeRow(Base):
    """A signed status of a round for the desk, under its digest."""

    __tablename__ = "notice"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSONColumn)


def get(session: Session, uuid: str, *, lock: bool = False) -> CountRow:
    """Return the count of a box, locked if it is about to change.

    Raises:
        NoSuchCount: there is none.
    """
    row = session.get(CountRow, uuid, with_for_update=lock or None, populate_existing=lock)
    if row is None:
        raise NoSuchCount("This box is not being counted.")
    return row


def decrypting(session: Session, board: str) -> list[CountRow]:
    """Return the counts that wait for shares of the board with this digest."""
    query = select(CountRow).where(CountRow.state == "decrypting", CountRow.board == board)
    by_place = (CountRow.meeting, CountRow.round, CountRow.electorate, CountRow.uuid)
    return list(session.scalars(query.order_by(*by_place)))


def lock_round(session: Session, meeting: str, number: str) -> RoundRow:
    """Return the round's row, locked; it is made if it is not there."""
    key = ["meeting", "round"]
    values = {"meeting": meeting, "round": number, "state": "waiting"}
    insert_once(session, RoundRow, values, key)
    return session.get_one(
        RoundRow, (meeting, number), with_for_update=True, populate_existing=True
    )


def begin_round(session: Session, meeting: str, number: str) -> RoundRow | None:
    """Return the round's row, locked, as ``lock_round``; None if its meeting is a wiped test."""
    if is_wiped(session, meeting):
        return None
    row = lock_round(session, meeting, number)
    if is_wiped(session, meeting):  # while we waited for the lock
        session.delete(row)
        return None
    return row


def is_certified(session: Session, count: CountRow) -> bool:
    """Tell whether the round of this count was ever certified: what is published stays so."""
    row = session.get(RoundRow, (count.meeting, count.round))
    return row is not None and row.versions > 0


def find_round(session: Session, meeting: str, number: str) -> RoundRow | None:
    """Return the round's row, locked, or None if nothing is known of it."""
    return session.get(RoundRow, (meeting, number), with_for_update=True, populate_existing=True)


def paper_round(session: Session, meeting: str, number: str) -> PaperRow | None:
    """Return what the desk has said of a round on paper; None of any other round."""
    return session.get(PaperRow, (meeting, number))


def round_boxes(session: Session, meeting: str, number: str) -> list[CountRow]:
    """Return the counts of a round's boxes, by electorate."""
    query = select(CountRow).where(CountRow.meeting == meeting, CountRow.round == number)
    return list(session.scalars(query.order_by(CountRow.electorate, CountRow.uuid)))


def waiting_rounds(session: Session) -> list[RoundRow]:
    """Return the rounds on which nothing is decided yet."""
    query = select(RoundRow).where(RoundRow.state == "waiting")
    return list(session.scalars(query.order_by(RoundRow.meeting, RoundRow.round)))


def rounds_by_meeting(session: Session) -> list[RoundRow]:
    """Return every round; those of the meeting whose lists were frozen last come first.

    A round of a meeting whose documents are not here yet comes before all others.
    """
    frozen = MeetingRow.frozen["document"]["timestamp"].as_integer()
    query = select(RoundRow).join(MeetingRow, MeetingRow.id == RoundRow.meeting, isouter=True)
    newest = (frozen.is_not(None), frozen.desc())
    return list(session.scalars(query.order_by(*newest, RoundRow.meeting, RoundRow.round)))


def rounds_of(session: Session, meeting: str) -> list[RoundRow]:
    """Return the rounds of a meeting."""
    query = select(RoundRow).where(RoundRow.meeting == meeting)
    return list(session.scalars(query.order_by(RoundRow.round)))


def boxes_of_no_round(session: Session) -> list[CountRow]:
    """Return the boxes that failed before anybody could tell to which round they belong."""
    query = select(CountRow).where(CountRow.meeting.is_(None)).order_by(CountRow.uuid)
    return list(session.scalars(query))


def chunks(session: Session, uuid: str) -> list[ChunkRow]:
    """Return the chunks of a box in order."""
    query = select(ChunkRow).where(ChunkRow.uuid == uuid).order_by(ChunkRow.number)
    return list(session.scalars(query))


def verified_chunks(session: Session, uuid: str) -> int:
    """Return how many chunks of a box have their sum."""
    query = select(func.count()).where(ChunkRow.uuid == uuid, ChunkRow.sum.is_not(None))
    return int(session.scalar(query) or 0)


def voted(session: Session, uuid: str) -> list[str]:
    """Return the public credentials of a box's verified ballots."""
    return [name for chunk in chunks(session, uuid) for name in chunk.voted or []]


def shares(session: Session, uuid: str) -> list[ShareRow]:
    """Return the shares of a box by owner."""
    query = select(ShareRow).where(ShareRow.uuid == uuid).order_by(ShareRow.owner)
    return list(session.scalars(query))


def leftovers(session: Session, meeting: str) -> list[LeftoversRow]:
    """Return the leftover scans of a meeting."""
    query = select(LeftoversRow).where(LeftoversRow.meeting == meeting)
    return list(session.scalars(query.order_by(LeftoversRow.electorate)))


def waiting_work(session: Session, kinds: tuple[str, ...]) -> int:
    """Return how many outbox rows of these kinds are not done."""
    query = select(func.count()).where(OutboxRow.kind.in_(kinds), OutboxRow.done_at.is_(None))
    return int(session.scalar(query) or 0)


def is_waiting(session: Session, kind: str, subject: str) -> bool:
    """Return whether this very work stands in the outbox, not done."""
    query = select(OutboxRow.id).where(
        OutboxRow.kind == kind, OutboxRow.subject == subject, OutboxRow.done_at.is_(None)
    )
    return session.scalars(query.limit(1)).first() is not None


def is_wiped(session: Session, meeting: str) -> bool:
    """Tell whether this was a test run that is wiped: nothing of it is taken any more."""
    return session.get(WipeRow, meeting) is not None


def wipes(session: Session) -> list[WipeRow]:
    """Return the notices of wiped test runs, the newest first."""
    return list(session.scalars(select(WipeRow).order_by(WipeRow.wiped_at.desc(), WipeRow.meeting)))


def lock_meeting(session: Session, meeting: str) -> None:
    """Lock every round of a meeting and then its counts: nothing moves on one meanwhile."""
    rounds = select(RoundRow).where(RoundRow.meeting == meeting).order_by(RoundRow.round)
    session.scalars(rounds.with_for_update()).all()
    boxes = select(CountRow).where(CountRow.meeting == meeting).order_by(CountRow.uuid)
    session.scalars(boxes.with_for_update()).all()


def elsewhere(session: Session, meeting: str, uuids: Sequence[str]) -> bool:
    """Tell whether one of these boxes is counted here, and not as one of this meeting."""
    other = or_(CountRow.meeting.is_(None), CountRow.meeting != meeting)
    query = select(CountRow.uuid).where(CountRow.uuid.in_(uuids), other)
    return session.scalars(query.limit(1)).first() is not None


def forget_meeting(session: Session, meeting: str) -> list[str]:
    """Remove what is here of a test meeting, which is locked; return the boxes that it had."""
    uuids = list(session.scalars(select(CountRow.uuid).where(CountRow.meeting == meeting)))
    for of_box in (ShareRow, AskedRow, ChunkRow, EvidenceRow, CountRow):
        session.execute(delete(of_box).where(of_box.uuid.in_(uuids)))
    for of_meeting in (LeftoversRow, LedgerRow, PaperRow, RoundRow):
        session.execute(delete(of_meeting).where(of_meeting.meeting == meeting))
    session.execute(delete(MeetingRow).where(MeetingRow.id == meeting))
    return uuids


def end_work(session: Session, about: Sequence[str], at: datetime) -> None:
    """Call the work off that waits about these meetings and boxes; its handlers find nothing."""
    parts = [OutboxRow.subject.startswith(f"{one}:", autoescape=True) for one in about]
    named = or_(OutboxRow.subject.in_(about), *parts)
    session.execute(update(OutboxRow).where(OutboxRow.done_at.is_(None), named).values(done_at=at))
