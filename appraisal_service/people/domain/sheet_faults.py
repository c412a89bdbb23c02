"""What can be wrong with a row of the sheet of people: which column, why, and what to do next.

May import: stdlib, shared.errors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shared.errors import InvalidInput

Language = Literal["zh", "en"]
FAULTS_NAMED = 20

TEXTS: Mapping[str, tuple[str, str]] = {
    "missing": (
        "没有填。新增的人员要填这一列。",
        "It is empty. Somebody new needs it.",
    ),
    "not_a_number": (
        "写法不对。只用小写字母、数字和 . _ -，开头是字母或数字，最多 64 个字符。",
        "Small letters, digits and . _ - only, a letter or digit first, at most 64 characters.",
    ),
    "too_long": ("太长，最多 200 个字符。", "Too long: at most 200 characters."),
    "no_role": ("请填：正职、副职或其他。", "Write head, deputy or member."),
    "no_scale": ("请填：公务员或事业单位。", "Write civil or institution."),
    "no_vertical": ("请填：是或否。", "Write yes or no."),
    "no_day": (
        "不是有效的日期。请写成 2026-03-01 的样子。",
        "Not a date. Write it like 2026-03-01.",
    ),
    "twice": (
        "与第 {other} 行的编号相同。每人只写一行，请删去一行。",
        "The same number as in row {other}. One row for each person: delete one of them.",
    ),
    "unknown": (
        "没有叫这个名称的。请改成现有名称；如果是新的，请同时填写编号。",
        "There is none of this name. Correct it; for a new one give its number, too.",
    ),
    "name_needed": (
        "没有这个编号。请核对编号；如果是新的，请同时填写名称。",
        "There is none of this number. Correct it; for a new one give its name, too.",
    ),
    "ambiguous": (
        "有几个都叫这个名称。请填写编号。",
        "Several have this name. Give the number.",
    ),
    "other_name": (
        "同一编号在第 {other} 行是另一个名称。请核对，写成一致。",
        "The same number has another name in row {other}. Write one name.",
    ),
    "other_word": (
        "同一单位在第 {other} 行填得不同。请写成一致。",
        "The same unit says something else in row {other}. Write the same.",
    ),
    "two_heads": (
        "这个班子在第 {other} 行已有正职。请核对岗位类别。",
        "This team has its head in row {other}. Look at the roles again.",
    ),
    "head_stays": (
        "这个班子现有的正职不在这份表里。请把他的变动也写进来：离任日期，或者新的岗位。",
        "The present head of this team is not in this file. Add what becomes of that person.",
    ),
    "no_head": (
        "这个班子没有正职。请把正职也写进这份表。",
        "This team has no head. Add its head to this file.",
    ),
    "team_unclear": (
        "换了单位，没有写班子。请填写新的班子；没有班子的，填“无”。",
        'The unit is another one. Say which team now; write "none" without one.',
    ),
    "after_year": (
        "晚于本年度。请在那一年度里导入。",
        "It is after this year. Import it for the year in which it lies.",
    ),
    "needs_day": (
        "本年度内另有职务开始或结束。请填写从哪一天起任这个职务。",
        "Another post began or ended in this year. Say since when this one.",
    ),
    "before_another": (
        "这一天以后，这个人已有另一职务开始。请核对两个职务的任职日期。",
        "Another post of this person began after this day. Look at both days again.",
    ),
    "not_this_year": (
        "不在本年度，也不在上一年度。请核对。",
        "It lies neither in this year nor in the year before. Look at it again.",
    ),
    "not_listed": (
        "名单里没有这个编号，不能登记离任。请核对编号。",
        "Nobody of this number is listed, so nobody can leave. Look at the number again.",
    ),
    "elsewhere": (
        "这个编号是另一个地区在任人员的。调任请先在原地区登记离任；不是同一人的，请换编号。",
        "Somebody of another jurisdiction. Record the departure there, or use another number.",
    ),
    "other_person": (
        "这个编号在另一个地区是另一个姓名。同一人请照原姓名填写；不是同一人的，请换编号。",
        "Another name in another jurisdiction. Write that name, or use another number.",
    ),
}
"""By code: the sentence in Chinese and in English."""


class SheetRejected(InvalidInput):
    """The sheet holds nobody, or rows that are wrong; nothing of it was stored."""

    code = "people_sheet_rejected"

    def __init__(self, english: str, chinese: str = "") -> None:
        super().__init__(english)
        self.chinese = chinese


@dataclass(frozen=True, slots=True)
class SheetFault:
    """One thing that is wrong in one row."""

    row: int
    """Of the file, as spreadsheets count."""
    column: tuple[str, str]
    """What the column is called in Chinese and in English."""
    code: str
    other: int = 0
    """The earlier row that it is about, too."""

    def told(self, language: Language) -> str:
        """Return what is wrong and what to do, without the place."""
        return TEXTS[self.code][0 if language == "zh" else 1].format(other=self.other)


def refusal(faults: Sequence[SheetFault]) -> str:
    """Return the refusal for ``faults``, which are not empty."""
    named = [f"row {one.row}, {one.column[1]}: {one.told('en')}" for one in faults[:FAULTS_NAMED]]
    more = len(faults) - FAULTS_NAMED
    return "Nothing was stored: " + " ".join(named) + (f" And {more} more." if more > 0 else "")
