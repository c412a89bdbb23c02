"""Evaluates a pack on a case: one ruling for every clause that fits subject and scope.

The clauses are taken in the order of the pack, each after those it stands on. The program says
what a clause comes to; measures and grades become final by people (DESIGN decision 8).

May import: stdlib, pydantic, shared.rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from shared.errors import InvalidInput
from shared.rules.cases import Case, Overrides
from shared.rules.checks import RankNode, ShareNode, leaves, name_of
from shared.rules.clauses import (
    CascadeClause,
    Clause,
    ConditionClause,
    Consequence,
    ConversionClause,
    MergeClause,
    RankingClause,
    WindowClause,
)
from shared.rules.conditions import conjunction, disjunction, judge
from shared.rules.evaluation_votes import bases_of, judge_list, judge_merge, merge_votes, unread
from shared.rules.explanation import describe, explain
from shared.rules.measures import Measure
from shared.rules.merging import ledger_bases
from shared.rules.outcomes import Judged, MergeOutcome, Outcome, Reading, Verdict, unknown
from shared.rules.packs import Pack
from shared.rules.parameters import Parameters, Text
from shared.rules.rankings import responsible_deputies
from shared.rules.rulings import Evaluation, Prescribed, Ruling, State, Target
from shared.rules.windows import describe_window, judge_window, still_holds

_STATES: dict[Verdict, State] = {
    Verdict.TRUE: State.TRIGGERED,
    Verdict.FALSE: State.NOT_TRIGGERED,
    Verdict.UNKNOWN: State.PENDING,
    Verdict.EXCLUDED: State.NOT_APPLICABLE,
    Verdict.ANNULLED: State.ANNULLED,
    Verdict.PEOPLE: State.NEEDS_RULING,
}
_VERDICTS = {state: verdict for verdict, state in _STATES.items()}
_MAY_BE_MET = (Verdict.TRUE, Verdict.UNKNOWN, Verdict.PEOPLE)


class ParametersRejected(InvalidInput):
    """The parameters that a case sets for itself do not fit together."""

    code = "parameters_rejected"


@dataclass(slots=True)
class _Progress:
    """One evaluation under way: the case, and what has been ruled so far."""

    pack: Pack
    case: Case
    parameters: Parameters
    hidden: frozenset[str]
    rulings: dict[str, Ruling] = field(default_factory=dict)
    merge: MergeOutcome | None = None
    converted: dict[str, int] = field(default_factory=dict)


def evaluate(pack: Pack, case: Case, hidden: frozenset[str] = frozenset()) -> Evaluation:
    """Return a ruling for every computed clause of ``pack`` that fits the case's subject and scope.

    Args:
        pack: the clauses.
        case: what they are asked about.
        hidden: the sources of which nothing may be told, ``merged`` for the votes of all (E32):
            nothing in the answer follows from their marks, people rule where they would decide.

    Raises:
        ParametersRejected: the case sets parameters that do not fit together.
    """
    parameters = _with_overrides(pack.parameters, case.parameters)
    progress = _Progress(pack, case, parameters, hidden)
    for clause in pack.executable.values():
        if case.subject.kind in clause.subject and case.scope in clause.scope:
            progress.rulings[clause.id] = _rule(clause, progress)
    rulings = tuple(progress.rulings.values())
    needs = [item for ruling in rulings for item in ruling.waiting_for]
    aimed = [consequence.who for ruling in rulings for consequence in ruling.consequences]
    needs += [f"subject:{target.role}" for target in aimed if target.id is None]
    merged = progress.merge.merged if progress.merge else None
    bases = bases_of(case, merged)
    return Evaluation(case.scope, rulings, bases, tuple(dict.fromkeys(needs)), merged)


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
    """Return the ruling under one clause, behind the gates that every clause has."""
    gate = _concerns(clause, progress)
    if gate is not None and gate.verdict is Verdict.EXCLUDED:
        return _ruling(clause, progress.case, Judged(gate))
    judged = _judged(clause, progress)
    if gate is not None:
        judged = replace(judged, outcome=conjunction([judged.outcome, gate]))
    return _ruling(clause, progress.case, judged)


def _concerns(clause: Clause, progress: _Progress) -> Outcome | None:
    """Return why a clause is not in force or not for this role, or cannot tell; None if it is."""
    case = progress.case
    validity = progress.pack.validity.get(clause.id)
    if validity is not None and case.as_of is not None and not validity.holds(case.as_of):
        return Outcome(Verdict.EXCLUDED, cause="not_in_force")
    role = case.subject.role
    if role is not None and (role == clause.not_role or clause.role not in (None, role)):
        return Outcome(Verdict.EXCLUDED, cause="other_role")
    return unknown("subject:role") if role is None and clause.role is not None else None


def _judged(clause: Clause, progress: _Progress) -> Judged:
    """Return what a clause that concerns the case comes to."""
    if isinstance(clause, ConditionClause):
        return _condition(clause, progress)
    if isinstance(clause, WindowClause):
        windowed = judge_window(clause, progress.case, progress.parameters)
        shown = (*describe_window(clause, windowed.dates), *windowed.beside)
        return Judged(windowed.outcome, shown, dates=windowed.dates, on=windowed.on)
    if isinstance(clause, CascadeClause):
        return _follow(clause, progress)
    if isinstance(clause, ConversionClause):
        return _convert(clause, progress)
    if isinstance(clause, MergeClause):
        merging = merge_votes(clause, progress.case, progress.parameters)
        progress.merge = unread(merging) if "merged" in progress.hidden else merging
        return judge_merge(progress.merge, progress.parameters.base)
    if isinstance(clause, RankingClause):
        return judge_list(clause, progress.case)
    raise AssertionError("a text is not computed")


def _convert(clause: ConversionClause, progress: _Progress) -> Judged:
    """Convert events: every ``divisor`` make one, the rest is dropped (N01, E17)."""
    attendance = progress.case.facts.attendance
    if attendance is None:
        return Judged(unknown("facts:attendance"))
    events = sum(int(getattr(attendance, name)) for name in clause.adds_up)
    progress.converted[clause.id] = converted = events // clause.divisor
    measure = Measure(clause.name, events, clause.divisor, "meetings", "meetings", None)
    shown = Text(
        zh=f"{clause.label.zh}{events}次，每{clause.divisor}次折算1次，折算{converted}次",
        en=f"{clause.label.en}: {events}, every {clause.divisor} count as one: {converted}",
    )
    outcome = Outcome(Verdict.TRUE if converted else Verdict.FALSE)
    return Judged(outcome, (shown,), (measure,))


def _follow(clause: CascadeClause, progress: _Progress) -> Judged:
    """Share the outcome of the clauses that this one follows; one of them is enough."""
    leaders = [progress.rulings[rule] for rule in clause.follows if rule in progress.rulings]
    outcome = disjunction(
        [Outcome(_VERDICTS[each.state], each.waiting_for, each.cause) for each in leaders]
    )
    shown = tuple(
        Text(
            zh=f"依据{each.rule}：{each.explanation.zh}".rstrip("。"),
            en=f"By {each.rule}: {each.explanation.en}".rstrip("."),
        )
        for each in leaders
    )
    return Judged(outcome, shown)


def _condition(clause: ConditionClause, progress: _Progress) -> Judged:
    """Hold a condition against the case, behind its gates."""
    gate = _gate(clause, progress)
    if gate is not None and gate.verdict is Verdict.EXCLUDED:
        return Judged(gate)
    reading = Reading(
        clause.id,
        progress.case,
        progress.parameters,
        progress.merge,
        progress.converted,
        progress.hidden,
    )
    judged = judge(clause.when, reading)
    assert judged is not None, "packs refuse a clause whose tests are all optional"
    outcome = conjunction([judged, gate]) if gate else judged
    outcome = _required(clause, progress, outcome)
    merged = progress.merge.merged if progress.merge else None
    nodes = [ShareNode(share=share) for share in clause.beside]
    beside = [found for node in nodes if (found := judge(node, reading)) is not None]
    tests = [*outcome.tests, *(test for each in beside for test in each.tests)]
    shown = tuple(describe(tested, merged) for tested in tests)
    measures = tuple(each.measure for each in tests if each.measure is not None)
    ranks = [leaf.rank for leaf in leaves(clause.when) if isinstance(leaf, RankNode)]
    deputies = [name for rank in ranks for name in responsible_deputies(rank, reading)]
    return Judged(outcome, shown, measures, deputies=tuple(dict.fromkeys(deputies)))


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
    """Return ``outcome``, unless it may be met while the clause that comes first is not."""
    if clause.needs is None or outcome.verdict not in _MAY_BE_MET:
        return outcome
    first = progress.rulings[clause.needs.rule]
    if first.state is State.NOT_TRIGGERED:
        cause = clause.needs.cause
        return replace(outcome, verdict=Verdict.FALSE, cause=cause, waiting_for=())
    return outcome


def _ruling(clause: Clause, case: Case, judged: Judged) -> Ruling:
    """Return the ruling that states an outcome, with its consequences where it is triggered.

    What follows for a head whom nobody names is stated of the team, so that it is not lost (B09).
    """
    outcome = judged.outcome
    state = _STATES[outcome.verdict]
    prescribed = tuple(_prescribed(clause, case, judged)) if state is State.TRIGGERED else ()
    aimed_at_head = isinstance(clause, CascadeClause) and case.subject.head is not None
    return Ruling(
        rule=clause.id,
        target=_target("head" if aimed_at_head else "subject", case),
        state=state,
        cause=outcome.cause,
        waiting_for=outcome.waiting_for,
        measures=judged.measures,
        consequences=prescribed,
        explanation=explain(judged.shown, state, outcome, prescribed, clause.kind),
        source=clause.source,
        dates=judged.dates,
    )


def _prescribed(clause: Clause, case: Case, judged: Judged) -> Iterator[Prescribed]:
    """Yield what a triggered clause prescribes, by the tests and the day that triggered it."""
    tests = judged.outcome.tests
    met = {name_of(tested.leaf) for tested in tests if tested.verdict is Verdict.TRUE}
    for consequence in clause.consequences:
        fits = consequence.on is None or consequence.on == judged.on
        fits = fits and still_holds(consequence, judged.dates, case.as_of)
        if fits and (consequence.if_met is None or consequence.if_met in met):
            for target in _targets(consequence.who, case, judged.deputies):
                yield _one_prescribed(consequence, target)


def _one_prescribed(consequence: Consequence, who: Target) -> Prescribed:
    """Return a consequence, aimed at one whom it concerns in this case."""
    effect = consequence.grade
    return Prescribed(
        code=consequence.code,
        who=who,
        modality=consequence.modality,
        text=consequence.text,
        options=tuple((choice.code, choice.text) for choice in consequence.options),
        grade=(effect.value, effect.scale) if effect else None,
        on=consequence.on,
        owner=consequence.owner,
        deadline=consequence.deadline,
        bar=consequence.bar,
        until=consequence.until,
    )


def _targets(who: str, case: Case, deputies: tuple[str, ...]) -> list[Target]:
    """Return whom a consequence concerns: each deputy in question, one unnamed where none is."""
    if who == "deputy":
        return [Target("official", deputy, "deputy") for deputy in deputies or (None,)]
    return [_target(who, case)]


def _target(who: str, case: Case) -> Target:
    """Return the subject of the case, or the head of its team or unit."""
    if who == "head":
        return Target("official", case.subject.head, "head")
    return Target(case.subject.kind, case.subject.id)
