"""Where the pages of facts stand, the forms of a paper, and words that all of them need.

May import: Flask, pydantic, shared, this room's actions and domain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response
from pydantic import ConfigDict

from appraisal_service.facts.actions import counting
from appraisal_service.facts.domain import telling
from appraisal_service.facts.domain.records import Paper
from appraisal_service.people.actions.showing import year_head
from appraisal_service.present import office
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


def way_back(year: int, jurisdiction: str) -> dict[str, Any]:
    """Return what the way back takes: ``here``, ``year``, ``head`` (of the year's pages)."""
    head = year_head(office(), jurisdiction, year)
    return {"here": here(year, jurisdiction), "year": year, "head": head}


def kind_name(kind: str) -> str:
    """Return what a kind is called in the page's language."""
    return telling.kind_name(kind, language())


def names_in(year: int, jurisdiction: str) -> dict[str, str]:
    """Return what people, units and rankings are called in the page's language."""
    return counting.names_of_subjects(office(), jurisdiction, year, language())


def words_of(names: Mapping[str, str]) -> dict[str, Any]:
    """Return what a page that shows records takes, given the names of those in them.

    ``names`` itself; ``told``, a function of a record; ``about``, one of a record's subject.
    """
    at = language()
    return {
        "names": names,
        "told": lambda fact: telling.told(fact["kind"], fact["value"], at, names),
        "about": lambda subject: telling.subject_name(subject, at, names),
    }
