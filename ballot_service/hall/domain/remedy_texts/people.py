"""Faults that one person meets: a slip lost, a machine stuck, help needed, a wrong name.

May import: stdlib, this package's shape.
"""

from __future__ import annotations

from collections.abc import Mapping

from ballot_service.hall.domain.remedy_texts.shape import Remedy, Words

PEOPLE: Mapping[str, Remedy] = {
    "lost_slip": Remedy(
        title=Words(
            "凭条丢了，或手机丢了",
            "A slip, or a phone, is lost",
        ),
        now=(
            Words(
                "先问：页面是否已经显示“已投出”？显示过，这张票就算数，凭条不再需要。",
                "Ask first: did the page say CAST? Then the ballot counts and the slip is not "
                "needed any more.",
            ),
            Words(
                "没有显示：请此人和两名监票人当场找一找。找到了，用原来的凭条投。",
                "If not: let the person and two scrutineers look for it. If it is found, it is "
                "used as it is.",
            ),
            Words(
                "找不到：等这一轮结束，由主持人和两名监票人决定是否补发一张备用凭条。",
                "If not found: wait until this round is over; then the chair and two scrutineers "
                "decide whether a reserve slip is handed out.",
            ),
            Words(
                "用手机领到凭证的人不能补发凭条：他的凭证还能用，换一条就是两票。只要存过备份码，"
                "换一部手机就能投。",
                "Whoever got a credential on a phone gets no slip: the credential still works, "
                "so a slip would be a second vote. With the saved code another phone will do.",
            ),
        ),
        decides=Words(
            "主持人和两名监票人",
            "The chair and two scrutineers",
        ),
        again=Words(
            "轮次之间补发一次。丢的那张仍算“发出”，记在“未收回”里。",
            "A slip is replaced once, between rounds. The lost one still counts as handed out "
            "and stays among those not returned.",
        ),
        never=Words(
            "不能作废单张凭条：系统不知道哪张是谁的。捡到凭条的人请交给监票人，不能投。",
            "No single slip can be made void: nobody, the system included, knows whose it was. "
            "Whoever finds one gives it to a scrutineer and does not vote with it.",
        ),
        recorded=Words(
            "发出数；用手机的会议补发时，在签到页记人，不记凭条号。",
            "The number handed out; in a meeting with phones the check-in desk records for whom, "
            "never the slip's code.",
        ),
    ),
    "dead_kiosk": Remedy(
        title=Words(
            "投票机坏了、卡住了、走开了",
            "The voting machine is dead, stuck, or left alone",
        ),
        now=(
            Words(
                "看屏幕：绿色“已投出”＝票已在箱里；黄色“尚未投出”＝没有投出。",
                "Look at the screen: green CAST means the ballot is in the box; yellow NOT CAST "
                "means it is not.",
            ),
            Words(
                "没看清就黑屏了：用同一张凭条在另一台机器或手机上再投一次。已投过会明说，不会变成"
                "两票。",
                "If it went dark before anybody saw: use the same slip on another machine or "
                "phone. If the ballot was cast it says so; there cannot be two.",
            ),
            Words(
                "投到一半走开的人，请叫回来。超过时限，机器自己清空，没有投出的票不存在。",
                "Call back whoever left halfway. After its time the machine clears itself; a "
                "ballot that was not cast does not exist.",
            ),
            Words(
                "修不好就换一台电脑打开同一个网址。投票机里什么都没有存。",
                "If it cannot be repaired, open the same address on another computer. Nothing is "
                "kept in the machine.",
            ),
        ),
        decides=Words(
            "工作人员；延迟结束投票由主持人决定",
            "Staff; the chair, whether to wait with the close",
        ),
        again=Words(
            "换机器、同一张凭条，随时可以。",
            "Another machine with the same slip, at any time.",
        ),
        never=Words(
            "不能替别人按完。",
            "Nobody finishes another person's ballot.",
        ),
        recorded=Words(
            "不记录。投票机和票箱都不知道是谁。",
            "Nothing. Neither machine nor box knows who it was.",
        ),
    ),
    "needs_help": Remedy(
        title=Words(
            "有人不能独自投票",
            "A person cannot vote alone",
        ),
        now=(
            Words(
                "先问本人要什么：大字、英文、键盘、扫码枪、坐着投。投票机都有。",
                "Ask the person first: large type, another language, keyboard, scanner, a seat. "
                "The voting machine has them.",
            ),
            Words(
                "看不见、写不了：由本人自己挑一个人代为操作。被测评人、主持人、监票人、工作人员不"
                "能代。",
                "If that is not enough: the person chooses who helps. Nobody who is voted on, no "
                "chair, scrutineer or staff may help.",
            ),
            Words(
                "两人单独在投票处；代操作的人只照本人说的按，不得外传。",
                "The two are alone at the machine; the helper presses what the person says and "
                "tells nobody.",
            ),
        ),
        decides=Words(
            "本人",
            "The person alone",
        ),
        again=Words(
            "投出之前可以随时重来。",
            "Everything, until the ballot is cast.",
        ),
        never=Words(
            "不能替不在场的人投，不能两人以上陪同。",
            "Nobody votes for somebody absent; never more than one helper.",
        ),
        recorded=Words(
            "不记录谁要人帮助、谁帮助了。",
            "Not who was helped, nor who helped.",
        ),
    ),
    "wrong_person": Remedy(
        title=Words(
            "签错了人",
            "The wrong person was checked in",
        ),
        now=(
            Words(
                "还在签到：打开签到页，找到此人，写明理由撤销，再给对的人签到。",
                "While check-in is on: open the check-in desk, find the person, undo with a "
                "reason, then check in the right one.",
            ),
            Words(
                "凭条已经给出：收回来，放进剩余凭条袋。没有收回就算发出。",
                "If a slip was handed out: take it back into the envelope of leftover slips. "
                "What is not back counts as handed out.",
            ),
            Words(
                "名单已冻结：实到数不能再减。凭条收回的，不计入发出；记在会议记录里。",
                "After the lists are frozen: the number present cannot go down. A slip taken "
                "back is not counted as handed out; say so in the minutes.",
            ),
            Words(
                "手机已经领到凭证：不能撤销。此人的一票已经发出。",
                "If a phone has got its credential: it cannot be undone. That vote is handed out.",
            ),
        ),
        decides=Words(
            "签到人员；名单冻结后由主持人",
            "Check-in staff; the chair after the freeze",
        ),
        again=Words(
            "签到期间不限次数。",
            "As often as needed while check-in is on.",
        ),
        never=Words(
            "不能查这个人投了什么、投没投。",
            "Nobody can look up whether or what that person voted.",
        ),
        recorded=Words(
            "撤销的理由、谁、何时。",
            "Why, by whom and when it was undone.",
        ),
    ),
}
"""By code."""
