"""A recorded fact as a person reads it: what its kind is called, and what it says.

The words are those of the files in which facts are brought, so that a page says what stood there.

May import: stdlib, facts' columns, shared.rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from appraisal_service.facts.domain.columns import COLUMNS, Cell, names_of
from shared.rules.derivation_steps import FACT_NAMES
from shared.rules.parameters import Text

Language = Literal["zh", "en"]

KIND_NAMES: Mapping[str, Text] = {
    "attendance": Text(zh="考勤", en="attendance"),
    "leave": Text(zh="请假", en="leaves"),
    **FACT_NAMES,
    "overlap": Text(zh="名册重叠", en="people on both rolls"),
}
"""What people call each kind of facts, in the order in which they are listed."""

_ANSWERS = {True: Text(zh="是", en="yes"), False: Text(zh="否", en="no")}


def kind_name(kind: str, language: Language) -> str:
    """Return what a kind of facts is called."""
    name = KIND_NAMES.get(kind)
    return kind if name is None else str(getattr(name, language))


def told(kind: str, value: Mapping[str, Any], language: Language) -> str:
    """Return what a record says, part by part, in the order of its file's columns."""
    between = "；" if language == "zh" else "; "
    return between.join(_parts(kind, value, language))


def _parts(kind: str, value: Mapping[str, Any], language: Language) -> Iterator[str]:
    """Yield each part of a value with its name."""
    cells = {cell.key: cell for cell in COLUMNS.get(kind, ())}
    keys = [key for key in cells if key in value] + [key for key in value if key not in cells]
    colon = "：" if language == "zh" else ": "
    for key in keys:
        if value[key] is not None:
            name = names_of(key)[language == "en"]
            yield f"{name}{colon}{_shown(cells.get(key), key, value[key], language)}"


def _shown(cell: Cell | None, key: str, value: object, language: Language) -> str:
    """Return one part as people write it."""
    if isinstance(value, bool):
        return str(getattr(_ANSWERS[value], language))
    if key in ("half_days", "half_points") and isinstance(value, int):
        return f"{value // 2}.{5 * (value % 2)}"
    if isinstance(value, Mapping):
        return " · ".join(f"{name} {part}" for name, part in value.items())
    code = str(value)
    words = cell.words.get(code) if cell is not None else None
    return code if words is None else words[language == "en"].replace(code.casefold(), code)
