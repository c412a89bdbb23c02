"""The parameters of a pack: every reading that the clauses leave open, set once and in public.

A jurisdiction pack sets each of them. A text pack has none of its own and is evaluated with
``TEXT_DEFAULTS``, the defaults of the catalogue's part E; none of these is from a source text.

May import: stdlib, pydantic, shared.documents.base, shared.rules.measures.
"""

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from shared.documents.base import ClassLetter, Part
from shared.rules.measures import FRACTION, exact

Base = Literal["valid", "expressed", "returned", "issued", "present", "roll"]
"""What a share is a share of (D3): 有效票, 有效票减弃权, 收回, 发出, 实到, 应到."""

MergeMethod = Literal["pooled", "weighted"]
Share = Annotated[str, Field(pattern=FRACTION)]


class Text(Part):
    """The same words in Chinese and in English."""

    zh: Annotated[str, Field(min_length=1, max_length=2000)]
    en: Annotated[str, Field(min_length=1, max_length=2000)]


class Weights(Part):
    """Exact weights of the unit and the county ballot; they add up to one."""

    unit: Share
    county: Share

    @model_validator(mode="after")
    def _whole(self) -> "Weights":
        if min(exact(self.unit), exact(self.county)) <= 0:
            raise ValueError("weights are positive")
        if exact(self.unit) + exact(self.county) != 1:
            raise ValueError("weights add up to one")
        return self

    def of(self, source: str) -> Fraction:
        """Return the weight of one ballot."""
        return exact({"unit": self.unit, "county": self.county}[source])


class GradePoints(Part):
    """Points for one vote of each grade; an abstention earns none and stays in the base (E2)."""

    excellent: Share
    competent: Share
    basically_competent: Share
    incompetent: Share


class Score(Part):
    """A score from shares times points. No source text has one, so it is marked local."""

    local: Literal[True]
    note: Text
    points: GradePoints
    base: Literal["valid", "expressed"]
    places: Annotated[int, Field(ge=0, le=4)]


class Band(Part):
    """The grade proposed from a score of ``at_least`` upwards."""

    grade: Literal["excellent", "competent", "basically_competent"]
    at_least: Share


class Bands(Part):
    """Grades by score. Below the last band nothing is proposed: votes never propose 不称职."""

    local: Literal[True]
    note: Text
    rows: Annotated[list[Band], Field(min_length=1, max_length=3)]

    @model_validator(mode="after")
    def _descending(self) -> "Bands":
        order = ["excellent", "competent", "basically_competent"]
        ranks = [order.index(row.grade) for row in self.rows]
        floors = [exact(row.at_least) for row in self.rows]
        if sorted(set(ranks)) != ranks or sorted(set(floors), reverse=True) != floors:
            raise ValueError("bands go from the best grade down")
        return self


def _part_of_one(text: str) -> str:
    """Return ``text`` if it writes a share of more than nothing and at most the whole."""
    if not 0 < exact(text) <= 1:
        raise ValueError("a line is a share of the votes")
    return text


PartOfOne = Annotated[Share, AfterValidator(_part_of_one)]
"""A share of the votes that is enough for something."""


class SatisfactionLine(Part):
    """满意率 of B13: which answers count, of which, and how many are enough.

    The text says "a certain standard" and leaves all three open. None has a default: a line that
    nobody set would be law that nobody made (E27, D14).
    """

    counted: Annotated[
        list[Literal["satisfied", "basically_satisfied"]], Field(min_length=1, max_length=2)
    ]
    of: Literal["valid", "known"]
    """Of all valid answers, or of those that are not 不了解."""
    at_least: PartOfOne

    @model_validator(mode="after")
    def _once(self) -> "SatisfactionLine":
        if len(set(self.counted)) != len(self.counted):
            raise ValueError("an answer counts once")
        return self


class ExcellentQuota(Part):
    """The largest share of 优秀 in a group, and how its count is rounded (E30)."""

    share: PartOfOne
    rounding: Literal["floor", "half_up", "ceiling"]
    groups: Literal["jurisdiction", "unit", "group"] = "jurisdiction"
    """Over whom the share is taken: everybody, each unit, or each group of posts."""


class ClassWeights(Part):
    """Exact weights of the classes of one ballot, A 票, B 票 …; they add up to one."""

    classes: Annotated[dict[ClassLetter, PartOfOne], Field(min_length=2, max_length=26)]

    @model_validator(mode="after")
    def _whole(self) -> "ClassWeights":
        if sum((exact(weight) for weight in self.classes.values()), Fraction(0)) != 1:
            raise ValueError("weights add up to one")
        return self


class Composite(Part):
    """A score made of the ballot's and the targets' (实绩). No source text has one: local."""

    local: Literal[True]
    note: Text
    ballot: PartOfOne
    targets: PartOfOne
    full: Share
    """The score of a ballot with the best grade on every vote; targets are scaled to it."""

    @model_validator(mode="after")
    def _whole(self) -> "Composite":
        if exact(self.ballot) + exact(self.targets) != 1:
            raise ValueError("weights add up to one")
        return self


class Exclusion(Part):
    """A discipline outcome after which 优秀 is not proposed. Local: no source text says it."""

    local: Literal[True]
    note: Text
    sanction: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,63}$")]


class Readings(Part):
    """How the clauses are read where their words leave it open (catalogue, part E)."""

    ranking_lists: Literal["one", "separate"] | None
    """全县末位: one list, or each list that a ranking names by itself, townships and departments
    apart (E13). Nobody chose while it is None: K01 and K02 wait."""
    last_ties: Literal["people", "all"]
    """A tie for the last place waits for people, or strikes everybody in it (E14)."""
    head_share: PartOfOne
    """The part of a year that a head must have led for its place to be his (E15)."""
    points_cleared_by_measure: bool
    """Whether a measure that was taken clears the account of points (E16)."""
    leaders_absence: Literal["any", "sum"]
    """N04: any one leader's missed meetings, or those of all together (E39)."""
    bar_until: Literal["year_end", "six_months"]
    """当年不得评优表模 (E21); the other date is shown beside."""
    distrust_on_grades: Literal["incompetent", "two_lowest"]
    """不信任票 on a form of four grades (E10)."""
    urgent_majority: Literal["at_least_half", "more_than_half"]
    """半数以上 of C06 (E22)."""
    announce: Literal["closed", "on_the_spot", "notice_board"]
    """How results are told (E26)."""


DEFAULT_READINGS = Readings(
    ranking_lists="separate",
    last_ties="people",
    head_share="1/2",
    points_cleared_by_measure=False,
    leaders_absence="any",
    bar_until="year_end",
    distrust_on_grades="incompetent",
    urgent_majority="at_least_half",
    announce="closed",
)
"""What a text pack is read with. A jurisdiction's pack writes its own, so that its digest fixes
each of them."""


class Parameters(Part):
    """Every parameter of a pack. A reading is chosen, never assumed: all are required but the
    lines without which a clause waits or holds its own, and what only some counties have.
    """

    base: Base
    """The base of every share whose clause names none (E1)."""
    large_unit_min: Annotated[int, Field(ge=1, le=1_000_000)]
    """人数较多的单位: the roll from which a unit counts as large (E5)."""
    merge: MergeMethod
    """汇总计算 (E6)."""
    weights: Weights | None
    merge_needs: list[Literal["unit", "county"]]
    """The ballots without which a year's votes are not complete; B04 waits for them."""
    disclosure_floor: Annotated[int, Field(ge=2, le=1000)]
    """The smallest group whose counts may be shown (E32)."""
    score: Score | None
    bands: Bands | None
    excellent_quota: ExcellentQuota
    objection_days: Annotated[int, Field(ge=0, le=365)]
    """Days for objections between publishing a grade and making it final."""
    satisfaction: SatisfactionLine | None = None
    """B13 waits until it is set."""
    large_majority: PartOfOne | None = None
    """大多数 of P07, of which more is needed (E28)."""
    readings: Readings
    class_weights: dict[Literal["unit", "county"], ClassWeights] | None = None
    composite: Composite | None = None
    exclusions: list[Exclusion] = Field(default_factory=list)

    @model_validator(mode="after")
    def _complete(self) -> "Parameters":
        if self.merge == "weighted" and self.weights is None:
            raise ValueError("a weighted merge needs weights")
        if self.score is None and (self.bands is not None or self.composite is not None):
            raise ValueError("bands and a composite need a score")
        if self.class_weights is not None and self.merge == "pooled":
            raise ValueError("votes that are pooled have no classes to weigh")
        return self


TEXT_DEFAULTS = Parameters(
    base="valid",
    large_unit_min=30,
    merge="pooled",
    weights=None,
    merge_needs=[],
    disclosure_floor=5,
    score=None,
    bands=None,
    excellent_quota=ExcellentQuota(share="1/5", rounding="floor"),
    objection_days=5,
    readings=DEFAULT_READINGS,
)
