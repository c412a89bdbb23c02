"""What the pages of years show: every year with its next step, and one year's list of people.

Nothing is derived here: a page reads what was stored, so that a county of hundreds opens at once.

May import: grades' domain, next_step and store, people's and facts' stores, appraisal_service
.office, shared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.grades import domain
from appraisal_service.grades.actions.elsewhere import Elsewhere, appraised_elsewhere
from appraisal_service.grades.actions.evidence import gather
from appraisal_service.grades.actions.leaving import left_out
from appraisal_service.grades.actions.outdated import outdated
from appraisal_service.grades.next_step import STAGES, Stage, YearSight, year_step
from appraisal_service.grades.store import rows as stored
from appraisal_service.grades.store import showing as queries
from appraisal_service.grades.store.tables import AppraisalRow
from appraisal_service.grades.unruled import left_to_people, still_missing, triggered
from appraisal_service.office import Office
from appraisal_service.people import store as people
from appraisal_service.people.domain import Official
from appraisal_service.people.domain.organ import organ_of
from shared.documents.dates import day_in_china, local_day
from shared.next_step import NextStep
from shared.plumbing.db import reading
from shared.rules.clauses import Clause

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

    @property
    def organ(self) -> str:
        """The organisation department whose appraisal it is."""
        return organ_of(self.title)


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
    """Person, name, unit, post, stage, proposal, grade, missing, contested, outdated, differed."""
    units: Mapping[str, str]
    found: int
    page: int
    last: int
    outdated: Mapping[Stage, int]
    """How many people's evidence has changed since they were proposed or decided, by stage."""
    clauses: Mapping[str, Clause]
    """Of the year's pack."""


@dataclass(frozen=True, slots=True)
class _Year:
    """A year's people and their rows, read once."""

    row: people.JurisdictionRow
    officials: Sequence[Official]
    newest: Mapping[str, AppraisalRow]
    stages: Mapping[str, Stage]
    contested: set[str]
    objection_days: int
    outdated: frozenset[str] = frozenset()
    """Whose evidence has changed since; nobody where it was not looked for."""
    elsewhere: Mapping[str, Elsewhere] = field(default_factory=dict)
    """Whom another jurisdiction appraises for the year."""
    differed: Mapping[str, date] = field(default_factory=dict)
    """The day on which two deciders differed, of those who wait since."""
    struck: frozenset[str] = frozenset()
    """Whom a clause hit; nobody where it was not asked for."""
    unruled: frozenset[str] = frozenset()
    """Whose clauses wait for people, of those who would be published now."""

    @property
    def outdated_stages(self) -> dict[Stage, int]:
        """How many of those stand where."""
        counted = Counter(self.stages[person] for person in self.outdated)
        return {stage: counted[stage] for stage in STAGES if counted[stage]}

    def objected(self, person: str) -> bool:
        """Tell whether an objection of this person waits for its answer."""
        return person in self.newest and person in self.contested


def address(jurisdiction: str, year: int) -> str:
    """Return the address of a year's page."""
    return f"/years/{year}/{jurisdiction}"


def list_years(office: Office) -> list[YearLine]:
    """Return every year of every jurisdiction, the newest first.

    Evidence is compared as on a year's own page, so that both name the same step; not of years
    that are over, or that wait for proposals first: there nothing of it would be said.
    """
    today = local_day(office.clock())
    lines = []
    with reading(office.sessions) as session:
        for row in people.every_year(session):
            read = _read(session, row)
            line = _line(read, today)
            waits = line.step.code not in ("no_people", "propose", "done")
            lines.append(_line(_compared(session, read), today) if waits else line)
    return lines


def show_year(office: Office, jurisdiction: str, year: int, wanted: Wanted) -> YearPage:
    """Return one page of a year's people.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    with reading(office.sessions) as session:
        read = _compared(
            session, _read(session, people.get_jurisdiction(session, jurisdiction, year))
        )
        units = people.unit_names(session, jurisdiction)
        clauses = people.get_pack(session, read.row.pack).clauses
        read = replace(read, struck=_struck(session, read, clauses, wanted))
        found = [one for one in read.officials if _fits(read, one, units, wanted)]
        last = max(1, -(-len(found) // PEOPLE_A_PAGE))
        page = min(max(1, wanted.page), last)
        shown = found[(page - 1) * PEOPLE_A_PAGE : page * PEOPLE_A_PAGE]
        return YearPage(
            _line(read, local_day(office.clock())),
            [_person(session, read, official, units, clauses) for official in shown],
            dict(sorted(units.items(), key=lambda unit: unit[1])),
            len(found),
            page,
            last,
            read.outdated_stages,
            clauses,
        )


def show_line(office: Office, jurisdiction: str, year: int) -> YearLine:
    """Return one year with its next step.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    with reading(office.sessions) as session:
        read = _read(session, people.get_jurisdiction(session, jurisdiction, year))
        return _line(read, local_day(office.clock()))


def named_objections(office: Office, jurisdiction: str, year: int) -> list[dict[str, Any]]:
    """Return the objections to the year's grades by name, open ones first."""
    with reading(office.sessions) as session:
        found = stored.objections(session, jurisdiction, year)
        names = {entry.person: queries.person_name(session, entry.person) for entry in found}
    return [
        {
            "person": entry.person,
            "name": names[entry.person],
            "at": day_in_china(entry.at),
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
    left = left_out(session, row.id, row.year, list(newest.values()))
    unproposed = {one.id for one in serving} - newest.keys()
    elsewhere = appraised_elsewhere(session, row.id, row.year, unproposed)
    differed = queries.differed(session, row.id, row.year)
    stages |= dict.fromkeys(left, "left")
    stages |= dict.fromkeys(elsewhere, "elsewhere")
    return _Year(
        row,
        officials,
        newest,
        stages,
        queries.contested(session, row.year),
        people.get_pack(session, row.pack).parameters.objection_days,
        elsewhere=elsewhere,
        differed={person: local_day(at) for person, at in differed.items()},
        unruled=_unruled(session, newest, stages),
    )


def _unruled(
    session: Session, newest: Mapping[str, AppraisalRow], stages: Mapping[str, Stage]
) -> frozenset[str]:
    """Return whose clauses wait for people, once everybody is decided and not all published."""
    if set(stages.values()) & {"unproposed", "proposed", "second"}:
        return frozenset()
    decided = {newest[one].derivation: one for one, stage in stages.items() if stage == "decided"}
    documents = stored.derivations(session, decided)
    return frozenset(decided[one] for one, found in documents.items() if left_to_people(found))


def _compared(session: Session, read: _Year) -> _Year:
    """Return the year with whoever's evidence has changed since, but for those who left."""
    evidence = gather(session, read.row.id, read.row.year)
    asked = [row for person, row in read.newest.items() if read.stages[person] != "left"]
    return replace(read, outdated=outdated(session, evidence, asked))


def _struck(
    session: Session, read: _Year, clauses: Mapping[str, Clause], wanted: Wanted
) -> frozenset[str]:
    """Return whom a clause hit; nobody where that is not asked for, to read no derivation."""
    if wanted.stage != "triggered":
        return frozenset()
    documents = stored.derivations(session, (row.derivation for row in read.newest.values()))
    return frozenset(
        person
        for person, row in read.newest.items()
        if triggered(documents[row.derivation], clauses)
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
    ready = [row for end, row in ends if end <= today and row.person not in read.outdated]
    sight = YearSight(
        stages,
        sum(1 for person in read.newest if read.objected(person)),
        len(ready),
        min(later).isoformat() if later else None,
        read.outdated_stages,
        len(read.unruled),
    )
    step = year_step(sight, address(read.row.id, read.row.year))
    return YearLine(read.row.id, read.row.title, read.row.year, read.row.pack, stages, step)


def _fits(read: _Year, official: Official, units: Mapping[str, str], wanted: Wanted) -> bool:
    """Tell whether an official is asked for."""
    if wanted.unit and official.unit != wanted.unit:
        return False
    if wanted.stage == "contested":
        stage_fits = read.objected(official.id)
    elif wanted.stage == "triggered":
        stage_fits = official.id in read.struck
    elif wanted.stage == "outdated":
        stage_fits = official.id in read.outdated
    else:
        stage_fits = wanted.stage in ("", read.stages[official.id])
    told = " ".join(
        (official.id, official.name, official.post, units.get(official.unit, official.unit))
    )
    return stage_fits and wanted.text.casefold().strip() in told.casefold()


def _person(
    session: Session,
    read: _Year,
    official: Official,
    units: Mapping[str, str],
    clauses: Mapping[str, Clause],
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
        "triggered": triggered(document, clauses) if document is not None else [],
        "missing": still_missing(document) if document is not None else [],
        "differed": read.differed.get(official.id) if row and row.state == "proposed" else None,
        "contested": read.objected(official.id),
        "outdated": official.id in read.outdated,
        "elsewhere": read.elsewhere.get(official.id),
    }
