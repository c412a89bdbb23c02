"""条线评价 gathered by township, to be sent back to its party committee (F05).

May import: Flask, pydantic, this room's actions and domain, shared.
"""

from __future__ import annotations

from flask import Blueprint, Response
from pydantic import ConfigDict

from appraisal_service.facts.actions import line_ratings
from appraisal_service.facts.domain.columns import RATINGS
from appraisal_service.facts.pages.forms import STAFF, YEAR, names_in, way_back
from appraisal_service.present import office
from shared.documents.base import Title
from shared.plumbing.access import actor, requires
from shared.plumbing.files import hand_out
from shared.plumbing.office import Form, Said, read_form, returns_to, show_page, typed
from shared.plumbing.office.days import TypedDay
from shared.plumbing.pages import language

TOWNSHIPS = f"{YEAR}/line_rating/townships"


class SendingForm(Form):
    """The covering letter with which ratings were sent."""

    model_config = ConfigDict(str_strip_whitespace=True)

    document: Title
    date: TypedDay


def add_ratings(routes: Blueprint) -> None:
    """Add the list of townships, the sheet of one, and that it was sent."""

    @routes.get(TOWNSHIPS)
    @requires(*STAFF)
    def townships(year: int, jurisdiction: str) -> Response:
        """Show what the departments say of each township, and what of it was sent back."""
        return show_page(
            "appraisal/ratings.html",
            sheets=line_ratings.list_line_ratings(office(), jurisdiction, year),
            names=names_in(year, jurisdiction),
            **way_back(year, jurisdiction),
            grades={code: words[language() == "en"] for code, words in RATINGS.items()},
            officer="officer" in actor().roles,
            typed=typed(),
        )

    @routes.get(f"{TOWNSHIPS}/<unit>/ratings.xlsx")
    @requires(*STAFF)
    def sheet(year: int, jurisdiction: str, unit: str) -> Response:
        """Hand out one township's ratings, as they are sent to its party committee."""
        made = line_ratings.rating_sheet(office(), jurisdiction, year, unit)
        return hand_out(made, "ratings.xlsx")

    @routes.post(f"{TOWNSHIPS}/<unit>/sending")
    @requires("officer")
    @returns_to("fact_pages.townships")
    def send(year: int, jurisdiction: str, unit: str) -> Said:
        """Record that a township's ratings, as they stand, were sent."""
        form = read_form(SendingForm)
        paper = form.document, form.date
        line_ratings.send_back(office(), actor(), jurisdiction, year, unit, paper)
        return Said("ratings_sent")
