"""Everything a jurisdiction's year rests on, read in one transaction, and what follows from it.

May import: the stores and domains of people, results, facts; grades' domain; shared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.facts import store as facts
from appraisal_service.facts.domain import Attendance
from appraisal_service.facts.store import FindingRow
from appraisal_service.people import store as people
from appraisal_service.people.domain import Official, PeopleList
from appraisal_service.results import store as results
from shared.documents.results import CertifiedResult
from shared.rules.carried_findings import findings_that_count
from shared.rules.derivation import Derivation, derive
from shared.rules.packs import Pack
from shared.rules.person_year import (
    AttendanceEntry,
    AttendanceFacts,
    Person,
    SetAside,
    SeveralResults,
    SignedFinding,
    concerns,
)


@dataclass(frozen=True, slots=True)
class YearEvidence:
    """One jurisdiction's year: its pack, people, results that count, and facts."""

    jurisdiction: str
    year: int
    pack: Pack
    roster: PeopleList
    results: dict[str, CertifiedResult]
    """Those that count, by digest."""
    left_out: list[tuple[CertifiedResult, SetAside]]
    """Those that officers took out of the count."""
    batches: list[str]
    facts: dict[str, list[Attendance]]
    """By person."""
    findings: dict[str, list[SignedFinding]]
    """By subject: what officers entered, and what certified results bring along."""

    def derivations(self) -> dict[str, Derivation]:
        """Return everybody's derivation, by person number.

        Raises:
            SeveralResults: two results of one kind grade a person.
        """
        return {official.id: self.derivation(official) for official in self.roster.people}

    def derivation(self, official: Official) -> Derivation:
        """Return one official's derivation."""
        return derive(
            self.pack,
            self._person(official),
            self.results,
            self._attendance(official.id),
            self.findings.get(official.id, []),
            [aside for result, aside in self.left_out if concerns(result, official.id)],
        )

    def still_gives(self, official: Official, digest: str) -> bool:
        """Tell whether the evidence as it stands gives the derivation of this digest."""
        try:
            return self.derivation(official).digest == digest
        except SeveralResults:
            return False

    def still_holds(self, inputs: Mapping[str, Any]) -> bool:
        """Tell whether results and attendance files are still those of a derivation's ``inputs``.

        Findings and the post do not matter here: a finding may come after publication (B10), and
        a published grade speaks of the post it was derived for.
        """
        person = inputs["person"]["id"]
        used = [digest for digest, result in self.results.items() if concerns(result, person)]
        aside = [entry.result for result, entry in self.left_out if concerns(result, person)]
        batches = inputs["attendance"]["batches"] if inputs["attendance"] else []
        return (
            inputs["results"] == sorted(used)
            and [entry["result"] for entry in inputs["set_aside"]] == sorted(aside)
            and batches == self.batches
        )

    def _person(self, official: Official) -> Person:
        """Return the official as the rules see one: a number, no name."""
        return Person(
            id=official.id,
            jurisdiction=self.jurisdiction,
            year=self.year,
            unit=official.unit,
            post=official.post,
            role=official.role,
            team=official.team,
            scale=official.scale,
        )

    def _attendance(self, person: str) -> AttendanceFacts | None:
        """Return the person's entries; None while no file of the year was imported."""
        if not self.batches:
            return None
        entries = [
            AttendanceEntry(date=fact.date, kind=fact.kind, half_days=fact.half_days)
            for fact in self.facts.get(person, [])
        ]
        return AttendanceFacts(batches=self.batches, entries=entries)


def gather(session: Session, jurisdiction: str, year: int) -> YearEvidence:
    """Return the evidence as it stands now.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    row = people.get_jurisdiction(session, jurisdiction, year)
    batches = facts.standing_batches(session, jurisdiction, year)
    by_person: dict[str, list[Attendance]] = {}
    for fact in facts.facts_of(session, batches):
        by_person.setdefault(fact.person, []).append(fact)
    entered: dict[str, list[SignedFinding]] = {}
    for found in facts.newest_findings(session, jurisdiction, year):
        entered.setdefault(found.subject, []).append(_signed(found))
    roster = people.roster(session, jurisdiction, year)
    counting = results.current(session, year, row.pack)
    carried = {
        official.id: findings_that_count(
            entered.get(official.id, []), counting.values(), official.id
        )
        for official in roster.people
    }
    return YearEvidence(
        jurisdiction=jurisdiction,
        year=year,
        pack=people.get_pack(session, row.pack),
        roster=roster,
        results=counting,
        left_out=[
            (result, SetAside(result=aside.digest, reason=aside.reason, by=aside.by))
            for result, aside in results.left_out(session, year, row.pack)
        ],
        batches=batches,
        facts=by_person,
        findings=entered | carried,
    )


def _signed(found: FindingRow) -> SignedFinding:
    """Return a stored finding as the rules read it."""
    return SignedFinding(
        rule=found.rule,
        value=found.value,
        document=found.document,
        date=found.date,
        by=found.by,
    )
