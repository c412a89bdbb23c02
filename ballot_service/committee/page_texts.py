"""What the agenda's pages say after a form was sent: done, or refused and what to do next.

May import: stdlib, ballot_service.meetings' domain, shared.plumbing.pages.refusals, shared.rules.
"""

from __future__ import annotations

from collections.abc import Mapping

from ballot_service.meetings.domain.item_gates import ITEM_GATES
from shared.plumbing.pages.refusals import Words
from shared.rules.pack_files import pack_ids
from shared.rules.packs import load_pack

NOTICES: Mapping[str, tuple[str, str]] = {
    "item_added": (
        "议题已列入，作为紧急议题处理。",
        "The item is on the agenda, as an urgent one.",
    ),
    "fact_recorded": ("已记录。", "Recorded."),
    "recusal_recorded": ("已记录回避。", "The recusal is recorded."),
    "recusal_undone": ("回避记录已更正。", "The record of the recusal is corrected."),
    "vote_recorded": (
        "记名表决已记录；请另一人核对后确认。",
        "The votes are recorded; a second person has to check and confirm them.",
    ),
    "vote_confirmed": (
        "记录已确认，不再更改。{detail}",
        "The record is confirmed and does not change any more. {detail}",
    ),
    "vote_withdrawn": (
        "记录已撤回，不计入结果。请重新记录。",
        "The record is withdrawn and counts for nothing. Record the votes anew.",
    ),
    "adjourned": ("会议已结束。", "The meeting is ended."),
}
"""By code: what was done, in Chinese and in English."""

_QUOTES = {
    clause.id: clause.source.quote
    for pack_id in pack_ids()
    if pack_id != "NAT"  # its words are a report's, in English
    for clause in load_pack(pack_id).clauses.values()
}

CHINESE: Mapping[str, Words] = {
    **{
        gate.refusal.code: Words(
            f"{gate.zh}（{rule}）", f"条款原文：{_QUOTES[rule]}" if rule in _QUOTES else ""
        )
        for rule, gate in ITEM_GATES.items()
    },
    "record_waiting": Words("还有一份记名表决记录未经第二人确认。", "请先确认或撤回那份记录。"),
    "personnel_is_secret": Words(
        "人事事项一律无记名投票，不得记名表决。", "请开始一轮无记名投票。"
    ),
    "not_committee": Words("只有委员会的会议才能记名表决。", "请以无记名投票表决。"),
    "consent_not_needed": Words(
        "此事项不需要就是否列入议题进行表决，或已经表决过。",
        "已同意列入的，请直接表决此事项；没有同意的，本次会议不再表决。",
    ),
    "marks_incomplete": Words("到会成员还没有全部记上。", "请为每位到会且未回避的成员选一项。"),
    "not_present": Words("有人没有签到，不能参加此事项。", "请先签到，再重新打开本页。"),
    "recused_member": Words("回避的成员不参加此事项的表决。", "请重新打开本页；没有记录任何票。"),
    "record_closed": Words("这份记录已经确认或撤回，不再更改。", "如需改变决定，请重新审议。"),
    "recorder_departed": Words(
        "记录人的账号已经关闭，这份记录不能确认。", "请写明理由撤回这份记录，重新记录表决。"
    ),
    "record_differs": Words("记录与您看到的不同。", "请重新核对后再确认。"),
    "recusal_too_late": Words("此事项正在表决，不能更改回避。", "请等这次表决结束。"),
    "already_recused": Words("此成员的回避情况已经如此，没有更改。", "请重新打开本页核对。"),
    "no_such_vote": Words("没有这份记录。", "请回到议程页。"),
    "too_many_added": Words("临时增加的议题太多。", "请另开会议。"),
    "fact_not_asked": Words(
        "规则没有要求就此事项记录这一点，或填写的内容不对。",
        "问是否的，请选“是”或“否”；问人数、职数的，请填数字，职位至少一个。",
    ),
    "nothing_recorded": Words("还没有任何记名表决的决定。", "请先表决，或取消会议。"),
}
"""By the slug of a refusal: what is wrong and what to do next."""
