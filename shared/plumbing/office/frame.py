"""The frame of every page for officials: which service, who is signed in, what was just said.

May import: Flask, Werkzeug, shared.plumbing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from shared.plumbing.access import Actor
from shared.plumbing.office import notices
from shared.plumbing.office.notices import Said
from shared.plumbing.pages import language, show
from shared.plumbing.pages.frame import refusal_words
from shared.plumbing.pages.languages import HTML_LANGUAGES, LANGUAGE_COOKIE, LANGUAGES, Language
from shared.plumbing.pages.refusals import Words

_EXTENSION = "ostraka.office"
LANGUAGE_SECONDS = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Office:
    """What the frame knows of a service with people of its own."""

    service: str
    """"desk", "tally" or "appraisal": the frame has a name for each."""
    cookie: str
    """Name of the session's cookie; the notice's is made from it."""
    token: Callable[[], str]
    """Returns the session token of the present request, "" without one."""
    home: str = "/"
    """The page one comes to after signing in."""
    notices: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """What can be said when something was done: by code, in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What the top of a page says: that something was done, or why it was not."""

    good: bool
    what: str
    step: str = ""
    english: str = ""
    """A refusal's own words, beside the Chinese ones."""


def register_office(app: Flask, office: Office) -> None:
    """Let ``app``, which shows pages already, show them in the office's frame."""
    app.extensions[_EXTENSION] = office
    app.jinja_env.globals["address_in"] = _address_in


def the_office() -> Office:
    """Return what the present application was registered with."""
    return cast(Office, current_app.extensions[_EXTENSION])


def show_page(template: str, **values: Any) -> Response:
    """Return a page of the office.

    The frame shows who is signed in, what was said by the form before (or by this one, if it is
    shown again), and keeps the language that the address asks for.

    Raises:
        PagesNotBuilt: ``make web`` has not been run.
    """
    office, caller = the_office(), cast(Actor | None, g.get("actor"))
    said = g.get("said") or notices.take(_notice_cookie(office), office.token())
    notice = _notice(office, said) if said else None
    response = show(template, office=office, signed_in=caller, notice=notice, **values)
    response.headers["Referrer-Policy"] = "same-origin"  # see shared.plumbing.cross_site
    if said is not None:
        response.delete_cookie(_notice_cookie(office))
    if request.args.get("lang") in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE,
            language(),
            max_age=LANGUAGE_SECONDS,
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    return response


def leave_for(path: str, said: Said | None = None) -> WerkzeugResponse:
    """Return the way to the page at ``path`` of this origin, and what is said there."""
    response = redirect(path, 303)
    if said is not None:
        office = the_office()
        notices.put(cast(Response, response), _notice_cookie(office), office.token(), said)
    return response


def _notice(office: Office, said: Said) -> Notice:
    """Return what a page says about ``said``."""
    if said.refused:
        by_language = refusal_words(said.refused, said.code, said.detail, of_form=True)
        words: Words = by_language[HTML_LANGUAGES[language()]]
        if language() == "en" and said.detail:
            return Notice(False, said.detail, words.step)
        return Notice(False, said.chinese or words.what, words.step, said.detail)
    chinese, english_text = office.notices[said.code]
    text = {"zh": chinese, "en": english_text}[language()]
    return Notice(True, text.format(detail=said.detail))


def _notice_cookie(office: Office) -> str:
    """Return the name of the cookie in which a notice travels."""
    return f"{office.cookie}_said"


def _address_in(other: Language) -> str:
    """Return the address of the present page in another language."""
    return "?" + urlencode({**request.args.to_dict(), "lang": other})
