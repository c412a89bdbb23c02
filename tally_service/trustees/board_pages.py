"""The administrator's page that begins a board of trustees.

The form calls the action that the API calls (``web``). What is made here is only who sits on the
board, in which order, and how many of them it takes; its key the trustees make themselves.

May import: Flask, pydantic, shared.plumbing, shared.crypto's errors and limits, this room's actions
and domain.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from flask import Blueprint, Response, g, url_for
from pydantic import Field

from shared.crypto.errors import MalformedBytes
from shared.crypto.trustees.threshold import MAX_TRUSTEES
from shared.documents.base import Identifier, Title, Year
from shared.plumbing.access import requires
from shared.plumbing.office import Form, Said, read_form, returns_to, show_page
from shared.plumbing.office.forms import InvalidForm
from shared.plumbing.problems import status_of
from tally_service.tally import Tally
from tally_service.trustees import actions
from tally_service.trustees.domain import OneDecryptsAlone, TrusteesUnfit

ADMIN = "admin"
NOT_MADE = (InvalidForm, OneDecryptsAlone, TrusteesUnfit, MalformedBytes)
"""What the form's own page has words for."""


class BoardForm(Form):
    """Title, year, how many are needed, and who sits on each place; empty places are left out."""

    title: Title
    year: Year
    threshold: Annotated[int, Field(ge=1, lt=MAX_TRUSTEES)]
    trustees: list[Identifier | Literal[""]] = Field(max_length=MAX_TRUSTEES)


def board_pages(tally: Tally) -> Blueprint:
    """Return the pages for ``tally``."""
    routes = Blueprint("board_pages", __name__)

    @routes.get("/boards/new")
    @requires(ADMIN)
    def new() -> Response:
        """Show the form, and the boards there are."""
        return _page(tally, {"year": str(tally.clock().year), "threshold": "2"})

    @routes.post("/boards/new")
    @requires(ADMIN)
    @returns_to("board_pages.new")
    def create() -> Said | Response:
        """Begin a board."""
        try:
            form = read_form(BoardForm, len(BoardForm.model_fields) + MAX_TRUSTEES)
            chosen = [account for account in form.trustees if account]
            board = actions.create_board(tally, form.title, form.year, form.threshold, chosen)
        except NOT_MADE as error:  # shown beside the form, which keeps what was typed
            page = _page(tally, g.get("form_fields", {}), error.code)
            page.status_code = status_of(error)
            return page
        link = url_for("trustee_pages.room", board=board, _external=True)
        return Said("board_made", link)

    return routes


def _page(tally: Tally, typed: Mapping[str, Any], refusal: str | None = None) -> Response:
    """Return the form with what was ``typed``, and why it was refused."""
    people = actions.list_candidates(tally)
    places = [*typed.get("trustees", []), *[""] * MAX_TRUSTEES][: min(len(people), MAX_TRUSTEES)]
    return show_page(
        "trustees/new_board.html",
        boards=actions.list_boards(tally),
        people=people,
        places=places,
        typed={name: typed.get(name, "") for name in ("title", "year", "threshold")},
        refusal=refusal,
    )
