"""What the count room's pages say after a form was sent: done, or refused and what to do next.

Refusals have their own words in English (``str(error)``); here are the Chinese ones.

May import: stdlib, shared.plumbing.pages.refusals.
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.plumbing.pages.refusals import Words

NOTICES: Mapping[str, tuple[str, str]] = {
    "round_signed": (
        "已记下您的签署；还需另一名认证人签署。",
        "Your signature is recorded; another certifier has to sign.",
    ),
    "round_certified": (
        "签署齐了，结果已认证，正在送往考核系统。",
        "All signatures are here: the result is certified and on its way to appraisal.",
    ),
}
"""By code: what was done, in Chinese and in English."""

CHINESE: Mapping[str, Words] = {
    "name_unprintable": Words(
        "报告中有一个字没有字形，PDF 没有生成。",
        "是哪个字、在谁的名字里，见下面；票数可以先下载电子表格（XLSX）。",
    ),
    "no_such_round": Words("这里没有这一轮。", "请回到计票室首页，从列表中打开。"),
    "result_not_published": Words(
        "这个地址没有公布的结果。",
        "不公布结果的会议，由组织者把结果送给该收到的单位；要知道结果，请问会议的组织者。",
    ),
    "draft_not_ready": Words(
        "这一轮还不能签署，也没有票数可看：票数没有算出，或者本轮已经作废。",
        "请打开这一轮的页面，看“下一步”。",
    ),
    "busy": Words("正在生成别的报告，这一份还没有做。", "请等几秒，再点一次。"),
    "already_certified": Words("这一轮已经认证。", "不需要再签署。"),
    "name_differs": Words(
        "输入的姓名与您账号上的姓名不同，没有签署。",
        "请按账号上的姓名完整输入；只能签自己的名字。",
    ),
    "draft_changed": Words(
        "结果在您查看以后变了，没有签署。", "请重新核对本页的票数和判定，再签署。"
    ),
    "unanimity_not_acknowledged": Words(
        "有测评项全体一致，公布会暴露每个人的选择，没有签署。",
        "请阅读提示，勾选确认后再签署；不同意公布就不要签署。",
    ),
    "same_person": Words("您已经签署或确认过了。", "还需要另一个人，用自己的账号操作。"),
    "person_needed": Words("这一步只能由本人登录后签署。", "请用个人账号登录。"),
    "counts_not_certified": Words(
        "这一轮还没有认证：票数和判定只有认证人能看。", "请等两名认证人签署。"
    ),
}
