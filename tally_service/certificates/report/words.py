"""The fixed words of a count report, Chinese and English, by the names that documents use.

May import: nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Words(NamedTuple):
    """The same words twice."""

    zh: str
    en: str


LEDGER: Mapping[str, Words] = {
    "roll": Words("应到", "Roll"),
    "present": Words("实到", "Present"),
    "printed": Words("印制", "Printed"),
    "issued": Words("发出", "Issued"),
    "returned": Words("收回", "Returned"),
    "unreturned": Words("未收回", "Not returned"),
    "valid": Words("有效", "Valid"),
    "void": Words("废票", "Void"),
}
"""The numbers of a box (票数账), in the order in which they are read out."""

BASES: Mapping[str, Words] = {
    "roll": Words("应到", "Roll"),
    "present": Words("实到", "Present"),
    "issued": Words("发出", "Issued"),
    "returned": Words("收回", "Returned"),
    "valid": Words("有效", "Valid"),
}
"""The five denominators of a share (catalogue D3)."""

KINDS: Mapping[str, Words] = {
    "grade": Words("等次测评", "Grade"),
    "confidence": Words("信任测评", "Confidence"),
    "motion": Words("表决", "Motion"),
    "satisfaction": Words("满意度测评", "Satisfaction"),
    "support": Words("推荐", "Support"),
}

OPTIONS: Mapping[str, Words] = {
    "excellent": Words("优秀", "Excellent"),
    "competent": Words("称职", "Competent"),
    "basically_competent": Words("基本称职", "Basically competent"),
    "incompetent": Words("不称职", "Incompetent"),
    "trust": Words("信任", "Trust"),
    "distrust": Words("不信任", "Distrust"),
    "agree": Words("同意", "Agree"),
    "disagree": Words("不同意", "Disagree"),
    "postpone": Words("缓议", "Postpone"),
    "satisfied": Words("满意", "Satisfied"),
    "basically_satisfied": Words("基本满意", "Basically satisfied"),
    "dissatisfied": Words("不满意", "Dissatisfied"),
    "unknown": Words("不了解", "Don't know"),
    "support": Words("赞成", "Support"),
    "oppose": Words("反对", "Oppose"),
    "abstain": Words("弃权", "Abstain"),
}
"""Options that the rules know by their keys; a sheet may have others with titles of its own."""

BOX_STATES: Mapping[str, Words] = {
    "counted": Words("已计票", "Counted"),
    "sealed": Words("已收集，未计票", "Collected, not counted"),
}

RULING_STATES: Mapping[str, Words] = {
    "triggered": Words("触发", "Triggered"),
    "not_triggered": Words("未触发", "Not triggered"),
    "not_applicable": Words("不适用", "Not applicable"),
    "pending": Words("待定", "Pending"),
    "needs_ruling": Words("须由人裁定", "People have to rule"),
    "annulled": Words("作废", "Annulled"),
}
"""In the words of DESIGN decision 8."""

FINDINGS: Mapping[str, Words] = {
    "yes": Words("属实", "Yes"),
    "no": Words("不属实", "No"),
    "withdrawn": Words("已撤回", "Withdrawn"),
}
