"""Tables of the room: packs, jurisdictions, units, teams, people, posts, and a year's record.

A post's or team's row holds from ``valid_from`` until the next row of the same person or team.

May import: SQLAlchemy, appraisal_service.db, this room's domain, shared.plumbing.db.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from appraisal_service.db import Base
from appraisal_service.people.domain import Role, Scale
from shared.plumbing.db import JSONColumn, UTCDateTime


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
    vertical: Mapped[bool] = mapped_column(Boolean)
    place: Mapped[int]
    """In the order in which units were first imported; of the papers alone."""


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
    quota_group: Mapped[str | None] = mapped_column(String(64))


class ServiceRow(Base):
    """A post with its first day; it ends before the person's next one, or on ``until``."""

    __tablename__ = "service"

    person: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    since: Mapped[str] = mapped_column(String(10), primary_key=True)
    dated: Mapped[bool] = mapped_column(Boolean)
    """Somebody stated the day; otherwise it is the first of the year of the import."""
    jurisdiction: Mapped[str] = mapped_column(String(64), index=True)
    unit: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(String(16))
    team: Mapped[str | None] = mapped_column(String(64))
    until: Mapped[str | None] = mapped_column(String(10))


class EventRow(Base):
    """Who did what about a year, when and why; of grades, too, which stand on these rooms."""

    __tablename__ = "event"
    __table_args__ = (Index(None, "jurisdiction", "year"),)

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    jurisdiction: Mapped[str] = mapped_column(String(64))
    year: Mapped[int] = mapped_column(Integer)
    act: Mapped[str] = mapped_column(String(64))
    person: Mapped[str | None] = mapped_column(String(64))
    by: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
