"""How many facts of each kind a year has: what the first page of facts shows.

May import: facts' domain and store, people's store, appraisal_service.office, shared.
"""

from __future__ import annotations

from dataclasses import dataclass

from appraisal_service.facts import store as attendance
from appraisal_service.facts.actions.recording import known_names
from appraisal_service.facts.domain.columns import COLUMNS
from appraisal_service.facts.domain.kinds import KINDS
from appraisal_service.facts.domain.records import Wanted
from appraisal_service.facts.domain.telling import Language, ranking_told
from appraisal_service.facts.store import records as store
from appraisal_service.office import Office
from appraisal_service.people import store as people
from shared.plumbing.db import reading


@dataclass(frozen=True, slots=True)
class KindCount:
    """One kind of facts in one year."""

    kind: str
    records: int
    by_file: bool
    """Whether facts of this kind are brought as a file."""


@dataclass(frozen=True, slots=True)
class FactsCount:
    """What is known of a year's facts."""

    title: str
    """The jurisdiction's."""
    attendance_files: int
    """Those that stand."""
    kinds: list[KindCount]


def count_facts(office: Office, jurisdiction: str, year: int) -> FactsCount:
    """Return how many facts there are of each kind, superseded ones included.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    with reading(office.sessions) as session:
        home = people.get_jurisdiction(session, jurisdiction, year)
        return FactsCount(
            home.title,
            len(attendance.standing_batches(session, jurisdiction, year)),
            [
                KindCount(
                    kind,
                    store.page(session, Wanted(jurisdiction, year, kind), 0, 0)[0],
                    kind in COLUMNS,
                )
                for kind in KINDS
            ],
        )


def names_of_subjects(
    office: Office, jurisdiction: str, year: int, language: Language
) -> dict[str, str]:
    """Return the names of officials and units by their numbers, of rankings by their digests.

    Also of who has left, and of people whose year began later: facts may be about them.

    Raises:
        NoSuchJurisdiction: set up neither for that year nor for a later one.
    """
    with reading(office.sessions) as session:
        units, here = known_names(session, jurisdiction, year)
        rankings = store.rankings(session, jurisdiction)
    return units | here | {fact: ranking_told(value, language) for fact, value in rankings.items()}
