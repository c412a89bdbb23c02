"""Officials in front of a service's pages: signed in by cookie, sending forms as browsers do."""

from __future__ import annotations

import re
from typing import Any, Protocol

from flask import Flask
from flask.testing import FlaskClient

HERE = {"Origin": "http://localhost", "Accept": "text/html"}


class Person(Protocol):
    """Somebody with an account at a service, signed in."""

    @property
    def headers(self) -> dict[str, str]:
        """What a program of theirs sends."""


def token_of(person: Person) -> str:
    """Return the session token that stands in a person's headers."""
    return person.headers["Authorization"].removeprefix("Bearer ")


def a_browser(app: Flask, person: Person | None = None, cookie: str = "desk_session") -> Browser:
    """Return a browser, signed in as `person`, that prefers Chinese."""
    client = app.test_client()
    if person is not None:
        client.set_cookie(cookie, token_of(person))
    return Browser(client)


class Browser:
    """Opens pages, presses buttons, follows redirects to pages."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def open(self, path: str, language: str = "zh", **options: Any) -> Any:
        """Return the answer to opening `path`."""
        headers = {**HERE, "Accept-Language": language}
        return self.client.get(path, headers=headers, **options)

    def send(self, path: str, headers: dict[str, str] | None = None, **fields: Any) -> Any:
        """Return the answer to a form sent to `path`."""
        return self.client.post(
            path,
            data=fields,
            headers={**HERE, **(headers or {})},
            content_type="application/x-www-form-urlencoded",
        )

    def press(self, path: str, **fields: Any) -> str:
        """Send a form, follow it to the page after it; return what the notice there says.

        A form that is shown again instead, with what was typed, has its refusal as the notice.
        """
        sent = self.send(path, **fields)
        if 400 <= sent.status_code < 500 and notice(sent.text).startswith("!"):
            return notice(sent.text)
        assert sent.status_code == 303, sent.text
        return notice(self.open(sent.location).text)


def notice(page: str) -> str:
    """Return the text of a page's notice, "" without one."""
    found = re.search(
        r'<div class="office-notice office-notice--(\w+)"[^>]*>(.*?)</div>', page, re.S
    )
    return " ".join(re.sub(r"<[^>]+>", " ", found[2]).split()) if found else ""
