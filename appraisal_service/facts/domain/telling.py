"""A recorded fact as a person reads it: what its kind is called, and what it says.

The words are those of the files in which facts are brought, so that a page says what stood there;
people, units and rankings are called by their names.

May import: stdlib, facts' columns, shared.rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from appraisal_service.facts.domain.attendance import COLUMNS as ATTENDANCE
from appraisal_service.facts.domain.columns import COLUMNS, Cell, names_of
from shared.rules.derivation_steps import FACT_NAMES
from shared.rules.parameters import Text
from shared.rules.ranking_words import list_name, period_name, ranking_name, series_name

Language = Literal["zh", "en"]
Names = Mapping[str, str]
"""The names of people and units by their numbers."""

KIND_NAMES: Mapping[str, Text] = {
    "attendance": Text(zh="考勤", en="attendance"),
    "leave": Text(zh="请假", en="leaves"),
    **FACT_NAMES,
    "overlap": Text(zh="名册重叠", en="people on both rolls"),
}
"""What people call each kind of facts, in the order in which they are listed."""

_ANSWERS = {True: Text(zh="是", en="yes"), False: Text(zh="否", en="no")}
_NOBODY: Names = {}
_OF_A_DIGEST = 16
_DIGESTS = ("ranking", "unit_result", "county_result")
_CODES = {"series": series_name, "list": list_name, "period": period_name}


def kind_name(kind: str, language: Language) -> str:
    """Return what a kind of facts is called."""
    name = KIND_NAMES.get(kind)
    return kind if name is None else str(getattr(name, language))


def subject_name(subject: Mapping[str, str], language: Language, names: Names) -> str:
    """Return what a record is about: a person or unit by name, a list in words."""
    if subject["kind"] == "list":
        return str(getattr(list_name(subject["id"]), language))
    return names.get(subject["id"], subject["id"])


def told(kind: str, value: Mapping[str, Any], language: Language, names: Names = _NOBODY) -> str:
    """Return what a record says, part by part, in the order of its file's columns.

    Args:
        kind: of the record.
        value: what it says.
        language: in which.
        names: of people and units, and of rankings by their digests; whoever has none is called
            by the number.
    """
    between = "；" if language == "zh" else "; "
    return between.join(_parts(kind, value, language, names))


def ranking_told(value: Mapping[str, Any], language: Language) -> str:
    """Return what a ranking is called."""
    called = ranking_name(value["series"], value["list"], value["period"])
    return str(getattr(called, language))


def _parts(kind: str, value: Mapping[str, Any], language: Language, names: Names) -> Iterator[str]:
    """Yield each part of a value with its name."""
    columns = ATTENDANCE if kind == "attendance" else COLUMNS.get(kind, ())
    cells = {cell.key: cell for cell in columns}
    keys = [key for key in cells if key in value] + [key for key in value if key not in cells]
    colon = "：" if language == "zh" else ": "
    for key in keys:
        if value[key] is not None:
            name = _called(cells.get(key), key)[language == "en"]
            yield f"{name}{colon}{_shown(cells.get(key), key, value[key], (language, names))}"


def _called(cell: Cell | None, key: str) -> tuple[str, str]:
    """Return what a part is called; days are counted in days, whatever the file counts."""
    if cell is None or key in ("half_days", "half_points"):
        return names_of(key)
    return cell.chinese[0], cell.english[0]


def _shown(cell: Cell | None, key: str, value: object, how: tuple[Language, Names]) -> str:
    """Return one part as people write it."""
    language, names = how
    if isinstance(value, bool):
        return str(getattr(_ANSWERS[value], language))
    if key in ("half_days", "half_points") and isinstance(value, int):
        return f"{value // 2}.{5 * (value % 2)}"
    if isinstance(value, Mapping):
        return " · ".join(f"{names.get(unit, unit)} {part}" for unit, part in value.items())
    return _in_words(cell, key, str(value), how)


def _in_words(cell: Cell | None, key: str, code: str, how: tuple[Language, Names]) -> str:
    """Return what stands for a number, a digest or a short name; another text as it is."""
    language, names = how
    if key == "deputy":
        return names.get(code, code)
    if key in _DIGESTS:
        return names.get(code, code[:_OF_A_DIGEST])
    if key in _CODES:
        return str(getattr(_CODES[key](code), language))
    words = cell.words.get(code) if cell is not None else None
    return code if words is None else words[language == "en"].replace(code.casefold(), code)
