"""What the next step of a meeting says, in Chinese and English, by its code.

May import: stdlib.
"""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, tuple[str, str]] = {
    "delivery_refused": ("有文件没有送达：{detail}", "A document was not delivered: {detail}"),
    "draft_place": (
        "请填写会议地点（哪个单位的会议）。",
        "Enter the place: whose meeting this is.",
    ),
    "draft_electorates": ("请填写票类。", "Enter the electorates: who votes."),
    "draft_subjects": (
        "请填写测评对象、事项或题目。",
        "Enter the subjects: people, matters or questions.",
    ),
    "draft_choices": ("请填写每张票最多选几人。", "Enter how many may be chosen on a ballot."),
    "draft_posts": ("请填写推荐几个职位的人选。", "Enter for how many posts the people are."),
    "draft_threshold": (
        "请设定满意率标准：原文没有给出，没有默认值。",
        "Set the line of satisfaction: the text leaves it open, and nothing is assumed.",
    ),
    "draft_characters": (
        "报告印不出这些字，请换一种写法：{detail}。",
        "The report cannot print these; write them another way: {detail}.",
    ),
    "draft_subject_characters": (
        "报告印不出对象里的这些字，请换一种写法：{detail}。",
        "The report cannot print these of the subjects; write them another way: {detail}.",
    ),
    "draft_board": ("请选择密钥保管组。", "Choose the board of trustees."),
    "draft_scrutineers": ("请指定至少两名监票人。", "Name two scrutineers or more."),
    "draft_scrutineer_keys": (
        "每名监票人都要有公钥：本人登录后打开“我的监票人密钥”。",
        'Every scrutineer needs a key: each makes theirs under "My scrutineer\'s key".',
    ),
    "draft_replaced_keys": (
        "{detail} 换了密钥，这里还是旧的公钥：请保存一次会议资料，就换上新的。",
        "{detail} made a new key since; save the particulars to take it.",
    ),
    "draft_parts": (
        "各部分不相符：请检查票类、监票人和题目有没有重复，选项够不够。",
        "The parts do not fit: does anything come twice, are there two options or more?",
    ),
    "prepare": (
        "请核对议程和票类，然后准备会议。",
        "Check agenda and electorates, then prepare the meeting.",
    ),
    "delivering": (
        "正在向另一服务送达文件，请稍候。",
        "Documents are on their way to another service. Please wait.",
    ),
    "import_roll": ("请导入名册（票类 {detail}）。", "Import the roll of electorate {detail}."),
    "make_slips": (
        "请为票类 {detail} 制作选票凭条。",
        "Make the slips of electorate {detail} and upload their public credentials.",
    ),
    "wipe_test_run": (
        "演练还没有清除。演练完毕，请一键清除，再开始签到。",
        "A test run is still there. When it is over, wipe it; then check-in can start.",
    ),
    "start_check_in": ("可以开始签到。", "Check-in can start."),
    "check_in": (
        "请为票类 {detail} 的到会人员签到。",
        "Check in the people of electorate {detail}.",
    ),
    "freeze": ("签到结束后请冻结名单。", "When everybody is checked in, freeze the lists."),
    "invite": (
        "请为票类 {detail} 的人员制作邀请。",
        "Make the invitations of electorate {detail}.",
    ),
    "end_check_in": (
        "签到完毕后请结束签到，并宣布激活截止时间。",
        "When everybody is checked in, end check-in and announce when activation ends.",
    ),
    "activation": (
        "手机正在激活，请等到宣布的截止时间。",
        "Phones are activating; wait for the announced end.",
    ),
    "freeze_activated": (
        "激活时间已到，请冻结名单。",
        "The announced end of activation has come; freeze the lists.",
    ),
    "confirm_record": (
        "请第二人核对并确认事项 {detail} 的记名表决记录。",
        "A second person has to check and confirm the recorded vote on item {detail}.",
    ),
    "consent": (
        "请先就紧急议题 {detail} 是否列入议题进行记名表决：到会成员半数以上同意才列入（C06）。",
        "Record the vote on taking up the urgent item {detail} first: half of those present (C06).",
    ),
    "adjourn": (
        "能表决的事项都已记名表决，可以结束会议。",
        "Every item that may be voted on was decided by recorded vote; end the meeting.",
    ),
    "items_shut": (
        "现在没有可以表决的事项。{detail}",
        "No item can be voted on now. {detail}",
    ),
    "round_shut": (
        "这一轮现在不能开始投票。{detail}不再表决的，请取消这一轮。",
        "This round cannot be opened now. {detail} If it is not to be held, cancel it.",
    ),
    "next_round": ("请选择下一个表决事项。", "Choose the next item to vote on."),
    "enter_papers": (
        "纸质投票：请两名监票人各自录入全部选票；一致后即计票。",
        "On paper: two scrutineers each enter every paper; when they agree it is counted.",
    ),
    "box_confirms": ("等待票箱确认测评表。", "Waiting for the box to confirm the sheets."),
    "rehearse": (
        "请全体密钥持有人做密钥演练，证明密钥打得开。没有全部做完，不能开始投票。",
        "Every trustee has to rehearse, which proves that their keys open. No round opens before.",
    ),
    "open_round": ("请两人确认开始投票。", "Two people have to confirm the opening."),
    "second_opener": ("还需第二人确认开始投票。", "A second person has to confirm the opening."),
    "box_opens": ("等待票箱开箱。", "Waiting for the box to open."),
    "voting": (
        "投票进行中；结束时请两人确认。",
        "Voting is under way; two people close it.",
    ),
    "second_closer": ("还需第二人确认结束投票。", "A second person has to confirm the close."),
    "box_closes": ("等待票箱关箱。", "Waiting for the box to close."),
    "count_slips": (
        "请两名监票人分别录入票类 {detail} 的印制数和发出数。",
        "Two scrutineers each enter the slips of electorate {detail}: printed and handed out.",
    ),
    "finish": (
        "能表决的事项都已表决，可以结束会议。{detail}",
        "Every item that may be voted on is done; finish the meeting. {detail}",
    ),
    "count_failed": ("计票未能完成：{detail}", "The count could not be completed: {detail}"),
    "counting": (
        "会议已结束。计票还要依次做完下面各项，做过的不用再做。",
        "The meeting is over. The count needs the following, in this order; skip what is done.",
    ),
    "certifying": ("计票完成，等待签署证书。", "Counted; waiting for the certificate."),
    "done": ("会议已全部完成。{detail}", "Everything is done. {detail}"),
    "cancelled": ("会议已取消。", "The meeting is cancelled."),
}
"""``{detail}`` is what the step is about: class letters, titles of items, a gate, a cause."""

WITHOUT_RESULT = (
    "请注意：{items}的投票已作废，没有计入的结果；需要结果的，请用新凭条另开会议重投。",
    (
        "Mind: the vote on {items} was annulled and nothing of it counts. "
        "If a result is needed, hold it again in a new meeting with new slips."
    ),
)
"""Said beside the end of a meeting; ``{items}`` are titles."""
