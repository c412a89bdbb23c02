"""What a sheet of people changes: who is new, who is another than before, who has left.

May import: stdlib, this folder.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

from appraisal_service.people.domain.officials import (
    Official,
    PeopleList,
    Role,
    Scale,
    Service,
    Team,
)
from appraisal_service.people.domain.sheet import NOBODY, PeopleSheet, SheetRow, fault
from appraisal_service.people.domain.sheet_faults import SheetFault
from appraisal_service.people.domain.sheet_places import Directory, changed_teams, changed_units

NEEDED = ("name", "unit", "post", "role")
"""What a row says of somebody new."""

Change = Literal["new", "changed", "same", "left"]


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """What a year knows before the import."""

    year: int
    roster: PeopleList
    held: Mapping[str, Sequence[Service]]
    """The posts by day, by person."""
    elsewhere: Collection[str]
    """Numbers that are in use in another jurisdiction."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """What becomes of one person."""

    row: int
    person: str
    name: str
    change: Change
    columns: tuple[str, ...] = ()
    """Which columns are other than before."""


@dataclass(frozen=True, slots=True)
class SheetChanges:
    """What an import would write, and what keeps it from being written."""

    listed: PeopleList
    """New and changed only."""
    left: Mapping[str, str | None]
    """Who leaves, with the last day."""
    people: Sequence[RowChange]
    faults: Sequence[SheetFault]
    places: Mapping[str, int]
    """Rows of those who are listed, by number."""


def changes_of(sheet: PeopleSheet, known: KnownPeople) -> SheetChanges:
    """Return what ``sheet`` changes in what is ``known``; nothing of a wrong row."""
    reader = _Reader(known, [row for row in sheet.rows if row.left_on is None])
    changes = [reader.leave(row) if row.left_on else reader.read(row) for row in sheet.rows]
    gone = {row.person: row.left_on for row in sheet.rows if row.left_on}
    after = {one: who for one, who in reader.after.items() if one not in gone}
    serving = [(row, after[row.person]) for row in reader.rows if row.person in reader.read_now]
    units, wrong_units = changed_units(
        {unit.id: unit for unit in known.roster.units}, reader.units, reader.named_units
    )
    teams, wrong_teams = changed_teams(reader.known_teams, reader.teams, after, serving)
    made = {row.person: row.row for row, _ in serving}
    shown = [change for change in changes if change is not None]
    written = {one.person for one in shown if one.change in ("new", "changed")}
    faults = [
        *sheet.faults,
        *reader.faults,
        *reader.units.faults,
        *reader.teams.faults,
        *wrong_units,
        *wrong_teams,
    ]
    return SheetChanges(
        PeopleList(units, teams, [after[person] for person in made if person in written]),
        {one.person: gone[one.person] for one in shown if one.change == "left"},
        shown,
        sorted(faults, key=lambda one: (one.row, one.column)),
        made,
    )


class _Reader:
    """Reads rows against what is known."""

    def __init__(self, known: KnownPeople, rows: Sequence[SheetRow]) -> None:
        roster = known.roster
        self.known, self.rows = known, rows
        self.known_teams: dict[str, Team] = {team.id: team for team in roster.teams}
        self.before = {official.id: official for official in roster.people}
        self.after = dict(self.before)
        self.read_now: set[str] = set()
        self.units = Directory("unit", {unit.id: unit.name for unit in roster.units}, rows)
        self.teams = Directory("team", {team.id: team.name for team in roster.teams}, rows)
        self.named_units: list[tuple[SheetRow, str]] = []
        self.faults: list[SheetFault] = []

    def leave(self, row: SheetRow) -> RowChange | None:
        """Return that somebody leaves; None if nobody does, and a fault was added."""
        day, official = row.left_on, self.before.get(row.person)
        year = self.known.year
        if official is None:
            self.faults.append(fault(row.row, "id", "not_listed"))
        elif not f"{year - 1:04}-01-01" <= str(day) <= f"{year:04}-12-31":
            self.faults.append(fault(row.row, "left_on", "not_this_year"))
        else:
            return RowChange(row.row, row.person, official.name, "left", ("left_on",))
        return None

    def read(self, row: SheetRow) -> RowChange | None:
        """Return what a row of somebody who serves changes; None if it is wrong."""
        unit, team = self.units.find(row), self._team(row)
        if unit is not None:
            self.named_units.append((row, unit))
        before = self.before.get(row.person)
        wrong = self._wrong(row, unit, team, before)
        self.faults += wrong
        found = None if wrong else _official(row, unit, team, before)
        if found is None:
            return None
        self.after[row.person] = found
        self.read_now.add(row.person)
        if before is None:
            return RowChange(row.row, found.id, found.name, "new")
        columns = _other(before, found, self._since(row.person))
        return RowChange(row.row, found.id, before.name, "changed" if columns else "same", columns)

    def _team(self, row: SheetRow) -> str | None:
        """Return the team's number, ``NOBODY`` where the row says that there is none."""
        return NOBODY if row.said.get("team") == NOBODY else self.teams.find(row)

    def _wrong(
        self, row: SheetRow, unit: str | None, team: str | None, before: Official | None
    ) -> list[SheetFault]:
        """Return what is wrong with a row whose cells can be read."""
        since = row.said.get("since")
        if row.person in self.known.elsewhere:
            return [fault(row.row, "id", "elsewhere")]
        if before is None:
            wrong = [fault(row.row, key, "missing") for key in NEEDED if not self._says(row, key)]
        elif unit is not None and unit != before.unit and before.team and team is None:
            wrong = [fault(row.row, "team", "team_unclear")]
        else:
            wrong = []
        if since is not None and since > f"{self.known.year:04}-12-31":
            wrong.append(fault(row.row, "since", "after_year"))
        return wrong

    def _says(self, row: SheetRow, key: str) -> bool:
        """Tell whether a row says something in a column; a unit may go by its number alone."""
        return key in row.said or (key == "unit" and "unit_id" in row.said)

    def _since(self, person: str) -> str | None:
        """Return the day on which a person's present post began, if it is known."""
        held = self.known.held.get(person, ())
        return held[-1].since if held and held[-1].until is None else None


def _official(
    row: SheetRow, unit: str | None, team: str | None, before: Official | None
) -> Official | None:
    """Return the official that a row makes; None if the unit could not be found."""
    said = row.said
    if before is None:
        if unit is None:
            return None
        start = Official(row.person, said["name"], unit, said["post"], "member", None)
    else:
        start = before
    group = said.get("group", start.group or NOBODY)
    number = team or start.team or NOBODY
    return replace(
        start,
        name=said.get("name", start.name),
        unit=unit or start.unit,
        post=said.get("post", start.post),
        role=cast(Role, said.get("role", start.role)),
        team=None if number == NOBODY else number,
        scale=cast(Scale, said.get("scale", start.scale)),
        group=None if group == NOBODY else group,
        since=said.get("since"),
    )


_FIELDS = ("name", "unit", "post", "role", "team", "scale", "group")


def _other(before: Official, after: Official, since: str | None) -> tuple[str, ...]:
    """Return the columns in which somebody is another than before."""
    columns = [name for name in _FIELDS if getattr(before, name) != getattr(after, name)]
    if after.since is not None and after.since != since:
        columns.append("since")
    return tuple(columns)
