"""The kinds of facts of a year, the records of one kind, an empty file to fill in.

May import: Flask, this room's actions and domain, shared.plumbing.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from appraisal_service.facts.actions import counting, showing
from appraisal_service.facts.domain import telling
from appraisal_service.facts.domain.columns import COLUMNS
from appraisal_service.facts.domain.faults import NoSuchKind
from appraisal_service.facts.domain.records import Wanted
from appraisal_service.facts.pages.forms import (
    ATTENDANCE,
    KIND,
    STAFF,
    YEAR,
    Page,
    here,
    kind_name,
    names_in,
    words_of,
)
from appraisal_service.present import office
from shared.plumbing.access import actor, requires
from shared.plumbing.files import hand_out
from shared.plumbing.office import show_page, typed
from shared.plumbing.pages import language


def add_lists(routes: Blueprint) -> Page:
    """Add the kinds of facts, and the records of one kind, whose page is returned."""

    @routes.get(YEAR)
    @requires(*STAFF)
    def facts(year: int, jurisdiction: str) -> Response:
        """Show how many facts of each kind there are."""
        return show_page(
            "appraisal/facts.html",
            count=counting.count_facts(office(), jurisdiction, year),
            brought=_brought(year, jurisdiction),
            here=here(year, jurisdiction),
            year=year,
            kind_name=kind_name,
        )

    @routes.get(KIND)
    @requires(*STAFF)
    def one_kind(year: int, jurisdiction: str, kind: str) -> Response:
        """Show the records of a kind, and where a file of them is brought."""
        return show_page("appraisal/facts_kind.html", **_kind_values(year, jurisdiction, kind))

    @routes.get(f"{KIND}/template.xlsx")
    @requires(*STAFF)
    def template(year: int, jurisdiction: str, kind: str) -> Response:
        """Hand out an empty file to fill in."""
        return hand_out(showing.make_template(kind, language()), f"{kind}.xlsx")

    return one_kind


def _kind_values(year: int, jurisdiction: str, kind: str) -> dict[str, Any]:
    """Return what the page of one kind takes."""
    count = counting.count_facts(office(), jurisdiction, year)
    shared = {
        "here": here(year, jurisdiction),
        "title": count.title,
        "year": year,
        "kind": kind,
        "kind_name": kind_name,
        "officer": "officer" in actor().roles,
        "by_file": kind == ATTENDANCE or kind in COLUMNS,
        "typed": typed(),
    }
    if kind == ATTENDANCE:
        batches = showing.list_batches(office(), jurisdiction, year)
        files = [batch for batch in batches if batch["kind"] == ATTENDANCE]
        return {**shared, "files": files, "brought": bool(files), "listed": None}
    if kind not in telling.KIND_NAMES:
        raise NoSuchKind("There is no such kind of facts.")
    page = max(1, request.args.get("page", 1, type=int))
    return {
        **shared,
        "files": [],
        "brought": kind in _brought(year, jurisdiction),
        "listed": showing.list_facts(office(), Wanted(jurisdiction, year, kind), page),
        **words_of(names_in(year, jurisdiction)),
    }


def _brought(year: int, jurisdiction: str) -> set[str]:
    """Return the kinds of which a file was brought, be it to say that there was nothing."""
    return {batch["kind"] for batch in showing.list_batches(office(), jurisdiction, year)}
