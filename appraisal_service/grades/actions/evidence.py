"""Everything a jurisdiction's year rests on, read in one transaction, and what follows from it.

May import: the stores and domains of people, results, facts; grades' domain; shared.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.facts import store as facts
from appraisal_service.facts.domain.attendance import Attendance
from appraisal_service.facts.store import FindingRow
from appraisal_service.people import store as people
from appraisal_service.people.domain import Official, PeopleList, Service
from appraisal_service.results import store as results
from shared.documents.results import CertifiedResult
from shared.rules.carried_findings import findings_that_count
from shared.rules.derivation import Derivation, derive_from
from shared.rules.packs import Pack
from shared.rules.person_year import (
    AttendanceEntry,
    AttendanceFacts,
    Inputs,
    LeaderYear,
    Person,
    Post,
    SetAside,
    SignedFinding,
    YearFact,
    YearFacts,
    by_person,
    concerns,
    inputs_of,
    known_kinds,
    unit_facts,
)


@dataclass(frozen=True)
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
    attendance: dict[str, list[Attendance]]
    """By person."""
    findings: dict[str, list[SignedFinding]]
    """By subject: what officers entered, and what certified results bring along."""
    facts: Mapping[str, Sequence[YearFact]] = field(default_factory=dict)
    """Records in force, by subject: a person, a unit, a list or a meeting."""
    imported: frozenset[str] = frozenset()
    """The kinds of which a batch came for the year, if only to say that there was nothing."""
    posts: Mapping[str, Sequence[Service]] = field(default_factory=dict)
    """What people were and when, by person, as far as somebody stated the days."""

    def derivations(self) -> dict[str, Derivation]:
        """Return everybody's derivation, by person number.

        Raises:
            SeveralResults: two results of one kind grade a person.
        """
        return {official.id: self.derivation(official) for official in self.roster.people}

    def derivation(self, official: Official) -> Derivation:
        """Return one official's derivation."""
        return derive_from(self.pack, self.inputs(official), self._about.get(official.id, {}))

    def inputs(self, official: Official) -> Inputs:
        """Return what an official's derivation rests on, as the evidence stands."""
        return self._inputs(self._person(official))

    def still_gives(self, official: Official, document: Mapping[str, Any]) -> bool:
        """Tell whether a derivation rests on the evidence as it stands.

        What it comes to follows from its pack and inputs alone, so nothing is derived for this.
        """
        inputs = self.inputs(official).model_dump(mode="json")
        return bool(document["pack"] == self.pack.digest and document["inputs"] == inputs)

    def still_holds(self, inputs: Mapping[str, Any]) -> bool:
        """Tell whether results, attendance and facts are still those of a derivation's ``inputs``.

        Findings and the post do not matter here: a finding may come after publication (B10), and
        a published grade speaks of the post it was derived for.
        """
        now = self._inputs(Person.model_validate(inputs["person"])).model_dump(mode="json")
        batches = inputs["attendance"]["batches"] if inputs["attendance"] else []
        names = ("results", "set_aside", "facts", "unit_facts", "team_facts", "overlap", "leaders")
        return batches == self.batches and all(inputs[name] == now[name] for name in names)

    @cached_property
    def _about(self) -> dict[str, dict[str, CertifiedResult]]:
        """The results that concern each person, by digest."""
        return by_person(self.results)

    @cached_property
    def _every(self) -> dict[str, list[YearFact]]:
        """All facts by kind."""
        kinds: dict[str, list[YearFact]] = {}
        for fact in (fact for listed in self.facts.values() for fact in listed):
            kinds.setdefault(fact.kind, []).append(fact)
        return kinds

    @cached_property
    def _vertical(self) -> frozenset[str]:
        """The units that a superior authority manages (条管)."""
        return frozenset(unit.id for unit in self.roster.units if unit.vertical)

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
            AttendanceEntry(
                date=fact.date, kind=fact.kind, half_days=fact.half_days, meeting=fact.meeting
            )
            for fact in self.attendance.get(person, [])
        ]
        return AttendanceFacts(batches=self.batches, entries=entries)

    def _inputs(self, person: Person) -> Inputs:
        """Return what the derivation of somebody of this post rests on."""
        return inputs_of(
            person,
            self._about.get(person.id, {}),
            self._attendance(person.id),
            self.findings.get(person.id, []),
            self._year(person),
        )

    def _year(self, person: Person) -> YearFacts:
        """Return the facts that one person's year rests on."""
        team, heads = person.team, person.role == "head"
        vertical = heads and person.unit in self._vertical
        rankings = self._every.get("ranking", ())
        return YearFacts(
            person=self.facts.get(person.id, ()),
            unit=unit_facts(person, self.facts.get(person.unit, ()), rankings),
            team=list(self._team_facts(team)) if heads and team is not None else (),
            overlap=self._overlaps(person.id),
            posts=[_post(held) for held in self.posts.get(person.id, ())],
            vertical=vertical,
            leaders=self._leaders(person.unit) if vertical else None,
            unit_findings=self.findings.get(person.unit, ()) if heads else (),
            team_findings=self.findings.get(team, ()) if heads and team is not None else (),
            set_aside=[aside for result, aside in self.left_out if concerns(result, person.id)],
            known=known_kinds(person, self.imported | self._every.keys()),
        )

    def _team_facts(self, team: str) -> Iterator[YearFact]:
        """Yield the discipline outcomes of the members of a team."""
        for member in self.roster.people:
            if member.team == team:
                facts_of = self.facts.get(member.id, ())
                yield from (fact for fact in facts_of if fact.kind == "discipline")

    def _overlaps(self, person: str) -> list[YearFact]:
        """Return what is recorded of people on two rolls, of the meetings that voted on one."""
        about = self._about.get(person, {}).keys()
        return [
            fact
            for fact in self._every.get("overlap", ())
            if {fact.value["unit_result"], fact.value["county_result"]} <= about
        ]

    def _leaders(self, unit: str) -> list[LeaderYear] | None:
        """Return the meetings that each leader of a unit missed; None without attendance."""
        counted = []
        for leader in self.roster.people:
            if leader.unit != unit or leader.role == "member":
                continue
            attendance = self._attendance(leader.id)
            if attendance is None:
                return None
            leaves = [fact for fact in self.facts.get(leader.id, ()) if fact.kind == "leave"]
            counts = attendance.counted(leaves)
            counted.append(
                LeaderYear(
                    person=leader.id,
                    missed=counts["missed"],
                    late=counts["late"],
                    early=counts["early"],
                )
            )
        return counted


def gather(session: Session, jurisdiction: str, year: int) -> YearEvidence:
    """Return the evidence as it stands now.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    row = people.get_jurisdiction(session, jurisdiction, year)
    batches = facts.standing_batches(session, jurisdiction, year)
    attendance: dict[str, list[Attendance]] = {}
    for fact in facts.facts_of(session, batches):
        attendance.setdefault(fact.person, []).append(fact)
    counting = results.current(session, year, row.pack)
    roster = people.roster(session, jurisdiction, year)
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
        attendance=attendance,
        findings=_findings(session, (jurisdiction, year), roster, counting),
        facts=facts.year_facts(session, jurisdiction, year),
        imported=frozenset(row.kind for row in facts.fact_batches(session, jurisdiction, year)),
        posts=people.services(session, jurisdiction, year),
    )


def _findings(
    session: Session,
    where: tuple[str, int],
    roster: PeopleList,
    counting: Mapping[str, CertifiedResult],
) -> dict[str, list[SignedFinding]]:
    """Return the findings that count, by subject: entered ones, and carried ones of officials."""
    entered: dict[str, list[SignedFinding]] = {}
    for found in facts.newest_findings(session, *where):
        entered.setdefault(found.subject, []).append(_signed(found))
    with_findings = [result for result in counting.values() if result.findings]
    carried = {
        official.id: findings_that_count(entered.get(official.id, []), with_findings, official.id)
        for official in roster.people
    }
    return entered | carried


def _post(held: Service) -> Post:
    """Return a post as the rules read it."""
    return Post(unit=held.unit, post=held.post, role=held.role, since=held.since, until=held.until)


def _signed(found: FindingRow) -> SignedFinding:
    """Return a stored finding as the rules read it."""
    return SignedFinding(
        rule=found.rule,
        value=found.value,
        document=found.document,
        date=found.date,
        by=found.by,
    )
