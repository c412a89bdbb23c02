"""A committee's agenda as pages: every item with one clear action, open votes, their records.

Every form calls the action that the API calls (``web.py``).

May import: Flask, pydantic, ballot_service.desk, ballot_service.meetings' actions, this room's
actions and domain, shared.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from flask import Blueprint, Response, request, url_for
from pydantic import ConfigDict, Field, model_validator
from werkzeug.wrappers import Response as WerkzeugResponse

from ballot_service.committee.actions import adding, showing, signing, voting
from ballot_service.committee.domain import in_china
from ballot_service.committee.web import FactKey
from ballot_service.desk import Desk
from ballot_service.meetings.actions import balloting
from ballot_service.meetings.actions import showing as meeting_showing
from ballot_service.meetings.web import EVERYBODY
from shared.documents.base import Hex32, Identifier, IsoDate, Title
from shared.documents.named_votes import Mark, VotePurpose
from shared.plumbing.access import actor, requires
from shared.plumbing.office import Form, Said, read_form, returns_to, show_page, typed
from shared.plumbing.office.frame import leave_for
from shared.plumbing.pages import language
from shared.plumbing.reading import answer

AGENDA = "committee_pages.agenda"
RECORD = "committee_pages.vote"
MARK = "mark-"
"""Before a member's id: the name of that member's field."""

MOST_FIELDS = 300
"""More members than that do not vote by name on one page."""

Reason = Annotated[str, Field(max_length=200)]
Digits = Annotated[str, Field(pattern=r"^[0-9]{1,4}$")]


class ProposalForm(Form):
    """What a member proposes in session."""

    model_config = ConfigDict(str_strip_whitespace=True)

    title: Title
    item_class: Literal["personnel", "other"]
    proposer: Identifier


class FactForm(Form):
    """What is recorded about an item, and the document that says so."""

    model_config = ConfigDict(str_strip_whitespace=True)

    fact: FactKey
    value: Literal["yes", "no"] | Digits
    document: Title
    date: IsoDate


class RecusalForm(Form):
    """A member, and why."""

    model_config = ConfigDict(str_strip_whitespace=True)

    person: Identifier
    reason: Title


class ReasonForm(Form):
    """Why something is done that somebody will ask about."""

    model_config = ConfigDict(str_strip_whitespace=True)

    reason: Title


class SecretForm(Form):
    """Why a decided item comes to the vote again, or in secret what is voted on by name (C05).

    Empty for the first vote of another.
    """

    model_config = ConfigDict(str_strip_whitespace=True)

    reason: Reason = ""


class VoteForm(SecretForm):
    """An open vote: a field for each member who votes, named by the member's id."""

    purpose: VotePurpose
    marks: dict[Identifier, Mark]

    @model_validator(mode="before")
    @classmethod
    def _gathered(cls, fields: dict[str, str]) -> dict[str, Any]:
        if "marks" in fields:
            raise ValueError("marks come one by one")
        marks = {
            name.removeprefix(MARK): mark for name, mark in fields.items() if name.startswith(MARK)
        }
        return {
            **{name: text for name, text in fields.items() if not name.startswith(MARK)},
            "marks": marks,
        }


class ConfirmForm(Form):
    """The digest of the record that the second person has looked at."""

    digest: Hex32


def committee_pages(desk: Desk) -> Blueprint:
    """Return the pages of this room for ``desk``."""
    routes = Blueprint("committee_pages", __name__, url_prefix="/meetings/<meeting>/agenda")
    _add_agenda(routes, desk)
    _add_items(routes, desk)
    _add_votes(routes, desk)
    _add_confirming(routes, desk)
    return routes


def _add_agenda(routes: Blueprint, desk: Desk) -> None:
    """Add the agenda, and what concerns it as a whole."""

    @routes.get("")
    @requires(*EVERYBODY)
    def agenda(meeting: str) -> Response:
        """Show every item with its gates, its votes and what to do."""
        return show_page(
            "desk/agenda.html",
            meeting=meeting_showing.show_meeting(desk, meeting),
            agenda=showing.show_agenda(desk, meeting),
            today=in_china(desk.clock())[:10],
            tally_origin=desk.tally_origin,
            roles=actor().roles,
            me=actor(),
        )

    @routes.post("/items")
    @requires("organizer")
    @returns_to(AGENDA)
    def add(meeting: str) -> Said:
        """Put an urgent item on the agenda."""
        form = read_form(ProposalForm)
        proposal = adding.Proposal(form.title, form.item_class, form.proposer)
        adding.add_item(desk, meeting, proposal, actor())
        return Said("item_added")

    @routes.post("/adjourn")
    @requires("organizer")
    @returns_to("meeting_pages.meeting")
    def adjourn(meeting: str) -> Said:
        """Close a meeting of open votes."""
        read_form(Form)
        voting.adjourn(desk, meeting, actor())
        return Said("adjourned")


def _add_items(routes: Blueprint, desk: Desk) -> None:
    """Add what is recorded about one item, and its secret round."""

    @routes.post("/items/<item>/facts")
    @requires("organizer")
    @returns_to(AGENDA)
    def record_fact(meeting: str, item: str) -> Said:
        """Record what a clause asks about the item."""
        form = read_form(FactForm)
        fact = adding.Fact(form.fact, _answer(form.value), form.document, form.date)
        adding.record_fact(desk, meeting, item, fact, actor())
        return Said("fact_recorded")

    @routes.post("/items/<item>/recusals")
    @requires("organizer")
    @returns_to(AGENDA)
    def recuse(meeting: str, item: str) -> Said:
        """Record that a member does not vote on the item."""
        form = read_form(RecusalForm)
        adding.recuse(desk, meeting, item, form.person, form.reason, actor())
        return Said("recusal_recorded")

    @routes.post("/items/<item>/recusals/undo")
    @requires("organizer")
    @returns_to(AGENDA)
    def take_back(meeting: str, item: str) -> Said:
        """Correct a recusal."""
        form = read_form(RecusalForm)
        adding.take_recusal_back(desk, meeting, item, form.person, form.reason, actor())
        return Said("recusal_undone")

    @routes.post("/items/<item>/rounds")
    @requires("organizer")
    @returns_to(AGENDA)
    def begin(meeting: str, item: str) -> Said:
        """Begin a secret round."""
        reason = read_form(SecretForm).reason or None
        balloting.begin_round(desk, meeting, item, actor(), reason)
        return Said("round_begun")


def _add_votes(routes: Blueprint, desk: Desk) -> None:
    """Add recording an open vote."""

    @routes.get("/items/<item>/record")
    @requires("organizer")
    def record(meeting: str, item: str) -> Response:
        """Show one line for every member who votes."""
        shown, given = showing.show_item(desk, meeting, item), typed()
        purpose = given.get("purpose") or request.args.get("purpose")
        return show_page(
            "desk/agenda_record.html",
            meeting=meeting_showing.show_meeting(desk, meeting),
            item=shown,
            purpose="consent" if purpose == "consent" else "decision",
            mark=MARK,
            typed=given,
        )

    @routes.post("/items/<item>/votes")
    @requires("organizer")
    @returns_to("committee_pages.record", again=record)
    def record_vote(meeting: str, item: str) -> Said | WerkzeugResponse:
        """Record every member's mark."""
        form = read_form(VoteForm, MOST_FIELDS)
        given = voting.OpenVote(form.purpose, form.marks, form.reason or None)
        made = voting.record_vote(desk, meeting, item, given, actor())
        return leave_for(url_for(RECORD, meeting=meeting, vote=made.vote), Said("vote_recorded"))


def _add_confirming(routes: Blueprint, desk: Desk) -> None:
    """Add looking at a record, and the second person's word."""

    @routes.get("/votes/<vote>")
    @requires(*EVERYBODY)
    def vote(meeting: str, vote: str) -> Response:
        """Show a record, mark by mark."""
        return show_page(
            "desk/agenda_vote.html",
            meeting=meeting_showing.show_meeting(desk, meeting),
            vote=showing.show_vote(desk, meeting, vote),
            roles=actor().roles,
            me=actor(),
        )

    @routes.get("/votes/<vote>/document.json")
    @requires(*EVERYBODY)
    def document(meeting: str, vote: str) -> Response:
        """Hand out the signed document of a confirmed record, to be filed."""
        response = answer(signing.signed_vote(desk, meeting, vote))
        response.headers["Content-Disposition"] = f"attachment; filename=named-vote-{vote}.json"
        return response

    @routes.post("/votes/<vote>/confirm")
    @requires("organizer", "scrutineer")
    @returns_to(RECORD)
    def confirm(meeting: str, vote: str) -> Said:
        """Confirm a record as a second person."""
        digest = read_form(ConfirmForm).digest
        result = voting.confirm_vote(desk, meeting, vote, digest, actor())
        words = {True: ("通过。", "Passed."), False: ("未通过。", "Not passed.")}
        return Said("vote_confirmed", words[result["passed"]][language() == "en"])

    @routes.post("/votes/<vote>/withdraw")
    @requires("organizer")
    @returns_to(RECORD)
    def withdraw(meeting: str, vote: str) -> Said:
        """Withdraw a record that is not confirmed."""
        voting.withdraw_vote(desk, meeting, vote, read_form(ReasonForm).reason, actor())
        return Said("vote_withdrawn")


def _answer(text: str) -> bool | int:
    """Return what was chosen or typed: yes, no, or a number."""
    return int(text) if text.isdigit() else text == "yes"
