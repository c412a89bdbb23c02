"""Boards of trustees over HTTP.

May import: Flask, pydantic, shared.plumbing, tally_service.db, this room's actions.
"""

from __future__ import annotations

from typing import Annotated, Any

from flask import Blueprint, Response, request
from pydantic import Field

from shared.documents.base import Identifier, Title, Year
from shared.plumbing.access import actor, public, requires
from shared.plumbing.reading import Body, answer, read_json
from tally_service.db import ROLES
from tally_service.tally import Tally
from tally_service.trustees import actions, losing
from tally_service.trustees.domain import ROLE

MESSAGE_LIMIT = 4 * 1024 * 1024
EVERYBODY = tuple(sorted(ROLES))
"""Whoever works here sees which keys there are."""


class BoardBody(Body):
    """Who is to sit on a new board, in the order of the ceremony."""

    title: Title
    year: Year
    threshold: Annotated[int, Field(ge=1, le=49)]
    trustees: Annotated[list[Identifier], Field(min_length=2, max_length=50)]


class MessageBody(Body):
    """One message of the ceremony or of a rehearsal; the step says what it must hold."""

    step: Annotated[str, Field(max_length=20)]
    message: dict[str, Any]


def trustees_blueprint(tally: Tally, meetings: actions.Meetings) -> Blueprint:
    """Return the routes of the boards; ``meetings`` says which board a meeting uses."""
    blueprint = Blueprint("trustees", __name__, url_prefix="/api/v1/boards")
    _add_ceremony(blueprint, tally)
    _add_rehearsals(blueprint, tally, meetings)
    return blueprint


def duties_blueprint(tally: Tally, boxes: actions.Boxes, meetings: actions.Meetings) -> Blueprint:
    """Return the routes that tell a trustee what to do.

    ``boxes`` says what waits for shares, ``meetings`` which board a meeting uses.
    """
    blueprint = Blueprint("duties", __name__, url_prefix="/api/v1")

    @blueprint.get("/duties")
    @requires(ROLE)
    def mine() -> Response:
        """List the boards on which the caller sits, and what each asks of them."""
        return answer({"boards": actions.my_boards(tally, actor(), boxes)})

    @blueprint.get("/boards/<board>/duties")
    @requires(ROLE)
    def one(board: str) -> Response:
        """Show what one board asks of the caller."""
        meeting = request.args.get("meeting")
        asked = (meeting, meetings) if meeting else None
        return answer(actions.my_duties(tally, board, actor(), boxes, asked))

    return blueprint


def keys_blueprint(tally: Tally, counts: losing.Counts) -> Blueprint:
    """Return the routes that say which keys are lost; ``counts`` says what waits for shares."""
    blueprint = Blueprint("keys", __name__, url_prefix="/api/v1/boards/<board>/keys")

    @blueprint.get("")
    @requires(*EVERYBODY)
    def show(board: str) -> Response:
        """Show which keys are reported lost, and the board's record."""
        return answer(losing.show_keys(tally, board, actor(), counts))

    @blueprint.post("/<int:number>/lost")
    @requires(ROLE, losing.ADMIN)
    def report(board: str, number: int) -> Response:
        """Report a key lost."""
        losing.report_loss(tally, board, number, actor())
        return answer(losing.show_keys(tally, board, actor(), counts))

    @blueprint.post("/<int:number>/found")
    @requires(ROLE, losing.ADMIN)
    def take_back(board: str, number: int) -> Response:
        """Take that back."""
        losing.take_back_loss(tally, board, number, actor())
        return answer(losing.show_keys(tally, board, actor(), counts))

    return blueprint


def _add_ceremony(blueprint: Blueprint, tally: Tally) -> None:
    """Add the key ceremony."""

    @blueprint.post("")
    @requires("admin")
    def create() -> Response:
        """Begin a board."""
        body = read_json(BoardBody)
        members = body.trustees
        board = actions.create_board(tally, body.title, body.year, body.threshold, members)
        return answer({"board": board}, 201)

    @blueprint.get("")
    @public("which boards there are is no secret; a meeting has to choose one")
    def listed() -> Response:
        """List the boards, without their messages."""
        return answer({"boards": actions.list_boards(tally)})

    @blueprint.get("/<board>")
    @public("a ceremony is public; anybody can replay it")
    def show(board: str) -> Response:
        """Show a board."""
        return answer(actions.show_board(tally, board))

    @blueprint.post("/<board>/messages")
    @requires(ROLE)
    def post(board: str) -> Response:
        """Take a trustee's message."""
        body = read_json(MessageBody, MESSAGE_LIMIT)
        return answer(actions.post_message(tally, board, actor(), body.step, body.message))

    @blueprint.get("/<board>/transcript")
    @public("a ceremony is public; anybody can replay it")
    def transcript(board: str) -> Response:
        """Give the transcript, byte for byte what its digest is of."""
        return Response(actions.transcript(tally, board), mimetype="application/json")


def _add_rehearsals(blueprint: Blueprint, tally: Tally, meetings: actions.Meetings) -> None:
    """Add the rehearsals."""

    @blueprint.get("/<board>/rehearsals/<meeting>")
    @public("a rehearsal is public; it can decrypt nothing")
    def show_rehearsal(board: str, meeting: str) -> Response:
        """Show how far a rehearsal is."""
        return answer(actions.show_rehearsal(tally, board, meeting))

    @blueprint.post("/<board>/rehearsals/<meeting>/messages")
    @requires(ROLE)
    def post_rehearsal(board: str, meeting: str) -> Response:
        """Take a trustee's message."""
        body = read_json(MessageBody, MESSAGE_LIMIT)
        posted = actions.Posted(body.step, body.message)
        return answer(actions.post_rehearsal(tally, board, meeting, actor(), posted, meetings))
