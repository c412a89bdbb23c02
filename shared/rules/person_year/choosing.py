"""Which of all recorded facts belong to one person's year, for whoever gathers or audits them.

May import: stdlib, shared.rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shared.rules.clauses import Clause, WindowClause
from shared.rules.person_year.inputs import Person, YearFact

YEARS_BACK: Mapping[str, int] = {
    "points": 2,
    "ranking": 1,
    "ranking_ruling": 1,
    "discipline": 2,
    "admonition": 5,
    "complaint": 1,
    "letter": 1,
    "probation": 5,
    "notice": 1,
    "removal": 1,
}
"""How many years before the year in question a fact of each kind still matters; others none.

An admonition and a probation end by what people find and not by the calendar (L02, L09), so one
that nobody ended stays in sight; what was found is read as far back (``findings_back``)."""

LASTING: Mapping[str, str] = {"leave": "to", "discipline": "ends_on", "flag": "until"}
"""The last day of what lasts, by kind: such a fact matters in every year that it reaches."""

_BEGUN_BY: Mapping[str, str] = {
    "admonition_start": "admonition",
    "talk_date": "admonition",
    "probation_start": "probation",
    "notice_start": "notice",
    "letter_date": "letter",
    "removal_date": "removal",
}
"""The kind of the record that begins a window."""

FOLLOWING = ("points",)
"""The kinds of which the account belongs to the person, also after a transfer (E16)."""

NOTHING_LEFT: Mapping[str, Iterable[YearFact]] = {}
_BARS_AND_TARGETS = ("target", "flag")
_RANKED = ("ranking", "ranking_ruling")
_KNOWN = {"points": False, "ranking": True, "discipline": True}
"""The kinds of which none recorded about somebody means none; true where only a head is asked."""


def matters(kind: str, of_year: int, year: int, value: Mapping[str, Any]) -> bool:
    """Tell whether a fact of ``of_year`` that says ``value`` still matters for ``year``."""
    last = value.get(LASTING.get(kind, "")) or ""
    recent = year - of_year <= YEARS_BACK.get(kind, 0)
    return of_year <= year and (recent or last >= f"{year:04}-01-01")


def findings_back(clauses: Iterable[Clause]) -> dict[str, int]:
    """Return how many years before the year in question a finding still matters, by clause.

    What people found of a window matters as long as the fact that began it (L03, L05, L09). Of a
    clause that is not named only this year's does.
    """
    back: dict[str, int] = {}
    for clause in clauses:
        if isinstance(clause, WindowClause):
            years = YEARS_BACK.get(_BEGUN_BY.get(clause.begins, ""), 0)
            asked = {clause.id} if clause.asks else set()
            for rule in asked | ({clause.ended_by} if clause.ended_by else set()):
                back[rule] = max(back.get(rule, 0), years)
    return back


def unit_facts(
    person: Person,
    about: Iterable[YearFact],
    rankings: Iterable[YearFact],
    left: Mapping[str, Iterable[YearFact]] = NOTHING_LEFT,
) -> list[YearFact]:
    """Return the facts about the person's unit that bear on the person's year.

    Targets and bars concern everybody; the rest concerns the one who leads the unit, and what
    two officers ruled of a place concerns the deputy whom they named too (K02). The places of a
    unit follow who led it in the year, wherever he serves now (E38).

    Args:
        person: who, as of the year.
        about: the facts about the unit.
        rankings: every ranking of the county; those of a series in which the unit stands count,
            also where it was not ranked that time.
        left: the facts about each unit that the person headed before (``units_left``).
    """
    every = list(rankings)
    kept = _of_own_unit(person, about, every)
    for unit, listed in left.items():
        kept += [fact for fact in listed if fact.kind == "ranking_ruling"]
        kept += _ranked_with(unit, every)
    return list({fact.id: fact for fact in kept}.values())


def _ranked_with(unit: str, rankings: Sequence[YearFact]) -> list[YearFact]:
    """Return the rankings of every series in which a unit stands."""
    series = {fact.value["series"] for fact in rankings if unit in fact.value["scores"]}
    return [fact for fact in rankings if fact.value["series"] in series]


def _of_own_unit(
    person: Person, about: Iterable[YearFact], rankings: Sequence[YearFact]
) -> list[YearFact]:
    """Return the facts about the unit of the year that bear on the person's year."""
    listed = list(about)
    named = any(fact.value.get("deputy") == person.id for fact in listed)
    if person.role == "head":
        kept = listed
    else:
        kinds = (*_BARS_AND_TARGETS, *(_RANKED if named else ()))
        kept = [fact for fact in listed if fact.kind in kinds]
    if person.role != "head" and not named:
        return kept
    return [*kept, *_ranked_with(person.unit, rankings)]


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
