"""What the pages of facts say after a form was sent: done, or refused and what to do next.

May import: stdlib, shared.plumbing.pages.refusals.
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.plumbing.pages.refusals import Words

NOTICES: Mapping[str, tuple[str, str]] = {
    "facts_imported": (
        "已导入 {detail} 条记录。请重新计算建议等次，让它们起作用。",
        "{detail} records are imported. Compute the proposals again to let them count.",
    ),
    "fact_withdrawn": (
        "这条记录已撤销，原记录仍可查看。请重新计算建议等次。",
        "The record is withdrawn; it stays readable. Compute the proposals again.",
    ),
    "fact_finding_first": (
        "已记下；还需另一名考核人员用自己的账号录入同样的认定，才算数。",
        "Recorded. It counts once a second officer has entered the same finding.",
    ),
    "fact_finding_complete": (
        "两名考核人员录入一致，认定成立。请重新计算建议等次。",
        "Two officers entered the same: the finding counts. Compute the proposals again.",
    ),
}
"""By code: what was done, in Chinese and in English."""

CHINESE: Mapping[str, Words] = {
    "facts_rejected": Words("有的行填写有误，什么都没有存。", "请按列出的行改正文件，再选一次。"),
    "attendance_rejected": Words(
        "考勤文件有误，或者与已有的考勤重复、矛盾，什么都没有存。",
        "请改正文件；要更正已导入的文件，请在导入时选明取代哪一份。",
    ),
    "no_such_kind": Words("没有这一类事实。", "请回到事实页，从列表中选择。"),
    "no_such_fact": Words("没有这条记录。", "请从列表中选择。"),
    "no_such_batch": Words("没有这份文件。", "请从列表中选择要取代的文件。"),
    "already_superseded": Words("这条记录或这份文件已被取代或撤销。", "请看列表中现在有效的一份。"),
    "finding_rejected": Words(
        "这一年的规则包里没有条款在等这项认定，或者没有这个对象，没有记录。",
        "请核对条款编号和对象编号。",
    ),
    "file_not_chosen": Words("没有选择文件。", "请先选择文件，再点“查看文件”。"),
    "table_unreadable": Words("这个文件读不出来。", "请另存为 XLSX 后重试。"),
}
