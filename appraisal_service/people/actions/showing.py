"""Listing a year's units, teams and people with the days of their posts.

May import: people's domain and store, appraisal_service.office, shared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from appraisal_service.office import Office
from appraisal_service.people import store
from appraisal_service.people.domain import Official, Service
from shared.plumbing.db import reading

PEOPLE_A_PAGE = 50


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


@dataclass(frozen=True, slots=True)
class YearHead:
    """What the pages of a year say above themselves, and where its rules are read."""

    title: str
    """The jurisdiction's."""
    pack: str
    set_up: bool = True
    """Whether the year has a page of its own; facts of earlier years have none."""


def year_head(office: Office, jurisdiction: str, year: int) -> YearHead:
    """Return the head of a year's pages; of a year before the first one, that of the first.

    Raises:
        NoSuchJurisdiction: set up neither for that year nor for a later one.
    """
    with reading(office.sessions) as session:
        known = store.known_year(session, jurisdiction, year)
        row = store.get_jurisdiction(session, jurisdiction, known)
        return YearHead(row.title, row.pack, known == year)


def years_of_pack(office: Office, digest: str) -> list[tuple[str, str, int]]:
    """Return id, title and year of whatever uses the pack of this digest, the newest first."""
    with reading(office.sessions) as session:
        return [
            (row.id, row.title, row.year) for row in store.jurisdictions_of_pack(session, digest)
        ]


@dataclass(frozen=True, slots=True)
class WantedPeople:
    """Which people of a year are asked for."""

    text: str = ""
    """A part of name, number or post."""
    unit: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class RosterPage:
    """A year's list: the people asked for, fifty at a time, and where they serve."""

    title: str
    people: Sequence[dict[str, Any]]
    """As ``list_people`` has them, with ``unit_name`` and ``team_name``."""
    units: Sequence[dict[str, Any]]
    """By name, with how many ``people`` serve there."""
    total: int
    """How many serve in the year."""
    found: int
    page: int
    last: int


def show_roster(office: Office, jurisdiction: str, year: int, wanted: WantedPeople) -> RosterPage:
    """Return one page of the year's people.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    listed = list_people(office, jurisdiction, year)
    with reading(office.sessions) as session:
        title = store.get_jurisdiction(session, jurisdiction, year).title
    units = {unit["id"]: unit["name"] for unit in listed["units"]}
    teams = {team["id"]: team["name"] for team in listed["teams"]}
    serving = Counter(one["unit"] for one in listed["people"])
    everybody = [
        {**one, "unit_name": units[one["unit"]], "team_name": teams.get(one["team"], "")}
        for one in listed["people"]
    ]
    asked = [one for one in everybody if _fits(one, wanted)]
    asked.sort(key=lambda one: (one["unit_name"], one["id"]))
    last = max(1, -(-len(asked) // PEOPLE_A_PAGE))
    page = min(max(1, wanted.page), last)
    return RosterPage(
        title,
        asked[(page - 1) * PEOPLE_A_PAGE : page * PEOPLE_A_PAGE],
        [
            {**unit, "people": serving[unit["id"]]}
            for unit in sorted(listed["units"], key=lambda unit: unit["name"])
        ],
        len(everybody),
        len(asked),
        page,
        last,
    )


def _fits(one: dict[str, Any], wanted: WantedPeople) -> bool:
    """Tell whether somebody is asked for."""
    if wanted.unit and one["unit"] != wanted.unit:
        return False
    told = " ".join((one["id"], one["name"], one["post"], one["unit_name"]))
    return wanted.text.casefold().strip() in told.casefold()
