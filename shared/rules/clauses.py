"""A clause as data: what it counts, against which line, under which conditions, with what effect.

There are five kinds. A *merge* makes one result of several ballots (B04). A *conversion* adds
to a count (N01). A *condition* holds measures, findings, grades and facts against what the text
asks (most clauses; its tests are in ``checks``). A *cascade* follows another clause's outcome
(B09). A *ranking* puts people in the order of their votes and leaves the rest to people (P01,
P08). The words of a clause never decide anything: comparator, threshold and base stand beside
the quotation.

May import: stdlib, pydantic, shared.documents.base, shared.rules.
"""

from typing import Annotated, Literal

from pydantic import Field

from shared.documents.base import Part
from shared.rules.cases import BallotSource, RuleId, Scope, SubjectKind
from shared.rules.checks import Condition, CountNode, ShareTest, Slug, leaves
from shared.rules.parameters import Text

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
    beside: list[ShareTest] = Field(default_factory=list)
    """Shares that are shown beside the test and decide nothing (E28)."""

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


class RankingClause(ClauseBase):
    """Shows the votes of a choice in their order, with the gaps, and selects nobody (E29)."""

    kind: Literal["ranking"]
    ballots: Annotated[list[BallotSource], Field(min_length=1)]

    def stands_on(self) -> list[str]:
        """Return the clauses this one reads."""
        return []


Clause = Annotated[
    MergeClause | ConversionClause | ConditionClause | CascadeClause | RankingClause,
    Field(discriminator="kind"),
]
