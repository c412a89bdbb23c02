"""Units, teams, people and their posts by the year: rows and queries.

May import: SQLAlchemy, this room's domain, tables, people_rows and services.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from appraisal_service.people.domain import Official, PeopleList, PersonElsewhere, Team, Unit
from appraisal_service.people.store.people_rows import PeopleRows
from appraisal_service.people.store.services import begin_service, runs_on, stop_service
from appraisal_service.people.store.tables import PersonRow, PostRow, TeamRow, UnitRow


def roster(session: Session, jurisdiction: str, year: int) -> PeopleList:
    """Return who and what the jurisdiction has in ``year``, each list sorted by id."""
    units = session.scalars(
        select(UnitRow).where(UnitRow.jurisdiction == jurisdiction).order_by(UnitRow.id)
    )
    return PeopleList(
        [Unit(row.id, row.name, row.vertical) for row in units],
        _teams(session, jurisdiction, year),
        _officials(session, jurisdiction, year),
    )


def _teams(session: Session, jurisdiction: str, year: int) -> list[Team]:
    """Return the teams as of ``year``."""
    query = (
        select(TeamRow)
        .where(TeamRow.jurisdiction == jurisdiction, TeamRow.valid_from <= year)
        .order_by(TeamRow.id, TeamRow.valid_from)
    )
    newest = {row.id: row for row in session.scalars(query)}
    return [Team(row.id, row.name, row.unit, row.head) for row in newest.values()]


def gone(session: Session, jurisdiction: str, year: int) -> list[Official]:
    """Return the officials who have left as of ``year``, as they were listed last, by number."""
    return _officials(session, jurisdiction, year, serving=False)


def _officials(
    session: Session, jurisdiction: str, year: int, *, serving: bool = True
) -> list[Official]:
    """Return the officials who serve in the jurisdiction as of ``year``, or who have left it."""
    ours = select(PostRow.person).where(PostRow.jurisdiction == jurisdiction)
    query = (
        select(PostRow, PersonRow.name)
        .join(PersonRow, PersonRow.id == PostRow.person)
        .where(PostRow.person.in_(ours), PostRow.valid_from <= year)
        .order_by(PostRow.person, PostRow.valid_from)
    )
    newest = {post.person: (post, name) for post, name in session.execute(query)}
    return [
        Official(
            row.person,
            name,
            row.unit,
            row.title,
            row.role,
            row.team,
            row.scale,
            row.quota_group,
        )
        for row, name in newest.values()
        if row.jurisdiction == jurisdiction and row.serves is serving
    ]


def serving(session: Session, jurisdiction: str, year: int) -> set[str]:
    """Return the number of everybody in the roster, without reading the roster."""
    ours = select(PostRow.person).where(PostRow.jurisdiction == jurisdiction)
    query = (
        select(PostRow.person, PostRow.jurisdiction, PostRow.serves)
        .where(PostRow.person.in_(ours), PostRow.valid_from <= year)
        .order_by(PostRow.valid_from)
    )
    newest = {post.person: post for post in session.execute(query)}
    return {
        person
        for person, post in newest.items()
        if post.jurisdiction == jurisdiction and post.serves
    }


def ever(session: Session, jurisdiction: str) -> set[str]:
    """Return the number of everybody who has served in the jurisdiction, now or before."""
    return set(session.scalars(select(PostRow.person).where(PostRow.jurisdiction == jurisdiction)))


def elsewhere(session: Session, jurisdiction: str, year: int) -> set[str]:
    """Return the number of everybody who serves in another jurisdiction as of ``year``."""
    query = select(PostRow).where(PostRow.valid_from <= year).order_by(PostRow.valid_from)
    newest = {row.person: row for row in session.scalars(query)}
    return {
        person for person, row in newest.items() if row.jurisdiction != jurisdiction and row.serves
    }


def named_elsewhere(rows: PeopleRows, jurisdiction: str, official: Official) -> bool:
    """Tell whether another jurisdiction named the number, and not as ``official`` is listed.

    Only where somebody serves, or served last, is the name corrected: whoever takes a number over
    takes the name over, too, or it is another person.
    """
    if rows.name(official.id) in (None, official.name):
        return False
    last = rows.newest_post(official.id)
    return last is not None and last.jurisdiction != jurisdiction


def last_groups(session: Session, jurisdiction: str, year: int) -> dict[str, str | None]:
    """Return the group of everybody's newest post here as of ``year``, also of who has left."""
    query = (
        select(PostRow.person, PostRow.quota_group)
        .where(PostRow.jurisdiction == jurisdiction, PostRow.valid_from <= year)
        .order_by(PostRow.person, PostRow.valid_from)
    )
    return {row.person: row.quota_group for row in session.execute(query)}


def names(session: Session) -> dict[str, str]:
    """Return the name of every person ever entered, by number."""
    return {row.id: row.name for row in session.execute(select(PersonRow.id, PersonRow.name))}


def unit_names(session: Session, jurisdiction: str) -> dict[str, str]:
    """Return the name of every unit of the jurisdiction, by id."""
    query = select(UnitRow.id, UnitRow.name).where(UnitRow.jurisdiction == jurisdiction)
    return {row.id: row.name for row in session.execute(query)}


def put_units(session: Session, jurisdiction: str, units: Sequence[Unit]) -> None:
    """Write what units are; a new one comes after all others."""
    query = select(UnitRow).where(UnitRow.jurisdiction == jurisdiction)
    known = {row.id: row for row in session.scalars(query)}
    last = max((row.place for row in known.values()), default=0)
    for unit in units:
        row = known.get(unit.id)
        if row is None:
            last += 1
            row = UnitRow(jurisdiction=jurisdiction, id=unit.id, place=last)
            session.add(row)
        row.name, row.vertical = unit.name, unit.vertical


def units_in_order(session: Session, jurisdiction: str) -> dict[str, str]:
    """Return the units' names by id, in the order in which they were first imported."""
    query = select(UnitRow).where(UnitRow.jurisdiction == jurisdiction)
    rows = session.scalars(query.order_by(UnitRow.place, UnitRow.id))
    return {row.id: row.name for row in rows}


def put_teams(session: Session, jurisdiction: str, year: int, teams: Sequence[Team]) -> None:
    """Write what teams are from ``year`` on."""
    query = select(TeamRow).where(TeamRow.jurisdiction == jurisdiction, TeamRow.valid_from == year)
    known = {row.id: row for row in session.scalars(query)}
    for team in teams:
        row = known.get(team.id)
        if row is None:
            row = TeamRow(jurisdiction=jurisdiction, id=team.id, valid_from=year)
            session.add(row)
        row.name, row.unit, row.head = team.name, team.unit, team.head


def put_officials(
    rows: PeopleRows, jurisdiction: str, year: int, officials: Sequence[Official]
) -> None:
    """Write what people are from ``year`` on, and since which day where it was stated.

    Whose service runs on has not left with the year's last day: that departure is taken back.

    Raises:
        PersonElsewhere: a number is of somebody who serves in another jurisdiction in that
            year, or who has another name there.
    """
    for official in officials:
        _check_free(rows, jurisdiction, year, official)
    rows.put_names({official.id: official.name for official in officials})
    for official in officials:
        rows.put_post(jurisdiction, year, official, serves=True)
        begin_service(rows, jurisdiction, year, official)
        following = rows.post(official.id, year + 1)
        if following is None or following.serves or following.jurisdiction != jurisdiction:
            continue
        if runs_on(rows, jurisdiction, official.id):
            rows.drop_post(following)


def end_service(
    rows: PeopleRows, jurisdiction: str, year: int, official: Official, on: str | None
) -> None:
    """Write that a person no longer serves from ``year`` on; ``on`` is the last day, if stated.

    Who served until the year's last day serves in that year, and no longer from the next on,
    unless another jurisdiction has listed them for it already.
    """
    since = year if on is None or on < f"{year:04}-12-31" else year + 1
    there = rows.post(official.id, since)
    if there is None or there.jurisdiction == jurisdiction:
        rows.put_post(jurisdiction, since, official, serves=False)
    stop_service(rows, jurisdiction, official.id, on or f"{year - 1}-12-31")


def _check_free(rows: PeopleRows, jurisdiction: str, year: int, official: Official) -> None:
    """Return if a person may be listed here; raises as ``put_officials``."""
    post = rows.newest_post(official.id, year)
    if post is not None and post.jurisdiction != jurisdiction and post.serves:
        raise PersonElsewhere(
            "A person's number is of somebody who serves in another jurisdiction in this year. "
            "Record the departure there first, list whoever serves there until 31 December from "
            "the next year on, or use another number."
        )
    if named_elsewhere(rows, jurisdiction, official):
        raise PersonElsewhere(
            "A person's number has another name in another jurisdiction. Write the name as it is "
            "there, or use another number."
        )
