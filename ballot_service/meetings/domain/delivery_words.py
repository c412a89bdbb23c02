"""What another service refused of the desk's documents: which one, why, and what to do next.

A reader answers a refusal with a slug (``shared.plumbing.http``); here it becomes sentences. The
slug stays at the end, small: people who ask for help by phone read it out. A slug that nobody has
words for is shown as it is, never hidden.

May import: stdlib, shared.causes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.causes import Cause

READERS: Mapping[str, tuple[str, str]] = {
    "box": ("票箱", "The box"),
    "tally": ("计票端", "The tally service"),
}

DOCUMENTS: Mapping[str, tuple[str, str]] = {
    "board": ("密钥保管组文件", "the board of trustees"),
    "meeting_manifest": ("会议清单", "the meeting's manifest"),
    "box_manifest": ("票箱的测评表", "a box's sheet"),
    "issuer_keys": ("签发公钥", "the issuer's keys"),
    "activation_order": ("激活的命令", "the order about activation"),
    "frozen_lists": ("冻结的名单", "the frozen lists"),
    "round_order": ("开箱、关箱或作废的命令", "the order to open, close or annul"),
    "meeting_end": ("会议结束的通知", "the notice that the meeting has ended"),
    "test_wipe": ("清除演练的命令", "the order to wipe a test run"),
    "round_ledger": ("票数账", "the ledger of a round"),
    "paper_round": ("纸质投票的公告", "the announcement of a round on paper"),
    "paper_result": ("纸质投票的票数", "the numbers of a round on paper"),
    "paper_withdrawn": ("撤销纸质投票的通知", "the notice that a round on paper is withdrawn"),
}
"""What the desk sends, by the document's type."""

_AGAIN = (
    "请点“重新发送文件”；还是这样，请把这一页给管理员看。",
    "Press “Send the documents again”; if it stays so, show this page to an administrator.",
)
_VERSIONS = (
    "请管理员查明两端装的是不是同一个版本（ostraka check），然后重新发送。",
    "An administrator finds out whether both run the same version (`ostraka check`); send again.",
)
_KEYS = (
    "请管理员核对两端登记的公钥（ostraka check），改正后重新发送。",
    "An administrator compares the keys that both have on file (`ostraka check`); send again.",
)
_STANDS = (
    "请管理员查明那里现有的文件从何而来；查明以前不要继续这一步。",
    "An administrator finds out where that came from; do not go on with this step before.",
)
_PAPER = (
    "请两名监票人核对纸质记录和会议页上的数字，并请管理员查明。",
    "Two scrutineers compare the papers with the numbers on this page; tell an administrator.",
)
_LEDGER = (
    "那里现在算数的是原来的数字，不全是这里的。请两名监票人在会议页重新录入正确的数字。",
    "The numbers before still count there. Two scrutineers enter the right numbers here again.",
)
_NEW_MEETING = (
    "还要投票的，请另开会议。",
    "If something is still to be voted on, hold a new meeting.",
)

_UNREADABLE = ("那里读不了这份文件。", "It cannot read this document.", _VERSIONS)

_TEXTS: Mapping[str, tuple[str, str, tuple[str, str]]] = {
    "unknown": ("没有说明原因。", "It gave no reason.", _AGAIN),
    "not_found": ("那里没有收文件的地址。", "It has no address that takes this.", _VERSIONS),
    "bad_request": _UNREADABLE,
    "too_large": ("文件太大。", "The document is too large.", _VERSIONS),
    "wrong_content_type": _UNREADABLE,
    "invalid_body": _UNREADABLE,
    "malformed": _UNREADABLE,
    "malformed_document": _UNREADABLE,
    "kind_unknown": _UNREADABLE,
    "unknown_document": _UNREADABLE,
    "verification_failed": (
        "文件的签名或内容没有通过核验。",
        "The document's signature or content does not hold.",
        _KEYS,
    ),
    "receipt_key_differs": (
        "会议清单里的回执公钥不是这个票箱的。",
        "The manifest names another receipt key than this box has.",
        _KEYS,
    ),
    "meeting_unknown": ("那里没有这个会议。", "It does not know this meeting.", _AGAIN),
    "box_unknown": ("那里没有这个票箱。", "It does not know this box.", _AGAIN),
    "no_such_round": ("那里没有这一轮。", "It does not know this round.", _AGAIN),
    "meeting_stands": (
        "那里已有这个会议，或其中一个票箱，内容不同。",
        "It has this meeting, or one of its boxes, with another manifest.",
        _STANDS,
    ),
    "manifest_differs": (
        "文件与那里的会议清单不符。",
        "The document does not fit the manifest that it has.",
        _STANDS,
    ),
    "box_assigned": (
        "这个票箱或这个票类在本轮已有测评表。",
        "This box, or this class, has its sheet for the round already.",
        _STANDS,
    ),
    "board_missing": (
        "会议的密钥保管组还没有送到。",
        "The meeting's board of trustees has not come yet.",
        _AGAIN,
    ),
    "board_not_named": (
        "那里没有会议使用这个密钥保管组。",
        "No meeting there names this board of trustees.",
        _AGAIN,
    ),
    "lists_differ": (
        "要冻结的名单与票箱里的名单不同。",
        "The lists to be frozen are not those in the box.",
        _STANDS,
    ),
    "meeting_over": (
        "那里的会议已经结束，不能再开箱。",
        "The meeting has ended there; no round can be opened.",
        _NEW_MEETING,
    ),
    "round_differs": (
        "命令里写的票箱不是本轮的全部票箱。",
        "The order does not name exactly the boxes of its round.",
        _STANDS,
    ),
    "wrong_state": (
        "那里的票箱已在别的状态，不能执行这个命令。",
        "The box is in another state there, in which this cannot be done.",
        _AGAIN,
    ),
    "activation_not_open": (
        "那里的激活还没有开始。",
        "Activation has not begun there.",
        _AGAIN,
    ),
    "activation_ended": (
        "那里的激活已经截止。",
        "Activation has ended there.",
        _AGAIN,
    ),
    "activation_running": (
        "那里的激活还没有截止，不能冻结名单。",
        "Activation is still running there; lists cannot be frozen.",
        _AGAIN,
    ),
    "issuer_keys_stand": (
        "那里已有这个会议的签发公钥。",
        "It has issuer's keys of this meeting already.",
        _STANDS,
    ),
    "not_a_test": (
        "那里的会议不是演练，不能清除。",
        "The meeting is no test run there and cannot be wiped.",
        _STANDS,
    ),
    "wipe_differs": (
        "清除命令里的票箱不是那里这次演练的票箱。",
        "The order to wipe names other boxes than the test run has there.",
        _STANDS,
    ),
    "other_meeting_kept": (
        "那里已有这个会议的另一份清单或冻结名单。",
        "It keeps another manifest, or other frozen lists, of this meeting.",
        _STANDS,
    ),
    "ledger_stands": (
        "那里已有这一轮的另一份票数账。",
        "It keeps another ledger of this round.",
        _LEDGER,
    ),
    "ledger_impossible": (
        "更正的数字与那里已作的决定（解密或封存）矛盾。",
        "The corrected numbers contradict what was decided there: to decrypt, or to seal.",
        _LEDGER,
    ),
    "round_certified": (
        "那里已认证这一轮的结果，数字不能直接更正。",
        "The result of this round is certified there; its numbers cannot simply change.",
        (
            "请认证人先在计票室开启更正，然后重新发送。",
            "A certifier opens a correction in the count room; then send the documents again.",
        ),
    ),
    "round_annulled": (
        "那里已作废这一轮。",
        "The round is annulled there.",
        (
            "更正不再需要；还要结果的，请用新的凭条另开会议重投。",
            "No correction is needed. If a result is needed, hold a new meeting with new slips.",
        ),
    ),
    "round_in_boxes": (
        "那里已有这一轮的票箱或票数账，不能改为纸质投票。",
        "Boxes or numbers of this round are there already; it cannot be held on paper.",
        _STANDS,
    ),
    "round_on_paper": (
        "那里记的是：这一轮用纸质票，没有票箱。",
        "This round is announced there as one on paper, without boxes.",
        _STANDS,
    ),
    "paper_round_stands": (
        "那里对这一轮纸质投票已有别的记录，或者已计票、已作废。",
        "Something else is on file there about this round on paper, or it is counted or annulled.",
        _PAPER,
    ),
    "paper_not_announced": (
        "这一轮没有先宣布为纸质投票，或公告与会议不符。",
        "This round was not announced as one on paper, or not as its meeting has it.",
        _PAPER,
    ),
    "paper_numbers_broken": (
        "纸质投票的数字彼此矛盾。",
        "The numbers of the round on paper contradict each other.",
        _PAPER,
    ),
    "floor_ignored": (
        "有效票少于披露下限的票类带了票数。",
        "A class below the disclosure floor came with its counts.",
        _VERSIONS,
    ),
}


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that a reader refused: who, the document's type, and the slug of the refusal."""

    reader: str
    document: str
    slug: str


def explain_refusal(refused: Refused) -> Cause:
    """Return in words who refused what, why, and what to do next."""
    zh, en, do = _TEXTS.get(refused.slug, _TEXTS["unknown"])
    reader_zh, reader_en = READERS[refused.reader]
    sent_zh, sent_en = DOCUMENTS.get(refused.document, ("一份文件", "a document"))
    return Cause(
        refused.slug,
        f"{reader_zh}没有接收{sent_zh}：{zh}",
        f"{reader_en} did not take {sent_en}. {en}",
        *do,
    )


def is_known(slug: str) -> bool:
    """Return whether a refusal of this slug has words of its own."""
    return slug in _TEXTS
