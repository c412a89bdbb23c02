"""A clause in words: whom it concerns, what it asks, and what follows, as a person would say it.

The words are made from the clause's data, so that a page can never say another line than the one
that is computed. The quotation stands beside them and is nobody's to change.

May import: stdlib, shared.rules.
"""

from collections.abc import Sequence

from shared.rules.checks import (
    AllOf,
    AnyOf,
    Condition,
    CountTest,
    FindingTest,
    ItemTest,
    PresenceTest,
    RatioTest,
    SatisfactionTest,
    ShareTest,
    Test,
    leaves,
    unwrap,
)
from shared.rules.clauses import (
    CascadeClause,
    Clause,
    ConditionClause,
    ConversionClause,
    MergeClause,
    RankingClause,
    Span,
    TextClause,
    WindowClause,
)
from shared.rules.parameters import Parameters, Text
from shared.rules.phrases import (
    ASKED,
    BAR_UNTIL,
    FACT_DATES,
    NOT_ROLES,
    ROLES,
    SUBJECTS,
    TRIGGERS,
    Phrase,
    length,
    listed,
    said,
)
from shared.rules.wording import BASES, METHODS, PHRASES, QUANTITIES, SOURCES


def concerns(clause: Clause, parameters: Parameters) -> list[Phrase]:
    """Return whom the clause concerns, when it is asked, and what else keeps it from a case."""
    shown = [listed([SUBJECTS[kind] for kind in clause.subject])] if clause.subject else []
    shown += [listed([ASKED[scope] for scope in clause.scope])] if clause.scope else []
    if clause.role is not None:
        shown.append(ROLES[clause.role])
    if clause.not_role is not None:
        shown.append(NOT_ROLES[clause.not_role])
    return [*shown, *_gates(clause, parameters)] if isinstance(clause, ConditionClause) else shown


def _gates(clause: ConditionClause, parameters: Parameters) -> list[Phrase]:
    """Return what has to be so before the condition is looked at."""
    shown: list[Phrase] = []
    if clause.large_unit is not None:
        least = parameters.large_unit_min
        shown.append(
            Phrase(
                f"只对人数较多的单位（应到{least}人以上，E5）",
                f"units of many people only (a roll of {least} or more, E5)",
            )
        )
    for gate in clause.items:
        urgent = gate.key == "urgent"
        shown.append(
            Phrase(
                "只对紧急议题" if urgent else "只对干部议题",
                "urgent items only" if urgent else "personnel items only",
            )
        )
    if clause.yields_to is not None:
        above = clause.yields_to.rule
        shown.append(Phrase(f"{above}触发的，不再适用", f"not where {above} is triggered"))
    if clause.needs is not None:
        first = clause.needs.rule
        shown.append(Phrase(f"须先符合{first}", f"only where {first} is met"))
    return shown


def line(clause: Clause, parameters: Parameters) -> Phrase:
    """Return what the clause asks, with the pack's own parameters filled in."""
    if isinstance(clause, ConditionClause):
        return _condition(clause.when, parameters)
    if isinstance(clause, WindowClause):
        return _window(clause, parameters)
    if isinstance(clause, MergeClause):
        return _merge(clause, parameters)
    if isinstance(clause, TextClause):
        return said(clause.says)
    return _without_a_line(clause)


def _without_a_line(clause: ConversionClause | CascadeClause | RankingClause) -> Phrase:
    """Return what a clause does that holds nothing against a line."""
    if isinstance(clause, ConversionClause):
        return Phrase(
            f"{clause.label.zh}，每{clause.divisor}次折算1次，余数不计",
            f"{clause.label.en}: every {clause.divisor} count as one, the rest is dropped",
        )
    if isinstance(clause, CascadeClause):
        return Phrase(
            f"{'或'.join(clause.follows)}触发的，对“一把手”也触发",
            f"triggered for the head wherever {' or '.join(clause.follows)} is",
        )
    return Phrase(
        "按得票多少列出，程序不选人（E29）",
        "people in the order of their votes; the program selects nobody (E29)",
    )


def besides(clause: Clause, parameters: Parameters) -> list[Phrase]:
    """Return the lines that are shown beside the clause and decide nothing."""
    shares = clause.beside if isinstance(clause, ConditionClause) else []
    return [_share(share, parameters) for share in shares]


def condition_of(clause: Clause, name: str) -> Phrase:
    """Return the test that one of the clause's consequences is for, in as few words as tell."""
    assert isinstance(clause, ConditionClause), "only conditions have tests"
    test = next(unwrap(leaf) for leaf in leaves(clause.when) if unwrap(leaf).name == name)
    return _counted(test) if isinstance(test, CountTest) else said(test.label)


def _merge(clause: MergeClause, parameters: Parameters) -> Phrase:
    """Return which ballots come together, and by which method."""
    ballots = [said(SOURCES[source]) for source in clause.sources]
    method, both = METHODS[parameters.merge], listed(ballots)
    return Phrase(f"{both.zh}，{method.zh}（E6）", f"{both.en}, {method.en} (E6)")


def _condition(condition: Condition, parameters: Parameters) -> Phrase:
    """Return a condition; parts of another kind of joining stand in brackets."""
    if isinstance(condition, AllOf):
        return _joined(condition.all, "；并且", "; and ", parameters)
    if isinstance(condition, AnyOf):
        return _joined(condition.any, "；或者", "; or ", parameters)
    return _test(unwrap(condition), parameters)


def _joined(parts: Sequence[Condition], zh: str, en: str, parameters: Parameters) -> Phrase:
    """Return the parts of a condition with the word between them."""
    words = [_bracketed(part, _condition(part, parameters)) for part in parts]
    return Phrase(zh.join(each.zh for each in words), en.join(each.en for each in words))


def _bracketed(part: Condition, words: Phrase) -> Phrase:
    """Return a part in brackets if it has parts of its own."""
    if isinstance(part, AllOf | AnyOf):
        return Phrase(f"（{words.zh}）", f"({words.en})")
    return words


def _test(test: Test, parameters: Parameters) -> Phrase:
    """Return what one test asks."""
    words = _asked(test, parameters)
    if not getattr(test, "optional", False):
        return words
    if isinstance(test, ItemTest):
        return Phrase(f"{words.zh}（写明了的话）", f"{words.en} (if that is stated)")
    return Phrase(f"{words.zh}（有的话）", f"{words.en} (if there is one)")


def _asked(test: Test, parameters: Parameters) -> Phrase:
    """Return what is held against what."""
    if isinstance(test, ShareTest):
        return _share(test, parameters)
    if isinstance(test, PresenceTest):
        return _held_against(test.label, said(BASES[test.base]), _lined(test, test.line))
    if isinstance(test, SatisfactionTest):
        return _satisfaction(test, parameters)
    if isinstance(test, CountTest | RatioTest):
        return _counted(test)
    if isinstance(test, FindingTest):
        return Phrase(f"{test.label.zh}（组织认定）", f"{test.label.en} (a finding)")
    return said(test.label)


def _share(test: ShareTest, parameters: Parameters) -> Phrase:
    """Return a share of votes and its line; what the pack sets, it is named with."""
    label = _whose(test, parameters)
    if (test.comparator, test.threshold) == ("gt", "0"):
        return Phrase(f"{label.zh}：有一票就算", f"{label.en}: one vote is enough")
    base = said(BASES[parameters.base if test.base == "pack" else test.base])
    return _held_against(label, base, _share_line(test, parameters))


def _whose(test: ShareTest, parameters: Parameters) -> Text:
    """Return whose votes are held against the line; a form of four grades as E10 is read."""
    label = test.label
    if test.ballots == "merged":
        label = Text(zh=f"合并后{label.zh}", en=f"{label.en} (merged)")
    if test.reading == "distrust_on_grades":
        harsh = parameters.readings.distrust_on_grades == "two_lowest"
        zh = "表上只有四个等次的，看" + ("不称职和基本称职" if harsh else "不称职")
        en = "incompetent and basically competent" if harsh else "incompetent"
        return Text(
            zh=f"{label.zh}（{zh}，E10）",
            en=f"{label.en} (on a form of four grades: {en}, E10)",
        )
    return label


def _share_line(test: ShareTest, parameters: Parameters) -> Phrase:
    """Return the line of a share, with the number or the reading that the pack sets."""
    more = parameters.readings.urgent_majority == "more_than_half"
    if test.reading == "urgent_majority":
        phrase = PHRASES["gt" if more else test.comparator, True]
        zh, en = phrase.zh.format(test.line.zh), phrase.en.format(test.line.en)
        return Phrase(f"{zh}（E22）", f"{en} (E22)")
    if test.parameter is None:
        return _lined(test, test.line)
    number = getattr(parameters, test.parameter) or test.threshold
    short = test.line.en.removesuffix(" of")
    return _lined(test, Text(zh=f"{test.line.zh}（{number}）", en=f"{short} ({number})"))


def _held_against(label: Text, base: Phrase, lined: Phrase) -> Phrase:
    """Return what is counted, of what, and on which side of the line it has to be."""
    first, bracket, rest = lined.en.partition(" (E")
    return Phrase(
        f"{label.zh}：占{base.zh}{lined.zh}", f"{label.en}: {first} of the {base.en}{bracket}{rest}"
    )


def _lined(test: ShareTest | PresenceTest | RatioTest, words: Text) -> Phrase:
    """Return the comparator and the line, in the words of the text."""
    phrase = PHRASES[test.comparator, True]
    return Phrase(phrase.zh.format(words.zh), phrase.en.format(words.en))


def _satisfaction(test: SatisfactionTest, parameters: Parameters) -> Phrase:
    """Return the rate of satisfaction and the pack's line, or that there is none (E27)."""
    own = parameters.satisfaction
    if own is None:
        return Phrase(
            "满意率低于标准；原文没有数字，规则包也还没有定（E27）",
            "satisfaction below the standard; the text has no number and the pack sets none (E27)",
        )
    phrase, base = PHRASES[test.comparator, True], BASES[own.of]
    zh, en = "满意", "satisfied"
    if len(own.counted) > 1:
        zh, en = "满意和基本满意", "satisfied and basically satisfied"
    lined = Phrase(phrase.zh.format(own.at_least), phrase.en.format(own.at_least))
    return Phrase(f"{zh}：占{base.zh}{lined.zh}（E27）", f"{en}: {lined.en} of the {base.en} (E27)")


def _counted(test: CountTest | RatioTest) -> Phrase:
    """Return a count and its number."""
    if isinstance(test, RatioTest):
        lined = _lined(test, test.line)
        return Phrase(f"{test.label.zh}{lined.zh}", f"{test.label.en}: {lined.en}")
    phrase, unit = PHRASES[test.comparator, True], QUANTITIES[test.quantity]
    number = f"{test.threshold} {unit.en}" if test.quantity == "days" else test.threshold
    return Phrase(
        f"{test.label.zh}{phrase.zh.format(test.threshold + unit.zh)}",
        f"{test.label.en}: {phrase.en.format(number)}",
    )


def _window(clause: WindowClause, parameters: Parameters) -> Phrase:
    """Return what begins a window, its days, and when it applies."""
    begins, trigger = FACT_DATES[clause.begins], TRIGGERS[clause.triggered]
    spans = [_span(span, parameters) for span in clause.spans]
    zh = "；".join([f"从{begins.zh}算起", *(span.zh for span in spans), trigger.zh])
    en = "; ".join([f"counted from {begins.en}", *(span.en for span in spans), trigger.en])
    if clause.ended_by is not None:
        zh, en = f"{zh}，{clause.ended_by}认定后结束", f"{en}, until {clause.ended_by} is found"
    if clause.answered_by is not None:
        answer = FACT_DATES[clause.answered_by]
        zh, en = f"{zh}，{answer.zh}后结束，逾期的提示", f"{en}, ended by {answer.en}, else overdue"
    return Phrase(zh, en)


def _span(span: Span, parameters: Parameters) -> Phrase:
    """Return how far a day lies from what it is counted from."""
    if span.year_end:
        until = BAR_UNTIL[parameters.readings.bar_until]
        return Phrase(f"{span.label.zh}：{until.zh}", f"{span.label.en}: {until.en}")
    zh, en = length(span.days, span.months)
    if span.begins is not None:
        other = FACT_DATES[span.begins]
        zh, en = f"{other.zh}后{zh}", f"{en} after {other.en}"
    return Phrase(f"{span.label.zh}：{zh}", f"{span.label.en}: {en}")
