"""Setting up a jurisdiction's year, and importing its people.

May import: people's domain and store, appraisal_service.office, shared.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.office import Office
from appraisal_service.people import store
from appraisal_service.people.domain import (
    JurisdictionFixed,
    Official,
    PackInUse,
    PeopleList,
    PeopleRejected,
    Service,
    check_days,
    check_list,
)
from shared.plumbing.db import insert_once, reading, unit_of_work
from shared.rules.packs import PackRejected, pack_from_document


@dataclass(frozen=True, slots=True)
class Imported:
    """How many entries an import held."""

    units: int
    teams: int
    people: int


def set_up_jurisdiction(
    office: Office, jurisdiction: str, title: str, year: int, document: object
) -> str:
    """Fix the pack of ``jurisdiction`` for ``year``; the same again changes nothing.

    Returns:
        The pack's digest: results of this year count only under exactly this pack.

    Raises:
        PackRejected: not a resolved jurisdiction pack.
        JurisdictionFixed: the year has another pack or title already.
        PackInUse: another jurisdiction uses this pack in this year.
    """
    pack = pack_from_document(document)
    if pack.kind != "jurisdiction":
        raise PackRejected("A year needs a jurisdiction pack, which sets every parameter.")
    with unit_of_work(office.sessions) as uow:
        store.add_pack(uow.session, pack)
        values = {"id": jurisdiction, "year": year, "title": title, "pack": pack.digest}
        there = store.find_jurisdiction(uow.session, jurisdiction, year)
        if there is None:
            _add(uow.session, values)
        elif (there.pack, there.title) != (pack.digest, title):
            raise JurisdictionFixed("This year is set up already, with another title or pack.")
    return pack.digest


def _add(session: Session, values: dict[str, object]) -> None:
    """Insert the jurisdiction unless its pack serves another one, or it was added just now."""
    other = store.jurisdiction_of_pack(session, int(str(values["year"])), str(values["pack"]))
    if other is not None:
        raise PackInUse("Another jurisdiction uses this pack in this year; give each its own.")
    if not insert_once(session, store.JurisdictionRow, values, ["id", "year"]):
        raise JurisdictionFixed("This year was set up a moment ago.")


def import_people(
    office: Office,
    jurisdiction: str,
    year: int | None,
    listed: PeopleList,
    left: Sequence[str] = (),
    left_on: str | None = None,
) -> Imported:
    """Write ``listed`` as it holds from ``year`` on (the newest year if None).

    Args:
        office: see ``Office``.
        jurisdiction: whose people these are.
        year: from when the posts and teams hold.
        listed: units, teams, officials; known ones are updated.
        left: person numbers of officials who no longer serve.
        left_on: the last day of their service, where it is stated.

    Raises:
        NoSuchJurisdiction: not set up for that year.
        PeopleRejected: the list contradicts itself; nothing was stored.
        PersonElsewhere: a number belongs to another jurisdiction.
    """
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        since = store.newest_year(session, jurisdiction) if year is None else year
        store.lock_jurisdiction(session, jurisdiction, since)
        known = store.roster(session, jurisdiction, since)
        check_list(listed, known)
        check_days(listed, since)
        for unit in listed.units:
            store.put_unit(session, jurisdiction, unit)
        for team in listed.teams:
            store.put_team(session, jurisdiction, since, team)
        for official in listed.people:
            store.put_official(session, jurisdiction, since, official)
        serving = {official.id: official for official in known.people}
        for place, person in enumerate(left, 1):
            if person not in serving:
                raise PeopleRejected(f"Nothing was stored: left {place}: nobody serves there.")
            store.end_service(session, jurisdiction, since, serving[person], left_on)
    return Imported(len(listed.units), len(listed.teams), len(listed.people))


def list_people(office: Office, jurisdiction: str, year: int) -> dict[str, Any]:
    """Return units, teams and officials as of ``year``, with the days of their posts.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    with reading(office.sessions) as session:
        store.get_jurisdiction(session, jurisdiction, year)
        roster = store.roster(session, jurisdiction, year)
        held = store.services(session, jurisdiction, year)
    return {
        "units": [asdict(unit) for unit in roster.units],
        "teams": [asdict(team) for team in roster.teams],
        "people": [_shown(one, held.get(one.id, [])) for one in roster.people],
    }


def _shown(official: Official, posts: Sequence[Service]) -> dict[str, Any]:
    """Return an official as a list shows one."""
    shown = {name: value for name, value in asdict(official).items() if name != "since"}
    return {**shown, "posts": [asdict(post) for post in posts]}
