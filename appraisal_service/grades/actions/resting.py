"""Which grades rest on a recorded fact: whoever corrects it sees whom that is about.

May import: facts' actions, grades' store, appraisal_service.office, shared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from appraisal_service.facts.actions.showing import one_fact
from appraisal_service.grades.actions.showing import address
from appraisal_service.grades.domain import State
from appraisal_service.grades.store import showing as queries
from appraisal_service.office import Office
from shared.plumbing.db import reading


@dataclass(frozen=True, slots=True)
class Resting:
    """The newest version of somebody's grade of a year, of which a fact is part."""

    person: str
    name: str
    year: int
    state: State
    here: str
    """The address of the year's page."""


@dataclass(frozen=True, slots=True)
class FactGrades:
    """A fact, whether it stands, and the grades that rest on it."""

    id: str
    kind: str
    stands: bool
    grades: Sequence[Resting]


def grades_resting_on(
    office: Office, jurisdiction: str, year: int, kind: str, fact: str
) -> FactGrades:
    """Return the grades of the year and of later ones that rest on a fact.

    Raises:
        NoSuchFact: there is none of this digest in that year and of that kind.
    """
    shown = one_fact(office, fact, (jurisdiction, year, kind))
    subject = shown["fact"]["subject"]
    person = subject["id"] if subject["kind"] == "official" else None
    with reading(office.sessions) as session:
        found = [
            Resting(
                row.person,
                queries.person_name(session, row.person),
                row.year,
                row.state,
                address(jurisdiction, row.year),
            )
            for row in queries.resting_on(session, jurisdiction, year, fact)
        ]
    listed = sorted(found, key=lambda one: (one.person != person, -one.year, one.person))
    return FactGrades(fact, kind, shown["state"] == "in_force", listed)
