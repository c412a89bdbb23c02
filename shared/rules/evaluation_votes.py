"""Judges the clauses that put votes together: the merge of a year, and the order of a list.

May import: stdlib, shared.rules.
"""

from shared.rules.cases import BALLOT_SOURCES, CONTEST_KINDS, Case
from shared.rules.clauses import MergeClause, RankingClause
from shared.rules.conditions import annulled, unread_votes
from shared.rules.explanation import describe_merge, describe_ranking
from shared.rules.measures import Measure
from shared.rules.merging import (
    ClassSealed,
    ContestVotes,
    Merged,
    MergeIncomplete,
    add_choices,
    add_up,
    ledger_bases,
    merge,
)
from shared.rules.outcomes import HIDDEN_VOTES, Judged, MergeOutcome, Outcome, Verdict, unknown
from shared.rules.parameters import Base, Parameters


def merge_votes(clause: MergeClause, case: Case, parameters: Parameters) -> MergeOutcome:
    """Return the merged votes of the year, or the outcome that stands in their place."""
    ballots = [ballot for ballot in case.ballots if ballot.source in clause.sources]
    if (spoilt := annulled(ballots)) is not None:
        return MergeOutcome(None, spoilt)
    try:
        merged = merge(ballots, clause.contest, clause.sources, parameters)
    except ClassSealed:
        return MergeOutcome(None, Outcome(Verdict.PEOPLE, cause="class_sealed"))
    except MergeIncomplete as incomplete:
        waits = [f"ballot:{source}" for source in incomplete.missing]
        return MergeOutcome(None, unknown(*waits))
    return MergeOutcome(merged, Outcome(Verdict.TRUE))


def unread(merging: MergeOutcome) -> MergeOutcome:
    """Return a merge of votes of which nothing may be told; that there are none may be."""
    if merging.merged is None:
        return merging
    none = merging.merged.undefined("valid")
    empty = Outcome(Verdict.EXCLUDED, cause="no_valid_ballots")
    return MergeOutcome(None, empty if none else HIDDEN_VOTES)


def judge_merge(merging: MergeOutcome, base: Base) -> Judged:
    """Return what the merge comes to, with every option's share in every ballot and in all."""
    merged = merging.merged
    if merged is None:
        return Judged(merging.problem)
    if merged.pooled.bases[base] is None:
        return Judged(unknown(f"ledger:{base}"))
    if merged.undefined(base):
        return Judged(Outcome(Verdict.EXCLUDED, cause="no_valid_ballots"))
    shares: list[tuple[str, ContestVotes | Merged]] = [*merged.parts.items(), ("merged", merged)]
    measures = tuple(
        votes.measure(f"{name}.{option}", option, base)
        for name, votes in shares
        for option in merged.pooled.options
        if not votes.undefined(base)
    )
    shown = describe_merge(merged, merged.measure("incompetent", "incompetent", base))
    return Judged(Outcome(Verdict.TRUE), (shown,), measures)


def judge_list(clause: RankingClause, case: Case) -> Judged:
    """Put the people on a list in the order of their votes; who of them is taken, people say."""
    ballots = [ballot for ballot in case.ballots if ballot.source in clause.ballots]
    if not ballots:
        return Judged(unknown(f"ballot:{clause.ballots[0]}"))
    if (spoilt := annulled(ballots)) is not None:
        return Judged(spoilt)
    chosen = add_choices(ballots)
    if chosen is None:
        return Judged(unread_votes(ballots, ["choice"]))
    valid = ledger_bases([ballot for ballot in ballots if ballot.contests.choice])["valid"]
    if valid is None:
        return Judged(unknown("ledger:valid"))
    if valid == 0:
        return Judged(Outcome(Verdict.EXCLUDED, cause="no_valid_ballots"))
    measures = tuple(
        Measure(person, votes, valid, "valid", "votes", None)
        for person, votes in sorted(chosen.items(), key=lambda entry: (-entry[1], entry[0]))
    )
    outcome = Outcome(Verdict.PEOPLE, cause="people_choose")
    return Judged(outcome, (describe_ranking(measures),), measures)


def bases_of(case: Case, merged: Merged | None) -> dict[Base, int | None]:
    """Return every base of the votes: merged, or of the first source in their fixed order."""
    if merged is not None:
        return dict(merged.pooled.bases)
    if not case.ballots:
        return {}
    given = {ballot.source for ballot in case.ballots}
    source = next(source for source in BALLOT_SOURCES if source in given)
    ballots = [ballot for ballot in case.ballots if ballot.source == source]
    for contest in CONTEST_KINDS:
        votes = add_up(ballots, contest)
        if votes is not None:
            return dict(votes.bases)
    return ledger_bases(ballots)
