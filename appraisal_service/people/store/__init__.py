"""Rows and queries of the room: packs, jurisdictions' years, rosters by year, posts by day."""

from appraisal_service.people.store.rosters import (
    end_service,
    ever,
    names,
    put_official,
    put_team,
    put_unit,
    roster,
)
from appraisal_service.people.store.services import (
    services,
)
from appraisal_service.people.store.tables import (
    JurisdictionRow,
    PackRow,
    PersonRow,
    PostRow,
    ServiceRow,
    TeamRow,
    UnitRow,
)
from appraisal_service.people.store.years import (
    add_pack,
    find_jurisdiction,
    get_jurisdiction,
    get_pack,
    jurisdiction_of_pack,
    known_year,
    lock_jurisdiction,
    newest_year,
)

__all__ = [
    "JurisdictionRow",
    "PackRow",
    "PersonRow",
    "PostRow",
    "ServiceRow",
    "TeamRow",
    "UnitRow",
    "add_pack",
    "end_service",
    "ever",
    "find_jurisdiction",
    "get_jurisdiction",
    "get_pack",
    "jurisdiction_of_pack",
    "known_year",
    "lock_jurisdiction",
    "names",
    "newest_year",
    "put_official",
    "put_team",
    "put_unit",
    "roster",
    "services",
]
