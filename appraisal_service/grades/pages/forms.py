"""Forms: compute, decide, publish, make final, object, answer, correct, as the API does.

May import: Flask, pydantic, shared, this room's actions and domain, those of facts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from flask import Blueprint, Response
from pydantic import ConfigDict, Field

from appraisal_service.facts.actions import findings
from appraisal_service.facts.domain.findings import FoundFact
from appraisal_service.grades.actions import correcting, deciding, proposing, publishing
from appraisal_service.grades.domain import Decision, Outcome
from appraisal_service.grades.pages.reading import PERSON, YEAR
from appraisal_service.present import office
from shared.documents.base import Identifier, Title
from shared.documents.grades import GradeCode
from shared.plumbing.access import actor, requires
from shared.plumbing.office import Form, Said, read_form, returns_to
from shared.plumbing.office.days import TypedDay
from shared.rules.cases import RuleId

ONE_YEAR, ONE_PERSON = "grade_pages.one_year", "grade_pages.person"
Reason = Annotated[str, Field(min_length=1, max_length=2000)]
Seen = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,5}\.[0-9a-f]{64}$")]
"""Version and derivation of the proposal that a form showed."""
Page = Callable[..., Response]


class Written(Form):
    """A form in which words are written; spaces around them mean nothing."""

    model_config = ConfigDict(str_strip_whitespace=True)


class DecisionForm(Written):
    """What one decider says, and the paper that records it."""

    grade: GradeCode
    document_number: Title
    document_date: TypedDay
    reason: Annotated[str, Field(max_length=2000)] = ""
    seen: Seen | None = None

    def decision(self) -> Decision:
        """Return it as the domain's value."""
        said = (self.grade, self.document_number, self.document_date, self.reason)
        if self.seen is None:
            return Decision(*said)
        version, _, derivation = self.seen.partition(".")
        return Decision(*said, int(version), derivation)


class FindingForm(Written):
    """What was found under which clause, and the paper that says so."""

    rule: RuleId
    subject: Identifier
    value: Literal["yes", "no"]
    finding_document: Title
    finding_date: TypedDay


class ObjectionForm(Written):
    """A person's objection, as an officer received it."""

    text: Annotated[str, Field(min_length=1, max_length=10_000)]


class AnswerForm(Written):
    """How an objection is answered."""

    objection: Identifier
    outcome: Outcome
    answer: Reason


class CorrectionForm(Written):
    """Why a grade has to be proposed and decided anew."""

    why: Reason


def add_year(routes: Blueprint) -> None:
    """Add what is done with a whole year."""

    @routes.post(f"{YEAR}/proposals")
    @requires("officer")
    @returns_to(ONE_YEAR)
    def propose(year: int, jurisdiction: str) -> Said:
        """Compute everybody's proposal from the evidence as it stands."""
        read_form(Form)
        made = proposing.propose_grades(office(), actor(), jurisdiction, year)
        if made.elsewhere:
            return _with_list("grades_proposed_but", len(made.elsewhere), "elsewhere")
        return Said("grades_proposed", str(made.proposed))

    @routes.post(f"{YEAR}/publish")
    @requires("officer")
    @returns_to(ONE_YEAR)
    def publish(year: int, jurisdiction: str) -> Said:
        """Publish what is decided."""
        read_form(Form)
        done = publishing.publish_grades(office(), actor(), jurisdiction, year)
        if done.left_out:
            return _with_list("grades_published_without", len(done.left_out), "left")
        return Said("grades_published", done.final_from)

    @routes.post(f"{YEAR}/finalize")
    @requires("officer")
    @returns_to(ONE_YEAR)
    def finalize(year: int, jurisdiction: str) -> Said:
        """Make final what nobody contests any more."""
        read_form(Form)
        done = publishing.finalize_grades(office(), actor(), jurisdiction, year)
        if done.outdated_people:
            return _with_list("grades_final_but", len(done.outdated_people), "outdated")
        return Said("grades_final", str(done.final))


def _with_list(code: str, number: int, stage: str) -> Said:
    """Return a notice of so many people; the page that is shown next lists them."""
    return Said(code, str(number), query={"stage": stage})


def add_decisions(routes: Blueprint, shown: Page) -> None:
    """Add a decider's word, and the officer's correction; ``shown`` is the page they stand on."""

    @routes.post(f"{PERSON}/decisions")
    @requires("decider")
    @returns_to(ONE_PERSON, again=shown)
    def decide(year: int, jurisdiction: str, person: str) -> Said:
        """Decide one grade."""
        decision = read_form(DecisionForm).decision()
        done = deciding.decide_grade(office(), actor(), jurisdiction, year, person, decision)
        return Said("grade_decided" if done.state == "decided" else "grade_first")

    @routes.post(f"{PERSON}/decisions/take-back")
    @requires("decider")
    @returns_to(ONE_PERSON, again=shown)
    def take_back(year: int, jurisdiction: str, person: str) -> Said:
        """Take back the decider's own word."""
        read_form(Form)
        deciding.take_back(office(), actor(), jurisdiction, year, person)
        return Said("decision_taken_back")

    @routes.post(f"{PERSON}/corrections")
    @requires("officer")
    @returns_to(ONE_PERSON, again=shown)
    def correct(year: int, jurisdiction: str, person: str) -> Said:
        """Open a new version."""
        why = read_form(CorrectionForm).why
        version = correcting.open_correction(office(), actor(), jurisdiction, year, person, why)
        return Said("correction_opened", str(version))


def add_findings(routes: Blueprint, shown: Page) -> None:
    """Add what the organisation found, which a second officer has to enter too."""

    @routes.post(f"{PERSON}/findings")
    @requires("officer")
    @returns_to(ONE_PERSON, again=shown)
    def find(year: int, jurisdiction: str, person: str) -> Said:
        """Enter a finding on the person, or on the unit or team that the person heads."""
        form = read_form(FindingForm)
        found = FoundFact(
            form.subject, form.rule, form.value == "yes", form.finding_document, form.finding_date
        )
        done = findings.enter_finding(office(), actor(), jurisdiction, year, found)
        if done.complete:
            return Said("fact_finding_complete")
        return Said("fact_finding_changed" if done.replaced else "fact_finding_first")


def add_objections(routes: Blueprint, shown: Page) -> None:
    """Add an objection and its answer; ``shown`` is the page they stand on."""

    @routes.post(f"{PERSON}/objections")
    @requires("officer")
    @returns_to(ONE_PERSON, again=shown)
    def objection(year: int, jurisdiction: str, person: str) -> Said:
        """Enter what a person objects."""
        text = read_form(ObjectionForm).text
        correcting.enter_objection(office(), actor(), jurisdiction, year, person, text)
        return Said("objection_entered")

    @routes.post(f"{PERSON}/answers")
    @requires("decider")
    @returns_to(ONE_PERSON, again=shown)
    def answer(year: int, jurisdiction: str, person: str) -> Said:
        """Answer an objection."""
        form = read_form(AnswerForm)
        done = correcting.answer_objection(
            office(),
            actor(),
            form.objection,
            form.outcome,
            form.answer,
            (jurisdiction, year, person),
        )
        if done.complete:
            return Said(f"objection_{form.outcome}")
        return Said("answer_changed" if done.replaced else "answer_first")
