"""What the pages of years show: every year with its next step, and one year's list of people.

Nothing is derived here: a page reads what was stored, so that a county of hundreds opens at once.

May import: grades' domain, next_step and store, people's and facts' stores, appraisal_service
.office, shared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.grades import domain
from appraisal_service.grades.next_step import STAGES, Stage, YearSight, year_step
from appraisal_service.grades.store import rows as stored
from appraisal_service.grades.store import showing as queries
from appraisal_service.grades.store.tables import AppraisalRow
from appraisal_service.office import Office
from appraisal_service.people import store as people
from appraisal_service.people.domain import Official
from shared.documents.dates import local_day
from shared.next_step import NextStep
from shared.plumbing.db import reading
from shared.rules.pack_files import NoSuchPack

PEOPLE_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class YearLine:
    """One jurisdiction's year, as the first page lists it."""

    jurisdiction: str
    title: str
    year: int
    pack: str
    stages: Mapping[Stage, int]
    step: NextStep

    @property
    def here(self) -> str:
        """The address of the year's own page."""
        return address(self.jurisdiction, self.year)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people of a year are asked for."""

    text: str = ""
    """A part of name, number, unit or post."""
    unit: str = ""
    stage: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class YearPage:
    """A year's list: the people asked for, fifty at a time."""

    line: YearLine
    people: Sequence[Mapping[str, Any]]
    """Person, name, unit, post, stage, proposal, grade, needs, contested."""
    units: Mapping[str, str]
    found: int
    page: int
    last: int


@dataclass(frozen=True, slots=True)
class _Year:
    """A year's people and their rows, read once."""

    row: people.JurisdictionRow
    officials: Sequence[Official]
    newest: Mapping[str, AppraisalRow]
    stages: Mapping[str, Stage]
    contested: set[tuple[str, int]]
    objection_days: int

    def objected(self, person: str) -> bool:
        """Tell whether an objection of this person waits for its answer."""
        row = self.newest.get(person)
        return row is not None and (person, row.version) in self.contested


def address(jurisdiction: str, year: int) -> str:
    """Return the address of a year's page."""
    return f"/years/{year}/{jurisdiction}"


def list_years(office: Office) -> list[YearLine]:
    """Return every year of every jurisdiction, the newest first."""
    today = local_day(office.clock())
    with reading(office.sessions) as session:
        return [_line(_read(session, row), today) for row in queries.years(session)]


def show_year(office: Office, jurisdiction: str, year: int, wanted: Wanted) -> YearPage:
    """Return one page of a year's people.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    with reading(office.sessions) as session:
        read = _read(session, people.get_jurisdiction(session, jurisdiction, year))
        units = queries.unit_names(session, jurisdiction)
        found = [one for one in read.officials if _fits(read, one, units, wanted)]
        last = max(1, -(-len(found) // PEOPLE_A_PAGE))
        page = min(max(1, wanted.page), last)
        shown = found[(page - 1) * PEOPLE_A_PAGE : page * PEOPLE_A_PAGE]
        return YearPage(
            _line(read, local_day(office.clock())),
            [_person(session, read, official, units) for official in shown],
            dict(sorted(units.items(), key=lambda unit: unit[1])),
            len(found),
            page,
            last,
        )


def pack_document(office: Office, digest: str) -> dict[str, Any]:
    """Return the resolved pack of this digest, as a year fixed it.

    Raises:
        NoSuchPack: no year has used it.
    """
    with reading(office.sessions) as session:
        row = session.get(people.PackRow, digest)
        if row is None:
            raise NoSuchPack("No year here has used a pack of this digest.")
        return row.document


def show_line(office: Office, jurisdiction: str, year: int) -> YearLine:
    """Return one year with its next step.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    with reading(office.sessions) as session:
        read = _read(session, people.get_jurisdiction(session, jurisdiction, year))
        return _line(read, local_day(office.clock()))


def named_objections(office: Office, jurisdiction: str, year: int) -> list[dict[str, Any]]:
    """Return the objections to the year's newest grades by name, open ones first."""
    with reading(office.sessions) as session:
        current = stored.current(session, jurisdiction, year)
        found = stored.objections(session, current)
        names = {entry.person: queries.person_name(session, entry.person) for entry in found}
    return [
        {
            "person": entry.person,
            "name": names[entry.person],
            "at": entry.at.date().isoformat(),
            "text": entry.text,
            "outcome": entry.outcome,
            "answer": entry.answer,
            "answered_by": entry.answered_by,
        }
        for entry in sorted(found, key=lambda entry: entry.outcome is not None)
    ]


def _read(session: Session, row: people.JurisdictionRow) -> _Year:
    """Return a year as it is stored."""
    serving = people.roster(session, row.id, row.year).people
    newest = {one.person: one for one in stored.current(session, row.id, row.year)}
    gone = newest.keys() - {one.id for one in serving}
    officials = [*serving, *(_departed(session, newest[person]) for person in sorted(gone))]
    decided = queries.deciders(session, row.year)
    stages = {one.id: stage_of(newest.get(one.id), decided) for one in officials}
    return _Year(
        row,
        officials,
        newest,
        stages,
        queries.contested(session, row.year),
        people.get_pack(session, row.pack).parameters.objection_days,
    )


def _departed(session: Session, row: AppraisalRow) -> Official:
    """Return somebody who has a grade of the year and no longer serves: as when it was derived."""
    person = stored.derivation(session, row.derivation)["inputs"]["person"]
    return Official(
        id=row.person,
        name=queries.person_name(session, row.person),
        unit=person["unit"],
        post=person["post"],
        role=person["role"],
        team=person["team"],
        scale=person["scale"],
    )


def stage_of(row: AppraisalRow | None, decided: Mapping[tuple[str, int, int], int]) -> Stage:
    """Return how far a person's grade has come."""
    if row is None or row.state == "superseded":
        return "unproposed"
    if row.state == "proposed" and decided.get((row.person, row.version, row.attempt)):
        return "second"
    return row.state


def _line(read: _Year, today: date) -> YearLine:
    """Return a year with its next step."""
    counted = Counter(read.stages.values())
    stages = {stage: counted.get(stage, 0) for stage in STAGES}
    ends = [
        (domain.objections_end(row.published_on, read.objection_days), row)
        for person, row in read.newest.items()
        if row.state == "published" and row.published_on and not read.objected(person)
    ]
    later = [end for end, _ in ends if end > today]
    sight = YearSight(
        stages,
        sum(1 for person in read.newest if read.objected(person)),
        sum(1 for end, _ in ends if end <= today),
        min(later).isoformat() if later else None,
    )
    step = year_step(sight, address(read.row.id, read.row.year))
    return YearLine(read.row.id, read.row.title, read.row.year, read.row.pack, stages, step)


def _fits(read: _Year, official: Official, units: Mapping[str, str], wanted: Wanted) -> bool:
    """Tell whether an official is asked for."""
    if wanted.unit and official.unit != wanted.unit:
        return False
    if wanted.stage == "contested":
        stage_fits = read.objected(official.id)
    else:
        stage_fits = wanted.stage in ("", read.stages[official.id])
    told = " ".join(
        (official.id, official.name, official.post, units.get(official.unit, official.unit))
    )
    return stage_fits and wanted.text.casefold().strip() in told.casefold()


def _person(
    session: Session, read: _Year, official: Official, units: Mapping[str, str]
) -> dict[str, Any]:
    """Return one line of the list: who, what is proposed, what it waits for."""
    row = read.newest.get(official.id)
    document = stored.derivation(session, row.derivation) if row is not None else None
    return {
        "person": official.id,
        "name": official.name,
        "unit": units.get(official.unit, official.unit),
        "post": official.post,
        "scale": official.scale,
        "stage": read.stages[official.id],
        "version": row.version if row is not None else None,
        "grade": row.grade if row is not None else None,
        "proposal": document["proposal"] if document is not None else None,
        "score": document["score"] if document is not None else None,
        "needs": document["needs"] if document is not None else [],
        "contested": read.objected(official.id),
    }
