"""What the pages of consequences say after a form was sent: done, or refused and what to do next.

May import: stdlib, shared.plumbing.pages.refusals.
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.plumbing.pages.refusals import Words

NOTICES: Mapping[str, tuple[str, str]] = {
    "consequences_listed": (
        "清单已按现有判定更新：待办 {detail} 项。",
        "The list is brought up to date with the rulings: {detail} things to be done.",
    ),
    "consequence_first": (
        "已记下您的决定；还需另一名审定人作同样的决定。",
        "Your decision is recorded; a second decider has to decide the same.",
    ),
    "consequence_decided": (
        "两名审定人的决定一致，已定。",
        "Both deciders decided the same: it is decided.",
    ),
    "consequence_carried_out": ("已登记为已执行。", "Recorded as carried out."),
    "consequence_closed": ("已办结。", "Closed."),
    "consequence_proposed": (
        "已重新打开，请重新决定。",
        "Opened again; it has to be decided anew.",
    ),
    "consequence_lapsed": (
        "已没有判定要求这一项，已失效。",
        "No ruling prescribes this any more; it has lapsed.",
    ),
}
"""By code: what was done, in Chinese and in English."""

CHINESE: Mapping[str, Words] = {
    "no_such_consequence": Words("清单中没有这一项。", "请回到清单，从中打开。"),
    "choice_rejected": Words(
        "选定的措施不对，没有记录。", "每一组措施最多选一项，至少选定一项；不予办理的，不要选措施。"
    ),
    "reason_needed": Words("必须写明理由，没有记录。", "请填写理由后再发送。"),
    "person_unnamed": Words(
        "这一项只知道职务，要写明是哪个人；已知是谁的，不要再填，没有记录。", "请核对人员编号。"
    ),
}
