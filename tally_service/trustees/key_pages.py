"""Pages about the keys of one board: which are lost, what that means, and the board's record.

A key is reported lost in two presses: the page says first what follows. The forms call the actions
that the API calls (``web``); no form here could send a key.

May import: Flask, shared.plumbing, this room's actions.
"""

from __future__ import annotations

from flask import Blueprint, Response

from shared.plumbing.access import actor, requires
from shared.plumbing.office import Form, Said, read_form, returns_to, show_page
from tally_service.tally import Tally
from tally_service.trustees import losing
from tally_service.trustees.domain import ROLE, NoSuchTrustee
from tally_service.trustees.web import EVERYBODY

KEYS = "key_pages.keys"


def key_pages(tally: Tally, counts: losing.Counts) -> Blueprint:
    """Return the pages; ``counts`` says which boxes wait for shares, and what they are called."""
    routes = Blueprint("key_pages", __name__)

    @routes.get("/boards/<board>/keys")
    @requires(*EVERYBODY)
    def keys(board: str) -> Response:
        """Show the keys of a board."""
        return show_page(
            "trustees/keys.html", board=losing.show_keys(tally, board, actor(), counts)
        )

    @routes.get("/boards/<board>/keys/<int:number>/lost")
    @requires(ROLE, losing.ADMIN)
    def ask(board: str, number: int) -> Response:
        """Say what follows when a key is reported lost, and ask."""
        shown = losing.show_keys(tally, board, actor(), counts)
        found = [one for one in shown["keys"] if one["number"] == number]
        if not found:
            raise NoSuchTrustee("This board has no such trustee.")
        shut = losing.shut_by(shown, number)
        return show_page("trustees/lost.html", board=shown, key=found[0], shut=shut)

    @routes.post("/boards/<board>/keys/<int:number>/lost")
    @requires(ROLE, losing.ADMIN)
    @returns_to(KEYS)
    def report(board: str, number: int) -> Said:
        """Report a key lost."""
        read_form(Form)
        losing.report_loss(tally, board, number, actor())
        return Said("key_lost")

    @routes.post("/boards/<board>/keys/<int:number>/found")
    @requires(ROLE, losing.ADMIN)
    @returns_to(KEYS)
    def take_back(board: str, number: int) -> Said:
        """Take that back."""
        read_form(Form)
        losing.take_back_loss(tally, board, number, actor())
        return Said("key_found")

    return routes
