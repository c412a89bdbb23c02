"""In whose share of 优秀 everybody of a year counts: one answer for quota, places and papers.

Who no longer serves and has a grade of the year stays in the group of the last post here.

May import: grades' domain and store, people's store, shared.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from appraisal_service.grades.domain import quota_group
from appraisal_service.grades.store import rows as stored
from appraisal_service.grades.store.tables import AppraisalRow
from appraisal_service.people import store as people
from shared.rules.parameters import ExcellentQuota


def named_groups(session: Session, jurisdiction: str, year: int) -> dict[str, str]:
    """Return the group that the newest post here names, by person; who has none is left out."""
    return {
        person: group
        for person, group in people.last_groups(session, jurisdiction, year).items()
        if group is not None
    }


def groups_of(
    session: Session,
    where: tuple[str, int],
    quota: ExcellentQuota,
    graded: Sequence[AppraisalRow],
) -> dict[str, str]:
    """Return the group of everybody who serves or has a grade.

    Args:
        session: the caller's.
        where: jurisdiction and year.
        quota: which says of whom the share is taken.
        graded: the newest version of everybody's grade.
    """
    named = named_groups(session, *where)
    units = {official.id: official.unit for official in people.roster(session, *where).people}
    for row in graded:
        if row.person not in units:
            derived = stored.derivation(session, row.derivation)
            units[row.person] = derived["inputs"]["person"]["unit"]
    return {person: quota_group(quota, unit, named.get(person)) for person, unit in units.items()}
