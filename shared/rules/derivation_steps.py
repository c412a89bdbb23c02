"""The sentences of a derivation, in Chinese and English, one dictionary a step.

May import: stdlib, shared.rules.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from shared.rules.measures import percent_text
from shared.rules.merging import Merged
from shared.rules.person_year import AttendanceFacts, Graded, SetAside, SignedFinding
from shared.rules.proposals import Step
from shared.rules.rulings import State
from shared.rules.wording import GRADES, METHODS, SOURCES, STATES

JsonStep = dict[str, Any]


def _step(
    what: str,
    *,
    zh: str,
    en: str,
    rules: Sequence[str] = (),
    sources: Sequence[str] = (),
    figures: Mapping[str, Any] | None = None,
) -> JsonStep:
    """Return one step."""
    return {
        "what": what,
        "rules": list(rules),
        "sources": list(sources),
        "zh": zh,
        "en": en,
        "figures": dict(figures or {}),
    }


def ballots(graded: Iterable[Graded]) -> Iterator[JsonStep]:
    """Yield each ballot's votes on the person."""
    for entry in graded:
        counts, source = entry.contest.counts, SOURCES[entry.result.source]
        valid = sum(counts.values())
        zh = "、".join(f"{name.zh}{counts[key]}" for key, name in GRADES.items() if key in counts)
        en = ", ".join(f"{name.en} {counts[key]}" for key, name in GRADES.items() if key in counts)
        place, day = entry.result.place.name, entry.result.closed_on
        on_paper = entry.result.medium == "paper"  # nobody could verify these papers
        zh_medium, en_medium = (
            ("，纸质票人工计票", ", paper counted by hand") if on_paper else ("", "")
        )
        yield _step(
            "ballot",
            zh=f"{source.zh}（{place}，{day}{zh_medium}）：有效票{valid}，{zh}",
            en=f"{source.en} ({place}, {day}{en_medium}): {valid} valid votes, {en}",
            sources=[entry.digest],
            figures={**counts, "valid": valid},
        )


def set_aside(left_out: Iterable[SetAside]) -> Iterator[JsonStep]:
    """Yield each result that does not count, and who said so."""
    for entry in left_out:
        yield _step(
            "set_aside",
            zh=f"一份计票结果证书不计入：{entry.reason}（{entry.by}）",
            en=f"One certified result does not count: {entry.reason} ({entry.by})",
            sources=[entry.result],
        )


def attendance(facts: AttendanceFacts | None) -> Iterator[JsonStep]:
    """Yield the year's attendance, or that nothing was imported yet."""
    if facts is None:
        yield _step("attendance", zh="尚未导入考勤数据", en="No attendance was imported yet")
        return
    counts = facts.counted()
    halves = counts["absent_half_days"]
    days = f"{halves // 2}.{5 * (halves % 2)}"
    yield _step(
        "attendance",
        zh=f"全年旷会{counts['missed']}次，迟到{counts['late']}次，早退{counts['early']}次，"
        f"旷工{days}天（同一会议迟到又早退计一次）",
        en=f"In the year {counts['missed']} meetings missed, {counts['late']} late, "
        f"{counts['early']} left early, {days} days absent from work "
        "(late and early at one meeting count once)",
        sources=facts.batches,
        figures=counts,
    )


def findings(found: Iterable[SignedFinding]) -> Iterator[JsonStep]:
    """Yield the organisation's findings."""
    for finding in found:
        zh, en = ("成立", "confirmed") if finding.value else ("不成立", "not confirmed")
        yield _step(
            "finding",
            zh=f"组织认定（{finding.rule}）：{zh}，{finding.document}，{finding.date}",
            en=f"The organisation's finding ({finding.rule}): {en}, "
            f"{finding.document}, {finding.date}",
            rules=[finding.rule],
        )


def proposal_steps(made: Iterable[Step]) -> Iterator[JsonStep]:
    """Yield steps of the proposal in a derivation's form."""
    for step in made:
        yield {**step.to_json(), "sources": []}


def shares(merged: Merged) -> dict[str, dict[str, Any]]:
    """Return the merged share of every grade of the valid votes, exact and for people."""
    if merged.undefined("valid"):
        return {}
    answer = {}
    for option in merged.pooled.options:
        measure = merged.measure(option, option, "valid")
        answer[option] = {
            "numerator": measure.numerator,
            "denominator": measure.denominator,
            "percent": percent_text(measure.value),
        }
    return answer


def other_method(other: Mapping[str, Any] | None) -> Iterator[JsonStep]:
    """Yield what the other method would have given."""
    if other is None:
        return
    name = METHODS[other["method"]]
    share = other["shares"].get("incompetent")
    figure = f"{share['numerator']}/{share['denominator']} ({share['percent']})" if share else "-"
    states = [(change["rule"], STATES[State(change["state"])]) for change in other["changed"]]
    zh = "，".join(f"{rule}将为{state.zh}" for rule, state in states) or "判定相同"
    en = ", ".join(f"{rule} would be {state.en}" for rule, state in states) or "same rulings"
    yield _step(
        "other_method",
        zh=f"仅供参考，若{name.zh}：不称职{figure}，{zh}；本规则包不采用",
        en=f"For information, if {name.en}: incompetent {figure}, {en}; not used by the pack",
        rules=[rule for rule, _ in states],
        figures={"weights": other["weights"]},
    )


def evidence(carried: Iterable[Mapping[str, Any]]) -> Iterator[JsonStep]:
    """Yield the rulings of certified results that aim at the person, as evidence."""
    for entry in carried:
        for ruling in entry["rulings"]:
            words = ruling.get("explanation", {})
            yield _step(
                "evidence",
                zh=f"会议判定{ruling['rule']}：{words.get('zh', '')}",
                en=f"Ruling of a meeting, {ruling['rule']}: {words.get('en', '')}",
                rules=[ruling["rule"]],
                sources=[entry["result"]],
                figures={"state": ruling["state"]},
            )
