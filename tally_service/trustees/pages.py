"""Trustees' pages: the list of their boards, and one stable link for each.

What is done on them is done by a script that posts to the API (``web``) as `ostraka trustee` does:
the key is in the trustee's browser alone, so there is no form here that could send it.

May import: Flask, shared.plumbing, this room's actions and domain.
"""

from __future__ import annotations

from flask import Blueprint, Response

from shared.plumbing.access import actor, requires
from shared.plumbing.office import show_page
from tally_service.tally import Tally
from tally_service.trustees import actions
from tally_service.trustees.domain import ROLE


def trustee_pages(tally: Tally, boxes: actions.Boxes) -> Blueprint:
    """Return the pages; ``boxes`` says which boxes wait for shares of a board."""
    routes = Blueprint("trustee_pages", __name__)

    @routes.get("/t")
    @requires(ROLE)
    def boards() -> Response:
        """Show the caller's boards and what each asks of them."""
        return show_page("trustees/boards.html", boards=actions.my_boards(tally, actor(), boxes))

    @routes.get("/t/<board>")
    @requires(ROLE)
    def room(board: str) -> Response:
        """Show a trustee's own page."""
        mine = actions.my_duties(tally, board, actor(), boxes)
        return show_page(
            "trustees/room.html",
            board=board,
            title=mine["title"],
            number=mine["number"],
            tally_key=tally.key.public.hex(),
            desk_key=tally.desk_key.hex(),
        )

    return routes
