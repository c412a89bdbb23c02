"""What the desk's pages say after a form was sent: done, or refused and what to do next.

Refusals have their own words in English (``str(error)``), which name numbers and class letters;
here are the Chinese ones, for both rooms of the desk.

May import: stdlib, shared.plumbing.pages.refusals.
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.plumbing.pages.refusals import Words

NOTICES: Mapping[str, tuple[str, str]] = {
    "prepared": ("会议已准备好，清单已签署。", "The meeting is prepared, its manifest signed."),
    "check_in_started": ("签到已开始。", "Check-in has started."),
    "check_in_ended": (
        "签到已结束，激活截止时间已宣布。",
        "Check-in has ended; the end of activation is announced.",
    ),
    "activation_extended": ("激活截止时间已推迟。", "The end of activation was moved back."),
    "lists_frozen": ("名单已冻结。", "The lists are frozen."),
    "round_begun": (
        "轮次已建立，测评表正在送往票箱。",
        "The round is made; its sheets go to the box.",
    ),
    "open_confirmed": (
        "已记下您的确认；还需另一人确认开始投票。",
        "Your confirmation is recorded; a second person has to confirm the opening.",
    ),
    "opening": ("两人都已确认，正在开箱。", "Two people have confirmed; the box is opening."),
    "close_confirmed": (
        "已记下您的确认；还需另一人确认结束投票。",
        "Your confirmation is recorded; a second person has to confirm the close.",
    ),
    "closing": ("两人都已确认，正在关箱。", "Two people have confirmed; the box is closing."),
    "round_cancelled": ("这一轮已取消。", "The round is cancelled."),
    "count_entered": (
        "已记下您点的数；还需另一名监票人录入。",
        "Your count is recorded; a second scrutineer has to enter theirs.",
    ),
    "counts_agree": (
        "两名监票人的数一致，已记入票数账。",
        "The two counts agree; they are in the ledger.",
    ),
    "finished": (
        "会议已结束，票数账已签署送出。",
        "The meeting is finished; its ledgers are signed and sent.",
    ),
    "meeting_cancelled": ("会议已取消。", "The meeting is cancelled."),
    "sent_again": ("文件正在重新发送。", "The documents are being sent again."),
    "checked_in": ("已签到。", "Checked in."),
    "check_in_undone": ("签到已撤销。", "The check-in is undone."),
    "reserve_recorded": ("已记录：领取备用凭条一张。", "Recorded: one reserve slip handed out."),
    "reserve_undone": ("备用凭条的记录已更正。", "The record of the reserve slip is corrected."),
}
"""By code: what was done, in Chinese and in English."""

CHINESE: Mapping[str, Words] = {
    "slips_impossible": Words("请至少为一个票类填写要制作的凭条数。", "没有制作任何凭条。"),
    "wrong_state": Words(
        "现在不能做这一步：会议的状态已经变了。",
        "可能另一个人刚刚做过。请看本页的“下一步”。",
    ),
    "no_such_meeting": Words("没有这个会议。", "请回到会议列表，从那里打开。"),
    "no_such_round": Words("这个会议没有这一轮。", "请看本页的轮次表。"),
    "no_such_electorate": Words("这个会议没有这个票类。", "请从本页的表中选择。"),
    "no_such_item": Words("议程里没有这个事项。", "请从本页的事项中选择。"),
    "no_such_person": Words("名册上没有这个人，没有做任何更改。", "请重新查找；名册可能换过。"),
    "board_unknown": Words(
        "计票端没有这个密钥保管组。", "请核对会议使用的密钥保管组，再准备会议。"
    ),
    "board_unusable": Words(
        "这个密钥保管组不能用：还没有生成密钥，或者是别的年度的。",
        "请密钥保管人完成密钥仪式，或换一个保管组。",
    ),
    "manifest_not_delivered": Words("票箱还没有收到会议清单。", "请稍等片刻再试。"),
    "peer_answered_oddly": Words("另一服务的回答不合约定。", "请管理员检查各服务的版本和密钥。"),
    "peer_away": Words(
        "另一服务没有回答，没有做任何更改。", "请稍等片刻再试；如果还是这样，请告诉管理员。"
    ),
    "roll_missing": Words("有票类还没有名册。", "请先导入名册。"),
    "electorate_below_floor": Words(
        "有票类人数低于披露下限，单独计票会暴露个人。",
        "请取消会议，把这个票类并入另一类后重新准备。",
    ),
    "nobody_present": Words("有票类还没有人签到。", "请先签到。"),
    "slips_missing": Words("有票类还没有制作选票凭条。", "请先制作凭条并上传公钥名单。"),
    "too_few_slips": Words("到会人数多于印制的凭条。", "请加印，并用新的上传券上传。"),
    "lists_differ": Words("票箱里的名单与印制数不符，或还没有上传。", "请先上传凭条的公钥名单。"),
    "rehearsal_missing": Words(
        "还有密钥保管人没有为本次会议演练。", "请全体密钥保管人完成演练，再确认开始投票。"
    ),
    "improvised_personnel_item": Words(
        "临时动议的人事事项不得表决，表决也不能补救（C07）。", "请改为表决其他事项。"
    ),
    "unassessed_personnel_item": Words(
        "人事事项未经组织部门考察，不得讨论（C02）。", "请先完成考察；现在请表决其他事项。"
    ),
    "round_in_progress": Words("另一轮还没有结束。", "请先结束或取消那一轮；事项逐个表决。"),
    "no_box_left": Words("没有备用票箱了。", "备用票箱在准备会议时确定；请另开会议。"),
    "same_person": Words("您已经确认过了。", "请另一人用自己的账号确认。"),
    "person_needed": Words("这一步只能由本人登录后确认。", "请用个人账号登录。"),
    "round_not_over": Words("还有一轮没有结束。", "请先结束投票；如果从未开箱，请取消那一轮。"),
    "no_round_held": Words("还没有表决过任何事项。", "请表决事项，或取消会议。"),
    "meeting_has_voted": Words("已经开过箱，会议不能取消。", "请结束投票，然后结束会议。"),
    "handed_out_missing": Words("凭条的数还没有两名监票人一致录入。", "请监票人在本页录入。"),
    "numbers_impossible": Words(
        "这些数不可能：发出多于印制，或与到会、备用记录不符。", "请重新清点。没有记下任何数。"
    ),
    "numbers_differ": Words(
        "两名监票人的数不一致，两个数都已作废。", "请两人各自重新清点，再录入。"
    ),
    "not_scrutineer_here": Words("您不是本次会议的监票人。", "请由会议指定的监票人录入。"),
    "slips_meeting": Words("本次会议使用凭条。", "不需要这一步。"),
    "activation_time_impossible": Words(
        "激活时间不可用：太短、太长，或早于已宣布的时间。", "请填 1 分钟至 24 小时，只能推迟。"
    ),
    "activation_not_over": Words("激活截止时间还没有到。", "请等到宣布的时间，再冻结名单。"),
    "delivery_waiting": Words("票箱还没有全部确认。", "请稍等片刻再试。"),
    "too_many_activated": Words(
        "票箱里激活的凭证多于签发的数。", "请取消会议，并查明原因：有人往名单里加了凭证。"
    ),
    "already_present": Words(
        "此人先前已签到。", "请先核对本人，再决定是否发凭条。连按两次“签到”也会这样。"
    ),
    "everybody_invited": Words(
        "没有人缺邀请，所以没有文件。", "如果先前的文件丢了，请用“给所有人重新生成邀请”。"
    ),
    "not_checked_in": Words("此人没有签到。", "不需要撤销。"),
    "signature_released": Words(
        "此人的手机已经领到凭证，不能撤销签到，也不能再领凭条。", "请此人用手机投票。"
    ),
    "round_under_way": Words("正在投票，不能发备用凭条。", "请等这一轮结束。"),
    "reserve_gone": Words("这个票类的备用凭条已经发完。", "没有更多凭条可发。"),
    "reserve_recorded": Words("记录显示此人已经领过备用凭条。", "请核对；记错了请先更正。"),
    "reserve_not_recorded": Words("记录显示此人没有领过备用凭条。", "不需要更正。"),
}
"""By the slug of a refusal: what is wrong and what to do next."""
