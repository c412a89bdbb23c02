"""Jurisdictions, units, people and their posts in time: rows and queries.

A post's or team's row holds from ``valid_from`` until the next row of the same person or team.

May import: SQLAlchemy, appraisal_service.db, appraisal_service.people.domain, shared.rules.packs.
"""

from typing import Any

from sqlalchemy import Boolean, ForeignKey, Integer, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from appraisal_service.db import Base
from appraisal_service.people.domain import (
    NoSuchJurisdiction,
    Official,
    PeopleList,
    PersonElsewhere,
    Role,
    Scale,
    Team,
    Unit,
)
from shared.plumbing.db import JSONColumn, insert_once
from shared.rules.packs import Pack, pack_from_document


class PackRow(Base):
    """A resolved jurisdiction pack, by digest."""

    __tablename__ = "pack"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSONColumn)


class JurisdictionRow(Base):
    """One jurisdiction in one year, and the pack that holds for it."""

    __tablename__ = "jurisdiction"
    __table_args__ = (UniqueConstraint("year", "pack"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    pack: Mapped[str] = mapped_column(ForeignKey("pack.digest"))


class UnitRow(Base):
    """A unit of a jurisdiction."""

    __tablename__ = "unit"

    jurisdiction: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))


class TeamRow(Base):
    """A team as it is from a year on."""

    __tablename__ = "team"

    jurisdiction: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    valid_from: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(64))
    head: Mapped[str] = mapped_column(String(64))


class PersonRow(Base):
    """A person's number and name."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))


class PostRow(Base):
    """What a person is from a year on; ``serves`` false means: left."""

    __tablename__ = "post"

    person: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    valid_from: Mapped[int] = mapped_column(Integer, primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(String(64), index=True)
    unit: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(String(16))
    team: Mapped[str | None] = mapped_column(String(64))
    scale: Mapped[Scale] = mapped_column(String(16))
    serves: Mapped[bool] = mapped_column(Boolean)


def add_pack(session: Session, pack: Pack) -> None:
    """Keep ``pack``, once."""
    insert_once(
        session, PackRow, {"digest": pack.digest, "document": pack.to_document()}, ["digest"]
    )


def get_pack(session: Session, digest: str) -> Pack:
    """Return the pack of this digest, which a jurisdiction names."""
    return pack_from_document(session.get_one(PackRow, digest).document)


def find_jurisdiction(session: Session, jurisdiction: str, year: int) -> JurisdictionRow | None:
    """Return the jurisdiction in that year, or None."""
    return session.get(JurisdictionRow, (jurisdiction, year))


def get_jurisdiction(session: Session, jurisdiction: str, year: int) -> JurisdictionRow:
    """Return the jurisdiction in that year.

    Raises:
        NoSuchJurisdiction: nobody set it up.
    """
    row = find_jurisdiction(session, jurisdiction, year)
    if row is None:
        raise NoSuchJurisdiction("This jurisdiction is not set up for this year.")
    return row


def lock_jurisdiction(session: Session, jurisdiction: str, year: int) -> JurisdictionRow:
    """Return the jurisdiction's row, held until the transaction ends.

    Whoever imports, derives, decides or publishes takes it, so that these come one by one.

    Raises:
        NoSuchJurisdiction: nobody set it up.
    """
    get_jurisdiction(session, jurisdiction, year)
    return session.get_one(JurisdictionRow, (jurisdiction, year), with_for_update=True)


def newest_year(session: Session, jurisdiction: str) -> int:
    """Return the newest year the jurisdiction is set up for.

    Raises:
        NoSuchJurisdiction: there is none.
    """
    query = select(func.max(JurisdictionRow.year)).where(JurisdictionRow.id == jurisdiction)
    year = session.scalar(query)
    if year is None:
        raise NoSuchJurisdiction("This jurisdiction is not set up.")
    return year


def jurisdiction_of_pack(session: Session, year: int, pack: str) -> JurisdictionRow | None:
    """Return the one jurisdiction that uses ``pack`` in ``year``, or None."""
    query = select(JurisdictionRow).where(
        JurisdictionRow.year == year, JurisdictionRow.pack == pack
    )
    return session.scalar(query)


def roster(session: Session, jurisdiction: str, year: int) -> PeopleList:
    """Return who and what the jurisdiction has in ``year``, each list sorted by id."""
    units = session.scalars(
        select(UnitRow).where(UnitRow.jurisdiction == jurisdiction).order_by(UnitRow.id)
    )
    return PeopleList(
        [Unit(row.id, row.name) for row in units],
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
        Official(row.person, name, row.unit, row.title, row.role, row.team, row.scale)
        for row, name in newest.values()
        if row.jurisdiction == jurisdiction and row.serves
    ]


def names(session: Session) -> dict[str, str]:
    """Return the name of every person ever entered, by number."""
    return {row.id: row.name for row in session.scalars(select(PersonRow))}


def put_unit(session: Session, jurisdiction: str, unit: Unit) -> None:
    """Add or rename a unit."""
    session.merge(UnitRow(jurisdiction=jurisdiction, id=unit.id, name=unit.name))


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
    """Write what a person is from ``year`` on.

    Raises:
        PersonElsewhere: the number belongs to another jurisdiction in the same year.
    """
    session.merge(PersonRow(id=official.id, name=official.name))
    session.flush()
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
            serves=True,
        )
    )


def end_service(session: Session, jurisdiction: str, year: int, official: Official) -> None:
    """Write that a person no longer serves from ``year`` on."""
    put_official(session, jurisdiction, year, official)
    session.get_one(PostRow, (official.id, year)).serves = False
