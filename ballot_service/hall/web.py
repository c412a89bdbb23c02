"""The hall over HTTP: parse, call one action, answer.

May import: Flask, pydantic, ballot_service.desk, this room's actions and domain, shared.
"""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field

from ballot_service.desk import Desk
from ballot_service.hall.actions import annulling, ledgers, papers, remedying, testing, turnout
from ballot_service.hall.domain.annulment import SignedFinding
from ballot_service.roll.actions import attendance
from shared.documents.base import ClassLetter, Count, Identifier, IsoDate, Title
from shared.plumbing.access import actor, requires
from shared.plumbing.reading import Body, answer, read_json

PAPERS_LIMIT = 4 * 1024 * 1024
"""Bytes; 20,000 papers with fifty contests."""

EVERYBODY = ("admin", "organizer", "registrar", "scrutineer")


class PersonBody(Body):
    """Who it is about."""

    person: Identifier


class PersonReasonBody(PersonBody):
    """Who it is about, and why."""

    reason: Title


class ReasonBody(Body):
    """Why something is done that somebody will ask about."""

    reason: Title


class FindingBody(Body):
    """The organisation's signed document about fraud (B05)."""

    document: Title
    date: IsoDate


class NumbersBody(ReasonBody):
    """One class's numbers as they should be, and why."""

    electorate: ClassLetter
    present: Count
    printed: Count
    issued: Count


class PaperRoundBody(ReasonBody):
    """What is voted on, why on paper, and why once more if it was voted on before."""

    item: Identifier
    repeat_reason: Title | None = None


class PapersBody(Body):
    """One teller's entry of one class."""

    electorate: ClassLetter
    issued: Count
    papers: Annotated[str, Field(max_length=PAPERS_LIMIT)]


def hall_blueprint(desk: Desk) -> Blueprint:
    """Return the routes of this room for ``desk``."""
    routes = Blueprint("hall_api", __name__, url_prefix="/api/v1")
    _add_looking(routes, desk)
    _add_attendance(routes, desk)
    _add_again(routes, desk)
    _add_ledgers(routes, desk)
    _add_test_runs(routes, desk)
    _add_papers(routes, desk)
    return routes


def _add_looking(routes: Blueprint, desk: Desk) -> None:
    """Add the screen's numbers and the remedies."""

    @routes.get("/meetings/<meeting>/turnout")
    @requires(*EVERYBODY)
    def show_turnout(meeting: str) -> Response:
        """Show how many should come, are present, and how many ballots came in at least."""
        return answer(turnout.show_turnout(desk, meeting))

    @routes.get("/meetings/<meeting>/remedies")
    @requires(*EVERYBODY)
    def list_remedies(meeting: str) -> Response:
        """List the faults there is a remedy for."""
        return answer(remedying.list_remedies(desk, meeting))

    @routes.get("/meetings/<meeting>/remedies/<fault>")
    @requires(*EVERYBODY)
    def show_remedy(meeting: str, fault: str) -> Response:
        """Show what to do about one fault, with this meeting's facts."""
        return answer(remedying.show_remedy(desk, meeting, fault))


def _add_attendance(routes: Blueprint, desk: Desk) -> None:
    """Add who is late and who is on leave."""

    @routes.post("/meetings/<meeting>/leaves")
    @requires("registrar")
    def record_leave(meeting: str) -> Response:
        """Record that a person is on leave, and why."""
        body = read_json(PersonReasonBody)
        attendance.record_leave(desk, meeting, body.person, body.reason, actor())
        return answer({"person": body.person}, 201)

    @routes.post("/meetings/<meeting>/leaves/undo")
    @requires("registrar")
    def withdraw_leave(meeting: str) -> Response:
        """Correct the record: not on leave."""
        body = read_json(PersonReasonBody)
        attendance.withdraw_leave(desk, meeting, body.person, body.reason, actor())
        return answer({"undone": body.person})

    @routes.post("/meetings/<meeting>/check-ins/late")
    @requires("registrar")
    def check_in_late(meeting: str) -> Response:
        """Check somebody in after the freeze, between rounds."""
        person = read_json(PersonBody).person
        attendance.check_in_late(desk, meeting, person, actor())
        return answer({"person": person}, 201)

    @routes.post("/meetings/<meeting>/check-ins/late/undo")
    @requires("registrar")
    def undo_late(meeting: str) -> Response:
        """Take back a late check-in."""
        body = read_json(PersonReasonBody)
        attendance.undo_late(desk, meeting, body.person, body.reason, actor())
        return answer({"undone": body.person})


def _add_again(routes: Blueprint, desk: Desk) -> None:
    """Add what is done to a round that is over: annulled, repeated, held again."""

    @routes.post("/meetings/<meeting>/rounds/<round_id>/annul")
    @requires("organizer", "scrutineer")
    def annul(meeting: str, round_id: str) -> Response:
        """Enter the document that finds fraud; the second equal entry annuls."""
        body = read_json(FindingBody)
        finding = SignedFinding(body.document, body.date)
        return answer(
            {"annulled": annulling.annul_round(desk, meeting, round_id, finding, actor())}
        )

    @routes.post("/meetings/<meeting>/rounds/<round_id>/repeat")
    @requires("organizer")
    def repeat(meeting: str, round_id: str) -> Response:
        """Begin another round of the same item, in spare boxes."""
        reason = read_json(ReasonBody).reason
        made = annulling.repeat_round(desk, meeting, round_id, reason, actor())
        return answer({"round": made}, 201)

    @routes.post("/meetings/<meeting>/rounds/<round_id>/hold-again")
    @requires("organizer")
    def hold_again(meeting: str, round_id: str) -> Response:
        """Make a draft of a new meeting, with new slips, about an annulled round's item."""
        made = annulling.hold_again(desk, meeting, round_id, actor())
        return answer({"meeting": made}, 201)


def _add_ledgers(routes: Blueprint, desk: Desk) -> None:
    """Add the correction of a wrong number."""

    @routes.post("/meetings/<meeting>/ledger-corrections")
    @requires("scrutineer")
    def correct(meeting: str) -> Response:
        """Enter corrected numbers; the second scrutineer's equal entry signs new ledgers."""
        body = read_json(NumbersBody)
        numbers = ledgers.Corrected(body.present, body.printed, body.issued)
        done = ledgers.correct_numbers(
            desk, meeting, body.electorate, numbers, body.reason, actor()
        )
        return answer({"corrected": done})


def _add_test_runs(routes: Blueprint, desk: Desk) -> None:
    """Add test runs."""

    @routes.post("/meetings/<meeting>/test-runs")
    @requires("organizer")
    def start(meeting: str) -> Response:
        """Make a test run of this meeting."""
        return answer({"meeting": testing.start_test_run(desk, meeting, actor())}, 201)

    @routes.post("/meetings/<meeting>/wipe")
    @requires("organizer")
    def wipe(meeting: str) -> Response:
        """Wipe this test run."""
        testing.wipe_test_run(desk, meeting, actor())
        return answer({"wiped": meeting})


def _add_papers(routes: Blueprint, desk: Desk) -> None:
    """Add rounds on paper."""

    @routes.post("/meetings/<meeting>/paper-rounds")
    @requires("organizer")
    def begin(meeting: str) -> Response:
        """Begin a round on paper."""
        body = read_json(PaperRoundBody)
        made = papers.begin_paper_round(
            desk, meeting, body.item, body.reason, actor(), body.repeat_reason
        )
        return answer({"round": made}, 201)

    @routes.get("/meetings/<meeting>/rounds/<round_id>/papers")
    @requires("organizer", "scrutineer")
    def show(meeting: str, round_id: str) -> Response:
        """Show how far a round on paper is, and the caller's own entries."""
        return answer(papers.show_paper_round(desk, meeting, round_id, actor()))

    @routes.post("/meetings/<meeting>/rounds/<round_id>/papers")
    @requires("scrutineer")
    def enter(meeting: str, round_id: str) -> Response:
        """Enter every paper of one class; says which ones differ from the other teller's."""
        body = read_json(PapersBody, PAPERS_LIMIT)
        sent = (body.electorate, body.issued, body.papers)
        stands = papers.enter_papers(desk, meeting, round_id, sent, actor())
        return answer(
            {
                "agreed": stands.agreed,
                "tellers": list(stands.tellers),
                "differ": list(stands.differ),
                "issued_differs": stands.issued_differs,
            }
        )

    @routes.get("/paper-results/<meeting>")
    @requires(*EVERYBODY)
    def results(meeting: str) -> Response:
        """Show the signed announcements and results of rounds on paper."""
        return answer({"papers": papers.list_results(desk, meeting)})
