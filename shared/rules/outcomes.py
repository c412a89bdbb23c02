"""What a test, a condition or a clause comes to, and what tests may read.

May import: stdlib, shared.rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from shared.rules.cases import Case
from shared.rules.checks import Leaf
from shared.rules.measures import Comparator, Line, Measure, exact
from shared.rules.merging import Merged
from shared.rules.parameters import Parameters, Text


class Verdict(Enum):
    """What a condition comes to."""

    TRUE = auto()
    FALSE = auto()
    UNKNOWN = auto()
    EXCLUDED = auto()
    ANNULLED = auto()
    PEOPLE = auto()
    """Nothing is left to compute: people rule."""


@dataclass(frozen=True, slots=True)
class Tested:
    """One test that was made, for the explanation."""

    leaf: Leaf
    verdict: Verdict
    measure: Measure | None
    shown: tuple[Text, ...] = ()
    """What it looked at, where that is no measure: places in rankings."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict, with what it waits for or why it is none, and the tests behind it."""

    verdict: Verdict
    waiting_for: tuple[str, ...] = ()
    cause: str | None = None
    measure: Measure | None = None
    tests: tuple[Tested, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """What a clause comes to, and what its ruling shows for it."""

    outcome: Outcome
    shown: tuple[Text, ...] = ()
    measures: tuple[Measure, ...] = ()
    dates: Mapping[str, str] = field(default_factory=dict)
    """Of a window: the days it has, by the names of its spans."""
    on: str | None = None
    """Of a window: what it has come to, which picks its consequences."""
    deputies: tuple[str, ...] = ()
    """Of rankings: the deputies whom people named for those that decided (K02)."""


@dataclass(frozen=True, slots=True)
class MergeOutcome:
    """What came of merging a year's ballots: the votes, or why there are none."""

    merged: Merged | None
    problem: Outcome


@dataclass(frozen=True, slots=True)
class Reading:
    """What the conditions of one clause may read."""

    clause: str
    case: Case
    parameters: Parameters
    merge: MergeOutcome | None
    """None where the clause that merges is not in force."""
    converted: Mapping[str, int]
    """What each conversion clause in force adds."""
    hidden: frozenset[str] = frozenset()
    """Sources of which nothing may be told, see ``evaluate``."""


HIDDEN_VOTES = Outcome(Verdict.PEOPLE, cause="hidden_votes")
"""What comes of votes of which nothing may be told (E32)."""


def unknown(*waiting_for: str) -> Outcome:
    """Return the outcome of something that is not there yet."""
    return Outcome(Verdict.UNKNOWN, waiting_for)


def known(holds: bool, measure: Measure | None = None) -> Outcome:
    """Return the outcome of something that is known."""
    return Outcome(Verdict.TRUE if holds else Verdict.FALSE, measure=measure)


def measured(measure: Measure, comparator: Comparator, threshold: str) -> Outcome:
    """Return whether the line is met, with the measure that shows it."""
    line = Line(comparator, exact(threshold))
    measure = replace(measure, line=line)
    return known(line.met(measure.numerator, measure.denominator), measure)
