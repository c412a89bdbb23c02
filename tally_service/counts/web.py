"""Counts over HTTP, and the two doors through which other services send word.

May import: Flask, pydantic, shared.plumbing, this room's actions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from flask import Blueprint, Response, request, send_file
from pydantic import Field

from shared.documents.paper import PaperResult, PaperRound, PaperWithdrawn
from shared.plumbing.access import actor, machine, public, requires
from shared.plumbing.reading import Body, answer, read_json
from tally_service.counts.actions import decrypting, fetching, papers, showing
from tally_service.counts.domain.refusals import UnknownDocument
from tally_service.tally import Tally

SHARE_LIMIT = 16 * 1024 * 1024
INBOX_LIMIT = 4 * 1024 * 1024
"""Bytes; the sheets of a round on paper with 26 classes of 600 contests each have so many."""

Taker = Callable[[Tally, dict[str, Any]], str]
"""Takes a signed document of the desk; returns its digest."""

TAKERS: Mapping[str, Taker] = {
    PaperRound.KIND: papers.take_paper_round,
    PaperResult.KIND: papers.take_paper_result,
    PaperWithdrawn.KIND: papers.take_paper_withdrawn,
}
"""What is done with each kind of document of a round on paper."""


class BellBody(Body):
    """What to look at."""

    kind: Annotated[str, Field(max_length=64)]
    subject: Annotated[str, Field(max_length=64)]


class SignedBody(Body):
    """A signed document; the action verifies it."""

    document: dict[str, Any]
    key: Annotated[str, Field(max_length=64)]
    signature: Annotated[str, Field(max_length=128)]


class ShareBody(Body):
    """The text of a partial decryption."""

    share: str


def counts_blueprint(tally: Tally, more: Mapping[str, Taker]) -> Blueprint:
    """Return the routes of the counts; ``more``: documents that a room above takes."""
    blueprint = Blueprint("counts", __name__, url_prefix="/api/v1")
    _add_doors(blueprint, tally, {**TAKERS, **more})
    _add_counts(blueprint, tally)
    return blueprint


def _add_doors(blueprint: Blueprint, tally: Tally, takers: Mapping[str, Taker]) -> None:
    """Add the bell and the inbox."""

    @blueprint.post("/bells")
    @machine("only makes us look; what is fetched is verified")
    def ring() -> Response:
        """Have a look soon."""
        body = read_json(BellBody)
        fetching.ring_bell(tally, body.kind, body.subject)
        return answer({"rung": True}, 202)

    @blueprint.post("/inbox")
    @machine("signed with the desk's key: ledgers, rounds on paper, wiped test runs")
    def take() -> Response:
        """Take a signed document of the desk."""
        body = read_json(SignedBody, INBOX_LIMIT)
        taker = takers.get(str(body.document.get("type")))
        if taker is None:
            raise UnknownDocument("No document of this kind is taken here.")
        return answer({"digest": taker(tally, body.model_dump(mode="json"))})


def _add_counts(blueprint: Blueprint, tally: Tally) -> None:
    """Add what is asked about one box."""

    @blueprint.get("/counts/<uuid>")
    @public("says how far a count is, nothing about votes")
    def status(uuid: str) -> Response:
        """Show how far a count is."""
        return answer(showing.status(tally, uuid))

    @blueprint.get("/counts/<uuid>/archive")
    @public("archives are public; anybody can verify them")
    def archive(uuid: str) -> Response:
        """Give the closed or the finished archive."""
        path = showing.archive(tally, uuid, request.args.get("stage"))
        return send_file(path, "application/octet-stream", download_name=f"{uuid}.bel")

    @blueprint.get("/counts/<uuid>/task")
    @requires("trustee")
    def task(uuid: str) -> Response:
        """Give a trustee's program what it needs to decrypt, and to refuse."""
        return answer(decrypting.task(tally, uuid, actor()))

    @blueprint.post("/counts/<uuid>/shares")
    @requires("trustee")
    def give(uuid: str) -> Response:
        """Take a trustee's share."""
        body = read_json(ShareBody, SHARE_LIMIT)
        return answer({"shares": decrypting.give_share(tally, uuid, actor(), body.share)})
