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
    deciding_many,
    one_whole,
    overview,
    proposing,
    publishing,
    standings,
)
from appraisal_service.grades.domain import Decision, OneOfMany, Outcome, Paper
from appraisal_service.present import office, query
from shared.documents.base import Hex32, Identifier, Title
from shared.documents.grades import GradeCode
from shared.plumbing.access import actor, requires
from shared.plumbing.reading import Body, answer, read_json
from shared.rules.cases import Day
from shared.rules.parameters import PartOfOne

blueprint = Blueprint("grades", __name__)

YEAR = "/api/v1/years/<int(max=9999):year>/<jurisdiction>"

Reason = Annotated[str, Field(min_length=1, max_length=2000)]


MOST_AT_ONCE = 2000
MANY_LIMIT = 2 * 1024 * 1024
"""Bytes; a county of 577 officials needs about 100 KB, and reasons of their own."""


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
    version: Annotated[int | None, Field(ge=1)] = None
    derivation: Hex32 | None = None
    """As ``GET …/proposals`` told both: where they are given, another proposal is not decided."""

    def decision(self) -> Decision:
        """Return it as the domain's value."""
        return Decision(**self.model_dump(exclude={"person"}))


class PersonBody(Body):
    """Whom something is about."""

    person: Identifier


class OneOfManyBody(Body):
    """What one decider says of one person, and which proposal they looked at."""

    person: Identifier
    grade: GradeCode
    version: Annotated[int, Field(ge=1)]
    derivation: Hex32
    """As ``GET …/proposals`` told both; a proposal that has changed since is not decided."""
    reason: Annotated[str, Field(max_length=2000)] = ""


class ManyBody(Body):
    """One document, and everybody who is decided under it."""

    document_number: Title
    document_date: Day
    reason: Annotated[str, Field(max_length=2000)] = ""
    """Of everybody who needs a reason and has none of their own."""
    decisions: Annotated[list[OneOfManyBody], Field(max_length=MOST_AT_ONCE)]

    def paper(self) -> Paper:
        """Return the document as the domain's value."""
        return Paper(self.document_number, self.document_date, self.reason)

    def listed(self) -> list[OneOfMany]:
        """Return the people as the domain's values."""
        return [OneOfMany(**one.model_dump()) for one in self.decisions]


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


@blueprint.get(f"{YEAR}/people/<person>")
@requires("officer", "decider")
def show_whole(year: int, jurisdiction: str, person: str) -> Response:
    """Return all of one person's grade: votes, rulings, score, place, decision and digests."""
    return answer(one_whole.show_whole(office(), actor(), (jurisdiction, year, person)))


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


@blueprint.post(f"{YEAR}/decisions/take-back")
@requires("decider")
def take_back(year: int, jurisdiction: str) -> Response:
    """Take back the caller's own decision, while no second decider has decided with it."""
    person = read_json(PersonBody).person
    deciding.take_back(office(), actor(), jurisdiction, year, person)
    return answer({"person": person})


@blueprint.post(f"{YEAR}/decisions/many")
@requires("decider")
def decide_many(year: int, jurisdiction: str) -> Response:
    """Decide many grades under one document: all of them, or none."""
    body = read_json(ManyBody, MANY_LIMIT)
    done = deciding_many.decide_many(
        office(), actor(), (jurisdiction, year), body.paper(), body.listed()
    )
    return answer({"people": dict(done.outcomes)}, 201)


@blueprint.post(f"{YEAR}/decisions/many/preview")
@requires("decider")
def preview_many(year: int, jurisdiction: str) -> Response:
    """Tell who of a list could not be decided so, and why; nothing is stored."""
    body = read_json(ManyBody, MANY_LIMIT)
    refused = deciding_many.preview_many(
        office(), actor(), (jurisdiction, year), body.paper(), body.listed()
    )
    told = [
        {
            "place": one.place,
            "person": one.person,
            "type": f"/problems/{one.error.code}",
            "title": str(one.error),
        }
        for one in refused
    ]
    return answer({"refused": told})


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
