"""A demo year that is kept can be opened again: the demo tells who signs in, and with what."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from shared.cli.demo import people as of_demo
from shared.cli.demo.summary import sign_in


class Desk:
    """A service that remembers with which passphrase an invitation was accepted."""

    def __init__(self) -> None:
        self.accepted: dict[str, str] = {}

    def post_json(self, path: str, body: dict[str, Any]) -> dict[str, str]:
        """Answer as the service does."""
        if path == "/api/v1/invitations":
            return {"invitation": body["name"]}
        self.accepted[body["invitation"]] = body["passphrase"]
        return {"account": "1" * 32, "name": body["invitation"], "session": "s"}

    def close(self) -> None:
        """Nothing is open."""


def test_everybody_of_a_kept_year_is_told_with_the_passphrase_that_works(monkeypatch):
    desk = Desk()
    closing = contextlib.nullcontext(desk)
    monkeypatch.setattr(
        of_demo, "open_client", lambda _url, token=None, **_: desk if token else closing
    )
    office = of_demo.Office("http://desk", "admin")
    office.appoint("组织科 王主任", "organizer")

    people = {"desk": [(one.name, one.passphrase) for one in office.people]}
    told = sign_in(Path("year/data"), people)

    assert "ostraka up --data year/data" in told
    assert set(desk.accepted) == {"admin", "组织科 王主任"}
    for name, passphrase in desk.accepted.items():
        assert any(name in line and passphrase in line for line in told.splitlines())
        assert passphrase not in repr(office.people)
