"""The year of a unit and of its team, as far as it bears on the one who leads them.

Rankings, absences of leaders and members who were punished are asked about the unit or the team;
what a clause then aims at the head (K01, K04, B09) belongs into the head's own year. The program
takes one head at a time: each of two main leaders is asked about alone. What nobody heads is
asked about by itself (``headless_rulings``).

May import: stdlib, shared.rules.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from shared.rules.cases import Case, parse_case
from shared.rules.checks import CountNode, RankNode, leaves
from shared.rules.clauses import ConditionClause
from shared.rules.evaluation import evaluate
from shared.rules.packs import Pack
from shared.rules.person_year import Inputs, LeaderYear, LeftUnit, SignedFinding, YearFact
from shared.rules.rulings import Ruling, State

Led = tuple[str | None, str | None]
"""The days from and until which somebody headed a unit; None where a day is not known."""
ABSENCE = "N01"
"""Late arrivals that make an absence, for a leader of a unit as for anybody (N04)."""


def year_rulings(pack: Pack, inputs: Inputs) -> list[Ruling]:
    """Return the year's rulings on the unit and the team of the person.

    A head gets all of them, whether they are triggered or not; a deputy those that people found
    to be about the deputy (K02). Whoever headed another unit in the year gets what its places in
    that time came to (E38); anybody else none.
    """
    rulings: list[Ruling] = []
    if inputs.person.role == "head" or _deputies(inputs):
        rulings += _of_unit(pack, inputs)
    if inputs.person.role != "head":
        rulings = [ruling for ruling in rulings if aims_at(ruling, inputs.person.id)]
    elif inputs.person.team is not None:
        rulings += evaluate(pack, team_case(inputs)).rulings
    return [
        *rulings,
        *(ruling for left in inputs.left_units for ruling in _of_left(pack, inputs, left)),
    ]


@dataclass(frozen=True, slots=True)
class Headless:
    """A unit or a team that nobody heads at the end of the year, and what is recorded of it."""

    kind: Literal["unit", "team"]
    id: str
    year: int
    findings: Sequence[SignedFinding]
    facts: Sequence[YearFact] = ()
    """Rankings and rulings on places, or discipline outcomes of the team's members."""
    leaders: Sequence[LeaderYear] | None = None
    """Of a unit that a superior authority manages; None of others: N04 does not ask them."""
    answered: Sequence[Led] = ()
    """When those headed the unit who left it and answer for their places themselves (E38)."""
    known: Collection[str] = ()
    """The kinds of facts that were recorded for the year, as ``YearFacts.known``."""


def headless_rulings(pack: Pack, vacant: Headless) -> list[Ruling]:
    """Return the year's rulings on what nobody heads; whom they hit beside it, people say."""
    facts: dict[str, Any] = {}
    if vacant.kind == "team":
        facts |= _punishments(vacant.facts, vacant.known)
    else:
        places = _rankings(vacant.facts, vacant.id, (None, None), vacant.answered)
        facts |= _known_places(places, vacant.known)
    if vacant.leaders is not None:
        facts["leaders"] = _absences(pack, vacant.leaders)
    case = _case(vacant.year, (vacant.kind, vacant.id, None), vacant.findings, facts)
    rulings = evaluate(pack, case).rulings
    asked = vacant.leaders is not None
    return [one for one in rulings if asked or not _reads_leaders(pack, one.rule)]


def _of_left(pack: Pack, inputs: Inputs, left: LeftUnit) -> list[Ruling]:
    """Return what the places of a unit came to that the person headed, as far as they may bear."""
    rankings = _rankings(inputs.unit_facts, left.unit, headed(inputs, left.unit))
    if not rankings:
        return []
    about = ("unit", left.unit, inputs.person.id)
    case = _case(inputs.person.year, about, left.findings, {"rankings": rankings})
    nothing = (State.NOT_TRIGGERED, State.NOT_APPLICABLE)
    return [
        ruling
        for ruling in evaluate(pack, case).rulings
        if _reads_rankings(pack, ruling.rule) and ruling.state not in nothing
    ]


def aims_at(ruling: Ruling, person: str) -> bool:
    """Tell whether a ruling, or a consequence that it prescribes, is about this official."""
    targets = [ruling.target, *(consequence.who for consequence in ruling.consequences)]
    return any((target.kind, target.id) == ("official", person) for target in targets)


def unit_case(pack: Pack, inputs: Inputs) -> Case:
    """Return the case of the unit's year, with the person as its head."""
    unit = inputs.person.unit
    rankings = _rankings(inputs.unit_facts, unit, headed(inputs, unit))
    facts = _known_places(rankings, inputs.known)
    if inputs.leaders is not None:
        facts["leaders"] = _absences(pack, inputs.leaders)
    about = ("unit", unit, _head(inputs))
    return _case(inputs.person.year, about, inputs.unit_findings, facts)


def team_case(inputs: Inputs) -> Case:
    """Return the case of the team's year: who of it was punished, and when."""
    facts = _punishments(inputs.team_facts, inputs.known)
    assert inputs.person.team is not None, "whoever leads no team is asked about none"
    about = ("team", inputs.person.team, _head(inputs))
    return _case(inputs.person.year, about, inputs.team_findings, facts)


def _head(inputs: Inputs) -> str | None:
    """Return the person who heads the unit: nobody where the person of the year is no head."""
    return inputs.person.id if inputs.person.role == "head" else None


def _known_places(rankings: list[dict[str, Any]], known: Collection[str]) -> dict[str, Any]:
    """Return the rankings as facts of a case: none at all while nobody recorded any."""
    return {"rankings": rankings} if rankings or "ranking" in known else {}


def _punishments(facts: Sequence[YearFact], known: Collection[str]) -> dict[str, Any]:
    """Return who was punished and when, as facts of a case; none while no file of it came."""
    if not facts and "discipline" not in known:
        return {}
    listed = [{"person": fact.subject, "date": fact.value["decided_on"]} for fact in facts]
    return {"punished": listed}


def _absences(pack: Pack, leaders: Sequence[LeaderYear]) -> list[dict[str, Any]]:
    """Return the meetings that each leader missed, as a case has them."""
    return [{"id": leader.person, "missed": _missed(pack, leader)} for leader in leaders]


def _case(
    year: int,
    about: tuple[str, str, str | None],
    findings: Sequence[SignedFinding],
    facts: dict[str, Any],
) -> Case:
    """Return the year's case of a kind of subject, its id and its head."""
    kind, subject, head = about
    return parse_case(
        {
            "subject": {"kind": kind, "id": subject, "head": head},
            "scope": "year",
            "as_of": f"{year}-12-31",
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


def _reads_rankings(pack: Pack, rule: str) -> bool:
    """Tell whether a clause asks for a place in a ranking."""
    clause = pack.clauses[rule]
    return isinstance(clause, ConditionClause) and any(
        isinstance(leaf, RankNode) for leaf in leaves(clause.when)
    )


def _missed(pack: Pack, leader: LeaderYear) -> int:
    """Return the meetings that a leader missed, those included that lateness makes (N01)."""
    clause = pack.clauses.get(ABSENCE)
    if clause is None or clause.kind != "conversion":
        return leader.missed
    events = {"late": leader.late, "early": leader.early}
    return leader.missed + sum(events[name] for name in clause.adds_up) // clause.divisor


def _rankings(
    facts: Sequence[YearFact], unit: str, led: Led, answered: Sequence[Led] = ()
) -> list[dict[str, Any]]:
    """Return the rankings with what people ruled of the unit's place, and when it was led."""
    ruled = {fact.value["ranking"]: fact.value for fact in _ruled(facts, unit)}
    since, until = led
    series = {
        fact.value["series"]
        for fact in facts
        if fact.kind == "ranking" and unit in fact.value["scores"]
    }
    return [
        {
            **fact.value,
            "tie_confirmed": ruled.get(fact.id, {}).get("last"),
            "deputy": ruled.get(fact.id, {}).get("deputy"),
            "head_since": since,
            "head_until": until,
            "answered": [{"since": first, "until": last} for first, last in answered],
        }
        for fact in facts
        if fact.kind == "ranking" and fact.value["series"] in series
    ]


def _ruled(facts: Sequence[YearFact], unit: str) -> list[YearFact]:
    """Return what two officers ruled of a unit's place in rankings (E14)."""
    return [fact for fact in facts if fact.kind == "ranking_ruling" and fact.subject == unit]


def _deputies(inputs: Inputs) -> bool:
    """Tell whether people found the person to be the deputy whose task dragged the unit down."""
    ruled = _ruled(inputs.unit_facts, inputs.person.unit)
    return any(fact.value.get("deputy") == inputs.person.id for fact in ruled)


def headed(inputs: Inputs, unit: str) -> Led:
    """Return the days from and until which the person led a unit without a break, if known.

    The last day is said of a unit alone that the person has left.
    """
    since: str | None = None
    until: str | None = None
    gone = any(left.unit == unit for left in inputs.left_units)
    last_day = f"{inputs.person.year}-12-31"
    for post in sorted(inputs.posts, key=lambda post: post.since, reverse=True):
        mine = (post.unit, post.role) == (unit, "head")
        if post.since > last_day or (gone and since is None and not mine):
            continue
        gap = since is not None and post.until is not None and _next_day(post.until) < since
        if gap or not mine:
            break
        until = until or post.until
        since = post.since
    return since, until if gone else None


def _next_day(day: str) -> str:
    """Return the day after one written YYYY-MM-DD."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
