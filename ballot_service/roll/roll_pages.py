"""The roll's import as pages: choose a file, look at what is found in it, confirm.

Between the look and the confirmation the file stays in the browser's page, not with us: the form
that confirms sends it again, and it is read again from its first byte.

May import: Flask, pydantic, ballot_service.desk, ballot_service.meetings' actions, this room's
actions and domain, shared.
"""

from __future__ import annotations

from typing import Annotated, Literal

from flask import Blueprint, Response, redirect, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response as WerkzeugResponse

from ballot_service.desk import Desk
from ballot_service.meetings.actions import showing
from ballot_service.roll.actions import importing, rolls
from ballot_service.roll.actions.importing import RollFile
from ballot_service.roll.domain.findings import COLUMNS, findings_csv
from ballot_service.roll.domain.rolls import RollUnconfirmed
from shared.plumbing.access import actor, requires
from shared.plumbing.files import hand_out
from shared.plumbing.office import Said, returns_to, show_page
from shared.plumbing.office.uploads import KeptFileForm, Upload, kept_fields, read_kept_upload
from shared.plumbing.pages import language
from shared.tables.table import TableRejected

ROLL = "roll_pages.roll"
FORM_LIMIT = 24 * 1024 * 1024
"""Bytes; more than any roll, so that a large file is refused in words."""
FINDINGS_A_PAGE = 25
FIRST_ROWS = 10


class FileForm(KeptFileForm):
    """A file that is looked at, which page of what was found is wanted, and the confirmation."""

    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    digest: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")] = ""
    confirmed: Literal["", "yes"] = ""


def roll_pages(desk: Desk) -> Blueprint:
    """Return the roll's pages for ``desk``."""
    routes = Blueprint("roll_pages", __name__)
    _add_showing(routes, desk)
    _add_preview(routes, desk)
    _add_import(routes, desk)
    return routes


def _add_showing(routes: Blueprint, desk: Desk) -> None:
    """Add the page one begins at, and the file to fill in."""

    @routes.get("/meetings/<meeting>/roll")
    @requires("organizer", "registrar")
    def roll(meeting: str) -> Response:
        """Show how many people are on the roll, and where to bring a file."""
        return _roll_page(desk, meeting)

    @routes.get("/meetings/<meeting>/roll/template.xlsx")
    @requires("organizer", "registrar")
    def template(meeting: str) -> Response:
        """Hand out an empty roll."""
        made = importing.make_template(desk, meeting, language())
        return hand_out(made, "roll-template.xlsx")


def _add_preview(routes: Blueprint, desk: Desk) -> None:
    """Add the look at a file; nothing is stored."""

    @routes.post("/meetings/<meeting>/roll/preview")
    @requires("organizer")
    @returns_to(ROLL)
    def preview(meeting: str) -> Response:
        """Show what an import of the file would do."""
        form, file = _read()
        try:
            return _preview_page(desk, meeting, file, form.page)
        except TableRejected as error:
            return _roll_page(desk, meeting, error)

    @routes.get("/meetings/<meeting>/roll/preview")
    @requires("organizer")
    def back(meeting: str) -> WerkzeugResponse:
        """Lead whoever comes back without a file to where one is chosen."""
        return redirect(url_for(ROLL, meeting=meeting), 303)

    @routes.post("/meetings/<meeting>/roll/problems.csv")
    @requires("organizer")
    @returns_to(ROLL)
    def problems(meeting: str) -> Response:
        """Hand out what was found, as a file."""
        _, file = _read()
        roster = importing.preview_roll(desk, meeting, file).roster
        made = findings_csv(roster.problems, roster.warnings, dict(roster.rows), language())
        return hand_out(made, "roll-problems.csv")


def _add_import(routes: Blueprint, desk: Desk) -> None:
    """Add the import itself."""

    @routes.post("/meetings/<meeting>/roll")
    @requires("organizer")
    @returns_to(ROLL)
    def import_roll(meeting: str) -> Said | Response:
        """Put the file's people on the roll."""
        form, file = _read()
        seen = form.digest if form.confirmed else None
        try:
            made = importing.import_roll(desk, meeting, file, seen, actor())
        except RollUnconfirmed:
            return _preview_page(desk, meeting, file, form.page, unconfirmed=True)
        return Said("roll_imported", str(made.total))


def _read() -> tuple[FileForm, RollFile]:
    """Return what a form sent, and its file, chosen or kept."""
    form, upload = read_kept_upload(FileForm, FORM_LIMIT)
    return form, RollFile(upload.name, upload.body)


def _roll_page(desk: Desk, meeting: str, refused: TableRejected | None = None) -> Response:
    """Return the page with the roll's numbers, and why the last file was not read."""
    found = rolls.show_roll(desk, meeting)
    refusal = ""
    if refused is not None:
        refusal = refused.chinese if language() == "zh" else str(refused)
    response = show_page(
        "desk/roll.html",
        meeting=showing.show_meeting(desk, meeting),
        roles=actor().roles,
        overlaps=_titled(desk, found["overlaps"]),
        refusal=refusal,
        posted=request.method == "POST",
    )
    response.status_code = 400 if refused else 200
    return response


def _preview_page(
    desk: Desk, meeting: str, file: RollFile, page: int, *, unconfirmed: bool = False
) -> Response:
    """Return the page with what is in ``file``."""
    looked = importing.preview_roll(desk, meeting, file)
    roster = looked.roster
    cells = dict(roster.rows)
    found = [("problem", one) for one in roster.problems]
    found += [("warning", one) for one in roster.warnings]
    last = max(1, -(-len(found) // FINDINGS_A_PAGE))
    page = min(page, last)
    start = (page - 1) * FINDINGS_A_PAGE
    return show_page(
        "desk/roll_preview.html",
        meeting=showing.show_meeting(desk, meeting),
        looked=looked,
        file=kept_fields(Upload(file.name, file.body)),
        found=[
            {"kind": kind, "row": one.row, "told": one.told(language()), **cells[one.row]}
            for kind, one in found[start : start + FINDINGS_A_PAGE]
        ],
        first=[{"row": row, **shown} for row, shown in roster.rows[:FIRST_ROWS]],
        notes=[note.chinese if language() == "zh" else note.english for note in roster.notes],
        columns={key: texts[language() == "en"] for key, texts in COLUMNS.items()},
        overlaps=_titled(desk, looked.overlaps),
        page=page,
        last=last,
        unconfirmed=unconfirmed,
    )


def _titled(desk: Desk, overlaps: dict[str, int]) -> list[tuple[str, int]]:
    """Return meetings by their titles with their numbers."""
    titles = rolls.titles(desk, list(overlaps))
    return [(titles[meeting], number) for meeting, number in overlaps.items()]
