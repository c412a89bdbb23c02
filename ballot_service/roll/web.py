"""The roll and check-in over HTTP: parse, call one action, answer.

May import: Flask, pydantic, ballot_service.desk, this room's actions and domain, shared.
"""

from __future__ import annotations

from typing import Annotated, Any

from flask import Blueprint, Response, request
from pydantic import Field

from ballot_service.desk import Desk
from ballot_service.roll.actions import checking_in, importing, inviting, issuing, reserve, rolls
from ballot_service.roll.actions.importing import Preview, RollFile
from ballot_service.roll.domain.findings import Finding, findings_csv
from ballot_service.roll.domain.invitations import Invited, invitations_csv
from ballot_service.roll.domain.rolls import MOST_BYTES
from shared.documents.activations import Hex384
from shared.documents.base import BoxUuid, Identifier, Title
from shared.plumbing.access import actor, public, requires
from shared.plumbing.files import hand_out, read_table_file
from shared.plumbing.pages import language
from shared.plumbing.reading import Body, answer, read_json

CHECK_IN_LIMIT = 256 * 1024
REQUEST_LIMIT = 128 * 1024
"""Bytes; a hundred boxes, each with a blinded message of 768 hex digits."""
ROLL_READ_LIMIT = 2 * MOST_BYTES
"""More than is taken, so that a larger roll gets the roll's own refusal."""


class CheckInBody(Body):
    """Who is at the door."""

    people: Annotated[list[Identifier], Field(min_length=1, max_length=2000)]


class UndoBody(Body):
    """Whose check-in was a mistake, and why."""

    person: Identifier
    reason: Title


class InvitationsBody(Body):
    """Who is to be invited, all if nobody is named; the reason why a new one is needed."""

    person: Identifier | None = None
    reason: Title | None = None


class TokenBody(Body):
    """The secret of an invitation."""

    token: Annotated[str, Field(max_length=64)]


class BlindBody(TokenBody):
    """The secret of an invitation, and a blinded message for each box of its electorate."""

    blinded: Annotated[dict[BoxUuid, Hex384], Field(max_length=100)]


class PersonBody(Body):
    """Who gets a reserve slip."""

    person: Identifier


def roll_blueprint(desk: Desk) -> Blueprint:
    """Return the routes of this room for ``desk``."""
    routes = Blueprint("roll", __name__, url_prefix="/api/v1/meetings/<meeting>")
    _add_roll(routes, desk)
    _add_people(routes, desk)
    _add_check_in(routes, desk)
    _add_issuing(routes, desk)
    _add_reserve(routes, desk)
    return routes


def _add_roll(routes: Blueprint, desk: Desk) -> None:
    """Add the roll and its import."""

    @routes.post("/roll")
    @requires("organizer")
    def import_roll(meeting: str) -> Response:
        """Import the roll; ``?seen=DIGEST`` says that the preview's warnings were looked at."""
        made = importing.import_roll(desk, meeting, _file(), request.args.get("seen"), actor())
        shown = {"imported": made.total, "by_electorate": made.by_electorate}
        return answer({**shown, "invitations_void": made.invitations_void})

    @routes.post("/roll/preview")
    @requires("organizer")
    def preview_roll(meeting: str) -> Response:
        """Show what an import would do, as JSON or its findings as CSV; nothing is stored."""
        looked = importing.preview_roll(desk, meeting, _file())
        if request.accept_mimetypes.best_match(["application/json", "text/csv"]) == "text/csv":
            roster = looked.roster
            made = findings_csv(roster.problems, roster.warnings, dict(roster.rows), language())
            return hand_out(made, "roll-problems.csv")
        return answer(_preview(looked))

    @routes.get("/roll/template")
    @requires("organizer", "registrar")
    def template(meeting: str) -> Response:
        """Hand out an empty roll to fill in, as XLSX."""
        made = importing.make_template(desk, meeting, language())
        return hand_out(made, "roll-template.xlsx")

    @routes.get("/roll")
    @requires("organizer", "registrar")
    def show_roll(meeting: str) -> Response:
        """Show the roll's size and its overlap with other meetings."""
        return answer(rolls.show_roll(desk, meeting))


def _add_people(routes: Blueprint, desk: Desk) -> None:
    """Add the people on the roll, and their invitations."""

    @routes.get("/people")
    @requires("organizer", "registrar")
    def people(meeting: str) -> Response:
        """List the people on the roll."""
        return answer({"people": rolls.list_people(desk, meeting)})

    @routes.post("/invitations")
    @requires("organizer")
    def invite(meeting: str) -> Response:
        """Make invitations, as JSON or, if the caller prefers it, as CSV to print from."""
        body = read_json(InvitationsBody)
        if body.person is None:
            made = inviting.invite_everybody(desk, meeting, body.reason, actor())
        else:
            made = inviting.invite_again(desk, meeting, body.person, body.reason, actor())
        links = [(one, f"{desk.origin}/i/{meeting}#{one.token}") for one in made]
        if request.accept_mimetypes.best_match(["application/json", "text/csv"]) == "text/csv":
            return Response(invitations_csv(links), 201, mimetype="text/csv")
        return answer({"invitations": [_invitation(*one) for one in links]}, 201)


def _add_check_in(routes: Blueprint, desk: Desk) -> None:
    """Add what the registrar does at the door."""

    @routes.post("/check-ins")
    @requires("registrar")
    def check_in(meeting: str) -> Response:
        """Check people in."""
        body = read_json(CheckInBody, CHECK_IN_LIMIT)
        already = checking_in.check_in(desk, meeting, body.people, actor())
        return answer({"checked_in": len(set(body.people)) - len(already), "already": already})

    @routes.post("/check-ins/undo")
    @requires("registrar")
    def undo(meeting: str) -> Response:
        """Take back a check-in."""
        body = read_json(UndoBody)
        checking_in.undo_check_in(desk, meeting, body.person, body.reason, actor())
        return answer({"undone": body.person})


def _add_issuing(routes: Blueprint, desk: Desk) -> None:
    """Add what a voter's own phone asks for."""

    @routes.post("/invitation")
    @public("the invitation's secret in the body speaks; it never stands in an address")
    def invitation(meeting: str) -> Response:
        """Show the holder of an invitation where the meeting stands."""
        token = read_json(TokenBody).token
        return answer(issuing.show_invitation(desk, meeting, token))

    @routes.post("/blind-signatures")
    @public("the invitation's secret in the body speaks; it never stands in an address")
    def blind_signatures(meeting: str) -> Response:
        """Check the holder of an invitation in and sign their credentials blindly."""
        body = read_json(BlindBody, REQUEST_LIMIT)
        signatures = issuing.sign_blindly(desk, meeting, body.token, body.blinded)
        return answer({"signatures": dict(signatures)})


def _add_reserve(routes: Blueprint, desk: Desk) -> None:
    """Add the record of reserve slips."""

    @routes.post("/reserve-slips")
    @requires("registrar")
    def hand_out(meeting: str) -> Response:
        """Record that a person gets a reserve slip."""
        person = read_json(PersonBody).person
        reserve.hand_reserve_slip(desk, meeting, person, actor())
        return answer({"person": person}, 201)

    @routes.post("/reserve-slips/undo")
    @requires("registrar")
    def take_back(meeting: str) -> Response:
        """Correct the record of a reserve slip."""
        body = read_json(UndoBody)
        reserve.take_reserve_slip_back(desk, meeting, body.person, body.reason, actor())
        return answer({"undone": body.person})


def _invitation(made: Invited, link: str) -> dict[str, str]:
    """Return one invitation as it is shown, once."""
    return {
        "person": made.person,
        "name": made.name,
        "unit": made.unit,
        "electorate": made.electorate,
        "link": link,
    }


def _preview(looked: Preview) -> dict[str, Any]:
    """Return what is in a file as the API shows it."""
    roster = looked.roster
    return {
        "digest": looked.digest,
        "by_electorate": roster.by_electorate,
        "invitations_void": looked.invitations_void,
        "overlaps": looked.overlaps,
        "problems": [_finding(one) for one in roster.problems],
        "warnings": [_finding(one) for one in roster.warnings],
        "unused_columns": roster.unused,
        "notes": [{"zh": note.chinese, "en": note.english} for note in roster.notes],
    }


def _finding(one: Finding) -> dict[str, Any]:
    """Return a finding as the API shows it."""
    shown = {"code": one.code, "row": one.row, "column": one.column}
    return {**shown, "zh": one.told("zh"), "en": one.told("en")}


def _file() -> RollFile:
    """Return the body if it is sent as a table."""
    return RollFile(*read_table_file(ROLL_READ_LIMIT))
