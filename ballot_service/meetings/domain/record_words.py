"""The record of a meeting as people read it: who did what, to what, when and why, in words.

The record keeps acts as slugs and what they are about as ids; it has no name of anybody on the
roll, and neither has this.

May import: stdlib, shared.causes, shared.documents.dates, this room's delivery_words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ballot_service.meetings.domain.delivery_words import READERS, Refused, explain_refusal
from shared.causes import Cause, explain
from shared.documents.dates import CHINA

ACTS: Mapping[str, tuple[str, str]] = {
    # the meeting
    "create": ("建立会议草稿", "draft made"),
    "edit_draft": ("修改会议草稿", "draft changed"),
    "record_scrutineer_key": ("监票人登记公钥", "a scrutineer's public key recorded"),
    "prepare": ("准备会议，抽定票箱", "meeting prepared, boxes drawn"),
    "publish_manifest": ("签发会议清单", "meeting's manifest signed"),
    "make_ticket": ("开出制作凭条的许可", "permission to make slips given"),
    "take_rehearsal": ("收到全体密钥演练的结果", "every trustee's rehearsal taken in"),
    "test_run": ("建立演练", "test run begun"),
    "wipe": ("清除演练", "test run wiped"),
    "test_run_wiped": ("一次演练已清除", "a test run of this meeting was wiped"),
    "start_check_in": ("开始签到", "check-in started"),
    "end_check_in": ("结束签到", "check-in ended"),
    "announce": ("宣布激活截止时间", "end of activation announced"),
    "freeze": ("冻结名单", "lists frozen"),
    "finish": ("结束会议", "meeting finished"),
    "adjourn": ("结束会议（全部记名表决）", "meeting ended, all decided by open vote"),
    "cancel": ("取消", "cancelled"),
    "hold_again": ("建立重投的会议草稿（新凭条）", "new meeting with new slips drafted"),
    "delivery_refused": ("文件被拒收", "a document was refused"),
    "deliver_again": ("重新发送被拒收的文件", "refused documents sent again"),
    # the roll and the door
    "import_roll": ("导入名册", "roll imported"),
    "invite": ("制作邀请", "invitations made"),
    "invite_again": ("为一人重新制作邀请", "one person's invitation made anew"),
    "check_in": ("签到", "people checked in"),
    "undo_check_in": ("撤销一人的签到", "one check-in undone"),
    "record_leave": ("登记一人请假", "leave of one person recorded"),
    "withdraw_leave": ("撤销一人的请假", "leave of one person withdrawn"),
    "check_in_late": ("迟到签到（不发票）", "a late-comer checked in, without a vote"),
    "undo_late": ("撤销一人的迟到签到", "one late check-in undone"),
    "hand_reserve_slip": ("发出一张备用凭条", "a reserve slip handed out"),
    "take_reserve_slip_back": ("收回一张备用凭条", "a reserve slip taken back"),
    # rounds
    "begin_round": ("开始准备一轮投票", "a round begun"),
    "fix": ("票箱确认测评表", "sheets confirmed by the box"),
    "approve_open": ("确认开始投票", "opening confirmed by one person"),
    "order_open": ("两人确认，命令开箱", "two confirmed: order to open"),
    "confirm_open": ("票箱已开，开始投票", "box open, voting begins"),
    "approve_close": ("确认结束投票", "close confirmed by one person"),
    "order_close": ("两人确认，命令关箱", "two confirmed: order to close"),
    "confirm_close": ("票箱已关，投票结束", "box closed, voting over"),
    "count": ("已计票", "counted"),
    "seal": ("已收集，未计票", "collected, not counted"),
    "certify": ("结果已认证", "result certified"),
    "annul": ("作废", "annulled"),
    "enter_annulment": ("录入作废决定，等另一人", "annulment entered, a second person has to"),
    "change_annulment": ("改录作废决定", "entry of the annulment changed"),
    "agree_annulment": ("两人录入的作废决定一致", "two entries of the annulment agree"),
    "disagree_annulment": (
        "两人录入的作废决定不一致，都已清除",
        "two entries of it differ; both gone",
    ),
    "hear_counted": ("计票端通知：已计票", "tally service: counted"),
    "hear_sealed": ("计票端通知：已收集，未计票", "tally service: collected, not counted"),
    "hear_annulled": ("计票端通知：作废", "tally service: annulled"),
    "hear_certified": ("计票端通知：结果已认证", "tally service: result certified"),
    "hear_failed": ("计票端通知：计票未能完成", "tally service: could not be counted"),
    # paper
    "begin_paper_round": ("开始一轮纸质投票", "a round on paper begun"),
    "enter_papers": ("录入纸质选票", "papers entered"),
    "papers_differ": ("两人录入的纸质选票不一致", "two entries of papers differ"),
    "agree_papers": ("两人录入的纸质选票一致", "two entries of papers agree"),
    "count_papers": ("纸质投票已计票", "papers counted"),
    "seal_papers": ("纸质投票已收集，未计票", "papers collected, not counted"),
    "annul_papers": ("纸质投票作废", "round on paper annulled"),
    # slips and ledger
    "count_slips": ("录入凭条数，等另一人", "slips counted by one scrutineer"),
    "change_count": ("改录凭条数", "count of slips changed"),
    "agree_slips": ("两人录入的凭条数一致", "two counts of slips agree"),
    "disagree_slips": ("两人录入的凭条数不一致，都已清除", "two counts of slips differ; both gone"),
    "enter_correction": ("录入票数账的更正，等另一人", "correction of the ledger entered by one"),
    "correct_ledger": ("更正票数账", "ledger corrected"),
    # the agenda
    "add_item": ("会上增加事项", "item added at the meeting"),
    "refuse_item": ("临时动议未列入议题", "improvised item not taken up"),
    "record_fact": ("登记事项的材料", "a fact about an item recorded"),
    "recuse": ("登记一人回避", "a member recused"),
    "undo_recusal": ("撤销一人的回避", "a recusal undone"),
    "record_vote": ("录入记名表决，等另一人", "open vote recorded, a second person checks"),
    "confirm_vote": ("确认记名表决记录", "open vote confirmed"),
    "withdraw_vote": ("撤回记名表决记录", "recorded vote withdrawn"),
}
"""What each act is called; one that nobody has words for is shown as it is, never hidden."""


def told(events: Sequence[Mapping[str, Any]], meeting: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the record as a page shows it, the newest line first.

    Args:
        events: the record's lines, as the API shows them.
        meeting: the meeting, as the API shows it: what rounds and items are called.
    """
    names = _names(meeting)
    return [_line(one, names) for one in reversed(events)]


def _line(event: Mapping[str, Any], names: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """Return one line in words."""
    act, reason = event["act"], event["reason"]
    cause = _cause(event)
    who = _both(READERS.get(event["name"], ())) if event["account"] is None else None
    return {
        "seq": event["seq"],
        "at": datetime.fromisoformat(event["at"]).astimezone(CHINA).strftime("%Y-%m-%d %H:%M"),
        "who": who or {"zh": event["name"], "en": event["name"]},
        "act": act,
        "what": _both(ACTS.get(act, (act, act))),
        "people": event["detail"].get("people"),
        "about": _both(names.get(event["subject"], ())),
        "why": {"zh": cause.what_zh, "en": cause.what_en} if cause else _both((reason, reason)),
        "slug": cause.slug if cause else None,
    }


def _cause(event: Mapping[str, Any]) -> Cause | None:
    """Return in words the reason that a service gave as a slug; None where a person wrote it."""
    if event["account"] is not None or not event["reason"]:
        return None
    if event["act"] == "delivery_refused":
        sent = event["detail"].get("document", "")
        return explain_refusal(Refused(event["name"], sent, event["reason"]))
    return explain(event["reason"])


def _names(meeting: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Return what classes, items and rounds are called, by what the record has of them."""
    titles = {one["key"]: one["title"] for one in meeting["items"]}
    names = {key: (title, title) for key, title in titles.items()}
    for one in meeting["electorates"]:
        key, title = one["key"], one["title"]
        names[key] = (f"票类 {key} · {title}", f"class {key} · {title}")
    for one in meeting["rounds"]:
        number, title = one["number"], titles.get(one["item"], one["item"])
        names[one["round"]] = (f"第 {number} 轮 · {title}", f"round {number} · {title}")
    return names


def _both(words: Sequence[str | None]) -> dict[str, str] | None:
    """Return a pair of words by language, None where there is none."""
    return {"zh": str(words[0]), "en": str(words[1])} if words and words[0] else None
