"""The year of a unit and of its team, as far as it bears on the one who leads them.

Rankings, absences of leaders and members who were punished are asked about the unit or the team;
what a clause then aims at the head (K01, K04, B09) belongs into the head's own year. The program
takes one head at a time: each of two main leaders is asked about alone.

May import: stdlib, shared.rules.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from shared.rules.cases import Case, parse_case
from shared.rules.checks import CountNode, leaves
from shared.rules.clauses import ConditionClause
from shared.rules.evaluation import evaluate
from shared.rules.packs import Pack
from shared.rules.person_year import Inputs, LeaderYear, SignedFinding, YearFact
from shared.rules.rulings import Ruling

ABSENCE = "N01"
"""Late arrivals that make an absence, for a leader of a unit as for anybody (N04)."""


def year_rulings(pack: Pack, inputs: Inputs) -> list[Ruling]:
    """Return the year's rulings on the unit and the team of the person.

    A head gets all of them, whether they are triggered or not; a deputy those that people found
    to be about the deputy (K02); anybody else none.
    """
    rulings: list[Ruling] = []
    if inputs.person.role == "head" or _deputies(inputs):
        rulings += _of_unit(pack, inputs)
    if inputs.person.role != "head":
        return [ruling for ruling in rulings if aims_at(ruling, inputs.person.id)]
    if inputs.person.team is not None:
        rulings += evaluate(pack, team_case(inputs)).rulings
    return rulings


def aims_at(ruling: Ruling, person: str) -> bool:
    """Tell whether a ruling, or a consequence that it prescribes, is about this official."""
    targets = [ruling.target, *(consequence.who for consequence in ruling.consequences)]
    return any((target.kind, target.id) == ("official", person) for target in targets)


def unit_case(pack: Pack, inputs: Inputs) -> Case:
    """Return the case of the unit's year, with the person as its head."""
    facts: dict[str, Any] = {}
    if any(fact.kind == "ranking" for fact in inputs.unit_facts) or "ranking" in inputs.known:
        facts["rankings"] = _rankings(inputs)
    if inputs.leaders is not None:
        facts["leaders"] = [
            {"id": leader.person, "missed": _missed(pack, leader)} for leader in inputs.leaders
        ]
    return _case(inputs, "unit", inputs.person.unit, inputs.unit_findings, facts)


def team_case(inputs: Inputs) -> Case:
    """Return the case of the team's year: who of it was punished, and when."""
    facts: dict[str, Any] = {}
    if inputs.team_facts or "discipline" in inputs.known:
        facts["punished"] = [
            {"person": fact.subject, "date": fact.value["decided_on"]} for fact in inputs.team_facts
        ]
    assert inputs.person.team is not None, "whoever leads no team is asked about none"
    return _case(inputs, "team", inputs.person.team, inputs.team_findings, facts)


def _case(
    inputs: Inputs,
    kind: str,
    subject: str,
    findings: Sequence[SignedFinding],
    facts: dict[str, Any],
) -> Case:
    """Return the year's case of what the person heads."""
    head = inputs.person.id if inputs.person.role == "head" else None
    return parse_case(
        {
            "subject": {"kind": kind, "id": subject, "head": head},
            "scope": "year",
            "as_of": f"{inputs.person.year}-12-31",
            "findings": {one.rule: one.model_dump(exclude={"rule"}) for one in findings},
            "facts": facts,
        }
    )


def _of_unit(pack: Pack, inputs: Inputs) -> list[Ruling]:
    """Return the rulings on the unit; N04 asks only about units that a superior manages (条管)."""
    rulings = evaluate(pack, unit_case(pack, inputs)).rulings
    if inputs.vertical:
        return list(rulings)
    return [ruling for ruling in rulings if not _reads_leaders(pack, ruling.rule)]


def _reads_leaders(pack: Pack, rule: str) -> bool:
    """Tell whether a clause counts the absences of leaders."""
    clause = pack.clauses[rule]
    return isinstance(clause, ConditionClause) and any(
        isinstance(leaf, CountNode) and leaf.count.read == "leaders_missed"
        for leaf in leaves(clause.when)
    )


def _missed(pack: Pack, leader: LeaderYear) -> int:
    """Return the meetings that a leader missed, those included that lateness makes (N01)."""
    clause = pack.clauses.get(ABSENCE)
    if clause is None or clause.kind != "conversion":
        return leader.missed
    events = {"late": leader.late, "early": leader.early}
    return leader.missed + sum(events[name] for name in clause.adds_up) // clause.divisor


def _rankings(inputs: Inputs) -> list[dict[str, Any]]:
    """Return the rankings with what people ruled of the unit's place, and since when it is led."""
    ruled = {fact.value["ranking"]: fact.value for fact in _ruled(inputs)}
    since = _head_since(inputs)
    return [
        {
            **fact.value,
            "tie_confirmed": ruled.get(fact.id, {}).get("last"),
            "deputy": ruled.get(fact.id, {}).get("deputy"),
            "head_since": since,
        }
        for fact in inputs.unit_facts
        if fact.kind == "ranking"
    ]


def _ruled(inputs: Inputs) -> list[YearFact]:
    """Return what two officers ruled of the unit's place in rankings (E14)."""
    return [fact for fact in inputs.unit_facts if fact.kind == "ranking_ruling"]


def _deputies(inputs: Inputs) -> bool:
    """Tell whether people found the person to be the deputy whose task dragged the unit down."""
    return any(fact.value.get("deputy") == inputs.person.id for fact in _ruled(inputs))


def _head_since(inputs: Inputs) -> str | None:
    """Return the day from which the person has led the unit without a break, if it is known."""
    since: str | None = None
    last_day = f"{inputs.person.year}-12-31"
    for post in sorted(inputs.posts, key=lambda post: post.since, reverse=True):
        if post.since > last_day:
            continue
        gap = since is not None and post.until is not None and _next_day(post.until) < since
        if gap or (post.unit, post.role) != (inputs.person.unit, "head"):
            break
        since = post.since
    return since


def _next_day(day: str) -> str:
    """Return the day after one written YYYY-MM-DD."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
