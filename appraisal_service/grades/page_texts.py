"""What the pages of grades say after a form was sent: done, or refused and what to do next.

Refusals have their own words in English (``str(error)``); here are the Chinese ones.

May import: stdlib, shared.plumbing.pages.refusals.
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.plumbing.pages.refusals import Words

NOTICES: Mapping[str, tuple[str, str]] = {
    "grades_proposed": (
        "已计算建议等次：待决定 {detail} 人。已经决定的等次没有改动。",
        "Proposals are computed: {detail} people wait for a decision. Nothing decided was changed.",
    ),
    "grades_proposed_but": (
        "已计算建议等次。有 {detail} 人本年度由另一个地区考核，这里不再拟定，名单见下。",
        "Proposals are computed. {detail} people, listed below, are appraised in another place.",
    ),
    "grade_first": (
        "已记下您的决定；还需另一名审定人用自己的账号作同样的决定，等次才成立。",
        "Your decision is recorded. It counts once a second decider has decided the same.",
    ),
    "grade_decided": (
        "两名审定人的决定一致，等次已定。",
        "Both deciders decided the same: the grade is decided.",
    ),
    "decision_taken_back": (
        "您的决定已收回，办理记录中有记载。请核对后重新决定。",
        "Your decision is taken back; the record says so. Check it, then decide again.",
    ),
    "grades_published": (
        "已公布，复核申请期从今天算起；{detail} 起可以定为最终等次。",
        "Published. People may object from today; from {detail} on grades can be made final.",
    ),
    "grades_published_without": (
        "已公布，复核申请期从今天算起。有 {detail} 人年度结束前已离任，没有公布，名单见下。",
        "Published; people may object. Not published: {detail} who left early, listed below.",
    ),
    "grades_final": (
        "已定为最终等次并签名：{detail} 人，人事等其他系统可以读取。",
        "{detail} grades are final and signed; other systems can read them.",
    ),
    "grades_final_but": (
        "已定为最终等次并签名。有 {detail} 人公布后证据有变，没有定，名单见下，请逐人开启更正。",
        "Made final and signed. Not so {detail} whose evidence changed; open corrections for them.",
    ),
    "objection_entered": (
        "复核申请已登记，等待两名审定人答复；答复以前不会定为最终等次。",
        "The objection is entered. It waits for two deciders; until then nothing becomes final.",
    ),
    "answer_first": (
        "已记下您的答复；还需另一名审定人作同样的答复。",
        "Your answer is recorded; a second decider has to give the same one.",
    ),
    "answer_changed": (
        "已记下您的新答复，您先前的答复已作废；还需另一名审定人作同样的答复。",
        "Your new answer is recorded in place of your earlier one; a second decider has to agree.",
    ),
    "objection_kept": (
        "两名审定人的答复一致：维持原等次。",
        "Both deciders say the same: the grade stands.",
    ),
    "objection_reopened": (
        "两名审定人的答复一致：重新拟定，已建立新版本，请重新决定。",
        "Both deciders say the same: a new version is proposed and has to be decided.",
    ),
    "correction_opened": (
        "更正已开启：第 {detail} 版已按现有证据拟定，请重新决定。",
        "The correction is open: version {detail} is proposed from the evidence as it stands.",
    ),
}
"""By code: what was done, in Chinese and in English."""

CHINESE: Mapping[str, Words] = {
    "no_such_jurisdiction": Words("没有这个地区的这一年。", "请回到首页，从列表中打开。"),
    "no_such_proposal": Words(
        "这一年没有这个人，或者还没有建议等次。", "请回到名单，从列表中打开。"
    ),
    "no_such_objection": Words("没有这件复核申请。", "请从本页的列表中选择。"),
    "wrong_state": Words(
        "这个等次现在不能这样办理，没有做任何更改。", "请看本页上的状态和“下一步”。"
    ),
    "forced_grade": Words(
        "条款规定了这个等次，不能另定，没有记录。",
        "请按本页列出的条款决定；认为事实有误的，请先更正事实。",
    ),
    "reason_missing": Words(
        "这个决定与建议等次不同，或者没有建议等次，必须写明理由，没有记录。", "请填写理由后再发送。"
    ),
    "decisions_differ": Words(
        "两名审定人的决定不一致，两个决定都不算数。", "请两人核对依据和文号后，各自重新决定。"
    ),
    "nothing_to_take_back": Words(
        "没有您可以收回的决定，没有做任何更改。", "另一名审定人已作决定的，由考核人员开启更正。"
    ),
    "proposal_changed": Words(
        "您查看以后，建议等次已按新的证据重新计算，没有记录。", "请看新的建议和依据，再作决定。"
    ),
    "left_early": Words(
        "这个人在年度结束以前已离任，没有记录。",
        "请先核对人员名单；离任登记有误的，由考核人员改正。",
    ),
    "listed_twice": Words("名单中同一个人出现了两次，没有记录。", "请每人只留一行。"),
    "nobody_listed": Words("没有选择任何人的等次，没有记录。", "请至少为一个人选择等次。"),
    "many_refused": Words(
        "名单中有人不能这样决定，什么都没有记录；您填写的内容都还在。",
        "请看标有“请看这里”的各行，改正后再检查一次。",
    ),
    "not_decided": Words("还有人没有定等次，没有公布。", "请先把名单上的等次都决定完。"),
    "quota_exceeded": Words(
        "优秀人数超过名额，没有公布。", "请看“分布”页，对超出的人开启更正，重新决定。"
    ),
    "evidence_changed": Words(
        "证据已有变化，没有做任何更改。",
        "请重新计算建议等次；等次已经决定的，开启更正，重新决定。办处理事项的，还要更新清单。",
    ),
    "nothing_to_publish": Words("没有已决定而未公布的等次。", "请看“下一步”。"),
    "objection_period": Words("复核申请期还没有满。", "请到期后再定为最终等次。"),
    "objection_open": Words("到期的等次都有未答复的复核申请。", "请先由两名审定人答复。"),
    "objection_answered": Words("这件复核申请已经答复过。", "不需要再答复。"),
    "same_person": Words("您已经决定或答复过了。", "还需要另一个人，用自己的账号操作。"),
    "person_needed": Words("这一步只能由本人登录后办理。", "请用个人账号登录。"),
    "several_results": Words(
        "同一个人有两份同类的计票结果证书，不知道算哪一份，没有计算。",
        "请两名考核人员先在“计票结果证书”页确认其中一份不再使用，再计算。",
    ),
    "people_rejected": Words("这个人已不在本地区任职，没有更改。", "请先核对人员名单。"),
    "no_such_pack": Words("没有这个规则包。", "请从“规则包”页选择。"),
}
