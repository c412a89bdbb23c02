"""Pages that show: the years, the list of a year's people, one person's derivation.

May import: Flask, shared.plumbing, this room's actions, page parts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from flask import Blueprint, Response, request

from appraisal_service.facts.actions import counting
from appraisal_service.facts.domain import telling
from appraisal_service.grades.actions import distribution, overview, showing
from appraisal_service.grades.actions.one_person import PersonPage, show_person
from appraisal_service.grades.actions.resting import grades_resting_on
from appraisal_service.grades.actions.showing import Wanted, address
from appraisal_service.grades.next_step import STAGES
from appraisal_service.grades.pages import sight
from appraisal_service.grades.unruled import still_missing
from appraisal_service.people.actions.showing import year_head
from appraisal_service.present import office
from shared.documents.dates import CHINA
from shared.plumbing.access import actor, requires
from shared.plumbing.accounts.first import ADMIN
from shared.plumbing.office import show_page, typed
from shared.plumbing.pages import language
from shared.rules.measures import decimal_text

STAFF = ("officer", "decider")
EVERYBODY = (*STAFF, ADMIN)
YEAR = "/years/<int(max=9999):year>/<jurisdiction>"
PERSON = f"{YEAR}/people/<person>"
LONGEST_SEARCH = 100


def add_home(routes: Blueprint) -> None:
    """Add the first page and a year's list."""

    @routes.get("/")
    @requires(*EVERYBODY)
    def home() -> Response:
        """Show every year with its next step."""
        return show_page("appraisal/home.html", years=showing.list_years(office()), me=actor())

    @routes.get(YEAR)
    @requires(*EVERYBODY)
    def one_year(year: int, jurisdiction: str) -> Response:
        """Show the people of a year, fifty at a time."""
        wanted = Wanted(
            request.args.get("q", "")[:LONGEST_SEARCH],
            request.args.get("unit", "")[:LONGEST_SEARCH],
            _stage_asked(),
            request.args.get("page", 1, type=int),
        )
        listed = showing.show_year(office(), jurisdiction, year, wanted)
        return show_page(
            "appraisal/year.html",
            listed=listed,
            wanted=wanted,
            stages=STAGES,
            waits=lambda missing: [getattr(said, language()) for said in missing],
            titles=sight.titles(listed.clauses, language()),
            me=actor(),
        )


def _stage_asked() -> str:
    """Return the stage whose people are asked for; whom a clause hit no administrator may ask."""
    stage = request.args.get("stage", "")[:LONGEST_SEARCH]
    hidden = stage == "triggered" and actor().roles.isdisjoint(STAFF)
    return "" if hidden else stage


def add_lists(routes: Blueprint) -> None:
    """Add what a year's page leads to: distribution, objections, the record."""

    @routes.get(f"{YEAR}/distribution")
    @requires(*STAFF)
    def spread(year: int, jurisdiction: str) -> Response:
        """Show how the grades are spread over the groups."""
        at = language()
        return show_page(
            "appraisal/distribution.html",
            line=showing.show_line(office(), jurisdiction, year),
            groups=distribution.show_distribution(office(), jurisdiction, year),
            grades=distribution.GRADES,
            chart=lambda group, label, none: sight.grade_chart(group, label, none, at),
        )

    @routes.get(f"{YEAR}/objections")
    @requires(*STAFF)
    def objections(year: int, jurisdiction: str) -> Response:
        """Show the objections of a year and their answers."""
        return show_page(
            "appraisal/objections.html",
            line=showing.show_line(office(), jurisdiction, year),
            objections=showing.named_objections(office(), jurisdiction, year),
            me=actor(),
        )

    @routes.get(f"{YEAR}/record")
    @requires(*STAFF)
    def record(year: int, jurisdiction: str) -> Response:
        """Show who did what in a year, the newest first."""
        return show_page(
            "appraisal/record.html",
            line=showing.show_line(office(), jurisdiction, year),
            events=list(reversed(overview.list_events(office(), jurisdiction, year))),
            local=lambda at: (
                datetime.fromisoformat(at)
                .astimezone(CHINA)
                .isoformat(sep=" ", timespec="minutes")[:16]
            ),
        )


def add_resting(routes: Blueprint) -> None:
    """Add what a recorded fact's page leads to: the grades that rest on it."""

    @routes.get(f"{YEAR}/facts/<kind>/<fact>/grades")
    @requires(*STAFF)
    def resting(year: int, jurisdiction: str, kind: str, fact: str) -> Response:
        """Show whom a correction of a fact is about, and what to do about each."""
        found = grades_resting_on(office(), jurisdiction, year, kind, fact)
        return show_page(
            "appraisal/fact_grades.html",
            fact=found,
            grades=found.grades,
            here=address(jurisdiction, year),
            year=year,
            head=year_head(office(), jurisdiction, year),
            kind_name=lambda kind: telling.kind_name(kind, language()),
        )


def add_person(routes: Blueprint) -> Callable[..., Response]:
    """Add one person's derivation, of the newest version or the one the address names.

    Returns:
        The page's view, on which a refused form is shown again.
    """

    @routes.get(PERSON)
    @requires(*STAFF)
    def person(year: int, jurisdiction: str, person: str) -> Response:
        """Show how a grade comes about, and what can be done with it."""
        version = request.args.get("version", type=int)
        found = show_person(office(), actor(), (jurisdiction, year, person), version)
        return show_page("appraisal/person.html", **_shown(found))

    @routes.get(f"{PERSON}/place")
    @requires(*STAFF)
    def place(year: int, jurisdiction: str, person: str) -> Response:
        """Show where a person stands in the group, and where the quota of the group ends."""
        group = distribution.show_place(office(), jurisdiction, year, person)
        return show_page(
            "appraisal/place.html",
            line=showing.show_line(office(), jurisdiction, year),
            group=group,
            person=person,
            place=group.standing.of(person),
            bins=sight.score_bins(group),
            chart=lambda label, own: sight.score_chart(group, person, label, own),
            grades=distribution.GRADES,
            grade_chart=lambda label, none: sight.grade_chart(group, label, none, language()),
            decimal=lambda score: decimal_text(score, 2),
        )

    return person


def _shown(found: PersonPage) -> dict[str, Any]:
    """Return what the person's page takes."""
    at = language()
    document = found.document
    values: dict[str, Any] = {
        "one": found,
        "here": address(found.jurisdiction, found.year),
        "me": actor(),
        "typed": typed(),
        "source_name": lambda source: sight.source_name(source, at),
    }
    if document is None:
        return values
    scale = document["inputs"]["person"]["scale"]
    rows = sight.year_rows(document, found.year, found.earlier)
    where = found.jurisdiction, found.year
    named = cache(lambda: counting.names_of_subjects(office(), *where, at))
    return values | {
        "scale": scale,
        "titles": sight.titles(found.pack.clauses, at),
        "names": sight.option_names(scale, at),
        "votes": sight.vote_rows(document),
        "vote_chart": lambda label: sight.vote_chart(document, at, label),
        "arithmetic": sight.arithmetic(document, scale, at),
        "base_name": sight.base_name(found.pack.parameters.base, at),
        "source_told": lambda ruling: sight.source_told(ruling, found.pack, at),
        "rulings": sight.in_order(document["rulings"], found.pack),
        "unit_rulings": sight.in_order(document.get("unit_rulings", []), found.pack),
        "facts": list(sight.facts_of(document)),
        "findings": sight.findings_of(document),
        "asked": sight.asked_findings(document, found.later),
        "fact_name": lambda kind: telling.kind_name(kind, at),
        "fact_told": lambda fact: telling.told(fact["kind"], fact["value"], at, named()),
        "fact_page": lambda fact: _fact_page(found.jurisdiction, fact),
        "waits": [getattr(said, at) for said in still_missing(document)],
        "waits_for": lambda needs: sight.waits(needs, at),
        "afterwards": [
            rule
            for rule, clause in found.pack.clauses.items()
            if "after_final" in getattr(clause, "scope", ())
        ],
        "later_rulings": sight.in_order(found.later["rulings"], found.pack) if found.later else [],
        "objectable": ("published", "final"),
        "years": rows,
        "year_chart": lambda label, none: sight.year_chart(rows, label, none),
    }


def _fact_page(jurisdiction: str, fact: Mapping[str, Any]) -> str:
    """Return the address of a fact's own page, in the year that its period lies in."""
    year = int(fact["period"][:4])
    return f"{address(jurisdiction, year)}/facts/{fact['kind']}/{fact['id']}"
