"""Faults of a whole meeting: network, power, counts, keys, fraud.

May import: stdlib, this package's shape.
"""

from __future__ import annotations

from collections.abc import Mapping

from ballot_service.hall.domain.remedy_texts.shape import Remedy, Words

MEETING: Mapping[str, Remedy] = {
    "no_network": Remedy(
        title=Words(
            "网络断了",
            "No network",
        ),
        now=(
            Words(
                "不要结束投票。手机和投票机会自己重试；同样的一票只会收一次，回执相同。",
                "Do not close. Phones and machines try again by themselves; the same ballot is "
                "taken once and gets the same receipt.",
            ),
            Words(
                "请大家不要关页面：页面写“尚未投出”，就是还没有投出。",
                "Ask everybody to keep the page open: while it says NOT CAST, nothing was cast.",
            ),
            Words(
                "检查路由器和主机的网线；让人到有线的投票机上投。",
                "Check the router and the host's cable; let people vote at a machine with a cable.",
            ),
            Words(
                "会议端和票箱、计票端之间断了：文件会自己重发。被拒收的，排除原因后在会议页重发。",
                "If the desk cannot reach box or counting: documents are sent again by "
                "themselves. What was refused is sent again from the meeting's page once its "
                "cause is removed.",
            ),
            Words(
                "恢复不了：结束这一轮，改日重投，或改用纸质投票。",
                "If it does not come back: close the round and repeat it, or hold it on paper.",
            ),
        ),
        decides=Words(
            "主持人",
            "The chair",
        ),
        again=Words(
            "激活的截止时间可以写明理由推迟。投票没有预告的截止时间：两人确认才结束，等就是了。",
            "The announced end of activation can be moved back, with a reason. Voting has no "
            "announced end: two people close it, so simply wait.",
        ),
        never=Words(
            "截止时间不能提前。",
            "An announced end is never moved forward.",
        ),
        recorded=Words(
            "推迟的理由、谁、何时；被拒收的文件。",
            "Why, by whom and when an end was moved; what was refused.",
        ),
    ),
    "no_power": Remedy(
        title=Words(
            "停电了，或主机停了",
            "No power, or the host has stopped",
        ),
        now=(
            Words(
                "凡是显示过“已投出”的票，都已写在硬盘上。其余的没有投出。",
                "Every ballot that was shown as CAST is on the disk. All others were not cast.",
            ),
            Words(
                "来电后启动主机。会议停在原来的地方，投票中的轮次仍然在投票中。",
                "When power is back, start the host. The meeting stands where it stood; a round "
                "that was open is open.",
            ),
            Words(
                "大家用原来的凭条或原来的页面继续。",
                "People go on with the same slip or the same page.",
            ),
            Words(
                "主机坏了：用备份恢复到另一台机器（管理员），两名监票人在场。恢复不了的轮次重投。",
                "If the host is broken: an operator restores the backup on another machine, two "
                "scrutineers present. A round that cannot be restored is repeated.",
            ),
        ),
        decides=Words(
            "主持人；恢复备份由管理员和两名监票人",
            "The chair; for a backup, the operator and two scrutineers",
        ),
        again=Words(
            "继续同一轮，或重投一轮，旧的一轮保留。",
            "Go on with the round, or repeat it; the old one stays.",
        ),
        never=Words(
            "不能凭记忆补录任何一票。",
            "No ballot is entered from memory.",
        ),
        recorded=Words(
            "谁、何时、为何重投。",
            "Who repeated the round, when and why.",
        ),
    ),
    "counts_differ": Remedy(
        title=Words(
            "数目对不上",
            "The counts do not match",
        ),
        now=(
            Words(
                "两名监票人的数不一致：两个数都作废，各自重数，分别录入。不要先商量。",
                "If two scrutineers differ: both counts are gone. Each counts again alone and "
                "enters alone; do not agree on a number first.",
            ),
            Words(
                "发出多于到会，或多于印制：先查签到（漏签、迟到未签），再数剩余凭条。",
                "If more was handed out than people are present, or than was printed: look at "
                "check-in first (somebody not ticked, or late), then count the leftover slips.",
            ),
            Words(
                "收回少于发出：正常。差数就是“未收回”（弃投或丢失），不需要补。",
                "If fewer came back than were handed out: that is normal. The rest is 'not "
                "returned'; nothing has to be filled up.",
            ),
            Words(
                "收回多于发出：这一轮作废，不解密，重投（E31）。这由计票端判定，谁也不能放行。",
                "If more came back than were handed out: the round is annulled, never decrypted, "
                "and repeated (E31). The tally service decides that; nobody can let it pass.",
            ),
        ),
        decides=Words(
            "两名监票人；收回多于发出时规则自动作废",
            "Two scrutineers; with more returned than handed out the rule annuls by itself",
        ),
        again=Words(
            "重数，不限次数；作废的轮次重投。",
            "Count again, as often as needed; repeat an annulled round.",
        ),
        never=Words(
            "不能只改一个人的数，不能“调平”。",
            "One person's number is never adjusted to make them match.",
        ),
        recorded=Words(
            "每一次录入、改录和不一致：谁、何时；两人一致以后才有数。",
            "Every entry, change and difference, by whom and when; the numbers only once the two "
            "agree.",
        ),
    ),
    "lost_key": Remedy(
        title=Words(
            "密钥丢了或读不出",
            "A key share is lost or cannot be read",
        ),
        now=(
            Words(
                "先试备份：同一个密钥文件的另一份介质，口令输入法切到英文再试。",
                "Try the spare copy first: the same key file on its other medium; type the "
                "passphrase with the keyboard in English.",
            ),
            Words(
                "会前发现：换一个密钥保管组，重新准备会议。演练就是为了此刻。",
                "If found before the meeting: choose another board of trustees and prepare the "
                "meeting again. That is what the rehearsal is for.",
            ),
            Words(
                "会后发现，还有足够的人：其余保管人照常计票，缺一份不影响结果。",
                "If found afterwards and enough others are there: the others count; a missing "
                "share changes nothing.",
            ),
            Words(
                "剩下的人不够：这一轮的票永远打不开。不泄露任何一票，但没有结果，只能重投。",
                "If too few are left: the ballots of this round can never be opened. No vote "
                "leaks, and there is no result; the round is held again.",
            ),
        ),
        decides=Words(
            "密钥持有人和主持人",
            "The trustees and the chair",
        ),
        again=Words(
            "换保管组，重新开会投票。",
            "Another board of trustees, another meeting.",
        ),
        never=Words(
            "没有后门，没有人能替保管人解密。",
            "There is no back door; nobody decrypts for a trustee.",
        ),
        recorded=Words(
            "哪份密钥没有来；缺席者的编号和姓名在计票页。",
            "Which share did not come; the count's page names it.",
        ),
    ),
    "fraud": Remedy(
        title=Words(
            "发现弄虚作假",
            "Somebody has cheated",
        ),
        now=(
            Words(
                "不要当场宣布结果。保管好凭条、剩余凭条和票数账。",
                "Announce no result. Keep slips, leftover slips and ledgers safe.",
            ),
            Words(
                "由组织认定并出具文件（B05）。有文号和日期，才能宣布这一轮作废。",
                "The organisation makes a finding and signs a document (B05). With its number "
                "and date the round can be annulled.",
            ),
            Words(
                "两个人分别确认作废。旧的数据保留，不合并、不再用（E31）。",
                "Two people confirm the annulment, each for themselves. The old numbers are "
                "kept, never merged, never used (E31).",
            ),
            Words(
                "另开一次会议，用新的凭条重投：从作废的轮次一键建立。",
                "Vote again in a new meeting with new slips: one button at the annulled round "
                "makes it.",
            ),
        ),
        decides=Words(
            "组织认定，两人执行",
            "The organisation's finding; two people carry it out",
        ),
        again=Words(
            "整轮重投，用新凭条。",
            "The whole round, with new slips.",
        ),
        never=Words(
            "不能只删掉“有问题的票”：没有人知道是哪些。",
            "No 'bad ballots' are taken out: nobody knows which.",
        ),
        recorded=Words(
            "文号、日期、两名确认人、时间。",
            "The document's number and date, both names, the time.",
        ),
    ),
}
"""By code."""
