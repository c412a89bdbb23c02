"""The sheet of people: its columns, and what its cells say, row by row.

One sheet holds everything: whoever serves, with unit and team, and whoever has left. An empty cell
says nothing: what is known of a person stays. What a row changes, ``sheet_changes`` says.

May import: stdlib, shared.tables (without reading), this folder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from appraisal_service.people.domain.sheet_faults import SheetFault, SheetRejected
from shared.tables.headers import Column, find_columns
from shared.tables.table import Note, Table

MOST_ROWS = 20_000
NOBODY = "-"
"""What ``team`` and ``group`` say where the sheet says that there is none."""

_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MIDNIGHT = " 00:00:00"
"""What a spreadsheet's day ends with when it is read as a moment."""
_LONGEST = 200

Words = Mapping[str, tuple[str, ...]]
"""What is meant, with what people write; the template offers the first two, by language."""

ROLES: Words = {
    "head": ("正职", "head", "一把手"),
    "deputy": ("副职", "deputy"),
    "member": ("其他", "member", "其他人员"),
}
SCALES: Words = {
    "civil": ("公务员", "civil", "公务员等次"),
    "institution": ("事业单位", "institution", "事业单位等次"),
}
YES_NO: Words = {"yes": ("是", "yes"), "no": ("否", "no")}
NONE = ("无", "none", NOBODY)

COLUMNS = (
    Column("id", ("人员编号", "干部编号", "编号"), ("person number", "person")),
    Column("name", ("姓名",), ("name",), needed=False),
    Column("unit", ("单位", "单位名称"), ("unit",), needed=False),
    Column("unit_id", ("单位编号",), ("unit number",), needed=False),
    Column("post", ("职务", "现任职务"), ("post",), needed=False),
    Column("role", ("岗位类别",), ("role",), needed=False),
    Column("team", ("班子", "领导班子", "班子名称"), ("team",), needed=False),
    Column("team_id", ("班子编号",), ("team number",), needed=False),
    Column("scale", ("等次口径", "人员类别"), ("scale",), needed=False),
    Column("group", ("名额组别", "优秀名额组别"), ("quota group",), needed=False),
    Column("since", ("任职日期", "任现职日期"), ("since",), needed=False),
    Column("left_on", ("离任日期",), ("left on",), needed=False),
    Column("vertical", ("条管", "条管单位"), ("vertical",), needed=False),
)
"""In the order of the template; only the number has to be there."""

_WORDS: Mapping[str, Words] = {"role": ROLES, "scale": SCALES, "vertical": YES_NO}
_NUMBERS = frozenset({"id", "unit_id", "team_id", "group"})
_DAYS = frozenset({"since", "left_on"})
_MAY_BE_NONE = frozenset({"team", "group"})

NOTES: Mapping[str, str] = {
    "zh": """\
填写说明：每人一行，从表头下一行填起。这几行说明可以保留。
新增人员要填人员编号、姓名、单位、职务、岗位类别。现有人员只填编号和有变动的列；空着的，沿用原来的。
单位、班子写名称；新的单位、新的班子还要写编号（至少一行），导入时一并建立。新班子的正职要在表里。
没有班子、没有名额组别的，填“无”。等次口径空着的新人员，按公务员。
任职日期、离任日期写成 2026-03-01 的样子。填了离任日期，就是任职到这一天为止，同一行其他列不看。
条管：上级主管部门管理的单位，填“是”。编号只用小写字母、数字和 . _ -，不要用身份证号码。""",
    "en": """\
How to fill this in: one row for each person below the header. These lines may stay.
Somebody new: person number, name, unit, post, role. Somebody known: number and changes.
Unit and team go by name; a new one needs its number, too. A new team's head has to be in the file.
Write "none" where there is no team or no quota group. An empty scale of somebody new means civil.
Write days like 2026-03-01. Left on: the last day; other columns are not read then.
Vertical: yes for a unit that its superior authority manages. No identity card numbers.""",
}
"""What stands above the header of the template, line by line, by language."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """What a row says: by column, and only where it says something."""

    row: int
    """Of the file, as spreadsheets count."""
    said: Mapping[str, str]

    @property
    def person(self) -> str:
        """The person's number."""
        return self.said["id"]

    @property
    def left_on(self) -> str | None:
        """The last day of the person's service, if the row says that they left."""
        return self.said.get("left_on")


@dataclass(frozen=True, slots=True)
class PeopleSheet:
    """What stands in a file."""

    rows: list[SheetRow]
    faults: list[SheetFault]
    unused: list[str]
    """Columns that were not asked for."""
    notes: list[Note] = field(default_factory=list)
    """What was done to the file while it was read."""


def column_names(key: str) -> tuple[str, str]:
    """Return what a column is called in Chinese and in English."""
    found = next(one for one in COLUMNS if one.key == key)
    return found.chinese[0], found.english[0]


def fault(row: int, key: str, code: str, other: int = 0) -> SheetFault:
    """Return a fault in the column ``key`` of a row."""
    return SheetFault(row, column_names(key), code, other)


def word(key: str, code: str, language: str) -> str:
    """Return how the sheet writes ``code`` in the column ``key``."""
    return _WORDS[key][code][0 if language == "zh" else 1]


def template_choices(language: str) -> tuple[list[str], dict[str, list[str]]]:
    """Return the header of the template, and the words to choose from by header."""
    at = 0 if language == "zh" else 1
    choices = {
        column_names(key)[at]: [word(key, code, language) for code in words]
        for key, words in _WORDS.items()
    }
    return [column_names(one.key)[at] for one in COLUMNS], choices


def read_sheet(table: Table) -> PeopleSheet:
    """Return what ``table`` says.

    Raises:
        ColumnsMissing: there is no header with a column of person numbers.
        SheetRejected: nobody stands in it, or more people than are read at once.
    """
    named = find_columns(table, COLUMNS)
    if len(named.rows) > MOST_ROWS:
        raise SheetRejected(
            f"Nothing was stored: more than {MOST_ROWS} rows.",
            f"文件超过 {MOST_ROWS} 行，什么都没有存。",
        )
    if not named.rows:
        raise SheetRejected(
            "Nothing was stored: there is nobody in the file.", "文件里没有人员，什么都没有存。"
        )
    rows: list[SheetRow] = []
    faults: list[SheetFault] = []
    first: dict[str, int] = {}
    for place, cells in named.rows:
        said = _said(place, cells, faults)
        if said is None:
            continue
        earlier = first.setdefault(said["id"], place)
        if earlier == place:
            rows.append(SheetRow(place, said))
        else:
            faults.append(fault(place, "id", "twice", earlier))
    return PeopleSheet(rows, faults, named.unused, table.notes)


def _said(place: int, cells: Mapping[str, str], faults: list[SheetFault]) -> dict[str, str] | None:
    """Return what a row says; None if a cell is wrong, whose fault was added then."""
    if not cells["id"]:
        faults.append(fault(place, "id", "missing"))
        return None
    read = ("id", "left_on") if cells["left_on"] else tuple(cells)
    said: dict[str, str] = {}
    wrong: list[SheetFault] = []
    for key in read:
        if not cells[key]:
            continue
        value = _value(key, cells[key])
        if value is None:
            wrong.append(fault(place, key, _why(key)))
        else:
            said[key] = value
    faults += wrong
    return None if wrong else said


def _value(key: str, cell: str) -> str | None:
    """Return what a cell says, None if that cannot be."""
    plain = cell.casefold()
    if key in _MAY_BE_NONE and plain in NONE:
        return NOBODY
    if key in _WORDS:
        found = (code for code, words in _WORDS[key].items() if plain in (code, *words))
        return next(found, None)
    if key in _DAYS:
        return _day(cell.removesuffix(_MIDNIGHT))
    if key in _NUMBERS:
        return cell if _IDENTIFIER.fullmatch(cell) else None
    return cell if len(cell) <= _LONGEST else None


def _day(text: str) -> str | None:
    """Return a day that exists, None otherwise."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _why(key: str) -> str:
    """Return the code of the fault of a cell that does not say what its column asks for."""
    if key in _WORDS:
        return f"no_{key}"
    if key in _DAYS:
        return "no_day"
    return "not_a_number" if key in _NUMBERS else "too_long"
