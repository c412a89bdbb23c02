"""Drafts over HTTP: templates, choices, drafts that may be incomplete, their subjects.

May import: Flask, pydantic, ballot_service.desk, this room's actions and domain, shared.
"""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint, Response, request
from pydantic import Field

from ballot_service.desk import Desk
from ballot_service.meetings.actions import choosing, drafting, listing
from ballot_service.meetings.domain.outlines import Outline
from shared.plumbing.access import actor, requires
from shared.plumbing.reading import Body, answer, read_json, read_raw

OUTLINE_LIMIT = 8 * 1024 * 1024
"""Bytes; sheets of 577 officials that were handed in whole need about 2 MB."""
TABLE_LIMIT = 8 * 1024 * 1024


class DraftBody(Body):
    """All of a draft, in the place of the version that was edited."""

    version: Annotated[int, Field(ge=1)]
    outline: Outline


class PackBody(Body):
    """A jurisdiction pack as written, YAML."""

    text: Annotated[str, Field(max_length=200_000)]


def drafts_blueprint(desk: Desk) -> Blueprint:
    """Return the routes of drafts for ``desk``."""
    routes = Blueprint("drafts", __name__, url_prefix="/api/v1")
    _add_choosing(routes, desk)
    _add_drafting(routes, desk)
    _add_subjects(routes, desk)
    return routes


def _add_choosing(routes: Blueprint, desk: Desk) -> None:
    """Add what there is to choose from."""

    @routes.get("/templates")
    @requires("organizer")
    def templates() -> Response:
        """List the templates."""
        return answer({"groups": choosing.list_templates()})

    @routes.get("/choices")
    @requires("organizer")
    def choices() -> Response:
        """List packs, boards and scrutineers."""
        year = request.args.get("year", desk.clock().year, type=int)
        return answer(choosing.list_choices(desk, year))

    @routes.post("/packs")
    @requires("organizer")
    def add_pack() -> Response:
        """Keep a jurisdiction pack."""
        text = read_json(PackBody, OUTLINE_LIMIT).text
        return answer({"pack": choosing.add_pack(desk, text)}, 201)


def _add_drafting(routes: Blueprint, desk: Desk) -> None:
    """Add making, reading, replacing and copying a draft."""

    @routes.get("/templates/<kind>/draft")
    @requires("organizer")
    def suggested(kind: str) -> Response:
        """Show what a template alone makes; nothing is stored."""
        return answer({"outline": choosing.suggest(desk, kind).model_dump(mode="json")})

    @routes.post("/drafts")
    @requires("organizer")
    def start() -> Response:
        """Make a draft from an outline, which may lack anything."""
        meeting = drafting.start_draft(desk, read_json(Outline, OUTLINE_LIMIT), actor())
        return answer(drafting.show_draft(desk, meeting), 201)

    @routes.get("/meetings/<meeting>/draft")
    @requires("organizer")
    def show(meeting: str) -> Response:
        """Show a draft, its version and what it lacks."""
        return answer(drafting.show_draft(desk, meeting))

    @routes.put("/meetings/<meeting>/draft")
    @requires("organizer")
    def replace(meeting: str) -> Response:
        """Replace a draft, if nobody changed it since."""
        body = read_json(DraftBody, OUTLINE_LIMIT)
        drafting.save_draft(desk, meeting, body.version, body.outline, actor())
        return answer(drafting.show_draft(desk, meeting))

    @routes.post("/meetings/<meeting>/copy")
    @requires("organizer")
    def copy(meeting: str) -> Response:
        """Make a new draft of a meeting."""
        return answer(drafting.show_draft(desk, drafting.copy_meeting(desk, meeting, actor())), 201)


def _add_subjects(routes: Blueprint, desk: Desk) -> None:
    """Add reading a table of subjects: looked at, then taken."""

    @routes.post("/meetings/<meeting>/draft/subjects/preview")
    @requires("organizer")
    def preview(meeting: str) -> Response:
        """Show what a table holds; nothing is stored."""
        return answer(listing.shown(listing.read_subjects(desk, meeting, _file())))

    @routes.post("/meetings/<meeting>/draft/subjects")
    @requires("organizer")
    def take(meeting: str) -> Response:
        """Put the subjects of a table in the place of the draft's."""
        version = request.args.get("version", 0, type=int)
        listing.take_table(desk, meeting, version, _file(), actor())
        return answer(drafting.show_draft(desk, meeting))


def _file() -> listing.SubjectsFile:
    """Return the table that was sent: its bytes are the body, its name stands in the address."""
    return listing.SubjectsFile(
        request.args.get("name", "subjects.csv"),
        read_raw(TABLE_LIMIT),
        after=request.args.get("after") == "yes",
    )
