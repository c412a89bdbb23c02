"""The tally service as the desk sees it: real signed documents, no counting.

It publishes boards and rehearsals, takes the desk's ledgers, and reports on rounds. It can be
away, and it can refuse.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx2
from factories import documents
from flask import Flask, Response, jsonify, request

from shared.crypto.signing import SigningKey, open_document
from shared.documents.base import sign
from shared.documents.boards import Board, Rehearsal
from shared.documents.orders import RoundStatus


@dataclass
class FakeTally:
    """Publishes what was given to it, signed with the tally's real key."""

    boards: dict[str, Board] = field(default_factory=dict)
    rehearsals: dict[str, Rehearsal] = field(default_factory=dict)
    """By meeting."""
    taken: list[dict[str, Any]] = field(default_factory=list)
    """Every document the desk delivered, in order."""
    key: SigningKey = documents.TALLY
    away: bool = False
    refuses: str | None = None
    """The slug with which the inbox refuses everything."""
    refuses_round: dict[str, str] = field(default_factory=dict)
    """Round to the slug with which the inbox refuses its documents."""

    def transport(self) -> httpx2.BaseTransport:
        """Return the way to it without a network."""
        return httpx2.WSGITransport(app_for(self))

    def rehearse(self, held_for: str, board: Board, **changes: Any) -> None:
        """Let every trustee of ``board`` rehearse for the meeting ``held_for``."""
        values: dict[str, Any] = {
            "issued_by": "tally",
            "board": board.board,
            "board_document": board.digest,
            "meeting": held_for,
            "trustees": [trustee.number for trustee in board.trustees],
        }
        self.rehearsals[held_for] = Rehearsal(**{**values, **changes})

    def take(self, document: dict[str, Any]) -> Response:
        """Keep a document, or refuse it."""
        slug = self.refuses or self.refuses_round.get(document.get("round", ""))
        if slug is not None:
            return problem(409, slug)
        self.taken.append(document)
        return jsonify({"digest": "0" * 64})

    def report(self, meeting: str, round_id: str, state: str, cause: str | None = None) -> Any:
        """Return a signed report about a round."""
        status = RoundStatus(
            issued_by="tally", meeting=meeting, round=round_id, state=state, cause=cause
        )
        return sign(self.key, status)


def app_for(tally: FakeTally) -> Flask:
    """Return the fake's web application."""
    app = Flask("fake_tally")

    @app.before_request
    def maybe_away() -> Response | None:
        return problem(503, "database_away") if tally.away else None

    @app.get("/api/v1/boards")
    def boards() -> Response:
        return jsonify({"boards": [listed(board) for board in tally.boards.values()]})

    @app.get("/api/v1/boards/<board>")
    def board_page(board: str) -> Response:
        document = tally.boards.get(board)
        if document is None:
            return problem(404, "no_such_board")
        signed = sign(tally.key, document) if document.trustees_text else None
        return jsonify({"board": board, "document": signed})

    @app.get("/api/v1/boards/<board>/rehearsals/<meeting>")
    def rehearsal_page(board: str, meeting: str) -> Response:
        document = tally.rehearsals.get(meeting)
        return jsonify({"document": sign(tally.key, document) if document else None})

    @app.post("/api/v1/inbox")
    def inbox() -> Response:
        keys = {documents.DESK.key_id: documents.DESK.public}
        return tally.take(open_document(request.get_data(), keys))

    return app


def listed(board: Board) -> dict[str, Any]:
    """Return a board as the service lists it."""
    return {
        "board": board.board,
        "title": board.title,
        "year": board.year,
        "threshold": board.threshold,
        "trustees": len(board.trustees),
        "state": "ready" if board.trustees_text else "ceremony",
    }


def problem(status: int, slug: str) -> Response:
    """Return a refusal as every service words it."""
    response = jsonify({"type": f"/problems/{slug}", "title": slug, "status": status})
    response.status_code = status
    response.content_type = "application/problem+json"
    return response
