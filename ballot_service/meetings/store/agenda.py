"""The agenda beyond the draft: items added in session, recorded facts, recusals, recorded votes.

A recorded vote is an open one: who voted how is what it records. Nothing here is about a secret
round but the id of one that an item was voted on before.

May import: SQLAlchemy, shared.documents, shared.errors, shared.plumbing.db,
ballot_service.desk_db, this room's domain and store.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ballot_service.desk_db import Base
from ballot_service.meetings.domain.drafts import DraftItem
from ballot_service.meetings.domain.states import OVER, VOID
from ballot_service.meetings.store.rows import ID, MeetingRow, RoundRow
from shared.documents.manifests import Item
from shared.errors import NotFound
from shared.plumbing.db import JSONColumn, UTCDateTime


class NoSuchVote(NotFound):
    """The meeting has no recorded vote of this id."""

    code = "no_such_vote"


class Matter(NamedTuple):
    """An item and the class letters of those who vote on it."""

    item: Item
    electorates: frozenset[str]


class AgendaItemRow(Base):
    """What was recorded about one item after the draft, and the whole item if it was added."""

    __tablename__ = "agenda_item"

    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    key: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
    """From 1 among the items added; 0 for an item of the draft."""
    added: Mapped[dict[str, Any] | None] = mapped_column(JSONColumn, default=None)
    """The item and its sheets as ``DraftItem`` writes them; None for an item of the draft."""
    proposed_by: Mapped[str | None] = mapped_column(String(100), default=None)
    """Name of the member who proposed it in session."""
    proposed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONColumn, default=dict)
    """By key: value, document, date, who recorded it."""


class RecusalRow(Base):
    """A member who leaves the deliberation of one item and does not vote on it (E25)."""

    __tablename__ = "recusal"

    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    item: Mapped[str] = mapped_column(ID, primary_key=True)
    person: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(Text)


class RecordedVoteRow(Base):
    """One open vote, recorded by member; after the second person's word it never changes."""

    __tablename__ = "recorded_vote"
    __table_args__ = (UniqueConstraint("meeting", "number"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    number: Mapped[int]
    """From 1 in the meeting."""
    item: Mapped[str] = mapped_column(ID)
    purpose: Mapped[str] = mapped_column(String(16))
    """``decision``, or ``consent`` to an urgent item."""
    state: Mapped[str] = mapped_column(String(16))
    """``waiting`` for a second person, ``confirmed`` or ``withdrawn``."""
    marks: Mapped[list[dict[str, str]]] = mapped_column(JSONColumn)
    """Person, name, unit and mark of each who voted, in the order of the roll."""
    roll: Mapped[int]
    present: Mapped[int]
    recused: Mapped[list[str]] = mapped_column(JSONColumn)
    """Names of those present who did not vote."""
    digest: Mapped[str] = mapped_column(String(64))
    """Of all that was recorded; what the second person confirms."""
    follows: Mapped[str | None] = mapped_column(ID, default=None)
    """The round or recorded vote whose decision this one may change (C10)."""
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    """Why the item was submitted again."""
    recorded_by: Mapped[str] = mapped_column(String(32))
    recorded_by_name: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_by_name: Mapped[str | None] = mapped_column(String(64), default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONColumn, default=None)
    signed: Mapped[dict[str, Any] | None] = mapped_column(JSONColumn, default=None)
    """The signed ``NamedVote``, from the second person's word on."""
    document: Mapped[str | None] = mapped_column(String(64), default=None, index=True)
    """Digest of that document."""


def matters(session: Session, meeting: MeetingRow) -> list[Matter]:
    """Return every matter of the meeting: the draft's in their order, then those added."""
    return [
        Matter(Item.model_validate(entry["item"]), frozenset(entry["contests"]))
        for entry in _written(session, meeting)
    ]


def find_item(session: Session, meeting: MeetingRow, key: str) -> DraftItem | None:
    """Return the item of this key with its sheets; None if there is none."""
    entries = _written(session, meeting)
    found = next((entry for entry in entries if entry["item"]["key"] == key), None)
    return DraftItem.model_validate(found) if found else None


def _written(session: Session, meeting: MeetingRow) -> list[dict[str, Any]]:
    """Return every item as it is stored, in order; sheets are long, so nothing is parsed yet."""
    query = select(AgendaItemRow.added).where(
        AgendaItemRow.meeting == meeting.id, AgendaItemRow.number > 0
    )
    added = session.scalars(query.order_by(AgendaItemRow.number))
    return [*meeting.agenda_json["items"], *(entry for entry in added if entry)]


def standing(session: Session, meeting_id: str, key: str) -> AgendaItemRow | None:
    """Return what was recorded about one item, None if nothing was."""
    return session.get(AgendaItemRow, (meeting_id, key))


def note_of(session: Session, meeting_id: str, key: str) -> AgendaItemRow:
    """Return the row about one item of the locked meeting, a new one if there was none."""
    row = standing(session, meeting_id, key)
    if row is None:
        row = AgendaItemRow(meeting=meeting_id, key=key, number=0, facts={})
        session.add(row)
        session.flush()
    return row


def count_added(session: Session, meeting_id: str) -> int:
    """Return how many items were added in session."""
    query = select(func.count()).where(
        AgendaItemRow.meeting == meeting_id, AgendaItemRow.number > 0
    )
    return session.scalar(query) or 0


def recusals(session: Session, meeting_id: str) -> list[RecusalRow]:
    """Return who is recused from what, by item and name."""
    query = select(RecusalRow).where(RecusalRow.meeting == meeting_id)
    return list(session.scalars(query.order_by(RecusalRow.item, RecusalRow.name)))


def find_recusal(session: Session, meeting_id: str, item: str, person: str) -> RecusalRow | None:
    """Return the recusal of one member from one item, None if there is none."""
    return session.get(RecusalRow, (meeting_id, item, person))


def votes(session: Session, meeting_id: str) -> list[RecordedVoteRow]:
    """Return the meeting's recorded votes in the order in which they were recorded."""
    query = select(RecordedVoteRow).where(RecordedVoteRow.meeting == meeting_id)
    return list(session.scalars(query.order_by(RecordedVoteRow.number)))


def get_vote(session: Session, meeting_id: str, vote_id: str) -> RecordedVoteRow:
    """Return a recorded vote of this meeting; ``NoSuchVote`` if it has none of this id."""
    row = session.get(RecordedVoteRow, vote_id)
    if row is None or row.meeting != meeting_id:
        raise NoSuchVote("This meeting has no such recorded vote.")
    return row


def find_document(session: Session, digest: str) -> RecordedVoteRow | None:
    """Return the recorded vote whose signed document has this digest, None if there is none."""
    query = select(RecordedVoteRow).where(RecordedVoteRow.document == digest)
    return session.scalars(query.limit(1)).one_or_none()


def waiting_vote(session: Session, meeting_id: str) -> RecordedVoteRow | None:
    """Return the record that waits for a second person; there is at most one."""
    rows = votes(session, meeting_id)
    return next((row for row in rows if row.state == "waiting"), None)


def consent(session: Session, meeting_id: str, item: str) -> RecordedVoteRow | None:
    """Return the confirmed consent vote on an urgent item, None before it."""
    held = _confirmed(session, meeting_id, "consent")
    return next((row for row in held if row.item == item), None)


def decided(session: Session, meeting_id: str) -> set[str]:
    """Return the items that a confirmed recorded vote has decided."""
    return {row.item for row in _confirmed(session, meeting_id, "decision")}


def latest_decision(session: Session, meeting_id: str, item: str) -> str | None:
    """Return the id of the recorded vote or round that last decided the item, None if none has."""
    query = select(RoundRow).where(RoundRow.meeting == meeting_id, RoundRow.item == item)
    held = session.scalars(query.order_by(RoundRow.number)).all()
    recorded = [row for row in _confirmed(session, meeting_id, "decision") if row.item == item]
    follows = {row.id: row.follows for row in held} | {row.id: row.follows for row in recorded}
    decisions = [row.id for row in held if row.standing in OVER - VOID]
    decisions += [row.id for row in recorded]
    return max(decisions, key=lambda one: _links(follows, one), default=None)


def _links(follows: Mapping[str, str | None], vote: str) -> int:
    """Return how many votes on the item came before this one: each is linked to an earlier one."""
    count, earlier = 0, follows.get(vote)
    while earlier is not None:
        count, earlier = count + 1, follows.get(earlier)
    return count


def _confirmed(session: Session, meeting_id: str, purpose: str) -> list[RecordedVoteRow]:
    """Return the confirmed recorded votes of one purpose, in their order."""
    rows = votes(session, meeting_id)
    return [row for row in rows if (row.purpose, row.state) == (purpose, "confirmed")]
