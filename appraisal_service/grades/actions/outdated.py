"""Which grades do not rest on the evidence as it stands: publishing refuses them, so pages say so.

Nothing is derived for this. Of a whole year one digest a person is compared, and a document is
read only where the digests differ.

May import: grades' domain and store, this folder, shared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.grades.actions.evidence import YearEvidence
from appraisal_service.grades.domain import State
from appraisal_service.grades.store import rows
from appraisal_service.grades.store.tables import AppraisalRow

TOLD: tuple[State, ...] = ("published", "final")
"""From here on findings for after the grade change nothing (see ``changed_since_published``)."""
FACTS = ("facts", "unit_facts", "team_facts", "overlap")


@dataclass(frozen=True, slots=True)
class Changed:
    """What has changed since a derivation was computed."""

    parts: Sequence[str]
    """Names of inputs, and ``pack``; never empty."""
    gone: frozenset[str]
    """Ids of facts that it rests on and that do not stand any more."""
    new: Sequence[Mapping[str, Any]]
    """Facts that have come since, as derivations hold them, each once."""


def changed_since(
    evidence: YearEvidence, row: AppraisalRow, document: Mapping[str, Any]
) -> Changed | None:
    """Return what has changed since the derivation of a grade; None if nothing has."""
    officials = {official.id: official for official in evidence.roster.people}
    if row.state in TOLD:
        parts = evidence.changed_since_published(document["inputs"])
    else:
        parts = evidence.changed(officials.get(row.person), document)
    if not parts:
        return None
    before = _facts(document["inputs"])
    now = _facts(evidence.as_they_stand(officials.get(row.person), document))
    gone, new = before.keys() - now.keys(), sorted(now.keys() - before.keys())
    return Changed(parts, frozenset(gone), [now[fact] for fact in new])


def outdated(
    session: Session, evidence: YearEvidence, there: Sequence[AppraisalRow]
) -> frozenset[str]:
    """Return the numbers of those whose grade rests on other evidence than there is now.

    Args:
        session: the caller's.
        evidence: of the year, as it stands.
        there: the newest version of everybody's grade.
    """
    officials = {official.id: official for official in evidence.roster.people}
    rested = rows.rested_on(session, evidence.jurisdiction, evidence.year)
    return frozenset(
        row.person
        for row in there
        if row.person not in officials
        or rested[row.derivation] != evidence.rests_on(officials[row.person])
        if changed_since(evidence, row, rows.derivation(session, row.derivation))
    )


def _facts(inputs: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the facts among the inputs, by id."""
    return {fact["id"]: fact for name in FACTS for fact in inputs.get(name, [])}
