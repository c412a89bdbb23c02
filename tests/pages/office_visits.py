"""People in front of the desk's pages: the desk served, and whoever is signed in at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browsers import Visit, serving
from factories.desk import Hall, Person
from factories.office import token_of
from playwright.sync_api import Page

from ballot_service.desk_app import app_for


@contextmanager
def a_desk(hall: Hall, web: Path) -> Iterator[str]:
    """Serve the desk of a hall; yields its address."""
    with serving(app_for(hall.desk, web)) as url:
        yield url.replace("127.0.0.1", "localhost")


def enter(visit: Visit, url: str, person: Person) -> Page:
    """Let the visitor be signed in as `person`; return their page."""
    cookie = {"name": "desk_session", "value": token_of(person), "url": url}
    visit.context.add_cookies([{**cookie, "sameSite": "Strict"}])
    return visit.page
