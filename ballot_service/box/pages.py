"""The box's pages that are the same for everybody: can this phone vote?

May import: Flask, shared.
"""

from __future__ import annotations

import re

from flask import Blueprint, Response, request

from shared.plumbing.access import public
from shared.plumbing.pages import show
from shared.plumbing.pages.qr import qr_code

LOCAL = re.compile(
    r"https?://(localhost|[^/:]+\.localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]+)?(/|$)"
)
"""Addresses that mean the machine itself: no phone gets anywhere with them."""


def pages_blueprint(origin: str) -> Blueprint:
    """Return the routes of these pages; ``origin`` is where voters find the box."""
    routes = Blueprint("box_pages", __name__)

    @routes.get("/check")
    @public("whoever will vote may try their phone, at home and without a slip")
    def check() -> Response:
        return show("ballot/check.html")

    @routes.get("/check/qr")
    @public("the screen of the hall shows it to everybody")
    def check_qr() -> Response:
        here = request.host_url.removesuffix("/")  # what was opened works, unless it is local
        address = f"{origin if is_local(here) else here}/check"
        return show(
            "ballot/check_qr.html",
            address=address,
            code=qr_code(address),
            local=is_local(address),
        )

    return routes


def is_local(address: str) -> bool:
    """Return whether an address leads no phone anywhere but to itself."""
    return LOCAL.match(address) is not None
