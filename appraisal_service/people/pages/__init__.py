"""The officer's pages of years and people.

``years`` sets up a year, ``roster`` lists and imports people, ``packs`` shows packs of rules.

May import: Flask, shared.plumbing, this room's actions and domain.
"""

from flask import Blueprint

from appraisal_service.people.pages.packs import add_packs
from appraisal_service.people.pages.roster import add_import, add_roster
from appraisal_service.people.pages.years import add_new_year

__all__ = ["people_pages"]


def people_pages() -> Blueprint:
    """Return the pages of this room."""
    routes = Blueprint("people_pages", __name__)
    add_new_year(routes)
    add_packs(routes)
    add_import(routes, add_roster(routes))
    return routes
