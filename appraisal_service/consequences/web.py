"""HTTP doors of the room: the list of consequences, decisions, steps, reminders, early warning.

May import: Flask, pydantic, this room's actions and domain, shared.plumbing.
"""

from dataclasses import asdict
from typing import Annotated, Literal

from flask import Blueprint, Response
from pydantic import Field

from appraisal_service.consequences.actions import deciding, opening, overview
from appraisal_service.consequences.actions.overview import Asked
from appraisal_service.consequences.domain.deciding import OPEN, Act, Said, State, Verdict, Word
from appraisal_service.present import office, query
from shared.documents.base import Identifier, Part, Title
from shared.plumbing.access import actor, requires
from shared.plumbing.reading import Body, answer, read_json
from shared.rules.cases import Day
from shared.rules.checks import Slug

blueprint = Blueprint("consequences", __name__)

YEAR = "/api/v1/years/<int(max=9999):year>/<jurisdiction>"
ONE = f"{YEAR}/consequences/<consequence>"

Reason = Annotated[str, Field(max_length=2000)]


class Nothing(Body):
    """An empty body: the address says all."""


class ListQuery(Part):
    """Which entries, and for which day overdue is told."""

    state: State | Literal["open"] | None = None
    due_before: Day | None = None
    subject: Identifier | None = None
    on: Day | None = None
    page: Annotated[int, Field(ge=1, le=100_000)] = 1

    def asked(self) -> Asked:
        """Return it as the action reads it; ``open`` is whatever is still to be done."""
        states = OPEN if self.state == "open" else self.state and (self.state,)
        return Asked(states, self.due_before, self.subject, self.page, self.on)


class DayQuery(Part):
    """For which day; today if left out."""

    on: Day | None = None


class ReminderQuery(DayQuery):
    """And how many days ahead."""

    within: Annotated[int, Field(ge=0, le=366)] = 14


class WordBody(Body):
    """What one decider says on an entry."""

    verdict: Verdict
    chosen: Annotated[list[Slug], Field(max_length=10, default_factory=list)]
    person: Identifier | None = None
    document_number: Title
    document_date: Day
    reason: Reason = ""

    def word(self) -> Word:
        """Return it as the domain's value."""
        return Word(**{**self.model_dump(), "chosen": tuple(self.chosen)})


class StepBody(Body):
    """What an officer did after the decision."""

    act: Act
    reason: Reason = ""
    document: Title | None = None
    date: Day | None = None


@blueprint.post(f"{YEAR}/consequences")
@requires("officer")
def open_consequences(year: int, jurisdiction: str) -> Response:
    """Bring the list up to date with the rulings."""
    read_json(Nothing)
    return answer(asdict(opening.open_consequences(office(), actor(), jurisdiction, year)))


@blueprint.get(f"{YEAR}/consequences")
@requires("officer", "decider")
def list_consequences(year: int, jurisdiction: str) -> Response:
    """List entries, the most urgent first."""
    asked = query(ListQuery).asked()
    return answer(overview.list_consequences(office(), jurisdiction, year, asked))


@blueprint.get(ONE)
@requires("officer", "decider")
def one_consequence(year: int, jurisdiction: str, consequence: str) -> Response:
    """Return one entry with its steps."""
    return answer(overview.one_consequence(office(), jurisdiction, year, consequence))


@blueprint.post(f"{ONE}/decisions")
@requires("decider")
def decide_consequence(year: int, jurisdiction: str, consequence: str) -> Response:
    """Decide on an entry; a second decider has to say the same."""
    word = read_json(WordBody).word()
    where = jurisdiction, year, consequence
    decided = deciding.decide_consequence(office(), actor(), where, word)
    return answer(asdict(decided), 201)


@blueprint.post(f"{ONE}/steps")
@requires("officer")
def step_consequence(year: int, jurisdiction: str, consequence: str) -> Response:
    """Record that a decision was carried out or closed, or open it again."""
    body = read_json(StepBody)
    said = Said(body.reason, body.document, body.date)
    where = jurisdiction, year, consequence
    state = deciding.step_consequence(office(), actor(), where, body.act, said)
    return answer({"state": state}, 201)


@blueprint.get(f"{YEAR}/reminders")
@requires("officer", "decider")
def list_reminders(year: int, jurisdiction: str) -> Response:
    """List what is overdue or due soon."""
    asked = query(ReminderQuery)
    return answer(overview.list_reminders(office(), jurisdiction, year, asked.on, asked.within))


@blueprint.get(f"{YEAR}/early-warning")
@requires("officer", "decider")
def list_early_warning(year: int, jurisdiction: str) -> Response:
    """List who is on the early-warning list, and why."""
    asked = query(DayQuery)
    return answer(overview.list_early_warning(office(), jurisdiction, year, asked.on))
