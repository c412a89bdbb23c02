"""What a person's year rests on: who it is, attendance, findings, facts, posts; all by digest.

Everything here is written into the derivation, so that whoever holds it can ask the rules the
same question again. A fact stands with its id; what somebody else did stands without the rest.

May import: stdlib, pydantic, shared.documents.base, shared.rules.cases.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from shared.documents.base import Count, Hex32, Identifier, IsoDate, Part, Title, Year
from shared.rules.cases import RuleId

FactKind = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,31}$")]
TwoPeoplesLine = Annotated[
    str, Field(min_length=1, max_length=1000, pattern=r"^[^\x00-\x1f\x7f]+$")
]
"""What two people said, or their names, in one line of text."""


READ: Mapping[str, tuple[str, ...]] = {
    "leave": ("from", "to", "half_days", "approver", "filed_late", "accepted"),
    "points": ("half_points", "measure_taken"),
    "target": ("score", "full"),
    "ranking": ("series", "list", "period", "seq", "scores"),
    "ranking_ruling": ("ranking", "last", "deputy"),
    "discipline": ("sanction", "decided_on", "ends_on"),
    "admonition": ("kind", "talk_on", "months"),
    "flag": ("bar", "until"),
    "letter": ("sent_on", "replied_on"),
    "overlap": ("unit_result", "county_result", "people"),
    "probation": ("starts_on",),
    "notice": ("starts_on",),
    "removal": ("removed_on", "talk_on"),
}
"""What the rules read of each kind of fact; of other kinds only that there is one."""


class Person(Part):
    """Who is graded, without a name."""

    id: Identifier
    jurisdiction: Identifier
    year: Year
    unit: Identifier
    post: Title
    role: Literal["head", "deputy", "member"]
    team: Identifier | None
    scale: Literal["civil", "institution"]


class AttendanceEntry(Part):
    """One fact of the person's attendance; a meeting is known by its day and its mark."""

    date: IsoDate
    kind: Literal["missed", "late", "early", "absent"]
    half_days: Annotated[int, Field(ge=0, le=2)]
    meeting: Title = "1"


class AttendanceFacts(Part):
    """The person's entries in the year's attendance files, and the digests of those files."""

    batches: Annotated[list[Hex32], Field(min_length=1)]
    """Every file that stands, also those without an entry of this person."""
    entries: list[AttendanceEntry]

    def counted(self, leaves: Iterable["YearFact"] = ()) -> dict[str, int]:
        """Return the year's counts as N01 to N03 read them.

        At most one late arrival or early departure counts for one meeting; both at one meeting
        are counted as late (catalogue E17). Absence from work is counted in half days (E18).
        What an accepted leave covers is no absence (N05); one of fewer half days than its days
        have excuses no more than so many half days, and so many meetings, missed ones first:
        which of them it was for nobody recorded, and N02 takes a grade by itself.
        """
        kept = self.entries
        for leave in sorted(leaves, key=lambda leave: (str(leave.value["from"]), leave.id)):
            kept = _without(kept, leave)
        late = {(entry.date, entry.meeting) for entry in kept if entry.kind == "late"}
        early = {(entry.date, entry.meeting) for entry in kept if entry.kind == "early"}
        return {
            "absent_half_days": sum(entry.half_days for entry in kept),
            "missed": sum(1 for entry in kept if entry.kind == "missed"),
            "late": len(late),
            "early": len(early - late),
        }


class SignedFinding(Part):
    """组织认定 about the person under one clause (A07)."""

    rule: RuleId
    value: bool
    document: Title
    date: IsoDate
    by: Title


class SetAside(Part):
    """A certified result about the person that two officers took out of the count, and why."""

    result: Hex32
    reason: TwoPeoplesLine
    by: TwoPeoplesLine


class YearFact(Part):
    """One recorded fact as the rules read it; its id names the whole record with its paper."""

    id: Hex32
    """SHA-256 of the canonical record, which the facts room keeps."""
    kind: FactKind
    """``leave``, ``points``, ``target``, ``ranking``, ``discipline`` …"""
    subject: Identifier
    """A person's number, a unit, a list: what the record is about."""
    period: Title
    """The year, or the part of it, that the fact belongs to, beginning with the year."""
    value: dict[str, Any]
    """Integers, strings and truth values by the keys of the record; decimals are strings."""

    def read(self) -> "YearFact":
        """Return the fact with no more of its value than the rules read.

        Opinions, grounds and numbers of files stay in the record, which the id names.
        """
        names = READ.get(self.kind, ())
        kept = {name: self.value[name] for name in names if self.value.get(name) is not None}
        return self.model_copy(update={"value": kept})

    @property
    def year(self) -> int:
        """The calendar year that the period lies in (E19)."""
        return int(self.period[:4])


class Post(Part):
    """A post that the person held, from the first to the last day; no last day while it runs."""

    unit: Identifier
    post: Title
    role: Literal["head", "deputy", "member"]
    since: IsoDate
    until: IsoDate | None = None

    def holds(self, day: str) -> bool:
        """Return whether the person had the post on ``day`` (YYYY-MM-DD)."""
        return self.since <= day and (self.until is None or day <= self.until)


class LeftUnit(Part):
    """A unit that the person headed in the year and heads no more: its places follow him (E38)."""

    unit: Identifier
    findings: list["SignedFinding"]
    """About the unit; who heads it now answers for none of the time before."""


class LeaderYear(Part):
    """Meetings that one leader of the unit missed, came late to or left early in the year."""

    person: Identifier
    missed: Count
    late: Count
    early: Count


@dataclass(frozen=True, slots=True)
class YearFacts:
    """Everything beside votes, attendance and findings that the person's year is judged on."""

    person: Sequence[YearFact] = ()
    """About the person."""
    unit: Sequence[YearFact] = ()
    """About the person's unit, and the rankings in which units of the county stand."""
    team: Sequence[YearFact] = ()
    """Discipline outcomes of those who were members of the team that the person heads, each on
    the day of its decision."""
    overlap: Sequence[YearFact] = ()
    """Of pairs of meetings: how many people stood on both rolls (E7)."""
    posts: Sequence[Post] = ()
    vertical: bool = False
    """The person heads a unit that a superior authority manages (条管); N04 asks no other."""
    leaders: Sequence[LeaderYear] | None = None
    """Of such a unit; None while no attendance was imported."""
    unit_findings: Sequence[SignedFinding] = ()
    left_findings: Mapping[str, Sequence[SignedFinding]] = field(default_factory=dict)
    """About units that the person heads no more, by unit (``units_left``)."""
    team_findings: Sequence[SignedFinding] = ()
    set_aside: Sequence[SetAside] = ()
    """Results about the person that officers took out of the count."""
    known: Collection[str] = ()
    """The kinds of facts that were recorded for the year: of these, what is not there was not."""


NO_FACTS = YearFacts()
"""A year of which nothing but votes, attendance and findings is known."""


class Inputs(Part):
    """All that a derivation rests on, beside the pack: results and files by digest."""

    person: Person
    results: list[Hex32]
    """Of every certified result about the person or what he heads (``concerns``), sorted."""
    set_aside: list[SetAside]
    """Those about the person that do not count, sorted: a reader sees that they were there."""
    attendance: AttendanceFacts | None
    """None while no attendance file of the year was imported."""
    findings: list[SignedFinding]
    facts: list[YearFact]
    """About the person, sorted by id, as are the next three lists."""
    unit_facts: list[YearFact]
    team_facts: list[YearFact]
    """Number and day of decision only."""
    overlap: list[YearFact]
    posts: list[Post]
    vertical: bool
    leaders: list[LeaderYear] | None
    unit_findings: list[SignedFinding]
    left_units: list[LeftUnit]
    """Sorted."""
    team_findings: list[SignedFinding]
    known: list[FactKind]

    def of_kind(self, kind: str) -> list[YearFact]:
        """Return the facts of one kind about the person."""
        return [fact for fact in self.facts if fact.kind == kind]


def _without(entries: Iterable[AttendanceEntry], leave: YearFact) -> list[AttendanceEntry]:
    """Return what is left of the entries once a leave has excused what it covers, by the day."""
    span = excused(leave)
    listed = sorted(entries, key=lambda entry: (entry.date, entry.kind, entry.meeting))
    if span is None:
        return listed
    covered = [entry for entry in listed if span[0] <= entry.date <= span[1]]
    kept = [entry for entry in listed if entry not in covered]
    half_days, whole = leave.value.get("half_days"), _half_days(*span)
    work = whole if half_days is None else half_days
    meetings = _meetings(covered, None if work >= whole else work)
    for entry in covered:
        if entry.kind == "absent":
            taken = min(entry.half_days, work)
            work -= taken
            left = entry.half_days - taken
            kept += [entry.model_copy(update={"half_days": left})] if left else []
        elif (entry.date, entry.meeting) not in meetings:
            kept.append(entry)
    return kept


def _meetings(entries: Iterable[AttendanceEntry], most: int | None) -> set[tuple[str, str]]:
    """Return day and mark of at most so many meetings, all if None: missed ones first, by day."""
    held = [entry for entry in entries if entry.kind != "absent"]
    found = {(entry.kind != "missed", entry.date, entry.meeting) for entry in held}
    return {(day, mark) for _, day, mark in sorted(found)[:most]}


def _half_days(first: str, last: str) -> int:
    """Return how many half days the days from the first through the last have."""
    return 2 * ((date.fromisoformat(last) - date.fromisoformat(first)).days + 1)


def excused(leave: YearFact) -> tuple[str, str] | None:
    """Return the first and last day that a leave excuses; None where it was not accepted.

    A leave that was filed late excuses once somebody accepted it (N05).
    """
    value = leave.value
    accepted = value.get("accepted")
    if accepted is None:
        accepted = not value.get("filed_late", False)
    return (value["from"], value["to"]) if accepted else None


def inputs_of(
    person: Person,
    results: Iterable[str],
    attendance: AttendanceFacts | None,
    findings: Iterable[SignedFinding],
    year: YearFacts = NO_FACTS,
) -> Inputs:
    """Return what a derivation rests on, in the one order that it is written in.

    Args:
        person: who, as of the year.
        results: digests of the certified results about the person that count.
        attendance: None while no attendance file of the year was imported.
        findings: the findings on the person that count.
        year: facts, posts and results set aside; of a fact no more is taken than the rules read,
            of a punished member of the team only the number and the day.
    """
    punished = [
        fact.model_copy(update={"value": {"decided_on": fact.value["decided_on"]}})
        for fact in year.team
        if fact.kind == "discipline"
    ]
    return Inputs(
        person=person,
        results=sorted(results),
        set_aside=sorted(year.set_aside, key=lambda entry: entry.result),
        attendance=attendance,
        findings=_by_rule(findings),
        facts=_by_id(fact.read() for fact in year.person),
        unit_facts=_by_id(fact.read() for fact in year.unit),
        team_facts=_by_id(punished),
        overlap=_by_id(fact.read() for fact in year.overlap),
        posts=sorted(
            year.posts,
            key=lambda post: (post.since, post.unit, post.role, post.post, post.until or ""),
        ),
        vertical=year.vertical,
        leaders=(
            None if year.leaders is None else sorted(year.leaders, key=lambda leader: leader.person)
        ),
        unit_findings=_by_rule(year.unit_findings),
        left_units=[
            LeftUnit(unit=unit, findings=_by_rule(year.left_findings.get(unit, ())))
            for unit in units_left(person, year.posts)
        ],
        team_findings=_by_rule(year.team_findings),
        known=sorted(set(year.known)),
    )


def units_left(person: Person, posts: Iterable[Post]) -> list[str]:
    """Return the units that the person headed in the year and heads no more, sorted (E38).

    Args:
        person: who, as of the year.
        posts: what the person was and when, as far as it was stated.
    """
    first, last = f"{person.year}-01-01", f"{person.year}-12-31"
    led = {
        post.unit
        for post in posts
        if post.role == "head" and post.since <= last and (post.until or last) >= first
    }
    return sorted(led - ({person.unit} if person.role == "head" else set()))


def _by_id(facts: Iterable[YearFact]) -> list[YearFact]:
    """Return facts in their order, each once."""
    return [fact for _, fact in sorted({fact.id: fact for fact in facts}.items())]


def _by_rule(findings: Iterable[SignedFinding]) -> list[SignedFinding]:
    """Return findings in their order."""
    return sorted(findings, key=lambda finding: finding.rule)
