"""The roll in the desk's database: rows and queries. Nothing here commits.

A person's id is random, so it tells nothing; and no time of check-in is kept, only whether.

May import: SQLAlchemy, ballot_service.desk_db, ballot_service.meetings.store, this room's domain.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
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
from ballot_service.roll.domain.rolls import NoSuchPerson, RollLine

ASKED_AT_ONCE = 5_000
"""Values in one query; SQLite takes 32,766."""


class Numbers(NamedTuple):
    """How many of one electorate are on the roll, present, got a reserve slip, are on leave."""

    roll: int
    present: int
    reserve: int
    leave: int


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
    reserve: Mapped[bool] = mapped_column(default=False)
    """Got a reserve slip of a blind meeting."""
    late: Mapped[bool] = mapped_column(default=False)
    """Came after the lists were frozen; in blind mode, is present because of that slip."""
    leave: Mapped[str | None] = mapped_column(Text, default=None)
    """Why the person is on leave (请假); None for everybody else, and once they came."""


_AWAY = PersonRow.leave.is_not(None) & PersonRow.present.is_(False)
"""On leave and not here."""


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
                "reserve": False,
                "late": False,
            }
            for line in lines
        ],
    )


def count(session: Session, meeting_id: str) -> dict[str, Numbers]:
    """Return the numbers of every electorate with anybody on the roll."""
    query = (
        select(
            PersonRow.electorate,
            func.count(),
            *(
                func.sum(case((flag, 1), else_=0))
                for flag in (PersonRow.present, PersonRow.reserve, _AWAY)
            ),
        )
        .where(PersonRow.meeting == meeting_id)
        .group_by(PersonRow.electorate)
    )
    return {letter: Numbers(*numbers) for letter, *numbers in session.execute(query)}


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


def found(
    session: Session, meeting_id: str, words: str, limit: int, offset: int
) -> list[PersonRow]:
    """Return a part of the roll that fits ``words``, by electorate, unit and name."""
    query = select(PersonRow).where(*_fits(meeting_id, words))
    ordered = query.order_by(PersonRow.electorate, PersonRow.unit, PersonRow.name, PersonRow.id)
    return list(session.scalars(ordered.limit(limit).offset(offset)))


def count_found(session: Session, meeting_id: str, words: str) -> int:
    """Return how many people on the roll fit ``words``."""
    return session.scalar(select(func.count()).where(*_fits(meeting_id, words))) or 0


def find_person(session: Session, meeting_id: str, person: str) -> PersonRow | None:
    """Return one person of this roll, None if nobody has this id."""
    row = session.get(PersonRow, person)
    return row if row is not None and row.meeting == meeting_id else None


def _fits(meeting_id: str, words: str) -> list[ColumnElement[bool]]:
    """Return what is true of people whose name or unit has every one of ``words``."""
    whole = PersonRow.name + " " + PersonRow.unit
    parts = [whole.icontains(word, autoescape=True) for word in words.split()]
    return [PersonRow.meeting == meeting_id, *parts]


def rolls(session: Session, meeting_id: str) -> dict[str, int]:
    """Return how many people every electorate has, as ``counting`` wrote it."""
    return {row.key: row.roll for row in electorates(session, meeting_id)}


def shared_with(session: Session, meeting_id: str, same: Sequence[str]) -> dict[str, int]:
    """Return how many of the people in ``same`` each other meeting has on its roll.

    Args:
        session: ours.
        meeting_id: the meeting whose roll ``same`` is to be.
        same: ``RollLine.same_as`` of each person.
    """
    found: Counter[str] = Counter()
    for start in range(0, len(same), ASKED_AT_ONCE):
        query = (
            select(PersonRow.meeting, func.count())
            .where(PersonRow.same_as.in_(same[start : start + ASKED_AT_ONCE]))
            .where(PersonRow.meeting != meeting_id)
            .group_by(PersonRow.meeting)
        )
        found.update({row[0]: row[1] for row in session.execute(query)})
    return dict(sorted(found.items()))


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
