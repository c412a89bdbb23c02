"""Evaluates a pack on a case: one ruling for every clause that fits subject and scope.

The clauses are taken in the order of the pack, each after those it stands on. The program says
what a clause comes to; measures and grades become final by people (DESIGN decision 8).

May import: stdlib, pydantic, shared.rules.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from shared.errors import InvalidInput
from shared.rules.cases import BALLOT_SOURCES, CONTEST_KINDS, Case, Overrides
from shared.rules.checks import ShareNode, name_of
from shared.rules.clauses import (
    CascadeClause,
    Clause,
    ConditionClause,
    ConversionClause,
    MergeClause,
    RankingClause,
)
from shared.rules.conditions import (
    MergeOutcome,
    Outcome,
    Reading,
    Verdict,
    annulled,
    conjunction,
    judge,
    unknown,
)
from shared.rules.explanation import describe, describe_merge, describe_ranking, explain
from shared.rules.measures import Measure
from shared.rules.merging import (
    ContestVotes,
    Merged,
    MergeIncomplete,
    add_choices,
    add_up,
    ledger_bases,
    merge,
)
from shared.rules.packs import Pack
from shared.rules.parameters import Base, Parameters, Text
from shared.rules.rulings import Evaluation, Prescribed, Ruling, State, Target

_STATES: dict[Verdict, State] = {
    Verdict.TRUE: State.TRIGGERED,
    Verdict.FALSE: State.NOT_TRIGGERED,
    Verdict.UNKNOWN: State.PENDING,
    Verdict.EXCLUDED: State.NOT_APPLICABLE,
    Verdict.ANNULLED: State.ANNULLED,
    Verdict.PEOPLE: State.NEEDS_RULING,
}
_VERDICTS = {state: verdict for verdict, state in _STATES.items()}


class ParametersRejected(InvalidInput):
    """The parameters that a case sets for itself do not fit together."""

    code = "parameters_rejected"


@dataclass(slots=True)
class _Progress:
    """One evaluation under way: the case, and what has been ruled so far."""

    case: Case
    parameters: Parameters
    rulings: dict[str, Ruling] = field(default_factory=dict)
    merge: MergeOutcome | None = None
    converted: dict[str, int] = field(default_factory=dict)


def evaluate(pack: Pack, case: Case) -> Evaluation:
    """Return a ruling for every clause of ``pack`` that fits the case's subject and scope.

    Raises:
        ParametersRejected: the case sets parameters that do not fit together.
    """
    progress = _Progress(case, _with_overrides(pack.parameters, case.parameters))
    for clause in pack.clauses.values():
        if case.subject.kind in clause.subject and case.scope in clause.scope:
            progress.rulings[clause.id] = _rule(clause, progress)
    rulings = tuple(progress.rulings.values())
    needs = [item for ruling in rulings for item in ruling.waiting_for]
    aimed = [consequence.who for ruling in rulings for consequence in ruling.consequences]
    if any(target.id is None for target in aimed):
        needs.append("subject:head")
    merged = progress.merge.merged if progress.merge else None
    return Evaluation(case.scope, rulings, _bases(progress), tuple(dict.fromkeys(needs)), merged)


def _with_overrides(parameters: Parameters, overrides: Overrides) -> Parameters:
    """Return ``parameters`` with what the case sets for itself."""
    changes = overrides.model_dump(exclude_none=True)
    if not changes:
        return parameters
    try:
        return Parameters.model_validate(parameters.model_dump() | changes)
    except ValidationError:
        raise ParametersRejected(
            "The parameters do not fit together: a weighted merge needs weights that add up to one."
        ) from None


def _rule(clause: Clause, progress: _Progress) -> Ruling:
    """Return the ruling under one clause."""
    if isinstance(clause, MergeClause):
        return _merge(clause, progress)
    if isinstance(clause, ConversionClause):
        return _convert(clause, progress)
    if isinstance(clause, CascadeClause):
        return _follow(clause, progress)
    if isinstance(clause, RankingClause):
        return _rank(clause, progress)
    return _judge(clause, progress)


def _merge(clause: MergeClause, progress: _Progress) -> Ruling:
    """Merge the year's ballots, or say why there is no merged result."""
    progress.merge = merging = _merge_outcome(clause, progress)
    merged, base = merging.merged, progress.parameters.base
    if merged is None:
        return _ruling(clause, progress.case, merging.problem, [])
    if merged.pooled.bases[base] is None:
        return _ruling(clause, progress.case, unknown(f"ledger:{base}"), [])
    if merged.undefined(base):
        outcome = Outcome(Verdict.EXCLUDED, cause="no_valid_ballots")
        return _ruling(clause, progress.case, outcome, [])
    shares: list[tuple[str, ContestVotes | Merged]] = [*merged.parts.items(), ("merged", merged)]
    measures = [
        votes.measure(f"{name}.{option}", option, base)
        for name, votes in shares
        for option in merged.pooled.options
        if not votes.undefined(base)
    ]
    shown = describe_merge(merged, merged.measure("incompetent", "incompetent", base))
    return _ruling(clause, progress.case, Outcome(Verdict.TRUE), [shown], measures)


def _merge_outcome(clause: MergeClause, progress: _Progress) -> MergeOutcome:
    """Return the merged votes, or the outcome that stands in their place."""
    ballots = [ballot for ballot in progress.case.ballots if ballot.source in clause.sources]
    if (spoilt := annulled(ballots)) is not None:
        return MergeOutcome(None, spoilt)
    try:
        merged = merge(ballots, clause.contest, clause.sources, progress.parameters)
    except MergeIncomplete as incomplete:
        waits = [f"ballot:{source}" for source in incomplete.missing]
        return MergeOutcome(None, unknown(*waits))
    return MergeOutcome(merged, Outcome(Verdict.TRUE))


def _convert(clause: ConversionClause, progress: _Progress) -> Ruling:
    """Convert events: every ``divisor`` make one, the rest is dropped (N01, E17)."""
    attendance = progress.case.facts.attendance
    if attendance is None:
        return _ruling(clause, progress.case, unknown("facts:attendance"), [])
    events = sum(int(getattr(attendance, name)) for name in clause.adds_up)
    progress.converted[clause.id] = converted = events // clause.divisor
    measure = Measure(clause.name, events, clause.divisor, "meetings", "meetings", None)
    shown = Text(
        zh=f"{clause.label.zh}{events}次，每{clause.divisor}次折算1次，折算{converted}次",
        en=f"{clause.label.en}: {events}, every {clause.divisor} count as one: {converted}",
    )
    outcome = Outcome(Verdict.TRUE if converted else Verdict.FALSE)
    return _ruling(clause, progress.case, outcome, [shown], [measure])


def _follow(clause: CascadeClause, progress: _Progress) -> Ruling:
    """Share the outcome of the clause that this one follows."""
    leader = progress.rulings[clause.follows]
    outcome = Outcome(_VERDICTS[leader.state], leader.waiting_for, leader.cause)
    state = leader.explanation
    shown = Text(
        zh=f"依据{clause.follows}：{state.zh}".rstrip("。"),
        en=f"By {clause.follows}: {state.en}".rstrip("."),
    )
    return _ruling(clause, progress.case, outcome, [shown])


def _rank(clause: RankingClause, progress: _Progress) -> Ruling:
    """Put the people on a list in the order of their votes; who of them is taken, people say."""
    ballots = [ballot for ballot in progress.case.ballots if ballot.source in clause.ballots]
    if not ballots:
        return _ruling(clause, progress.case, unknown(f"ballot:{clause.ballots[0]}"), [])
    if (spoilt := annulled(ballots)) is not None:
        return _ruling(clause, progress.case, spoilt, [])
    chosen = add_choices(ballots)
    if chosen is None:
        return _ruling(clause, progress.case, Outcome(Verdict.EXCLUDED, cause="no_contest"), [])
    valid = ledger_bases([ballot for ballot in ballots if ballot.contests.choice])["valid"]
    if valid is None:
        return _ruling(clause, progress.case, unknown("ledger:valid"), [])
    if valid == 0:
        outcome = Outcome(Verdict.EXCLUDED, cause="no_valid_ballots")
        return _ruling(clause, progress.case, outcome, [])
    measures = [
        Measure(person, votes, valid, "valid", "votes", None)
        for person, votes in sorted(chosen.items(), key=lambda entry: -entry[1])
    ]
    outcome = Outcome(Verdict.PEOPLE, cause="people_choose")
    return _ruling(clause, progress.case, outcome, [describe_ranking(measures)], measures)


def _judge(clause: ConditionClause, progress: _Progress) -> Ruling:
    """Hold a condition against the case, behind its gates."""
    gate = _gate(clause, progress)
    if gate is not None and gate.verdict is Verdict.EXCLUDED:
        return _ruling(clause, progress.case, gate, [])
    reading = Reading(
        clause.id, progress.case, progress.parameters, progress.merge, progress.converted
    )
    judged = judge(clause.when, reading)
    assert judged is not None, "packs refuse a clause whose tests are all optional"
    outcome = conjunction([judged, gate]) if gate else judged
    outcome = _required(clause, progress, outcome)
    merged = progress.merge.merged if progress.merge else None
    nodes = [ShareNode(share=share) for share in clause.beside]
    beside = [found for node in nodes if (found := judge(node, reading)) is not None]
    tests = [*outcome.tests, *(test for each in beside for test in each.tests)]
    shown = [describe(tested, merged) for tested in tests]
    measures = [tested.measure for tested in tests if tested.measure is not None]
    return _ruling(clause, progress.case, outcome, shown, measures)


def _gate(clause: ConditionClause, progress: _Progress) -> Outcome | None:
    """Return why the clause does not concern this case or cannot tell yet; None if it does."""
    for gate in clause.items:
        stated = progress.case.facts.item.value(gate.key)
        if stated is not None and stated != gate.equals:
            return Outcome(Verdict.EXCLUDED, cause=gate.cause)
    above = clause.yields_to
    if above is not None and progress.rulings[above.rule].state is State.TRIGGERED:
        return Outcome(Verdict.EXCLUDED, cause=above.cause)
    if clause.large_unit is None:
        return None
    ballots = [ballot for ballot in progress.case.ballots if ballot.source == clause.large_unit]
    roll = ledger_bases(ballots)["roll"] if ballots else None
    if roll is None:
        return unknown("ledger:roll" if ballots else f"ballot:{clause.large_unit}")
    if roll < progress.parameters.large_unit_min:
        return Outcome(Verdict.EXCLUDED, cause="small_unit")
    return None


def _required(clause: ConditionClause, progress: _Progress, outcome: Outcome) -> Outcome:
    """Return ``outcome``, unless it would be met without the clause that has to be met first."""
    if clause.needs is None or outcome.verdict is not Verdict.TRUE:
        return outcome
    first = progress.rulings[clause.needs.rule]
    if first.state is State.NOT_TRIGGERED:
        return replace(outcome, verdict=Verdict.FALSE, cause=clause.needs.cause)
    return outcome


def _ruling(
    clause: Clause,
    case: Case,
    outcome: Outcome,
    shown: Sequence[Text],
    measures: Sequence[Measure] = (),
) -> Ruling:
    """Return the ruling that states ``outcome``, with its consequences where it is triggered."""
    state = _STATES[outcome.verdict]
    prescribed = tuple(_prescribed(clause, case, outcome)) if state is State.TRIGGERED else ()
    aimed_at_head = isinstance(clause, CascadeClause)
    return Ruling(
        rule=clause.id,
        target=_target("head" if aimed_at_head else "subject", case),
        state=state,
        cause=outcome.cause,
        waiting_for=outcome.waiting_for,
        measures=tuple(measures),
        consequences=prescribed,
        explanation=explain(shown, state, outcome, prescribed),
        source=clause.source,
    )


def _prescribed(clause: Clause, case: Case, outcome: Outcome) -> Iterator[Prescribed]:
    """Yield what a triggered clause prescribes, by the tests that triggered it."""
    met = {name_of(tested.leaf) for tested in outcome.tests if tested.verdict is Verdict.TRUE}
    for consequence in clause.consequences:
        if consequence.if_met is None or consequence.if_met in met:
            effect = consequence.grade
            yield Prescribed(
                code=consequence.code,
                who=_target(consequence.who, case),
                modality=consequence.modality,
                text=consequence.text,
                options=tuple((choice.code, choice.text) for choice in consequence.options),
                grade=(effect.value, effect.scale) if effect else None,
            )


def _target(who: str, case: Case) -> Target:
    """Return the subject of the case, or the head of the team it is about."""
    if who == "head":
        return Target("official", case.subject.head)
    return Target(case.subject.kind, case.subject.id)


def _bases(progress: _Progress) -> dict[Base, int | None]:
    """Return every base of the votes: merged, or of the first source in their fixed order."""
    if progress.merge is not None and progress.merge.merged is not None:
        return dict(progress.merge.merged.pooled.bases)
    if not progress.case.ballots:
        return {}
    given = {ballot.source for ballot in progress.case.ballots}
    source = next(source for source in BALLOT_SOURCES if source in given)
    ballots = [ballot for ballot in progress.case.ballots if ballot.source == source]
    for contest in CONTEST_KINDS:
        votes = add_up(ballots, contest)
        if votes is not None:
            return dict(votes.bases)
    return ledger_bases(ballots)
