"""Why a round was not counted, and what is to be done about it, in both languages.

A count keeps a cause as a slug (``tally_service.counts``) and its report takes it to the desk
(``RoundStatus``); here it becomes sentences, the same ones at both. A cause that nobody has words
for is shown by its slug, never hidden.

May import: stdlib.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause: what happened, what to do, and the rule behind it if there is one."""

    slug: str
    what_zh: str
    what_en: str
    do_zh: str
    do_en: str
    rule_zh: str = ""
    rule_en: str = ""

    @property
    def said(self) -> dict[str, str]:
        """Return what happened and what to do, by language; the slug is not in it."""
        return {"zh": f"{self.what_zh}{self.do_zh}", "en": f"{self.what_en} {self.do_en}"}

    @property
    def whole(self) -> tuple[str, str]:
        """Return the same in Chinese and English, with the slug at the end, for support."""
        said = self.said
        return f"{said['zh']}（代码 {self.slug}）", f"{said['en']} (code {self.slug})"


_REPEAT = (
    "请会议工作人员在会务登记端另开一轮重投，并把原因写进会议记录。本轮的档案和数字都保留，不与新一轮合并。",
    (
        "The organizer repeats the round at the desk and puts the cause into the minutes. "
        "Archive and numbers of this round are kept and never merged with the new one."
    ),
)
_CORRECT = (
    (
        "如果是会务登记端填错了数：会议的两名监票人在会议页打开“更正票数账中的错误数字”，填写完全相同的更正数字和原因，"
        "这一轮会重新核对。数没有填错的：另开会议重投，并把原因写进会议记录。"
    ),
    (
        "If the desk's number is wrong, the meeting's two scrutineers open “Correct a wrong number "
        "of the ledger” on its page and enter the same numbers and a reason; the round is looked "
        "at again. If the numbers are right, hold the vote again and put the cause on record."
    ),
)
_ADMIN = (
    "请管理员保存票箱公布的文件，用 ostraka verify 查明哪一项不符；查明以前不要重投。",
    (
        "An administrator keeps the files that the box published and finds with `ostraka "
        "verify` which check fails; do not repeat the round before that is known."
    ),
)
_ANNUL = (
    "如需重投，请会议工作人员在会务登记端用新凭条另开会议；原来的数字留档，不合并。",
    (
        "Nothing of it is decrypted. If the vote has to be held again, the organizer holds a new "
        "meeting with new slips; its numbers stay on file and are never merged."
    ),
)

_TEXTS: Mapping[str, tuple[str, str, tuple[str, str]]] = {
    "manifest_rejected": (
        "会议清单或票箱清单的签名或内容不符。",
        "The manifest of the meeting or of the box does not hold.",
        _ADMIN,
    ),
    "list_rejected": (
        "票箱的公钥名单与会务登记端冻结的名单不符。",
        "The box's list of credentials is not the one that the desk froze.",
        _ADMIN,
    ),
    "closing_rejected": (
        "封箱记录与档案不符，或签名不是两名监票人的。",
        "The closing record does not fit the archive, or two scrutineers have not signed it.",
        _ADMIN,
    ),
    "checkpoint_rejected": (
        "票箱签署的检查点与档案不符。",
        "The box's signed checkpoint does not fit the archive.",
        _ADMIN,
    ),
    "archive_rejected": (
        "票箱的档案不完整，或顺序不对。",
        "The box's archive is not whole, or not in order.",
        _ADMIN,
    ),
    "setup_rejected": (
        "档案里的选举参数或公钥与会议清单不符。",
        "Election or keys in the archive are not those of the manifest.",
        _ADMIN,
    ),
    "activations_rejected": (
        "有激活的凭证没有有效的盲签名。",
        "A credential was activated without a valid blind signature.",
        _ADMIN,
    ),
    "ballot_rejected": (
        "有一张选票的证明不成立。",
        "The proof of a ballot does not hold.",
        _ADMIN,
    ),
    "credential_rejected": (
        "有选票使用了名单以外的凭证，或同一凭证投了两次。",
        "A ballot was cast under a credential that is not listed, or two under one.",
        _ADMIN,
    ),
    "leftovers_rejected": (
        "剩余凭条的扫描记录不成立。",
        "The scan of the leftover slips does not hold.",
        _ADMIN,
    ),
    "board_unknown": (
        "会议使用的密钥保管组不在本系统，没有人能解密。",
        "The meeting's board of trustees is not one of this service: nobody here can decrypt.",
        (
            "请核对会议使用的是哪个计票系统的密钥保管组；换用本系统的保管组后另开会议。",
            (
                "Find out which service has that board, or hold the meeting again with a board of"
                " ours."
            ),
        ),
    ),
    "round_decided": (
        "这个票箱的档案来得太晚：本轮已有定论。",
        "This box came too late: its round was decided before.",
        _REPEAT,
    ),
    "numbers_differ": (
        "会务登记端的数字、冻结名单和剩余凭条的扫描彼此不符；不符的各项见票数账。",
        (
            "The desk's numbers, the frozen list and the scan of leftover slips contradict "
            "each other; the ledger shows where."
        ),
        _CORRECT,
    ),
    "sheets_differ": (
        "同一测评项在各票箱里的内容不同，不能相加。",
        "One contest differs from box to box, so that its votes cannot be added.",
        _REPEAT,
    ),
    "returned_over_issued": (
        "收回的票多于发出的票。",
        "More ballots came back than were handed out.",
        _ANNUL,
    ),
    "leftover_voted": (
        "有人用没有发出的凭条投了票。",
        "Somebody voted with a slip that was not handed out.",
        _ANNUL,
    ),
    "round_on_paper": (
        "会务登记端已宣布本轮用纸质票，却又来了本轮的票箱。",
        "The desk announced this round as one on paper, and then a box of it came.",
        _ADMIN,
    ),
    "papers_over_issued": (
        "收回的纸质票多于发出的票。",
        "More papers came back than were handed out.",
        (
            "请会议工作人员在会务登记端另开一轮，用新印的票重投；原票封存留档，不合并。",
            (
                "The organizer holds the round again with newly printed papers; the old ones stay "
                "sealed on file and are never merged."
            ),
        ),
    ),
    "papers_below_floor": (
        "有效的纸质票少于披露下限：公布任何票数都可能暴露个人，所以会务登记端没有保存票数。",
        (
            "Fewer papers hold than the disclosure floor. Any count could give somebody away, so "
            "the desk has kept none."
        ),
        (
            "不需要做什么：报告里只写“已收集，未计票”和票数账。录入人见过选票，请他们保密。",
            (
                "Nothing: the report says “collected, not counted” and shows the ledger. The "
                "tellers have seen the papers; remind them to keep silent."
            ),
        ),
    ),
    "fraud_found": (
        "组织认定弄虚作假或工作失误造成结果严重失实，两人确认作废；认定见“作废本轮”页。",
        (
            "Two people recorded the organisation's finding that the result is untrue; the page "
            "on annulling shows it."
        ),
        (
            "需要结果的，请会议工作人员在会务登记端另开会议，用新凭条重投；原来的数字留档，不合并。",
            (
                "If a result is needed, the organizer prepares a new meeting with new slips at the "
                "desk; these numbers stay on file and are never merged."
            ),
        ),
    ),
    "below_floor": (
        "收回的票少于披露下限：公布任何票数都可能暴露个人，所以永不解密。",
        (
            "Fewer ballots came back than the disclosure floor. Any count could give somebody"
            " away, so it is never decrypted."
        ),
        (
            "不需要做什么：报告里只写“已收集，未计票”和票数账。",
            "Nothing: the report says “collected, not counted” and shows the ledger.",
        ),
    ),
}

_RULES: Mapping[str, tuple[str, str]] = {
    "returned_over_issued": (
        "收回多于发出的，本次表决无效，重新投票（规则目录 D13、E31；协议 P13）。",
        (
            "A vote in which more is returned than was issued is void and held again "
            "(catalogue D13, E31; protocol P13)."
        ),
    ),
    "leftover_voted": (
        "剩余凭条上出现选票的，该轮作废（协议 P14）。",
        "A ballot under a leftover slip annuls its round (protocol P14).",
    ),
    "fraud_found": (
        "弄虚作假或工作失误造成测评结果严重失实的，作废重投（条款 B05；规则目录 E31）。",
        "A result that is seriously untrue is void and held again (clause B05; catalogue E31).",
    ),
    "papers_over_issued": (
        "收回多于发出的，本次表决无效，重新投票（规则目录 D13、E31；协议 P13）。",
        (
            "A vote in which more is returned than was issued is void and held again "
            "(catalogue D13, E31; protocol P13)."
        ),
    ),
    "papers_below_floor": (
        "有效票低于披露下限的票类只报已收集（规则目录 E32、D20；协议 P13）。",
        "Of a class below the disclosure floor only that it was collected is told (E32, D20, P13).",
    ),
    "below_floor": (
        "低于披露下限的票箱封存，不解密（协议 P13；规则目录 E32）。",
        (
            "A box below the disclosure floor is sealed and never decrypted (protocol P13; "
            "catalogue E32)."
        ),
    ),
}


def explain(slug: str) -> Cause:
    """Return the cause ``slug`` in words."""
    if slug not in _TEXTS:
        return Cause(slug, f"原因代码：{slug}。", f"The cause is: {slug}.", *_ADMIN)
    zh, en, do = _TEXTS[slug]
    return Cause(slug, zh, en, *do, *_RULES.get(slug, ("", "")))
