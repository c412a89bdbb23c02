"""HTTP doors of the room: proposals, decisions, publication, objections.

May import: Flask, pydantic, grades' actions and domain, shared.plumbing.
"""

from dataclasses import asdict
from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field

from appraisal_service.grades.actions import (
    correcting,
    deciding,
    overview,
    proposing,
    publishing,
    standings,
)
from appraisal_service.grades.domain import Decision, Outcome
from appraisal_service.present import office, query
from shared.documents.base import Identifier, Title
from shared.documents.grades import GradeCode
from shared.plumbing.access import actor, requires
from shared.plumbing.reading import Body, answer, read_json
from shared.rules.cases import Day
from shared.rules.parameters import PartOfOne

blueprint = Blueprint("grades", __name__)

YEAR = "/api/v1/years/<int:year>/<jurisdiction>"

Reason = Annotated[str, Field(min_length=1, max_length=2000)]


class Nothing(Body):
    """An empty body: the address says all."""


class DecisionBody(Body):
    """What one decider says."""

    person: Identifier
    grade: GradeCode
    document_number: Title
    document_date: Day
    reason: Annotated[str, Field(max_length=2000)] = ""
    """Needed where the grade is not the proposed one."""

    def decision(self) -> Decision:
        """Return it as the domain's value."""
        return Decision(self.grade, self.document_number, self.document_date, self.reason)


class ObjectionBody(Body):
    """A person's objection, as an officer received it."""

    person: Identifier
    text: Annotated[str, Field(min_length=1, max_length=10_000)]


class AnswerBody(Body):
    """How an objection is answered."""

    outcome: Outcome
    reason: Reason


class CorrectionBody(Body):
    """Why a grade has to be proposed and decided anew."""

    person: Identifier
    reason: Reason


class QuotaQuery(Body):
    """Of how many people which share."""

    participants: Annotated[int, Field(ge=0, le=100_000)]
    share: PartOfOne


@blueprint.post(f"{YEAR}/proposals")
@requires("officer")
def propose_grades(year: int, jurisdiction: str) -> Response:
    """Derive everybody's grade from the evidence as it stands."""
    read_json(Nothing)
    return answer(asdict(proposing.propose_grades(office(), actor(), jurisdiction, year)))


@blueprint.get(f"{YEAR}/proposals")
@requires("officer", "decider")
def list_proposals(year: int, jurisdiction: str) -> Response:
    """List votes, rulings, proposals and states."""
    return answer(overview.list_proposals(office(), jurisdiction, year))


@blueprint.get(f"{YEAR}/standings")
@requires("officer", "decider")
def list_standings(year: int, jurisdiction: str) -> Response:
    """List places and quota positions, group by group."""
    return answer({"standings": standings.list_standings(office(), jurisdiction, year)})


@blueprint.get("/api/v1/quota")
@requires("officer", "decider")
def quota() -> Response:
    """Tell how many of a group may be graded excellent, by each way of rounding."""
    asked = query(QuotaQuery)
    return answer(standings.quota_of(asked.participants, asked.share))


@blueprint.post(f"{YEAR}/decisions")
@requires("decider")
def decide_grade(year: int, jurisdiction: str) -> Response:
    """Decide one grade; a second decider has to give the same one."""
    body = read_json(DecisionBody)
    decided = deciding.decide_grade(
        office(), actor(), jurisdiction, year, body.person, body.decision()
    )
    return answer(asdict(decided), 201)


@blueprint.post(f"{YEAR}/publish")
@requires("officer")
def publish_grades(year: int, jurisdiction: str) -> Response:
    """Publish what is decided, within the quota."""
    read_json(Nothing)
    return answer(asdict(publishing.publish_grades(office(), actor(), jurisdiction, year)))


@blueprint.post(f"{YEAR}/finalize")
@requires("officer")
def finalize_grades(year: int, jurisdiction: str) -> Response:
    """Make published grades final once the objection period is over."""
    read_json(Nothing)
    return answer(asdict(publishing.finalize_grades(office(), actor(), jurisdiction, year)))


@blueprint.get(f"{YEAR}/after-final")
@requires("officer", "decider")
def list_after_final(year: int, jurisdiction: str) -> Response:
    """List the rulings that read final grades, with what they rest on."""
    return answer({"people": overview.list_after_final(office(), jurisdiction, year)})


@blueprint.post(f"{YEAR}/objections")
@requires("officer")
def enter_objection(year: int, jurisdiction: str) -> Response:
    """Keep an objection to a published grade."""
    body = read_json(ObjectionBody)
    objection = correcting.enter_objection(
        office(), actor(), jurisdiction, year, body.person, body.text
    )
    return answer({"objection": objection}, 201)


@blueprint.get(f"{YEAR}/objections")
@requires("officer", "decider")
def list_objections(year: int, jurisdiction: str) -> Response:
    """List objections and their answers."""
    return answer({"objections": overview.list_objections(office(), jurisdiction, year)})


@blueprint.post("/api/v1/objections/<objection>/answers")
@requires("decider")
def answer_objection(objection: str) -> Response:
    """Answer an objection; a second decider has to say the same."""
    body = read_json(AnswerBody)
    answered = correcting.answer_objection(office(), actor(), objection, body.outcome, body.reason)
    return answer(asdict(answered), 201)


@blueprint.post(f"{YEAR}/corrections")
@requires("officer")
def open_correction(year: int, jurisdiction: str) -> Response:
    """Open a new version of a decided, published or final grade."""
    body = read_json(CorrectionBody)
    version = correcting.open_correction(
        office(), actor(), jurisdiction, year, body.person, body.reason
    )
    return answer({"version": version}, 201)


@blueprint.get(f"{YEAR}/events")
@requires("officer", "decider")
def list_events(year: int, jurisdiction: str) -> Response:
    """List who did what, when and why."""
    return answer({"events": overview.list_events(office(), jurisdiction, year)})
