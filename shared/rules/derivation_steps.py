"""The sentences of a derivation, in Chinese and English, one dictionary a step.

May import: stdlib, shared.rules.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from shared.rules.award_bars import AwardBar
from shared.rules.explanation import waiting
from shared.rules.leaves import LeaveApproval
from shared.rules.measures import decimal_text
from shared.rules.parameters import Text
from shared.rules.person_year import Graded, Inputs, Post, SetAside, SignedFinding, excused
from shared.rules.proposals import Step
from shared.rules.rulings import State
from shared.rules.wording import GRADES, METHODS, SOURCES, STATES

JsonStep = dict[str, Any]

FACT_NAMES: dict[str, Text] = {
    "points": Text(zh="经济责任审计扣分", en="points deducted by audit"),
    "target": Text(zh="实绩考核", en="targets"),
    "ranking": Text(zh="排名", en="rankings"),
    "ranking_ruling": Text(zh="末位认定", en="rulings on a last place"),
    "discipline": Text(zh="处分", en="discipline outcomes"),
    "admonition": Text(zh="诫勉、诫警", en="admonitions and cautions"),
    "flag": Text(zh="评优限制", en="bars of awards"),
    "complaint": Text(zh="信访举报", en="complaints"),
    "letter": Text(zh="函询", en="letters of inquiry"),
    "line_rating": Text(zh="条线评价", en="ratings of line work"),
    "petitions": Text(zh="信访办理", en="petitions"),
    "audit": Text(zh="审计", en="audits"),
    "climate": Text(zh="换届风气", en="climate of the change of term"),
    "dynamic": Text(zh="动态考核", en="dynamic appraisals"),
    "probation": Text(zh="试用期", en="probation"),
    "notice": Text(zh="任前公示", en="public notices"),
    "removal": Text(zh="免职", en="removals"),
}
"""What people call each kind of facts, in the order in which they are listed."""


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


def ballots(graded: Iterable[Graded], shown: Collection[str]) -> Iterator[JsonStep]:
    """Yield each ballot's votes on the person; of those not ``shown`` only how many came in."""
    for entry in graded:
        if entry.result.source not in shown:
            yield _collected(entry)
            continue
        counts, source = entry.contest.counts, SOURCES[entry.result.source]
        valid = sum(counts.values())
        zh = "、".join(f"{name.zh}{counts[key]}" for key, name in GRADES.items() if key in counts)
        en = ", ".join(f"{name.en} {counts[key]}" for key, name in GRADES.items() if key in counts)
        place, day = entry.result.place.name, entry.result.closed_on
        on_paper = entry.result.medium == "paper"  # nobody could verify these papers
        zh_medium, en_medium = (
            ("，纸质票人工计票", ", paper counted by hand") if on_paper else ("", "")
        )
        out, back, kept, unread = papers(entry).values()
        zh_sealed = f"，其中封存不计票{unread}张" if unread else ""
        en_sealed = f" ({unread} of them sealed and not counted)" if unread else ""
        yield _step(
            "ballot",
            zh=f"{source.zh}（{place}，{day}{zh_medium}）：发出{out}张，收回{back}张{zh_sealed}，"
            f"未收回{kept}张；有效票{valid}，{zh}",
            en=f"{source.en} ({place}, {day}{en_medium}): {out} papers issued, "
            f"{back} returned{en_sealed}, {kept} not returned; {valid} valid votes, {en}",
            sources=[entry.digest],
            figures={**papers(entry), **counts, "valid": valid},
        )


def _collected(entry: Graded) -> JsonStep:
    """Return the step of a ballot whose votes are not shown."""
    source, returned = SOURCES[entry.result.source], collected(entry)
    place, day = entry.result.place.name, entry.result.closed_on
    return _step(
        "ballot",
        zh=f"{source.zh}（{place}，{day}）：已收回{returned}张，票数不公开",
        en=f"{source.en} ({place}, {day}): {returned} papers collected, votes not shown",
        sources=[entry.digest],
        figures={"collected": returned},
    )


def papers(entry: Graded) -> dict[str, int]:
    """Return how many papers were issued, returned and not returned (D13); the last two add up.

    With those of sealed classes that were asked the same, as a share of the papers issued takes
    them; ``sealed`` are those that came back in them.
    """
    unread = [box.ledger for box in entry.sealed]
    ledgers = [*(box.ledger for box in entry.boxes), *unread]
    return {
        "issued": sum(ledger.issued for ledger in ledgers),
        "returned": sum(ledger.returned for ledger in ledgers),
        "unreturned": sum(ledger.unreturned for ledger in ledgers),
        "sealed": sum(ledger.returned for ledger in unread),
    }


def collected(entry: Graded) -> int:
    """Return how many papers of a ballot came back."""
    return sum(box.ledger.returned for box in entry.boxes)


def elsewhere(graded: Iterable[Graded]) -> Iterator[JsonStep]:
    """Yield the ballots on the person in units where he did not serve that day (E38)."""
    for entry in graded:
        source, day = SOURCES[entry.result.source], entry.result.closed_on
        place = entry.result.place.name
        yield _step(
            "elsewhere",
            zh=f"{source.zh}（{place}，{day}）不计入：当日不在该单位任职，仅供参考",
            en=f"{source.en} ({place}, {day}) does not count: the person did not serve there "
            "that day; shown for information",
            sources=[entry.digest],
        )


def posts(held: Sequence[Post]) -> Iterator[JsonStep]:
    """Yield the posts of a person who held several, with their days (E38)."""
    if len(held) < 2:
        return
    zh = [f"{post.unit}{post.post}（{post.since}至{post.until or '今'}）" for post in held]
    en = [f"{post.unit}, {post.post} ({post.since} to {post.until or 'now'})" for post in held]
    yield _step("posts", zh=f"任职经历：{'；'.join(zh)}", en=f"Posts held: {'; '.join(en)}")


def set_aside(left_out: Iterable[SetAside]) -> Iterator[JsonStep]:
    """Yield each result that does not count, and who said so."""
    for entry in left_out:
        yield _step(
            "set_aside",
            zh=f"一份计票结果证书不计入：{entry.reason}（{entry.by}）",
            en=f"One certified result does not count: {entry.reason} ({entry.by})",
            sources=[entry.result],
        )


def attendance(inputs: Inputs) -> Iterator[JsonStep]:
    """Yield the year's attendance, or that nothing was imported yet."""
    facts = inputs.attendance
    if facts is None:
        yield _step("attendance", zh="尚未导入考勤数据", en="No attendance was imported yet")
        return
    leaves = [leave for leave in inputs.of_kind("leave") if excused(leave)]
    counts = facts.counted(leaves)
    halves = counts["absent_half_days"]
    days = f"{halves // 2}.{5 * (halves % 2)}"
    yield _step(
        "attendance",
        zh=f"全年旷会{counts['missed']}次，迟到{counts['late']}次，早退{counts['early']}次，"
        f"旷工{days}天（同一会议迟到又早退计一次）",
        en=f"In the year {counts['missed']} meetings missed, {counts['late']} late, "
        f"{counts['early']} left early, {days} days absent from work "
        "(late and early at one meeting count once)",
        sources=[*facts.batches, *(leave.id for leave in leaves)],
        figures=counts,
    )
    if leaves:
        yield _step(
            "leave",
            zh=f"准假{len(leaves)}次，假期内的缺席不计",
            en=f"{len(leaves)} leaves were granted; absence within them does not count",
            sources=[leave.id for leave in leaves],
        )


def leaves(inputs: Inputs, approvals: Iterable[LeaveApproval]) -> Iterator[JsonStep]:
    """Yield for each leave who had to approve it and who did (N06)."""
    values = {leave.id: leave.value for leave in inputs.of_kind("leave")}
    for approval in approvals:
        said, leave = approval.said, str(approval.ruling.target.id)
        value = values[leave]
        if said is None or "half_days" not in value:
            continue
        first, last = value["from"], value["to"]
        days = decimal_text(Fraction(value["half_days"], 2), 1)
        yield _step(
            "leave_approval",
            zh=f"{first}至{last}请假{days}天：{said.zh}",
            en=f"Leave of {days} days from {first} to {last}: {said.en}",
            rules=[approval.ruling.rule],
            sources=[leave],
            figures={
                "asked": approval.asked,
                "recorded": approval.recorded,
                "differs": approval.differs,
            },
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


def facts(inputs: Inputs) -> Iterator[JsonStep]:
    """Yield for each kind of facts how many there are; their ids name the records."""
    every = [*inputs.facts, *inputs.unit_facts, *inputs.team_facts]
    for kind, name in FACT_NAMES.items():
        found = sorted({fact.id for fact in every if fact.kind == kind})
        if found:
            yield _step(
                "fact",
                zh=f"{name.zh}：{len(found)}条记录",
                en=f"{name.en}: {len(found)} records",
                sources=found,
                figures={"kind": kind, "records": len(found)},
            )


def merge(found: Mapping[str, Any] | None) -> Iterator[JsonStep]:
    """Yield the arithmetic of the votes that lines are drawn on, by each method."""
    if found is None:
        return
    name = GRADES["incompetent"]
    for line in found["arithmetic"]:
        if line["option"] == "incompetent":
            method = METHODS[line["method"]]
            yield _step(
                "merge",
                zh=f"{method.zh}：{name.zh} {line['expression']}",
                en=f"{method.en}: {name.en} {line['expression']}",
                rules=["B04"],
                figures=line,
            )
    if found["overlap"] is not None:
        yield _overlap(found["overlap"])


def _overlap(overlap: Mapping[str, Any]) -> JsonStep:
    """Return the step of people on both rolls, which only a roll can tell (E7)."""
    people, papers = overlap["people"], overlap["papers"]
    zh = f"：{papers}张有效票至少来自{papers - people}人" if papers else ""
    en = f": {papers} valid votes of at least {papers - people} people" if papers else ""
    return _step(
        "overlap",
        zh=f"两次测评名册有{people}人重叠，匿名票无法去重{zh}",
        en=f"{people} people stood on both rolls; anonymous votes cannot be told apart{en}",
        sources=[overlap["fact"]],
        figures={"people": people},
    )


def joined(rulings: Sequence[Mapping[str, Any]]) -> Iterator[JsonStep]:
    """Yield what several triggered rulings come to together.

    B06 and B07 are one decision that cites both (E36); the caution that B09 asks for absorbs the
    measure that B08 leaves open, and both grounds are kept (D5).

    Args:
        rulings: on the person, the unit, the team and of meetings, as JSON.
    """
    met = {ruling["rule"] for ruling in rulings if ruling["state"] == State.TRIGGERED.value}
    if {"B06", "B07"} <= met:
        yield _step(
            "one_decision",
            zh="B06与B07同时触发：作一个决定，同时引用两条，由人选定降职、免职或由本人引咎辞职",
            en="B06 and B07 are both triggered: one decision that cites both; people choose "
            "demotion, removal or the person's own resignation",
            rules=["B06", "B07"],
        )
    if {"B08", "B09"} <= met:
        yield _step(
            "absorbed",
            zh="B09与B08同时触发：应当给予的诫警（B09）吸收视情况给予的回复、诫警（B08），两项依据均保留",
            en="B09 and B08 are both triggered: the caution that B09 asks for absorbs the measure "
            "left open by B08; both grounds are kept",
            rules=["B09", "B08"],
        )


def award_bars(bars: Iterable[AwardBar]) -> Iterator[JsonStep]:
    """Yield every bar of awards; the four are never added up (E42)."""
    for bar in bars:
        yield _step(
            "award_bar",
            zh=bar.text.zh,
            en=bar.text.en,
            rules=[bar.ground] if bar.fact is None else [],
            sources=[bar.fact] if bar.fact is not None else [],
            figures={"bar": bar.bar},
        )


def proposal_steps(made: Iterable[Step]) -> Iterator[JsonStep]:
    """Yield steps of the proposal in a derivation's form."""
    for step in made:
        yield {**step.to_json(), "sources": []}


def other_method(other: Mapping[str, Any] | None) -> Iterator[JsonStep]:
    """Yield what the other method would have given."""
    if other is None:
        return
    name = METHODS[other["method"]]
    share = other["shares"].get("incompetent")
    figure = f"{share['numerator']}/{share['denominator']} ({share['percent']})" if share else "-"
    states = [(change["rule"], _would_be(change)) for change in other["changed"]]
    zh = "，".join(f"{rule}将为{state.zh}" for rule, state in states) or "判定相同"
    en = ", ".join(f"{rule} would be {state.en}" for rule, state in states) or "same rulings"
    yield _step(
        "other_method",
        zh=f"仅供参考，若{name.zh}：不称职{figure}，{zh}；本规则包不采用",
        en=f"For information, if {name.en}: incompetent {figure}, {en}; not used by the pack",
        rules=[rule for rule, _ in states],
        figures={"weights": other["weights"]},
    )


def _would_be(change: Mapping[str, Any]) -> Text:
    """Return what a ruling would come to, with what it would wait for."""
    word = STATES[State(change["state"])]
    waits = [waiting(item) for item in change["waiting_for"]]
    if not waits:
        return word
    zh, en = "、".join(one.zh for one in waits), ", ".join(one.en for one in waits)
    return Text(zh=f"{word.zh}：{zh}", en=f"{word.en}: {en}")


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
