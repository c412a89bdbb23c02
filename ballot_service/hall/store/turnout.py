"""How many ballots the box said it has: the newest answer for each box, and no older one.

May import: SQLAlchemy, shared.plumbing.db, ballot_service.desk_db, ballot_service.meetings' store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from ballot_service.desk_db import Base
from shared.plumbing.db import UTCDateTime, insert_once


class TurnoutRow(Base):
    """The newest number of ballots in one box that the desk has heard."""

    __tablename__ = "turnout"

    uuid: Mapped[str] = mapped_column(String(64), ForeignKey("box.uuid"), primary_key=True)
    returned: Mapped[int]
    exact: Mapped[bool]
    """Of the closing checkpoint; before, rounded down to a multiple of five."""
    as_of: Mapped[datetime] = mapped_column(UTCDateTime)


def newest(session: Session, uuids: Iterable[str]) -> dict[str, TurnoutRow]:
    """Return box to what was heard of it last."""
    query = select(TurnoutRow).where(TurnoutRow.uuid.in_(list(uuids)))
    return {row.uuid: row for row in session.scalars(query)}


def put(session: Session, numbers: Mapping[str, int], as_of: datetime, *, exact: bool) -> None:
    """Write what was heard in the place of what was; an exact number stays for ever."""
    for uuid, returned in numbers.items():
        values = {"returned": returned, "exact": exact, "as_of": as_of}
        if not insert_once(session, TurnoutRow, {"uuid": uuid, **values}, ["uuid"]):
            replaced = update(TurnoutRow).where(
                TurnoutRow.uuid == uuid, TurnoutRow.exact.is_(False), TurnoutRow.as_of < as_of
            )
            session.execute(replaced.values(**values))
