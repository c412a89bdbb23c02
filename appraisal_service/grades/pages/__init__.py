"""The appraisal officer's pages of years, people and grades.

``reading`` shows what is stored, ``forms`` does what the API does, ``many`` does it for a whole
list, ``sight`` lays a derivation out for the eye.

May import: Flask, shared.plumbing, this room's actions and domain.
"""

from flask import Blueprint

from appraisal_service.grades.pages.forms import (
    add_decisions,
    add_findings,
    add_objections,
    add_year,
)
from appraisal_service.grades.pages.many import add_many
from appraisal_service.grades.pages.reading import (
    add_home,
    add_lists,
    add_person,
    add_resting,
)

__all__ = ["grade_pages"]


def grade_pages() -> Blueprint:
    """Return the pages of this room."""
    routes = Blueprint("grade_pages", __name__)
    add_home(routes)
    add_lists(routes)
    add_resting(routes)
    add_year(routes)
    add_many(routes)
    shown = add_person(routes)
    add_decisions(routes, shown)
    add_findings(routes, shown)
    add_objections(routes, shown)
    return routes
