"""Test runs (演练): which meeting rehearses which, and the notice that its data were wiped.

May import: SQLAlchemy, shared.plumbing.db, ballot_service.desk_db, this room's rows.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ballot_service.desk_db import Base
from shared.plumbing.db import JSONColumn, UTCDateTime


class TestRunRow(Base):
    """A meeting that is played through before the one that counts."""

    __tablename__ = "test_run"
    __test__ = False  # for pytest, which would collect a class of this name

    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    rehearses: Mapped[str | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    """The formal meeting; None of a meeting that was only ticked as a test, once it is wiped."""
    wiped_by: Mapped[str | None] = mapped_column(String(64), default=None)
    wiped_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    notice: Mapped[dict[str, Any] | None] = mapped_column(JSONColumn, default=None)
    """The signed order to wipe; None if it was wiped before it had a manifest."""


def runs_of(session: Session, meeting_id: str) -> list[TestRunRow]:
    """Return the test runs of a formal meeting, by id."""
    query = select(TestRunRow).where(TestRunRow.rehearses == meeting_id)
    return list(session.scalars(query.order_by(TestRunRow.meeting)))


def run_of(session: Session, meeting_id: str) -> TestRunRow | None:
    """Return the test run that ``meeting_id`` is, None if it is none."""
    return session.get(TestRunRow, meeting_id)


def add_ticked(session: Session, meeting_id: str) -> TestRunRow:
    """Return the new row of a meeting that was ticked as a test and is being wiped."""
    row = TestRunRow(meeting=meeting_id, rehearses=None)
    session.add(row)
    return row


def unwiped(session: Session, meeting_id: str) -> list[str]:
    """Return the test runs of a formal meeting whose data are still there."""
    return [row.meeting for row in runs_of(session, meeting_id) if row.wiped_at is None]
