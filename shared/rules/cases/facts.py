"""Facts of a case from outside the ballots: attendance, points, rankings, dates, agenda items.

What is left out is not known; an empty list says that there was none.

May import: stdlib, pydantic, shared.documents.base, shared.rules.cases.votes.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from shared.documents.base import Count, Part, Year
from shared.rules.cases.votes import Id


def _real_date(text: str) -> str:
    """Return ``text`` if it is a day of the calendar from 1900 to 2999, written YYYY-MM-DD."""
    day = date.fromisoformat(text)
    if day.isoformat() != text or not 1900 <= day.year <= 2999:
        raise ValueError("not a calendar date")
    return text


Day = Annotated[str, AfterValidator(_real_date)]
Decimal = Annotated[str, Field(pattern=r"^-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?$")]


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
    half_points: Annotated[int, Field(ge=1, le=4)]
    """N07 deducts from half a point to two points for one finding."""
    measure_taken: bool = False
    """A measure was taken on it, which clears it only where the pack says so (E16)."""


class Term(Part):
    """The time through which somebody headed a unit; None where a day is not known or to come."""

    since: Day | None = None
    until: Day | None = None


Terms = Annotated[list[Term], Field(default_factory=list)]


class Ranking(Part):
    """One ranking event: scores of the units on one list."""

    series: Id
    list: Id
    period: Id
    seq: Count
    scores: dict[Id, Decimal]
    tie_confirmed: bool | None = None
    head_since: Day | None = None
    head_until: Day | None = None
    """The last day of a head who has left the unit since."""
    answered: Terms
    """The times of those who left the unit and answer for it in years of their own (E38)."""
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
    form: Literal["secret", "named"] | None = None
    """How it is voted on (C03, C05)."""
    bundled: bool | None = None
    """Several questions are put to one vote (C04)."""

    def value(self, key: str) -> bool | str | None:
        """Return what is stated under ``key``, a name of DESIGN section 9."""
        stated: bool | str | None = getattr(self, "klass" if key == "class" else key)
        return stated


FactDate = Literal[
    "admonition_start",
    "talk_date",
    "notice_start",
    "letter_date",
    "reply_date",
    "probation_start",
    "removal_date",
    "removal_talk",
]
"""The dates that a span may begin with."""


class Begun(Part):
    """One of several windows of the same kind: its days by name, and the months it was set for."""

    days: dict[FactDate, Day]
    months: Annotated[int, Field(ge=1, le=60)] | None = None
    """Of an admonition, whose text leaves its length to people within bounds (E20)."""


class Facts(Part):
    """Facts from outside the ballots; what is left out is not known, an empty list is none."""

    attendance: Attendance | None = None
    leaders: list[Leader] | None = None
    leave_half_days: Count | None = None
    point_findings: list[PointFinding] | None = None
    rankings: list[Ranking] | None = None
    punished: list[Punished] | None = None
    admonition_start: Day | None = None
    talk_date: Day | None = None
    notice_start: Day | None = None
    letter_date: Day | None = None
    reply_date: Day | None = None
    begun: list[Begun] = Field(default_factory=list)
    """All admonitions, letters and the like, where there may be several of a kind: each is judged
    by itself, with its own days in the place of those above."""
    admonition_months: Annotated[int, Field(ge=1, le=60)] | None = None
    probation_start: Day | None = None
    removal_date: Day | None = None
    removal_talk: Day | None = None
    """The talk with somebody who was removed (L10); ``talk_date`` is the admonition's."""
    candidates: Count | None = None
    posts: Count | None = None
    reports: Count | None = None
    item: Item = Item()

    def day(self, name: FactDate) -> date | None:
        """Return the day known under ``name``."""
        stated: str | None = getattr(self, name)
        return None if stated is None else date.fromisoformat(stated)
