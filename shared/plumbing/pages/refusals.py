"""What a person reads when a page cannot be shown: what is wrong and what to do, in both languages.

These words need no catalogue and no build, for they must be there when everything else is not.
They say nothing of what was asked for.

May import: stdlib.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One refusal in one language: what is wrong, and the next step."""

    what: str
    step: str


UNREADABLE = 400

_OTHERWISE = (
    Words("这个页面打不开。", "请回到上一页，或请现场工作人员帮助。"),
    Words("This page cannot be shown.", "Go back, or ask the staff in the hall for help."),
)

_BY_STATUS: dict[int, tuple[Words, Words]] = {
    400: (
        Words("这个请求无法识别。", "请重新扫描二维码，或重新输入网址。"),
        Words("This request cannot be read.", "Scan the QR code again, or type the address again."),
    ),
    401: (
        Words("请先登录。", "登录后再打开这个页面。"),
        Words("Please sign in first.", "Open this page again after you have signed in."),
    ),
    403: (
        Words("您不能打开这个页面。", "如果您的工作需要它，请联系管理员。"),
        Words("You may not open this page.", "If your work needs it, ask an administrator."),
    ),
    404: (
        Words("这个网址没有页面。", "请重新扫描二维码；如果网址是手工输入的，请逐字核对。"),
        Words(
            "There is no page at this address.",
            "Scan the QR code again; if you typed the address, compare it letter by letter.",
        ),
    ),
    405: (
        Words("这个页面不能这样使用。", "请回到上一页，从那里重新开始。"),
        Words("This page cannot be used in this way.", "Go back and start again from there."),
    ),
    413: (
        Words(
            "发送的内容太大，没有做任何更改。",
            "如果是文件，请换一个较小的；如果是填写或粘贴的内容，请核对是否多贴了。仍不行，请联系管理员。",
        ),
        Words(
            "What was sent is too large; nothing was changed.",
            "If it is a file, take a smaller one; if it was typed or pasted, look whether it is "
            "too much. If it has to be that long, ask an administrator.",
        ),
    ),
    429: (
        Words("现在访问的人太多。", "请稍等几秒，再刷新页面。"),
        Words("Too many people are asking.", "Wait a few seconds, then load the page again."),
    ),
    500: (
        Words("系统出错了。", "请稍等片刻再刷新页面；如果还是这样，请告诉现场工作人员。"),
        Words(
            "Something went wrong here.",
            "Wait a moment and load the page again; if it happens again, tell the staff.",
        ),
    ),
    503: (
        Words("系统正忙，暂时不能显示。", "请稍等几秒，再刷新页面。"),
        Words("This page is not available now.", "Wait a few seconds, then load it again."),
    ),
}

_OF_A_FORM = (
    Words("填写的内容不能这样保存。", "没有做任何更改。请改正后再发送。"),
    Words("What was sent cannot be kept as it is.", "Nothing was changed. Correct it, send again."),
)
"""Of a form that was refused without words of its own: whoever sent it has no QR code."""

_OF_A_FILE = (
    Words("这个文件不能使用，没有做任何更改。", "请改正文件，再重新选择。"),
    Words(
        "This file cannot be used; nothing was changed.", "Correct the file and choose it again."
    ),
)

_FILE_CODES = (
    "table_rejected",
    "table_unreadable",
    "table_too_large",
    "table_cell_rejected",
    "table_columns_missing",
)
"""What ``shared.tables`` refuses; each says in its own words what is wrong with the file."""

_BY_CODE: dict[str, tuple[Words, Words]] = {
    **dict.fromkeys(_FILE_CODES, _OF_A_FILE),
    "file_not_chosen": (
        Words("没有选择文件。", "请先选择文件，再发送。"),
        Words("No file was chosen.", "Choose the file, then send the form again."),
    ),
    "pages_not_built": (
        Words("页面还没有安装好。", "请管理员在服务器上运行 make web，再刷新页面。"),
        Words(
            "The pages are not installed yet.",
            "An administrator has to run `make web` on the server; then load the page again.",
        ),
    ),
    "hall_not_open": (
        Words("手机还不能从会场网络进来。", "请管理员用 ostraka up --lan 启动，再刷新页面。"),
        Words(
            "Phones cannot come in through the hall's network yet.",
            "An administrator has to start with `ostraka up --lan`; then load the page again.",
        ),
    ),
    "role_missing": (
        Words("您的账号没有做这件事的职责。", "请有这个职责的人来做，或请管理员另发邀请链接。"),
        Words(
            "Your account may not do this.",
            "Ask somebody whose role it is, or an administrator for a link with that role.",
        ),
    ),
    "cross_site": (
        Words("这个请求不是从本系统的页面发出的，没有做任何更改。", "请从本系统的页面重新操作。"),
        Words(
            "This request did not come from a page of this system; nothing was changed.",
            "Do it again from a page of this system.",
        ),
    ),
    "invalid_form": (
        Words("有一项没有填，或填得不对。", "没有做任何更改。请检查后再发送。"),
        Words("Something is missing or not as it has to be.", "Nothing was changed. Look again."),
    ),
    "not_oneself": (
        Words("不能关闭自己的账号。", "请另一位管理员来做。"),
        Words("Nobody closes their own account.", "Ask another administrator."),
    ),
    "no_such_account": (
        Words("没有这个账号。", "请从账号列表中选择。"),
        Words("There is no such account.", "Choose one from the list."),
    ),
    "meeting_unknown": (
        Words("没有找到这个会议。", "请重新扫描凭条上的二维码，或请现场工作人员帮助。"),
        Words("This meeting is not known here.", "Scan your slip again, or ask the staff."),
    ),
}


def words_for(status: int, code: str, *, of_form: bool = False) -> dict[str, Words]:
    """Return what to show for an HTTP status and a slug, by ``lang``, Chinese first.

    Args:
        status: of the answer.
        code: of the refusal.
        of_form: whether it stands on the page of the form that was refused.
    """
    by_status = _OF_A_FORM if of_form and status == UNREADABLE else _BY_STATUS.get(status)
    chinese, english = _BY_CODE.get(code) or by_status or _OTHERWISE
    return {"zh-Hans": chinese, "en": english}
