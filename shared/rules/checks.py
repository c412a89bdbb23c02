"""The tests that a clause's condition is made of, as data: what is held against which line.

A threshold is an exact fraction, beside the words of the text. Where the text names no number
("a certain standard", "the large majority") a parameter of the pack sets it, never the program.

May import: stdlib, pydantic, shared.documents.base, shared.rules.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from shared.documents.base import Part
from shared.rules.cases import VOTE_NAMES, BallotSource, ContestKind, RuleId
from shared.rules.measures import FRACTION, Comparator
from shared.rules.parameters import Base, Text

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


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
    parameter: Literal["large_majority"] | None = None
    """The pack's parameter that may set another line, where the text names no number."""
    reading: Literal["distrust_on_grades", "urgent_majority"] | None = None
    """The pack's reading of words that leave it open: which grades are a vote of no confidence
    (E10), or whether exactly half is enough (E22)."""
    optional: bool = False
    """Left out, rather than waited for, when there is no such ballot or contest."""


class SatisfactionTest(Part):
    """满意率 held against the pack's line. The text leaves rate and line open, so the pack says
    which answers count, of which, and how many are enough; without that nothing is judged (E27).
    """

    name: Slug
    label: Text
    ballots: Annotated[list[BallotSource], Field(min_length=1)]
    comparator: Comparator
    line: Text


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
    read: Literal[
        "absent_half_days",
        "missed",
        "leave_half_days",
        "half_points",
        "punished",
        "leaders_missed",
        "reports",
    ]
    """``leaders_missed`` is the most that any one leader missed (E39); ``punished`` counts people
    and ``half_points`` adds up, both over ``window_years``."""
    window_years: Literal[1, 2, 3] = 1
    """Calendar years that end with the year of ``as_of`` (E16)."""
    per: Annotated[int, Field(ge=1, le=2)] = 1
    """How many of what is counted make one of the unit: 2 for half days."""
    plus: RuleId | None = None
    """The conversion whose result is added."""
    quantity: Literal["days", "meetings", "points", "persons", "reports"]
    comparator: Comparator
    threshold: Annotated[str, Field(pattern=FRACTION)]


class FindingTest(Part):
    """The organisation's signed finding under this clause."""

    name: Slug
    label: Text
    equals: bool = True
    optional: bool = False
    """Left out, rather than waited for, while nothing is found."""


class GradeTest(Part):
    """The final annual grade."""

    name: Slug
    label: Text
    value: Literal["incompetent"]
    scale: Literal["civil", "institution", "any"]


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
        "form",
        "bundled",
    ]
    equals: bool | Literal["personnel", "other", "secret", "named"]
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


class RankTest(Part):
    """Whether the unit stands last on a list, once or twice in a row (E13-E15)."""

    name: Slug
    label: Text
    in_row: Literal[1, 2]
    by: Literal["year", "event"]
    """What has to be adjacent: years, or rankings of one series."""


class HeldTest(Part):
    """Whether a count of any of these ballots exists: unknown before, never false."""

    name: Slug
    label: Text
    ballots: Annotated[list[BallotSource], Field(min_length=1)]
    contests: list[ContestKind] = Field(default_factory=list)
    """Only a form with one of these is meant; empty: whatever the form."""
    optional: bool = False
    """Without a ballot there is nothing to test, and nothing is waited for."""


class ShareNode(Part):
    """A test on a share."""

    share: ShareTest


class SatisfactionNode(Part):
    """A test on a rate of satisfaction."""

    satisfaction: SatisfactionTest


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


class RankNode(Part):
    """A test on a place in a ranking."""

    rank: RankTest


class HeldNode(Part):
    """A test on whether a vote was held."""

    held: HeldTest


class AllOf(Part):
    """Every one of these."""

    all: Annotated[list["Condition"], Field(min_length=1)]


class AnyOf(Part):
    """At least one of these."""

    any: Annotated[list["Condition"], Field(min_length=1)]


Leaf = (
    ShareNode
    | PresenceNode
    | CountNode
    | FindingNode
    | GradeNode
    | ItemNode
    | RatioNode
    | SatisfactionNode
    | RankNode
    | HeldNode
)
Condition = AllOf | AnyOf | Leaf
Test = (
    ShareTest
    | PresenceTest
    | CountTest
    | FindingTest
    | GradeTest
    | ItemTest
    | RatioTest
    | SatisfactionTest
    | RankTest
    | HeldTest
)


def leaves(condition: Condition) -> list[Leaf]:
    """Return every test of ``condition``, in the order of the text."""
    if isinstance(condition, AllOf):
        return [leaf for part in condition.all for leaf in leaves(part)]
    if isinstance(condition, AnyOf):
        return [leaf for part in condition.any for leaf in leaves(part)]
    return [condition]


def unwrap(leaf: Leaf) -> Test:
    """Return the test inside a leaf: a leaf is a test under the name of its sort."""
    test: Test = getattr(leaf, next(iter(type(leaf).model_fields)))
    return test


def name_of(leaf: Leaf) -> str:
    """Return the name of a test, which consequences may refer to."""
    return unwrap(leaf).name
