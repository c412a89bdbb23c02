"""Findings: rows are appended and never changed.

May import: SQLAlchemy, appraisal_service.db, this room's domain.
"""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Boolean, Index, Integer, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from appraisal_service.db import Base
from appraisal_service.facts.domain.findings import FoundFact


class FindingRow(Base):
    """A finding two officers stand behind; of one subject and clause the latest paper counts."""

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


def newest_findings(
    session: Session, jurisdiction: str, year: int, back: Mapping[str, int]
) -> list[FindingRow]:
    """Return the finding that counts for each subject and clause: that of the latest paper.

    The same paper entered anew takes the place of what it said; otherwise the paper's day
    decides, as of findings that a result carries, and not when the second officer came to it. Of
    the clauses in ``back``, which end windows, every paper counts: the rules say which answers
    which window (L03). They stand by subject and clause, and then as in ``findings_of``.

    Args:
        back: by clause, how many years before ``year`` its findings are read too; others none.
    """
    read = [
        row
        for of_year in range(year - max(back.values(), default=0), year + 1)
        for row in _findings(session, jurisdiction, of_year)
        if year - of_year <= back.get(row.rule, 0)
    ]
    newest: dict[tuple[str, str, str], FindingRow] = {}
    for row in _papers(read):
        newest[row.subject, row.rule, row.document if row.rule in back else ""] = row
    return sorted(newest.values(), key=lambda row: (row.subject, row.rule))


def page_of_findings(
    session: Session, year: tuple[str, int], wanted: Mapping[str, str], offset: int, most: int
) -> tuple[int, list[FindingRow]]:
    """Return how many findings a year has, and some of them, oldest first.

    Args:
        session: the caller's.
        year: jurisdiction and year.
        wanted: perhaps the ``subject`` and the ``rule`` that are asked for.
        offset: how many are passed over.
        most: how many come.
    """
    query = select(FindingRow).filter_by(jurisdiction=year[0], year=year[1], **wanted)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(FindingRow.number).offset(offset).limit(most)
    return total, list(session.scalars(ordered))


def findings_of(session: Session, jurisdiction: str, rules: Collection[str]) -> list[FindingRow]:
    """Return every paper under these clauses, of every year, as it was last entered.

    By the papers' days, of one day in the order in which they were entered.
    """
    query = (
        select(FindingRow)
        .where(FindingRow.jurisdiction == jurisdiction, FindingRow.rule.in_(list(rules)))
        .order_by(FindingRow.year, FindingRow.number)
    )
    return _papers(session.scalars(query))


def _papers(rows: Iterable[FindingRow]) -> list[FindingRow]:
    """Return each paper of ``rows`` once: as last entered, by its day, then as entered.

    Whoever shares findings out among windows reads them in this order: of two papers of one day
    the order decides which window each of them ends.

    Args:
        rows: by year and number.
    """
    papers = {(row.subject, row.rule, row.document): row for row in rows}
    return sorted(papers.values(), key=lambda row: (row.date, row.year, row.number))


def _findings(session: Session, jurisdiction: str, year: int) -> list[FindingRow]:
    """Return every finding of the year, oldest first."""
    query = (
        select(FindingRow)
        .where(FindingRow.jurisdiction == jurisdiction, FindingRow.year == year)
        .order_by(FindingRow.number)
    )
    return list(session.scalars(query))
