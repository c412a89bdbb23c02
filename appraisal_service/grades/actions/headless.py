"""The year's rulings on units and teams that nobody heads: they stand in no one's derivation.

May import: this folder, shared.rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from appraisal_service.grades.actions.evidence import YearEvidence
from shared.rules.person_year import YearFact
from shared.rules.unit_year import Headless, Led, headed, headless_rulings

Sourced = tuple[tuple[str, ...], dict[str, Any]]
"""The digests that a ruling rests on, and the ruling as JSON."""


def rulings_without_head(evidence: YearEvidence) -> Iterator[Sourced]:
    """Yield every ruling of the year on what nobody heads.

    A place in a ranking falls on whoever headed the unit then, if he still serves and led long
    enough (E38): it then stands in his derivation and not here.
    """
    for vacant in _headless(evidence):
        facts = [fact.id for fact in vacant.facts]
        files = evidence.batches if vacant.leaders is not None else []
        for ruling in headless_rulings(evidence.pack, vacant):
            yield (*facts, *files), ruling.to_json()


def _headless(evidence: YearEvidence) -> Iterator[Headless]:
    """Yield the units and teams without a head, with what is recorded of them."""
    heads = [official for official in evidence.roster.people if official.role == "head"]
    led = {official.unit for official in heads}
    answered = _answered(evidence)
    for unit in evidence.roster.units:
        if unit.id not in led:
            yield Headless(
                kind="unit",
                id=unit.id,
                year=evidence.year,
                findings=evidence.findings.get(unit.id, ()),
                facts=_places(evidence, unit.id),
                leaders=evidence.leaders(unit.id) if unit.vertical else None,
                answered=answered.get(unit.id, ()),
                known=evidence.recorded,
            )
    teams = {official.team for official in heads}
    for team in evidence.roster.teams:
        if team.id not in teams:
            yield Headless(
                kind="team",
                id=team.id,
                year=evidence.year,
                findings=evidence.findings.get(team.id, ()),
                facts=evidence.punished.get(team.id, ()),
                known=evidence.recorded,
            )


def _answered(evidence: YearEvidence) -> dict[str, list[Led]]:
    """Return when those headed a unit who left it and serve elsewhere, by unit."""
    found: dict[str, list[Led]] = {}
    for official in evidence.roster.people:
        if evidence.left_by(official):
            inputs = evidence.inputs(official)
            for left in inputs.left_units:
                found.setdefault(left.unit, []).append(headed(inputs, left.unit))
    return found


def _places(evidence: YearEvidence, unit: str) -> list[YearFact]:
    """Return the rankings, and what officers ruled of the unit's place in them."""
    every = [fact for listed in evidence.facts.values() for fact in listed]
    ruled = [fact for fact in evidence.facts.get(unit, ()) if fact.kind == "ranking_ruling"]
    return [*ruled, *(fact for fact in every if fact.kind == "ranking")]
