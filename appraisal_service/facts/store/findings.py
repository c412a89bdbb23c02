"""Findings: rows are appended and never changed.

May import: SQLAlchemy, appraisal_service.db, this room's domain.
"""

from sqlalchemy import Boolean, Index, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from appraisal_service.db import Base
from appraisal_service.facts.domain.findings import FoundFact


class FindingRow(Base):
    """A finding two officers stand behind; of one subject and clause the newest counts."""

    __tablename__ = "finding"
    __table_args__ = (Index(None, "jurisdiction", "year"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    """Counts the findings of one jurisdiction and year: a higher one came later."""
    jurisdiction: Mapped[str] = mapped_column(String(64))
    year: Mapped[int] = mapped_column(Integer)
    subject: Mapped[str] = mapped_column(String(64))
    rule: Mapped[str] = mapped_column(String(8))
    value: Mapped[bool] = mapped_column(Boolean)
    document: Mapped[str] = mapped_column(String(200))
    date: Mapped[str] = mapped_column(String(10))
    by: Mapped[str] = mapped_column(String(450))


def add_finding(
    session: Session, finding_id: str, jurisdiction: str, year: int, found: FoundFact, by: str
) -> None:
    """Append a finding."""
    session.add(
        FindingRow(
            id=finding_id,
            number=len(_findings(session, jurisdiction, year)) + 1,
            jurisdiction=jurisdiction,
            year=year,
            subject=found.subject,
            rule=found.rule,
            value=found.value,
            document=found.document,
            date=found.date,
            by=by,
        )
    )


def newest_findings(session: Session, jurisdiction: str, year: int) -> list[FindingRow]:
    """Return the finding that counts for each subject and clause."""
    newest = {(row.subject, row.rule): row for row in _findings(session, jurisdiction, year)}
    return [newest[key] for key in sorted(newest)]


def _findings(session: Session, jurisdiction: str, year: int) -> list[FindingRow]:
    """Return every finding of the year, oldest first."""
    query = (
        select(FindingRow)
        .where(FindingRow.jurisdiction == jurisdiction, FindingRow.year == year)
        .order_by(FindingRow.number)
    )
    return list(session.scalars(query))
