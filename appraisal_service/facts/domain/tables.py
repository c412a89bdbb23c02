"""A table read as facts of one kind: what its rows state, and which of them are wrong.

A ranking has one row for each unit; its rows become one record. Every other row is a record.

May import: stdlib, shared.tables (without reading), this folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from appraisal_service.facts.domain.columns import Cell, Unread, in_file
from appraisal_service.facts.domain.faults import FactsRejected, Fault
from appraisal_service.facts.domain.named import Named
from appraisal_service.facts.domain.records import Entry
from shared.tables.headers import find_columns
from shared.tables.table import Note, Table

MOST_RECORDS = 20_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands in a file."""

    entries: list[Entry]
    faults: list[Fault]
    unused: list[str]
    """Columns that were not asked for."""
    notes: list[Note] = field(default_factory=list)
    """What was done to the file while it was read."""
    named: list[Named] = field(default_factory=list)
    """The names that stand beside numbers."""


def read_sheet(kind: str, table: Table) -> Sheet:
    """Return what ``table`` states.

    Raises:
        ColumnsMissing: there is no header with the columns of the kind.
        FactsRejected: too much stands under it.
    """
    cells = in_file(kind)
    named = find_columns(table, [cell.column for cell in cells])
    if len(named.rows) > MOST_RECORDS:
        raise FactsRejected(f"Nothing was stored: more than {MOST_RECORDS} rows.")
    rows: list[tuple[int, dict[str, object]]] = []
    faults: list[Fault] = []
    for place, texts in named.rows:
        row = _row(place, texts, cells, faults)
        if row is not None:
            rows.append((place, row))
    number = "unit" if kind == "ranking" else "subject"
    names = [
        Named(place, str(row[number]), str(row.pop("name"))) for place, row in rows if "name" in row
    ]
    if kind == "ranking":
        return Sheet(_rankings(rows, faults), faults, named.unused, table.notes, names)
    return Sheet([_entry(*row) for row in rows], faults, named.unused, table.notes, names)


def _row(
    place: int, texts: dict[str, str], cells: Sequence[Cell], faults: list[Fault]
) -> dict[str, object] | None:
    """Return what a row says by key; None if a cell is wrong, whose fault was added then."""
    row: dict[str, object] = {}
    found: list[Fault] = []
    for cell in cells:
        text = texts[cell.key]
        names = (cell.chinese[0], cell.english[0])
        if not text:
            if cell.needed:
                found.append(Fault(place, "missing", names))
            continue
        try:
            row[cell.key] = cell.value(text)
        except Unread:
            found.append(Fault(place, "unread", names))
    faults += found
    return None if found else row


def _entry(place: int, row: dict[str, object]) -> Entry:
    """Return one row as an entry."""
    value = {key: said for key, said in row.items() if key not in ("subject", "period")}
    period = row.get("period")
    return Entry(place, str(row["subject"]), value, period=None if period is None else str(period))


def _rankings(rows: Sequence[tuple[int, dict[str, object]]], faults: list[Fault]) -> list[Entry]:
    """Return one entry for each comparison, at the place of its first row."""
    made: dict[tuple[object, ...], tuple[int, dict[str, object]]] = {}
    places: dict[tuple[object, ...], int] = {}
    for place, row in rows:
        head = tuple(row[key] for key in ("subject", "series", "period", "seq"))
        _, scores = made.setdefault(head, (place, {}))
        unit = str(row["unit"])
        earlier = places.setdefault((*head, unit), place)
        if earlier != place:
            faults.append(Fault(place, "twice", other=earlier))
        scores[unit] = row["score"]
    return [
        Entry(place, str(head[0]), _ranking(head, scores), period=str(head[2]))
        for head, (place, scores) in made.items()
    ]


def _ranking(head: tuple[object, ...], scores: dict[str, object]) -> dict[str, object]:
    """Return the value of a ranking."""
    subject, series, period, seq = head
    return {"series": series, "list": subject, "period": period, "seq": seq, "scores": scores}
