"""Who is appraised: officials with their posts in time, teams with their heads, units.

A post or a team holds from a year on, until a later year says otherwise; what a past year said
is kept, because that year's grades rest on it. Beside that the days on which posts began and ended
are kept, as far as somebody stated them.

May import: stdlib, shared.errors.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shared.errors import Conflict, InvalidInput, NotFound

Role = Literal["head", "deputy", "member"]
Scale = Literal["civil", "institution"]

FAULTS_NAMED = 20


class PeopleRejected(InvalidInput):
    """A list of people contradicts itself; nothing of it was stored."""

    code = "people_rejected"


class LastDayRejected(PeopleRejected):
    """Somebody's last day is of another time than the year; nothing was stored."""

    chinese = "离任日期不在本年度，也不在上一年度，没有更改。"


class NoSuchJurisdiction(NotFound):
    """Nobody set up this jurisdiction for this year."""

    code = "no_such_jurisdiction"


class JurisdictionFixed(Conflict):
    """A jurisdiction's pack of a year is fixed once; it is not exchanged afterwards."""

    code = "jurisdiction_fixed"


class NotTheNextYear(Conflict):
    """Another year was set up since somebody saw which one comes next."""

    code = "not_the_next_year"


class PackInUse(Conflict):
    """Another jurisdiction of the same year uses this pack; two are never blended."""

    code = "pack_in_use"


class PersonElsewhere(Conflict):
    """A person's number belongs to another jurisdiction in that year."""

    code = "person_elsewhere"


@dataclass(frozen=True, slots=True)
class Unit:
    """A township, bureau or office (单位)."""

    id: str
    name: str
    vertical: bool = False
    """条管: managed by its superior authority, not by the county (N04)."""


@dataclass(frozen=True, slots=True)
class Team:
    """A leadership team (领导班子); ``head`` is the person number of its head (一把手)."""

    id: str
    name: str
    unit: str
    head: str


@dataclass(frozen=True, slots=True)
class Official:
    """One official as of a year."""

    id: str
    """Stable person number, never made from anything about the person."""
    name: str
    unit: str
    post: str
    role: Role
    team: str | None
    scale: Scale = "civil"
    """Which words the grades have: civil servants' 称职, or institution staff's 合格."""
    group: str | None = None
    """Whose share of 优秀 the post counts in, where the pack takes shares of groups."""
    since: str | None = None
    """The day on which the post began; None where nobody stated it."""


@dataclass(frozen=True, slots=True)
class Service:
    """One post of a person, from its first to its last day; no last day while it runs."""

    unit: str
    post: str
    role: Role
    team: str | None
    since: str
    until: str | None


@dataclass(frozen=True, slots=True)
class PeopleList:
    """One import: units, teams and officials of one jurisdiction from one year on."""

    units: Sequence[Unit]
    teams: Sequence[Team]
    people: Sequence[Official]


def check_days(listed: PeopleList, year: int) -> None:
    """Return if every post that is listed for ``year`` had begun by its end.

    Raises:
        PeopleRejected: says at which places of the list.
    """
    faults = [
        f"person {place}: the post begins after the year"
        for place, person in enumerate(listed.people, 1)
        if person.since is not None and person.since > f"{year}-12-31"
    ]
    _refuse(faults)


def check_changes(undated: Sequence[int], early: Sequence[int]) -> None:
    """Return if no post lacks a day that it needs, or has one before another post's.

    Args:
        undated: the places of the list where a day is needed.
        early: the places where another post began after the stated day.

    Raises:
        PeopleRejected: says at which places of the list.
    """
    _refuse(
        [
            f"person {place}: another post began or ended in this year; say since when this one"
            for place in undated
        ]
        + [
            f"person {place}: another post began after this day; look at both days again"
            for place in early
        ]
    )


def check_last_day(day: str | None, year: int) -> None:
    """Return if people who no longer serve in ``year`` may have served until ``day``.

    Raises:
        LastDayRejected: it lies neither in that year nor in the one before.
    """
    if day is not None and not f"{year - 1:04}-01-01" <= day <= f"{year:04}-12-31":
        raise LastDayRejected(
            "Nothing was stored: left_on: it lies neither in this year nor in the year before."
        )


def check_list(listed: PeopleList, known: PeopleList) -> None:
    """Return if ``listed`` fits together with what is ``known`` already.

    Args:
        listed: what is to be imported.
        known: what the jurisdiction has in that year; an import may refer to it.

    Raises:
        PeopleRejected: says at which places of the lists, counted from 1, and why; it never
            repeats a name or a number.
    """
    units = {unit.id for unit in (*listed.units, *known.units)}
    teams = {team.id: team for team in (*known.teams, *listed.teams)}
    people = {person.id: person for person in (*known.people, *listed.people)}
    faults = [
        *_twice("unit", [unit.id for unit in listed.units]),
        *_twice("team", [team.id for team in listed.teams]),
        *_twice("person", [person.id for person in listed.people]),
    ]
    for place, team in enumerate(listed.teams, 1):
        if team.unit not in units:
            faults.append(f"team {place}: there is no such unit")
        if team.head not in people or people[team.head].team != team.id:
            faults.append(f"team {place}: its head is not a person of this team")
    for place, person in enumerate(listed.people, 1):
        faults += [f"person {place}: {fault}" for fault in _person_faults(person, units, teams)]
    _refuse(faults)


def _refuse(faults: Sequence[str]) -> None:
    """Return if there is no fault."""
    if faults:
        more = f" (and {len(faults) - FAULTS_NAMED} more)" if len(faults) > FAULTS_NAMED else ""
        raise PeopleRejected("Nothing was stored: " + "; ".join(faults[:FAULTS_NAMED]) + more + ".")


def _twice(kind: str, ids: Sequence[str]) -> list[str]:
    """Return a fault for every place whose id came before."""
    seen: set[str] = set()
    faults = []
    for place, entry in enumerate(ids, 1):
        if entry in seen:
            faults.append(f"{kind} {place}: it comes twice")
        seen.add(entry)
    return faults


def _person_faults(person: Official, units: set[str], teams: Mapping[str, Team]) -> list[str]:
    """Return what is wrong with one person's references."""
    faults = [] if person.unit in units else ["there is no such unit"]
    if person.team is None:
        return faults
    team = teams.get(person.team)
    if team is None:
        return [*faults, "there is no such team"]
    if (person.role == "head") != (team.head == person.id):
        faults.append("role and the team's head contradict each other")
    return faults
