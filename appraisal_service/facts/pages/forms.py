"""Where the pages of facts stand, the forms of a paper, and words that all of them need.

May import: Flask, pydantic, shared, this room's domain.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from pydantic import ConfigDict

from appraisal_service.facts.domain import telling
from appraisal_service.facts.domain.records import Paper
from shared.documents.base import Title
from shared.plumbing.office import Form
from shared.plumbing.office.days import TypedDay
from shared.plumbing.pages import language

YEAR = "/years/<int(max=9999):year>/<jurisdiction>/facts"
KIND, RECORD = f"{YEAR}/<kind>", f"{YEAR}/<kind>/<fact>"
ONE_KIND, ONE_RECORD = "fact_pages.one_kind", "fact_pages.one_record"
ATTENDANCE = "attendance"
STAFF = ("officer", "decider")
Page = Callable[..., Response]


class PaperForm(Form):
    """The paper on which facts stand."""

    model_config = ConfigDict(str_strip_whitespace=True)

    document: Title
    date: TypedDay
    source_body: Title

    def paper(self) -> Paper:
        """Return it as the domain's value."""
        return Paper(self.document, self.date, self.source_body)


def here(year: int, jurisdiction: str) -> str:
    """Return the address of a year's page."""
    return f"/years/{year}/{jurisdiction}"


def kind_name(kind: str) -> str:
    """Return what a kind is called in the page's language."""
    return telling.kind_name(kind, language())


def told(fact: dict[str, Any]) -> str:
    """Return what a record says in the page's language."""
    return telling.told(fact["kind"], fact["value"], language())
