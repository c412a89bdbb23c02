"""Units, teams, people and their posts by the year: rows and queries.

May import: SQLAlchemy, this room's domain, tables and services.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from appraisal_service.people.domain import Official, PeopleList, PersonElsewhere, Team, Unit
from appraisal_service.people.store.services import begin_service, stop_service
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


def names(session: Session) -> dict[str, str]:
    """Return the name of every person ever entered, by number."""
    return {row.id: row.name for row in session.scalars(select(PersonRow))}


def put_unit(session: Session, jurisdiction: str, unit: Unit) -> None:
    """Write what a unit is."""
    session.merge(
        UnitRow(jurisdiction=jurisdiction, id=unit.id, name=unit.name, vertical=unit.vertical)
    )


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

    Raises:
        PersonElsewhere: the number belongs to another jurisdiction in the same year.
    """
    session.merge(PersonRow(id=official.id, name=official.name))
    session.flush()
    _put_post(session, jurisdiction, year, official, serves=True)
    begin_service(session, jurisdiction, year, official)


def end_service(
    session: Session, jurisdiction: str, year: int, official: Official, on: str | None
) -> None:
    """Write that a person no longer serves from ``year`` on; ``on`` is the last day, if stated."""
    _put_post(session, jurisdiction, year, official, serves=False)
    stop_service(session, official.id, on or f"{year - 1}-12-31")


def _put_post(
    session: Session, jurisdiction: str, year: int, official: Official, *, serves: bool
) -> None:
    """Write a person's row of the year."""
    row = session.get(PostRow, (official.id, year))
    if row is not None and row.jurisdiction != jurisdiction and row.serves:
        raise PersonElsewhere("A person's number is in use elsewhere in this year.")
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
