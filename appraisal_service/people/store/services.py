"""Posts by the day: when each began and ended, as far as somebody stated it.

May import: SQLAlchemy, this room's domain, tables and people_rows.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from appraisal_service.people.domain import Official, Service
from appraisal_service.people.store.people_rows import PeopleRows
from appraisal_service.people.store.tables import ServiceRow


def begin_service(rows: PeopleRows, jurisdiction: str, year: int, official: Official) -> None:
    """Write since when a person has the post that is listed for ``year``.

    The same post again changes nothing, unless its day is stated now: then that is its day.
    Another post without a day begins with the year; see ``needs_day``.
    """
    held = rows.services(official.id)
    newest = _held_by_the_end(held, year)
    if official.since is None and newest and _runs_through(newest, year, jurisdiction, official):
        return
    since = official.since or f"{year:04}-01-01"
    before = [row for row in held if row.since <= since][-1:]
    after = [row for row in held if row.since > since] if official.since else []
    for row in before:
        if row.since < since and _is_same(row, jurisdiction, official):
            rows.drop_service(row)
    for row in after:
        if not (_is_same(row, jurisdiction, official) or _is_only_listed(row, year)):
            break
        rows.drop_service(row)
    rows.put_service(jurisdiction, since, official)


def needs_day(rows: PeopleRows, jurisdiction: str, year: int, official: Official) -> bool:
    """Tell whether the listed post cannot begin with ``year``: another began or ended in it."""
    newest = _held_by_the_end(rows.services(official.id), year)
    if official.since or newest is None:
        return False
    if _runs_through(newest, year, jurisdiction, official):
        return False
    first = f"{year:04}-01-01"
    return (newest.dated and newest.since >= first) or (newest.until or "") >= first


def precedes_another(rows: PeopleRows, jurisdiction: str, year: int, official: Official) -> bool:
    """Tell whether the stated day lies before that of another post which began by the year's end.

    What was only listed for the year, without a day, makes room; see ``begin_service``.
    """
    listed = (jurisdiction, official.unit, official.post, official.role, official.team)
    return official.since is not None and any(
        official.since < row.since <= f"{year:04}-12-31"
        and _post(row) != listed
        and not _is_only_listed(row, year)
        for row in rows.services(official.id)
    )


def runs_on(rows: PeopleRows, jurisdiction: str, person: str) -> bool:
    """Tell whether a person's newest post is here and has no last day."""
    held = rows.services(person)
    return bool(held) and held[-1].until is None and held[-1].jurisdiction == jurisdiction


def stop_service(rows: PeopleRows, jurisdiction: str, person: str, last: str) -> None:
    """Write that a person's service here ended with the day ``last``.

    What another jurisdiction listed stays, and so does what began here after that.
    """
    for row in rows.services(person):
        if row.jurisdiction != jurisdiction:
            if row.since > last:
                break
        elif row.since > last:
            rows.drop_service(row)
        elif row.until is None or row.until > last:
            row.until = last


def services(
    session: Session, jurisdiction: str, year: int, *, as_of_its_end: bool = False
) -> dict[str, list[Service]]:
    """Return the posts that people had here in ``year`` or the year before, oldest first.

    With ``as_of_its_end``, what began or ended later is not known yet: a year's grades do not
    rest on the years after it.

    A first post of which nobody stated the day stands here only where it ended or another one
    followed; it then begins with the year for which it was listed.
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
            for service, where in _spans(rows, f"{year:04}-12-31" if as_of_its_end else None)
            if where == jurisdiction
            and service.since <= f"{year}-12-31"
            and (service.until is None or service.until >= f"{year - 1}-01-01")
        ]
        for person, rows in by_person.items()
    }
    return {person: held for person, held in found.items() if held}


def _spans(rows: Sequence[ServiceRow], end: str | None) -> list[tuple[Service, str]]:
    """Return a person's posts with their last days, and where each was, as known by ``end``."""
    spans = []
    for place, row in enumerate(rows):
        following = _known(rows[place + 1].since if place + 1 < len(rows) else None, end)
        until = _known(row.until, None if end is None else _day_before(end))
        if not row.dated and place == 0 and following is None and until is None:
            continue
        ends = [day for day in (until, _day_before(following)) if day is not None]
        service = Service(
            row.unit,
            row.title,
            row.role,
            row.team,
            row.since,
            min(ends, default=None),
        )
        spans.append((service, row.jurisdiction))
    return spans


def _known(day: str | None, end: str | None) -> str | None:
    """Return the day, if there is one that does not lie after ``end``."""
    return None if day is None or (end is not None and day > end) else day


def _day_before(day: str | None) -> str | None:
    """Return the day before."""
    return None if day is None else (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _is_same(row: ServiceRow, jurisdiction: str, official: Official) -> bool:
    """Tell whether a row is the post that is listed, and still runs."""
    listed = (jurisdiction, official.unit, official.post, official.role, official.team)
    return row.until is None and listed == _post(row)


def _runs_through(row: ServiceRow, year: int, jurisdiction: str, official: Official) -> bool:
    """Tell whether a row is the post that is listed, and runs until the year's last day."""
    listed = (jurisdiction, official.unit, official.post, official.role, official.team)
    return listed == _post(row) and (row.until is None or row.until >= f"{year:04}-12-31")


def _is_only_listed(row: ServiceRow, year: int) -> bool:
    """Tell whether a row was listed for the year, and nobody stated a day of it."""
    return not row.dated and row.until is None and row.since == f"{year:04}-01-01"


def _post(row: ServiceRow) -> tuple[str, str, str, str, str | None]:
    """Return where and what a row's post is."""
    return (row.jurisdiction, row.unit, row.title, row.role, row.team)


def _held_by_the_end(rows: Sequence[ServiceRow], year: int) -> ServiceRow | None:
    """Return the newest post that began by the end of ``year``; None if none did."""
    begun = [row for row in rows if row.since <= f"{year:04}-12-31"]
    return begun[-1] if begun else None
