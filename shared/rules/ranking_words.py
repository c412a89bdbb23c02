"""A ranking as people call it: its time, its series and its list, in words where we know them.

Series and list have short names in files. Those that everybody uses are said in words; another
one is quoted as it was written.

May import: stdlib, shared.rules.parameters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from shared.rules.parameters import Text

SERIES: Mapping[str, Text] = {
    "annual": Text(zh="年度考核", en="annual appraisal"),
    "targets": Text(zh="实绩考核", en="targets"),
    "dynamic": Text(zh="动态考核", en="dynamic appraisal"),
    "quarterly": Text(zh="季度考核", en="quarterly appraisal"),
    "half-yearly": Text(zh="半年考核", en="half-yearly appraisal"),
    "monthly": Text(zh="月度考核", en="monthly appraisal"),
}
"""By short name: what a series of comparisons is called."""

LISTS: Mapping[str, Text] = {
    "all": Text(zh="全县", en="the whole county"),
    "county": Text(zh="全县", en="the whole county"),
    "townships": Text(zh="乡镇", en="townships"),
    "towns": Text(zh="乡镇", en="townships"),
    "departments": Text(zh="部门", en="departments"),
    "bureaus": Text(zh="部门", en="departments"),
}
"""By short name: whom a list compares."""

_PERIOD = re.compile(r"([0-9]{4})(?:-([HQ])([1-4])|-([0-9]{2})(?:-([0-9]{2}))?)?")
_PARTS = {
    "H1": "上半年",
    "H2": "下半年",
    "Q1": "第一季度",
    "Q2": "第二季度",
    "Q3": "第三季度",
    "Q4": "第四季度",
}
_EVENT = re.compile(r"(.+)#([0-9]+)")


def ranking_name(series: str, listed: str, period: str) -> Text:
    """Return what a ranking is called; ``listed`` is "" where all lists are read as one."""
    called, whom = series_name(series), list_name(listed)
    zh, en = f"{period_name(period).zh}{called.zh}排名", f"{period} ranking, {called.en}"
    if not listed:
        return Text(zh=zh, en=en)
    return Text(zh=f"{zh}（{whom.zh}）", en=f"{en} ({whom.en})")


def awaited_ranking(what: str) -> Text:
    """Return what a ranking is called that a ruling waits for.

    Args:
        what: ``series·list·year``, ``series·year``, or ``series#number``.
    """
    event = _EVENT.fullmatch(what)
    if event is not None:
        called = series_name(event[1])
        return Text(zh=f"{called.zh}第{event[2]}次排名", en=f"ranking no. {event[2]}, {called.en}")
    series, *listed, period = what.split("·")
    return ranking_name(series, "·".join(listed), period)


def series_name(series: str) -> Text:
    """Return what a series is called."""
    return SERIES.get(series) or _quoted(series)


def list_name(listed: str) -> Text:
    """Return whom a list compares."""
    return LISTS.get(listed) or _quoted(listed)


def period_name(period: str) -> Text:
    """Return a time as people write it; what is none stays as it is."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        return Text(zh=period, en=period)
    year, part, number, month, day = found.groups()
    zh = f"{year}年"
    if part is not None:
        zh += _PARTS.get(f"{part}{number}", f"{part}{number}")
    if month is not None:
        zh += f"{int(month)}月"
    if day is not None:
        zh += f"{int(day)}日"
    return Text(zh=zh, en=period)


def _quoted(code: str) -> Text:
    """Return a name as it was written; a short name without words is put in quotation marks."""
    if not code.isascii():
        return Text(zh=code, en=code)
    return Text(zh=f"“{code}”", en=f"“{code}”")
