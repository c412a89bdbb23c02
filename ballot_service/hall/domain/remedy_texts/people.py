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
                "先问：页面是否已经显示“已投出”？显示过，这一轮的票就算数；后面的轮次还要用同一条。",
                "Ask first: did the page say CAST? Then the ballot of this round counts; later "
                "rounds need the same slip.",
            ),
            Words(
                "请此人和两名监票人当场找一找。找到了，用原来的凭条投。",
                "Let the person and two scrutineers look for it. If it is found, it is used as it "
                "is.",
            ),
            Words(
                "名单还没有冻结（正在签到）：可以重新印制全部凭条。新的一批上传以后，以前印的全部"
                "作废；先收齐旧的，再让大家重新抽。",
                "Before the lists are fixed (check-in is on): all slips can be printed again. Once "
                "the new batch is uploaded everything printed before is worthless; collect the "
                "old ones, then let everybody draw anew.",
            ),
            Words(
                "名单已经冻结：不补发，备用凭条也不行。丢的那张作废不了，再给一张就是两票。"
                "此人不投以后的轮次；主持人认为不妥的，另开会议，用新凭条重投。",
                "After the lists are fixed: no other slip, and none of the reserve. The lost one "
                "cannot be made void, so another would be a second vote. The person does not vote "
                "in later rounds; if that will not do, the chair has the vote held again in a new "
                "meeting with new slips.",
            ),
            Words(
                "捡到的凭条交给监票人封存：不投，也不同剩余凭条一起扫描，否则用过它的轮次作废。",
                "A slip that is found goes to a scrutineer, who seals it: nobody votes with it, "
                "and it is not scanned with the leftover ones, which would annul every round in "
                "which it was used.",
            ),
            Words(
                "用手机的会议也一样：领到凭证的人不能领凭条，只要存过备份码，换一部手机就能投；"
                "备用凭条丢了，不发第二张。",
                "In a meeting with phones it is the same: whoever got a credential gets no slip "
                "(with the saved code another phone will do), and a lost reserve slip is followed "
                "by no second one.",
            ),
        ),
        decides=Words(
            "主持人和两名监票人：冻结以前是否重新印制，冻结以后是否另开会议",
            "The chair and two scrutineers: before the lists are fixed whether all slips are "
            "printed again, afterwards whether a new meeting is held",
        ),
        again=Words(
            "名单冻结以前，重新印制全部凭条，不限次数；冻结以后，只有另开会议。",
            "Before the lists are fixed the printing of all slips, as often as needed; afterwards "
            "only the meeting as a whole.",
        ),
        never=Words(
            "不作废单张凭条，不补发单张凭条：系统不知道哪张是谁的。不为了补发而更正签到、备用凭条"
            "的记录。",
            "No single slip is made void or replaced: nobody, the system included, knows whose it "
            "was. No record of check-in or of reserve slips is changed to get another one.",
        ),
        recorded=Words(
            "丢的那张仍算“发出”，没有投就在“未收回”里。何时丢、怎样找、怎样决定，写进会议记录；"
            "从不记凭条号。",
            "The lost slip stays counted as handed out, and if it did not vote it is among those "
            "not returned. When it was lost and what was decided goes into the minutes; never the "
            "slip's code.",
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
                "凭条已经给出：收回来，放进剩余凭条袋。收不回来的，在名单冻结以前重新印制全部凭条："
                "发出多于到会，票数账不成立。",
                "If a slip was handed out: take it back into the envelope of leftover slips. If "
                "it is not given back, print all slips again before the lists are fixed: with "
                "more handed out than people present no ledger holds.",
            ),
            Words(
                "名单已冻结：实到数不能再减。凭条收回的，不计入发出，没有收回的计入；记在会议记录里。",
                "After the lists are frozen: the number present cannot go down. A slip taken "
                "back is not counted as handed out, one that is not back is; say so in the "
                "minutes.",
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
