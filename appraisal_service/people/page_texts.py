"""What the pages of years and people say after a form was sent: done, or refused and what next.

May import: stdlib, shared.plumbing.pages.refusals.
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.plumbing.pages.refusals import Words

NOTICES: Mapping[str, tuple[str, str]] = {
    "year_set_up": (
        "{detail} 年度已建立，规则包已固定。下一步请核对或导入人员名单。",
        "The year {detail} is set up and its rule pack is fixed. Next, look at the people.",
    ),
    "people_imported": (
        "人员名单已更新：{detail} 人有变动。已经计算过建议等次的，请重新计算。",
        "The list is up to date: {detail} people changed. Compute the proposals again, if any.",
    ),
    "person_left": (
        "已登记离任。已经计算过建议等次的，请重新计算。",
        "The last day is recorded. Compute the proposals again, if there are any.",
    ),
}
"""By code: what was done, in Chinese and in English."""

CHINESE: Mapping[str, Words] = {
    "document_ahead": Words(
        "文件日期晚于今天，请核对。", "没有做任何更改。请改正文件日期后再发送。"
    ),
    "pack_rejected": Words("这个规则包不能用。", "什么都没有存。请让编写的人改正，再选一次文件。"),
    "pack_unreadable": Words(
        "这个文件不是 UTF-8 文本，或者超过 1 MB。", "请选择规则包本身的文件（YAML）。"
    ),
    "pack_out_of_force": Words(
        "规则包的条款在新的年度不再有效。",
        "请按新年度编写规则包，再在“用规则包文件建立”中上传。",
    ),
    "jurisdiction_fixed": Words(
        "这个简称的这一年已经建立，名称或规则包不同。",
        "年度建立后不能换规则包。请核对简称和年度；如果是另一个地区，请另起一个简称。",
    ),
    "not_the_next_year": Words(
        "这一年不是该地区的下一个年度，没有建立。",
        "其他人可能刚建立了新的年度。请先看年度列表，再重新办理。",
    ),
    "pack_in_use": Words(
        "同一年里，另一个地区已在使用这个规则包。", "请核对文件；每个地区要有自己的规则包。"
    ),
    "people_sheet_rejected": Words(
        "人员名单有误，什么都没有存。", "请按列出的行和列改正文件，再选一次。"
    ),
    "person_elsewhere": Words(
        "有的人员编号是另一个地区的人员的，什么都没有存。",
        "调任请先在原地区登记离任，并照原姓名填写；在原地区任职到12月31日的，从下一年度起列入；"
        "不是同一人的，请换编号。",
    ),
}
