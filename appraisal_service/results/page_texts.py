"""What the pages of certified results say after a form was sent.

May import: stdlib, shared.plumbing.pages.refusals.
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.plumbing.pages.refusals import Words

NOTICES: Mapping[str, tuple[str, str]] = {
    "result_aside_first": (
        "已记下；还需另一名考核人员用自己的账号作同样的操作，这份证书才不再使用。",
        "Recorded. It is still in use until a second officer has done the same.",
    ),
    "result_set_aside": (
        "两名考核人员已确认，这份证书不再使用。请重新计算建议等次。",
        "Two officers have confirmed: it is set aside. Compute the proposals again.",
    ),
    "result_again_first": (
        "已记下；还需另一名考核人员用自己的账号作同样的操作，这一版证书才使用。",
        "Recorded. It is not in use until a second officer has done the same.",
    ),
    "result_counted_again": (
        "两名考核人员已确认，这一版证书恢复使用。请重新计算建议等次。",
        "Two officers have confirmed: this version is in use. Compute the proposals again.",
    ),
}
"""By code: what was done, in Chinese and in English."""

CHINESE: Mapping[str, Words] = {
    "no_such_result": Words("没有这份计票结果证书。", "请从列表中选择。"),
    "not_newest_version": Words("这份证书已有更新的版本。", "请从列表中打开最新的版本，再办理。"),
    "not_set_aside": Words("这份证书不能恢复使用。", "只有不再使用的证书的新版本可以恢复使用。"),
}
