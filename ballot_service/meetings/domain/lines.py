"""From a table to the subjects of a meeting: rows named, problems told, nothing guessed.

The first row may name the columns; without it the columns are name and post, as people paste
them. A problem stands in the way, a warning asks for a second look. Both say the row, and of what
stands in it at most the characters that cannot be printed.

May import: stdlib, shared.errors, this room's templates and rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from ballot_service.meetings.domain.alike import Problem, SameAs, same_as, second_looks, twice
from ballot_service.meetings.domain.outlines import MOST_LINES, Line, has_a_use
from ballot_service.meetings.domain.printing import Unprintable
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

    def __init__(self, english: str, chinese: str = "") -> None:
        super().__init__(english)
        self.chinese = chinese


MOST_TOLD = 10


@dataclass(frozen=True, slots=True)
class ReadLines:
    """What a table holds: the lines that can be taken, and the problems of the others."""

    lines: list[Line]
    problems: list[Problem]
    warnings: list[Problem] = field(default_factory=list)


_APART = (
    "如果是两个对象，请在名称后注明，例如“张三（办公室）”。",
    "If they are two, write what tells them apart behind the name.",
)

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
    "twice": (
        f"与第 {{other}} 行是同一名称和职务（空格、全角半角不算不同）。{_APART[0]}",
        f"Name and post are those of row {{other}}, however they are spaced. {_APART[1]}",
    ),
    "listed": (
        f"名单里已经有同一名称和职务（第 {{other}} 个）。{_APART[0]}",
        f"Name and post are those of number {{other}} on the list. {_APART[1]}",
    ),
    "id_twice": ("编号与前面一行相同。", "Its number is an earlier row's."),
    "too_many": (f"超过 {MOST_LINES} 行。", f"There are more than {MOST_LINES} rows."),
    "column_unknown": (
        "表头有不认识的列；认识的列见下面的说明。",
        "The heading names a column that is not known; those that are stand below.",
    ),
    "empty": ("没有内容。", "There is nothing in it."),
}
"""By code: in Chinese and in English."""

WARNINGS: Mapping[str, tuple[str, str]] = {
    "same_name": (
        "与第 {other} 行同名，职务不同；请确认是两个对象。",
        "Its name is that of row {other}, with another post; make sure that they are two.",
    ),
    "same_name_listed": (
        "名单里已经有同名的，职务不同；请确认是两个对象。",
        "Its name is on the list already, with another post; make sure that they are two.",
    ),
    "near_name": (
        "与第 {other} 行的名称只差形近字；请确认是两个对象。",
        "Its name looks like that of row {other}; make sure that they are two.",
    ),
    "near_name_listed": (
        "名单里已经有只差形近字的名称；请确认是两个对象。",
        "A name that looks like it is on the list already; make sure that they are two.",
    ),
    "not_printable": (
        "报告印不出：{detail}。请换一种写法；不改，会议不能准备。",
        "The report cannot print {detail}. Nothing can be prepared before it is written otherwise.",
    ),
}
"""By code: in Chinese and in English."""

_FINDINGS: Mapping[str, tuple[str, str]] = {**PROBLEMS, **WARNINGS}


def told(problem: Problem) -> dict[str, Any]:
    """Return a problem or a warning as it is shown: row, code, and words in both languages."""
    zh, en = _FINDINGS[problem.code]
    words = {"other": problem.other, "detail": problem.detail}
    return {
        "row": problem.row,
        "code": problem.code,
        "zh": zh.format(**words),
        "en": en.format(**words),
    }


def check_new_lines(lines: Sequence[Line], before: Sequence[Line]) -> None:
    """Return if no subject comes twice because of a line that was not there ``before``.

    Raises:
        SubjectsRejected: it names the lines, in both languages.
    """
    known = set(map(_written, before))
    found = [
        (place, earlier)
        for place, earlier in twice(lines)
        if not {_written(lines[place - 1]), _written(lines[earlier - 1])} <= known
    ]
    if found:
        raise SubjectsRejected(
            "Nothing was taken. The same name and post stand in these lines: "
            f"{', '.join(f'{one} and {other}' for other, one in found[:MOST_TOLD])}. {_APART[1]}",
            "名单没有采用。这几个名称和职务相同："
            f"{'、'.join(f'第 {one} 和第 {other} 个' for other, one in found[:MOST_TOLD])}。"
            f"{_APART[0]}",
        )


def read_lines(
    table: Sequence[Sequence[str]],
    kind: Kind,
    fresh: Callable[[], str],
    unprintable: Unprintable,
    first: int = 1,
    before: Sequence[Line] = (),
) -> ReadLines:
    """Return the lines of a table, each with an id, after those there are; and all that is found.

    Args:
        table: its rows, trimmed text, the heading (if any) first.
        kind: the template whose subjects they are.
        fresh: returns a new id for a row that has none.
        unprintable: returns the characters of a text for which the report would be refused.
        first: the row of the file that ``table`` begins with.
        before: lines that there are already and that stay.
    """
    heading = _heading(table[0]) if table else None
    if heading is not None and None in heading:
        return ReadLines([], [Problem(first, "column_unknown")])
    columns = [name or "" for name in heading] if heading else list(WITHOUT_HEADING)
    taken: list[tuple[int, Line]] = []
    problems: list[Problem] = []
    ids = {line.id for line in before}
    first_of = {same_as(line): ("listed", place) for place, line in enumerate(before, 1)}
    for number, cells in enumerate(table[1 if heading else 0 :], first + bool(heading)):
        if not any(cells):
            continue
        found = _line(dict(zip(columns, cells, strict=False)), kind, fresh)
        if isinstance(found, str):
            problems.append(Problem(number, found))
        elif clash := _clash(number, found, ids, first_of):
            problems.append(clash)
        else:
            taken.append((number, found))
            ids.add(found.id)
            first_of[same_as(found)] = ("twice", number)
    if not taken and not problems:
        problems.append(Problem(first, "empty"))
    lines = [*before, *(line for _, line in taken)]
    return ReadLines(lines, problems, second_looks(taken, unprintable, before))


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


def _clash(
    row: int, line: Line, ids: Set[str], first_of: Mapping[SameAs, tuple[str, int]]
) -> Problem | None:
    """Return the problem that the line of a row has with those before it, None without one.

    Args:
        row: where the line stands.
        line: the line.
        ids: of the lines before it.
        first_of: by what makes two lines one, the code of that problem and the earlier place.
    """
    if len(ids) >= MOST_LINES:
        return Problem(row, "too_many")
    if line.id in ids:
        return Problem(row, "id_twice")
    found = first_of.get(same_as(line))
    return Problem(row, *found) if found else None


def _written(line: Line) -> tuple[str, str, str, str | None]:
    """Return what of a line is compared with others, as it is written."""
    return line.id, line.kind, line.name, line.post
