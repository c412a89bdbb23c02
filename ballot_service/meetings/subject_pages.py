"""The subjects of a draft as pages: one by one, pasted, or from a file; and their order.

Between the look at a file and its import the file stays in the browser's page; the form that
confirms sends it again, and it is read again from its first byte.

May import: Flask, pydantic, ballot_service.desk, this room's actions and domain, shared.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

from flask import Blueprint, Response, redirect, url_for
from pydantic import Field
from werkzeug.wrappers import Response as WerkzeugResponse

from ballot_service.desk import Desk
from ballot_service.meetings.actions import choosing, drafting, listing, showing
from ballot_service.meetings.actions.listing import SubjectsFile
from ballot_service.meetings.domain.states import MeetingState
from shared.errors import InvalidInput
from shared.plumbing.access import actor, requires
from shared.plumbing.office import Form, Said, read_form, returns_to, show_page, typed
from shared.plumbing.office.uploads import (
    KeptFileForm,
    Upload,
    kept_fields,
    kept_upload,
    read_upload,
)
from shared.plumbing.pages import language
from shared.tables.table import TableRejected

SUBJECTS = "subject_pages.subjects"
FORM_LIMIT = 24 * 1024 * 1024
"""Bytes; more than any list of subjects, so that a large file is refused in words."""
PASTED = "pasted.csv"

Cell = Annotated[str, Field(max_length=300)]
Version = Annotated[int, Field(ge=1)]


class SubjectsMissing(InvalidInput):
    """No file was chosen and nothing was pasted."""

    code = "subjects_missing"


class TableForm(KeptFileForm):
    """A table: pasted, a file, or kept in the page that showed what is in it."""

    version: Version
    text: Annotated[str, Field(max_length=500_000)] = ""
    after: Literal["", "yes"] = ""


class LineForm(Form):
    """One subject; a box that is ticked says 是."""

    version: Version
    name: Cell = ""
    kind: Cell = ""
    id: Cell = ""
    post: Cell = ""
    role: Cell = ""
    head: Cell = ""
    asks: Cell = ""
    item_class: Cell = ""
    urgent: Cell = ""
    improvised: Cell = ""
    assessed: Cell = ""

    @property
    def cells(self) -> dict[str, str]:
        """What was typed, by the names of the columns."""
        cells = self.model_dump(exclude={"version", "item_class"})
        return {name: str(text).strip() for name, text in cells.items()} | {
            "class": self.item_class.strip()
        }


class PlaceForm(Form):
    """Where a line goes."""

    version: Version
    line: Cell
    place: Annotated[int, Field(ge=1, le=10_000)]


class RemoveForm(Form):
    """A line that goes."""

    version: Version
    line: Cell


def subject_pages(desk: Desk) -> Blueprint:
    """Return the pages of a draft's subjects for ``desk``."""
    routes = Blueprint("subject_pages", __name__)
    _add_showing(routes, desk)
    _add_tables(routes, desk)
    _add_lines(routes, desk)
    return routes


def _add_showing(routes: Blueprint, desk: Desk) -> None:
    """Add the list."""

    @routes.get("/meetings/<meeting>/draft/subjects")
    @requires("organizer")
    def subjects(meeting: str) -> Response | WerkzeugResponse:
        """Show the subjects of a draft."""
        return _page(desk, meeting)

    @routes.get("/meetings/<meeting>/draft/subjects/preview")
    @requires("organizer")
    def back(meeting: str) -> WerkzeugResponse:
        """Lead whoever comes back without a table to the list."""
        return redirect(url_for(SUBJECTS, meeting=meeting), 303)


def _add_tables(routes: Blueprint, desk: Desk) -> None:
    """Add the look at a table, and taking it."""

    @routes.post("/meetings/<meeting>/draft/subjects/preview")
    @requires("organizer")
    @returns_to(SUBJECTS)
    def preview(meeting: str) -> Response | Said:
        """Show what is in a table; nothing is stored."""
        form, file = _table()
        try:
            read = listing.read_subjects(desk, meeting, file)
        except TableRejected as error:
            return _page(desk, meeting, error, form.text)  # type: ignore[return-value]
        return show_page(
            "desk/subjects_preview.html",
            meeting=showing.show_meeting(desk, meeting),
            found=listing.shown(read),
            file=kept_fields(Upload(file.name, file.body)),
            after=form.after,
            version=form.version,
            text=form.text,
        )

    @routes.post("/meetings/<meeting>/draft/subjects")
    @requires("organizer")
    @returns_to(SUBJECTS)
    def take(meeting: str) -> Said:
        """Take what is in a table."""
        form, file = _table()
        listing.take_table(desk, meeting, form.version, file, actor())
        return Said("subjects_taken")


def _add_lines(routes: Blueprint, desk: Desk) -> None:
    """Add, move and remove one line."""

    @routes.post("/meetings/<meeting>/draft/subjects/add")
    @requires("organizer")
    @returns_to(SUBJECTS, again=partial(_page, desk))
    def add(meeting: str) -> Said:
        """Add a subject."""
        form = read_form(LineForm)
        listing.add_line(desk, meeting, form.version, form.cells, actor())
        return Said("subject_added")

    @routes.post("/meetings/<meeting>/draft/subjects/move")
    @requires("organizer")
    @returns_to(SUBJECTS)
    def move(meeting: str) -> Said:
        """Move a subject."""
        form = read_form(PlaceForm)
        listing.move_line(desk, meeting, form.version, form.line, form.place, actor())
        return Said("subject_moved")

    @routes.post("/meetings/<meeting>/draft/subjects/remove")
    @requires("organizer")
    @returns_to(SUBJECTS)
    def remove(meeting: str) -> Said:
        """Remove a subject."""
        form = read_form(RemoveForm)
        listing.remove_line(desk, meeting, form.version, form.line, actor())
        return Said("subject_removed")


def _table() -> tuple[TableForm, SubjectsFile]:
    """Return the form and its table: a file, what was pasted, or what the page kept."""
    form, upload = read_upload(TableForm, FORM_LIMIT)
    if upload is None and form.text.strip():
        upload = Upload(PASTED, form.text.encode())
    upload = upload or kept_upload(form)
    if upload is None:
        raise SubjectsMissing("Choose a file, or paste the list, first.")
    return form, SubjectsFile(upload.name, upload.body, form.after == "yes")


def _page(
    desk: Desk, meeting: str, refused: TableRejected | None = None, text: str = ""
) -> Response | WerkzeugResponse:
    """Return the list of subjects, and why the last file was not read, or the ``text`` pasted."""
    outline, version, state = drafting.draft_of(desk, meeting)
    if state != MeetingState.DRAFT:
        return redirect(url_for("meeting_pages.meeting", meeting=meeting), 303)
    told = ""
    if refused is not None:
        told = refused.chinese if language() == "zh" else str(refused)
    response = show_page(
        "desk/subjects.html",
        meeting=showing.show_meeting(desk, meeting),
        kind=choosing.show_kind(outline),
        lines=[line.model_dump(mode="json") for line in outline.lines],
        source=outline.source,
        version=version,
        refusal=told,
        text=text,
        typed=typed(),
        warnings=listing.warnings_of(outline.lines),
    )
    response.status_code = 400 if refused else 200
    return response
