"""Which figures of a person's votes a derivation shows, and how it speaks of the others (E32).

Of a group smaller than the floor the document says how many papers were collected, and nothing
that follows from their marks: no number, no side of a line, no state of a ruling and no grade.
Where its votes would decide, people rule (catalogue D20). What has to be hidden with it is the
other ballot, where the difference would be it, and every weighted figure; the sum may be shown
where it is large enough, and then the clauses that read the sum are asked.

May import: stdlib, shared.documents, shared.rules.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from shared.documents.manifests import Subject
from shared.documents.results import CertifiedResult
from shared.rules.checks import leaves, unwrap
from shared.rules.clauses import CascadeClause, Clause, ConditionClause, MergeClause
from shared.rules.explanation import waiting
from shared.rules.merging import Merged
from shared.rules.packs import Pack
from shared.rules.parameters import Base, MergeMethod, Text
from shared.rules.person_year import INVESTIGATION, Graded
from shared.rules.proposals import Step
from shared.rules.rulings import State
from shared.rules.suppression import TOTAL, shown
from shared.rules.wording import CAUSES, DONE, STATES

_BASES = frozenset(get_args(Base))
_SIZES = _BASES - {"expressed"}
"""The bases that no mark makes larger or smaller."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What may be shown of the votes behind one derivation."""

    sources: frozenset[str]
    """The ballots whose own figures are shown."""
    pooled: bool
    """Whether the sum of all ballots is."""
    whole: bool
    """Nothing that is merged is hidden: no ballot and none of the classes that have weights."""
    apart: bool = False
    """A ballot that is merged with no other one is hidden (an investigation's)."""
    every: bool = True
    """No class of voters stays sealed: what is counted are all the valid papers."""

    def shows(self, clause: Clause | None, pack: Pack) -> bool:
        """Tell whether every figure that a ruling under a clause speaks of may be shown."""
        if clause is None:
            return True
        if isinstance(clause, CascadeClause):
            return all(self.shows(pack.clauses[rule], pack) for rule in clause.follows)
        if self.whole:
            return not (self.apart and INVESTIGATION in _ballots(clause))
        return not isinstance(clause, MergeClause) and self.sources.issuperset(_ballots(clause))

    def hidden(self, graded: Iterable[Graded], method: MergeMethod) -> frozenset[str]:
        """Return the sources of which nothing may be told, ``merged`` for the votes of all."""
        sources = {entry.result.source for entry in graded} - self.sources
        told = self.whole or (self.pooled and method == "pooled")
        return frozenset(sources if told else {*sources, "merged"})


def disclosure_of(graded: Sequence[Graded], merged: Merged | None, floor: int) -> Disclosure:
    """Return what may be shown of these votes; a ballot without a valid paper hides nobody.

    Args:
        graded: the ballots on the person.
        merged: their votes together, with the classes that have weights.
        floor: the fewest valid papers whose counts are shown.
    """
    every = {entry.result.source: sum(entry.contest.counts.values()) for entry in graded}
    empty = {source for source, size in every.items() if size == 0}
    sizes: dict[str, int | None] = {name: size for name, size in every.items() if size}
    apart = {INVESTIGATION: sizes.pop(INVESTIGATION)} if INVESTIGATION in sizes else {}
    alone = shown(apart, None, floor)
    allowed = shown(sizes, sum(size or 0 for size in sizes.values()), floor)
    whole = allowed >= sizes.keys() and all(
        shown(groups, sum(size or 0 for size in groups.values()), floor) >= groups.keys()
        for groups in _classes(merged)
    )
    told = (allowed - {TOTAL}) | alone | empty
    every_class = not any(entry.sealed for entry in graded)
    return Disclosure(told, TOTAL in allowed, whole, alone != apart.keys(), every_class)


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
    clause = pack.clauses.get(str(ruling["rule"]))
    if clause is None or disclosure.shows(clause, pack):
        return dict(ruling)
    left_out = disclosure.apart and INVESTIGATION in _ballots(clause)
    every = disclosure.every and not left_out
    return sealed_ruling(ruling, clause.kind, every=every)


def sealed_ruling(ruling: Mapping[str, Any], kind: str, *, every: bool) -> dict[str, Any]:
    """Return a ruling on a sum that may be told, without the numbers of the ballots in it.

    Args:
        ruling: as JSON.
        kind: of its clause; one that only counts is said to have done so.
        every: whether it rests on every vote that its clause reads.
    """
    measures = [_sealed_measure(measure) for measure in ruling.get("measures", [])]
    sides = [measure["met"] for measure in measures if measure.get("met") is not None]
    why = CAUSES.get(ruling.get("cause") or "")
    waits = [waiting(str(item)) for item in ruling.get("waiting_for", [])]
    state = State(ruling["state"])
    word = DONE.get(kind, STATES[state]) if state is State.TRIGGERED else STATES[state]
    if every and measures and state in (State.TRIGGERED, State.NOT_TRIGGERED):
        word = Text(zh=f"{word.zh}{_ON_ALL.zh}", en=f"{word.en}{_ON_ALL.en}")
    words = _sentence(word, [*waits, *([why] if why else [])], sides)
    return {**ruling, "measures": measures, "explanation": words.model_dump()}


def unread_ruling(ruling: Mapping[str, Any]) -> dict[str, Any]:
    """Return a meeting's ruling on votes of which nothing may be told: people rule."""
    words = _sentence(STATES[State.NEEDS_RULING], [CAUSES["hidden_votes"]], [])
    nothing: dict[str, Any] = {"waiting_for": [], "measures": [], "consequences": []}
    told = {"state": State.NEEDS_RULING.value, "cause": "hidden_votes"}
    return {**ruling, **nothing, **told, "explanation": words.model_dump()}


def too_few(
    result: CertifiedResult, person: str | None, ruling: Mapping[str, Any], floor: int
) -> bool:
    """Tell whether a meeting's ruling rests on too few votes to be told.

    Every contest that it may read has to have votes enough, and so has every base that it names.

    Args:
        result: of the meeting.
        person: whose votes the ruling reads; None where it reads those on what may be headed.
        ruling: as JSON.
        floor: the fewest valid papers whose counts are shown.
    """
    sizes = [
        sum(contest.counts.values())
        for contest in result.contests
        if contest.kind != "choice" and person == _official(contest.subject)
    ]
    sizes += [
        measure["denominator"] or 0
        for measure in ruling.get("measures", [])
        if measure.get("base") in _SIZES
    ]
    return any(0 < size < floor for size in sizes)


def _official(subject: Subject) -> str | None:
    """Return whose votes those on a subject are; None where they are nobody's own."""
    return subject.id if subject.kind == "official" else None


def _sealed_measure(measure: Mapping[str, Any]) -> dict[str, Any]:
    """Return a measure of votes with its line and its side, and nothing else."""
    if measure.get("base") not in _BASES:
        return dict(measure)
    hidden = dict.fromkeys(("numerator", "denominator", "margin"))
    return {**measure, **hidden, "sealed": True}


_WHY_HIDDEN = Text(
    zh="有的测评有效票太少，写出票数会让人推知个别人怎样投票，因此按最低公开数的规定不公开具体票数",
    en="One ballot has so few valid votes that its numbers would tell how people voted, so under "
    "the rule for small groups the numbers are not shown",
)
_ON_ALL = Text(zh="（用的是全部有效票）", en=" (on all valid votes)")
"""What is hidden is not left out."""


def _sentence(word: Text, why: Sequence[Text], sides: Sequence[bool]) -> Text:
    """Return what is said of a ruling on votes that are not shown, and why or what it awaits."""
    zh = "、".join("达到界线" if side else "未达到界线" for side in sides)
    en = ", ".join("the line is met" if side else "the line is not met" for side in sides)
    why_zh, why_en = "、".join(one.zh for one in why), ", ".join(one.en for one in why)
    return Text(
        zh=f"{_WHY_HIDDEN.zh}{'；' if zh else ''}{zh}；{word.zh}{'：' + why_zh if why else ''}。",
        en=f"{_WHY_HIDDEN.en}{'; ' if en else ''}{en}; {word.en}{': ' + why_en if why else ''}.",
    )


def open_steps(
    made: Iterable[Step], rulings: Iterable[Mapping[str, Any]], whole: bool
) -> Iterator[Step]:
    """Yield the steps of a proposal as they may be shown.

    Args:
        made: the steps, with every figure.
        rulings: the rulings as they may be shown, in the order of their steps.
        whole: nothing is hidden.
    """
    words = iter(rulings)
    for step in made:
        if step.what == "ruling":
            text = Text.model_validate(dict(next(words)["explanation"]))
            yield replace(step, text=text)
        elif step.what == "votes" and not whole:
            yield replace(step, text=_UNSHOWN, figures={})
        else:
            yield step


_UNSHOWN = Text(
    zh="部分测评的有效票少于公开的最低数，票数不逐项公开",
    en="A ballot has fewer valid votes than may be shown; its votes are not listed",
)
