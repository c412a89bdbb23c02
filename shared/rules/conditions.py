"""Holds one condition of a clause against one case, in three-valued logic.

A condition is false as soon as one part of it is false, and unknown only while what is missing
could still make it true (catalogue D2b). Two more verdicts keep honest what is neither: a share
of nothing is *excluded*, and votes of a spoilt ballot are *annulled*.

May import: stdlib, shared.rules.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from shared.rules.cases import VOTE_NAMES, Ballot, ContestKind
from shared.rules.checks import (
    AllOf,
    AnyOf,
    Condition,
    CountTest,
    FindingTest,
    GradeTest,
    HeldTest,
    ItemTest,
    PresenceTest,
    RankTest,
    RatioTest,
    SatisfactionTest,
    ShareTest,
    Test,
    unwrap,
)
from shared.rules.counts import judge_count
from shared.rules.measures import Comparator, Measure, exact
from shared.rules.merging import ContestVotes, Merged, add_up, ledger_bases
from shared.rules.outcomes import (
    HIDDEN_VOTES,
    Outcome,
    Reading,
    Tested,
    Verdict,
    known,
    measured,
    unknown,
)
from shared.rules.parameters import Base
from shared.rules.rankings import describe_rank, judge_rank

_ALL = (
    Verdict.ANNULLED,
    Verdict.EXCLUDED,
    Verdict.FALSE,
    Verdict.UNKNOWN,
    Verdict.PEOPLE,
    Verdict.TRUE,
)
"""The first of these that occurs decides a conjunction."""
_ANY = (
    Verdict.TRUE,
    Verdict.ANNULLED,
    Verdict.UNKNOWN,
    Verdict.PEOPLE,
    Verdict.FALSE,
    Verdict.EXCLUDED,
)
"""The first of these that occurs decides a disjunction."""


def judge(condition: Condition, reading: Reading) -> Outcome | None:
    """Return what ``condition`` comes to; None where an optional test has nothing to test."""
    if isinstance(condition, AllOf):
        return _combine([judge(part, reading) for part in condition.all], _ALL)
    if isinstance(condition, AnyOf):
        return _combine([judge(part, reading) for part in condition.any], _ANY)
    test = unwrap(condition)
    outcome = _JUDGES[type(test)](test, reading)
    if outcome is None:
        return None
    shown = tuple(describe_rank(test, reading)) if isinstance(test, RankTest) else ()
    return replace(outcome, tests=(Tested(condition, outcome.verdict, outcome.measure, shown),))


def conjunction(parts: Sequence[Outcome]) -> Outcome:
    """Return what ``parts`` come to together."""
    outcome = _combine(parts, _ALL)
    assert outcome is not None
    return outcome


def disjunction(parts: Sequence[Outcome]) -> Outcome:
    """Return what one of ``parts`` is enough for."""
    outcome = _combine(parts, _ANY)
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
        next((part.cause for part in deciding if part.cause is not None), None),
        tests=tuple(test for part in present for test in part.tests),
    )


def annulled(ballots: Sequence[Ballot]) -> Outcome | None:
    """Return the outcome of votes of which a ballot is annulled, or None if none is.

    A ballot that was asked nothing of this has no vote in them (D13).
    """
    asked = [ballot for ballot in ballots if ballot.asked is None or ballot.asked]
    causes = [ledger.annulled_by for ballot in asked if (ledger := ballot.ledger) is not None]
    cause = next((cause for cause in causes if cause is not None), None)
    return Outcome(Verdict.ANNULLED, cause=cause) if cause else None


def _ballots_of(sources: Sequence[str], reading: Reading) -> list[Ballot]:
    """Return the ballots of ``sources``, without people who were asked nothing of this."""
    listed = [ballot for ballot in reading.case.ballots if ballot.source in sources]
    return [ballot for ballot in listed if ballot.asked is None or ballot.asked]


def _merged(test: ShareTest, reading: Reading) -> Outcome:
    """Return what a share of the merged votes comes to."""
    if reading.merge is None:
        return Outcome(Verdict.EXCLUDED, cause="not_in_force")
    if reading.merge.merged is None:
        return reading.merge.problem
    return _against_line(test, reading, reading.merge.merged, VOTE_NAMES[test.read[0]][1])


def _share(test: ShareTest, reading: Reading) -> Outcome | None:
    """Return what a share comes to: merged, or summed over the ballots of its sources."""
    if test.ballots == "merged":
        return _merged(test, reading)
    ballots = _ballots_of(test.ballots, reading)
    if not ballots:
        return None if test.optional else unknown(f"ballot:{test.ballots[0]}")
    if (spoilt := annulled(ballots)) is not None:
        return spoilt
    for contest, option in (VOTE_NAMES[name] for name in test.read):
        votes = add_up(ballots, contest)
        if votes is not None and votes.bases["valid"] and reading.hidden & set(test.ballots):
            return HIDDEN_VOTES
        if votes is not None:
            return _against_line(test, reading, votes, option)
    unread = unread_votes(ballots, [VOTE_NAMES[name][0] for name in test.read])
    return None if test.optional and unread.verdict is Verdict.EXCLUDED else unread


def unread_votes(ballots: Sequence[Ballot], contests: Sequence[str]) -> Outcome:
    """Return that the form had no such item (E9), or that all papers with it stay sealed (E32).

    What stood on the form of sealed papers alone nobody knows, unless it is recorded.

    Args:
        ballots: of the sources in question, none of which has votes on the item.
        contests: kinds of contests, any of which is the item; ``choice`` of a list.
    """
    alone = not any("contests" in ballot.model_fields_set for ballot in ballots)
    unread = [one for one in ballots if any(one.unread(contest) for contest in contests)]
    waited = [one.source for one in unread if alone or one.asked is not None]
    if waited:
        return unknown(f"ballot:{waited[0]}")
    return Outcome(Verdict.EXCLUDED, cause="no_contest")


def _against_line(
    test: ShareTest, reading: Reading, votes: ContestVotes | Merged, option: str
) -> Outcome:
    """Hold the votes for one option against the line."""
    base: Base = reading.parameters.base if test.base == "pack" else test.base
    pooled = votes.pooled if isinstance(votes, Merged) else votes
    single = exact(test.threshold) == 0
    if votes.undefined(base):
        if single and pooled.sealed:
            return Outcome(Verdict.PEOPLE, cause="sealed_votes")
        return Outcome(Verdict.EXCLUDED, cause="no_valid_ballots")
    if pooled.bases[base] is None:
        return unknown(f"ledger:{base}")
    own = getattr(reading.parameters, test.parameter) if test.parameter else None
    line = (_comparator(test, reading), own or test.threshold)
    outcome = measured(_votes_for(test, reading, votes, option, base), *line)
    # A share of papers is one of those that were read; a single vote may be among the others (P03).
    if (single or base in ("roll", "present", "issued")) and pooled.sealed:
        most = measured(_votes_for(test, reading, votes.at_most(option), option, base), *line)
        if most.verdict is not outcome.verdict:
            return replace(outcome, verdict=Verdict.PEOPLE, cause="sealed_votes")
    return outcome


def _votes_for(
    test: ShareTest, reading: Reading, votes: ContestVotes | Merged, option: str, base: Base
) -> Measure:
    """Return the votes for one option; without a question of confidence, as E10 is read."""
    harsh = reading.parameters.readings.distrust_on_grades == "two_lowest"
    if test.reading == "distrust_on_grades" and option == "incompetent" and harsh:
        assert isinstance(votes, ContestVotes), "no text merges a question of confidence"
        both = votes.options["basically_competent"] + votes.options["incompetent"]
        return replace(votes.measure("two_lowest", option, base), numerator=both)
    return votes.measure(option, option, base)


def _comparator(test: ShareTest, reading: Reading) -> Comparator:
    """Return the comparator of the text; 半数以上 may be read as more than half (E22)."""
    more = reading.parameters.readings.urgent_majority == "more_than_half"
    return "gt" if test.reading == "urgent_majority" and more else test.comparator


def _satisfaction(test: SatisfactionTest, reading: Reading) -> Outcome:
    """Hold the rate of satisfied answers against the line that the pack set; nothing is assumed."""
    line = reading.parameters.satisfaction
    ballots = _ballots_of(test.ballots, reading)
    if not ballots:
        return unknown(f"ballot:{test.ballots[0]}")
    if (spoilt := annulled(ballots)) is not None:
        return spoilt
    votes = add_up(ballots, "satisfaction")
    if votes is None:
        return unread_votes(ballots, ["satisfaction"])
    if line is None or reading.hidden & set(test.ballots):
        return unknown(f"line:{reading.clause}") if line is None else HIDDEN_VOTES
    over = sum(votes.options.values()) - (votes.options["unknown"] if line.of == "known" else 0)
    if over == 0:
        return Outcome(Verdict.EXCLUDED, cause="no_valid_ballots")
    satisfied = sum(votes.options[option] for option in line.counted)
    measure = Measure("satisfied", satisfied, over, line.of, "votes", None)
    return measured(measure, test.comparator, line.at_least)


def _presence(test: PresenceTest, reading: Reading) -> Outcome:
    """Hold the number of people present against the base of the ledger."""
    ballots = _ballots_of(test.ballots, reading)
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
    return measured(measure, test.comparator, test.threshold)


def _ratio(test: RatioTest, reading: Reading) -> Outcome:
    """Hold the candidates on a list against the posts they are for (P12)."""
    candidates, posts = reading.case.facts.candidates, reading.case.facts.posts
    if candidates is None or posts is None:
        stated = {"item:candidates": candidates, "item:posts": posts}
        return unknown(*(name for name, number in stated.items() if number is None))
    if posts == 0:
        return Outcome(Verdict.EXCLUDED, cause="no_posts")
    measure = Measure(test.read, candidates, posts, test.per, "people", None)
    return measured(measure, test.comparator, test.threshold)


def _held(test: HeldTest, reading: Reading) -> Outcome | None:
    """Return whether a vote was held that nothing annulled; one may still be to come."""
    ballots = _ballots_of(test.ballots, reading)
    if not ballots and test.optional:
        return None
    sound = [ballot for ballot in ballots if annulled([ballot]) is None]
    if not sound:
        return annulled(ballots) or unknown(f"ballot:{test.ballots[0]}")
    if test.contests and not any(_asks(ballot, test.contests) for ballot in sound):
        return unread_votes(sound, test.contests)
    return known(True)


def _asks(ballot: Ballot, contests: Sequence[ContestKind]) -> bool:
    """Return whether one of these is known to have stood on a form, also on papers kept sealed."""
    votes = any(ballot.contests.options(contest) is not None for contest in contests)
    return votes or not set(contests).isdisjoint(ballot.asked or ())


def _finding(test: FindingTest, reading: Reading) -> Outcome | None:
    """Return what the organisation found under this clause."""
    finding = reading.case.findings.get(reading.clause)
    if finding is None or finding.value is None:
        return None if test.optional else unknown(f"finding:{reading.clause}")
    return known(finding.value == test.equals)


def _grade(test: GradeTest, reading: Reading) -> Outcome:
    """Compare the final grade; before the grades of the year are final it is not known (E11)."""
    grade = reading.case.grade
    final = reading.case.scope == "after_final" and grade is not None and grade.state == "final"
    if not final or grade is None or grade.value is None:
        return unknown("grade:final")
    return known(grade.value == test.value and test.scale in (grade.scale, "any"))


def _item(test: ItemTest, reading: Reading) -> Outcome | None:
    """Return what is stated of the agenda item."""
    stated = reading.case.facts.item.value(test.key)
    if stated is None:
        return None if test.optional else unknown(f"item:{test.key}")
    return known(stated == test.equals)


_JUDGES: Mapping[type[Test], Callable[[Any, Reading], Outcome | None]] = {
    ShareTest: _share,
    SatisfactionTest: _satisfaction,
    PresenceTest: _presence,
    RatioTest: _ratio,
    CountTest: judge_count,
    FindingTest: _finding,
    GradeTest: _grade,
    ItemTest: _item,
    RankTest: judge_rank,
    HeldTest: _held,
}
"""What makes each sort of test."""
