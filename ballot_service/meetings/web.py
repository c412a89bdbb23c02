"""Meetings over HTTP: parse, call one action, answer.

May import: Flask, pydantic, ballot_service.desk, this room's actions, domain and templates, shared.
"""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field

from ballot_service.desk import Desk
from ballot_service.meetings.actions import (
    balloting,
    delivering,
    drafting,
    finishing,
    freezing,
    preparing,
    rehearsing,
    showing,
)
from ballot_service.meetings.domain.activation import SAFE_ACTIVATION_SECONDS
from ballot_service.meetings.domain.drafts import MeetingDraft
from ballot_service.meetings.domain.numbers import HandedOut
from ballot_service.meetings.domain.slip_links import slips_page
from ballot_service.meetings.templates import SheetRequest, make_sheet
from shared.crypto import jsontext
from shared.documents.base import ClassLetter, Count, Identifier, Title
from shared.plumbing.access import actor, machine, public, requires
from shared.plumbing.reading import Body, answer, read_json, read_raw

DRAFT_LIMIT = 8 * 1024 * 1024
"""Bytes; a meeting of 577 officials and a pack need about 2 MB."""

EVERYBODY = ("admin", "organizer", "registrar", "scrutineer")

MESSAGES = {
    "fewer_slips_than_roll": (
        "印制的选票凭条少于名册人数。",
        "Fewer slips are printed than people are on the roll.",
    ),
    "short_activation": (
        "激活时间很短：手机来不及充分随机等待，激活的先后可能与签到的先后相近。",
        "So short that phones may activate in about the order in which people checked in.",
    ),
}


class ReasonBody(Body):
    """Why something is done that somebody will ask about."""

    reason: Title


class TicketBody(Body):
    """How many slips of which electorate were made."""

    electorate: ClassLetter
    printed: Annotated[int, Field(ge=1, le=100_000)]


class ActivationBody(Body):
    """How long phones may activate, from now on."""

    seconds: int


class LongerBody(ActivationBody):
    """How long phones may activate, from now on, and why longer than was announced."""

    reason: Title


class RoundBody(Body):
    """The item to be voted on, and why it is submitted again if it was decided."""

    item: Identifier
    reason: Title | None = None


class HandedOutBody(Body):
    """One scrutineer's count of slips."""

    electorate: ClassLetter
    printed: Count
    issued: Count


def meetings_blueprint(desk: Desk) -> Blueprint:
    """Return the routes of this room for ``desk``."""
    routes = Blueprint("meetings", __name__, url_prefix="/api/v1")
    _add_showing(routes, desk)
    _add_preparing(routes, desk)
    _add_freezing(routes, desk)
    _add_balloting(routes, desk)
    _add_finishing(routes, desk)
    return routes


def _add_showing(routes: Blueprint, desk: Desk) -> None:
    """Add what can be looked at."""

    @routes.get("/meetings")
    @requires(*EVERYBODY)
    def meetings() -> Response:
        """List the meetings."""
        return answer({"meetings": showing.list_meetings(desk)})

    @routes.get("/meetings/<meeting>")
    @requires(*EVERYBODY)
    def meeting_page(meeting: str) -> Response:
        """Show one meeting and its next step."""
        return answer(showing.show_meeting(desk, meeting))

    @routes.get("/meetings/<meeting>/events")
    @requires(*EVERYBODY)
    def events(meeting: str) -> Response:
        """Show who did what, when and why."""
        return answer({"events": showing.show_events(desk, meeting)})

    @routes.get("/ledgers/<meeting>")
    @requires(*EVERYBODY)
    def ledgers(meeting: str) -> Response:
        """Show the signed ledgers of a finished meeting."""
        return answer({"ledgers": showing.show_ledgers(desk, meeting)})

    @routes.get("/packs/<digest>")
    @public("the rules a vote is judged by are everybody's to read; the digest names them")
    def pack(digest: str) -> Response:
        """Show a resolved pack."""
        return answer(showing.show_pack(desk, digest))


def _add_preparing(routes: Blueprint, desk: Desk) -> None:
    """Add what happens before the first round."""

    @routes.post("/sheets")
    @requires("organizer")
    def sheets() -> Response:
        """Make the contests of a template."""
        contests = make_sheet(read_json(SheetRequest, DRAFT_LIMIT))
        return answer({"contests": [contest.model_dump(mode="json") for contest in contests]})

    @routes.post("/meetings")
    @requires("organizer")
    def create() -> Response:
        """Make a draft."""
        draft = read_json(MeetingDraft, DRAFT_LIMIT)
        return answer({"meeting": drafting.create_meeting(desk, draft, actor())}, 201)

    @routes.post("/meetings/<meeting>/prepare")
    @requires("organizer")
    def prepare(meeting: str) -> Response:
        """Draw the boxes and publish the manifest."""
        preparing.prepare(desk, meeting, actor())
        return answer(showing.show_meeting(desk, meeting))

    @routes.post("/meetings/<meeting>/tickets")
    @requires("organizer")
    def ticket(meeting: str) -> Response:
        """Hand out an upload ticket, and the link of the page that makes slips with it."""
        body = read_json(TicketBody)
        wanted = {body.electorate: body.printed}
        (made,) = preparing.make_tickets(desk, meeting, wanted, actor()).values()
        codes = ["fewer_slips_than_roll"] if made.fewer_than_roll else []
        page = slips_page(desk.box_origin, meeting, made.signed)
        shown = {"ticket": made.signed, "slips_page": page, "warnings": _warnings(codes)}
        return answer(shown, 201)

    @routes.post("/meetings/<meeting>/rehearsal")
    @requires("organizer")
    def take_rehearsal(meeting: str) -> Response:
        """Look whether every trustee has rehearsed, and keep it."""
        rehearsing.take_rehearsal(desk, meeting, actor())
        return answer(showing.show_meeting(desk, meeting))

    @routes.post("/meetings/<meeting>/check-in")
    @requires("organizer")
    def start_check_in(meeting: str) -> Response:
        """Start check-in."""
        preparing.start_check_in(desk, meeting, actor())
        return answer(showing.show_meeting(desk, meeting))


def _add_freezing(routes: Blueprint, desk: Desk) -> None:
    """Add what leads from check-in to frozen lists."""

    @routes.post("/meetings/<meeting>/check-in/end")
    @requires("organizer")
    def end_check_in(meeting: str) -> Response:
        """End check-in of a blind meeting and announce when activation ends."""
        seconds = read_json(ActivationBody).seconds
        freezing.end_check_in(desk, meeting, seconds, actor())
        codes = ["short_activation"] if seconds < SAFE_ACTIVATION_SECONDS else []
        return answer({**showing.show_meeting(desk, meeting), "warnings": _warnings(codes)})

    @routes.post("/meetings/<meeting>/activation")
    @requires("organizer")
    def extend_activation(meeting: str) -> Response:
        """Move the announced end of activation back."""
        body = read_json(LongerBody)
        freezing.extend_activation(desk, meeting, body.seconds, body.reason, actor())
        return answer(showing.show_meeting(desk, meeting))

    @routes.post("/meetings/<meeting>/freeze")
    @requires("organizer")
    def freeze(meeting: str) -> Response:
        """Freeze the lists."""
        freezing.freeze(desk, meeting, actor())
        return answer(showing.show_meeting(desk, meeting))


def _add_balloting(routes: Blueprint, desk: Desk) -> None:
    """Add what happens to rounds."""

    @routes.post("/meetings/<meeting>/rounds")
    @requires("organizer")
    def begin(meeting: str) -> Response:
        """Begin a round of one item."""
        body = read_json(RoundBody)
        made = balloting.begin_round(desk, meeting, body.item, actor(), body.reason)
        return answer({"round": made}, 201)

    @routes.post("/meetings/<meeting>/rounds/<round_id>/open")
    @requires("organizer", "scrutineer")
    def open_round(meeting: str, round_id: str) -> Response:
        """Confirm the opening."""
        stands = balloting.open_round(desk, meeting, round_id, actor())
        return answer({"state": stands.state, "approvals": stands.approvals})

    @routes.post("/meetings/<meeting>/rounds/<round_id>/close")
    @requires("organizer", "scrutineer")
    def close_round(meeting: str, round_id: str) -> Response:
        """Confirm the close."""
        stands = balloting.close_round(desk, meeting, round_id, actor())
        return answer({"state": stands.state, "approvals": stands.approvals})

    @routes.post("/meetings/<meeting>/rounds/<round_id>/cancel")
    @requires("organizer")
    def cancel_round(meeting: str, round_id: str) -> Response:
        """Drop a round that never opened."""
        reason = read_json(ReasonBody).reason
        balloting.cancel_round(desk, meeting, round_id, reason, actor())
        return answer(showing.show_meeting(desk, meeting))


def _add_finishing(routes: Blueprint, desk: Desk) -> None:
    """Add what ends a meeting, and what is heard afterwards."""

    @routes.post("/meetings/<meeting>/handed-out")
    @requires("scrutineer")
    def handed_out(meeting: str) -> Response:
        """Enter one scrutineer's count of slips."""
        body = read_json(HandedOutBody)
        count = HandedOut(body.printed, body.issued)
        agreed = finishing.hand_out(desk, meeting, {body.electorate: count}, actor())
        return answer({"agreed": agreed})

    @routes.post("/meetings/<meeting>/finish")
    @requires("organizer")
    def finish(meeting: str) -> Response:
        """Close the meeting."""
        finishing.finish(desk, meeting, actor())
        return answer(showing.show_meeting(desk, meeting))

    @routes.post("/meetings/<meeting>/cancel")
    @requires("organizer")
    def cancel(meeting: str) -> Response:
        """Call the meeting off."""
        drafting.cancel_meeting(desk, meeting, read_json(ReasonBody).reason, actor())
        return answer(showing.show_meeting(desk, meeting))

    @routes.post("/meetings/<meeting>/deliveries")
    @requires("organizer")
    def deliver_again(meeting: str) -> Response:
        """Send once more what another service refused."""
        delivering.deliver_again(desk, meeting, actor())
        return answer(showing.show_meeting(desk, meeting))

    @routes.post("/inbox")
    @machine("the tally service's signature on the report")
    def inbox() -> Response:
        """Hear from the tally service."""
        return answer({"digest": finishing.take_report(desk, jsontext.decode(read_raw(65536)))})


def _warnings(codes: list[str]) -> list[dict[str, str]]:
    """Return warnings, each a stable code and a sentence in each language."""
    return [{"code": code, "zh": MESSAGES[code][0], "en": MESSAGES[code][1]} for code in codes]
