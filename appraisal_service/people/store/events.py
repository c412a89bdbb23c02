"""The record of a year: who did what about it, when and why.

May import: SQLAlchemy, this room's tables.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from appraisal_service.people.store.tables import EventRow


def record(
    session: Session, row: tuple[str, int, str | None], act: str, by: str, reason: str, at: datetime
) -> None:
    """Write who did what and why; ``row`` is jurisdiction, year and person (None: everybody)."""
    jurisdiction, year, person = row
    session.add(
        EventRow(
            jurisdiction=jurisdiction,
            year=year,
            person=person,
            act=act,
            by=by,
            reason=reason,
            at=at,
        )
    )


def events(session: Session, jurisdiction: str, year: int) -> list[EventRow]:
    """Return what happened about a year, oldest first."""
    query = (
        select(EventRow)
        .where(EventRow.jurisdiction == jurisdiction, EventRow.year == year)
        .order_by(EventRow.id)
    )
    return list(session.scalars(query))
