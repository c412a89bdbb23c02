"""Words for what clauses are made of, in Chinese and English.

May import: stdlib, shared.rules.
"""

from collections.abc import Sequence
from typing import NamedTuple

from shared.rules.parameters import Text


class Phrase(NamedTuple):
    """The same words in Chinese and in English, of any length."""

    zh: str
    en: str


SUBJECTS: dict[str, Phrase] = {
    "official": Phrase("领导干部", "cadres"),
    "team": Phrase("领导班子", "teams"),
    "motion": Phrase("表决事项", "motions"),
    "candidate": Phrase("拟任人选", "candidates"),
    "list": Phrase("推荐名单", "lists"),
    "place": Phrase("地方", "places"),
    "meeting": Phrase("会议", "meetings"),
    "unit": Phrase("单位", "units"),
    "leave": Phrase("请假", "leave"),
}

ASKED: dict[str, Phrase] = {
    "agenda": Phrase("表决之前", "before the vote"),
    "meeting": Phrase("计票时", "at a count"),
    "year": Phrase("年度", "on the year"),
    "after_final": Phrase("等次确定以后", "once the grade is final"),
}

ROLES: dict[str, Phrase] = {
    "head": Phrase("只对“一把手”", "heads only"),
    "deputy": Phrase("只对副职", "deputies only"),
    "member": Phrase("只对一般成员", "members only"),
}

NOT_ROLES: dict[str, Phrase] = {
    "head": Phrase("不对“一把手”", "not heads"),
    "deputy": Phrase("不对副职", "not deputies"),
    "member": Phrase("不对一般成员", "not members"),
}

AIMED: dict[str, Phrase] = {
    "subject": Phrase("", ""),
    "head": Phrase("对“一把手”", "for the head"),
    "deputy": Phrase("对分管领导", "for the deputy in charge"),
}

OWNERS: dict[str, Phrase] = {
    "unit": Phrase("本单位", "the unit"),
    "unit_head": Phrase("单位主要领导", "the unit's head"),
    "town": Phrase("镇党委政府", "the town"),
    "organisation_department": Phrase("组织部门", "the organisation department"),
    "supervision_office": Phrase("县委、县政府督查室", "the county's supervision office"),
    "supervision_group": Phrase("督导指导组", "the supervision-and-guidance group"),
}
"""Who has to act, as the texts name them."""

FACT_DATES: dict[str, Phrase] = {
    "admonition_start": Phrase("诫勉之日", "the admonition"),
    "talk_date": Phrase("谈话之日", "the talk"),
    "notice_start": Phrase("公示开始之日", "the first day of the notice"),
    "letter_date": Phrase("上级发函之日", "the superior's letter"),
    "reply_date": Phrase("书面回复之日", "the written reply"),
    "probation_start": Phrase("试用开始之日", "the start of the probation"),
    "removal_date": Phrase("决定免职之日", "the decision to remove"),
    "removal_talk": Phrase("免职谈话之日", "the talk on the removal"),
    "decision": Phrase("决定之日", "the decision"),
}

STAGES: dict[str, Phrase] = {
    "running": Phrase("期内", "while it runs"),
    "over": Phrase("期满", "once it is over"),
    "found": Phrase("组织认定“是”的", "if people find so"),
    "not_found": Phrase("组织认定“否”的", "if people find otherwise"),
    "late": Phrase("逾期", "once it is late"),
}

TRIGGERS: dict[str, Phrase] = {
    "running": Phrase("在期内适用", "applies while it runs"),
    "over": Phrase("期满后适用", "applies once it is over"),
    "unanswered": Phrase("到期没有答复的适用", "applies if no answer came in time"),
    "finding": Phrase("由组织认定后适用", "applies by what the organisation finds"),
}

BAR_UNTIL: dict[str, Phrase] = {
    "year_end": Phrase(
        "当年12月31日（旁边同时列出满六个月之日，E21）",
        "31 December (beside it the day six months on, E21)",
    ),
    "six_months": Phrase(
        "满六个月之日（旁边同时列出当年12月31日，E21）",
        "six months on (beside it 31 December, E21)",
    ),
}
"""Both days are counted; the pack says which of them binds (E21)."""

BARS: dict[str, Phrase] = {
    "unit_awards": Phrase("单位评先评优", "awards of the unit"),
    "personal_awards": Phrase("个人评比先进", "personal awards"),
    "model_titles": Phrase("评优表模", "model titles"),
    "excellent": Phrase("优秀等次", "the grade of excellent"),
}


def length(days: int | None, months: int | None) -> Phrase:
    """Return a number of days or months."""
    if days is not None:
        return Phrase(f"{days}天", f"{days} days")
    return Phrase(f"{months}个月", f"{months} months")


def listed(words: Sequence[Phrase]) -> Phrase:
    """Return words one after the other."""
    return Phrase("、".join(one.zh for one in words), ", ".join(one.en for one in words))


def said(text: Text) -> Phrase:
    """Return the words of a pack as they are."""
    return Phrase(text.zh, text.en)
