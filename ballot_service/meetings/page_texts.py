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
    "rehearsed": (
        "全体密钥持有人已经做过密钥演练。",
        "Every trustee has rehearsed.",
    ),
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
    "closing": (
        "两人都已确认，正在关箱；已经送到的票先收完。",
        "Two people have confirmed; the box is closing. Ballots that have arrived are taken first.",
    ),
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
    "roll_imported": (
        "名册已导入：共 {detail} 人。",
        "The roll is imported. People on it: {detail}.",
    ),
    "checked_in": ("已签到。", "Checked in."),
    "check_in_undone": ("签到已撤销。", "The check-in is undone."),
    "round_annulled": (
        "两人录入一致，这一轮已作废。",
        "The two entries agree; the round is annulled.",
    ),
    "annulment_entered": (
        "已记下文号和日期；还需另一人照原件录入。",
        "Number and date are recorded; a second person has to copy them, too.",
    ),
    "round_repeated": (
        "新的一轮已建立，旧的一轮保留。",
        "A new round is made; the old one stays.",
    ),
    "held_again": (
        "已建立重投的会议草稿。请导入名册，用新的凭条。",
        "The draft of the meeting that votes again is made. Import its roll; it gets new slips.",
    ),
    "ledger_correction_entered": (
        "已记下您填的更正数字；另一名监票人填写完全相同的数字后才生效。",
        "Your numbers are recorded; they count once the other scrutineer enters the same.",
    ),
    "ledger_corrected": (
        "两名监票人填写一致：票数账的新版本已签署，正在送往计票端。",
        "Both agree: the next version of the ledger is signed and on its way to the count.",
    ),
    "test_run_made": (
        "演练已建立，人员是虚构的。像正式会议一样操作即可。",
        "The test run is made, its people invented. Play it like a real meeting.",
    ),
    "test_run_wiped": ("演练已清除，通知已签署。", "The test run is wiped, the notice signed."),
    "paper_round_begun": (
        "纸质投票已建立。请发票、收票，再由两名监票人录入。",
        "The round on paper is made. Hand out and collect the papers; two scrutineers enter them.",
    ),
    "papers_entered": (
        "已记下您录入的选票；还需另一名监票人录入。",
        "Your papers are recorded; a second scrutineer has to enter them, too.",
    ),
    "papers_differ": (
        "两人录入不一致，没有计票。请看下面的票号。",
        "The two entries differ; nothing is counted. See the numbers below.",
    ),
    "papers_agree": ("两人录入一致。", "The two entries agree."),
    "leave_recorded": ("已记录请假。", "The leave is recorded."),
    "leave_withdrawn": ("请假记录已更正。", "The record of the leave is corrected."),
    "checked_in_late": (
        "迟到已签到。请发一张备用凭条，并计入发出数。",
        "Checked in late. Hand out one spare slip, and count it as handed out.",
    ),
    "late_undone": ("迟到签到已撤销。", "The late check-in is undone."),
    "reserve_recorded": ("已记录：领取备用凭条一张。", "Recorded: one reserve slip handed out."),
    "reserve_undone": ("备用凭条的记录已更正。", "The record of the reserve slip is corrected."),
}
"""By code: what was done, in Chinese and in English."""

CHINESE: Mapping[str, Words] = {
    "slips_impossible": Words("请至少为一个票类填写要制作的凭条数。", "没有制作任何凭条。"),
    "wrong_state": Words(
        "现在不能做这一步。",
        "会议的状态已经变了，可能另一个人刚刚做过。请看本页的“下一步”。",
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
        "请密钥持有人完成密钥仪式，或换一个保管组。",
    ),
    "line_not_set": Words(
        "有一条只说“一定标准”，标准还没有人设定（E27）。",
        "请在规则包里写明标准，或用“民主生活会整改满意度测评”模板填写。程序不替您定。",
    ),
    "line_differs": Words(
        "填写的满意率标准与规则包里的不同。",
        "请填写与规则包相同的标准，或换一个规则包。",
    ),
    "manifest_not_delivered": Words("票箱还没有收到会议清单。", "请稍等片刻再试。"),
    "peer_answered_oddly": Words("另一服务的回答不合约定。", "请管理员检查各服务的版本和密钥。"),
    "peer_away": Words(
        "另一服务没有回答，没有做任何更改。", "请稍等片刻再试；如果还是这样，请告诉管理员。"
    ),
    "roll_rejected": Words(
        "没有导入任何人：文件超过 5 MB，或表头下面没有人，或有的行有问题。",
        "请改正文件、只留需要的列，再重新选择。",
    ),
    "roll_unconfirmed": Words("文件里有需要确认的行，没有导入。", "请先核对这些行，再确认导入。"),
    "roll_changed": Words("这不是刚才核对过的文件，没有导入。", "请重新选择文件并核对。"),
    "table_too_large": Words("文件太大，没有读取。", "请只保留需要的行和列。"),
    "table_unreadable": Words("这个文件不能作为表格读取。", "请另存为 XLSX 后重新选择。"),
    "table_cell_rejected": Words("有一个单元格不能照原样读取。", "请改正后重新选择文件。"),
    "tables_busy": Words(
        "正在读取其他人的文件，您的文件还没有读取。", "请稍等一分钟，再重新选择文件。"
    ),
    "table_columns_missing": Words("文件里没有需要的列。", "请下载空白文件，对照它的表头。"),
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
        "还有密钥持有人没有为本次会议演练。", "请全体密钥持有人完成演练，再确认开始投票。"
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
        "两名监票人的数不一致，两个数都已作废。",
        "下面“清点人”一栏空着的票类，请两人各自重新清点，再录入。",
    ),
    "counts_missing": Words(
        "有的票类只填了一个数，或者一个也没有填。",
        "请把“印制”和“发出”两个数都填上；没有清点的票类两个都空着。",
    ),
    "not_scrutineer_here": Words("您不是本次会议的监票人。", "请由会议指定的监票人录入。"),
    "slips_meeting": Words("本次会议使用凭条。", "不需要这一步。"),
    "activation_time_impossible": Words(
        "激活时间不可用：太短、太长，或早于已宣布的时间。",
        "没有更改；填 1 分钟至 24 小时，只能推迟。",
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
    "document_date_impossible": Words("文件日期不对。", "请照文件上的日期填写，不能晚于今天。"),
    "annulment_differs": Words(
        "两人录入的文号或日期不一致，两份录入都已作废。", "请两人各自照原件重新录入。"
    ),
    "annul_at_tally": Words("会议已结束，票数账已送出。", "请在计票端宣布这一轮作废。"),
    "nothing_to_correct": Words(
        "票数账已经是这些数字，或者这一票类没有有效的票数账（纸质投票，或已作废）。",
        "请核对要更正的是哪一个数字、哪一票类。",
    ),
    "new_slips_needed": Words(
        "这一事项有一轮因弄虚作假作废，原凭条不得再用于这一事项。",
        "请在作废的那一轮点“另开会议，用新凭条重投”。",
    ),
    "repeat_reason_missing": Words(
        "这一事项已经投过票。", "请在那一轮写明重投的原因；原因写入签名文件，投票前公布。"
    ),
    "not_annulled": Words("这一轮没有作废。", "只有作废的轮次才用新凭条另开会议。"),
    "not_a_test_run": Words("这不是演练，没有清除任何东西。", "正式会议的数据永远不能清除。"),
    "wiped_already": Words("演练已经清除。", "不需要再做。"),
    "test_of_test": Words("这已经是演练。", "请继续演练，或清除它。"),
    "test_run_not_wiped": Words("演练还没有清除。", "请先打开演练，一键清除，再开始签到。"),
    "papers_unreadable": Words(
        "有几行读不懂，没有记下任何一张。",
        "您填的都还在下面：改好这几行，再点录入。一张一行：先票号，再逐项填写；废票写 x。",
    ),
    "papers_too_many": Words("一个票类最多 20000 张选票。", "没有记下任何一张。请核对票号。"),
    "no_paper_round": Words("这一轮不能录入纸质选票。", "可能已经计票、已取消，或者不是纸质投票。"),
    "paper_round_outdated": Words(
        "这一轮是系统升级以前开始的，不能录入。",
        "请取消这一轮，再“改用纸质投票”重开一轮；已收回的选票照样录入。",
    ),
    "tellers_complete": Words("这个票类已有两名监票人录入。", "请由他们更正。"),
    "paper_numbers_impossible": Words("发出的选票多于到会人数。", "请重新清点。没有记下任何数。"),
    "present_already": Words("此人已签到。", "如果签错了，请先撤销签到。"),
    "not_on_leave": Words("此人没有请假记录。", "不需要更正。"),
    "not_late": Words("此人没有迟到签到的记录。", "不需要撤销。"),
    "late_during_round": Words("正在投票，不能补签。", "请等这一轮结束，再给此人签到。"),
    "late_by_reserve_slip": Words("用手机的会议里，迟到的人领备用凭条。", "请点“发一张备用凭条”。"),
    "no_such_remedy": Words("没有这一页。", "请从列表里选。"),
    "reserve_not_recorded": Words("记录显示此人没有领过备用凭条。", "不需要更正。"),
}
"""By the slug of a refusal: what is wrong and what to do next."""
