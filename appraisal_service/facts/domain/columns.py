"""The columns of the files that facts are brought in, and how a cell is read.

A cell is text; what it becomes is what the API takes, so that a file and an API call with the
same facts make the same records. Words are taken in Chinese and in English.

May import: stdlib, shared.tables.headers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from shared.tables.headers import Column

_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
_HALVES = re.compile(r"([0-9]{1,3})(?:\.([05])0?)?")
_MIDNIGHT = " 00:00:00"
"""What a spreadsheet's day ends with when it is read as a moment."""

Words = Mapping[str, tuple[str, str]]
"""What is stored, with what people write in Chinese and in English."""


class Unread(Exception):
    """A cell does not say what its column asks for."""


def as_text(cell: str) -> str:
    """Return the cell as it stands."""
    return cell


def as_day(cell: str) -> str:
    """Return a day written YYYY-MM-DD; whether it is one, its field says."""
    return cell.removesuffix(_MIDNIGHT)


def as_whole(cell: str) -> int:
    """Return a whole number that is not negative."""
    if _WHOLE.fullmatch(cell) is None:
        raise Unread
    return int(cell)


def as_halves(cell: str) -> int:
    """Return a number of days or points, written with .5 or without, as its halves."""
    found = _HALVES.fullmatch(cell)
    if found is None:
        raise Unread
    return 2 * int(found[1]) + (found[2] == "5")


@dataclass(frozen=True, slots=True)
class Cell:
    """One column: its key in the value, its names, and how its cells are read."""

    key: str
    chinese: tuple[str, ...]
    english: tuple[str, ...]
    read: Callable[[str], object] = as_text
    needed: bool = True
    words: Words = field(default_factory=dict)
    """What can be chosen, where there is a choice."""

    @property
    def column(self) -> Column:
        """The column as headers are looked for."""
        return Column(self.key, self.chinese, self.english, self.needed)

    def value(self, cell: str) -> object:
        """Return what a cell that is not empty says.

        Raises:
            Unread: not what the column asks for.
        """
        if not self.words:
            return self.read(cell)
        plain = cell.casefold()
        for code, names in self.words.items():
            if plain == code or plain in names:
                return _TRUTH.get(code, code)
        raise Unread


_TRUTH = {"yes": True, "no": False}
YES_NO: Words = {"yes": ("是", "true"), "no": ("否", "false")}
APPROVERS: Words = {
    "unit_head": ("单位主要领导", "unit head"),
    "organisation_department": ("组织部", "organisation department"),
    "county_leader": ("县主要领导", "county leader"),
}
RATINGS: Words = {
    "good": ("好", "good"),
    "fairly_good": ("较好", "fairly good"),
    "fair": ("一般", "fair"),
    "poor": ("差", "poor"),
}
ADMONITIONS: Words = {"admonition": ("诫勉", "admonition"), "caution": ("诫警", "caution")}
BARS: Words = {
    "unit_awards": ("单位评先评优", "unit awards"),
    "personal_awards": ("个人评比先进", "personal awards"),
    "model_titles": ("评优表模", "model titles"),
    "excellent": ("优秀等次", "excellent grade"),
}
SANCTIONS: Words = {
    "warning": ("警告", "warning"),
    "serious_warning": ("严重警告", "serious warning"),
    "demerit": ("记过", "demerit"),
    "serious_demerit": ("记大过", "serious demerit"),
    "demotion": ("降级", "demotion"),
    "removal_from_party_post": ("撤销党内职务", "removal from party post"),
    "removal_from_post": ("撤职", "removal from post"),
    "party_probation": ("留党察看", "party probation"),
    "party_expulsion": ("开除党籍", "party expulsion"),
    "dismissal": ("开除", "dismissal"),
}
CLASSES: Words = {"A": ("a类", "a"), "B": ("b类", "b"), "C": ("c类", "c")}

PERSON = Cell("subject", ("人员编号", "干部编号"), ("person", "person number"))
UNIT = Cell("subject", ("单位编号",), ("unit", "unit number"))
EITHER = Cell("subject", ("对象编号", "人员编号", "单位编号"), ("subject", "person", "unit"))
LIST = Cell("subject", ("榜单",), ("list",))
MEETING = Cell("subject", ("会议编号",), ("meeting",))
NAME = Cell("name", ("姓名",), ("name",), needed=False)
"""Beside a person's number; it is compared and never stored, as the two below."""
UNIT_NAME = Cell("name", ("单位名称",), ("unit name",), needed=False)
EITHER_NAME = Cell("name", ("名称", "姓名", "单位名称"), ("name", "unit name"), needed=False)
PERIOD = Cell("period", ("期间", "考核期"), ("period",), needed=False)


def _day(key: str, chinese: str, english: str, *, needed: bool = True) -> Cell:
    return Cell(key, (chinese,), (english,), as_day, needed)


def _text(key: str, chinese: str, english: str, *, needed: bool = True) -> Cell:
    return Cell(key, (chinese,), (english,), as_text, needed)


def _whole(key: str, chinese: str, english: str, *, needed: bool = True) -> Cell:
    return Cell(key, (chinese,), (english,), as_whole, needed)


def _choice(key: str, chinese: str, english: str, words: Words, *, needed: bool = True) -> Cell:
    return Cell(key, (chinese,), (english,), as_text, needed, words)


_CONTEXT = [EITHER, PERIOD, _text("text", "内容", "text"), _text("verdict", "结论", "verdict")]

COLUMNS: Mapping[str, Sequence[Cell]] = {
    "leave": [
        PERSON,
        _day("from", "开始日期", "from"),
        _day("to", "结束日期", "to"),
        Cell("half_days", ("天数",), ("days",), as_halves),
        _choice("approver", "审批人", "approver", APPROVERS),
        _choice("filed_late", "是否补办", "filed late", YES_NO),
        _choice("accepted", "是否准假", "accepted", YES_NO),
    ],
    "points": [
        PERSON,
        PERIOD,
        Cell("half_points", ("扣分",), ("points",), as_halves),
        _text("finding", "审计问题", "finding"),
        _choice("class", "审计类别", "class", CLASSES),
        _choice("measure_taken", "是否已采取措施", "measure taken", YES_NO, needed=False),
    ],
    "target": [
        EITHER,
        PERIOD,
        _text("score", "得分", "score"),
        _text("full", "满分", "full score"),
        _whole("rank", "名次", "rank", needed=False),
    ],
    "line_rating": [
        UNIT,
        PERIOD,
        _text("line", "条线", "line"),
        _text("department", "评价部门", "department"),
        _choice("grade", "评价等次", "grade", RATINGS),
        _text("opinion", "评价意见", "opinion"),
        _text("signed_by", "签字人", "signed by"),
    ],
    "ranking": [
        LIST,
        _text("series", "系列", "series"),
        Cell("period", ("期间", "考核期"), ("period",)),
        _whole("seq", "序次", "sequence"),
        Cell("unit", ("单位编号",), ("unit", "unit number")),
        _text("score", "得分", "score"),
    ],
    "discipline": [
        PERSON,
        _choice("sanction", "处分种类", "sanction", SANCTIONS),
        _day("decided_on", "决定日期", "decided on"),
        _day("ends_on", "影响期止", "ends on", needed=False),
    ],
    "admonition": [
        PERSON,
        _choice("kind", "种类", "kind", ADMONITIONS),
        _day("talk_on", "谈话日期", "talk on"),
        _whole("months", "月数", "months"),
        _text("reason", "理由", "reason", needed=False),
    ],
    "flag": [
        EITHER,
        _choice("bar", "限制项目", "bar", BARS),
        _day("until", "截止日期", "until"),
        _text("ground", "依据", "ground"),
    ],
    "complaint": [
        PERSON,
        _text("case", "编号", "case"),
        _day("received_on", "收到日期", "received on"),
        _day("concluded_on", "办结日期", "concluded on", needed=False),
        _choice("verified", "是否属实", "verified", YES_NO, needed=False),
    ],
    "letter": [
        PERSON,
        _text("case", "编号", "case"),
        _day("sent_on", "发出日期", "sent on"),
        _day("replied_on", "答复日期", "replied on", needed=False),
        _choice("verified", "是否属实", "verified", YES_NO, needed=False),
    ],
    "petitions": [
        UNIT,
        PERIOD,
        _whole("letters", "来信", "letters"),
        _whole("visits", "来访", "visits"),
        _whole("assigned", "交办", "assigned"),
        _whole("closed", "办结", "closed"),
    ],
    "overlap": [
        MEETING,
        _text("unit_result", "本单位结果摘要", "unit result"),
        _text("county_result", "全县结果摘要", "county result"),
        _whole("people", "重叠人数", "people on both rolls"),
    ],
    "audit": _CONTEXT,
    "climate": _CONTEXT,
    "dynamic": _CONTEXT,
    "probation": [
        PERSON,
        _day("starts_on", "开始日期", "starts on"),
        _text("post", "职务", "post"),
    ],
    "notice": [PERSON, _day("starts_on", "开始日期", "starts on"), _text("post", "职务", "post")],
    "removal": [
        PERSON,
        _day("removed_on", "免职日期", "removed on"),
        _day("talk_on", "谈话日期", "talk on", needed=False),
    ],
}
"""Of every kind that can be brought as a file, in the order of its template."""

_RANKED = COLUMNS["ranking"][4]
_NAME_BESIDE = ((PERSON, NAME), (UNIT, UNIT_NAME), (EITHER, EITHER_NAME), (_RANKED, UNIT_NAME))


def in_file(kind: str) -> list[Cell]:
    """Return the columns of a kind's file: those of ``COLUMNS``, a name beside each number."""
    cells: list[Cell] = []
    for cell in COLUMNS[kind]:
        cells.append(cell)
        cells += [name for number, name in _NAME_BESIDE if number is cell]
    return cells


_NAMES: Mapping[str, tuple[str, str]] = {
    **{
        cell.key: (cell.chinese[0], cell.english[0]) for cells in COLUMNS.values() for cell in cells
    },
    "half_points": ("扣分", "points"),
    "half_days": ("天数", "days"),
    "subject": ("对象", "subject"),
    "list": ("榜单", "list"),
    "scores": ("得分", "score"),
    "ranking": ("排名", "ranking"),
    "last": ("是否末位", "last"),
    "deputy": ("分管领导", "deputy"),
}


def names_of(key: str) -> tuple[str, str]:
    """Return what ``key`` is called in Chinese and in English; a foreign key has no name."""
    return _NAMES.get(key, ("记录", "record"))


def template_of(cells: Sequence[Cell], language: str) -> tuple[list[str], dict[str, list[str]]]:
    """Return the header of an empty file, and the words to choose from by header."""
    at = 0 if language == "zh" else 1
    names = {cell.key: (cell.chinese, cell.english)[at][0] for cell in cells}
    choices = {
        names[cell.key]: [_shown(code, words[at], at) for code, words in cell.words.items()]
        for cell in cells
        if cell.words
    }
    return list(names.values()), choices


def _shown(code: str, word: str, at: int) -> str:
    """Return a word as a template offers it."""
    return code if at == 1 and code in _TRUTH else word
