"""Records of facts and their batches: rows are appended and never changed.

May import: SQLAlchemy, appraisal_service.db, this room's domain, shared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    and_,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from appraisal_service.db import Base
from appraisal_service.facts.domain.kinds import SubjectKind
from appraisal_service.facts.domain.records import FactBatch, Key, Paper, Record, Wanted
from shared.plumbing.db import JSONColumn, UTCDateTime
from shared.rules.person_year import FOLLOWING, LASTING, YEARS_BACK, YearFact, matters


class FactBatchRow(Base):
    """Where records came from: one paper, one import."""

    __tablename__ = "fact_batch"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(String(64))
    year: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(32))
    document: Mapped[str] = mapped_column(String(200))
    date: Mapped[str] = mapped_column(String(10))
    source_body: Mapped[str] = mapped_column(String(200))
    imported_by: Mapped[str] = mapped_column(String(450))
    imported_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(String(200), default="")
    """Why it takes the place of another record; "" where it takes none's."""


class FactRow(Base):
    """One record; ``value`` is its kind's."""

    __tablename__ = "fact"
    __table_args__ = (Index(None, "jurisdiction", "year", "kind"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    batch: Mapped[str] = mapped_column(ForeignKey("fact_batch.digest"), index=True)
    jurisdiction: Mapped[str] = mapped_column(String(64))
    year: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(32))
    subject_kind: Mapped[SubjectKind] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(64))
    period: Mapped[str] = mapped_column(String(16))
    value: Mapped[dict[str, Any]] = mapped_column(JSONColumn)
    supersedes: Mapped[str | None] = mapped_column(ForeignKey("fact.id"), unique=True)
    withdrawn: Mapped[bool] = mapped_column(Boolean)


Where = tuple[str, int, str]
"""Jurisdiction, year and kind of a record."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A record with what the service knows beside it."""

    row: FactRow
    batch: FactBatchRow
    superseded_by: str | None
    gone: bool
    """It was withdrawn: what supersedes it puts nothing in its place."""

    @property
    def record(self) -> Record:
        """The record as its id names it."""
        row, batch = self.row, self.batch
        paper = Paper(batch.document, batch.date, batch.source_body)
        return Record(
            row.jurisdiction,
            row.year,
            row.kind,
            row.subject_kind,
            row.subject,
            row.period,
            row.value,
            paper,
            row.supersedes,
            row.withdrawn,
        )

    @property
    def where(self) -> Where:
        """Of which year and kind it is."""
        return self.row.jurisdiction, self.row.year, self.row.kind

    @property
    def state(self) -> str:
        """``in_force``, ``superseded``, ``withdrawn``, or ``withdrawal`` for the act itself."""
        if self.row.withdrawn:
            return "withdrawal"
        if self.superseded_by is None:
            return "in_force"
        return "withdrawn" if self.gone else "superseded"


def find_fact_batch(session: Session, digest: str) -> FactBatchRow | None:
    """Return the batch, or None."""
    return session.get(FactBatchRow, digest)


def fact_batches(session: Session, jurisdiction: str, year: int) -> list[FactBatchRow]:
    """Return the year's batches, those too without a record: of their kind there was nothing."""
    query = select(FactBatchRow).where(
        FactBatchRow.jurisdiction == jurisdiction, FactBatchRow.year == year
    )
    return list(session.scalars(query.order_by(FactBatchRow.imported_at, FactBatchRow.digest)))


def records_of(session: Session, batch: str) -> tuple[Record, ...]:
    """Return the records of a batch."""
    return tuple(one.record for one in _stored(session, _all().where(FactRow.batch == batch)))


def add_fact_batch(
    session: Session, batch: FactBatch, by: str, at: datetime, reason: str = ""
) -> None:
    """Append a batch with its records; ``reason``: why it takes another record's place."""
    digest = batch.digest
    session.add(
        FactBatchRow(
            digest=digest,
            jurisdiction=batch.jurisdiction,
            year=batch.year,
            kind=batch.kind,
            document=batch.paper.document,
            date=batch.paper.date,
            source_body=batch.paper.source_body,
            imported_by=by,
            imported_at=at,
            reason=reason,
        )
    )
    session.flush()
    session.add_all(_row(digest, record) for record in batch.records)
    session.flush()


def taken_back(session: Session, facts: Collection[str]) -> set[str]:
    """Return those of ``facts`` that are stored and do not stand any more."""
    query = _all().where(FactRow.id.in_(list(facts)))
    return {one.row.id for one in _stored(session, query) if one.state != "in_force"}


def papers_of(session: Session, facts: Collection[str]) -> dict[str, FactBatchRow]:
    """Return the paper behind each of these records, by the record's id."""
    query = _all().where(FactRow.id.in_(list(facts)))
    return {one.row.id: one.batch for one in _stored(session, query)}


def find_fact(session: Session, fact: str) -> Stored | None:
    """Return a record by its id, or None."""
    return next(iter(_stored(session, _all().where(FactRow.id == fact))), None)


def standing_keys(
    session: Session, jurisdiction: str, year: int, kind: str, besides: str | None = None
) -> set[Key]:
    """Return what the records that stand occupy, in the year and those next to it.

    Args:
        session: the caller's.
        jurisdiction: whose.
        year: of what is to be added.
        kind: of what is to be added.
        besides: the record that is to be superseded.
    """
    query = _in_force(jurisdiction, range(year - 1, year + 2)).where(FactRow.kind == kind)
    return {
        key
        for one in _stored(session, query)
        if one.row.id != besides
        for key in one.record.occupies()
    }


def standing(session: Session, jurisdiction: str, year: int, kind: str) -> list[Stored]:
    """Return the records of a kind that stand in the year."""
    query = _in_force(jurisdiction, [year]).where(FactRow.kind == kind)
    return _stored(session, query.order_by(FactRow.subject, FactRow.id))


def page(session: Session, wanted: Wanted, offset: int, most: int) -> tuple[int, list[Stored]]:
    """Return how many records there are, superseded ones too, and some of them."""
    query = _all().where(FactRow.jurisdiction == wanted.jurisdiction, FactRow.year == wanted.year)
    if wanted.kind is not None:
        query = query.where(FactRow.kind == wanted.kind)
    if wanted.subject is not None:
        query = query.where(FactRow.subject == wanted.subject)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(FactRow.kind, FactRow.subject, FactRow.period, FactRow.id)
    return total, _stored(session, ordered.offset(offset).limit(most))


def year_facts(session: Session, jurisdiction: str, year: int) -> Mapping[str, list[YearFact]]:
    """Return the facts in force that a year's grades may rest on, by subject, sorted by id.

    Facts of earlier years are among them where their kind still matters: audit points of three
    years, rankings of two, and whatever lasts into the year. A ruling on a ranking that was
    superseded is left out.
    """
    query = _standing(jurisdiction).where(FactRow.year <= year, _may_matter(year))
    asked = query.with_only_columns(
        FactRow.id, FactRow.kind, FactRow.year, FactRow.subject, FactRow.period, FactRow.value
    )
    rows = [
        (fact, kind, subject, period, value)
        for fact, kind, of_year, subject, period, value in session.execute(asked)
        if matters(kind, of_year, year, value)
    ]
    there = {row[0] for row in rows}
    return _by_subject(
        row for row in rows if row[1] != "ranking_ruling" or row[4]["ranking"] in there
    )


def _may_matter(year: int) -> ColumnElement[bool]:
    """Return what ``matters`` asks, for the database: most of a county's old records stay there."""
    day = f"{year:04}-01-01"
    recent = (
        and_(FactRow.kind == kind, FactRow.year >= year - back) for kind, back in YEARS_BACK.items()
    )
    lasting = (
        and_(FactRow.kind == kind, FactRow.value[last].as_string() >= day)
        for kind, last in LASTING.items()
    )
    return or_(FactRow.year == year, *recent, *lasting)


def followed_facts(
    session: Session, jurisdiction: str, year: int, persons: Collection[str]
) -> Mapping[str, list[YearFact]]:
    """Return what other jurisdictions recorded of people who serve here, as ``year_facts``.

    Only the account of points belongs to the person, also after a transfer (E16).
    """
    query = _standing_anywhere().where(
        FactRow.jurisdiction != jurisdiction,
        FactRow.kind.in_(FOLLOWING),
        FactRow.year.between(year - max(YEARS_BACK[kind] for kind in FOLLOWING), year),
    )
    asked = query.with_only_columns(
        FactRow.id, FactRow.kind, FactRow.subject, FactRow.period, FactRow.value
    )
    return _by_subject(row for row in session.execute(asked) if row[2] in persons)


def _by_subject(rows: Iterable[Any]) -> dict[str, list[YearFact]]:
    """Return facts by subject, sorted by id; of each its id, kind, subject, period and value.

    Every page of a person reads a whole county's: each was checked when it was recorded, and is not
    checked again.
    """
    found: dict[str, list[YearFact]] = {}
    for fact, kind, subject, period, value in sorted(rows, key=itemgetter(0)):
        made = YearFact.model_construct(
            id=fact, kind=kind, subject=subject, period=period, value=value
        )
        found.setdefault(subject, []).append(made)
    return found


def rankings(session: Session, jurisdiction: str) -> dict[str, Mapping[str, Any]]:
    """Return what every ranking says, of every year, whether it stands or not, by its id."""
    query = select(FactRow.id, FactRow.value).where(
        FactRow.jurisdiction == jurisdiction,
        FactRow.kind == "ranking",
        FactRow.withdrawn.is_(False),
    )
    return {row.id: row.value for row in session.execute(query)}


def facts_of_kinds(
    session: Session, jurisdiction: str, kinds: Collection[str]
) -> Mapping[str, list[YearFact]]:
    """Return the facts in force of these kinds, of every year, by subject, sorted by id."""
    query = _all().where(
        FactRow.jurisdiction == jurisdiction,
        FactRow.kind.in_(list(kinds)),
        FactRow.withdrawn.is_(False),
        _Later.id.is_(None),
    )
    found: dict[str, list[YearFact]] = {}
    for row in session.scalars(query.with_only_columns(FactRow).order_by(FactRow.id)):
        fact = YearFact(
            id=row.id, kind=row.kind, subject=row.subject, period=row.period, value=row.value
        )
        found.setdefault(row.subject, []).append(fact)
    return found


def _row(batch: str, record: Record) -> FactRow:
    """Return a record's row."""
    return FactRow(
        id=record.id,
        batch=batch,
        jurisdiction=record.jurisdiction,
        year=record.year,
        kind=record.kind,
        subject_kind=record.subject_kind,
        subject=record.subject,
        period=record.period,
        value=dict(record.value),
        supersedes=record.supersedes,
        withdrawn=record.withdrawn,
    )


_Later = aliased(FactRow)
_Query = Select[FactRow, FactBatchRow, str, bool]


def _all() -> _Query:
    """Return the query of every record, with its batch and what supersedes it."""
    return (
        select(FactRow, FactBatchRow, _Later.id, _Later.withdrawn)
        .join(FactBatchRow, FactBatchRow.digest == FactRow.batch)
        .outerjoin(_Later, _Later.supersedes == FactRow.id)
    )


def _in_force(jurisdiction: str, years: Collection[int]) -> _Query:
    """Return the query of the records that stand in ``years``."""
    return _standing(jurisdiction).where(FactRow.year.in_(list(years)))


def _standing(jurisdiction: str) -> _Query:
    """Return the query of the records that stand, of all years."""
    return _standing_anywhere().where(FactRow.jurisdiction == jurisdiction)


def _standing_anywhere() -> _Query:
    """Return the query of the records that stand, of all jurisdictions and years."""
    return _all().where(
        FactRow.withdrawn.is_(False),
        _Later.id.is_(None),
    )


def _stored(session: Session, query: _Query) -> list[Stored]:
    """Return what a query finds."""
    return [
        Stored(row, batch, later, bool(gone)) for row, batch, later, gone in session.execute(query)
    ]
