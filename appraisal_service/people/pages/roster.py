"""The people of a year: the list with posts and days, the sheet handed out, looked at, imported.

Between the look and the confirmation the file stays in the browser's page, as with files of facts.

May import: Flask, pydantic, this room's actions and domain, shared.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request
from pydantic import ConfigDict

from appraisal_service.people.actions import sheets, showing
from appraisal_service.people.actions.importing import import_people
from appraisal_service.people.actions.showing import WantedPeople
from appraisal_service.people.domain import PeopleList
from appraisal_service.present import office
from shared.documents.base import Identifier
from shared.plumbing.access import actor, requires
from shared.plumbing.files import hand_out
from shared.plumbing.office import Form, Said, read_form, returns_to, show_page, typed
from shared.plumbing.office.days import TypedDay
from shared.plumbing.office.uploads import KeptFileForm, kept_fields, read_kept_upload
from shared.plumbing.pages import language

ROSTER = "/years/<int(max=9999):year>/<jurisdiction>/roster"
PAGE = "people_pages.roster"
FORM_LIMIT = 12 * 1024 * 1024
"""Bytes; more than any list of people, so that a large file is refused in words."""
LONGEST_SEARCH = 100
FAULTS_SHOWN = 100
CHANGES_SHOWN = 200
STAFF = ("officer", "decider")
Page = Callable[..., Response]


class LeftForm(Form):
    """Who has left, and the last day of their service."""

    model_config = ConfigDict(str_strip_whitespace=True)

    person: Identifier
    left_on: TypedDay


def add_roster(routes: Blueprint) -> Page:
    """Add the list, whose page is returned, and the files that are handed out."""

    @routes.get(ROSTER)
    @requires(*STAFF)
    def roster(year: int, jurisdiction: str) -> Response:
        """Show the people of a year, fifty at a time."""
        wanted = WantedPeople(
            request.args.get("q", "")[:LONGEST_SEARCH],
            request.args.get("unit", "")[:LONGEST_SEARCH],
            request.args.get("page", 1, type=int),
        )
        return show_page(
            "appraisal/roster.html",
            listed=showing.show_roster(office(), jurisdiction, year, wanted),
            wanted=wanted,
            here=f"/years/{year}/{jurisdiction}",
            year=year,
            officer="officer" in actor().roles,
            typed=typed(),
        )

    @routes.get(f"{ROSTER}/template.xlsx")
    @requires("officer")
    def template(year: int, jurisdiction: str) -> Response:
        """Hand out the sheet with nobody in it."""
        made = sheets.make_people_template(office(), (jurisdiction, year), language())
        return hand_out(made, "people-template.xlsx")

    @routes.get(f"{ROSTER}/people.xlsx")
    @requires("officer")
    def filled(year: int, jurisdiction: str) -> Response:
        """Hand out the sheet with everybody who serves."""
        made = sheets.make_people_sheet(office(), (jurisdiction, year), language())
        return hand_out(made, f"people-{year}.xlsx")

    return roster


def add_import(routes: Blueprint, shown: Page) -> None:
    """Add the look at a sheet, its import, and somebody's last day; ``shown`` has the forms."""

    @routes.post(f"{ROSTER}/preview")
    @requires("officer")
    @returns_to(PAGE, again=shown)
    def preview_people(year: int, jurisdiction: str) -> Response:
        """Show what an import of the sheet would do; nothing is stored."""
        _, upload = read_kept_upload(KeptFileForm, FORM_LIMIT)
        where = jurisdiction, year
        look = sheets.preview_people(office(), where, upload.name, upload.body)
        return show_page(
            "appraisal/roster_preview.html",
            look=look,
            faults=look.faults[:FAULTS_SHOWN],
            changed=look.changed[:CHANGES_SHOWN],
            fields=kept_fields(upload),
            here=f"/years/{year}/{jurisdiction}",
            year=year,
        )

    @routes.post(ROSTER)
    @requires("officer")
    @returns_to(PAGE, again=shown)
    def bring_people(year: int, jurisdiction: str) -> Said:
        """Import the sheet."""
        _, upload = read_kept_upload(KeptFileForm, FORM_LIMIT)
        where = jurisdiction, year
        return Said(
            "people_imported",
            str(sheets.import_sheet(office(), actor(), where, upload.name, upload.body)),
        )

    @routes.post(f"{ROSTER}/left")
    @requires("officer")
    @returns_to(PAGE, again=shown)
    def has_left(year: int, jurisdiction: str) -> Said:
        """Write that somebody has left, and the last day."""
        form = read_form(LeftForm)
        left: dict[str, str | None] = {form.person: form.left_on}
        import_people(office(), actor(), jurisdiction, year, PeopleList([], [], []), left)
        return Said("person_left")
