"""From a year's rulings and votes to a proposed grade, with every step on the way.

A grade is *forced* only by a clause whose text sets it, *banded* where the jurisdiction has
bands of its own, and otherwise *open*: votes alone never set a grade (catalogue, finding 3).
Where several clauses force, all are cited and the heaviest grade wins (E41). Whatever is
proposed, people decide; only a forced grade they cannot change.

May import: stdlib, shared.errors, shared.rules.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from shared.errors import InvalidInput
from shared.rules.award_bars import EXCELLENT, AwardBar
from shared.rules.measures import exact
from shared.rules.merging import Merged
from shared.rules.packs import Pack
from shared.rules.parameters import Text
from shared.rules.rulings import Evaluation, Ruling
from shared.rules.scores import ballot_score, ballot_working, exact_score, score
from shared.rules.standings import quota_cap
from shared.rules.wording import GRADES, METHODS, SOURCES

_INSTITUTION: dict[str, Text] = {
    "competent": Text(zh="合格", en="qualified"),
    "basically_competent": Text(zh="基本合格", en="basically qualified"),
    "incompetent": Text(zh="不合格", en="unqualified"),
}
_WEIGHT = ("excellent", "competent", "basically_competent", "incompetent")
"""From the lightest grade to the heaviest."""


def grade_word(grade: str, scale: str) -> Text:
    """Return what a scale calls a grade: civil servants' 不称职 is the institutions' 不合格."""
    if scale == "institution":
        return _INSTITUTION.get(grade, GRADES[grade])
    return GRADES[grade]


class NotAYear(InvalidInput):
    """A grade is proposed from the rulings of a year, and these are of another scope."""

    code = "not_a_year"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a derivation: what happened, under which clauses, with which figures."""

    what: Literal["votes", "ruling", "score", "bands", "proposal", "scale", "not_excellent"]
    rules: tuple[str, ...]
    text: Text
    figures: dict[str, Any] = field(default_factory=dict)
    """Integers and strings only."""

    def to_json(self) -> dict[str, Any]:
        """Return the step as a derivation stores it."""
        return {
            "what": self.what,
            "rules": list(self.rules),
            "zh": self.text.zh,
            "en": self.text.en,
            "figures": self.figures,
        }


@dataclass(frozen=True, slots=True)
class Beside:
    """What bears on a grade beside the votes of the year and the rulings on the person."""

    person: str | None = None
    """Whose grade it is: of ``rulings`` only those count that set the grade of this official."""
    scale: str = "civil"
    """The words that the person's grades have."""
    rulings: tuple[Ruling, ...] = ()
    """On the unit and the team."""
    targets: Fraction | None = None
    """Which part of the full target score was reached; only a composite reads it."""
    bars: tuple[AwardBar, ...] = ()


NOTHING_BESIDE = Beside()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed grade, or none, with the clauses and steps it rests on."""

    kind: Literal["forced", "banded", "open"]
    grade: str | None
    scale: str
    clauses: tuple[str, ...]
    """The clauses that forced the grade, all of them."""
    steps: tuple[Step, ...]
    bars: tuple[AwardBar, ...] = ()

    @property
    def not_excellent(self) -> tuple[AwardBar, ...]:
        """The bars that keep 优秀 away."""
        return tuple(bar for bar in self.bars if bar.bar == EXCELLENT)

    def to_json(self) -> dict[str, Any]:
        """Return the proposal as a plain JSON value."""
        return {
            "kind": self.kind,
            "grade": self.grade,
            "scale": self.scale,
            "clauses": list(self.clauses),
            "bars": [bar.to_json() for bar in self.bars],
            "steps": [step.to_json() for step in self.steps],
        }


@dataclass(frozen=True, slots=True)
class Quota:
    """How many of a group may be 优秀, and how many are."""

    cap: int
    excellent: int

    @property
    def over(self) -> int:
        """By how many the group exceeds its quota; 0 when it does not."""
        return max(0, self.excellent - self.cap)


def propose(
    pack: Pack, evaluation: Evaluation, merged: Merged | None, beside: Beside = NOTHING_BESIDE
) -> Proposal:
    """Return the proposed grade of one official for one year.

    Args:
        pack: the jurisdiction's pack, with its score and bands if it has any.
        evaluation: the year-scope rulings on the official.
        merged: the year's merged grade votes; None where there are none (yet).
        beside: rulings on unit and team, targets and bars of awards.

    Raises:
        NotAYear: the rulings are not of year scope.
    """
    if evaluation.scope != "year":
        raise NotAYear("A grade is proposed from year-scope rulings. Evaluate the year first.")
    rulings = (*evaluation.rulings, *beside.rulings)
    steps = [*_votes(merged), *_rulings(rulings), *_score(pack, merged, beside)]
    forcing = [*_forcing(evaluation.rulings, None), *_forcing(beside.rulings, beside.person)]
    if forcing:
        return _forced(forcing, beside, steps)
    last = list(_band(pack, merged, beside))
    grade = last[-1].figures.get("grade") if last else None
    if grade is None:
        return Proposal("open", None, beside.scale, (), (*steps, *last, _open()), beside.bars)
    return Proposal("banded", grade, beside.scale, (), (*steps, *last), beside.bars)


def quota(pack: Pack, participants: int, excellent: int) -> Quota:
    """Return the quota of 优秀 for a group of ``participants``, and how it is used (E30)."""
    return Quota(quota_cap(participants, pack.parameters.excellent_quota), excellent)


def _votes(merged: Merged | None) -> Iterator[Step]:
    """Yield the votes by ballot, and how they were merged."""
    if merged is None:
        return
    zh, en = [], []
    figures: dict[str, Any] = {"method": merged.method}
    for source, votes in merged.parts.items():
        figures[source] = {**votes.options, "valid": votes.bases["valid"]}
        counts = "、".join(f"{GRADES[key].zh}{n}" for key, n in votes.options.items())
        counts_en = ", ".join(f"{GRADES[key].en} {n}" for key, n in votes.options.items())
        zh.append(f"{SOURCES[source].zh}：{counts}，有效票{votes.bases['valid']}")
        en.append(f"{SOURCES[source].en}: {counts_en}, valid {votes.bases['valid']}")
    for source, weight in merged.weights.items():
        figures[f"weight_{source}"] = str(weight)
    method = METHODS[merged.method]
    text = Text(zh=f"{'；'.join(zh)}（{method.zh}）", en=f"{'; '.join(en)} ({method.en})")
    yield Step("votes", (), text, figures)


def _rulings(rulings: Sequence[Ruling]) -> Iterator[Step]:
    """Yield every ruling with its sentence."""
    for ruling in rulings:
        yield Step("ruling", (ruling.rule,), ruling.explanation, {"state": ruling.state.value})


def _score(pack: Pack, merged: Merged | None, beside: Beside) -> Iterator[Step]:
    """Yield the score with its arithmetic, and the lines of the bands; without a score nothing."""
    rule, composite = pack.parameters.score, pack.parameters.composite
    ballot, working = ballot_score(pack, merged), ballot_working(pack, merged)
    if rule is None or ballot is None or working is None:
        return
    value, shown = exact_score(pack, merged, beside.targets), score(pack, merged, beside.targets)
    sum_zh, sum_en = working["expression"], working["expression"]
    if rule.base == "valid":
        sum_zh, sum_en = f"{sum_zh}（弃权计0分）", f"{sum_en} (abstentions earn 0)"
    figures = {"ballot": str(ballot), "working": working}
    if value is None or shown is None:
        text = Text(
            zh=f"综合得分待定：尚无实绩考核得分；测评得分{sum_zh}",
            en=f"No composite score yet: no score of the targets; ballot {sum_en}",
        )
        yield Step("score", (), text, figures)
        return
    note = rule.note
    if composite is not None:
        note, figures = composite.note, {**figures, "targets": str(beside.targets)}
        whole = f"{composite.ballot}×{ballot} + {composite.targets}×{composite.full}"
        whole = f"{whole}×{beside.targets} = {value}"
        sum_zh, sum_en = f"测评{sum_zh}；综合{whole}", f"ballot {sum_en}; composite {whole}"
    text = Text(zh=f"得分{shown}：{sum_zh}；{note.zh}", en=f"Score {shown}: {sum_en}; {note.en}")
    yield Step("score", (), text, {"exact": str(value), "score": shown, **figures})
    yield from _lines_of_bands(pack, beside.scale)


def _lines_of_bands(pack: Pack, scale: str) -> Iterator[Step]:
    """Yield the score from which each band begins, where the jurisdiction has bands."""
    bands = pack.parameters.bands
    if bands is None:
        return
    names = [(grade_word(row.grade, scale), row.at_least) for row in bands.rows]
    zh = "，".join(f"{name.zh}不低于{line}" for name, line in names)
    en = ", ".join(f"{name.en} from {line}" for name, line in names)
    text = Text(zh=f"得分分档：{zh}", en=f"Bands of the score: {en}")
    yield Step("bands", (), text, {row.grade: row.at_least for row in bands.rows})


def _forcing(rulings: Sequence[Ruling], person: str | None) -> Iterator[tuple[str, str, str]]:
    """Yield clause, grade and scale of every text that sets the grade of ``person``.

    Args:
        rulings: triggered or not.
        person: None where the rulings are on the person alone.
    """
    for ruling in rulings:
        for consequence in ruling.consequences:
            aimed = person is None or consequence.who.id == person
            if consequence.grade is not None and aimed:
                yield (ruling.rule, *consequence.grade)


def _forced(
    forcing: Sequence[tuple[str, str, str]], beside: Beside, steps: Sequence[Step]
) -> Proposal:
    """Return the proposal that clauses force: all of them are cited, the heaviest grade wins."""
    _, grade, scale = max(forcing, key=lambda one: _WEIGHT.index(one[1]))
    clauses = tuple(dict.fromkeys(rule for rule, _, _ in forcing))
    word = grade_word(grade, scale)
    text = Text(
        zh=f"依据{'、'.join(clauses)}定为{word.zh}，得票不影响",
        en=f"{', '.join(clauses)} {'set' if len(clauses) > 1 else 'sets'} the grade {word.en}, "
        "whatever the votes",
    )
    last = [Step("proposal", clauses, text)]
    if scale != beside.scale:
        own = grade_word(grade, beside.scale)
        called = Text(
            zh=f"条款的用词是“{word.zh}”，本人适用的等次称“{own.zh}”，由人据此作出决定",
            en=f'The clause says "{word.en}"; on the person\'s own scale it is "{own.en}". '
            "People decide on that ground",
        )
        last.insert(0, Step("scale", clauses, called, {"clause": scale, "person": beside.scale}))
    return Proposal("forced", grade, scale, clauses, (*steps, *last), beside.bars)


def _band(pack: Pack, merged: Merged | None, beside: Beside) -> Iterator[Step]:
    """Yield the first band that the exact score reaches; none below the last, or without.

    Where something keeps 优秀 away the next band is taken, and a step says what it was.
    """
    bands = pack.parameters.bands
    value = exact_score(pack, merged, beside.targets)
    if bands is None or value is None:
        return
    kept_away = [bar for bar in beside.bars if bar.bar == EXCELLENT]
    for row in bands.rows:
        if value < exact(row.at_least):
            continue
        if row.grade == EXCELLENT and kept_away:
            yield from (_not_excellent(bar) for bar in kept_away)
            continue
        name = grade_word(row.grade, beside.scale)
        text = Text(
            zh=f"得分不低于{row.at_least}，建议{name.zh}（{bands.note.zh}）",
            en=f"Score of at least {row.at_least}: {name.en} ({bands.note.en})",
        )
        yield Step("proposal", (), text, {"at_least": row.at_least, "grade": row.grade})
        return


def _not_excellent(bar: AwardBar) -> Step:
    """Return the step of one bar that takes 优秀 away."""
    rules = () if bar.fact is not None else (bar.ground,)
    text = Text(zh=f"不建议优秀：{bar.text.zh}", en=f"Not proposed as excellent: {bar.text.en}")
    return Step("not_excellent", rules, text)


def _open() -> Step:
    """Return the last step of a grade that is left to people."""
    text = Text(
        zh="没有条款规定等次，由人根据全部材料决定",
        en="No clause sets the grade; people decide on all the evidence",
    )
    return Step("proposal", (), text)
