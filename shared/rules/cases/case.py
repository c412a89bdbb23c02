"""What the rules are asked about: one subject, its ballots, findings, facts and grade.

The shape is DESIGN section 9 and it is strict: an unknown key, a decimal where an integer
belongs or true for 1 is refused. Numbers that contradict one another are refused here too, so
that no rule ever reads a ledger that does not add up.

May import: stdlib, pydantic, shared.documents.base, shared.rules.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from shared.documents.base import Part
from shared.errors import InvalidInput
from shared.rules.cases import facts, votes
from shared.rules.cases.facts import Day, Facts
from shared.rules.cases.votes import Ballot, Id
from shared.rules.parameters import Base, MergeMethod, PartOfOne, SatisfactionLine, Weights

SubjectKind = Literal[
    "official", "team", "motion", "candidate", "list", "place", "meeting", "unit", "leave"
]
Scope = Literal["agenda", "meeting", "year", "after_final"]
"""When a clause is asked: before an item is voted on, on a count, on a year, on its final grade."""
Role = Literal["head", "deputy", "member"]
Scale = Literal["civil", "institution"]
GradeState = Literal["proposed", "decided", "published", "final"]
RuleId = Annotated[str, Field(pattern=r"^[A-Z][0-9]{1,2}$")]
Line = Annotated[str, Field(max_length=500)]


class CaseUnreadable(InvalidInput):
    """A case is not of the shape of DESIGN section 9."""

    code = "case_unreadable"


class Subject(Part):
    """Whom or what the rules are asked about; ``head`` is the id of a team's head."""

    kind: SubjectKind
    id: Id
    role: Role | None = None
    head: Id | None = None


class Finding(Part):
    """组织认定: what the organisation found; ``value`` None means not yet (A07)."""

    value: bool | None
    document: Line | None = None
    date: Day | None = None
    by: Line | None = None


class GradeFact(Part):
    """The annual grade of the subject, as far as it has come."""

    value: Id | None
    scale: Scale = "civil"
    state: GradeState


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
    window_findings: dict[RuleId, list[Finding]] = Field(default_factory=dict)
    """All that was found, by clause; read of windows alone, where each of several has its own."""
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
    for model in [*vars(votes).values(), *vars(facts).values(), *list(globals().values())]
    if isinstance(model, type) and issubclass(model, Part)
    for name, field in model.model_fields.items()
)
