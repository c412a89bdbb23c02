"""Importing a year's units, teams and officials, as values.

May import: people's domain and store, appraisal_service.office, shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from appraisal_service.office import Office
from appraisal_service.people import store
from appraisal_service.people.domain import (
    PeopleList,
    PeopleRejected,
    check_changes,
    check_days,
    check_last_day,
    check_list,
)
from shared.plumbing.access import Actor
from shared.plumbing.db import unit_of_work, wait_for_others


@dataclass(frozen=True, slots=True)
class Imported:
    """How many entries an import held."""

    units: int
    teams: int
    people: int


def import_people(
    office: Office,
    actor: Actor,
    jurisdiction: str,
    year: int | None,
    listed: PeopleList,
    left: Mapping[str, str | None],
) -> Imported:
    """Write ``listed`` as it holds from ``year`` on (the newest year if None).

    Args:
        office: see ``Office``.
        actor: who stands in the year's record for it.
        jurisdiction: whose people these are.
        year: from when the posts and teams hold.
        listed: units, teams, officials; known ones are updated.
        left: officials who no longer serve, by number: the last day of their service, where it
            is stated.

    Raises:
        NoSuchJurisdiction: not set up for that year.
        PeopleRejected: the list contradicts itself; nothing was stored.
        PersonElsewhere: a number belongs to another jurisdiction.
    """
    with unit_of_work(office.sessions) as uow:
        since = store.newest_year(uow.session, jurisdiction) if year is None else year
        hold_lists(uow.session, jurisdiction, since)
        write_people(uow.session, jurisdiction, since, listed, left)
        now = office.clock()
        if listed.units or listed.teams or listed.people:
            everybody = (jurisdiction, since, None)
            store.record(uow.session, everybody, "import_people", actor.name, "", now)
        for person, day in left.items():
            who = (jurisdiction, since, person)
            store.record(uow.session, who, "person_left", actor.name, day or "", now)
    return Imported(len(listed.units), len(listed.teams), len(listed.people))


def hold_lists(session: Session, jurisdiction: str, year: int) -> None:
    """Let lists of people be imported one by one until the transaction ends.

    A number is one person's in every jurisdiction and year, so no year's own lock is enough.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    store.lock_jurisdiction(session, jurisdiction, year)
    wait_for_others(session, "people")


def write_people(
    session: Session,
    jurisdiction: str,
    year: int,
    listed: PeopleList,
    left: Mapping[str, str | None],
) -> None:
    """Check and write a list in a transaction that holds the lists (``hold_lists``).

    Raises:
        PeopleRejected, PersonElsewhere: as ``import_people``.
    """
    known = store.roster(session, jurisdiction, year)
    check_list(listed, known)
    check_days(listed, year)
    for day in left.values():
        check_last_day(day, year)
    rows = store.PeopleRows(session, [*(one.id for one in listed.people), *left])
    check_changes(
        *(
            [
                place
                for place, official in enumerate(listed.people, 1)
                if is_wrong(rows, jurisdiction, year, official)
            ]
            for is_wrong in (store.needs_day, store.precedes_another)
        )
    )
    store.put_units(session, jurisdiction, listed.units)
    store.put_teams(session, jurisdiction, year, listed.teams)
    store.put_officials(rows, jurisdiction, year, listed.people)
    serving = {official.id: official for official in known.people}
    for place, (person, day) in enumerate(left.items(), 1):
        if person not in serving:
            raise PeopleRejected(f"Nothing was stored: left {place}: nobody serves there.")
        store.end_service(rows, jurisdiction, year, serving[person], day)
