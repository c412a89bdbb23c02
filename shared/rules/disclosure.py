"""Which figures of a person's votes a derivation shows, and how it speaks of the others (E32).

The rules are asked on all votes. Where a group is smaller than the floor, the document says on
which side of a line its votes fell, and gives no number from which they could be had: not its
own, not the other ballot's where the difference would be it, and no weighted figure at all.

May import: stdlib, shared.rules.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from shared.rules.checks import leaves, unwrap
from shared.rules.clauses import CascadeClause, Clause, ConditionClause, MergeClause
from shared.rules.merging import Merged
from shared.rules.packs import Pack
from shared.rules.parameters import Base, Text
from shared.rules.person_year import Graded
from shared.rules.proposals import Step
from shared.rules.rulings import State
from shared.rules.suppression import TOTAL, shown
from shared.rules.wording import CAUSES, STATES

_BASES = frozenset(get_args(Base))


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What may be shown of the votes behind one derivation."""

    sources: frozenset[str]
    """The ballots whose own figures are shown."""
    pooled: bool
    """Whether the sum of all ballots is."""
    whole: bool
    """Nothing is hidden: no ballot and none of the classes that have weights."""

    def shows(self, clause: Clause | None, pack: Pack) -> bool:
        """Tell whether every figure that a ruling under a clause speaks of may be shown."""
        if self.whole or clause is None:
            return True
        if isinstance(clause, CascadeClause):
            return all(self.shows(pack.clauses[rule], pack) for rule in clause.follows)
        return not isinstance(clause, MergeClause) and self.sources.issuperset(_ballots(clause))

    def score(self, merged: Merged | None) -> bool:
        """Tell whether a score, which is a sum of shares, gives away no more than is shown."""
        return self.whole or (self.pooled and merged is not None and merged.method == "pooled")


def disclosure_of(graded: Sequence[Graded], merged: Merged | None, floor: int) -> Disclosure:
    """Return what may be shown of these votes.

    Args:
        graded: the ballots on the person.
        merged: their votes together, with the classes that have weights.
        floor: the fewest valid papers whose counts are shown.
    """
    sizes: dict[str, int | None] = {
        entry.result.source: sum(entry.contest.counts.values()) for entry in graded
    }
    allowed = shown(sizes, sum(size or 0 for size in sizes.values()), floor)
    whole = allowed >= sizes.keys() and all(
        shown(groups, sum(size or 0 for size in groups.values()), floor) >= groups.keys()
        for groups in _classes(merged)
    )
    return Disclosure(allowed - {TOTAL}, TOTAL in allowed, whole)


def _classes(merged: Merged | None) -> Iterator[dict[str, int | None]]:
    """Yield the papers of the classes of each ballot that weighs them."""
    for votes in merged.parts.values() if merged is not None else ():
        yield {letter: sum(one.options.values()) for letter, one in votes.classes.items()}


def _ballots(clause: Clause) -> Iterator[str]:
    """Yield every ballot that a clause reads; ``merged`` for the votes of all."""
    if isinstance(clause, ConditionClause):
        for test in (*map(unwrap, leaves(clause.when)), *clause.beside):
            ballots = getattr(test, "ballots", ())
            yield from [ballots] if isinstance(ballots, str) else ballots


def open_ruling(ruling: Mapping[str, Any], pack: Pack, disclosure: Disclosure) -> dict[str, Any]:
    """Return a ruling's JSON as it may be shown: whole, or with sides in the place of numbers."""
    if disclosure.shows(pack.clauses.get(str(ruling["rule"])), pack):
        return dict(ruling)
    return sealed_ruling(ruling)


def sealed_ruling(ruling: Mapping[str, Any]) -> dict[str, Any]:
    """Return a ruling without the numbers of votes; state, sides and consequences stay."""
    measures = [_sealed_measure(measure) for measure in ruling.get("measures", [])]
    sides = [measure["met"] for measure in measures if measure.get("met") is not None]
    words = _sentence(str(ruling["state"]), ruling.get("cause"), sides)
    return {**ruling, "measures": measures, "explanation": words.model_dump()}


def _sealed_measure(measure: Mapping[str, Any]) -> dict[str, Any]:
    """Return a measure of votes with its line and its side, and nothing else."""
    if measure.get("base") not in _BASES:
        return dict(measure)
    hidden = dict.fromkeys(("numerator", "denominator", "margin"))
    return {**measure, **hidden, "sealed": True}


def _sentence(state: str, cause: str | None, sides: Sequence[bool]) -> Text:
    """Return what is said of a ruling on votes that are not shown."""
    zh = "、".join("达到界线" if side else "未达到界线" for side in sides)
    en = ", ".join("the line is met" if side else "the line is not met" for side in sides)
    word, why = STATES[State(state)], CAUSES.get(cause or "")
    return Text(
        zh=f"票数太少，不公开具体票数{'；' if zh else ''}{zh}；{word.zh}"
        f"{'：' + why.zh if why else ''}。",
        en=f"Too few votes to show their numbers{'; ' if en else ''}{en}; {word.en}"
        f"{': ' + why.en if why else ''}.",
    )


def open_steps(
    made: Iterable[Step], rulings: Iterable[Mapping[str, Any]], score_shown: bool, whole: bool
) -> Iterator[Step]:
    """Yield the steps of a proposal as they may be shown.

    Args:
        made: the steps, with every figure.
        rulings: the rulings as they may be shown, in the order of their steps.
        score_shown: whether the score is.
        whole: nothing is hidden.
    """
    words = iter(rulings)
    for step in made:
        if step.what == "ruling":
            text = Text.model_validate(dict(next(words)["explanation"]))
            yield replace(step, text=text)
        elif step.what == "votes" and not whole:
            yield replace(step, text=_UNSHOWN, figures={})
        elif step.what == "score" and not score_shown:
            yield replace(step, text=_NO_SCORE, figures={})
        else:
            yield step


_UNSHOWN = Text(
    zh="部分测评的有效票少于公开的最低数，票数不逐项公开",
    en="A ballot has fewer valid votes than may be shown; its votes are not listed",
)
_NO_SCORE = Text(
    zh="得分已按准确票数计算，但由此可推出不公开的票数，不列出",
    en="The score was computed exactly and is not shown: the hidden votes would follow from it",
)
