"""Who stands where in the groups in which shares of 优秀 are taken, from the proposals as stored.

A place is no part of anybody's derivation: it moves with others' scores. Nobody is picked here;
whoever shares the last place of a quota is left to people (D6).

May import: grades' domain and store, people's store, appraisal_service.office, shared.
"""

from __future__ import annotations

from typing import Any

from appraisal_service.grades.actions.grouping import groups_of
from appraisal_service.grades.store import rows
from appraisal_service.office import Office
from appraisal_service.people import store as people
from shared.plumbing.db import reading
from shared.rules.parameters import ExcellentQuota
from shared.rules.standings import Entry, entry_of, quota_cap, standing

ROUNDINGS = ("floor", "half_up", "ceiling")


def list_standings(office: Office, jurisdiction: str, year: int) -> list[dict[str, Any]]:
    """Return the standing of every group, by its id, each with the digest that names it.

    People without a proposal stand there without a place.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    with reading(office.sessions) as session:
        home = people.get_jurisdiction(session, jurisdiction, year)
        quota = people.get_pack(session, home.pack).parameters.excellent_quota
        current = rows.current(session, jurisdiction, year)
        newest = {row.person: row for row in current}
        named = groups_of(session, (jurisdiction, year), quota, current)
        groups: dict[str, list[Entry]] = {}
        for official in people.roster(session, jurisdiction, year).people:
            row = newest.get(official.id)
            entry = Entry(official.id, None)
            if row is not None:
                entry = entry_of(rows.derivation(session, row.derivation))
            groups.setdefault(named[official.id], []).append(entry)
    made = [standing(group, quota, entries) for group, entries in sorted(groups.items())]
    return [{**one.to_json(), "digest": one.digest} for one in made]


def quota_of(participants: int, share: str) -> dict[str, Any]:
    """Return how many of a group may be 优秀, by each way of rounding (E30, D6b).

    Args:
        participants: the people of the group.
        share: an exact part of one, such as ``1/5``.
    """
    caps = {
        rounding: quota_cap(
            participants, ExcellentQuota.model_validate({"share": share, "rounding": rounding})
        )
        for rounding in ROUNDINGS
    }
    return {"participants": participants, "share": share, "caps": caps}
