"""A clause as data: what it counts, against which line, under which conditions, with what effect.

There are four kinds. A *merge* makes one result of several ballots (B04). A *conversion* adds
to a count (N01). A *condition* holds measures, findings, grades and facts against what the text
asks (most clauses). A *cascade* follows another clause's outcome (B09). The words of a clause
never decide anything: comparator, threshold and base stand beside the quotation.

May import: stdlib, pydantic, shared.documents.base, shared.rules.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from shared.documents.base import Part
from shared.rules.cases import VOTE_NAMES, BallotSource, RuleId, Scope, SubjectKind
from shared.rules.measures import FRACTION, Comparator
from shared.rules.parameters import Base, Text

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Words = Annotated[str, Field(min_length=1, max_length=1000)]

GRADE_FORCING: frozenset[str] = frozenset({"N02"})
"""The clauses whose text sets an annual grade. A vote never does (catalogue, finding 3)."""


class Source(Part):
    """Where a clause stands: file, section, and the words that decide, verbatim."""

    file: Words
    section: Words
    quote: Words
    lead: Words | None = None
    """The opening words of a list that ``quote`` is an entry of."""


class Choice(Part):
    """One of several measures among which people choose (E37)."""

    code: Slug
    text: Text


class GradeEffect(Part):
    """A grade that the text itself sets."""

    value: Literal["incompetent"]
    scale: Literal["civil"]


class Consequence(Part):
    """What a triggered clause prescribes, and for whom."""

    code: Slug
    who: Literal["subject", "head"]
    modality: Literal["must", "may", "case_by_case", "choice"]
    text: Text
    options: list[Choice] = Field(default_factory=list)
    grade: GradeEffect | None = None
    if_met: Slug | None = None
    """Only when the test of this name is what triggered the clause."""


def _vote(name: str) -> str:
    """Return ``name`` if it is ``contest.option`` of a contest there is."""
    if name not in VOTE_NAMES:
        raise ValueError("there is no such contest and option")
    return name


class ShareTest(Part):
    """Votes held against a share of a base."""

    name: Slug
    label: Text
    ballots: Annotated[list[BallotSource], Field(min_length=1)] | Literal["merged"]
    """Whose ballots are added up; ``merged`` reads the result of the merge clause alone."""
    read: Annotated[list[Annotated[str, AfterValidator(_vote)]], Field(min_length=1)]
    """``contest.option``, in order of preference: the first contest that the form had is read."""
    base: Base | Literal["pack"]
    comparator: Comparator
    threshold: Annotated[str, Field(pattern=FRACTION)]
    line: Text
    """The threshold in the words of the text."""
    optional: bool = False
    """Left out, rather than waited for, when there is no such ballot or contest."""


class PresenceTest(Part):
    """The people present held against a share of a base: a quorum."""

    name: Slug
    label: Text
    ballots: Annotated[list[BallotSource], Field(min_length=1)]
    base: Base
    comparator: Comparator
    threshold: Annotated[str, Field(pattern=FRACTION)]
    line: Text


class CountTest(Part):
    """A count of the year held against a number."""

    name: Slug
    label: Text
    read: Literal["absent_half_days", "missed"]
    per: Annotated[int, Field(ge=1, le=2)] = 1
    """How many of what is counted make one of the unit: 2 for half days."""
    plus: RuleId | None = None
    """The conversion whose result is added."""
    quantity: Literal["days", "meetings"]
    comparator: Comparator
    threshold: Annotated[str, Field(pattern=FRACTION)]


class FindingTest(Part):
    """The organisation's signed finding under this clause."""

    name: Slug
    label: Text


class GradeTest(Part):
    """The final annual grade."""

    name: Slug
    label: Text
    value: Literal["incompetent"]
    scale: Literal["civil"]


class ItemTest(Part):
    """A fact about the item on the agenda."""

    name: Slug
    label: Text
    key: Literal[
        "class",
        "urgent",
        "improvised",
        "assessed",
        "discipline_review",
        "punished",
        "audit_problem",
        "superior_consent",
        "informed",
        "life_meeting",
        "delegates_asked",
        "decided",
        "resubmitted",
    ]
    equals: bool | Literal["personnel", "other"]
    optional: bool = False


class RatioTest(Part):
    """The candidates on a list held against a number for each post."""

    name: Slug
    label: Text
    read: Literal["candidates"]
    per: Literal["posts"]
    comparator: Comparator
    threshold: Annotated[str, Field(pattern=FRACTION)]
    line: Text


class ShareNode(Part):
    """A test on a share."""

    share: ShareTest


class PresenceNode(Part):
    """A test on the people present."""

    presence: PresenceTest


class CountNode(Part):
    """A test on a count."""

    count: CountTest


class FindingNode(Part):
    """A test on a finding."""

    finding: FindingTest


class GradeNode(Part):
    """A test on the grade."""

    grade: GradeTest


class ItemNode(Part):
    """A test on the agenda item."""

    item: ItemTest


class RatioNode(Part):
    """A test on the length of a list."""

    ratio: RatioTest


class AllOf(Part):
    """Every one of these."""

    all: Annotated[list["Condition"], Field(min_length=1)]


class AnyOf(Part):
    """At least one of these."""

    any: Annotated[list["Condition"], Field(min_length=1)]


Condition = (
    AllOf
    | AnyOf
    | ShareNode
    | PresenceNode
    | CountNode
    | FindingNode
    | GradeNode
    | ItemNode
    | RatioNode
)


class ItemGate(Part):
    """A clause concerns only items of this sort; an item that does not say is let through."""

    key: Literal["class", "urgent"]
    equals: bool | Literal["personnel"]
    cause: Slug
    """Why the clause is not applicable to other items."""


class Relation(Part):
    """Another clause whose outcome decides over this one, and the cause it then gives."""

    rule: RuleId
    cause: Slug


class ClauseBase(Part):
    """What every clause has."""

    id: RuleId
    title: Text
    source: Source
    subject: Annotated[list[SubjectKind], Field(min_length=1)]
    scope: Annotated[list[Scope], Field(min_length=1)]
    consequences: list[Consequence] = Field(default_factory=list)


class MergeClause(ClauseBase):
    """Adds up, or weighs, the ballots of several sources."""

    kind: Literal["merge"]
    contest: Literal["grade"]
    sources: Annotated[list[Literal["unit", "county"]], Field(min_length=2)]

    def stands_on(self) -> list[str]:
        """Return the clauses this one reads."""
        return []


class ConversionClause(ClauseBase):
    """Every ``divisor`` of some events count as one of another; the rest is dropped (floor)."""

    kind: Literal["conversion"]
    name: Slug
    label: Text
    adds_up: Annotated[list[Literal["late", "early"]], Field(min_length=1)]
    divisor: Annotated[int, Field(ge=2, le=100)]

    def stands_on(self) -> list[str]:
        """Return the clauses this one reads."""
        return []


class ConditionClause(ClauseBase):
    """Triggered when its condition holds."""

    kind: Literal["condition"]
    large_unit: BallotSource | None = None
    """Concerns 人数较多的单位 only, by the roll of this ballot (E5)."""
    items: list[ItemGate] = Field(default_factory=list)
    yields_to: Relation | None = None
    """Not applicable when that clause is triggered."""
    needs: Relation | None = None
    """Not triggered while that clause is not."""
    reads_merge: RuleId | None = None
    """The merge clause that a ``merged`` share reads."""
    when: Condition

    def stands_on(self) -> list[str]:
        """Return the clauses this one reads."""
        converted = [node.count.plus for node in leaves(self.when) if isinstance(node, CountNode)]
        related = [relation.rule for relation in (self.yields_to, self.needs) if relation]
        named = [*related, self.reads_merge, *converted]
        return [rule for rule in named if rule is not None]


class CascadeClause(ClauseBase):
    """Shares the outcome of another clause and aims it at somebody else."""

    kind: Literal["cascade"]
    follows: RuleId
    target: Literal["head"]

    def stands_on(self) -> list[str]:
        """Return the clauses this one reads."""
        return [self.follows]


Clause = Annotated[
    MergeClause | ConversionClause | ConditionClause | CascadeClause, Field(discriminator="kind")
]

Leaf = ShareNode | PresenceNode | CountNode | FindingNode | GradeNode | ItemNode | RatioNode


def leaves(condition: Condition) -> list[Leaf]:
    """Return every test of ``condition``, in the order of the text."""
    if isinstance(condition, AllOf):
        return [leaf for part in condition.all for leaf in leaves(part)]
    if isinstance(condition, AnyOf):
        return [leaf for part in condition.any for leaf in leaves(part)]
    return [condition]


def unwrap(
    leaf: Leaf,
) -> ShareTest | PresenceTest | CountTest | FindingTest | GradeTest | ItemTest | RatioTest:
    """Return the test inside a leaf, whatever its kind."""
    if isinstance(leaf, ShareNode):
        return leaf.share
    if isinstance(leaf, PresenceNode):
        return leaf.presence
    if isinstance(leaf, CountNode):
        return leaf.count
    if isinstance(leaf, FindingNode):
        return leaf.finding
    if isinstance(leaf, RatioNode):
        return leaf.ratio
    return leaf.grade if isinstance(leaf, GradeNode) else leaf.item


def name_of(leaf: Leaf) -> str:
    """Return the name of a test, which consequences may refer to."""
    return unwrap(leaf).name
