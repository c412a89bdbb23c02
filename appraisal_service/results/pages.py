"""Certified results of a year as pages: what came, what counts, taking one out of the count.

May import: Flask, pydantic, this room's actions, shared.
"""

from __future__ import annotations

from flask import Blueprint, Response
from pydantic import ConfigDict

from appraisal_service.present import office
from appraisal_service.results import actions
from shared.documents.base import Title
from shared.plumbing.access import actor, requires
from shared.plumbing.office import Form, Said, read_form, returns_to, show_page, typed
from shared.plumbing.pages import language
from shared.rules.wording import SOURCES

YEAR = "/years/<int(max=9999):year>/<jurisdiction>/results"
ONE, PAGE = f"{YEAR}/<digest>", "result_pages.one_result"
STAFF = ("officer", "decider")


class SetAsideForm(Form):
    """Why a result is taken out of the count, or let into it again."""

    model_config = ConfigDict(str_strip_whitespace=True)

    reason: Title


def result_pages() -> Blueprint:
    """Return the pages of this room."""
    routes = Blueprint("result_pages", __name__)

    @routes.get(YEAR)
    @requires(*STAFF)
    def results(year: int, jurisdiction: str) -> Response:
        """Show the certified results that came in for a year."""
        return show_page(
            "appraisal/results.html",
            listed=actions.list_year_results(office(), jurisdiction, year),
            here=f"/years/{year}/{jurisdiction}",
            year=year,
            source_name=_source_name,
        )

    @routes.get(ONE)
    @requires(*STAFF)
    def one_result(year: int, jurisdiction: str, digest: str) -> Response:
        """Show one of them."""
        return show_page(
            "appraisal/result.html",
            one=actions.show_result(office(), actor(), jurisdiction, year, digest),
            here=f"/years/{year}/{jurisdiction}",
            year=year,
            source_name=_source_name,
            officer="officer" in actor().roles,
            typed=typed(),
        )

    @routes.post(f"{ONE}/set-aside")
    @requires("officer")
    @returns_to(PAGE, again=one_result)
    def set_aside(year: int, jurisdiction: str, digest: str) -> Said:
        """Say that it is to be taken out of the count; a second officer has to say so, too."""
        reason = read_form(SetAsideForm).reason
        actions.show_result(office(), actor(), jurisdiction, year, digest)  # of this year, or 404
        done = actions.set_aside(office(), actor(), digest, reason)
        return Said("result_set_aside" if done.complete else "result_aside_first")

    @routes.post(f"{ONE}/count-again")
    @requires("officer")
    @returns_to(PAGE, again=one_result)
    def count_again(year: int, jurisdiction: str, digest: str) -> Said:
        """Say that this newer version is to count; a second officer has to say so, too."""
        reason = read_form(SetAsideForm).reason
        actions.show_result(office(), actor(), jurisdiction, year, digest)  # of this year, or 404
        done = actions.count_again(office(), actor(), digest, reason)
        return Said("result_counted_again" if done.complete else "result_again_first")

    return routes


def _source_name(source: str) -> str:
    """Return what kind of meeting it was, in the page's language."""
    return str(getattr(SOURCES[source], language()))
