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
    "facts_none": (
        "已登记：本年度没有这类事实。请重新计算建议等次。",
        "Recorded: there was nothing of this kind in the year. Compute the proposals again.",
    ),
    "fact_withdrawn": (
        "这条记录已撤回，仍可查看，不再起作用。请重新计算建议等次。",
        "The record is withdrawn; it stays readable. Compute the proposals again.",
    ),
    "ranking_first": (
        "已记下您的认定；还需另一名考核人员用自己的账号作同样的认定，才算数。",
        "Your ruling is recorded. It counts once a second officer has ruled the same.",
    ),
    "ranking_changed": (
        "已记下您的新认定，您先前的认定已作废；还需另一名考核人员作同样的认定，才算数。",
        "Your new ruling is recorded in place of your earlier one. A second officer is needed.",
    ),
    "ranking_ruled": (
        "两名考核人员认定一致，认定成立。请重新计算建议等次。",
        "Both officers ruled the same: the ruling stands. Compute the proposals again.",
    ),
    "ratings_sent": (
        "已登记：这些评价已反馈该乡镇党委。以后评价有变，本页会提示。",
        "Recorded as sent to the township's party committee. The page tells if ratings change.",
    ),
    "fact_superseded": (
        "更正已记下，原记录保留，不再起作用。请重新计算建议等次；已经决定、公布或最终的等次，请逐人开启更正。",
        (
            "The correction is recorded; the old record stays readable and counts no more. Compute "
            "the proposals again; for grades decided, published or final open a correction each."
        ),
    ),
    "fact_finding_first": (
        "已记下；还需另一名考核人员用自己的账号录入同样的认定，才算数。",
        "Recorded. It counts once a second officer has entered the same finding.",
    ),
    "fact_finding_changed": (
        "已记下，您先前的认定已作废；还需另一名考核人员录入同样的认定，才算数。",
        "Recorded in place of your earlier finding; a second officer has to enter the same.",
    ),
    "fact_finding_complete": (
        "两名考核人员录入一致，认定成立。请重新计算建议等次。",
        "Two officers entered the same: the finding counts. Compute the proposals again.",
    ),
}
"""By code: what was done, in Chinese and in English."""

CHINESE: Mapping[str, Words] = {
    "facts_rejected": Words("填写有误，什么都没有存。", "请按指出的地方改正后，再发送一次。"),
    "attendance_rejected": Words(
        "考勤文件有误，或者与已有的考勤重复、矛盾，什么都没有存。",
        "请改正文件；要更正已导入的文件，请在导入时选明取代哪一份。",
    ),
    "no_such_kind": Words("没有这一类事实。", "请回到事实页，从列表中选择。"),
    "no_such_fact": Words("没有这条记录。", "请从列表中选择。"),
    "no_such_batch": Words("没有这份文件。", "请从列表中选择要取代的文件。"),
    "already_superseded": Words("这条记录或这份文件已被取代或撤回。", "请看列表中现在有效的一份。"),
    "facts_taken_back": Words(
        "这份文件的同样内容以前导入过，其中有的已被更正或撤回。什么都没有存。",
        "如再次认定，请写明新的文件后再导入。",
    ),
    "finding_rejected": Words(
        "这一年的规则包里没有条款在等这项认定，或者没有这个对象，没有记录。",
        "请核对条款编号和对象编号。",
    ),
    "no_line_ratings": Words("这一年没有部门评价过这个单位。", "请从列表中选择。"),
    "sent_already": Words("同样的评价已经登记反馈过。", "评价有变以后，才需要再次反馈。"),
    "table_unreadable": Words("这个文件读不出来。", "请另存为 XLSX 后重试。"),
}
