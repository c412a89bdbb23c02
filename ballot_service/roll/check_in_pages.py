"""Check-in as pages: find a person, tick, undo with a reason, hand out a reserve slip.

A person stands in an address by an id that is random and means nothing outside this meeting.

May import: Flask, pydantic, ballot_service.desk, ballot_service.meetings' actions, this room's
actions and domain, shared.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from pydantic import ConfigDict, Field

from ballot_service.desk import Desk
from ballot_service.meetings.actions import showing
from ballot_service.roll.actions import checking_in, inviting, reserve, rolls
from ballot_service.roll.domain.invitations import invitations_csv
from shared.documents.base import Identifier, Title
from shared.errors import Conflict
from shared.plumbing.access import actor, requires
from shared.plumbing.files import hand_out
from shared.plumbing.office import Form, Said, read_form, returns_to, show_page

CHECK_IN = "check_in_pages.check_in_desk"
LONGEST_SEARCH = 100


class AlreadyPresent(Conflict):
    """Somebody at the door has been checked in before; that must not look like a first time."""

    code = "already_present"


class EverybodyInvited(Conflict):
    """Nobody is left to be invited, so there is no file."""

    code = "everybody_invited"


class PersonForm(Form):
    """Who is at the door, and what was searched for to find them."""

    person: Identifier
    q: Annotated[str, Field(max_length=LONGEST_SEARCH)] = ""


class UndoForm(PersonForm):
    """Whose record was a mistake, and why."""

    model_config = ConfigDict(str_strip_whitespace=True)

    reason: Title


class InvitationsForm(Form):
    """Why everybody needs a new invitation; empty: only those who have none."""

    model_config = ConfigDict(str_strip_whitespace=True)

    reason: Annotated[str, Field(max_length=200)] = ""


def check_in_pages(desk: Desk) -> Blueprint:
    """Return the check-in pages for ``desk``."""
    routes = Blueprint("check_in_pages", __name__)
    _add_check_in(routes, desk)
    _add_reserve(routes, desk)
    _add_invitations(routes, desk)
    return routes


def _add_check_in(routes: Blueprint, desk: Desk) -> None:
    """Add the desk at the door."""

    @routes.get("/meetings/<meeting>/check-in")
    @requires("organizer", "registrar")
    def check_in_desk(meeting: str) -> Response:
        """Show who is found, and one person to be looked at."""
        q = request.args.get("q", "")[:LONGEST_SEARCH].strip()
        found = rolls.find_people(
            desk,
            meeting,
            q,
            page=request.args.get("page", 1, type=int),
            person=request.args.get("person", ""),
        )
        return show_page(
            "desk/check_in.html",
            meeting=showing.show_meeting(desk, meeting),
            roles=actor().roles,
            q=q,
            query=urlencode({"q": q}) + "&" if q else "",
            **found,
        )

    @routes.post("/meetings/<meeting>/check-ins")
    @requires("registrar")
    @returns_to(CHECK_IN, "q", "person")
    def check_in(meeting: str) -> Said:
        """Check one person in."""
        form = read_form(PersonForm)
        if checking_in.check_in(desk, meeting, [form.person], actor()):
            raise AlreadyPresent(
                "This person was checked in before. Look into it before handing out a slip."
            )
        return Said("checked_in", query={"person": form.person})

    @routes.post("/meetings/<meeting>/check-ins/undo")
    @requires("registrar")
    @returns_to(CHECK_IN, "q", "person")
    def undo(meeting: str) -> Said:
        """Take back a check-in."""
        form = read_form(UndoForm)
        checking_in.undo_check_in(desk, meeting, form.person, form.reason, actor())
        return Said("check_in_undone", query={"person": form.person})


def _add_reserve(routes: Blueprint, desk: Desk) -> None:
    """Add reserve slips of a blind meeting."""

    @routes.post("/meetings/<meeting>/reserve-slips")
    @requires("registrar")
    @returns_to(CHECK_IN, "q", "person")
    def hand_out(meeting: str) -> Said:
        """Record that a person gets a reserve slip."""
        form = read_form(PersonForm)
        reserve.hand_reserve_slip(desk, meeting, form.person, actor())
        return Said("reserve_recorded", query={"person": form.person})

    @routes.post("/meetings/<meeting>/reserve-slips/undo")
    @requires("registrar")
    @returns_to(CHECK_IN, "q", "person")
    def take_back(meeting: str) -> Said:
        """Correct the record of a reserve slip."""
        form = read_form(UndoForm)
        reserve.take_reserve_slip_back(desk, meeting, form.person, form.reason, actor())
        return Said("reserve_undone", query={"person": form.person})


def _add_invitations(routes: Blueprint, desk: Desk) -> None:
    """Add the invitations of a blind meeting."""

    @routes.post("/meetings/<meeting>/invitations")
    @requires("organizer")
    @returns_to("meeting_pages.meeting")
    def invite(meeting: str) -> Response:
        """Make invitations and hand them out as a file to print from, once."""
        reason = read_form(InvitationsForm).reason or None
        made = inviting.invite_everybody(desk, meeting, reason, actor())
        if not made:
            raise EverybodyInvited(
                "Nobody lacks an invitation. If their file is lost, make new ones for everybody."
            )
        links = [(one, f"{desk.origin}/i/{meeting}#{one.token}") for one in made]
        return hand_out(invitations_csv(links), "invitations.csv")
