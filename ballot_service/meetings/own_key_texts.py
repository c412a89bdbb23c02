"""What the page of a scrutineer's own key says after its form was sent.

May import: stdlib, shared.plumbing.pages.refusals.
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.plumbing.pages.refusals import Words

NOTICES: Mapping[str, tuple[str, str]] = {
    "scrutineer_key_recorded": (
        "公钥已登记。会议组织者在会议资料里选中您，就会填上它。",
        "Your public key is on record. It is filled in wherever an organizer chooses you.",
    ),
}
"""By code: what was done, in Chinese and in English."""

CHINESE: Mapping[str, Words] = {
    "scrutineer_key_rejected": Words(
        "这不是公钥，没有登记。",
        "公钥是 64 个字符，只有 0 到 9 和 a 到 f；不要把密钥文件或口令贴在这里。",
    ),
    "scrutineer_key_taken": Words(
        "这把公钥登记在另一个账号名下，或者有会议把它写在别人名下，没有登记。",
        "请生成您自己的密钥：一把钥匙只归一个人。",
    ),
    "other_account": Words(
        "现在登录的是另一个人，没有登记。", "请用打开这一页的账号重新登录，再试一次。"
    ),
    "scrutineer_key_over": Words(
        "这把公钥您以前换掉了，没有登记。", "换掉的密钥不再使用，请生成一把新的。"
    ),
    "scrutineer_key_changed": Words(
        "您打开这一页以后，登记的公钥已经变了，没有再改。",
        "请看现在登记的是哪一把。不是您本人改的，请告诉管理员，并在“我的账号”里结束其他登录。",
    ),
}
"""By the slug of a refusal: what is wrong and what to do next."""
