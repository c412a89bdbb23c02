"""Who is appraised for the year in another jurisdiction: nobody gets two grades of one year.

Who moved within the year is appraised where they serve at its end. Where the grade of the year was
published elsewhere before they came, or is being decided there because they served there until
the year's last day, nothing is proposed here, and they are named.

May import: grades' store, people's store.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from appraisal_service.grades.domain import State
from appraisal_service.grades.store import rows
from appraisal_service.grades.store import showing as queries
from appraisal_service.people import store as people

TOLD = ("published", "final")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Somebody whose grade of the year is another jurisdiction's."""

    person: str
    name: str
    jurisdiction: str
    title: str
    """The other jurisdiction's."""
    state: State
    """Of the grade there; until it is published it may still be dropped there."""


def appraised_elsewhere(
    session: Session, jurisdiction: str, year: int, persons: Collection[str]
) -> dict[str, Elsewhere]:
    """Return those of ``persons``, none with a grade here, whom another jurisdiction appraises.

    What another one only began for somebody who left it before the year was over counts for
    nothing: it is not published there (see ``leaving``).
    """
    found: dict[str, Elsewhere] = {}
    for row in rows.of_other_jurisdictions(session, jurisdiction, year, persons):
        last = queries.last_days(session, row.jurisdiction, [row.person]).get(row.person, "")
        if row.state in TOLD or (row.state != "superseded" and last >= f"{year:04}-12-31"):
            home = people.get_jurisdiction(session, row.jurisdiction, year)
            name = queries.person_name(session, row.person)
            found[row.person] = Elsewhere(row.person, name, home.id, home.title, row.state)
    return found
