"""The desk and the appraisal service as the tally service sees them: packs, an inbox, a bell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx2
from factories import documents
from flask import Flask, Response, request

from shared.documents.base import open_signed
from shared.documents.orders import RoundStatus
from shared.plumbing.problems import register_problems
from shared.plumbing.reading import answer

KEYS = {documents.TALLY.key_id: documents.TALLY.public}


@dataclass
class FakeDesk:
    """Serves packs by digest, opens what comes into its inbox, and hears bells."""

    packs: dict[str, Any] = field(default_factory=dict)
    reports: list[RoundStatus] = field(default_factory=list)
    """Every status of a round, its signature verified."""
    bells: list[tuple[str, str]] = field(default_factory=list)
    """Every bell rung at the appraisal service: kind and subject."""
    away: bool = False

    def transport(self) -> httpx2.BaseTransport:
        """Return the way to it without a network."""
        return httpx2.WSGITransport(app_for(self))

    @property
    def told(self) -> list[tuple[str, str, str | None]]:
        """Round, state and cause of every report."""
        return [(report.round, report.state, report.cause) for report in self.reports]


def app_for(desk: FakeDesk) -> Flask:
    """Return the fake's web application."""
    app = Flask("fake_desk")
    register_problems(app)

    @app.before_request
    def answer_or_not() -> Response | None:
        return Response(status=503) if desk.away else None

    @app.get("/api/v1/packs/<digest>")
    def pack(digest: str) -> Response:
        return answer(desk.packs[digest]) if digest in desk.packs else Response(status=404)

    @app.post("/api/v1/inbox")
    def inbox() -> Response:
        report = open_signed(RoundStatus, request.get_json(), KEYS)
        desk.reports.append(report)
        return answer({"digest": report.digest})

    @app.post("/api/v1/bells")
    def bell() -> Response:
        rung = request.get_json()
        desk.bells.append((rung["kind"], rung["subject"]))
        return answer({}, 202)

    return app
