"""The fixed words of a count report, Chinese and English, by the names that documents use.

May import: stdlib, shared.documents.scales.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from shared.documents.scales import OPTION_WORDS


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

PAPER_LEDGER: Mapping[str, Words] = {
    name: words for name, words in LEDGER.items() if name != "printed"
}
"""The same on paper, where nobody counts what was printed."""

ON_PAPER = Words("纸质票，人工计票", "Paper, counted by hand")
NOT_VERIFIED = Words(
    "本轮用纸质票，由两名录入人各自录入全部选票，一致后计票。选票没有密码学证明，任何人都不能凭本结果"
    "核验票数；依据的是两名录入人、封存的选票和会务登记端的签名。",
    "This round was held on paper: two tellers entered every paper, each alone, and agreed. The "
    "papers carry no cryptographic proof, and nobody can verify the votes from this result; it "
    "rests on the two tellers, the sealed papers and the desk's signature.",
)
"""What a reader of a result on paper has to know."""

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
    "support": Words("拥护度测评", "For or against"),
    "rating": Words("评价", "Rating"),
    "yes_no": Words("是否问题", "Yes or no"),
    "violation": Words("违纪问卷", "Violations"),
    "choice": Words("推荐人选（可选多人）", "People chosen, several by each"),
}

OPTIONS: Mapping[str, Words] = {key: Words(*words) for key, words in OPTION_WORDS.items()}
"""Options of the scales, in the order of a sheet; one may have others with titles of its own."""

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

MOTION_WORDS: Mapping[str, tuple[Words, Words]] = {
    "Q1": (Words("到会达到法定人数", "Quorum met"), Words("到会未达到法定人数", "No quorum")),
    "Q2": (Words("通过", "Passed"), Words("未通过", "NOT passed")),
    "C02": (
        Words("多数不同意，不得通过", "Blocked: a majority disagrees"),
        Words("没有多数不同意", "Not blocked by a majority"),
    ),
    "C06": (Words("同意列入议题", "Taken up"), Words("不列入议题", "Not taken up")),
}
"""What a clause on a committee's vote comes to in plain words: where it is met, where it is not."""

FINDINGS: Mapping[str, Words] = {
    "yes": Words("属实", "Yes"),
    "no": Words("不属实", "No"),
    "withdrawn": Words("已撤回", "Withdrawn"),
}
