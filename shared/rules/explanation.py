"""Says why, in Chinese and English, with the exact figures a person would check by hand.

A sentence names every test that was made: the count, the base, the exact share, which side of
the line it fell on and by how much; then the state and what follows from it.

May import: stdlib, shared.rules.
"""

from collections.abc import Sequence
from itertools import groupby

from shared.rules.checks import (
    CountNode,
    FindingNode,
    GradeNode,
    ItemNode,
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
from shared.rules.conditions import Outcome, Tested, Verdict
from shared.rules.measures import Measure, decimal_text, percent_text
from shared.rules.merging import Merged
from shared.rules.parameters import Text
from shared.rules.rulings import Prescribed, State
from shared.rules.wording import (
    ANSWERS,
    BASES,
    CAUSES,
    METHODS,
    MODALITIES,
    PHRASES,
    QUANTITIES,
    SOURCES,
    STATES,
    WAITS,
)


def explain(
    tests: Sequence[Text], state: State, outcome: Outcome, consequences: Sequence[Prescribed]
) -> Text:
    """Return one sentence: what was tested, the state, and why or with what effect."""
    word = STATES[state]
    tail = _tail(outcome, consequences)
    zh = "；".join([test.zh for test in tests] + [word.zh])
    en = "; ".join([test.en for test in tests] + [word.en])
    if tail is not None:
        zh, en = f"{zh}：{tail.zh}", f"{en}: {tail.en}"
    return Text(zh=f"{zh}。", en=f"{en[0].upper()}{en[1:]}.")


def _tail(outcome: Outcome, consequences: Sequence[Prescribed]) -> Text | None:
    """Return the cause, what is waited for, or the consequences."""
    if outcome.cause is not None:
        return CAUSES[outcome.cause]
    if outcome.waiting_for:
        waits = [waiting(item) for item in outcome.waiting_for]
        return Text(zh="、".join(w.zh for w in waits), en=", ".join(w.en for w in waits))
    if consequences:
        effects = [_effect(consequence) for consequence in consequences]
        return Text(zh="；".join(e.zh for e in effects), en="; ".join(e.en for e in effects))
    return None


def waiting(item: str) -> Text:
    """Return in words what a pending ruling waits for."""
    kind, _, what = item.partition(":")
    words = WAITS[kind]
    name = SOURCES.get(what) or BASES.get(what)
    zh, en = (name.zh, name.en) if name else (what, what)
    return Text(zh=words.zh.format(zh), en=words.en.format(en))


def _effect(consequence: Prescribed) -> Text:
    """Return a consequence with how binding it is."""
    note = MODALITIES[consequence.modality]
    text = consequence.text
    return Text(zh=f"{text.zh}（{note.zh}）", en=f"{text.en} ({note.en})")


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
    return _statement(leaf, tested.verdict)


def _statement(leaf: FindingNode | GradeNode | ItemNode, verdict: Verdict) -> Text:
    """Return a finding, a grade or a fact with its answer."""
    label, answer = unwrap(leaf).label, ANSWERS[verdict]
    return Text(zh=f"{label.zh}：{answer.zh}", en=f"{label.en}: {answer.en}")


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
    shown, gap, line = _figures(measure, label), _margin(measure), _line(test, measure)
    if beside is not None and len(beside.parts) > 1:
        shown = _with_parts(shown, beside, measure.name)
    return Text(
        zh=f"{shown.zh}，{phrase.zh.format(line.zh)}（{gap}）",
        en=f"{shown.en}, {phrase.en.format(line.en)} ({measure.margin})",
    )


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
    share = f"{measure.value}（{percent_text(measure.value)}）"
    share_en = f"{measure.value} ({percent_text(measure.value)})"
    if measure.quantity == "share":
        return Text(zh=f"{label.zh}加权比例{share}", en=f"{label.en}: weighted share {share_en}")
    unit, base = QUANTITIES[measure.quantity], BASES[measure.base]
    over = QUANTITIES["people" if measure.base in ("present", "roll") else "votes"]
    return Text(
        zh=f"{label.zh}{measure.numerator}{unit.zh}，"
        f"{base.zh}{measure.denominator}{over.zh}，比例{share}",
        en=f"{label.en}: {measure.numerator} of {measure.denominator} {base.en}, {share_en}",
    )


def _with_parts(shown: Text, merged: Merged, option: str) -> Text:
    """Return ``shown`` with the single figures of the ballots behind it (E6)."""
    method = METHODS[merged.method]
    zh, en = [], []
    for source, votes in merged.parts.items():
        figure = f"{votes.options[option]}/{votes.bases['valid']}"
        zh.append(f"{SOURCES[source].zh}{figure}")
        en.append(f"{SOURCES[source].en} {figure}")
    return Text(
        zh=f"{shown.zh}（{'，'.join(zh)}，{method.zh}）",
        en=f"{shown.en} ({', '.join(en)}, {method.en})",
    )


def _count(leaf: CountNode, measure: Measure | None) -> Text:
    """Return a count of the year and its line."""
    label = leaf.count.label
    if measure is None or measure.line is None:
        return Text(zh=f"{label.zh}：尚无数据", en=f"{label.en}: no figures yet")
    unit = QUANTITIES[measure.quantity]
    value = decimal_text(measure.value, 1) if measure.denominator == 2 else str(measure.value)
    phrase = PHRASES[measure.line.comparator, bool(measure.met)]
    line = f"{measure.line.threshold}"
    return Text(
        zh=f"{label.zh}{value}{unit.zh}，{phrase.zh.format(line + unit.zh)}",
        en=f"{label.en}: {value} {unit.en}, {phrase.en.format(f'{line} {unit.en}')}",
    )


def _margin(measure: Measure) -> str:
    """Return in Chinese how far a share is from its line."""
    gap = measure.gap
    assert gap is not None
    side = "恰在界线上" if gap == 0 else "高于界线" if gap > 0 else "低于界线"
    if gap == 0 or measure.quantity == "share":
        return side
    whole, rest = divmod(abs(gap), 1)
    unit = QUANTITIES[measure.quantity].zh
    if whole == 0:
        return f"{side}不足1{unit}"
    return f"{side}{whole}{unit}{'多' if rest else ''}"


def describe_merge(merged: Merged, measure: Measure) -> Text:
    """Return how the year's ballots came together, on the votes that thresholds read."""
    shown = _figures(measure, Text(zh="不称职", en="incompetent"))
    return _with_parts(shown, merged, measure.name)


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
