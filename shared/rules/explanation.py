"""Says why, in Chinese and English, with the exact figures a person would check by hand.

A sentence names every test that was made: the count, the base, the exact share, which side of
the line it fell on and by how much; then the state and what follows from it.

May import: stdlib, shared.rules.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby

from shared.rules.checks import (
    CountNode,
    PresenceNode,
    PresenceTest,
    RatioNode,
    RatioTest,
    SatisfactionNode,
    SatisfactionTest,
    ShareNode,
    ShareTest,
    unwrap,
)
from shared.rules.clauses import Deadline
from shared.rules.measures import Line, Measure, Quantity, decimal_text, percent_text
from shared.rules.merging import Merged
from shared.rules.outcomes import Outcome, Tested
from shared.rules.parameters import Text
from shared.rules.phrases import FACT_DATES
from shared.rules.ranking_words import awaited_ranking
from shared.rules.rulings import Prescribed, State
from shared.rules.wording import (
    ANSWERS,
    AWAITED,
    BASES,
    CAUSES,
    DONE,
    GAPS,
    LINES,
    METHODS,
    MODALITIES,
    ONE,
    PHRASES,
    QUANTITIES,
    SOURCES,
    STATES,
    WAITS,
)


def explain(
    tests: Sequence[Text],
    state: State,
    outcome: Outcome,
    consequences: Sequence[Prescribed],
    kind: str = "",
) -> Text:
    """Return one sentence: what was tested, the state, and why or with what effect.

    A clause of a ``kind`` that only counts is said to have done so, and not to be triggered.
    """
    word = STATES[state]
    if state is State.TRIGGERED:
        word = DONE.get(kind, word)
    said = list(dict.fromkeys(test.zh for test in tests))
    tail = _tail(outcome, consequences, said)
    zh = "；".join([*said, word.zh])
    en = "; ".join([*dict.fromkeys(test.en for test in tests), word.en])
    if tail is not None:
        zh, en = f"{zh}：{tail.zh}", f"{en}: {tail.en}"
    return Text(zh=f"{zh}。", en=f"{en[0].upper()}{en[1:]}.")


def _tail(outcome: Outcome, consequences: Sequence[Prescribed], said: Sequence[str]) -> Text | None:
    """Return what is waited for, the cause, and the consequences, as far as there are any.

    A cause that a clause shares with one it follows was said with that one.
    """
    parts = []
    if outcome.waiting_for:
        waits = [waiting(item) for item in outcome.waiting_for]
        parts.append(Text(zh="、".join(w.zh for w in waits), en=", ".join(w.en for w in waits)))
    cause = CAUSES[outcome.cause] if outcome.cause is not None else None
    if cause is not None and not any(cause.zh in text for text in said):
        parts.append(cause)
    parts += [_effect(consequence) for consequence in consequences]
    if not parts:
        return None
    return Text(zh="；".join(each.zh for each in parts), en="; ".join(each.en for each in parts))


def waiting(item: str) -> Text:
    """Return in words what a pending ruling waits for."""
    kind, _, what = item.partition(":")
    words = WAITS[kind]
    name = AWAITED.get(item) or SOURCES.get(what) or BASES.get(what)
    if kind == "ranking":
        name = awaited_ranking(what)
    zh, en = (name.zh, name.en) if name else (what, what)
    return Text(zh=words.zh.format(zh), en=words.en.format(en))


def _effect(consequence: Prescribed) -> Text:
    """Return a consequence with how binding it is, and until when it is due."""
    notes = [MODALITIES[consequence.modality]]
    if consequence.deadline is not None:
        notes.append(_due(consequence.deadline))
    zh, en = "，".join(note.zh for note in notes), ", ".join(note.en for note in notes)
    return Text(zh=f"{consequence.text.zh}（{zh}）", en=f"{consequence.text.en} ({en})")


def _due(deadline: Deadline) -> Text:
    """Return a deadline in words."""
    after = FACT_DATES[deadline.after]
    if deadline.days is not None:
        zh, en = f"{deadline.days}日", f"{deadline.days} days"
    else:
        zh, en = f"{deadline.months}个月", f"{deadline.months} months"
    return Text(zh=f"自{after.zh}起{zh}内", en=f"within {en} of {after.en}")


def describe(tested: Tested, merged: Merged | None) -> Text:
    """Return what one test found; ``merged`` shows the ballots behind a merged share."""
    leaf, measure = tested.leaf, tested.measure
    if isinstance(leaf, ShareNode):
        beside = merged if leaf.share.ballots == "merged" else None
        return _share(leaf.share, measure, beside)
    if isinstance(leaf, PresenceNode):
        return _share(leaf.presence, measure, None)
    if isinstance(leaf, RatioNode):
        return _share(leaf.ratio, measure, None)
    if isinstance(leaf, SatisfactionNode):
        return _share(leaf.satisfaction, measure, None)
    if isinstance(leaf, CountNode):
        return _count(leaf, measure)
    return _statement(tested)


def _statement(tested: Tested) -> Text:
    """Return a finding, a grade, a fact or a place with its answer, and what it looked at."""
    label, answer = unwrap(tested.leaf).label, ANSWERS[tested.verdict]
    zh, en = f"{label.zh}：{answer.zh}", f"{label.en}: {answer.en}"
    if not tested.shown:
        return Text(zh=zh, en=en)
    beside_zh = "；".join(each.zh for each in tested.shown)
    beside_en = "; ".join(each.en for each in tested.shown)
    return Text(zh=f"{zh}（{beside_zh}）", en=f"{en} ({beside_en})")


def _share(
    test: ShareTest | PresenceTest | RatioTest | SatisfactionTest,
    measure: Measure | None,
    beside: Merged | None,
) -> Text:
    """Return a share, its line and its margin, and the single figures of a merged one."""
    label = test.label
    if measure is None or measure.line is None:
        return Text(zh=f"{label.zh}：未计算", en=f"{label.en}: not computed")
    phrase = PHRASES[measure.line.comparator, bool(measure.met)]
    shown, gap, line = _figures(measure, label), _gap(measure), _line(test, measure)
    if beside is not None and len(beside.parts) > 1:
        shown = _with_parts(shown, beside, measure)
    return Text(
        zh=f"{shown.zh}，{phrase.zh.format(line.zh)}（{gap.zh}）",
        en=f"{shown.en}, {phrase.en.format(line.en)} ({gap.en})",
    )


def _gap(measure: Measure) -> Text:
    """Return the line as a whole count, and how far from it it is; of a weighted share, a side."""
    line = measure.line
    if line is None or measure.quantity == "share":
        return Text(zh=_side(measure), en=str(measure.margin))
    words = LINES[line.comparator]
    bound, apart = _bound(measure, line)
    number = _with_unit(str(bound), str(bound), measure.quantity)
    at = Text(zh="恰在界线上", en="exactly on the line") if measure.gap == 0 else None
    if apart == 0:
        gap = at or Text(zh="刚好达到", en="just reached")
    else:
        words_of_gap = GAPS[line.comparator in ("ge", "gt"), bool(measure.met)]
        unit = QUANTITIES[measure.quantity].zh
        gap = Text(zh=words_of_gap.zh.format(f"{apart}{unit}"), en=words_of_gap.en.format(apart))
        if at is not None:
            gap = Text(zh=f"{at.zh}，{gap.zh}", en=f"{at.en}, {gap.en}")
    return Text(
        zh=f"界线：{words.zh.format(number.zh)}；{gap.zh}",
        en=f"line: {words.en.format(number.en)}; {gap.en}",
    )


def _bound(measure: Measure, line: Line) -> tuple[int, int]:
    """Return the first whole count that meets the line, and how far from it the count is."""
    exactly = line.threshold * measure.denominator
    below, above = exactly // 1, -(-exactly // 1)
    bounds = {"ge": above, "gt": below + 1, "le": below, "lt": above - 1}
    bound = bounds[line.comparator]
    return bound, abs(measure.numerator - bound)


def _with_unit(zh: str, en: str, quantity: Quantity) -> Text:
    """Return a number with what it counts, which in English may be one."""
    unit = (ONE if en == "1" else QUANTITIES)[quantity]
    return Text(zh=f"{zh}{unit.zh}", en=f"{en} {unit.en}")


def _line(test: ShareTest | PresenceTest | RatioTest | SatisfactionTest, measure: Measure) -> Text:
    """Return the line in the words of the text, with its number where the pack set it."""
    fixed = not isinstance(test, SatisfactionTest) and getattr(test, "parameter", None) is None
    if fixed or measure.line is None:
        return test.line
    number = measure.line.threshold
    return Text(zh=f"{test.line.zh}{number}", en=f"{test.line.en} {number}")


def _figures(measure: Measure, label: Text) -> Text:
    """Return count, base and exact share."""
    if measure.base == "posts":
        return Text(
            zh=f"{label.zh}{measure.numerator}人，职位{measure.denominator}个",
            en=f"{label.en}: {measure.numerator} for {measure.denominator} posts",
        )
    counted = f"{measure.numerator}/{measure.denominator}"
    share = f"{counted}（{percent_text(measure.value)}）"
    share_en = f"{counted} ({percent_text(measure.value)})"
    if measure.quantity == "share":
        return Text(zh=f"{label.zh}加权比例{share}", en=f"{label.en}: weighted share {share_en}")
    unit, base = QUANTITIES[measure.quantity], BASES[measure.base]
    over = QUANTITIES["people" if measure.base in ("present", "roll") else "votes"]
    return Text(
        zh=f"{label.zh}{measure.numerator}{unit.zh}，"
        f"{base.zh}{measure.denominator}{over.zh}，比例{share}",
        en=f"{label.en}: {measure.numerator} of {measure.denominator} {base.en}, {share_en}",
    )


def _with_parts(shown: Text, merged: Merged, measure: Measure) -> Text:
    """Return ``shown`` with the figures of the ballots behind it, over the same base (E6)."""
    method = METHODS[merged.method]
    zh, en = [], []
    for source, votes in merged.parts.items():
        over = {str(base): count for base, count in votes.bases.items()}[measure.base]
        figure = f"{votes.options[measure.name]}/{over}"
        zh.append(f"{SOURCES[source].zh}{figure}")
        en.append(f"{SOURCES[source].en} {figure}")
    return Text(
        zh=f"{shown.zh}（{'，'.join(zh)}，{method.zh}）",
        en=f"{shown.en} ({', '.join(en)}, {method.en})",
    )


NOT_ONE = Line("gt", Fraction(0))
"""The line of a clause that asks for anything at all."""


def _count(leaf: CountNode, measure: Measure | None) -> Text:
    """Return a count, its line and its margin."""
    label = leaf.count.label
    if measure is None or measure.line is None or measure.gap is None:
        return Text(zh=f"{label.zh}：尚无数据", en=f"{label.en}: no figures yet")
    if measure.line == NOT_ONE and measure.numerator == 0:
        return Text(zh=f"{label.zh}：没有", en=f"{label.en}: none")
    amount, gap = _amount(measure.value), _amount(abs(measure.gap))
    value = _with_unit(amount, amount, measure.quantity)
    phrase = PHRASES[measure.line.comparator, bool(measure.met)]
    threshold = str(measure.line.threshold)
    line = _with_unit(threshold, threshold, measure.quantity)
    side = "高于" if measure.gap > 0 else "低于"
    side_en = "over" if measure.gap > 0 else "below"
    unit = QUANTITIES[measure.quantity].zh
    zh = f"{side}界线{gap}{unit}" if measure.gap else "恰在界线上"
    en = f"{gap} {side_en} the line" if measure.gap else "exactly on the line"
    return Text(
        zh=f"{label.zh}{value.zh}，{phrase.zh.format(line.zh)}（{zh}）",
        en=f"{label.en}: {value.en}, {phrase.en.format(line.en)} ({en})",
    )


def _amount(value: Fraction) -> str:
    """Return a number of wholes and halves."""
    return str(value) if value.denominator == 1 else decimal_text(value, 1)


def _side(measure: Measure) -> str:
    """Return in Chinese on which side of its line a weighted share is."""
    gap = measure.gap
    assert gap is not None
    return "恰在界线上" if gap == 0 else "高于界线" if gap > 0 else "低于界线"


def describe_merge(merged: Merged, measure: Measure) -> Text:
    """Return how the year's ballots came together, on the votes that thresholds read."""
    shown = _figures(measure, Text(zh="不称职", en="incompetent"))
    return _with_parts(shown, merged, measure)


PLACES_SHOWN = 10
"""How many places of a list an explanation names; the votes of everybody are its measures."""


def describe_ranking(measures: Sequence[Measure]) -> Text:
    """Return the first places of a list with the gaps between them; equal votes share a place.

    People are named by their place and not by name: whose it is stands beside the votes.

    Args:
        measures: one for each person over the valid votes, most votes first.
    """
    places = [list(group) for _, group in groupby(measures, key=lambda one: one.numerator)]
    zh = [f"有效票{measures[0].denominator}票"]
    en = [f"{measures[0].denominator} valid votes"]
    first = 1
    for above, group in zip([places[0], *places], places[:PLACES_SHOWN], strict=False):
        votes, last = group[0].numerator, first + len(group) - 1
        place = str(first) if first == last else f"{first}-{last}"
        gap = above[0].numerator - votes
        zh.append(f"第{place}名{votes}票" + (f"（少{gap}票）" if gap else ""))
        en.append(f"place {place}: {votes}" + (f" ({gap} fewer)" if gap else ""))
        first = last + 1
    rest = len(measures) - first + 1
    if rest:
        zh.append(f"其余{rest}人更少")
        en.append(f"{rest} more with fewer")
    return Text(zh="，".join(zh), en=", ".join(en))
