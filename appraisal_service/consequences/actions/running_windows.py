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

from appraisal_service.consequences.domain.opening import matter_of
from appraisal_service.facts import store as facts
from appraisal_service.grades.actions.evidence import YearEvidence
from appraisal_service.people import store as people
from shared.rules.cases import Case
from shared.rules.cases.facts import FactDate
from shared.rules.clauses import WindowClause
from shared.rules.evaluation import evaluate
from shared.rules.packs import Pack
from shared.rules.person_year import Inputs, SignedFinding, YearFact, year_case
from shared.rules.person_year.year import WINDOW_KINDS
from shared.rules.window_cases import each_window

REMOVAL = "removal"
Run = tuple[str, str, frozenset[tuple[str, str]]]
"""Whom something is about, which matter it is, and its days."""
Ruled = Mapping[str, Any]
"""A ruling as ``Ruling.to_json`` writes it."""


@dataclass(frozen=True, slots=True)
class RunningWindow:
    """One window of one person, with the rulings of every clause about it."""

    person: str
    begins: FactDate
    began: str
    """Its first day."""
    sources: tuple[str, ...]
    """Ids of the facts that begin the person's windows."""
    found_in: Mapping[str, int]
    """By clause the year for which two officers entered what they found of it."""
    rulings: Sequence[Ruled]

    @property
    def began_in(self) -> int:
        """The calendar year of its first day."""
        return int(self.began[:4])

    @property
    def ended(self) -> bool:
        """Whether people found, by the day that is asked about, what ends it (L03, L05, L06)."""
        prescribed = [each for ruling in self.rulings for each in ruling["consequences"]]
        return any(each.get("on") in _FOUND for each in prescribed)

    def listed_in(self, year: int) -> Iterator[Ruled]:
        """Yield the rulings with what belongs in the list of ``year``.

        What holds while a window runs stays in the list of the year in which it began; what
        people found of it is listed in the year in which they found it (L03, L05, L09).
        """
        for ruling in self.rulings:
            found_in = self.found_in.get(ruling["rule"])
            belongs = [
                consequence
                for consequence in ruling["consequences"]
                if year == (found_in if consequence.get("on") in _FOUND else self.began_in)
            ]
            if belongs:
                yield {**ruling, "consequences": belongs}


_FOUND = ("found", "not_found")


def all_windows(
    session: Session, evidence: YearEvidence, on: str, persons: Collection[str] | None = None
) -> Iterator[RunningWindow]:
    """Yield every window of everybody listed in the year, as it is on the day ``on``.

    Whoever was removed is talked with (L10), also when he is listed no more for that very reason.

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
    left = {one.id: one for one in people.gone(session, evidence.jurisdiction, evidence.year)}
    for official in (*evidence.roster.people, *left.values()):
        about = recorded.get(official.id, [])
        if official.id in left:
            about = [fact for fact in about if fact.kind == REMOVAL]
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
                    begins=begins,
                    began=str(one.facts.day(begins)),
                    sources=tuple(fact.id for fact in about),
                    found_in=_found_in(one, years, evidence.year),
                    rulings=[ruling.to_json() for ruling in rulings if ruling.rule in named],
                )


def run_out_by_themselves(session: Session, evidence: YearEvidence, on: str) -> set[Run]:
    """Return what holds while a window runs, of all windows that there are: run out or not.

    That people end a window, or that its last day has passed, makes no earlier decision doubtful;
    that its record was corrected or withdrawn does, and then it is not among these.
    """
    return {
        (window.person, matter_of(clause.id, each.code, dates), frozenset(dates.items()))
        for window in all_windows(session, evidence, on)
        for ruling in window.rulings
        for dates in [ruling.get("dates", {})]
        for clause in [evidence.pack.clauses[ruling["rule"]]]
        if isinstance(clause, WindowClause) and clause.triggered == "running"
        for each in clause.consequences
        if each.on in (None, "running")
    }


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

    Beside what two officers entered counts what a certified result brings along. A paper counts
    as it was last entered, were it for another year than the one whose list is asked for.
    """
    entered = [
        SignedFinding(
            rule=row.rule, value=row.value, document=row.document, date=row.date, by=row.by
        )
        for row in found
    ]
    papers = {(one.rule, one.document) for one in entered}
    carried = [one for one in inputs.findings if (one.rule, one.document) not in papers]
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
