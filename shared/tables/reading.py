"""Reads a table out of a file that somebody brought, and survives whatever the file holds.

The file is read in a process of its own (``child``) with 512 MB of memory and ten seconds; it
gets no environment, so it knows no password of ours. If it dies, the file is refused. Two such
processes run at a time, so that files cannot take the memory of the service's machine.

May import: stdlib, shared.errors, this folder.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from shared.tables.table import (
    LONGEST_CELL,
    MEGABYTE,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_UNPACKED,
    CellRejected,
    Note,
    Table,
    TableRejected,
    TablesBusy,
    TableTooLarge,
    TableUnreadable,
    cell_name,
)

__all__ = ["Table", "TableRejected", "TablesBusy", "read_table"]

SECONDS = 10.0
AT_ONCE = 2
"""Files that one service process has read at the same time."""
PATIENCE = 3.0
"""Seconds that the next file waits for its turn; an ordinary one is read in less than one."""
_turns = threading.BoundedSemaphore(AT_ONCE)
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
_TEXTS = frozenset({"utf-8", "utf-16", "gb18030"})

_Refusal = tuple[type[TableRejected], str, str]

_REFUSALS: Mapping[str, _Refusal] = {
    "empty": (TableUnreadable, "文件是空的。", "The file is empty."),
    "broken": (
        TableUnreadable,
        "文件已损坏，无法读取。请用表格软件打开，另存为 XLSX 后重试。",
        "The file is broken. Open it in a spreadsheet program and save it as XLSX again.",
    ),
    "no_workbook": (
        TableUnreadable,
        "这不是表格文件。请使用 XLSX、XLS、ODS 或 CSV 文件。",
        "This is not a table. Use an XLSX, XLS, ODS or CSV file.",
    ),
    "not_as_named": (
        TableUnreadable,
        "文件名表示这是表格，内容却不是。请用表格软件打开，另存为 XLSX 后重试。",
        "The file is named as a workbook but is none. Open it and save it as XLSX.",
    ),
    "web_page": (
        TableUnreadable,
        "这是网页或 XML 格式的文件。请用表格软件打开，另存为 XLSX 后重试。",
        "This is a web page or XML. Open it in a spreadsheet program and save it as XLSX.",
    ),
    "password": (
        TableUnreadable,
        "文件有密码。请另存为没有密码的 XLSX 后重试。",
        "The file has a password. Save it as XLSX without one.",
    ),
    "encoding_unknown": (
        TableUnreadable,
        "无法识别文字编码。请另存为 XLSX，或 CSV UTF-8 格式。",
        "The encoding of the text is not known. Save it as XLSX, or as CSV UTF-8.",
    ),
    "several_sheets": (
        TableUnreadable,
        "文件里有多个工作表有内容（也可能是隐藏的）。请只保留要导入的一个。",
        "More than one sheet has content; some may be hidden. Keep only the one to import.",
    ),
    "quotation_mark": (
        TableUnreadable,
        "第 {row} 行的引号不成对。请改正，或另存为 XLSX。",
        "Row {row}: a quotation mark is wrong. Correct it, or save the table as XLSX.",
    ),
    "packed_size": (
        TableTooLarge,
        f"文件超过 {MOST_UNPACKED // MEGABYTE} MB。请只保留需要的行和列。",
        f"The file is larger than {MOST_UNPACKED // MEGABYTE} MB. Keep what is needed only.",
    ),
    "unpacked_size": (
        TableTooLarge,
        f"文件解压后超过 {MOST_UNPACKED // MEGABYTE} MB，没有读取。请只保留需要的行和列。",
        f"Unpacked, the file is larger than {MOST_UNPACKED // MEGABYTE} MB. Keep what is needed.",
    ),
    "rows": (
        TableTooLarge,
        f"表格超过 {MOST_ROWS} 行。请删除多余的行，或分成几个文件。",
        f"The table has more than {MOST_ROWS} rows. Delete those that are not needed.",
    ),
    "columns": (
        TableTooLarge,
        f"表格超过 {MOST_COLUMNS} 列。请删除多余的列。",
        f"The table has more than {MOST_COLUMNS} columns. Delete those that are not needed.",
    ),
    "cell_size": (
        TableTooLarge,
        f"单元格 {{cell}}（第 {{row}} 行第 {{column}} 列）超过 {LONGEST_CELL} 个字符。",
        f"Cell {{cell}} (row {{row}}, column {{column}}) has more than {LONGEST_CELL} characters.",
    ),
    "memory": (
        TableTooLarge,
        "读取这个文件需要的时间或内存太多，已停止。请把数据复制到新的表格，另存为 XLSX。",
        "Reading this file takes too long or too much memory. Copy what is needed to a new table.",
    ),
    "formula_without_value": (
        CellRejected,
        (
            "单元格 {cell}（第 {row} 行第 {column} 列）是没有算出结果的公式。"
            "请用表格软件打开并保存，或把公式改为数值。"
        ),
        (
            "Cell {cell} (row {row}, column {column}) is a formula without a stored value. "
            "Open the file in a spreadsheet program and save it, or write the value."
        ),
    ),
    "error_value": (
        CellRejected,
        "单元格 {cell}（第 {row} 行第 {column} 列）是错误值。请改正后重试。",
        "Cell {cell} (row {row}, column {column}) is an error. Correct it.",
    ),
    "number_not_exact": (
        CellRejected,
        (
            "单元格 {cell}（第 {row} 行第 {column} 列）的数字超过 15 位，表格软件已改动了末尾几位。"
            "请把这一列设为文本，重新填写。"
        ),
        (
            "Cell {cell} (row {row}, column {column}) is a number of more than 15 digits; a "
            "spreadsheet does not keep the last ones. Format the column as text and enter it again."
        ),
    ),
    "control_character": (
        CellRejected,
        "单元格 {cell}（第 {row} 行第 {column} 列）含有控制字符。请重新输入这个单元格。",
        "Cell {cell} (row {row}, column {column}) has a control character. Type it again.",
    ),
    "direction_character": (
        CellRejected,
        (
            "单元格 {cell}（第 {row} 行第 {column} 列）含有改变文字方向的隐藏字符。"
            "请重新输入这个单元格。"
        ),
        (
            "Cell {cell} (row {row}, column {column}) has a hidden character that turns the "
            "direction of writing. Type it again."
        ),
    ),
}
"""By the child's slug: the refusal in Chinese and in English."""


def read_table(name: str, body: bytes) -> Table:
    """Return the table in a file.

    XLSX, XLS and ODS are told by their content, everything else is text: UTF-8, UTF-16 with a
    byte order mark, or GB18030, with commas, tabs or semicolons. Of a formula the stored value is
    taken. Numbers come as text without a needless point, dates as ``2026-01-31``.

    Args:
        name: what the file is called where it comes from; only its ending is looked at.
        body: the file.

    Raises:
        TableTooLarge: more than 20 MB (unpacked), 50,000 rows, 100 columns, 10,000 characters in a
            cell, or more memory or time than any list needs.
        TableUnreadable: no table, a broken one, one with a password or with several filled sheets.
        CellRejected: one cell cannot be taken as it stands; it is named.
        TablesBusy: other files are being read; nothing is wrong with this one.
    """
    if len(body) > MOST_UNPACKED:
        raise _refusal("packed_size")
    if not _turns.acquire(timeout=PATIENCE):
        raise TablesBusy("Other files are being read right now. Send this one again in a minute.")
    try:
        answer = _ask_child(body, SECONDS)
    finally:
        _turns.release()
    if "refused" in answer:
        raise _refusal(answer["refused"], answer["row"], answer["column"])
    kind = answer["kind"]
    if kind in _TEXTS and PurePath(name).suffix.lower() in WORKBOOKS:
        raise _refusal("not_as_named")
    columns, *rows = answer["rows"]
    notes = _notes(kind, answer["unseen"], answer["first_unseen"])
    return Table(columns, rows, answer["first"], kind, notes)


def _ask_child(body: bytes, seconds: float) -> dict[str, Any]:
    """Return what the child says about a file; if it dies or takes too long, that it did."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "shared.tables.child"],
            input=body,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"refused": "memory", "row": 0, "column": 0}
    if done.returncode < 0:  # a signal: the kernel's limits, or the parser gave up its memory
        return {"refused": "memory", "row": 0, "column": 0}
    if done.returncode > 0:
        return {"refused": "broken", "row": 0, "column": 0}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _refusal(why: str, row: int = 0, column: int = 0) -> TableRejected:
    """Return the refusal of the file for the reason ``why``."""
    kind, chinese, english = _REFUSALS[why]
    place = {"row": row, "column": column, "cell": cell_name(row, column)}
    return kind(chinese.format(**place), english.format(**place))


def _notes(kind: str, unseen: int, first_unseen: list[int]) -> list[Note]:
    """Return what the reader of a table has to know about how it was read.

    Args:
        kind: of the file.
        unseen: how many cells lost characters that do not show.
        first_unseen: row and column of the first of them.
    """
    notes = []
    if kind == "gb18030":
        notes.append(
            Note(
                "文件按 GB18030（国标）编码读取，请核对姓名是否正确。",
                "The file was read as GB18030. Look whether the names are right.",
            )
        )
    if unseen:
        cell = cell_name(*first_unseen)
        notes.append(
            Note(
                f"已去掉 {unseen} 个单元格中看不见的字符，第一个是 {cell}。",
                f"Characters that do not show were taken out of {unseen} cells, first in {cell}.",
            )
        )
    return notes
