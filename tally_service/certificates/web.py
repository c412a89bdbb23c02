"""Rounds and certified results over HTTP.

May import: Flask, pydantic, shared.documents, shared.plumbing, this room's actions and domain.
"""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint, Response, request
from pydantic import Field

from shared.documents.base import Hex32, IsoDate, Title
from shared.plumbing.access import actor, public, requires
from shared.plumbing.reading import Body, answer, read_json
from tally_service.certificates import actions, correcting
from tally_service.certificates.correcting import Paper
from tally_service.certificates.domain import SignOff
from tally_service.tally import Tally

ROLE = "certifier"


class SignatureBody(Body):
    """A certifier's own name, typed, and the draft that was looked at."""

    name: Annotated[str, Field(max_length=200)]
    draft: Hex32
    unanimity_seen: bool = False


class PaperBody(Body):
    """The decision that orders a correction or finds fraud: number, date, and why."""

    document: Title
    date: IsoDate
    reason: Title


class ReasonBody(Body):
    """Why something is taken back."""

    reason: Title


def certificates_blueprint(tally: Tally) -> Blueprint:
    """Return the routes of rounds and certified results."""
    blueprint = Blueprint("certificates", __name__, url_prefix="/api/v1")

    @blueprint.get("/rounds/<meeting>/<number>")
    @requires(ROLE)
    def show(meeting: str, number: str) -> Response:
        """Show what is to be signed."""
        return answer(actions.show_round(tally, meeting, number))

    @blueprint.post("/rounds/<meeting>/<number>/signatures")
    @requires(ROLE)
    def sign(meeting: str, number: str) -> Response:
        """Sign as the account that asks."""
        body = read_json(SignatureBody)
        sign_off = SignOff(body.name, body.draft, body.unanimity_seen)
        return answer(actions.sign_round(tally, meeting, number, actor(), sign_off))

    @blueprint.get("/certified-results")
    @public("certified results are published")
    def listed() -> Response:
        """List the certified results of one meeting."""
        meeting = request.args.get("meeting", "")
        return answer(actions.certified_results(tally, meeting))

    @blueprint.get("/certified-results/<digest>")
    @public("certified results are published")
    def one(digest: str) -> Response:
        """Give one signed certified result."""
        return answer(actions.certified_result(tally, digest))

    _add_corrections(blueprint, tally)
    _add_annulment(blueprint, tally)
    return blueprint


def _add_corrections(blueprint: Blueprint, tally: Tally) -> None:
    """Add what makes the next version of a result."""

    @blueprint.get("/rounds/<meeting>/<number>/versions")
    @requires(ROLE)
    def versions(meeting: str, number: str) -> Response:
        """List the versions of a round's result, and its corrections."""
        return answer(correcting.show_versions(tally, meeting, number))

    @blueprint.post("/rounds/<meeting>/<number>/correction")
    @requires(ROLE)
    def correct(meeting: str, number: str) -> Response:
        """Open the correction of a certified result."""
        paper = Paper(**read_json(PaperBody).model_dump())
        return answer(correcting.open_correction(tally, meeting, number, paper, actor()))

    @blueprint.post("/rounds/<meeting>/<number>/correction/withdrawal")
    @requires(ROLE)
    def withdraw(meeting: str, number: str) -> Response:
        """Close a correction that was opened by mistake."""
        reason = read_json(ReasonBody).reason
        return answer(correcting.withdraw_correction(tally, meeting, number, reason, actor()))


def _add_annulment(blueprint: Blueprint, tally: Tally) -> None:
    """Add what annuls a round, and the findings that are published."""

    @blueprint.post("/rounds/<meeting>/<number>/annulment")
    @requires(ROLE)
    def annul(meeting: str, number: str) -> Response:
        """Stand behind a finding of fraud."""
        paper = Paper(**read_json(PaperBody).model_dump())
        return answer(correcting.annul_round(tally, meeting, number, paper, actor()))

    @blueprint.post("/rounds/<meeting>/<number>/annulment/<proposal>/confirmations")
    @requires(ROLE)
    def confirm(meeting: str, number: str, proposal: str) -> Response:
        """Stand behind a finding of fraud that somebody else entered; a body is not needed."""
        return answer(correcting.confirm_annulment(tally, meeting, number, proposal, actor()))

    @blueprint.get("/findings")
    @public("what stands in certified results is published, every version of it")
    def findings() -> Response:
        """List the published findings of one meeting."""
        meeting = request.args.get("meeting", "")
        return answer({"findings": correcting.published_findings(tally, meeting)})
