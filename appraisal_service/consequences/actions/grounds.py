"""Every ruling of a year that may prescribe something, and the windows as of a day.

Rulings are taken as they stand: on teams in certified results, on people in the derivations of the
newest proposals, which leave out the numbers of small groups, and after final grades. Windows
alone are ruled anew, from the facts and findings of today: they go on when a grade is final.

May import: this room's domain, grades' actions and store, lower rooms' stores, shared.rules.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.consequences.domain.opening import Ground
from appraisal_service.grades.actions.evidence import YearEvidence
from appraisal_service.grades.actions.overview import after_final_rulings
from appraisal_service.grades.store import rows as grades
from shared.rules.cases import Case
from shared.rules.clauses import WindowClause
from shared.rules.evaluation import evaluate
from shared.rules.packs import Pack
from shared.rules.person_year import Inputs, year_case

Ruled = Mapping[str, Any]
"""A ruling as ``Ruling.to_json`` writes it."""


def all_grounds(session: Session, evidence: YearEvidence, on: str) -> list[Ground]:
    """Return every ruling of the year, with windows as they are on the day ``on``."""
    windows = window_rules(evidence.pack)
    grounds = [
        Ground((digest,), ruling)
        for digest, result in evidence.results.items()
        for ruling in result.rulings
        if _stands_alone(ruling)
    ]
    for row in grades.current(session, evidence.jurisdiction, evidence.year):
        document = grades.derivation(session, row.derivation)
        grounds += [Ground((row.derivation,), ruling) for ruling in _year(document, windows)]
        grounds += [
            Ground((entry["result"],), ruling)
            for entry in document["evidence"]
            for ruling in entry["rulings"]
            if not _stands_alone(ruling)
        ]
    for inputs, rulings in all_windows(evidence, on):
        sources = tuple(fact.id for fact in inputs.facts)
        grounds += [
            Ground(sources, ruling) for ruling in rulings if _began_in(evidence.year, ruling)
        ]
    for entry in after_final_rulings(session, evidence):
        grounds += [Ground((entry["derivation"],), ruling) for ruling in entry["rulings"]]
    return grounds


def all_windows(evidence: YearEvidence, on: str) -> Iterator[tuple[Inputs, list[Ruled]]]:
    """Yield everybody for whom a window has begun, with the rulings on the day ``on``."""
    windows = window_rules(evidence.pack)
    for official in evidence.roster.people if windows else ():
        inputs = evidence.inputs(official)
        case = year_case(inputs, [], as_of=on)
        if _begun(evidence.pack, windows, case):
            rulings = evaluate(evidence.pack, case).rulings
            yield inputs, [ruling.to_json() for ruling in rulings if ruling.rule in windows]


def window_rules(pack: Pack) -> frozenset[str]:
    """Return the ids of the clauses of a pack that are windows."""
    return frozenset(rule for rule, each in pack.clauses.items() if isinstance(each, WindowClause))


def _begun(pack: Pack, windows: Collection[str], case: Case) -> bool:
    """Return whether any window of the pack has begun in this case."""
    clauses = (pack.clauses[rule] for rule in windows)
    return any(case.facts.day(each.begins) for each in clauses if isinstance(each, WindowClause))


def _began_in(year: int, ruling: Ruled) -> bool:
    """Return whether a window began in a year: it stays in that year's list until it is over."""
    return str(ruling.get("dates", {}).get("began", "")).startswith(f"{year}-")


def _stands_alone(ruling: Ruled) -> bool:
    """Return whether a meeting's ruling is about no official, and so in no derivation."""
    target = ruling.get("target")
    return not (isinstance(target, Mapping) and target.get("kind") == "official")


def _year(document: Mapping[str, Any], windows: Collection[str]) -> Iterator[Ruled]:
    """Yield the rulings of a derivation, on the person and on what the person heads."""
    for ruling in (*document["rulings"], *document["unit_rulings"]):
        if ruling["rule"] not in windows:
            yield ruling
