"""Units, teams, people and their posts by the year: rows and queries.

May import: SQLAlchemy, this room's domain, tables and services.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from appraisal_service.people.domain import Official, PeopleList, PersonElsewhere, Team, Unit
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


def _officials(session: Session, jurisdiction: str, year: int) -> list[Official]:
    """Return the officials who serve in the jurisdiction as of ``year``."""
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
        if row.jurisdiction == jurisdiction and row.serves
    ]


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


def named_elsewhere(session: Session, jurisdiction: str, official: Official) -> bool:
    """Tell whether another jurisdiction named the number, and not as ``official`` is listed.

    Only where somebody serves, or served last, is the name corrected: whoever takes a number over
    takes the name over, too, or it is another person.
    """
    row = session.get(PersonRow, official.id)
    if row is None or row.name == official.name:
        return False
    query = (
        select(PostRow.jurisdiction)
        .where(PostRow.person == official.id)
        .order_by(PostRow.valid_from.desc())
        .limit(1)
    )
    return session.scalar(query) not in (None, jurisdiction)


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
    return {row.id: row.name for row in session.scalars(select(PersonRow))}


def put_unit(session: Session, jurisdiction: str, unit: Unit) -> None:
    """Write what a unit is; a new one comes after all others."""
    values = {"name": unit.name, "vertical": unit.vertical}
    row = session.get(UnitRow, (jurisdiction, unit.id))
    if row is None:
        last = session.scalar(
            select(func.max(UnitRow.place)).where(UnitRow.jurisdiction == jurisdiction)
        )
        row = UnitRow(jurisdiction=jurisdiction, id=unit.id, place=(last or 0) + 1, **values)
        session.add(row)
    row.name, row.vertical = unit.name, unit.vertical


def units_in_order(session: Session, jurisdiction: str) -> dict[str, str]:
    """Return the units' names by id, in the order in which they were first imported."""
    query = select(UnitRow).where(UnitRow.jurisdiction == jurisdiction)
    rows = session.scalars(query.order_by(UnitRow.place, UnitRow.id))
    return {row.id: row.name for row in rows}


def put_team(session: Session, jurisdiction: str, year: int, team: Team) -> None:
    """Write what a team is from ``year`` on."""
    session.merge(
        TeamRow(
            jurisdiction=jurisdiction,
            id=team.id,
            valid_from=year,
            name=team.name,
            unit=team.unit,
            head=team.head,
        )
    )


def put_official(session: Session, jurisdiction: str, year: int, official: Official) -> None:
    """Write what a person is from ``year`` on, and since which day where it was stated.

    Whose service runs on has not left with the year's last day: that departure is taken back.

    Raises:
        PersonElsewhere: the number is of somebody who serves in another jurisdiction in that
            year, or who has another name there.
    """
    _check_free(session, jurisdiction, year, official)
    session.merge(PersonRow(id=official.id, name=official.name))
    session.flush()
    _put_post(session, jurisdiction, year, official, serves=True)
    begin_service(session, jurisdiction, year, official)
    following = session.get(PostRow, (official.id, year + 1))
    if following is None or following.serves or following.jurisdiction != jurisdiction:
        return
    if runs_on(session, jurisdiction, official.id):
        session.delete(following)
        session.flush()


def end_service(
    session: Session, jurisdiction: str, year: int, official: Official, on: str | None
) -> None:
    """Write that a person no longer serves from ``year`` on; ``on`` is the last day, if stated.

    Who served until the year's last day serves in that year, and no longer from the next on,
    unless another jurisdiction has listed them for it already.
    """
    since = year if on is None or on < f"{year:04}-12-31" else year + 1
    there = session.get(PostRow, (official.id, since))
    if there is None or there.jurisdiction == jurisdiction:
        _put_post(session, jurisdiction, since, official, serves=False)
    stop_service(session, jurisdiction, official.id, on or f"{year - 1}-12-31")


def _check_free(session: Session, jurisdiction: str, year: int, official: Official) -> None:
    """Return if a person may be listed here; raises as ``put_official``."""
    query = (
        select(PostRow)
        .where(PostRow.person == official.id, PostRow.valid_from <= year)
        .order_by(PostRow.valid_from.desc())
        .limit(1)
    )
    row = session.scalar(query)
    if row is not None and row.jurisdiction != jurisdiction and row.serves:
        raise PersonElsewhere(
            "A person's number is of somebody who serves in another jurisdiction in this year. "
            "Record the departure there first, list whoever serves there until 31 December from "
            "the next year on, or use another number."
        )
    if named_elsewhere(session, jurisdiction, official):
        raise PersonElsewhere(
            "A person's number has another name in another jurisdiction. Write the name as it is "
            "there, or use another number."
        )


def _put_post(
    session: Session, jurisdiction: str, year: int, official: Official, *, serves: bool
) -> None:
    """Write a person's row of the year."""
    session.merge(
        PostRow(
            person=official.id,
            valid_from=year,
            jurisdiction=jurisdiction,
            unit=official.unit,
            title=official.post,
            role=official.role,
            team=official.team,
            scale=official.scale,
            serves=serves,
            quota_group=official.group,
        )
    )
