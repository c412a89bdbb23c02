"""认定末位: two officers say whether a unit counts as last in a ranking (E14, K02).

Several units with the lowest score are tied; none of them is punished until people said so. For
K02 the ruling also names the deputy whose main task dragged the result down.

May import: facts' and people's domain and store, appraisal_service.db, .office, shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.db import ApprovalRow
from appraisal_service.facts.actions.findings import FindingEntered
from appraisal_service.facts.actions.recording import Source, known_subjects, lock_year
from appraisal_service.facts.domain.faults import FactsRejected, Fault, NoSuchFact, message
from appraisal_service.facts.domain.kinds import Ranking
from appraisal_service.facts.domain.records import Entry, Paper, Record, read_entries
from appraisal_service.facts.store import records as store
from appraisal_service.facts.store.records import Stored
from appraisal_service.office import Office
from shared.plumbing.access import Actor
from shared.plumbing.db import unit_of_work
from shared.plumbing.two_person import approve

KIND = "ranking_ruling"


@dataclass(frozen=True, slots=True)
class RankingRuled:
    """What one officer says of a unit in a ranking."""

    unit: str
    ranking: str
    """Id of the ranking's record."""
    last: bool
    deputy: str | None
    paper: Paper

    @property
    def value(self) -> Mapping[str, Any]:
        """The value of the record that it becomes."""
        return {"ranking": self.ranking, "last": self.last, "deputy": self.deputy}


def rule_on_ranking(office: Office, actor: Actor, ruled: RankingRuled) -> FindingEntered:
    """Write that ``actor`` stands behind ``ruled``; with the second officer it is recorded.

    It takes the place of an earlier ruling on the same unit in the same ranking.

    Raises:
        NoSuchFact: the ranking does not exist, or does not stand any more.
        FactsRejected: the unit's score is not the lowest, the deputy is nobody here, or exactly
            this stands already.
        SamePerson: this officer has entered it already.
    """
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        ranking = _ranking(session, ruled.ranking)
        record = _record(session, ranking, ruled)
        approval = approve(session, ApprovalRow, KIND, record.id, actor, office.clock)
        if approval.count == 2:
            batch = _source(ranking, ruled.paper).batch([record])
            store.add_fact_batch(session, batch, "、".join(approval.names), office.clock())
    return FindingEntered(approval.count, approval.complete)


def _ranking(session: Session, fact: str) -> Record:
    """Return a ranking that stands; its year is locked."""
    found = store.find_fact(session, fact)
    if found is not None:
        lock_year(session, found.row.jurisdiction, found.row.year)
        found = store.find_fact(session, fact)
    if found is None or (found.row.kind, found.state) != ("ranking", "in_force"):
        raise NoSuchFact("There is no such ranking, or another record has taken its place.")
    return found.record


def _source(ranking: Record, paper: Paper) -> Source:
    """Return where a ruling on ``ranking`` comes from."""
    return Source(ranking.jurisdiction, ranking.year, KIND, paper)


def _record(session: Session, ranking: Record, ruled: RankingRuled) -> Record:
    """Return the record that ``ruled`` makes."""
    known = known_subjects(session, ranking.jurisdiction, ranking.year)
    batch = _source(ranking, ruled.paper).batch()
    entry = Entry(1, ruled.unit, ruled.value, "unit", ranking.period)
    records, faults = read_entries([entry], batch, known)
    if ruled.unit not in Ranking.model_validate(dict(ranking.value)).last():
        faults.append(Fault(1, "not_last"))
    if ruled.deputy is not None and ruled.deputy not in known["official"]:
        faults.append(Fault(1, "unknown_subject", ("分管领导", "deputy")))
    earlier = _earlier(session, ranking, ruled)
    if earlier is not None and earlier.record.value == ruled.value:
        faults.append(Fault(1, "recorded"))
    if faults:
        raise FactsRejected(message(faults, "record"))
    return replace(records[0][1], supersedes=None if earlier is None else earlier.row.id)


def _earlier(session: Session, ranking: Record, ruled: RankingRuled) -> Stored | None:
    """Return the ruling on the same unit in the same ranking that stands, or None."""
    standing = store.standing(session, ranking.jurisdiction, ranking.year, KIND)
    return next(
        (
            one
            for one in standing
            if (one.row.subject, one.row.value["ranking"]) == (ruled.unit, ruled.ranking)
        ),
        None,
    )
