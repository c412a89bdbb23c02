"""Whether a change was asked for by a page of ours, or by a foreign page that uses our visitor.

A browser sends a cookie by itself, and a form can be sent to anybody, from anywhere, without
asking. What it cannot do is lie about where it comes from: ``Sec-Fetch-Site`` and ``Origin`` are
written by the browser. Our pages with forms have the referrer policy ``same-origin``; under
``no-referrer`` browsers would write ``Origin: null``.

May import: Flask, shared.errors.
"""

from __future__ import annotations

from flask import request

from shared.errors import NotAllowed

FORM_TYPES = frozenset(
    {"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"}
)
"""What a form on a foreign page can send without asking first (Fetch standard, safelisted)."""

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class CrossSite(NotAllowed):
    """A request that changes something did not come from a page of this service."""

    code = "cross_site"


def refuse_cross_site() -> None:
    """Return if the request, which brings a cookie, changes nothing or comes from us.

    Raises:
        CrossSite: it may come from a foreign page.
    """
    if request.method in READING:
        return
    if request.method == "POST" and request.mimetype in FORM_TYPES:
        refuse_foreign_form()
    elif request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
        raise _refusal()


def refuse_foreign_form() -> None:
    """Return if the browser says that this form stood on a page of ours.

    Also where nobody is signed in yet: else a foreign page could sign its visitor in as somebody
    else.

    Raises:
        CrossSite: it stood elsewhere, or nothing says where.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is None:  # a browser from before 2023
        ours = request.headers.get("Origin") == f"{request.scheme}://{request.host}"
    else:
        ours = site == "same-origin"
    if not ours:
        raise _refusal()


def _refusal() -> CrossSite:
    """Return the refusal, in the same words whatever gave it away."""
    return CrossSite("Please use the pages of this service for this.")
