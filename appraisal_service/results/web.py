"""HTTP doors of the room: bells, and the officer's view of certified results.

May import: Flask, pydantic, results' actions, shared.plumbing.
"""

from dataclasses import asdict
from typing import Literal

from flask import Blueprint, Response

from appraisal_service.present import office
from appraisal_service.results import actions
from shared.documents.base import Hex32, Title
from shared.plumbing.access import actor, machine, requires
from shared.plumbing.reading import Body, answer, read_json

blueprint = Blueprint("results", __name__)


class BellBody(Body):
    """What there may be to fetch."""

    kind: Literal["certified_result"]
    subject: Hex32


class SetAsideBody(Body):
    """Why a result is taken out of the count, or let into it again."""

    reason: Title


@blueprint.post("/api/v1/bells")
@machine("a bell only makes us look; what is fetched is verified under the pinned key")
def hear_bell() -> Response:
    """Note that there may be a certified result."""
    actions.hear_bell(office(), read_json(BellBody).subject)
    return answer({"heard": True}, 202)


@blueprint.get("/api/v1/results")
@requires("officer")
def list_results() -> Response:
    """List every held result, whether it counts, and what was refused."""
    return answer(actions.list_results(office()))


@blueprint.post("/api/v1/results/<digest>/set-aside")
@requires("officer")
def set_aside(digest: str) -> Response:
    """Take a result out of the count; a second officer has to confirm."""
    reason = read_json(SetAsideBody).reason
    return answer(asdict(actions.set_aside(office(), actor(), digest, reason)))


@blueprint.post("/api/v1/results/<digest>/count-again")
@requires("officer")
def count_again(digest: str) -> Response:
    """Let a newer version of a result that was set aside count; a second officer confirms."""
    reason = read_json(SetAsideBody).reason
    return answer(asdict(actions.count_again(office(), actor(), digest, reason)))
