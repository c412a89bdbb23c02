"""What the rules are asked about: one subject, its ballots, findings, facts and grade.

The shape is DESIGN section 9 and it is strict: an unknown key, a decimal where an integer
belongs or true for 1 is refused. Numbers that contradict one another are refused here too, so
that no rule ever reads a ledger that does not add up.

May import: stdlib, pydantic, shared.documents.base, shared.rules.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, ValidationError

from shared.documents.base import Count, Part, Year
from shared.errors import InvalidInput
from shared.rules.ledger import Ledger, LedgerBroken
from shared.rules.parameters import Base, MergeMethod, PartOfOne, SatisfactionLine, Weights

SubjectKind = Literal[
    "official", "team", "motion", "candidate", "list", "place", "meeting", "unit", "leave"
]
Scope = Literal["agenda", "meeting", "year", "after_final"]
"""When a clause is asked: before an item is voted on, on a count, on a year, on its final grade."""
BallotSource = Literal["unit", "county", "investigation", "committee", "poll"]
ContestKind = Literal[
    "grade", "confidence", "motion", "satisfaction", "support", "yes_no", "violation", "rating"
]
"""The kinds of contests with one mark on a scale."""
BALLOT_SOURCES: tuple[BallotSource, ...] = get_args(BallotSource)
CONTEST_KINDS: tuple[ContestKind, ...] = get_args(ContestKind)
GradeState = Literal["proposed", "decided", "published", "final"]

Id = Annotated[str, Field(min_length=1, max_length=200)]
RuleId = Annotated[str, Field(pattern=r"^[A-Z][0-9]{1,2}$")]
Line = Annotated[str, Field(max_length=500)]


def _real_date(text: str) -> str:
    """Return ``text`` if it is a day of the calendar, written YYYY-MM-DD."""
    if date.fromisoformat(text).isoformat() != text:
        raise ValueError("not a calendar date")
    return text


Day = Annotated[str, AfterValidator(_real_date)]
Decimal = Annotated[str, Field(pattern=r"^-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?$")]


class CaseUnreadable(InvalidInput):
    """A case is not of the shape of DESIGN section 9."""

    code = "case_unreadable"


class Subject(Part):
    """Whom or what the rules are asked about; ``head`` is the id of a team's head."""

    kind: SubjectKind
    id: Id
    role: Literal["head", "deputy", "member"] | None = None
    head: Id | None = None


class GradeVotes(Part):
    """Votes on the four grades."""

    excellent: Count = 0
    competent: Count = 0
    basically_competent: Count = 0
    incompetent: Count = 0
    abstain: Count = 0


class ConfidenceVotes(Part):
    """Votes of confidence in a team."""

    trust: Count = 0
    distrust: Count = 0
    abstain: Count = 0


class MotionVotes(Part):
    """Votes of a committee on one matter."""

    agree: Count = 0
    disagree: Count = 0
    postpone: Count = 0
    abstain: Count = 0


class SatisfactionVotes(Part):
    """Answers to a satisfaction question; ``unknown`` is an answer, not an abstention."""

    satisfied: Count = 0
    basically_satisfied: Count = 0
    dissatisfied: Count = 0
    unknown: Count = 0
    abstain: Count = 0


class SupportVotes(Part):
    """Votes for or against a nominee."""

    support: Count = 0
    oppose: Count = 0
    abstain: Count = 0


class YesNoVotes(Part):
    """Answers to a question that takes yes or no."""

    yes: Count = 0
    no: Count = 0
    abstain: Count = 0


class RatingVotes(Part):
    """Marks from good to poor, for what is no grade."""

    good: Count = 0
    fairly_good: Count = 0
    fair: Count = 0
    poor: Count = 0
    abstain: Count = 0


class Contests(Part):
    """The votes on this subject, by kind of contest; an option left out has no votes."""

    grade: GradeVotes | None = None
    confidence: ConfidenceVotes | None = None
    motion: MotionVotes | None = None
    satisfaction: SatisfactionVotes | None = None
    support: SupportVotes | None = None
    yes_no: YesNoVotes | None = None
    violation: YesNoVotes | None = None
    """Whether somebody knows of a violation of discipline (P03)."""
    rating: RatingVotes | None = None
    choice: Annotated[dict[Id, Count], Field(min_length=2, max_length=600)] | None = None
    """Votes for each of the people on a list, of whom a ballot marks several or nobody."""

    def options(self, kind: ContestKind) -> dict[str, int] | None:
        """Return votes by option of one contest, or None where the form had no such item."""
        votes: Part | None = getattr(self, kind)
        return None if votes is None else votes.model_dump()


_VOTES: dict[ContestKind, type[Part]] = {
    "grade": GradeVotes,
    "confidence": ConfidenceVotes,
    "motion": MotionVotes,
    "satisfaction": SatisfactionVotes,
    "support": SupportVotes,
    "yes_no": YesNoVotes,
    "violation": YesNoVotes,
    "rating": RatingVotes,
}

VOTE_NAMES: dict[str, tuple[ContestKind, str]] = {
    f"{kind}.{option}": (kind, option)
    for kind, votes in _VOTES.items()
    for option in votes.model_fields
}
"""Every ``contest.option`` that a ballot can have."""


class LedgerFigures(Part):
    """The ledger as a case writes it; ``valid`` and 未收回 follow from it."""

    roll: Count
    present: Count
    issued: Count
    returned: Count
    void: Count = 0


class Ballot(Part):
    """One ballot (or one electorate of it) on the subject; ballots of one source are added up."""

    source: BallotSource
    figures: Annotated[LedgerFigures | None, Field(alias="ledger")] = None
    contests: Contests = Contests()

    @property
    def ledger(self) -> Ledger | None:
        """The ledger, or None where the case gives votes alone."""
        return None if self.figures is None else Ledger(**self.figures.model_dump())

    def check(self) -> None:
        """Return if ledger and votes agree.

        Raises:
            LedgerBroken: names the identity that does not hold.
        """
        found = [self.contests.options(kind) for kind in CONTEST_KINDS]
        votes = [options for options in found if options is not None]
        ledger = self.ledger
        if ledger is None:
            if len({sum(options.values()) for options in votes}) > 1:
                raise LedgerBroken("sum of options = valid")
            return
        ledger.check()
        for options in votes:
            ledger.check_contest(options)
        if self.contests.choice is not None:
            ledger.check_choice(self.contests.choice)


class Finding(Part):
    """组织认定: what the organisation found; ``value`` None means not yet (A07)."""

    value: bool | None
    document: Line | None = None
    date: Day | None = None
    by: Line | None = None


class GradeFact(Part):
    """The annual grade of the subject, as far as it has come."""

    value: Id | None
    scale: Literal["civil", "institution"] = "civil"
    state: GradeState


class Attendance(Part):
    """One person's year: half days absent from work, meetings missed, late and early (F02)."""

    absent_half_days: Count = 0
    missed: Count = 0
    late: Count = 0
    early: Count = 0


class Leader(Part):
    """Meetings missed by one leader of a unit."""

    id: Id
    missed: Count


class PointFinding(Part):
    """Points deducted in one audit finding, in halves."""

    year: Year
    half_points: Count


class Ranking(Part):
    """One ranking event: scores of the units on one list."""

    series: Id
    list: Id
    period: Id
    seq: Count
    scores: dict[Id, Decimal]
    tie_confirmed: bool | None = None
    head_since: Day | None = None
    deputy: Id | None = None


class Punished(Part):
    """A person punished, and when it was decided."""

    person: Id
    date: Day


class Item(Part):
    """What is known of an item of the agenda; None means not stated."""

    klass: Annotated[Literal["personnel", "other"] | None, Field(alias="class")] = None
    urgent: bool | None = None
    improvised: bool | None = None
    assessed: bool | None = None
    discipline_review: bool | None = None
    punished: bool | None = None
    audit_problem: bool | None = None
    superior_consent: bool | None = None
    informed: bool | None = None
    """The members had the candidates' particulars before the meeting (C12)."""
    life_meeting: bool | None = None
    delegates_asked: bool | None = None
    """The delegates' views were solicited before a democratic-life meeting (P11)."""
    decided: bool | None = None
    resubmitted: bool | None = None
    """A decision stands on this item; it was submitted to the committee again (C10)."""

    def value(self, key: str) -> bool | str | None:
        """Return what is stated under ``key``, a name of DESIGN section 9."""
        stated: bool | str | None = getattr(self, "klass" if key == "class" else key)
        return stated


class Facts(Part):
    """Facts from outside the ballots; what is left out is not known."""

    attendance: Attendance | None = None
    leaders: list[Leader] = Field(default_factory=list)
    leave_half_days: Count | None = None
    point_findings: list[PointFinding] = Field(default_factory=list)
    rankings: list[Ranking] = Field(default_factory=list)
    punished: list[Punished] = Field(default_factory=list)
    admonition_start: Day | None = None
    notice_start: Day | None = None
    letter_date: Day | None = None
    probation_start: Day | None = None
    candidates: Count | None = None
    posts: Count | None = None
    reports: Count | None = None
    item: Item = Item()


class Overrides(Part):
    """Parameters that a case sets for itself, to show what another reading would give."""

    merge: MergeMethod | None = None
    weights: Weights | None = None
    large_unit_min: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    base: Base | None = None
    satisfaction: SatisfactionLine | None = None
    large_majority: PartOfOne | None = None


class Case(Part):
    """One question to the rules."""

    subject: Subject
    scope: Scope
    as_of: Day | None = None
    ballots: list[Ballot] = Field(default_factory=list)
    findings: dict[RuleId, Finding] = Field(default_factory=dict)
    grade: GradeFact | None = None
    facts: Facts = Facts()
    parameters: Overrides = Overrides()


def parse_case(obj: object) -> Case:
    """Return the case that ``obj`` (decoded JSON) describes.

    Raises:
        CaseUnreadable: wrong shape; says where, by the names of DESIGN section 9 only.
        LedgerBroken: the numbers of a ballot contradict one another; names the identity.
    """
    if not isinstance(obj, Mapping):
        raise CaseUnreadable("A case is a JSON object with at least subject and scope.")
    try:
        case = Case.model_validate(dict(obj))
    except ValidationError as error:
        raise CaseUnreadable(_where(error)) from None
    for ballot in case.ballots:
        ballot.check()
    return case


def _where(error: ValidationError) -> str:
    """Say what is wrong first, with the names of our fields and never with what was sent."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = first["loc"][:-1] if first["type"] == "extra_forbidden" else first["loc"]
    known = [str(part) for part in place if isinstance(part, int) or part in _FIELD_NAMES]
    path = ".".join(known) or "the case"
    fault = "it has an unknown key" if first["type"] == "extra_forbidden" else first["type"]
    return f"The case is wrong at {path}: {fault.replace('_', ' ')}."


_FIELD_NAMES = frozenset(
    field.alias or name
    for model in list(globals().values())
    if isinstance(model, type) and issubclass(model, Part)
    for name, field in model.model_fields.items()
)
