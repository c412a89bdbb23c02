"""How a year's grades are spread over the groups in which shares of 优秀 are taken.

What is decided counts as decided, what is not as proposed; nothing is derived here. Places are by
the exact scores that stand in the derivations: who has none there has no place.

May import: stdlib, grades' domain and store, people's store, appraisal_service.office, shared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from appraisal_service.grades.actions.grouping import groups_of
from appraisal_service.grades.domain import NoSuchProposal
from appraisal_service.grades.store import rows as stored
from appraisal_service.grades.store.tables import AppraisalRow
from appraisal_service.office import Office
from appraisal_service.people import store as people
from appraisal_service.people.domain import Official
from shared.plumbing.db import reading
from shared.rules.packs import Pack
from shared.rules.standings import Entry, Standing, entry_of, standing

GRADES = ("excellent", "competent", "basically_competent", "incompetent")


@dataclass(frozen=True, slots=True)
class Spread:
    """One group and its grades."""

    group: str
    """Its name; "" where everybody is one group, or for those whose post has none."""
    decided: Mapping[str, int]
    proposed: Mapping[str, int]
    """Of those who are not decided."""
    open: int
    """People without a decided or a proposed grade."""
    standing: Standing
    """Everybody's place by exact score, and how many may be 优秀 at most."""
    names: Mapping[str, str]
    """Of the members, by number."""
    institution: bool
    """Whether some of them are graded in an institution's words (合格)."""

    @property
    def people(self) -> int:
        """How many people the group has."""
        return self.standing.participants

    @property
    def cap(self) -> int:
        """How many of them may be 优秀 at most."""
        return self.standing.cap

    @property
    def over(self) -> int:
        """How many more are decided as 优秀 than the quota allows; 0 if none."""
        return max(0, self.decided["excellent"] - self.cap)

    @property
    def scored_without_place(self) -> int:
        """How many people have a score and take no place, for they are kept from 优秀."""
        places = self.standing.places
        return sum(1 for one in places if one.score is not None and one.place_from is None)

    @property
    def tied(self) -> list[str]:
        """The numbers of those whose equal scores lie on the edge of the quota (D6)."""
        return [one.person for one in self.standing.places if one.position == "boundary_tie"]

    def total(self, grade: str) -> int:
        """Return how many have a grade, decided or proposed."""
        return self.decided[grade] + self.proposed[grade]


@dataclass(frozen=True, slots=True)
class _Year:
    """What is read once for all groups."""

    pack: Pack
    units: Mapping[str, str]
    newest: Mapping[str, AppraisalRow]
    officials: Sequence[Official]
    named: Mapping[str, str]
    """Everybody's group."""

    def groups(self) -> dict[str, list[Official]]:
        """Return the groups with their members, by id."""
        found: dict[str, list[Official]] = {}
        for official in self.officials:
            found.setdefault(self.named[official.id], []).append(official)
        return dict(sorted(found.items()))


def show_distribution(office: Office, jurisdiction: str, year: int) -> list[Spread]:
    """Return the groups of a year, by name.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    with reading(office.sessions) as session:
        read = _read(session, jurisdiction, year)
        return [_spread(session, read, group, members) for group, members in read.groups().items()]


def show_place(office: Office, jurisdiction: str, year: int, person: str) -> Spread:
    """Return the group in whose share of 优秀 a person counts.

    Raises:
        NoSuchJurisdiction: not set up for that year.
        NoSuchProposal: nobody of this number serves there.
    """
    with reading(office.sessions) as session:
        read = _read(session, jurisdiction, year)
        for group, members in read.groups().items():
            if any(one.id == person for one in members):
                return _spread(session, read, group, members)
    raise NoSuchProposal("There is no such person in this year.")


def _read(session: Session, jurisdiction: str, year: int) -> _Year:
    """Return a year's people and rows."""
    home = people.get_jurisdiction(session, jurisdiction, year)
    pack = people.get_pack(session, home.pack)
    current = stored.current(session, jurisdiction, year)
    return _Year(
        pack,
        people.unit_names(session, jurisdiction),
        {row.person: row for row in current},
        people.roster(session, jurisdiction, year).people,
        groups_of(session, (jurisdiction, year), pack.parameters.excellent_quota, current),
    )


def _spread(session: Session, read: _Year, group: str, members: Sequence[Official]) -> Spread:
    """Return one group's grades and places."""
    decided, proposed = dict.fromkeys(GRADES, 0), dict.fromkeys(GRADES, 0)
    entries = []
    for one in members:
        row = read.newest.get(one.id)
        document = stored.derivation(session, row.derivation) if row is not None else None
        entries.append(entry_of(document) if document is not None else Entry(one.id, None))
        proposal = document["proposal"]["grade"] if document is not None else None
        if row is not None and row.grade is not None:
            decided[row.grade] += 1
        elif proposal is not None:
            proposed[proposal] += 1
    counted = sum(decided.values()) + sum(proposed.values())
    placed = standing(group, read.pack.parameters.excellent_quota, entries)
    names = {one.id: one.name for one in members}
    return Spread(
        read.units.get(group, group),
        decided,
        proposed,
        len(members) - counted,
        placed,
        names,
        any(one.scale == "institution" for one in members),
    )
