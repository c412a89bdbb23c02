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
from appraisal_service.facts.domain.faults import Fault, NoSuchFact, rejected
from appraisal_service.facts.domain.kinds import Ranking
from appraisal_service.facts.domain.records import Entry, Paper, Record, read_entries
from appraisal_service.facts.store import records as store
from appraisal_service.facts.store.records import Stored
from appraisal_service.office import Office
from appraisal_service.people.domain.document_day import check_document_day
from shared.documents.base import digest_of
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work
from shared.plumbing.two_person import Answer, answer

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

    It takes the place of an earlier ruling on the same unit in the same ranking, and of what
    ``actor`` said of it alone.

    Raises:
        NoSuchFact: the ranking does not exist, or does not stand any more.
        FactsRejected: the unit's score is not the lowest, the deputy is nobody here, or exactly
            this stands already.
        DocumentAhead: the document is dated after today.
        SamePerson: this officer has entered it already.
    """
    check_document_day(ruled.paper.date, office.clock())
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        ranking = _ranking(session, ruled.ranking)
        record = _record(session, ranking, ruled)
        said = Answer(digest_of([ranking.id, ruled.unit])[:32], record.id)
        approval = answer(session, ApprovalRow, KIND, said, actor, office.clock)
        if approval.count == 2:
            batch = _source(ranking, ruled.paper).batch([record])
            store.add_fact_batch(session, batch, "、".join(approval.names), office.clock())
    return FindingEntered(approval.count, approval.complete, approval.replaced)


def list_rulings(office: Office, fact: str) -> list[dict[str, Any]]:
    """Return the units with the lowest score of a ranking, and what is ruled of each.

    Returns:
        ``unit``, ``score``, ``tied`` (whether others have the same), and ``ruling``: the record
        that stands, with ``id``, ``last``, ``deputy``, ``by``, ``document`` and ``date``, or None.
        What one officer has said alone is not in it: the second says it without having read it.

    Raises:
        NoSuchFact: there is no such ranking, or it does not stand any more.
    """
    with reading(office.sessions) as session:
        found = store.find_fact(session, fact)
        ranking = _standing(found)
        ruled = store.standing(session, ranking.jurisdiction, ranking.year, KIND)
    by_unit = {one.row.subject: one for one in ruled if one.row.value["ranking"] == fact}
    lowest = sorted(Ranking.model_validate(dict(ranking.value)).last())
    return [
        {
            "unit": unit,
            "score": ranking.value["scores"][unit],
            "tied": len(lowest) > 1,
            "ruling": _told(by_unit[unit]) if unit in by_unit else None,
        }
        for unit in lowest
    ]


def _told(ruled: Stored) -> dict[str, Any]:
    """Return a ruling that stands."""
    value, batch = ruled.row.value, ruled.batch
    return {
        "id": ruled.row.id,
        "last": value["last"],
        "deputy": value["deputy"],
        "by": batch.imported_by,
        "document": batch.document,
        "date": batch.date,
    }


def _ranking(session: Session, fact: str) -> Record:
    """Return a ranking that stands; its year is locked."""
    found = store.find_fact(session, fact)
    if found is not None:
        lock_year(session, found.row.jurisdiction, found.row.year)
        found = store.find_fact(session, fact)
    return _standing(found)


def _standing(found: Stored | None) -> Record:
    """Return a ranking, if it is one that stands."""
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
        raise rejected(faults)
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
