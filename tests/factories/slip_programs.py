"""A meeting at a real box, and `ostraka slips` run against it as from a shell."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import httpx2
import pytest
from factories import documents
from factories.boxes import Rehearsed

from ballot_service.box_app import app_for
from ballot_service.box_side import BoxSide
from shared.cli import slips
from shared.cli.slips import command, leftover_command, scrutineer_command
from shared.crypto import jsontext
from shared.documents.base import sign
from shared.plumbing.http import Peer, open_client

BOX = "https://box.example"


class Between(httpx2.BaseTransport):
    """The way to a box, on which somebody may listen, answer instead, or cut."""

    def __init__(self, box: BoxSide, answers: Iterable[httpx2.Response | None] = ()) -> None:
        """``answers`` to uploads: None lets one through to the box but loses its answer."""
        self._real = httpx2.WSGITransport(app=app_for(box))
        self._answers = list(answers)
        self.sent: list[bytes] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Pass the request on."""
        self.sent.append(request.read())
        upload = request.method == "POST"
        if upload and self._answers:
            answer = self._answers.pop(0)
            if answer is not None:
                return answer
            self._real.handle_request(request).read()
            raise httpx2.ReadError("the line went dead")
        return self._real.handle_request(request)


class Desk:
    """What the organizer has: a way to the box, and tickets."""

    def __init__(self, box: BoxSide, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.box, self.folder = box, folder
        self.way = Between(box)
        self.meeting = Rehearsed(box, voters=3)
        for module in (command, leftover_command, scrutineer_command):
            monkeypatch.setattr(module, "open_client", lambda _, **__: self.peer())

    def peer(self) -> Peer:
        """Return a connection to the box."""
        return open_client("http://box", transport=self.way)

    def ticket(self, printed: int, key: Any = documents.DESK, **changes: Any) -> Path:
        """Return a file with a ticket for so many slips."""
        signed = sign(key, documents.an_upload_ticket(self.meeting.meeting, printed, **changes))
        path = self.folder / f"ticket-{len(list(self.folder.glob('ticket*')))}.json"
        path.write_bytes(jsontext.canonical({"ticket": signed, "warnings": []}))
        return path

    def make(self, *more: str, ticket: Path | None = None, out: Path | None = None) -> int:
        """Run `ostraka slips make`; return its exit code."""
        ticket, out = ticket or self.ticket(5), out or self.folder / "out"
        return run("make", "--ticket", str(ticket), "--box", BOX, "--out", str(out), *more)


def run(*words: str) -> int:
    """Run `ostraka slips` with these words; return its exit code."""
    parser = argparse.ArgumentParser()
    slips.register(parser.add_subparsers())
    options = parser.parse_args(["slips", *words])
    return int(options.run(options))


def names(folder: Path) -> Sequence[str]:
    """Return the names of the files in a folder, sorted."""
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []
