"""One record as it stands on its paper: what it says, what took its place, correcting it.

May import: Flask, pydantic, this room's actions and domain, shared.
"""

from __future__ import annotations

from typing import Annotated, Any

from flask import Blueprint, Response
from pydantic import Field, model_validator

from appraisal_service.facts.actions import ranking_rulings, showing, superseding
from appraisal_service.facts.actions.superseding import Correction
from appraisal_service.facts.domain.faults import NoSuchKind
from appraisal_service.facts.domain.typed_records import (
    RANKING,
    can_be_typed,
    fields_of,
    ranked,
    value_of,
)
from appraisal_service.facts.pages.forms import (
    ONE_RECORD,
    RECORD,
    STAFF,
    Page,
    PaperForm,
    kind_name,
    names_in,
    way_back,
    words_of,
)
from appraisal_service.present import office
from shared.documents.base import Title
from shared.plumbing.access import actor, requires
from shared.plumbing.office import Said, read_form, returns_to, show_page, typed

MOST_FIELDS = 1300
"""Two for each unit of the longest ranking, and the others."""
FORM_LIMIT = 128 * 1024
Text = Annotated[str, Field(max_length=2000)]


class WithdrawalForm(PaperForm):
    """Why a record is taken away, and the paper that says so."""

    reason: Title


class CorrectionForm(PaperForm):
    """What a record should have said, why, and the paper that says so."""

    why: Title
    key: list[str]
    text: list[Text]
    """What stands in the fields named by ``key``."""
    period: Annotated[str, Field(max_length=16)] = ""
    unit: list[str]
    score: list[str]
    """Of a ranking, beside ``unit``."""

    @model_validator(mode="after")
    def _fields_are_whole(self) -> CorrectionForm:
        """Every field has its name and its text, every unit its score."""
        if len(self.key) != len(self.text) or len(self.unit) != len(self.score):
            raise ValueError("a field lacks its text")
        return self

    def value(self, kind: str, subject: str) -> dict[str, Any]:
        """Return the value that was typed.

        Raises:
            FactsRejected: it cannot be read.
        """
        value = value_of(kind, dict(zip(self.key, self.text, strict=True)))
        if kind != RANKING:
            return value
        scores = ranked(list(zip(self.unit, self.score, strict=True)))
        return {**value, "list": subject, "period": self.period, "scores": scores}


def add_records(routes: Blueprint) -> Page:
    """Add one record, whose page is returned, taking it away and correcting it."""

    @routes.get(RECORD)
    @requires(*STAFF)
    def one_record(year: int, jurisdiction: str, kind: str, fact: str) -> Response:
        """Show one record, what it took the place of, and what took its place."""
        return show_page("appraisal/fact.html", **_values(year, jurisdiction, kind, fact))

    @routes.post(f"{RECORD}/withdrawal")
    @requires("officer")
    @returns_to(ONE_RECORD, again=one_record)
    def withdraw(year: int, jurisdiction: str, kind: str, fact: str) -> Said:
        """Take a record away."""
        form = read_form(WithdrawalForm)
        where = jurisdiction, year, kind
        superseding.withdraw_fact(office(), actor(), fact, form.paper(), form.reason, where)
        return Said("fact_withdrawn")

    @routes.post(f"{RECORD}/correction")
    @requires("officer")
    @returns_to(ONE_RECORD, again=one_record)
    def supersede(year: int, jurisdiction: str, kind: str, fact: str) -> Said:
        """Put a corrected record in its place."""
        form = read_form(CorrectionForm, MOST_FIELDS, FORM_LIMIT)
        if not can_be_typed(kind):
            raise NoSuchKind("Records of this kind are not corrected by one officer.")
        where = jurisdiction, year, kind
        earlier = showing.one_fact(office(), fact, where)["fact"]
        value = form.value(kind, earlier["subject"]["id"])
        correction = Correction(form.paper(), value, form.why, form.period or None)
        superseding.supersede_fact(office(), actor(), fact, correction, where)
        return Said("fact_superseded")

    return one_record


def _values(year: int, jurisdiction: str, kind: str, fact: str) -> dict[str, Any]:
    """Return what the page of one record takes."""
    where = jurisdiction, year, kind
    record, earlier, later = showing.fact_with_neighbours(office(), fact, where)
    stands, said = record["state"] == "in_force", record["fact"]["value"]
    officer = "officer" in actor().roles
    ranking = kind == RANKING and stands
    return {
        "record": record,
        "earlier": earlier,
        "later": later,
        **words_of(names_in(year, jurisdiction)),
        **way_back(year, jurisdiction),
        "kind_name": kind_name,
        "officer": officer,
        "fields": fields_of(kind, said) if officer and stands and can_be_typed(kind) else [],
        "rulings": ranking_rulings.list_rulings(office(), fact) if ranking else [],
        "typed": typed(),
    }
