"""A record as a form's texts, and the texts of a form as a record's value.

The words and columns are those of the files in which facts come, so that a correction on a page is
read exactly as a file is. A ranking has its units and scores beside the fields.

May import: stdlib, this folder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appraisal_service.facts.domain.columns import COLUMNS, Cell, Unread
from appraisal_service.facts.domain.faults import Fault, rejected

LONG = ("opinion", "text")
"""What is written in more than a line."""
RANKING = "ranking"
BESIDE = {"subject", "period"}
ROWS = {"unit", "score"}


@dataclass(frozen=True, slots=True)
class Field:
    """One part of a value, as a form shows it."""

    key: str
    names: tuple[str, str]
    """What it is called in Chinese and in English."""
    text: str
    """What stands there, as people write it in a file."""
    choices: Sequence[tuple[str, tuple[str, str]]]
    """What can be chosen, with its words; empty where it is written."""
    needed: bool
    long: bool


def can_be_typed(kind: str) -> bool:
    """Tell whether one officer corrects records of this kind on a page."""
    return kind in COLUMNS


def fields_of(kind: str, value: Mapping[str, Any]) -> list[Field]:
    """Return the fields of a kind, with what a record says in them."""
    return [
        Field(
            cell.key,
            (cell.chinese[0], cell.english[0]),
            text_of(cell, value.get(cell.key)),
            [(code, _as_read(code, words)) for code, words in cell.words.items()],
            cell.needed,
            cell.key in LONG,
        )
        for cell in _cells(kind)
    ]


def _as_read(code: str, words: tuple[str, str]) -> tuple[str, str]:
    """Return the words of a choice with their capitals, as ``A类``."""
    return words[0].replace(code.casefold(), code), words[1].replace(code.casefold(), code)


def text_of(cell: Cell, said: object) -> str:
    """Return a part of a value as a file would have it."""
    if said is None:
        return ""
    if isinstance(said, bool):
        return "yes" if said else "no"
    if cell.key in ("half_days", "half_points") and isinstance(said, int):
        return f"{said // 2}.5" if said % 2 else str(said // 2)
    return str(said)


def value_of(kind: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the value that was typed; what is empty is not said. Its kind checks it further.

    Raises:
        FactsRejected: a field is empty that is needed, or cannot be read.
    """
    value: dict[str, Any] = {}
    faults: list[Fault] = []
    for cell in _cells(kind):
        names, text = (cell.chinese[0], cell.english[0]), texts.get(cell.key, "").strip()
        if not text:
            faults += [Fault(1, "missing", names)] if cell.needed else []
            continue
        try:
            value[cell.key] = cell.value(text)
        except Unread:
            faults.append(Fault(1, "unread", names))
    if faults:
        raise rejected(faults)
    return value


def ranked(scores: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the scores of a ranking by unit; a unit without a score was not ranked.

    Raises:
        FactsRejected: a unit stands there twice.
    """
    found = [(unit.strip(), score.strip()) for unit, score in scores if score.strip()]
    if len({unit for unit, _ in found}) < len(found):
        raise rejected([Fault(1, "unit_twice")])
    return dict(found)


def _cells(kind: str) -> list[Cell]:
    """Return the columns of a kind that are fields of their own."""
    beside = BESIDE | (ROWS if kind == RANKING else set())
    return [cell for cell in COLUMNS[kind] if cell.key not in beside]
