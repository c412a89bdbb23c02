"""Bars of awards in a person's year, each of the four kept by itself (E42).

评先评优 of a unit, 评比各类先进 and 评优表模 of a person and the grade 优秀 are different words,
and no text makes one of them another. Only a bar of 优秀 touches a grade: one that is recorded,
or one that the jurisdiction has made of a discipline outcome.

May import: stdlib, shared.rules.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from shared.rules.packs import Pack
from shared.rules.parameters import Text
from shared.rules.person_year import Inputs, YearFact
from shared.rules.rulings import Ruling, State

EXCELLENT = "excellent"

NAMES: dict[str, Text] = {
    "unit_awards": Text(zh="单位评先评优", en="awards of the unit"),
    "personal_awards": Text(zh="评比各类先进", en="personal awards"),
    "model_titles": Text(zh="评优表模", en="model titles"),
    EXCELLENT: Text(zh="年度考核优秀等次", en="the grade excellent"),
}


@dataclass(frozen=True, slots=True)
class AwardBar:
    """One bar and what it rests on: a clause, or a fact and what makes it a bar."""

    bar: str
    ground: str
    """A clause's id, ``flag`` of a recorded bar, or ``exclusion``."""
    text: Text
    until: str | None = None
    fact: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the bar as a derivation stores it."""
        return {
            "bar": self.bar,
            "ground": self.ground,
            "until": self.until,
            "fact": self.fact,
            "zh": self.text.zh,
            "en": self.text.en,
        }


def award_bars(pack: Pack, inputs: Inputs, rulings: Iterable[Ruling]) -> list[AwardBar]:
    """Return every bar in the person's year: recorded, of discipline, and of triggered clauses.

    Args:
        pack: whose exclusions hold.
        inputs: with the facts about the person and the unit.
        rulings: on the person, the unit and the team.
    """
    ruled = [one for ruling in rulings for one in _ruled(pack, ruling, inputs.person.year)]
    return [*_recorded(inputs), *_excluded(pack, inputs), *ruled]


def _recorded(inputs: Inputs) -> Iterator[AwardBar]:
    """Yield the bars that stand on a paper and reach into the year."""
    first = f"{inputs.person.year}-01-01"
    for fact in (*inputs.facts, *inputs.unit_facts):
        if fact.kind == "flag" and fact.value["until"] >= first:
            name, until = NAMES[fact.value["bar"]], fact.value["until"]
            text = Text(
                zh=f"已登记：{name.zh}受限，至{until}", en=f"Recorded: no {name.en}, until {until}"
            )
            yield AwardBar(fact.value["bar"], "flag", text, until, fact.id)


def _excluded(pack: Pack, inputs: Inputs) -> Iterator[AwardBar]:
    """Yield what the jurisdiction makes of discipline outcomes; no source text says it."""
    notes = {one.sanction: one.note for one in pack.parameters.exclusions}
    for fact in inputs.of_kind("discipline"):
        note = notes.get(fact.value["sanction"])
        if note is not None and _reaches(fact, inputs.person.year):
            text = Text(
                zh=f"处分影响优秀等次（{note.zh}）",
                en=f"A discipline outcome rules out the grade excellent ({note.en})",
            )
            yield AwardBar(EXCELLENT, "exclusion", text, fact.value.get("ends_on"), fact.id)


def _reaches(fact: YearFact, year: int) -> bool:
    """Tell whether an outcome was decided in the year, or still has effect in it."""
    decided: str = fact.value["decided_on"]
    ends: str = fact.value.get("ends_on") or decided
    return decided <= f"{year}-12-31" and max(decided, ends) >= f"{year}-01-01"


def _ruled(pack: Pack, ruling: Ruling, year: int) -> Iterator[AwardBar]:
    """Yield the bars that a triggered clause prescribes, and of a window those that reach the year.

    A window's bar holds through a day of its own, whether its admonition is over or not (L05).
    """
    for consequence in ruling.consequences:
        if consequence.bar is not None and not ruling.dates:
            yield AwardBar(consequence.bar, ruling.rule, consequence.text)
    if ruling.state is State.NOT_APPLICABLE:
        return
    for each in pack.clauses[ruling.rule].consequences if ruling.dates else ():
        until = ruling.dates.get(each.until or "")
        if each.bar is not None and until is not None and until >= f"{year}-01-01":
            yield AwardBar(each.bar, ruling.rule, each.text, until)
