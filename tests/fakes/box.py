"""The box as the tally service sees it: real signed documents and archives, served as they are.

What a test changes under an address is what the tally service then fetches.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx2
from factories import documents
from flask import Flask, Response

from shared.documents.base import sign
from shared.documents.manifests import BoardRef
from shared.plumbing.problems import register_problems
from shared.plumbing.reading import answer


@dataclass
class FakeBox:
    """Addresses below ``/api/v1/`` and what stands there: bytes, or JSON."""

    pages: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """Every address asked for, in order."""
    away: bool = False

    def announce(self, meeting: str, board: BoardRef) -> None:
        """Show the manifest of a meeting that is prepared under a board, and nothing else of it."""
        manifest = documents.a_meeting_manifest(meeting=meeting, board=board)
        self.pages[f"meetings/{meeting}"] = {"manifest": sign(documents.DESK, manifest)}

    def transport(self) -> httpx2.BaseTransport:
        """Return the way to it without a network."""
        return httpx2.WSGITransport(app_for(self))


def app_for(box: FakeBox) -> Flask:
    """Return the fake's web application."""
    app = Flask("fake_box")
    register_problems(app)

    @app.get("/api/v1/<path:address>")
    def show(address: str) -> Response:
        box.asked.append(address)
        if box.away:
            return Response(status=503)
        if address not in box.pages:
            return Response(status=404)
        page = box.pages[address]
        return Response(page) if isinstance(page, bytes) else answer(page)

    return app
