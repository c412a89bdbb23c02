"""My scrutineer's key: what is on record, and the page that makes one in the browser.

Making happens in the page's script alone; what leaves the browser is the public key, to the API
(``own_key_web.py``). The plain form here takes a public key that was made on the command line.

May import: Flask, pydantic, ballot_service.desk, this room's actions and domain, shared.
"""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field

from ballot_service.desk import Desk
from ballot_service.meetings.actions import own_key
from ballot_service.meetings.domain.scrutineer_keys import read_public_key
from shared.plumbing.access import actor, requires
from shared.plumbing.office import Form, Said, read_form, returns_to, show_page

Typed = Annotated[str, Field(max_length=200)]


class KeyForm(Form):
    """A public key as somebody typed or pasted it; ``replaces`` is empty where there was none.

    ``account`` is whose page it was typed into.
    """

    account: Typed
    key: Typed
    replaces: Typed = ""


def own_key_pages(desk: Desk) -> Blueprint:
    """Return the pages of the caller's own key for ``desk``."""
    routes = Blueprint("own_key_pages", __name__)

    @routes.get("/scrutineer-key")
    @requires("scrutineer")
    def mine() -> Response:
        """Show what is on record, and which meetings name which key."""
        return show_page("desk/own_key.html", own=own_key.show_own_key(desk, actor()))

    @routes.get("/scrutineer-key/new")
    @requires("scrutineer")
    def make() -> Response:
        """Show the page whose script makes a key."""
        own = own_key.show_own_key(desk, actor())
        return show_page("desk/make_key.html", replaces=own["key"] or "")

    @routes.post("/scrutineer-key")
    @requires("scrutineer")
    @returns_to("own_key_pages.mine")
    def record() -> Said:
        """Put a public key on record that was made elsewhere."""
        form = read_form(KeyForm)
        key = read_public_key(form.key)
        own_key.record_own_key(desk, key, form.replaces or None, form.account, actor())
        return Said("scrutineer_key_recorded")

    return routes
