"""One person's year as the rules are asked about it: ballots, attendance, findings.

Everything comes from certified results and recorded facts, so that whoever holds those can ask
the same question again and get the same answer, byte for byte.

May import: stdlib, pydantic, shared.documents, shared.errors, shared.rules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from shared.documents.base import Hex32, Identifier, IsoDate, Part, Title, Year
from shared.documents.results import CertifiedResult, Counted, CountedContest
from shared.errors import Conflict
from shared.rules.cases import Case, RuleId, parse_case

YEAR_SOURCES = ("unit", "county")
"""Meetings whose graded contests are a person's votes of the year."""


class SeveralResults(Conflict):
    """Two certified results of one kind grade the same person: people say which one counts."""

    code = "several_results"


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
    """One fact of the person's attendance."""

    date: IsoDate
    kind: Literal["missed", "late", "early", "absent"]
    half_days: Annotated[int, Field(ge=0, le=2)]


class AttendanceFacts(Part):
    """The person's entries in the year's attendance files, and the digests of those files."""

    batches: Annotated[list[Hex32], Field(min_length=1)]
    """Every file that stands, also those without an entry of this person."""
    entries: list[AttendanceEntry]

    def counted(self) -> dict[str, int]:
        """Return the year's counts as N01 to N03 read them.

        At most one late arrival or early departure counts for one meeting, for which its date
        stands; both at one meeting are counted as late (catalogue E17). Absence from work is
        counted in half days (E18).
        """
        late = {entry.date for entry in self.entries if entry.kind == "late"}
        early = {entry.date for entry in self.entries if entry.kind == "early"}
        return {
            "absent_half_days": sum(entry.half_days for entry in self.entries),
            "missed": sum(1 for entry in self.entries if entry.kind == "missed"),
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
    reason: Title
    by: Title


class Inputs(Part):
    """All that a derivation rests on, beside the pack: results and files by digest."""

    person: Person
    results: list[Hex32]
    """Of every certified result with a vote or a ruling about the person, sorted."""
    set_aside: list[SetAside]
    """Those about the person that do not count, sorted: a reader sees that they were there."""
    attendance: AttendanceFacts | None
    """None while no attendance file of the year was imported."""
    findings: list[SignedFinding]


@dataclass(frozen=True, slots=True)
class Graded:
    """The graded contest about the person in one certified result."""

    digest: str
    result: CertifiedResult
    contest: CountedContest

    @property
    def boxes(self) -> list[Counted]:
        """The counted boxes on whose sheet the contest stood."""
        return [
            box
            for box in self.result.boxes
            if box.state == "counted" and box.electorate in self.contest.by_electorate
        ]

    def ballots(self) -> list[dict[str, Any]]:
        """Return the contest box by box, as a case writes ballots."""
        return [
            {
                "source": self.result.source,
                "ledger": self.contest.ledger_of(box),
                "contests": {"grade": dict(self.contest.by_electorate[box.electorate])},
            }
            for box in self.boxes
        ]


def graded_contests(person: Person, results: Mapping[str, CertifiedResult]) -> list[Graded]:
    """Return the contests that are the person's votes of the year: one a source at most.

    Of several unit results the one of the person's own unit counts (catalogue E38); the others
    stay evidence.

    Args:
        person: who is graded.
        results: by digest; reading them in that order makes the answer the same for everybody.

    Raises:
        SeveralResults: that still leaves two of one source.
    """
    found = [
        Graded(digest, result, contest)
        for digest, result in sorted(results.items())
        for contest in result.contests
        if result.source in YEAR_SOURCES and _grades(contest, person.id)
    ]
    chosen: list[Graded] = []
    for source in YEAR_SOURCES:
        graded = [entry for entry in found if entry.result.source == source]
        home = [entry for entry in graded if entry.result.place.id == person.unit]
        kept = home or graded
        if len(kept) > 1:
            raise SeveralResults(
                f"Two {source} results grade the same person; set one of them aside first."
            )
        chosen += kept
    return chosen


def _grades(contest: CountedContest, person: str) -> bool:
    """Tell whether this contest grades this official."""
    subject = contest.subject
    return (contest.kind, subject.kind, subject.id) == ("grade", "official", person)


def rulings_about(result: CertifiedResult, person: str) -> list[dict[str, Any]]:
    """Return the result's own rulings that aim at the person, cascades to a head included."""
    return [ruling for ruling in result.rulings if person in _aims(ruling)]


def _aims(ruling: dict[str, Any]) -> set[object]:
    """Return the ids of everybody a ruling or one of its consequences is about."""
    targets = [ruling.get("target")]
    targets += [consequence.get("who") for consequence in ruling.get("consequences", [])]
    return {target.get("id") for target in targets if isinstance(target, dict)}


def concerns(result: CertifiedResult, person: str) -> bool:
    """Tell whether the result holds a vote or a ruling about the person."""
    return bool(rulings_about(result, person)) or any(
        (contest.subject.kind, contest.subject.id) == ("official", person)
        for contest in result.contests
    )


def year_case(inputs: Inputs, graded: Sequence[Graded], **more: object) -> Case:
    """Return the case of the person's year.

    Args:
        inputs: the person, attendance and findings.
        graded: the person's votes.
        more: other keys of a case, ``scope`` (default "year"), ``grade`` or ``parameters``.
    """
    facts = {} if inputs.attendance is None else {"attendance": inputs.attendance.counted()}
    return parse_case(
        {
            "subject": {
                "kind": "official",
                "id": inputs.person.id,
                "role": inputs.person.role,
            },
            "scope": "year",
            "as_of": f"{inputs.person.year}-12-31",
            "ballots": [ballot for entry in graded for ballot in entry.ballots()],
            "findings": {
                finding.rule: finding.model_dump(exclude={"rule"}) for finding in inputs.findings
            },
            "facts": facts,
            **more,
        }
    )
