"""Who has a grade of a year and left before the year was over: they hold up nobody else.

A grade is about the work of a whole year. Who served until its last day is graded, whatever they
do afterwards: their grade is published and becomes final as anybody's. Who is recorded as having
left before is not among those who are appraised: nothing new is proposed for them, and what waits
to be decided or published stays where it is. It is published if the record turns out to be wrong
and they are listed again. What was published already goes its way.

May import: grades' store, people's store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from appraisal_service.grades.store import showing as queries
from appraisal_service.grades.store.tables import AppraisalRow
from appraisal_service.people import store as people

WAITS = ("proposed", "decided")


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody whose grade is not published, because they left."""

    person: str
    name: str
    last_day: str | None
    """Of their service here; None where nobody stated it."""


def left_out(
    session: Session, jurisdiction: str, year: int, there: Sequence[AppraisalRow]
) -> dict[str, Left]:
    """Return those whose grade is not published because they left, by person.

    Args:
        session: the caller's.
        jurisdiction: whose year it is.
        year: which.
        there: the newest version of everybody's grade.
    """
    waiting = [row.person for row in there if row.state in WAITS]
    serving = people.serving(session, jurisdiction, year) if waiting else set()
    gone = [person for person in waiting if person not in serving]
    last_days = queries.last_days(session, jurisdiction, gone)
    return {
        person: Left(person, queries.person_name(session, person), last_days.get(person))
        for person in sorted(gone)
        if last_days.get(person, "") < f"{year:04}-12-31"
    }
