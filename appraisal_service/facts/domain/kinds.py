"""The kinds of facts beside attendance and findings, and what a record of each says.

Each kind has a strict value. Times are days, points are halves, scores are decimal texts: there
is nothing to round. A value says what a paper says; what follows from it (the last day of an
admonition, a rate) is computed in ``consequent`` and never stored.

May import: stdlib, pydantic, shared.documents.base, shared.rules.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shared.documents.base import Count, Hex32, Identifier, Part, Title
from shared.rules.cases import Day, Decimal

SubjectKind = Literal["official", "unit", "list", "meeting"]
_LINES = r"^[^\x00-\x09\x0b-\x1f\x7f]+$"
Text = Annotated[str, Field(min_length=1, max_length=2000, pattern=_LINES)]
Sanction = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,63}$")]
Bar = Literal["unit_awards", "personal_awards", "model_titles", "excellent"]
"""评先评优 of a unit, 评比各类先进, 评优表模, 优秀: four bars, never one (catalogue E42)."""
PERSONAL_BARS = ("personal_awards", "model_titles", "excellent")
USUAL_MONTHS = range(3, 7)
"""诫勉期一般为三至六个月 (L02); another length needs its reason (E20)."""


class Value(Part):
    """What a record says. The class says whom it can be about, and of what there is one."""

    SUBJECTS: ClassVar[tuple[SubjectKind, ...]] = ("official",)
    DAY: ClassVar[str | None] = None
    """The key whose day lies in the year of the record."""
    ONE: ClassVar[tuple[tuple[str, ...], ...]]
    """Of records on one subject with the same values (or ``period``) under these, one stands."""


def _ordered(earlier: str, later: str | None) -> None:
    """Refuse a later day that comes first."""
    if later is not None and later < earlier:
        raise PydanticCustomError("days_reversed", "the later day comes first")


class Leave(Value):
    """请假: its days and half days; it excuses what it covers once it was accepted (N05)."""

    DAY: ClassVar[str | None] = "from"
    ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("from",),)

    begins: Annotated[Day, Field(alias="from")]
    ends: Annotated[Day, Field(alias="to")]
    half_days: Annotated[int, Field(ge=1, le=732)]
    approver: Literal["unit_head", "organisation_department", "county_leader"]
    filed_late: bool
    """补办: the slip came after the absence."""
    accepted: bool

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _ordered(self.begins, self.ends)
        days = date.fromisoformat(self.ends) - date.fromisoformat(self.begins)
        if self.half_days > 2 * (days.days + 1):
            raise PydanticCustomError("more_than_days", "more half days than the days have")
        return self


class Points(Value):
    """扣分 for one audit finding, in halves of a point: 0.5 to 2 (N07)."""

    ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("finding",),)

    half_points: Annotated[int, Field(ge=1, le=4)]
    finding: Title
    klass: Annotated[Literal["A", "B", "C"], Field(alias="class")]
    measure_taken: bool = False
    """A measure was taken over these points; they count on unless the pack clears them (E16)."""


class Target(Value):
    """实绩 of a unit or an official: score of a full score, and the place if there is one (F04)."""

    SUBJECTS: ClassVar[tuple[SubjectKind, ...]] = ("official", "unit")
    ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("period",),)

    score: Decimal
    full: Decimal
    rank: Annotated[int, Field(ge=1, le=10_000)] | None = None

    @model_validator(mode="after")
    def _part(self) -> Self:
        if not 0 <= Fraction(self.score) <= Fraction(self.full) or Fraction(self.full) == 0:
            raise PydanticCustomError("score_over_full", "not between nothing and the full score")
        return self


class LineRating(Value):
    """条线评价 of a township by a county department: grade and opinion, signed (F05)."""

    SUBJECTS: ClassVar[tuple[SubjectKind, ...]] = ("unit",)
    ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("line", "period"),)

    line: Title
    department: Title
    grade: Literal["good", "fairly_good", "fair", "poor"]
    opinion: Annotated[str, Field(min_length=1, max_length=1000, pattern=_LINES)]
    signed_by: Title


class Ranking(Value):
    """One comparison of units on one list. Who is not in ``scores`` was not ranked.

    ``seq`` counts the comparisons of a series, so that two in a row are known as such (K04, E15).
    """

    SUBJECTS: ClassVar[tuple[SubjectKind, ...]] = ("list",)
    ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("series", "period"), ("series", "seq"))

    series: Identifier
    list: Identifier
    period: Annotated[str, Field(max_length=16)]
    seq: Count
    scores: Annotated[dict[Identifier, Decimal], Field(min_length=2, max_length=600)]

    def last(self) -> frozenset[str]:
        """Return every unit with the lowest score; several are tied (E14)."""
        lowest = min(Fraction(score) for score in self.scores.values())
        return frozenset(unit for unit, score in self.scores.items() if Fraction(score) == lowest)


class RankingRuling(Value):
    """认定末位: whether a unit is last in a ranking, and whose task dragged it (E14, K02)."""

    SUBJECTS: ClassVar[tuple[SubjectKind, ...]] = ("unit",)
    ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("ranking",),)

    ranking: Hex32
    last: bool
    deputy: Identifier | None = None


class Discipline(Value):
    """处分: the sanction, the day of the decision, the last day of its effect (F18)."""

    DAY: ClassVar[str | None] = "decided_on"
    ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("sanction", "decided_on"),)

    sanction: Sanction
    decided_on: Day
    ends_on: Day | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _ordered(self.decided_on, self.ends_on)
        return self


class Admonition(Value):
    """诫勉 or 诫警: the day of the talk and the months it runs (L02, L05, L07)."""

    DAY: ClassVar[str | None] = "talk_on"
    ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("kind", "talk_on"),)

    kind: Literal["admonition", "caution"]
    talk_on: Day
    months: Annotated[int, Field(ge=1, le=24)]
    reason: Title | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.months not in USUAL_MONTHS and self.reason is None:
            raise PydanticCustomError("reason_missing", "another length needs its reason")
        return self


class Flag(Value):
    """An awards bar that stands on a paper, its last day, its ground."""

    SUBJECTS: ClassVar[tuple[SubjectKind, ...]] = ("official", "unit")
    ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("bar", "ground"),)

    bar: Bar
    until: Day
    ground: Title


class Complaint(Value):
    """A complaint or report about an official, and what became of it (F12, F24)."""

    DAY: ClassVar[str | None] = "received_on"
    ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("case",),)

    case: Title
    """Its number in the file."""
    received_on: Day
    concluded_on: Day | None = None
    verified: bool | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _ordered(self.received_on, self.concluded_on)
        return self


class Letter(Value):
    """函询: a written inquiry of the organisation, and the reply to it (F34, L12)."""

    DAY: ClassVar[str | None] = "sent_on"
    ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("case",),)

    case: Title
    """The letter's number."""
    sent_on: Day
    replied_on: Day | None = None
    verified: bool | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _ordered(self.sent_on, self.replied_on)
        return self


class Petitions(Value):
    """来信来访 of a unit in a period: how many came, were assigned, were closed (F28)."""

    SUBJECTS: ClassVar[tuple[SubjectKind, ...]] = ("unit",)
    ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("period",),)

    letters: Count
    visits: Count
    assigned: Count
    closed: Count

    @model_validator(mode="after")
    def _part(self) -> Self:
        if self.closed > self.assigned:
            raise PydanticCustomError("closed_over_assigned", "more closed than assigned")
        return self


class Overlap(Value):
    """How many people stood on the rolls of both meetings; shown beside the merged figure (E7)."""

    SUBJECTS: ClassVar[tuple[SubjectKind, ...]] = ("meeting",)
    ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("unit_result", "county_result"),)

    unit_result: Hex32
    county_result: Hex32
    people: Count


class Context(Value):
    """What people read beside the figures; no rule reads it."""

    SUBJECTS: ClassVar[tuple[SubjectKind, ...]] = ("official", "unit")
    ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("period", "text"),)

    text: Text
    verdict: Title


class Probation(Value):
    """试用期: the day on which it began (L09)."""

    DAY: ClassVar[str | None] = "starts_on"
    ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("starts_on",),)

    starts_on: Day
    post: Title


class Notice(Probation):
    """公示 before an appointment: its first day (L08)."""


class Removal(Value):
    """免职: the day of the decision, and of the talk with the person (L10)."""

    DAY: ClassVar[str | None] = "removed_on"
    ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("removed_on",),)

    removed_on: Day
    talk_on: Day | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _ordered(self.removed_on, self.talk_on)
        return self


KINDS: dict[str, type[Value]] = {
    "leave": Leave,
    "points": Points,
    "target": Target,
    "line_rating": LineRating,
    "ranking": Ranking,
    "ranking_ruling": RankingRuling,
    "discipline": Discipline,
    "admonition": Admonition,
    "flag": Flag,
    "complaint": Complaint,
    "letter": Letter,
    "petitions": Petitions,
    "overlap": Overlap,
    "audit": Context,
    "climate": Context,
    "dynamic": Context,
    "probation": Probation,
    "notice": Notice,
    "removal": Removal,
}
"""Every kind of record by its name."""

BY_TWO = frozenset({"ranking_ruling"})
"""Kinds that stand only once two officers entered the same."""


def fits(value: Value, subject: SubjectKind) -> bool:
    """Tell whether a bar is on its own kind of subject: 评先评优 on units, the others on people."""
    return not isinstance(value, Flag) or (value.bar in PERSONAL_BARS) == (subject == "official")
