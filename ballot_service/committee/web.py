"""A committee's agenda over HTTP: parse, call one action, answer.

May import: Flask, pydantic, ballot_service.desk, this room's actions and domain, shared.
"""

from __future__ import annotations

from typing import Annotated, Literal

from flask import Blueprint, Response
from pydantic import Field

from ballot_service.committee.actions import adding, showing, signing, voting
from ballot_service.desk import Desk
from ballot_service.meetings.web import EVERYBODY
from shared.documents.base import Hex32, Identifier, IsoDate, Title
from shared.documents.named_votes import Mark, VotePurpose
from shared.plumbing.access import actor, public, requires
from shared.plumbing.reading import Body, answer, read_json

FactKey = Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]


class ItemBody(Body):
    """What a member proposes in session; ``proposer`` is a member's id on the roll."""

    title: Title
    item_class: Literal["personnel", "other"]
    proposer: Identifier


class FactBody(Body):
    """What is recorded about an item: yes, no or a number, and the document that says so."""

    value: bool | Annotated[int, Field(ge=0, le=adding.MOST_COUNTED)]
    document: Title
    date: IsoDate


class RecusalBody(Body):
    """A member, and why."""

    person: Identifier
    reason: Title


class VoteBody(Body):
    """An open vote: member's id to mark, of each who is present and not recused."""

    purpose: VotePurpose = "decision"
    marks: Annotated[dict[Identifier, Mark], Field(max_length=1000)]
    reason: Title | None = None


class ConfirmBody(Body):
    """The digest of the record that the second person has looked at."""

    digest: Hex32


class WithdrawBody(Body):
    """Why a record is withdrawn."""

    reason: Title


def committee_blueprint(desk: Desk) -> Blueprint:
    """Return the routes of this room for ``desk``."""
    routes = Blueprint("committee", __name__, url_prefix="/api/v1/meetings/<meeting>/agenda")
    _add_items(routes, desk)
    _add_votes(routes, desk)
    return routes


def named_votes_blueprint(desk: Desk) -> Blueprint:
    """Return the door for everybody: votes by name of meetings that publish their results."""
    routes = Blueprint("named_votes", __name__, url_prefix="/api/v1/named-votes")

    @routes.get("/<digest>")
    @public("votes by name of a meeting that publishes its results are published")
    def published(digest: str) -> Response:
        """Return a signed document by its digest."""
        return answer(signing.published_vote(desk, digest))

    return routes


def _add_items(routes: Blueprint, desk: Desk) -> None:
    """Add the agenda itself, and what is recorded about its items."""

    @routes.get("")
    @requires(*EVERYBODY)
    def show(meeting: str) -> Response:
        """Show the agenda."""
        return answer(showing.show_agenda(desk, meeting))

    @routes.post("/items")
    @requires("organizer")
    def add(meeting: str) -> Response:
        """Put an urgent item on the agenda in session."""
        body = read_json(ItemBody)
        proposal = adding.Proposal(body.title, body.item_class, body.proposer)
        return answer({"item": adding.add_item(desk, meeting, proposal, actor())}, 201)

    @routes.put("/items/<item>/facts/<fact>")
    @requires("organizer")
    def record_fact(meeting: str, item: str, fact: str) -> Response:
        """Record what a clause asks about an item."""
        body = read_json(FactBody)
        said = adding.Fact(fact, body.value, body.document, body.date)
        adding.record_fact(desk, meeting, item, said, actor())
        return answer(showing.show_item(desk, meeting, item))

    @routes.post("/items/<item>/recusals")
    @requires("organizer")
    def recuse(meeting: str, item: str) -> Response:
        """Record that a member does not vote on this item."""
        body = read_json(RecusalBody)
        adding.recuse(desk, meeting, item, body.person, body.reason, actor())
        return answer(showing.show_item(desk, meeting, item))

    @routes.post("/items/<item>/recusals/undo")
    @requires("organizer")
    def take_back(meeting: str, item: str) -> Response:
        """Correct a recusal."""
        body = read_json(RecusalBody)
        adding.take_recusal_back(desk, meeting, item, body.person, body.reason, actor())
        return answer(showing.show_item(desk, meeting, item))


def _add_votes(routes: Blueprint, desk: Desk) -> None:
    """Add open votes."""

    @routes.post("/items/<item>/votes")
    @requires("organizer")
    def record_vote(meeting: str, item: str) -> Response:
        """Record every member's mark."""
        body = read_json(VoteBody)
        given = voting.OpenVote(body.purpose, body.marks, body.reason)
        made = voting.record_vote(desk, meeting, item, given, actor())
        return answer({"vote": made.vote, "digest": made.digest}, 201)

    @routes.get("/votes/<vote>")
    @requires(*EVERYBODY)
    def show_vote(meeting: str, vote: str) -> Response:
        """Show one record."""
        return answer(showing.show_vote(desk, meeting, vote))

    @routes.get("/votes/<vote>/document")
    @requires(*EVERYBODY)
    def document(meeting: str, vote: str) -> Response:
        """Return the signed document of a confirmed record."""
        return answer(signing.signed_vote(desk, meeting, vote))

    @routes.post("/votes/<vote>/confirm")
    @requires("organizer", "scrutineer")
    def confirm(meeting: str, vote: str) -> Response:
        """Confirm a record as a second person."""
        digest = read_json(ConfirmBody).digest
        return answer({"result": voting.confirm_vote(desk, meeting, vote, digest, actor())})

    @routes.post("/votes/<vote>/withdraw")
    @requires("organizer")
    def withdraw(meeting: str, vote: str) -> Response:
        """Withdraw a record that is not confirmed."""
        voting.withdraw_vote(desk, meeting, vote, read_json(WithdrawBody).reason, actor())
        return answer(showing.show_vote(desk, meeting, vote))

    @routes.post("/adjourn")
    @requires("organizer")
    def adjourn(meeting: str) -> Response:
        """Close a meeting of open votes."""
        voting.adjourn(desk, meeting, actor())
        return answer(showing.show_agenda(desk, meeting))
