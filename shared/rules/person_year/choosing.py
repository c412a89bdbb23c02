"""Which of all recorded facts belong to one person's year, for whoever gathers or audits them.

May import: stdlib, shared.rules.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from shared.rules.person_year.inputs import Person, YearFact

YEARS_BACK: Mapping[str, int] = {
    "points": 2,
    "ranking": 1,
    "ranking_ruling": 1,
    "discipline": 2,
    "admonition": 1,
    "flag": 2,
    "complaint": 1,
    "letter": 1,
    "probation": 1,
    "notice": 1,
    "removal": 1,
}
"""How many years before the year in question a fact of each kind still matters; others none.

A discipline outcome has effect for up to two years (撤职), and a bar may be recorded as long."""

_BARS_AND_TARGETS = ("target", "flag")
_RANKED = ("ranking", "ranking_ruling")
_KNOWN = {"points": False, "ranking": True, "discipline": True}
"""The kinds of which none recorded about somebody means none; true where only a head is asked."""


def matters(kind: str, of_year: int, year: int) -> bool:
    """Tell whether a fact of ``of_year`` still matters for ``year``."""
    return 0 <= year - of_year <= YEARS_BACK.get(kind, 0)


def unit_facts(
    person: Person, about: Iterable[YearFact], rankings: Iterable[YearFact]
) -> list[YearFact]:
    """Return the facts about the person's unit that bear on the person's year.

    Targets and bars concern everybody; the rest concerns the one who leads the unit, and what
    two officers ruled of a place concerns the deputy whom they named too (K02).

    Args:
        person: who, as of the year.
        about: the facts about the unit.
        rankings: every ranking of the county; those of a series in which the unit stands count,
            also where it was not ranked that time.
    """
    listed = list(about)
    named = any(fact.value.get("deputy") == person.id for fact in listed)
    if person.role == "head":
        kept = listed
    else:
        kinds = (*_BARS_AND_TARGETS, *(_RANKED if named else ()))
        kept = [fact for fact in listed if fact.kind in kinds]
    if person.role != "head" and not named:
        return kept
    every = list(rankings)
    series = {fact.value["series"] for fact in every if person.unit in fact.value["scores"]}
    return [*kept, *(fact for fact in every if fact.value["series"] in series)]


def known_kinds(person: Person, recorded: Iterable[str]) -> list[str]:
    """Return the kinds of which the person's rules may take what is not there as none.

    Args:
        person: who.
        recorded: the kinds of which a batch was imported for the year, if only to say that there
            was nothing, or of which a record about anybody still matters.
    """
    heads_only = person.role != "head"
    kinds = set(recorded) & _KNOWN.keys()
    return sorted(kind for kind in kinds if not (heads_only and _KNOWN[kind]))


def sources_of(inputs: Mapping[str, Any]) -> list[str]:
    """Return the digests that a grade names as its sources: results, attendance files, facts.

    Args:
        inputs: of a stored derivation.
    """
    batches = inputs["attendance"]["batches"] if inputs["attendance"] else []
    lists = ("facts", "unit_facts", "team_facts", "overlap")
    facts = {fact["id"] for name in lists for fact in inputs[name]}
    return [*inputs["results"], *batches, *sorted(facts)]
