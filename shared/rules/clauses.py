"""A clause as data: what it counts, against which line, under which conditions, with what effect.

There are seven kinds. A *merge* makes one result of several ballots (B04). A *conversion* adds
to a count (N01). A *condition* holds measures, findings, grades and facts against what the text
asks (most clauses; its tests are in ``checks``). A *cascade* follows another clause's outcome
(B09). A *ranking* puts people in the order of their votes and leaves the rest to people (P01,
P08). A *window* is a span of the calendar that begins with a fact (L02). A *text* is quoted and
never computed. The words of a clause never decide anything: comparator, threshold and base stand
beside the quotation.

May import: stdlib, pydantic, shared.documents.base, shared.rules.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from shared.documents.base import Part
from shared.rules.cases import BallotSource, FactDate, Role, RuleId, Scale, Scope, SubjectKind
from shared.rules.checks import Condition, CountNode, ShareTest, Slug, leaves
from shared.rules.parameters import Text

Words = Annotated[str, Field(min_length=1, max_length=1000)]

GRADE_FORCING: frozenset[str] = frozenset({"N02", "K04"})
"""The clauses whose text sets an annual grade. A vote never does (catalogue, finding 3)."""


class Source(Part):
    """Where a clause stands: file, section, and the words that decide, verbatim."""

    file: Words
    section: Words
    quote: Words
    lead: Words | None = None
    """The opening words of a list that ``quote`` is an entry of."""
    more: list[Words] = Field(default_factory=list)
    """Further quotations that the clause rests on."""


class Choice(Part):
    """One of several measures among which people choose (E37)."""

    code: Slug
    text: Text


class GradeEffect(Part):
    """A grade that the text itself sets."""

    value: Literal["incompetent"]
    scale: Scale


class Deadline(Part):
    """Until when something is to be done: days or months of the calendar after ``after``."""

    days: Annotated[int, Field(ge=1, le=366)] | None = None
    months: Annotated[int, Field(ge=1, le=36)] | None = None
    after: Literal["decision"] | FactDate

    @model_validator(mode="after")
    def _one(self) -> "Deadline":
        if (self.days is None) == (self.months is None):
            raise ValueError("a deadline is in days or in months")
        return self


Bar = Literal["unit_awards", "personal_awards", "model_titles", "excellent"]
"""The four bars of awards; no text makes one of them another (E42)."""


SpanName = Literal["earliest", "latest", "due", "last_day", "bar_until"]


class Consequence(Part):
    """What a triggered clause prescribes, and for whom."""

    code: Slug
    who: Literal["subject", "head", "deputy"]
    modality: Literal["must", "may", "case_by_case", "choice"]
    text: Text
    options: list[Choice] = Field(default_factory=list)
    grade: GradeEffect | None = None
    if_met: Slug | None = None
    """Only when the test of this name is what triggered the clause."""
    on: Literal["running", "over", "found", "not_found", "late"] | None = None
    """Of a window: only when it has come to this."""
    owner: Slug | None = None
    """Who has to act, where the text says it: ``unit``, ``organisation_department`` …"""
    deadline: Deadline | None = None
    bar: Bar | None = None
    until: SpanName | None = None
    """Of a window: through this day of it, whether the window itself is over or not (L05)."""


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


Force = Literal["rule", "report", "proposal"]
"""What the source is: a rule in force, a report of practice, a proposal."""


class ClauseBase(Part):
    """What every clause has."""

    id: RuleId
    title: Text
    source: Source
    force: Force
    subject: list[SubjectKind]
    scope: list[Scope]
    role: Role | None = None
    """Concerns people in this role only."""
    not_role: Role | None = None
    """Does not concern people in this role; one whose role nobody states is taken to be another."""
    consequences: list[Consequence] = Field(default_factory=list)

    def stands_on(self) -> list[str]:
        """Return the clauses this one reads."""
        return []


class MergeClause(ClauseBase):
    """Adds up, or weighs, the ballots of several sources."""

    kind: Literal["merge"]
    contest: Literal["grade"]
    sources: Annotated[list[Literal["unit", "county"]], Field(min_length=2)]


class ConversionClause(ClauseBase):
    """Every ``divisor`` of some events count as one of another; the rest is dropped (floor)."""

    kind: Literal["conversion"]
    name: Slug
    label: Text
    adds_up: Annotated[list[Literal["late", "early"]], Field(min_length=1)]
    divisor: Annotated[int, Field(ge=2, le=100)]


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
    follows: Annotated[list[RuleId], Field(min_length=1)]
    """One of these is enough."""
    target: Literal["head"]

    def stands_on(self) -> list[str]:
        """Return the clauses this one reads."""
        return self.follows


class RankingClause(ClauseBase):
    """Shows the votes of a choice in their order, with the gaps, and selects nobody (E29)."""

    kind: Literal["ranking"]
    ballots: Annotated[list[BallotSource], Field(min_length=1)]


class Span(Part):
    """A day that lies days, months or years after the first, or at the end of its year."""

    name: SpanName
    label: Text
    days: Annotated[int, Field(ge=1, le=366)] | None = None
    months: Annotated[int, Field(ge=1, le=60)] | None = None
    year_end: bool = False
    """To the end of the year it begins in, or for what ``bar_until`` of the pack says (E21)."""
    first_day_counts: bool = False
    """The first day is one of the ``days`` (a public notice)."""
    begins: FactDate | None = None
    """Where this day is not counted from the window's own beginning (L05: the talk)."""

    @model_validator(mode="after")
    def _one(self) -> "Span":
        if [self.days is not None, self.months is not None, self.year_end].count(True) != 1:
            raise ValueError("a span is in days, in months, or to the end of the year")
        if self.first_day_counts and self.days is None:
            raise ValueError("only in days does the first day count or not")
        return self


class WindowClause(ClauseBase):
    """A span of the calendar that a fact begins, and what is due in it or after it.

    It runs through the last of its days, that day included, and is over from the next. A day at
    the end of the year is none of them: it ends what is said to hold until then.
    """

    kind: Literal["window"]
    begins: FactDate
    spans: Annotated[list[Span], Field(min_length=1)]
    triggered: Literal["running", "over", "unanswered", "finding"]
    """While it runs; once it is over; when nothing came in time; by what people then found.

    One that runs and has consequences for ``found`` or ``not_found`` asks for the finding when
    it is over (L05).
    """
    answered_by: FactDate | None = None
    """What has to come in time: it ends the window, and is overdue after it (L10, L12)."""
    ended_by: RuleId | None = None
    """The clause whose finding alone ends the window, early or late (L02, released by L03)."""

    @property
    def asks(self) -> bool:
        """Whether people have to find something before the clause is done with."""
        found = [each.on for each in self.consequences if each.on in ("found", "not_found")]
        return self.triggered == "finding" or bool(found)

    @model_validator(mode="after")
    def _sound(self) -> "WindowClause":
        if len({span.name for span in self.spans}) != len(self.spans):
            raise ValueError("a window names a day once")
        if all(span.begins is not None or span.year_end for span in self.spans):
            raise ValueError("a window has a day of its own")
        names = {None, *(span.name for span in self.spans)}
        if any(each.until not in names for each in self.consequences):
            raise ValueError("what holds through a day of the window names one of its days")
        if self.triggered == "unanswered" and self.answered_by is None:
            raise ValueError("a window that waits for an answer says which")
        if self.asks and self.scope != ["year"]:
            raise ValueError("what people find of a window they find on the year")
        if self.triggered in ("over", "finding") and (self.answered_by or self.ended_by):
            raise ValueError("only what runs or is unanswered ends otherwise than by the calendar")
        return self


class TextClause(ClauseBase):
    """A clause that nobody computes: quoted, so that people can read what binds them."""

    kind: Literal["text"]
    says: Text
    """What it asks, in a sentence."""


Clause = Annotated[
    MergeClause
    | ConversionClause
    | ConditionClause
    | CascadeClause
    | RankingClause
    | WindowClause
    | TextClause,
    Field(discriminator="kind"),
]
