"""From a year's rulings and votes to a proposed grade, with every step on the way.

A grade is *forced* only by a clause whose text sets it, *banded* where the jurisdiction has
bands of its own, and otherwise *open*: votes alone never set a grade (catalogue, finding 3).
Whatever is proposed, people decide; only a forced grade they cannot change.

May import: stdlib, shared.errors, shared.rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from shared.errors import InvalidInput
from shared.rules.measures import decimal_text, exact
from shared.rules.merging import Merged
from shared.rules.packs import Pack
from shared.rules.parameters import Text
from shared.rules.rulings import Evaluation
from shared.rules.scores import exact_score, score
from shared.rules.wording import GRADES, METHODS, SOURCES


class NotAYear(InvalidInput):
    """A grade is proposed from the rulings of a year, and these are of another scope."""

    code = "not_a_year"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a derivation: what happened, under which clauses, with which figures."""

    what: Literal["votes", "ruling", "score", "proposal"]
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
class Proposal:
    """A proposed grade, or none, with the clauses and steps it rests on."""

    kind: Literal["forced", "banded", "open"]
    grade: str | None
    scale: str
    clauses: tuple[str, ...]
    """The clauses that forced the grade."""
    steps: tuple[Step, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the proposal as a plain JSON value."""
        return {
            "kind": self.kind,
            "grade": self.grade,
            "scale": self.scale,
            "clauses": list(self.clauses),
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


def propose(pack: Pack, evaluation: Evaluation, merged: Merged | None) -> Proposal:
    """Return the proposed grade of one official for one year.

    Args:
        pack: the jurisdiction's pack, with its score and bands if it has any.
        evaluation: the year-scope rulings on the official.
        merged: the year's merged grade votes; None where there are none (yet).

    Raises:
        NotAYear: the rulings are not of year scope.
    """
    if evaluation.scope != "year":
        raise NotAYear("A grade is proposed from year-scope rulings. Evaluate the year first.")
    steps = [*_votes(merged), *_rulings(evaluation), *_score(pack, merged)]
    for ruling in evaluation.rulings:
        for consequence in ruling.consequences:
            if consequence.grade is not None:
                grade, scale = consequence.grade
                last = _forced(ruling.rule, grade)
                return Proposal("forced", grade, scale, (ruling.rule,), (*steps, last))
    banded = _band(pack, merged)
    if banded is None:
        return Proposal("open", None, "civil", (), (*steps, _open()))
    grade, last = banded
    return Proposal("banded", grade, "civil", (), (*steps, last))


def quota(pack: Pack, participants: int, excellent: int) -> Quota:
    """Return the quota of 优秀 for a group of ``participants``, and how it is used (E30)."""
    rule = pack.parameters.excellent_quota
    share = exact(rule.share) * participants
    half_up = rule.rounding == "half_up"
    cap = int(decimal_text(share, 0)) if half_up else share.numerator // share.denominator
    return Quota(cap, excellent)


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


def _rulings(evaluation: Evaluation) -> Iterator[Step]:
    """Yield every ruling with its sentence."""
    for ruling in evaluation.rulings:
        yield Step("ruling", (ruling.rule,), ruling.explanation, {"state": ruling.state.value})


def _score(pack: Pack, merged: Merged | None) -> Iterator[Step]:
    """Yield the score, where the pack has one and there are votes."""
    value = exact_score(pack, merged) if merged else None
    shown = score(pack, merged) if merged else None
    rule = pack.parameters.score
    if value is None or shown is None or rule is None:
        return
    text = Text(
        zh=f"得分{shown}（准确值{value}；{rule.note.zh}）",
        en=f"Score {shown} (exactly {value}; {rule.note.en})",
    )
    yield Step("score", (), text, {"exact": str(value), "score": shown})


def _forced(rule: str, grade: str) -> Step:
    """Return the last step of a forced grade."""
    text = Text(
        zh=f"依据{rule}定为{GRADES[grade].zh}，得票不影响",
        en=f"{rule} sets the grade {GRADES[grade].en}, whatever the votes",
    )
    return Step("proposal", (rule,), text)


def _band(pack: Pack, merged: Merged | None) -> tuple[str, Step] | None:
    """Return the first band that the exact score reaches; None below the last, or without."""
    bands = pack.parameters.bands
    value = exact_score(pack, merged) if merged else None
    if bands is None or value is None:
        return None
    for row in bands.rows:
        if value >= exact(row.at_least):
            name = GRADES[row.grade]
            text = Text(
                zh=f"得分不低于{row.at_least}，建议{name.zh}（{bands.note.zh}）",
                en=f"Score of at least {row.at_least}: {name.en} ({bands.note.en})",
            )
            return row.grade, Step("proposal", (), text, {"at_least": row.at_least})
    return None


def _open() -> Step:
    """Return the last step of a grade that is left to people."""
    text = Text(
        zh="没有条款规定等次，由人根据全部材料决定",
        en="No clause sets the grade; people decide on all the evidence",
    )
    return Step("proposal", (), text)
