"""From a table to the subjects of a meeting: rows named, problems told, nothing guessed.

The first row may name the columns; without it the columns are name and post, as people paste
them. A problem says the row, never what stands in it.

May import: stdlib, shared.errors, this room's templates and rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from ballot_service.meetings.domain.outlines import MOST_LINES, Line, has_a_use
from ballot_service.meetings.templates import Kind
from shared.errors import InvalidInput

COLUMNS: Mapping[str, str] = {
    "姓名": "name",
    "名称": "name",
    "事项": "name",
    "题目": "name",
    "人选": "name",
    "name": "name",
    "title": "name",
    "编号": "id",
    "id": "id",
    "number": "id",
    "职务": "post",
    "单位及职务": "post",
    "单位": "post",
    "post": "post",
    "unit": "post",
    "类别": "kind",
    "kind": "kind",
    "角色": "role",
    "role": "role",
    "负责人编号": "head",
    "head": "head",
    "题型": "asks",
    "asks": "asks",
    "事项类别": "item_class",
    "class": "item_class",
    "紧急": "urgent",
    "urgent": "urgent",
    "临时动议": "improvised",
    "improvised": "improvised",
    "已考察": "assessed",
    "assessed": "assessed",
}
"""What a column may be called, to the part of a line that it holds."""

VALUES: Mapping[str, Mapping[str, Any]] = {
    "kind": {
        "干部": "official",
        "班子": "team",
        "事项": "motion",
        "人选": "candidate",
        "地方": "place",
        "会议": "meeting",
        "单位": "unit",
    },
    "role": {"正职": "head", "一把手": "head", "副职": "deputy", "成员": "member"},
    "asks": {
        "满意度": "satisfaction",
        "赞成": "support",
        "评价": "rating",
        "是否": "yes_no",
        "违纪": "violation",
    },
    "item_class": {"人事": "personnel", "其他": "other"},
    **{fact: {"是": True, "否": False} for fact in ("urgent", "improvised", "assessed")},
}
"""What may stand in a column, to its value; the value itself may stand there, too."""

WITHOUT_HEADING = ("name", "post")


class SubjectsRejected(InvalidInput):
    """A table of subjects has problems; nothing of it was taken."""

    code = "subjects_rejected"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one row of the table."""

    row: int
    """As the file counts, from 1."""
    code: str


@dataclass(frozen=True, slots=True)
class ReadLines:
    """What a table holds: the lines that can be taken, and the problems of the others."""

    lines: list[Line]
    problems: list[Problem]


PROBLEMS: Mapping[str, tuple[str, str]] = {
    "no_name": ("没有名称。", "There is no name."),
    "unusable": (
        "有一格不能用：太长，或不是表头说明里的写法。",
        "A cell cannot be used: too long, or not one of the words for its column.",
    ),
    "not_taken": (
        "本类会议不用这样的对象。",
        "This kind of meeting has no use for such a subject.",
    ),
    "twice": ("与前面一行重复。", "It repeats an earlier row."),
    "id_twice": ("编号与前面一行相同。", "Its number is an earlier row's."),
    "too_many": (f"超过 {MOST_LINES} 行。", f"There are more than {MOST_LINES} rows."),
    "column_unknown": (
        "表头有不认识的列；认识的列见下面的说明。",
        "The heading names a column that is not known; those that are stand below.",
    ),
    "empty": ("没有内容。", "There is nothing in it."),
}
"""By code: in Chinese and in English."""


def read_lines(
    table: Sequence[Sequence[str]],
    kind: Kind,
    fresh: Callable[[], str],
    first: int = 1,
    before: Sequence[Line] = (),
) -> ReadLines:
    """Return the lines of a table, each with an id, after those there are; and every problem.

    Args:
        table: its rows, trimmed text, the heading (if any) first.
        kind: the template whose subjects they are.
        fresh: returns a new id for a row that has none.
        first: the row of the file that ``table`` begins with.
        before: lines that there are already and that stay.
    """
    heading = _heading(table[0]) if table else None
    if heading is not None and None in heading:
        return ReadLines([], [Problem(first, "column_unknown")])
    columns = [name or "" for name in heading] if heading else list(WITHOUT_HEADING)
    lines = list(before)
    problems: list[Problem] = []
    for number, cells in enumerate(table[1 if heading else 0 :], first + bool(heading)):
        if not any(cells):
            continue
        found = _line(dict(zip(columns, cells, strict=False)), kind, fresh)
        problem = found if isinstance(found, str) else _clash(found, lines)
        if problem:
            problems.append(Problem(number, problem))
        elif isinstance(found, Line):
            lines.append(found)
    if len(lines) == len(before) and not problems:
        problems.append(Problem(first, "empty"))
    return ReadLines(lines, problems)


def _heading(cells: Sequence[str]) -> list[str | None] | None:
    """Return what each column holds ("" for nothing, None if unknown); None without a heading."""
    known = [COLUMNS.get(cell.lower()) if cell else "" for cell in cells]
    return known if "name" in known else None


def _line(cells: Mapping[str, str], kind: Kind, fresh: Callable[[], str]) -> Line | str:
    """Return the line of one row, or the code of its problem."""
    given = {name: _value(name, text) for name, text in cells.items() if name and text}
    if not given.get("name"):
        return "no_name"
    if given.setdefault("kind", kind.takes[0]) == "official":
        given.setdefault("role", kind.role)
    given.setdefault("id", fresh())
    try:
        line = Line(**given)
    except ValidationError:
        return "unusable"
    return line if has_a_use(kind, line) else "not_taken"


def _value(name: str, text: str) -> Any:
    """Return what a cell says; a number of a person is written in small letters."""
    if name in ("id", "head"):
        return text.lower()
    words = VALUES.get(name)
    if words is None:
        return re.sub(r"\s+", " ", text)
    return words.get(text, _spelled(text, words))


def _spelled(text: str, words: Mapping[str, Any]) -> Any:
    """Return a cell that holds the value itself; what is no value is refused with the line."""
    spelled = {str(value).lower(): value for value in words.values()}
    return spelled.get(text.lower(), text)


def _clash(line: Line, before: Sequence[Line]) -> str:
    """Return the code of the problem that ``line`` has with those before it, "" if none."""
    if len(before) >= MOST_LINES:
        return "too_many"
    if any(one.id == line.id for one in before):
        return "id_twice"
    same = (line.kind, line.name, line.post)
    return "twice" if any((one.kind, one.name, one.post) == same for one in before) else ""
