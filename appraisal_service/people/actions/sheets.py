"""The sheet of people: handed out, looked at, imported.

May import: people's domain and store, appraisal_service.office, shared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.office import Office
from appraisal_service.people import store
from appraisal_service.people.actions.importing import hold_lists, write_people
from appraisal_service.people.domain import Official, Service, Team, Unit
from appraisal_service.people.domain.sheet import (
    COLUMNS,
    NOTES,
    PeopleSheet,
    column_names,
    fault,
    read_sheet,
    template_choices,
    word,
)
from appraisal_service.people.domain.sheet_changes import KnownPeople, SheetChanges, changes_of
from appraisal_service.people.domain.sheet_faults import SheetFault, SheetRejected, refusal
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work
from shared.tables.reading import read_table
from shared.tables.writing import write_template


@dataclass(frozen=True, slots=True)
class SheetLook:
    """What an import of a sheet would do."""

    title: str
    """The jurisdiction's."""
    counts: dict[str, int]
    """How many people are ``new``, ``changed``, ``same``, ``left``."""
    changed: Sequence[dict[str, Any]]
    """Who is new, changes or leaves: row, person, name, change, columns in both languages."""
    units: Sequence[dict[str, Any]]
    """New and changed ones, ``new`` true or false."""
    teams: Sequence[dict[str, Any]]
    faults: Sequence[SheetFault]
    unused: Sequence[str]
    notes: Sequence[dict[str, str]]

    @property
    def writes(self) -> int:
        """How many people an import would write."""
        return self.counts["new"] + self.counts["changed"] + self.counts["left"]

    @property
    def empty(self) -> bool:
        """Whether an import would change nothing."""
        return not (self.writes or self.units or self.teams)


def make_people_template(office: Office, where: tuple[str, int], language: str) -> bytes:
    """Return the sheet with how to fill it in, and nobody in it.

    Raises:
        NoSuchJurisdiction: ``where`` (jurisdiction, year) is not set up.
    """
    with reading(office.sessions) as session:
        store.get_jurisdiction(session, *where)
    return _workbook(language, [])


def make_people_sheet(office: Office, where: tuple[str, int], language: str) -> bytes:
    """Return the sheet with everybody who serves; imported as it is, it changes nothing.

    Raises:
        NoSuchJurisdiction: ``where`` (jurisdiction, year) is not set up.
    """
    with reading(office.sessions) as session:
        store.get_jurisdiction(session, *where)
        roster = store.roster(session, *where)
        held = store.services(session, *where)
    units = {unit.id: unit for unit in roster.units}
    teams = {team.id: team for team in roster.teams}
    people = sorted(roster.people, key=lambda one: (one.unit, one.id))
    rows = [_row(one, units, teams, held.get(one.id, ()), language) for one in people]
    return _workbook(language, rows)


def preview_people(office: Office, where: tuple[str, int], name: str, body: bytes) -> SheetLook:
    """Return what ``import_sheet`` would do; nothing is stored.

    Raises:
        NoSuchJurisdiction: ``where`` (jurisdiction, year) is not set up.
        TableRejected, SheetRejected: nobody stands in this file.
    """
    sheet = read_sheet(read_table(name, body))
    with reading(office.sessions) as session:
        title = store.get_jurisdiction(session, *where).title
        known = _known(session, where)
        found = _changes(session, where, sheet, known)
    units = {unit.id for unit in known.roster.units}
    teams = {team.id for team in known.roster.teams}
    kinds = [one.change for one in found.people]
    return SheetLook(
        title,
        {kind: kinds.count(kind) for kind in ("new", "changed", "same", "left")},
        [
            {**asdict(one), "columns": [column_names(key) for key in one.columns]}
            for one in found.people
            if one.change != "same"
        ],
        [{**asdict(unit), "new": unit.id not in units} for unit in found.listed.units],
        [{**asdict(team), "new": team.id not in teams} for team in found.listed.teams],
        found.faults,
        sheet.unused,
        [{"zh": note.chinese, "en": note.english} for note in sheet.notes],
    )


def import_sheet(
    office: Office, actor: Actor, where: tuple[str, int], name: str, body: bytes
) -> int:
    """Write what a sheet changes; return how many people are new, changed or gone.

    The year's record has the file's name and SHA-256; the file itself is not kept.

    Raises:
        NoSuchJurisdiction, TableRejected: as ``preview_people``.
        SheetRejected: rows are wrong; nothing was stored.
    """
    sheet = read_sheet(read_table(name, body))
    jurisdiction, year = where
    with unit_of_work(office.sessions) as uow:
        hold_lists(uow.session, jurisdiction, year)
        found = _changes(uow.session, where, sheet, _known(uow.session, where))
        if found.faults:
            raise SheetRejected(refusal(found.faults))
        write_people(uow.session, jurisdiction, year, found.listed, found.left)
        file = f"{name} · SHA-256 {hashlib.sha256(body).hexdigest()}"
        everybody = (jurisdiction, year, None)
        store.record(uow.session, everybody, "import_people", actor.name, file, office.clock())
    return len(found.listed.people) + len(found.left)


def _known(session: Session, where: tuple[str, int]) -> KnownPeople:
    """Return what the year knows of people."""
    return KnownPeople(
        where[1],
        store.roster(session, *where),
        store.services(session, *where),
        store.elsewhere(session, *where),
    )


def _changes(
    session: Session, where: tuple[str, int], sheet: PeopleSheet, known: KnownPeople
) -> SheetChanges:
    """Return what a sheet changes, and everything that is wrong with it."""
    found = changes_of(sheet, known)
    rows = store.PeopleRows(session, [one.id for one in found.listed.people])
    undated = [
        fault(found.places[one.id], "since", "needs_day")
        for one in found.listed.people
        if store.needs_day(rows, *where, one)
    ]
    early = [
        fault(found.places[one.id], "since", "before_another")
        for one in found.listed.people
        if store.precedes_another(rows, *where, one)
    ]
    misnamed = [
        fault(found.places[one.id], "name", "other_person")
        for one in found.listed.people
        if store.named_elsewhere(rows, where[0], one)
    ]
    return replace(found, faults=[*found.faults, *undated, *early, *misnamed])


def _workbook(language: str, rows: Sequence[Sequence[str]]) -> bytes:
    """Return a sheet with these rows."""
    header, choices = template_choices(language)
    title = "干部" if language == "zh" else "people"
    return write_template(title, header, choices, NOTES[language].splitlines(), rows)


def _row(
    one: Official,
    units: dict[str, Unit],
    teams: dict[str, Team],
    held: Sequence[Service],
    language: str,
) -> list[str]:
    """Return somebody's row, cells in the order of the columns."""
    unit, team = units[one.unit], teams.get(one.team or "")
    present = held[-1] if held and held[-1].until is None else None
    cells = {
        "id": one.id,
        "name": one.name,
        "unit": unit.name,
        "unit_id": unit.id,
        "post": one.post,
        "role": word("role", one.role, language),
        "team": team.name if team is not None else "",
        "team_id": team.id if team is not None else "",
        "scale": word("scale", one.scale, language),
        "group": one.group or "",
        "since": present.since if present is not None else "",
        "vertical": word("vertical", "yes" if unit.vertical else "no", language),
    }
    return [cells.get(column.key, "") for column in COLUMNS]
