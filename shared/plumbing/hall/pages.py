"""The welcome page, and the poster for the hall's screen.

The welcome page comes over plain HTTP, so whoever controls the network can change it: nothing on
it is secret, and it asks for nothing. What it says of the authority is worth only what people
compare with the screen (threat 38 of ``docs/threat-model.md``).

May import: Flask, shared.errors, shared.plumbing.
"""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response

from shared.errors import NotFound
from shared.plumbing.access import public
from shared.plumbing.hall.about import Hall
from shared.plumbing.pages import show
from shared.plumbing.pages.qr import qr_code


class HallNotOpen(NotFound):
    """This installation has no door in the hall's network."""

    code = "hall_not_open"


def welcome_blueprint(hall: Hall, authority: bytes) -> Blueprint:
    """Return the routes of the welcome page; ``authority`` is the certificate, DER."""
    routes = Blueprint("welcome", __name__)

    @routes.get("/")
    @public("whoever comes into the hall reads it before anything else")
    def welcome() -> Response:
        return show("hall/welcome.html", hall=hall, code=qr_code(hall.check))

    @routes.get("/authority.crt")
    @public("a certificate is there to be shown; its key stays on this machine")
    def certificate() -> Response:
        response = Response(authority, mimetype="application/x-x509-ca-cert")
        response.headers["Content-Disposition"] = "attachment; filename=ostraka-authority.crt"
        return response

    return routes


def poster_blueprint(path: Path) -> Blueprint:
    """Return the route of the poster; ``path`` is the file that tells of the hall's doors."""
    routes = Blueprint("poster", __name__)

    @routes.get("/hall")
    @public("it is shown to everybody on the screen of the hall")
    def poster() -> Response:
        hall = Hall.read(path)
        if hall is None:
            raise HallNotOpen("Phones cannot come in: start with `ostraka up --lan`.")
        return show("hall/poster.html", hall=hall, code=qr_code(hall.entrance))

    return routes
