"""Reading the feed.

May import: feed's domain, grades' domain and store, appraisal_service.office, shared.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from appraisal_service.feed import domain
from appraisal_service.grades.domain import NoSuchProposal
from appraisal_service.grades.store import rows
from appraisal_service.grades.store.tables import AppraisalRow
from appraisal_service.office import Office
from shared.crypto import jsontext
from shared.plumbing.db import reading

STAFF = frozenset({"officer", "decider"})


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of the feed: signed grades, whose they are, and where to read on."""

    grades: list[Any]
    jurisdictions: dict[str, str]
    """By person's number: a grade's unit is one of theirs. Its derivation says so, too."""
    cursor: str


def grades_since(office: Office, year: int, cursor: str) -> Page:
    """Return the final grades of ``year`` after ``cursor``, at most ``domain.MOST``.

    A grade that a later version replaced is left out: its successor comes at its own place.

    Raises:
        UnusableCursor: not a cursor of this feed.
        CursorAhead: beyond its end.
    """
    position = domain.read_cursor(cursor)
    with reading(office.sessions) as session:
        domain.check_cursor(position, rows.last_position(session))
        found = rows.final_since(session, year, position, domain.MOST)
        last = found[-1].position if found else position
        whose = {row.person: row.jurisdiction for row in found}
        return Page([_signed(row) for row in found], whose, str(last))


def one_grade(office: Office, person: str, year: int) -> object:
    """Return the signed final grade of one person and year.

    Raises:
        NoSuchGrade: there is none, or it is not final yet.
    """
    with reading(office.sessions) as session:
        row = rows.find_final(session, person, year)
        if row is None:
            raise domain.NoSuchGrade("There is no final grade of this person and year.")
        return _signed(row)


def one_derivation(office: Office, roles: Collection[str], digest: str) -> dict[str, Any]:
    """Return a derivation; machines of the feed see only those behind final grades.

    Raises:
        NoSuchDerivation: there is none of this digest for this caller.
    """
    with reading(office.sessions) as session:
        if STAFF.isdisjoint(roles) and not rows.is_final_derivation(session, digest):
            raise domain.NoSuchDerivation("There is no such derivation.")
        try:
            return rows.derivation(session, digest)
        except NoSuchProposal:
            raise domain.NoSuchDerivation("There is no such derivation.") from None


def _signed(row: AppraisalRow) -> object:
    """Return the signed grade document of a final row."""
    assert row.signed is not None, "a final grade is signed"
    return jsontext.decode(row.signed)
