"""What the pages about trustees say after a form was sent, and in Chinese what is refused.

Refusals have their own words in English (``str(error)``); here are the Chinese ones.

May import: stdlib, shared.plumbing.pages.refusals.
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.plumbing.pages.refusals import Words

NOTICES: Mapping[str, tuple[str, str]] = {
    "board_made": (
        "密钥保管组已建立。请把链接发给每位持有人，由他们生成密钥：{detail}",
        "The board is made. Send its trustees the link, where they make the key: {detail}",
    ),
    "key_lost": (
        "已记下：这把密钥丢失。计票室里写明了名字，不再等这一份。",
        "Recorded: this key is lost. The count room names it and no longer waits for it.",
    ),
    "key_found": (
        "已撤回：这把密钥没有丢。",
        "Taken back: this key is not lost.",
    ),
}
"""By code: what was done, in Chinese and in English."""

CHINESE: Mapping[str, Words] = {
    "no_such_board": Words("没有这个密钥保管组。", "请从“我的密钥”里打开。"),
    "not_a_trustee": Words(
        "您的账号不是这个密钥保管组的持有人。", "请用您自己的账号登录，或请管理员核对保管组名单。"
    ),
    "no_such_meeting": Words(
        "没有这个编号的会议，没有开始演练。",
        "请核对会议主持给的编号；会议刚刚准备好的，过一两分钟再试。",
    ),
    "other_board": Words(
        "这次会议用的是另一个密钥保管组，没有开始演练。",
        "请会议主持核对会议页上的保管组，再把链接发给那个组的持有人。",
    ),
    "no_such_trustee": Words("这个保管组没有这一位持有人。", "请从保管组的密钥页里打开。"),
    "not_your_key": Words(
        "只有本人或管理员才能这样报告，没有记下什么。", "请本人登录后报告，或请管理员代报。"
    ),
    "lost_already": Words("这把密钥已经报告丢失。", "不用再报；下一步见下面。"),
    "not_lost": Words("这把密钥没有报告丢失。", "不用撤回。"),
    "loss_stands": Words(
        "报告以后已经有票箱解密，不能再撤回。", "请为以后的会议另建一个密钥保管组。"
    ),
    "board_not_ready": Words(
        "密钥仪式还没有完成，没有密钥可丢。", "仪式途中丢了的，请管理员另建一个保管组，从头做。"
    ),
}
