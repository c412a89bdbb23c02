"""Posts by the day: when each began and ended, as far as somebody stated it.

May import: SQLAlchemy, this room's domain and tables.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from appraisal_service.people.domain import Official, Service
from appraisal_service.people.store.tables import ServiceRow


def begin_service(session: Session, jurisdiction: str, year: int, official: Official) -> None:
    """Write since when a person has the post that is listed for ``year``.

    The same post again changes nothing, unless its day is stated now: then that is its day.
    Another post without a day begins with the year.
    """
    rows = _rows(session, official.id)
    since = official.since or f"{year:04}-01-01"
    before = [row for row in rows if row.since <= since][-1:]
    if official.since is None and any(_is_same(row, jurisdiction, official) for row in before):
        return
    after = [row for row in rows if row.since > since][:1] if official.since else []
    for row in (*before, *after):
        if _is_same(row, jurisdiction, official):
            session.delete(row)
    session.flush()
    session.merge(
        ServiceRow(
            person=official.id,
            since=since,
            dated=official.since is not None,
            jurisdiction=jurisdiction,
            unit=official.unit,
            title=official.post,
            role=official.role,
            team=official.team,
            quota_group=official.group,
            until=None,
        )
    )
    session.flush()


def stop_service(session: Session, person: str, last: str) -> None:
    """Write that a person's service ended with the day ``last``."""
    for row in _rows(session, person):
        if row.since > last:
            session.delete(row)
        elif row.until is None or row.until > last:
            row.until = last
    session.flush()


def services(session: Session, jurisdiction: str, year: int) -> dict[str, list[Service]]:
    """Return the posts that people had here in ``year`` or the year before, oldest first.

    A first post of which nobody stated the day stands here only where another one followed; it
    then begins with the year for which it was listed.
    """
    query = (
        select(ServiceRow)
        .where(
            ServiceRow.person.in_(
                select(ServiceRow.person).where(ServiceRow.jurisdiction == jurisdiction)
            )
        )
        .order_by(ServiceRow.person, ServiceRow.since)
    )
    by_person: dict[str, list[ServiceRow]] = {}
    for row in session.scalars(query):
        by_person.setdefault(row.person, []).append(row)
    found = {
        person: [
            service
            for service, where in _spans(rows)
            if where == jurisdiction
            and service.since <= f"{year}-12-31"
            and (service.until is None or service.until >= f"{year - 1}-01-01")
        ]
        for person, rows in by_person.items()
    }
    return {person: held for person, held in found.items() if held}


def _spans(rows: Sequence[ServiceRow]) -> list[tuple[Service, str]]:
    """Return a person's posts with their last days, and where each was."""
    spans = []
    for place, row in enumerate(rows):
        following = rows[place + 1].since if place + 1 < len(rows) else None
        if not row.dated and place == 0 and following is None:
            continue
        ends = [day for day in (row.until, _day_before(following)) if day is not None]
        service = Service(
            row.unit,
            row.title,
            row.role,
            row.team,
            row.quota_group,
            row.since,
            min(ends, default=None),
        )
        spans.append((service, row.jurisdiction))
    return spans


def _day_before(day: str | None) -> str | None:
    """Return the day before."""
    return None if day is None else (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _is_same(row: ServiceRow, jurisdiction: str, official: Official) -> bool:
    """Tell whether a row is the post that is listed, and still runs."""
    listed = (jurisdiction, official.unit, official.post, official.role, official.team)
    there = (row.jurisdiction, row.unit, row.title, row.role, row.team)
    return row.until is None and listed == there


def _rows(session: Session, person: str) -> list[ServiceRow]:
    """Return a person's posts, oldest first."""
    query = select(ServiceRow).where(ServiceRow.person == person).order_by(ServiceRow.since)
    return list(session.scalars(query))
