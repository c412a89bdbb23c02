"""Meetings as pages: the list, and one meeting with its next step.

Every form calls the action that the API calls (``web.py``); what it refuses is said on the
meeting's page. Who may do what is decided there and in the action; a page only hides buttons that
its reader cannot use.

May import: Flask, pydantic, ballot_service.desk, this room's actions and domain, shared.
"""

from __future__ import annotations

from typing import Annotated, Literal

from flask import Blueprint, Response, request
from pydantic import BeforeValidator, ConfigDict, Field

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
from ballot_service.meetings.domain.numbers import HandedOut
from ballot_service.meetings.domain.record_words import told
from ballot_service.meetings.domain.slip_links import slips_page
from ballot_service.meetings.web import EVERYBODY
from shared.causes import explain
from shared.documents.base import ClassLetter, Count, Identifier, Title
from shared.errors import InvalidInput
from shared.plumbing.access import actor, requires
from shared.plumbing.office import Form, Said, read_form, returns_to, show_page

MEETING = "meeting_pages.meeting"
MOST_SLIPS = 100_000
LINES_A_PAGE = 100
MOST_FIELDS = 100
"""Three for each letter that an electorate may have."""

SlipCount = Annotated[
    int, BeforeValidator(lambda text: text.strip() or 0), Field(ge=0, le=MOST_SLIPS)
]
"""A number of slips; an empty field is none."""


class SlipsImpossible(InvalidInput):
    """No number of slips at all."""

    code = "slips_impossible"


class CountsMissing(InvalidInput):
    """A count of slips lacks a number, or all of them."""

    code = "counts_missing"


class ReasonForm(Form):
    """Why something is done that somebody will ask about."""

    model_config = ConfigDict(str_strip_whitespace=True)

    reason: Title


class MinutesForm(Form):
    """How long phones may activate, from now on."""

    minutes: Annotated[int, Field(ge=1, le=24 * 60)]


class LongerForm(MinutesForm):
    """How long phones may activate, from now on, and why longer than was announced."""

    model_config = ConfigDict(str_strip_whitespace=True)

    reason: Title


class SlipsForm(Form):
    """How many slips to make for which electorates; an empty number makes none."""

    electorate: list[ClassLetter]
    printed: list[SlipCount]

    def wanted(self) -> dict[str, int]:
        """Return electorate to number; ``SlipsImpossible`` if there is no number at all."""
        pairs = zip(self.electorate, self.printed, strict=False)
        numbers = {letter: number for letter, number in pairs if number}
        if not numbers:
            raise SlipsImpossible("Enter how many slips to make, for one class or more.")
        return numbers


class ItemForm(Form):
    """The item to be voted on."""

    item: Identifier


class CountForm(Form):
    """One scrutineer's counts of slips, by electorate; a line without any number is not counted."""

    electorate: list[ClassLetter]
    printed: list[Count | Literal[""]]
    issued: list[Count | Literal[""]]

    def counts(self) -> dict[str, HandedOut]:
        """Return electorate to count; ``CountsMissing`` if a line is half filled in, or none is.

        Lists of unequal lengths, or a class twice, are no form of ours: ``CountsMissing``, too.
        """
        classes = set(self.electorate)
        if not len(classes) == len(self.electorate) == len(self.printed) == len(self.issued):
            raise CountsMissing("Enter two numbers for each class, and each class once.")
        lines = list(zip(self.electorate, self.printed, self.issued, strict=True))
        whole = {
            letter: HandedOut(printed, issued)
            for letter, printed, issued in lines
            if printed != "" and issued != ""
        }
        if not whole or any((printed == "") != (issued == "") for _, printed, issued in lines):
            raise CountsMissing("Enter both numbers of a class: printed, and handed out.")
        return whole


def meeting_pages(desk: Desk) -> Blueprint:
    """Return the pages of this room for ``desk``."""
    routes = Blueprint("meeting_pages", __name__)
    _add_showing(routes, desk)
    _add_preparing(routes, desk)
    _add_freezing(routes, desk)
    _add_rounds(routes, desk)
    _add_finishing(routes, desk)
    return routes


def _add_showing(routes: Blueprint, desk: Desk) -> None:
    """Add what can be looked at."""

    @routes.get("/")
    @requires(*EVERYBODY)
    def meetings() -> Response:
        """Show the meetings."""
        page = request.args.get("page", 1, type=int)
        return show_page("desk/meetings.html", **showing.page_of_meetings(desk, page))

    @routes.get("/meetings/<meeting>")
    @requires(*EVERYBODY)
    def meeting(meeting: str) -> Response:
        """Show one meeting, its next step, and what its reader can do."""
        return show_page(
            "desk/meeting.html",
            meeting=showing.show_meeting(desk, meeting),
            roles=actor().roles,
            me=actor(),
            box_origin=desk.box_origin,
            tally_origin=desk.tally_origin,
            why=explain,
        )

    @routes.get("/meetings/<meeting>/record")
    @requires(*EVERYBODY)
    def record(meeting: str) -> Response:
        """Show the meeting's record in words, the newest line first."""
        shown = showing.show_meeting(desk, meeting)
        lines = told(showing.show_events(desk, meeting), shown)
        last = max(1, -(-len(lines) // LINES_A_PAGE))
        page = min(max(request.args.get("page", 1, type=int), 1), last)
        part = lines[(page - 1) * LINES_A_PAGE : page * LINES_A_PAGE]
        return show_page("desk/record.html", meeting=shown, lines=part, page=page, last=last)


def _add_preparing(routes: Blueprint, desk: Desk) -> None:
    """Add what happens before the first round."""

    @routes.post("/meetings/<meeting>/prepare")
    @requires("organizer")
    @returns_to(MEETING)
    def prepare(meeting: str) -> Said:
        """Draw the boxes and publish the manifest."""
        read_form(Form)
        preparing.prepare(desk, meeting, actor())
        return Said("prepared")

    @routes.post("/meetings/<meeting>/slips")
    @requires("organizer")
    @returns_to(MEETING)
    def make_slips(meeting: str) -> Response:
        """Hand out upload tickets, and show the link of the page that makes slips with them."""
        wanted = read_form(SlipsForm).wanted()
        tickets = preparing.make_tickets(desk, meeting, wanted, actor()).values()
        return show_page(
            "desk/slips.html",
            meeting=showing.show_meeting(desk, meeting),
            wanted=wanted,
            link=slips_page(desk.box_origin, meeting, *(ticket.signed for ticket in tickets)),
        )

    @routes.post("/meetings/<meeting>/rehearsal")
    @requires("organizer")
    @returns_to(MEETING)
    def take_rehearsal(meeting: str) -> Said:
        """Look whether every trustee has rehearsed."""
        read_form(Form)
        rehearsing.take_rehearsal(desk, meeting, actor())
        return Said("rehearsed")

    @routes.post("/meetings/<meeting>/check-in/start")
    @requires("organizer")
    @returns_to(MEETING)
    def start_check_in(meeting: str) -> Said:
        """Start check-in."""
        read_form(Form)
        preparing.start_check_in(desk, meeting, actor())
        return Said("check_in_started")


def _add_freezing(routes: Blueprint, desk: Desk) -> None:
    """Add what leads from check-in to frozen lists."""

    @routes.post("/meetings/<meeting>/check-in/end")
    @requires("organizer")
    @returns_to(MEETING)
    def end_check_in(meeting: str) -> Said:
        """End check-in of a blind meeting and announce when activation ends."""
        freezing.end_check_in(desk, meeting, 60 * read_form(MinutesForm).minutes, actor())
        return Said("check_in_ended")

    @routes.post("/meetings/<meeting>/activation")
    @requires("organizer")
    @returns_to(MEETING)
    def extend_activation(meeting: str) -> Said:
        """Move the announced end of activation back."""
        form = read_form(LongerForm)
        freezing.extend_activation(desk, meeting, 60 * form.minutes, form.reason, actor())
        return Said("activation_extended")

    @routes.post("/meetings/<meeting>/freeze")
    @requires("organizer")
    @returns_to(MEETING)
    def freeze(meeting: str) -> Said:
        """Freeze the lists."""
        read_form(Form)
        freezing.freeze(desk, meeting, actor())
        return Said("lists_frozen")


def _add_rounds(routes: Blueprint, desk: Desk) -> None:
    """Add what happens to rounds."""

    @routes.post("/meetings/<meeting>/rounds")
    @requires("organizer")
    @returns_to(MEETING)
    def begin(meeting: str) -> Said:
        """Begin a round of one item."""
        balloting.begin_round(desk, meeting, read_form(ItemForm).item, actor())
        return Said("round_begun")

    @routes.post("/meetings/<meeting>/rounds/<round_id>/open")
    @requires("organizer", "scrutineer")
    @returns_to(MEETING)
    def open_round(meeting: str, round_id: str) -> Said:
        """Confirm the opening."""
        read_form(Form)
        stands = balloting.open_round(desk, meeting, round_id, actor())
        return Said("opening" if stands.complete else "open_confirmed")

    @routes.post("/meetings/<meeting>/rounds/<round_id>/close")
    @requires("organizer", "scrutineer")
    @returns_to(MEETING)
    def close_round(meeting: str, round_id: str) -> Said:
        """Confirm the close."""
        read_form(Form)
        stands = balloting.close_round(desk, meeting, round_id, actor())
        return Said("closing" if stands.complete else "close_confirmed")

    @routes.post("/meetings/<meeting>/rounds/<round_id>/cancel")
    @requires("organizer")
    @returns_to(MEETING)
    def cancel_round(meeting: str, round_id: str) -> Said:
        """Drop a round that never opened."""
        balloting.cancel_round(desk, meeting, round_id, read_form(ReasonForm).reason, actor())
        return Said("round_cancelled")


def _add_finishing(routes: Blueprint, desk: Desk) -> None:
    """Add what ends a meeting."""

    @routes.post("/meetings/<meeting>/handed-out")
    @requires("scrutineer")
    @returns_to(MEETING)
    def handed_out(meeting: str) -> Said:
        """Enter one scrutineer's count of slips."""
        counts = read_form(CountForm, MOST_FIELDS).counts()
        agreed = finishing.hand_out(desk, meeting, counts, actor())
        return Said("counts_agree" if agreed else "count_entered")

    @routes.post("/meetings/<meeting>/finish")
    @requires("organizer")
    @returns_to(MEETING)
    def finish(meeting: str) -> Said:
        """Close the meeting."""
        read_form(Form)
        finishing.finish(desk, meeting, actor())
        return Said("finished")

    @routes.post("/meetings/<meeting>/cancel")
    @requires("organizer")
    @returns_to(MEETING)
    def cancel(meeting: str) -> Said:
        """Call the meeting off."""
        drafting.cancel_meeting(desk, meeting, read_form(ReasonForm).reason, actor())
        return Said("meeting_cancelled")

    @routes.post("/meetings/<meeting>/deliveries")
    @requires("organizer")
    @returns_to(MEETING)
    def deliver_again(meeting: str) -> Said:
        """Send once more what another service refused."""
        read_form(Form)
        delivering.deliver_again(desk, meeting, actor())
        return Said("sent_again")
