"""What is found in the rows of a roll's file, and how it is said in both languages.

A problem stands in the way of the import; a warning asks for a second look. Neither sentence holds
a name: pages set the row's own cells beside it, other answers do not.

May import: stdlib, shared.tables.writing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shared.tables.writing import write_csv

Language = Literal["zh", "en"]

TEXTS: Mapping[str, tuple[str, str]] = {
    "empty": ("没有填{zh}", "the {en} is empty"),
    "too_long": ("{zh}超过 100 个字符", "the {en} is longer than 100 characters"),
    "no_such_electorate": (
        "本次会议没有这个票类；请填 {detail}",
        "this meeting has no such electorate; write {detail}",
    ),
    "same_person": (
        "与第 {other} 行是同一单位的同一姓名；如果是两个人，请在姓名后注明，例如“张三（办公室）”",
        (
            "the same name and unit as in row {other}; if they are two people, write what tells "
            "them apart behind the name"
        ),
    ),
    "same_name": (
        "与第 {other} 行同名，单位不同；请确认是两个人",
        "the same name as in row {other}, in another unit; make sure that they are two people",
    ),
    "near_name": (
        "与第 {other} 行的姓名只差一个形近字，单位相同；请确认是两个人",
        (
            "a name that looks like the one in row {other}, in the same unit; make sure that they "
            "are two people"
        ),
    ),
    "not_printable": (
        "{zh}中有凭条和报告印不出来的字：{detail}；请核对，确认后按原样保存",
        "the {en} has what slips and reports cannot print: {detail}; it is kept as it is written",
    ),
}
"""By code: the sentence in Chinese and in English."""

COLUMNS: Mapping[str, tuple[str, str]] = {
    "name": ("姓名", "name"),
    "unit": ("单位", "unit"),
    "post": ("职务", "post"),
    "electorate": ("票类", "electorate"),
}
"""By key: what a column is called in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about one row of a file."""

    code: str
    row: int
    """From 1, as spreadsheets count."""
    column: str
    """Key of the column."""
    other: int = 0
    """The earlier row that it is about, too."""
    detail: str = ""
    """Class letters of the meeting, or characters that cannot be printed."""

    def told(self, language: Language) -> str:
        """Return what was found, without the row."""
        chinese, english = COLUMNS[self.column]
        text = TEXTS[self.code][0 if language == "zh" else 1]
        return text.format(zh=chinese, en=english, other=self.other, detail=self.detail)


def findings_csv(
    problems: Sequence[Finding],
    warnings: Sequence[Finding],
    cells: Mapping[int, Mapping[str, str]],
    language: Language,
) -> bytes:
    """Return problems and warnings as CSV that spreadsheets open, with the cells of each row.

    Args:
        problems: what stands in the way.
        warnings: what needs a second look.
        cells: row of the file to its cells by column.
        language: of header and sentences.
    """
    at = 0 if language == "zh" else 1
    kinds = [("问题", "problem"), ("待确认", "second look")]
    header = [("类型", "kind")[at], ("行", "row")[at], ("说明", "what")[at]]
    rows = [
        [kind[at], str(one.row), one.told(language), *(cells[one.row][key] for key in COLUMNS)]
        for kind, found in zip(kinds, (problems, warnings), strict=True)
        for one in found
    ]
    return write_csv([[*header, *(texts[at] for texts in COLUMNS.values())], *rows])
