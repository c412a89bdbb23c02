"""Holds one condition of a clause against one case, in three-valued logic.

A condition is false as soon as one part of it is false, and unknown only while what is missing
could still make it true (catalogue D2b). Two more verdicts keep honest what is neither: a share
of nothing is *excluded*, and votes of a spoilt ballot are *annulled*.

May import: stdlib, shared.rules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from shared.rules.cases import VOTE_NAMES, Ballot, Case
from shared.rules.checks import (
    AllOf,
    AnyOf,
    Condition,
    CountNode,
    CountTest,
    FindingNode,
    FindingTest,
    GradeNode,
    GradeTest,
    ItemNode,
    ItemTest,
    Leaf,
    PresenceNode,
    PresenceTest,
    RatioNode,
    RatioTest,
    SatisfactionNode,
    SatisfactionTest,
    ShareNode,
    ShareTest,
)
from shared.rules.measures import Comparator, Line, Measure, exact
from shared.rules.merging import ContestVotes, Merged, add_up, ledger_bases
from shared.rules.parameters import Base, Parameters


class Verdict(Enum):
    """What a condition comes to."""

    TRUE = auto()
    FALSE = auto()
    UNKNOWN = auto()
    EXCLUDED = auto()
    ANNULLED = auto()
    PEOPLE = auto()
    """Nothing is left to compute: people rule. No single test comes to it."""


_ALL = (Verdict.ANNULLED, Verdict.EXCLUDED, Verdict.FALSE, Verdict.UNKNOWN, Verdict.TRUE)
"""The first of these that occurs decides a conjunction."""
_ANY = (Verdict.TRUE, Verdict.ANNULLED, Verdict.UNKNOWN, Verdict.FALSE, Verdict.EXCLUDED)
"""The first of these that occurs decides a disjunction."""


@dataclass(frozen=True, slots=True)
class Tested:
    """One test that was made, for the explanation."""

    leaf: Leaf
    verdict: Verdict
    measure: Measure | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict, with what it waits for or why it is none, and the tests behind it."""

    verdict: Verdict
    waiting_for: tuple[str, ...] = ()
    cause: str | None = None
    measure: Measure | None = None
    tests: tuple[Tested, ...] = ()


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
    converted: Mapping[str, int]
    """What each conversion clause adds."""


def judge(condition: Condition, reading: Reading) -> Outcome | None:
    """Return what ``condition`` comes to; None where an optional test has nothing to test."""
    if isinstance(condition, AllOf):
        return _combine([judge(part, reading) for part in condition.all], _ALL)
    if isinstance(condition, AnyOf):
        return _combine([judge(part, reading) for part in condition.any], _ANY)
    outcome = _test(condition, reading)
    if outcome is None:
        return None
    return replace(outcome, tests=(Tested(condition, outcome.verdict, outcome.measure),))


def conjunction(parts: Sequence[Outcome]) -> Outcome:
    """Return what ``parts`` come to together."""
    outcome = _combine(parts, _ALL)
    assert outcome is not None
    return outcome


def _combine(parts: Sequence[Outcome | None], order: Sequence[Verdict]) -> Outcome | None:
    """Return the verdict that decides, its causes and waits, and every test made."""
    present = [part for part in parts if part is not None]
    if not present:
        return None
    decided = min((part.verdict for part in present), key=order.index)
    deciding = [part for part in present if part.verdict is decided]
    return Outcome(
        decided,
        tuple(dict.fromkeys(item for part in deciding for item in part.waiting_for)),
        deciding[0].cause,
        tests=tuple(test for part in present for test in part.tests),
    )


def _test(leaf: Leaf, reading: Reading) -> Outcome | None:
    """Return what one test comes to."""
    if isinstance(leaf, CountNode):
        return _count(leaf.count, reading)
    if isinstance(leaf, FindingNode):
        return _finding(leaf.finding, reading)
    if isinstance(leaf, GradeNode):
        return _grade(leaf.grade, reading)
    if isinstance(leaf, ItemNode):
        return _item(leaf.item, reading)
    if isinstance(leaf, PresenceNode | RatioNode):
        return _people(leaf, reading.case)
    return _votes(leaf, reading)


def _votes(leaf: ShareNode | SatisfactionNode, reading: Reading) -> Outcome | None:
    """Return what a test on a share of the votes comes to."""
    if isinstance(leaf, SatisfactionNode):
        return _satisfaction(leaf.satisfaction, reading)
    return _share(leaf.share, reading)


def _people(leaf: PresenceNode | RatioNode, case: Case) -> Outcome:
    """Return what a test on a number of people comes to."""
    if isinstance(leaf, PresenceNode):
        return _presence(leaf.presence, case)
    return _ratio(leaf.ratio, case)


def unknown(*waiting_for: str) -> Outcome:
    """Return the outcome of something that is not there yet."""
    return Outcome(Verdict.UNKNOWN, waiting_for)


def _of(holds: bool, measure: Measure | None = None) -> Outcome:
    """Return the outcome of something that is known."""
    return Outcome(Verdict.TRUE if holds else Verdict.FALSE, measure=measure)


def annulled(ballots: Sequence[Ballot]) -> Outcome | None:
    """Return the outcome of votes of which a ballot is annulled, or None if none is."""
    causes = [ledger.annulled_by for ballot in ballots if (ledger := ballot.ledger) is not None]
    cause = next((cause for cause in causes if cause is not None), None)
    return Outcome(Verdict.ANNULLED, cause=cause) if cause else None


def _share(test: ShareTest, reading: Reading) -> Outcome | None:
    """Return what a share comes to: merged, or summed over the ballots of its sources."""
    if test.ballots == "merged":
        assert reading.merge is not None
        if reading.merge.merged is None:
            return reading.merge.problem
        return _against_line(test, reading, reading.merge.merged, VOTE_NAMES[test.read[0]][1])
    ballots = [ballot for ballot in reading.case.ballots if ballot.source in test.ballots]
    if not ballots:
        return None if test.optional else unknown(f"ballot:{test.ballots[0]}")
    if (spoilt := annulled(ballots)) is not None:
        return spoilt
    for contest, option in (VOTE_NAMES[name] for name in test.read):
        votes = add_up(ballots, contest)
        if votes is not None:
            return _against_line(test, reading, votes, option)
    return None if test.optional else Outcome(Verdict.EXCLUDED, cause="no_contest")


def _against_line(
    test: ShareTest, reading: Reading, votes: ContestVotes | Merged, option: str
) -> Outcome:
    """Hold the votes for one option against the line."""
    base: Base = reading.parameters.base if test.base == "pack" else test.base
    pooled = votes.pooled if isinstance(votes, Merged) else votes
    if votes.undefined(base):
        return Outcome(Verdict.EXCLUDED, cause="no_valid_ballots")
    if pooled.bases[base] is None:
        return unknown(f"ledger:{base}")
    own = getattr(reading.parameters, test.parameter) if test.parameter else None
    return _measured(votes.measure(option, option, base), test.comparator, own or test.threshold)


def _satisfaction(test: SatisfactionTest, reading: Reading) -> Outcome:
    """Hold the rate of satisfied answers against the line that the pack set; nothing is assumed."""
    line = reading.parameters.satisfaction
    ballots = [ballot for ballot in reading.case.ballots if ballot.source in test.ballots]
    if not ballots:
        return unknown(f"ballot:{test.ballots[0]}")
    if (spoilt := annulled(ballots)) is not None:
        return spoilt
    votes = add_up(ballots, "satisfaction")
    if votes is None:
        return Outcome(Verdict.EXCLUDED, cause="no_contest")
    if line is None:
        return unknown(f"line:{reading.clause}")
    over = sum(votes.options.values()) - (votes.options["unknown"] if line.of == "known" else 0)
    if over == 0:
        return Outcome(Verdict.EXCLUDED, cause="no_valid_ballots")
    satisfied = sum(votes.options[option] for option in line.counted)
    measure = Measure("satisfied", satisfied, over, line.of, "votes", None)
    return _measured(measure, test.comparator, line.at_least)


def _presence(test: PresenceTest, case: Case) -> Outcome:
    """Hold the number of people present against the base of the ledger."""
    ballots = [ballot for ballot in case.ballots if ballot.source in test.ballots]
    if not ballots:
        return unknown(f"ballot:{test.ballots[0]}")
    if (spoilt := annulled(ballots)) is not None:
        return spoilt
    bases = ledger_bases(ballots)
    present, over = bases["present"], bases[test.base]
    if present is None or over is None:
        return unknown("ledger:present")
    if over == 0:
        return Outcome(Verdict.EXCLUDED, cause="nobody_on_the_roll")
    measure = Measure("present", present, over, test.base, "people", None)
    return _measured(measure, test.comparator, test.threshold)


def _ratio(test: RatioTest, case: Case) -> Outcome:
    """Hold the candidates on a list against the posts they are for (P12)."""
    candidates, posts = case.facts.candidates, case.facts.posts
    if candidates is None or posts is None:
        return unknown("item:candidates", "item:posts")
    if posts == 0:
        return Outcome(Verdict.EXCLUDED, cause="no_posts")
    measure = Measure(test.read, candidates, posts, test.per, "people", None)
    return _measured(measure, test.comparator, test.threshold)


def _measured(measure: Measure, comparator: Comparator, threshold: str) -> Outcome:
    """Return whether the line is met, with the measure that shows it."""
    line = Line(comparator, exact(threshold))
    measure = replace(measure, line=line)
    return _of(line.met(measure.numerator, measure.denominator), measure)


def _count(test: CountTest, reading: Reading) -> Outcome:
    """Hold a count of the year against its number, conversions included (N01)."""
    attendance = reading.case.facts.attendance
    if attendance is None:
        return unknown("facts:attendance")
    counted: int = getattr(attendance, test.read)
    if test.plus is not None:
        counted += reading.converted[test.plus]
    measure = Measure(test.name, counted, test.per, test.quantity, test.quantity, None)
    return _measured(measure, test.comparator, test.threshold)


def _finding(test: FindingTest, reading: Reading) -> Outcome:
    """Return what the organisation found under this clause."""
    finding = reading.case.findings.get(reading.clause)
    if finding is None or finding.value is None:
        return unknown(f"finding:{reading.clause}")
    return _of(finding.value)


def _grade(test: GradeTest, reading: Reading) -> Outcome:
    """Compare the final grade; before the grades of the year are final it is not known (E11)."""
    grade = reading.case.grade
    final = reading.case.scope == "after_final" and grade is not None and grade.state == "final"
    if not final or grade is None or grade.value is None:
        return unknown("grade:final")
    return _of((grade.value, grade.scale) == (test.value, test.scale))


def _item(test: ItemTest, reading: Reading) -> Outcome | None:
    """Return what is stated of the agenda item."""
    stated = reading.case.facts.item.value(test.key)
    if stated is None:
        return None if test.optional else unknown(f"item:{test.key}")
    return _of(stated == test.equals)
