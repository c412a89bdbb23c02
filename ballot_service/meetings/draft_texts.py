"""What the pages of drafts say after a form was sent: done, or refused and what to do next.

May import: stdlib, shared.plumbing.pages.refusals.
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.plumbing.pages.refusals import Words

NOTICES: Mapping[str, tuple[str, str]] = {
    "draft_made": ("会议草稿已建立。", "The draft is made."),
    "draft_saved": ("已保存。", "Saved."),
    "draft_copied": (
        "已复制为新的草稿；名册没有复制。",
        "Copied into a new draft; the roll is not copied.",
    ),
    "subjects_taken": ("名单已采用。", "The list is taken."),
    "subject_added": ("已添加。", "Added."),
    "subject_moved": ("已移动。", "Moved."),
    "subject_removed": ("已删除。", "Removed."),
    "pack_added": ("规则包已加入列表。", "The pack is in the list."),
}
"""By code: what was done, in Chinese and in English."""

CHINESE: Mapping[str, Words] = {
    "draft_incomplete": Words("草稿还不完整，没有做任何更改。", "请按“下一步”补齐，再准备会议。"),
    "draft_rejected": Words(
        "会议的各部分不相符，没有做任何更改。",
        "请检查：有没有重复，监票人有没有账号，披露下限有没有低于规则包的。",
    ),
    "draft_changed": Words(
        "另一个人在您打开之后改过这份草稿，您的更改没有保存。", "请先看现在的内容，再重新修改。"
    ),
    "electorate_has_roll": Words(
        "要去掉的票类在名册上还有人，没有做任何更改。", "请先导入不含这个票类的名册。"
    ),
    "no_such_template": Words("没有这种会议模板。", "请从列表中选择。"),
    "no_such_pack": Words("没有这个规则包。", "请从列表中选择，或先把它加进来。"),
    "pack_rejected": Words("这个规则包不能用。", "没有加入。请改正这一处，再试一次。"),
    "sheets_handed_in": Words("这次会议的测评表是由另一个程序整体送来的。", "请用同样的方式替换。"),
    "subjects_missing": Words("没有选择文件，也没有粘贴名单。", "请先选择文件或粘贴名单。"),
    "subjects_rejected": Words(
        "名单没有采用，没有做任何更改。", "请检查：有没有名称、有没有重复、是不是本类会议的对象。"
    ),
}
"""By the slug of a refusal: what is wrong and what to do next."""
