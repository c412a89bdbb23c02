"""The roll in the desk's database: rows and queries. Nothing here commits.

A person's id is random, so it tells nothing; and no time of check-in is kept, only whether.

May import: SQLAlchemy, ballot_service.desk_db, ballot_service.meetings.store, this room's domain.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import (
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    case,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from ballot_service.desk_db import Base
from ballot_service.meetings.store.meetings import electorates
from ballot_service.roll.domain import NoSuchPerson, RollLine


class PersonRow(Base):
    """One person who should come to one meeting."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("meeting", "same_as"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    unit: Mapped[str] = mapped_column(String(100))
    electorate: Mapped[str] = mapped_column(String(1))
    same_as: Mapped[str] = mapped_column(Text)
    """Name and unit in one spelling; equal in two meetings for somebody on both rolls."""
    present: Mapped[bool] = mapped_column(default=False)


def replace(session: Session, meeting_id: str, lines: Sequence[RollLine]) -> None:
    """Put ``lines`` in the place of the meeting's roll."""
    session.execute(delete(PersonRow).where(PersonRow.meeting == meeting_id))
    session.execute(
        insert(PersonRow),
        [
            {
                "id": secrets.token_hex(8),
                "meeting": meeting_id,
                "name": line.name,
                "unit": line.unit,
                "electorate": line.electorate,
                "same_as": line.same_as,
                "present": False,
            }
            for line in lines
        ],
    )


def count(session: Session, meeting_id: str) -> dict[str, tuple[int, int]]:
    """Return (on the roll, present) of every electorate with anybody on the roll."""
    here = func.sum(case((PersonRow.present, 1), else_=0))
    query = (
        select(PersonRow.electorate, func.count(), here)
        .where(PersonRow.meeting == meeting_id)
        .group_by(PersonRow.electorate)
    )
    return {letter: (roll, present) for letter, roll, present in session.execute(query)}


def write_counts(session: Session, meeting_id: str) -> None:
    """Count the people and write the numbers to the electorates; the meeting is locked."""
    session.flush()
    counted = count(session, meeting_id)
    for row in electorates(session, meeting_id):
        row.roll, row.present = counted.get(row.key, (0, 0))


def people(session: Session, meeting_id: str) -> list[PersonRow]:
    """Return everybody on the roll, by electorate, unit and name."""
    query = select(PersonRow).where(PersonRow.meeting == meeting_id)
    return list(
        session.scalars(query.order_by(PersonRow.electorate, PersonRow.unit, PersonRow.name))
    )


def find_people(session: Session, meeting_id: str, ids: Sequence[str]) -> list[PersonRow]:
    """Return the people of these ids.

    Raises:
        NoSuchPerson: one of them is not on this meeting's roll.
    """
    wanted = set(ids)
    query = select(PersonRow).where(PersonRow.meeting == meeting_id, PersonRow.id.in_(wanted))
    found = list(session.scalars(query))
    if len(found) != len(wanted):
        raise NoSuchPerson("Somebody is not on the roll of this meeting. Nothing was changed.")
    return found


def overlaps(session: Session, meeting_id: str) -> dict[str, int]:
    """Return how many people of this roll each other meeting has too (catalogue E7)."""
    other = aliased(PersonRow)
    query = (
        select(other.meeting, func.count())
        .join(PersonRow, PersonRow.same_as == other.same_as)
        .where(PersonRow.meeting == meeting_id, other.meeting != meeting_id)
        .group_by(other.meeting)
        .order_by(other.meeting)
    )
    return {row[0]: row[1] for row in session.execute(query)}
