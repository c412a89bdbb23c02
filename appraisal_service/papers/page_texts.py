"""What a browser is told when a paper of the year cannot be made: why, and what to do next.

May import: stdlib, shared.plumbing.pages.refusals.
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.plumbing.pages.refusals import Words

NOTICES: Mapping[str, tuple[str, str]] = {}
"""Papers have no forms."""

CHINESE: Mapping[str, Words] = {
    "grade_not_published": Words(
        "等次还没有公布，这份文书还不能出。", "请回到上一页，先公布等次，再取这份文书。"
    ),
    "nothing_to_post": Words(
        "本年度的规则不在公开栏公布测评结果，没有公布单。",
        "请回到上一页；等次用考核结果通知书书面通知本人。",
    ),
    "name_unprintable": Words(
        "有的姓名或单位名称里有打印不出来的字，没有生成 PDF。",
        "请回到上一页，改取电子表格（XLSX）。",
    ),
    "busy": Words("正在生成另一份文书，这一份还没有做。", "请回到上一页，等几秒，再点一次。"),
}
