"""Facts as pages: lists, files, single records and their corrections, rankings, line ratings.

May import: Flask, pydantic, this room's actions and domain, shared.
"""

from flask import Blueprint

from appraisal_service.facts.pages.files import add_attendance, add_files
from appraisal_service.facts.pages.lists import add_lists
from appraisal_service.facts.pages.rankings import add_rulings
from appraisal_service.facts.pages.ratings import add_ratings
from appraisal_service.facts.pages.records import add_records

__all__ = ["fact_pages"]


def fact_pages() -> Blueprint:
    """Return the pages of this room."""
    routes = Blueprint("fact_pages", __name__)
    shown = add_lists(routes)
    record = add_records(routes)
    add_rulings(routes, record)
    add_ratings(routes)
    add_files(routes, shown)
    add_attendance(routes, shown)
    return routes
