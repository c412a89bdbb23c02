"""Every ruling of a year that may prescribe something, with windows as of a day.

Rulings are taken as they stand: on teams in certified results, on people in the derivations of the
newest proposals, and after final grades, all without the numbers of small groups. Windows are
ruled anew (``running_windows``), and so is what nobody heads, for it is in no derivation.
``still_stand`` tells whether people may decide on a ruling of a derivation: not once the evidence
behind it has changed.

May import: this room's domain, grades' actions and store, lower rooms' stores, shared.rules.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.consequences.actions.running_windows import (
    Ruled,
    all_windows,
    window_rules,
)
from appraisal_service.consequences.domain.opening import Ground, Opened, left_to_people
from appraisal_service.grades.actions.evidence import YearEvidence
from appraisal_service.grades.actions.headless import rulings_without_head
from appraisal_service.grades.actions.outdated import changed_since
from appraisal_service.grades.actions.overview import after_final_of, ruling_told
from appraisal_service.grades.store import rows as grades
from appraisal_service.grades.store.tables import AppraisalRow


def all_grounds(
    session: Session, evidence: YearEvidence, on: str, persons: Collection[str] | None = None
) -> list[Ground]:
    """Return every ruling of the year, with windows as they are on the day ``on``.

    Args:
        session: the caller's.
        evidence: of the year, as it stands.
        on: the day (YYYY-MM-DD).
        persons: whose derivations and windows to look at; everybody's if None.
    """
    windows, floor = window_rules(evidence.pack), evidence.pack.parameters.disclosure_floor
    grounds = [
        Ground((digest,), ruling_told(result, ruling, floor))
        for digest, result in evidence.results.items()
        for ruling in result.rulings
        if _stands_alone(ruling)
    ]
    there = [row for row in _current(session, evidence) if persons is None or row.person in persons]
    documents = grades.derivations(session, [row.derivation for row in there])
    for digest, document in documents.items():
        grounds += [Ground((digest,), ruling) for ruling in _year(document, windows)]
        grounds += [
            Ground((digest, entry["result"]), ruling)
            for entry in document["evidence"]
            for ruling in entry["rulings"]
            if not _stands_alone(ruling)
        ]
    grounds += [Ground(sources, ruling) for sources, ruling in rulings_without_head(evidence)]
    for window in all_windows(session, evidence, on, persons):
        grounds += [Ground(window.sources, ruling) for ruling in window.listed_in(evidence.year)]
    for row in there:
        graded = row.state == "final" or row.version > 1
        entry = after_final_of(session, evidence, row.person) if graded else None
        if entry is not None:
            grounds += [Ground((entry["derivation"],), ruling) for ruling in entry["rulings"]]
    return [left_to_people(ground, evidence.pack.clauses) for ground in grounds]


def concerned(
    session: Session, evidence: YearEvidence, subject: str, sources: Collection[str]
) -> set[str]:
    """Return the numbers of those whose derivations may say something about one subject.

    The person, the heads of the unit (whose rulings name its deputies), and whoever's derivation
    an entry names already: so that one decision need not look at the whole county.

    Args:
        session: the caller's.
        evidence: of the year, as it stands.
        subject: a person, a team, a unit or a place.
        sources: the digests that the entry names.
    """
    people = evidence.roster.people
    units = {subject, *(official.unit for official in people if official.id == subject)}
    heads = {one.id for one in people if one.role == "head" and one.unit in units}
    heads |= {team.head for team in evidence.roster.teams if team.id == subject}
    named = {row.person for row in _current(session, evidence) if row.derivation in sources}
    return {subject} | heads | named


def still_stand(session: Session, evidence: YearEvidence, entries: Collection[Opened]) -> set[str]:
    """Return the digests of those entries whose derivations rest on the evidence as it stands.

    Only the few people are asked about whom the entries are; a published grade is asked as
    publishing asks it. Rulings of results and of windows are always those of the evidence.
    """
    sources = {
        entry.digest: {source for ground in entry.grounds for source in ground["sources"]}
        for entry in entries
    }
    asked = set().union(*sources.values())
    changed = {
        row.derivation
        for row in _current(session, evidence)
        if row.derivation in asked
        if changed_since(evidence, row, grades.derivation(session, row.derivation))
    }
    return {digest for digest, named in sources.items() if not named & changed}


def _current(session: Session, evidence: YearEvidence) -> list[AppraisalRow]:
    """Return the newest version of everybody's grade."""
    return grades.current(session, evidence.jurisdiction, evidence.year)


def _stands_alone(ruling: Ruled) -> bool:
    """Return whether a meeting's ruling is about no official, and so in no derivation."""
    target = ruling.get("target")
    return not (isinstance(target, Mapping) and target.get("kind") == "official")


def _year(document: Mapping[str, Any], windows: Collection[str]) -> Iterator[Ruled]:
    """Yield the rulings of a derivation, on the person and on what the person heads."""
    for ruling in (*document["rulings"], *document["unit_rulings"]):
        if ruling["rule"] not in windows:
            yield ruling
