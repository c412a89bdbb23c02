"""What a decider sees before deciding many people at once: who waits, what is proposed, the quota.

A first decider's word on somebody is shown to nobody else, neither as a grade nor in a sum: the
quota's line counts what is decided, what the reader said, and what stands in the reader's form.

May import: grades' domain, store and actions, people's store, appraisal_service.office, shared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy.orm import Session

from appraisal_service.grades.actions.deciding import Waiting
from appraisal_service.grades.actions.deciding_many import waiting
from appraisal_service.grades.actions.evidence import gather
from appraisal_service.grades.actions.grouping import groups_of
from appraisal_service.grades.actions.leaving import left_out
from appraisal_service.grades.actions.outdated import outdated
from appraisal_service.grades.actions.showing import address
from appraisal_service.grades.store import rows as stored
from appraisal_service.grades.store import showing as queries
from appraisal_service.office import Office
from appraisal_service.people import store as people
from shared.documents.dates import local_day
from shared.plumbing.access import Actor
from shared.plumbing.db import reading
from shared.rules.clauses import Clause
from shared.rules.parameters import ExcellentQuota
from shared.rules.standings import Entry, Place, Standing, entry_of, standing

PEOPLE_A_FORM = 50

Json = Mapping[str, Any]
Stage = Literal["first", "second", "done"]
"""Waits for the first word, for the second one, or not for the reader's at all."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who of those that wait for the reader's word is asked for."""

    unit: str = ""
    group: str = ""
    stage: str = ""
    """"first", "second", or "" for both."""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Said:
    """That somebody has decided, and under which document; not what."""

    name: str
    document_number: str
    document_date: str


@dataclass(frozen=True, slots=True)
class Row:
    """One person on the form."""

    person: str
    name: str
    unit: str
    post: str
    scale: str
    version: int
    derivation: str
    proposal: Json
    score: str | None
    place: Place | None
    """In the group in whose share of 优秀 they count."""
    stage: Stage
    first: Sequence[Said]
    """Who has decided before."""
    differed: date | None = None
    """The day on which two deciders' words differed, of who waits since."""
    outdated: bool = False
    """Whether it rests on other evidence than there is now, and so is not decided here."""

    @property
    def seen(self) -> str:
        """What a form says of the proposal it shows."""
        return f"{self.version}.{self.derivation}"


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """How far a group's share of 优秀 is used, as far as the reader may know it."""

    group: str
    people: int
    cap: int
    decided: int
    """Graded 优秀 by two deciders."""
    own: int
    """Given 优秀 by the reader, on people who wait for another decider."""
    here: int
    """Given 优秀 in the form that was sent."""

    @property
    def total(self) -> int:
        """All of them."""
        return self.decided + self.own + self.here

    @property
    def over(self) -> bool:
        """Whether so many cannot be published."""
        return self.total > self.cap


@dataclass(frozen=True, slots=True)
class ManyPage:
    """What the form shows."""

    title: str
    year: int
    here: str
    rows: Sequence[Row]
    quotas: Sequence[QuotaLine]
    """Of the groups of those who are shown."""
    units: Mapping[str, str]
    """Where people wait for the reader's word, by id."""
    groups: Sequence[str]
    """The groups of posts in which they do, where the pack takes shares of such."""
    found: int
    page: int
    last: int
    own: int
    """On whom the reader has decided, and another decider has not."""
    clauses: Mapping[str, Clause]
    """Of the year's pack."""
    paper: tuple[str, str]
    """Number and date of the document that the reader wrote last today; empty if none."""
    rowless: Mapping[str, str]
    """The names of those in a form that was sent who have no row, by number."""

    @property
    def outdated(self) -> int:
        """How many of those who are shown rest on other evidence than there is now."""
        return sum(row.outdated for row in self.rows)


@dataclass(frozen=True, slots=True)
class _Year:
    """What is read once."""

    everybody: Mapping[str, Waiting]
    """Whoever has a proposal, decided or not, and did not leave before the year was over."""
    mine: Mapping[str, str]
    """What the reader said of people who wait for another decider, by person."""
    groups: Mapping[str, str]
    units: Mapping[str, str]
    names: Mapping[str, str]
    quota: ExcellentQuota
    differed: Mapping[str, date]
    clauses: Mapping[str, Clause]

    @property
    def open(self) -> list[str]:
        """Who waits for the reader's word, by number."""
        return [
            person
            for person, one in self.everybody.items()
            if one.row.state == "proposed" and person not in self.mine
        ]

    def person(self, person: str) -> Json:
        """Return what somebody is, as when the proposal was computed."""
        found: Json = self.everybody[person].document["inputs"]["person"]
        return found

    def standing(self, group: str) -> Standing:
        """Return a group's places; who has no proposal yet has none and still counts."""
        members = (one for one, of in self.groups.items() if of == group)
        return standing(
            group,
            self.quota,
            [
                entry_of(self.everybody[one].document)
                if one in self.everybody
                else Entry(one, None)
                for one in members
            ],
        )


def show_many(
    office: Office,
    reader: Actor,
    where: tuple[str, int],
    asked: Asked,
    typed: Mapping[str, str] | None = None,
) -> ManyPage:
    """Return a part of those who wait for the reader's word.

    Args:
        office: see ``Office``.
        reader: the decider.
        where: jurisdiction and year.
        asked: which of them.
        typed: the grades of a form that was sent, by person: then these people are shown, in this
            order, whether they still wait or not.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    with reading(office.sessions) as session:
        home = people.get_jurisdiction(session, *where)
        year = _read(session, home, reader)
        found = [person for person in year.open if _fits(year, person, asked)]
        last = max(1, -(-len(found) // PEOPLE_A_FORM))
        page = min(max(1, asked.page), last)
        shown = found[(page - 1) * PEOPLE_A_FORM : page * PEOPLE_A_FORM]
        if typed is not None:
            shown = [person for person in typed if person in year.everybody]
        graded = [year.everybody[one].row for one in shown]
        changed = outdated(session, gather(session, *where), graded)
        placed = {group: year.standing(group) for group in {year.groups[one] for one in shown}}
        units = {year.person(person)["unit"] for person in year.open}
        by_group = year.quota.groups == "group"
        return ManyPage(
            title=home.title,
            year=home.year,
            here=address(home.id, home.year),
            rows=[_row(year, person, placed, person in changed) for person in shown],
            quotas=[_quota(year, placed[group], typed or {}) for group in sorted(placed)],
            units={unit: year.units.get(unit, unit) for unit in sorted(units)},
            groups=sorted({year.groups[one] for one in year.open}) if by_group else [],
            found=len(found),
            page=page,
            last=last,
            own=len(year.mine),
            clauses=year.clauses,
            paper=_last_paper(session, office, reader, where),
            rowless={one: year.names.get(one, "") for one in typed or {} if one not in shown},
        )


def _read(session: Session, home: people.JurisdictionRow, reader: Actor) -> _Year:
    """Return the year as it stands, for one reader."""
    where = (home.id, home.year)
    everybody = waiting(session, where)
    graded = [one.row for one in everybody.values()]
    gone = left_out(session, *where, graded)
    pack = people.get_pack(session, home.pack)
    quota = pack.parameters.excellent_quota
    groups = groups_of(session, where, quota, graded)
    return _Year(
        {person: one for person, one in everybody.items() if person not in gone},
        {
            person: word.grade
            for person, one in everybody.items()
            for word in one.earlier
            if one.row.state == "proposed" and word.account_id == reader.account_id
        },
        {person: group for person, group in groups.items() if person not in gone},
        people.unit_names(session, home.id),
        people.names(session),
        quota,
        {one: local_day(at) for one, at in queries.differed(session, *where).items()},
        pack.clauses,
    )


def _fits(year: _Year, person: str, asked: Asked) -> bool:
    """Tell whether somebody who waits is asked for."""
    if asked.unit and year.person(person)["unit"] != asked.unit:
        return False
    if asked.group and year.groups[person] != asked.group:
        return False
    return asked.stage in ("", _stage(year, person))


def _stage(year: _Year, person: str) -> Stage:
    """Return which word on somebody is the reader's to say."""
    found = year.everybody[person]
    if found.row.state != "proposed" or person in year.mine:
        return "done"
    return "second" if found.earlier else "first"


def _row(year: _Year, person: str, placed: Mapping[str, Standing], changed: bool) -> Row:
    """Return somebody as the form shows them."""
    found, who = year.everybody[person], year.person(person)
    return Row(
        person=person,
        name=year.names[person],
        unit=year.units.get(who["unit"], who["unit"]),
        post=who["post"],
        scale=who["scale"],
        version=found.row.version,
        derivation=found.row.derivation,
        proposal=found.document["proposal"],
        score=found.document["score"],
        place=placed[year.groups[person]].of(person),
        stage=_stage(year, person),
        first=[Said(one.name, one.document_number, one.document_date) for one in found.earlier],
        differed=year.differed.get(person) if found.row.state == "proposed" else None,
        outdated=changed and found.row.state == "proposed",
    )


def _quota(year: _Year, placed: Standing, typed: Mapping[str, str]) -> QuotaLine:
    """Return how far a group's share is used."""
    members = [one for one, group in year.groups.items() if group == placed.group]
    decided = (year.everybody[one].row.grade for one in members if one in year.everybody)
    return QuotaLine(
        group=year.units.get(placed.group, placed.group),
        people=placed.participants,
        cap=placed.cap,
        decided=list(decided).count("excellent"),
        own=[year.mine.get(one) for one in members].count("excellent"),
        here=[typed.get(one) for one in members].count("excellent"),
    )


def _last_paper(
    session: Session, office: Office, reader: Actor, where: tuple[str, int]
) -> tuple[str, str]:
    """Return the document under which the reader decided last, if that was today."""
    word = stored.last_word(session, *where, reader.account_id)
    if word is None or local_day(word.at) != local_day(office.clock()):
        return "", ""
    return word.document_number, word.document_date
