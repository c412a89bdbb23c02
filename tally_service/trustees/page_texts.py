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
}
"""By code: what was done, in Chinese and in English."""

CHINESE: Mapping[str, Words] = {
    "no_such_board": Words("没有这个密钥保管组。", "请从“我的密钥”里打开。"),
    "not_a_trustee": Words(
        "您的账号不是这个密钥保管组的持有人。", "请用您自己的账号登录，或请管理员核对保管组名单。"
    ),
    "no_such_meeting": Words("没有这样的会议编号。", "请核对会议主持给的编号。"),
}
