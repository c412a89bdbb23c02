"""The name beside a number in a file: nothing is stored of it, it only has to be the number's own.

A digit that is typed wrong is somebody else's number; a name that was typed beside it shows that.

May import: stdlib, shared.tables.names, this folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from appraisal_service.facts.domain.faults import Fault
from shared.tables.names import normalised


@dataclass(frozen=True, slots=True)
class Named:
    """A number and the name that stands beside it in one row."""

    place: int
    number: str
    name: str


def other_names(rows: Iterable[Named], *names: Mapping[str, str]) -> list[Fault]:
    """Return a fault for each row whose name is not that of its number.

    Args:
        rows: those that have a name.
        *names: of everybody that there is, by number, and of every unit: a number may be both;
            one that is not among them has a fault of its own.
    """
    faults = []
    for row in rows:
        its = [normalised(named[row.number]) for named in names if row.number in named]
        if its and normalised(row.name) not in its:
            faults.append(Fault(row.place, "other_name"))
    return faults
