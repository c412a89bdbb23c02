"""Units and teams of the sheet: found by number or name, made where they are new.

May import: stdlib, shared.tables.names, this folder.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Literal

from appraisal_service.people.domain.officials import Official, Team, Unit
from appraisal_service.people.domain.sheet import SheetRow, fault
from appraisal_service.people.domain.sheet_faults import SheetFault
from shared.tables.names import normalised

Kind = Literal["unit", "team"]


class Directory:
    """The units, or the teams, that rows of a sheet may name."""

    def __init__(self, kind: Kind, known: Mapping[str, str], rows: Sequence[SheetRow]) -> None:
        """Take note of who has which name.

        Args:
            kind: which of the two.
            known: number to name of those that are there.
            rows: of the sheet; where one gives a number and a name, that is the name.
        """
        self.faults: list[SheetFault] = []
        self.names = dict(known)
        self._kind, self._number = kind, f"{kind}_id"
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for number, name in known.items():
            self._by_name[normalised(name)].add(number)
        self._take(rows)

    def find(self, row: SheetRow) -> str | None:
        """Return the number of what a row names; None if it names none, or a fault was added."""
        number, name = row.said.get(self._number), row.said.get(self._kind)
        if number is not None:
            if number not in self.names:
                self.faults.append(fault(row.row, self._number, "name_needed"))
                return None
            return number
        if name is None:
            return None
        found = self._by_name.get(normalised(name), set())
        if len(found) != 1:
            self.faults.append(fault(row.row, self._kind, "ambiguous" if found else "unknown"))
            return None
        return next(iter(found))

    def _take(self, rows: Sequence[SheetRow]) -> None:
        """Read the numbers and names that stand side by side."""
        first: dict[str, int] = {}
        for row in rows:
            number, name = row.said.get(self._number), row.said.get(self._kind)
            if number is None or name is None:
                continue
            earlier = first.setdefault(number, row.row)
            if earlier != row.row and normalised(self.names[number]) != normalised(name):
                self.faults.append(fault(row.row, self._kind, "other_name", earlier))
            elif earlier == row.row:
                self.names[number] = name
                self._by_name[normalised(name)].add(number)


def changed_units(
    known: Mapping[str, Unit], units: Directory, rows: Sequence[tuple[SheetRow, str]]
) -> tuple[list[Unit], list[SheetFault]]:
    """Return the units that are new or other than they were, and what contradicts itself.

    Args:
        known: the units that are there.
        units: the names.
        rows: every row that names a unit, with its number.
    """
    faults: list[SheetFault] = []
    vertical: dict[str, tuple[str, int]] = {}
    for row, number in rows:
        word = row.said.get("vertical")
        if word is None:
            continue
        before, earlier = vertical.setdefault(number, (word, row.row))
        if before != word:
            faults.append(fault(row.row, "vertical", "other_word", earlier))
    listed = []
    for number in dict.fromkeys(number for _, number in rows):
        there = known.get(number)
        word, _ = vertical.get(number, ("", 0))
        managed = word == "yes" if word else there is not None and there.vertical
        unit = Unit(number, units.names[number], managed)
        if unit != there:
            listed.append(unit)
    return listed, faults


def changed_teams(
    known: Mapping[str, Team],
    teams: Directory,
    people: Mapping[str, Official],
    rows: Sequence[tuple[SheetRow, Official]],
) -> tuple[list[Team], list[SheetFault]]:
    """Return the teams that are new or other than they were, and what is wrong with their heads.

    Args:
        known: the teams that are there.
        teams: the names.
        people: everybody as they are after the import, by number.
        rows: every row of somebody who serves, as they are after the import.
    """
    heads, faults = _heads(rows)
    listed = []
    for number, row in _first_rows(rows).items():
        there, new = known.get(number), heads.get(number)
        head = new[1].id if new is not None else there.head if there is not None else ""
        unit = new[1].unit if new is not None else there.unit if there is not None else ""
        team = Team(number, teams.names[number], unit, head)
        code = _wrong_head(there, team, people)
        if code:
            faults.append(fault(new[0].row if new is not None else row.row, "role", code))
        elif team != there:
            listed.append(team)
    return listed, faults


Serving = tuple[SheetRow, Official]


def _heads(rows: Sequence[Serving]) -> tuple[dict[str, Serving], list[SheetFault]]:
    """Return who heads which team by the sheet, and the faults of those who come second."""
    faults: list[SheetFault] = []
    heads: dict[str, Serving] = {}
    for row, official in rows:
        if official.team is not None and official.role == "head":
            earlier, _ = heads.setdefault(official.team, (row, official))
            if earlier is not row:
                faults.append(fault(row.row, "role", "two_heads", earlier.row))
    return heads, faults


def _first_rows(rows: Sequence[Serving]) -> dict[str, SheetRow]:
    """Return of every team the first row that is about it."""
    first: dict[str, SheetRow] = {}
    for row, official in rows:
        if official.team is not None:
            first.setdefault(official.team, row)
    return first


def _wrong_head(there: Team | None, team: Team, people: Mapping[str, Official]) -> str:
    """Return the code of what is wrong with a team's head, "" if nothing is.

    A team whose head has left waits for the next one and may stay as it is meanwhile.
    """
    head = people.get(team.head)
    heads_it = head is not None and (head.team, head.role) == (team.id, "head")
    if not heads_it:
        vacant = there == team and (head is None or head.team != team.id)
        return "" if vacant else "no_head"
    before = people.get(there.head) if there is not None else None
    stays = before is not None and (before.team, before.role) == (team.id, "head")
    return "head_stays" if stays and before != head else ""
