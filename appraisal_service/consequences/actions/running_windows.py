"""Every window of the people of a year, each ruled by itself as of a day.

A window goes on until people end it, also when a grade is final or another year has come. So the
facts that began windows and the findings that answer them are read of all years here, and not
only those on which the year's derivations rest.

May import: grades' actions, lower rooms' stores, shared.rules.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.facts import store as facts
from appraisal_service.grades.actions.evidence import YearEvidence
from shared.rules.cases import Case
from shared.rules.cases.facts import FactDate
from shared.rules.clauses import WindowClause
from shared.rules.evaluation import evaluate
from shared.rules.packs import Pack
from shared.rules.person_year import Inputs, SignedFinding, YearFact, year_case
from shared.rules.person_year.year import WINDOW_KINDS
from shared.rules.window_cases import each_window

Ruled = Mapping[str, Any]
"""A ruling as ``Ruling.to_json`` writes it."""


@dataclass(frozen=True, slots=True)
class RunningWindow:
    """One window of one person, with the rulings of every clause about it."""

    person: str
    sources: tuple[str, ...]
    """Ids of the facts that begin the person's windows."""
    began_in: int
    """The calendar year of its first day."""
    found_in: Mapping[str, int]
    """By clause the year for which two officers entered what they found of it."""
    rulings: Sequence[Ruled]


def all_windows(
    session: Session, evidence: YearEvidence, on: str, persons: Collection[str] | None = None
) -> Iterator[RunningWindow]:
    """Yield every window of everybody listed in the year, as it is on the day ``on``.

    Args:
        session: the caller's.
        evidence: of the year, as it stands.
        on: the day (YYYY-MM-DD).
        persons: whose; everybody's if None.
    """
    begun = _begun_by(evidence.pack)
    if not begun:
        return
    recorded = facts.facts_of_kinds(session, evidence.jurisdiction, WINDOW_KINDS)
    entered = _by_subject(
        facts.findings_of(session, evidence.jurisdiction, window_rules(evidence.pack))
    )
    for official in evidence.roster.people:
        about = recorded.get(official.id, [])
        if not about or (persons is not None and official.id not in persons):
            continue
        found = entered.get(official.id, [])
        inputs = _of_all_years(evidence.inputs(official), about, found)
        years = {(row.rule, row.document, row.date): row.year for row in found}
        case = year_case(inputs, [], as_of=on)
        for begins, clauses in begun.items():
            named = {clause.id for clause in clauses}
            for one in each_window(begins, case, clauses):
                rulings = evaluate(evidence.pack, one).rulings
                yield RunningWindow(
                    person=official.id,
                    sources=tuple(fact.id for fact in about),
                    began_in=int(str(one.facts.day(begins))[:4]),
                    found_in=_found_in(one, years, evidence.year),
                    rulings=[ruling.to_json() for ruling in rulings if ruling.rule in named],
                )


def _by_subject(rows: Sequence[facts.FindingRow]) -> dict[str, list[facts.FindingRow]]:
    """Return findings by whom they are about."""
    found: dict[str, list[facts.FindingRow]] = {}
    for row in rows:
        found.setdefault(row.subject, []).append(row)
    return found


def window_rules(pack: Pack) -> frozenset[str]:
    """Return the ids of the clauses of a pack that are windows."""
    return frozenset(clause.id for clauses in _begun_by(pack).values() for clause in clauses)


def _begun_by(pack: Pack) -> dict[FactDate, list[WindowClause]]:
    """Return the clauses that are windows, by the fact that begins them."""
    begun: dict[FactDate, list[WindowClause]] = {}
    for clause in pack.clauses.values():
        if isinstance(clause, WindowClause):
            begun.setdefault(clause.begins, []).append(clause)
    return begun


def _of_all_years(
    inputs: Inputs, about: Sequence[YearFact], found: Sequence[facts.FindingRow]
) -> Inputs:
    """Return what somebody's windows rest on: all that began one, and all that was found of them.

    Beside what two officers entered counts what a certified result brings along.
    """
    entered = [
        SignedFinding(
            rule=row.rule, value=row.value, document=row.document, date=row.date, by=row.by
        )
        for row in found
    ]
    carried = [one for one in inputs.findings if one not in entered]
    read = [fact.read() for fact in about]
    return inputs.model_copy(update={"facts": read, "findings": [*entered, *carried]})


def _found_in(case: Case, years: Mapping[tuple[str, str, str], int], year: int) -> dict[str, int]:
    """Return by clause the year for which the finding that answers the window was entered.

    What a certified result brought along was found in the year itself.
    """
    return {
        rule: years.get((rule, finding.document or "", finding.date or ""), year)
        for rule, finding in case.findings.items()
    }
