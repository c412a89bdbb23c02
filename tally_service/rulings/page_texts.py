"""What pages of findings, corrections and annulments say after a form was sent.

Refusals have their own words in English (``str(error)``); here are the Chinese ones.

May import: stdlib, shared.plumbing.pages.refusals.
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.plumbing.pages.refusals import Words

NOTICES: Mapping[str, tuple[str, str]] = {
    "finding_proposed": (
        "已记下；这项认定关系到人，还需另一人用自己的账号确认。",
        "Recorded as proposed. It decides about a person: a second person has to confirm it.",
    ),
    "finding_recorded": (
        "认定已签署，判定已重新计算；此前的认证签名一律作废，请重新签署。",
        "The finding is signed and the rulings made anew; certifiers have to sign again.",
    ),
    "proposal_withdrawn": (
        "已撤回，录入人原先的确认不再有效；撤回人和理由记在下面的办理记录里。",
        "Withdrawn: nobody stands behind it any more. The record says by whom, and why.",
    ),
    "annulment_proposed": (
        "已记下；还没有作废：另一人用自己的账号确认以后，这一轮才作废。",
        "Recorded as proposed. The round is annulled once a second person confirms it.",
    ),
    "round_annulled": (
        "两人都已确认，这一轮已作废，会务登记端和考核系统会得到通知。",
        "Two people have confirmed: the round is annulled; desk and appraisal are told.",
    ),
    "correction_opened": (
        "更正已开启。原结果在新版本认证之前仍然有效。",
        "The correction is open. The old result stands until the next version is certified.",
    ),
    "correction_withdrawn": (
        "更正已撤回，原结果继续有效。",
        "The correction is withdrawn; the result stands as it was.",
    ),
}
"""By code: what was done, in Chinese and in English."""

CHINESE: Mapping[str, Words] = {
    "not_ruled": Words("这一轮还没有判定，没有要认定的事项。", "请等计票和判定完成。"),
    "finding_not_wanted": Words("没有判定在等这项认定，没有记录。", "请从本页列出的事项中选择。"),
    "finding_stands": Words("现在的认定就是这样，没有记录。", "请看本页已有的认定。"),
    "finding_moved": Words("这项认定刚刚变了，没有确认。", "请看本页现在的认定，再决定。"),
    "date_ahead": Words("文件日期还没有到。", "请填写文件上的日期。"),
    "malformed_document": Words(
        "有一项填得不对，没有记录。", "请检查日期（年-月-日）、文号和理由，再发送。"
    ),
    "no_such_proposal": Words("没有人提出过这项认定。", "请看本页的列表。"),
    "not_your_proposal": Words(
        "这是别人录入的，没有撤回。", "请录入人本人撤回，或者请管理员撤回。"
    ),
    "round_annulled": Words("这一轮已作废，不能再做更改。", "需要时请另开一轮，用新的凭条。"),
    "round_certified": Words("这一轮已经认证，没有更改。", "请先在“更正”页开启更正，再记录认定。"),
    "not_certified": Words("这一轮还没有认证，不用更正。", "草稿可以直接更改。"),
    "correction_open": Words("这一轮的更正已经开启。", "请记录认定，然后由两名认证人签署新版本。"),
    "no_correction": Words("没有开启的更正。", "请看本页的版本表。"),
    "correction_used": Words(
        "更正开启以后认定已经变了，不能撤回更正。", "请由两名认证人签署新版本。"
    ),
    "other_pack": Words("规则包与会议清单不符，没有记录。", "请稍后再试；还是这样，请联系管理员。"),
}
