"""Everything a jurisdiction's year rests on, read in one transaction, and what follows from it.

May import: the stores and domains of people, results, facts; grades' domain; shared.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.facts import store as facts
from appraisal_service.facts.domain.attendance import Attendance
from appraisal_service.facts.store import FindingRow
from appraisal_service.grades.domain import rests_on
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
    findings_back,
    inputs_of,
    known_kinds,
    unit_facts,
    units_left,
)

PUBLISHED_ON = (
    *("results", "set_aside", "facts", "unit_facts", "team_facts", "overlap"),
    *("leaders", "vertical", "findings", "unit_findings", "left_units", "team_findings"),
)
"""The inputs whose change keeps a published grade from becoming final; of attendance its files,
of findings those that the grade may rest on, and the posts of whoever still serves."""
FOUND = ("findings", "unit_findings", "team_findings")


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
    followed: Mapping[str, Sequence[YearFact]] = field(default_factory=dict)
    """What another jurisdiction recorded and follows the person (E16), by person."""
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

    def still_gives(self, official: Official | None, document: Mapping[str, Any]) -> bool:
        """Tell whether a derivation rests on the evidence as it stands.

        What it comes to follows from its pack and inputs alone, so nothing is derived for this.

        Args:
            official: as listed now; None for whoever is listed no more: then the post is the
                one of the derivation.
            document: the derivation.
        """
        return not self.changed(official, document)

    def changed(self, official: Official | None, document: Mapping[str, Any]) -> list[str]:
        """Return the names of what a derivation rests on and is not the same any more.

        Args:
            official: as in ``still_gives``.
            document: the derivation.
        """
        pack = [] if document["pack"] == self.pack.digest else ["pack"]
        return pack + _differing(document["inputs"], self.as_they_stand(official, document))

    def as_they_stand(
        self, official: Official | None, document: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return the inputs of a derivation as they are now; arguments as in ``still_gives``."""
        there = document["inputs"]["person"]
        return self._plain(self._person(official) if official else Person.model_validate(there))

    def left_by(self, official: Official) -> list[str]:
        """Return the units that an official headed in the year and heads no more."""
        posts = [_post(held) for held in self.posts.get(official.id, ())]
        return units_left(self._person(official), posts)

    def rests_on(self, official: Official) -> str:
        """Return what an official's derivation would rest on now, as one digest."""
        return rests_on(self.pack.digest, self._plain(self._person(official)))

    def still_holds(self, inputs: Mapping[str, Any]) -> bool:
        """Tell whether what a published grade rests on is still what its ``inputs`` say.

        Only findings that no clause of the year reads do not matter here: they may come after
        publication (B10). The present post does not, either: a published grade speaks of the
        post it was derived for.
        """
        return not self.changed_since_published(inputs)

    def changed_since_published(self, inputs: Mapping[str, Any]) -> list[str]:
        """Return the names of the inputs that matter to a published grade and are others now."""
        now = self._plain(Person.model_validate(inputs["person"]))
        batches = inputs["attendance"]["batches"] if inputs.get("attendance") else []
        files = [] if batches == self.batches and "attendance" in inputs else ["attendance"]
        serves = any(official.id == inputs["person"]["id"] for official in self.roster.people)
        names = (*PUBLISHED_ON, "posts") if serves else PUBLISHED_ON
        differing = _differing(self._that_grade(inputs), self._that_grade(now))
        return files + [name for name in differing if name in names]

    def _that_grade(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Return inputs with those findings alone that a clause of the year reads."""
        found: dict[str, Any] = {
            name: self._of_the_year(inputs[name]) for name in FOUND if name in inputs
        }
        if "left_units" in inputs:
            left = [self._of_the_year(one["findings"]) for one in inputs["left_units"]]
            found["left_units"] = [one for one in left if one]
        return {**inputs, **found}

    def _of_the_year(self, findings: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Return the findings under clauses that are asked before the grade is final."""
        return [one for one in findings if "year" in self.pack.clauses[one["rule"]].scope]

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
    def recorded(self) -> frozenset[str]:
        """The kinds of which a batch came for the year, or a fact of the year itself."""
        listed = (fact for kind in self._every.values() for fact in kind)
        return self.imported | {fact.kind for fact in listed if fact.year == self.year}

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

    def _plain(self, person: Person) -> dict[str, Any]:
        """Return what the derivation of somebody of this post rests on, as a document holds it."""
        return self._inputs(person).model_dump(mode="json")

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
        posts = [_post(held) for held in self.posts.get(person.id, ())]
        left = units_left(person, posts)
        return YearFacts(
            person=[*self.facts.get(person.id, ()), *self.followed.get(person.id, ())],
            unit=unit_facts(
                person,
                self.facts.get(person.unit, ()),
                rankings,
                {unit: self.facts.get(unit, ()) for unit in left},
            ),
            team=self.punished.get(team, ()) if heads and team is not None else (),
            overlap=self._overlaps(person.id),
            posts=posts,
            vertical=vertical,
            leaders=self.leaders(person.unit) if vertical else None,
            unit_findings=self.findings.get(person.unit, ()) if heads else (),
            left_findings={unit: self.findings.get(unit, ()) for unit in left},
            team_findings=self.findings.get(team, ()) if heads and team is not None else (),
            set_aside=[aside for result, aside in self.left_out if concerns(result, person.id)],
            known=known_kinds(person, self.recorded),
        )

    @cached_property
    def punished(self) -> dict[str, list[YearFact]]:
        """Discipline outcomes by the team that the person was in on the day of the decision.

        Who has left the team since was still one of its members, and who came later was none
        (B12, E38). Of whom nobody stated a day, the team of the year is the team.
        """
        listed = {official.id: official.team for official in self.roster.people}
        found: dict[str, list[YearFact]] = {}
        for fact in self._every.get("discipline", ()):
            posts, day = self.posts.get(fact.subject, ()), str(fact.value["decided_on"])
            teams = [held.team for held in posts if _post(held).holds(day)]
            for team in teams if posts else [listed.get(fact.subject)]:
                if team is not None:
                    found.setdefault(team, []).append(fact)
        return found

    def _overlaps(self, person: str) -> list[YearFact]:
        """Return what is recorded of people on two rolls, of the meetings that voted on one."""
        about = self._about.get(person, {}).keys()
        return [
            fact
            for fact in self._every.get("overlap", ())
            if {fact.value["unit_result"], fact.value["county_result"]} <= about
        ]

    def leaders(self, unit: str) -> list[LeaderYear] | None:
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


def _differing(inputs: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return the names of the inputs that are not the same any more.

    What a derivation does not name, because it was stored before there was such an input, it does
    not rest on: that is another than what there is now.
    """
    return [name for name in now if name not in inputs or inputs[name] != now[name]]


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
    pack = people.get_pack(session, row.pack)
    entered = facts.newest_findings(
        session, jurisdiction, year, findings_back(pack.clauses.values())
    )
    return YearEvidence(
        jurisdiction=jurisdiction,
        year=year,
        pack=pack,
        roster=roster,
        results=counting,
        left_out=[
            (result, SetAside(result=result.digest, reason=aside.reason, by=aside.by))
            for result, aside in results.left_out(session, year, row.pack)
        ],
        batches=batches,
        attendance=attendance,
        findings=_findings(entered, people.ever(session, jurisdiction), counting),
        facts=facts.year_facts(session, jurisdiction, year),
        followed=facts.followed_facts(
            session, jurisdiction, year, {official.id for official in roster.people}
        ),
        imported=frozenset(row.kind for row in facts.fact_batches(session, jurisdiction, year)),
        posts=people.services(session, jurisdiction, year, as_of_its_end=True),
    )


def _findings(
    entered_rows: Sequence[FindingRow],
    persons: Iterable[str],
    counting: Mapping[str, CertifiedResult],
) -> dict[str, list[SignedFinding]]:
    """Return the findings that count, by subject: entered ones, and carried ones of officials."""
    entered: dict[str, list[SignedFinding]] = {}
    for found in entered_rows:
        entered.setdefault(found.subject, []).append(_signed(found))
    with_findings = [result for result in counting.values() if result.findings]
    carried = {
        person: findings_that_count(entered.get(person, []), with_findings, person)
        for person in persons
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
