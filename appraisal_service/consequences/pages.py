"""Consequences as pages: the list, one entry with its forms, whom to keep an eye on.

May import: Flask, pydantic, this room's actions and domain, shared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, get_args

from flask import Blueprint, Response, request
from pydantic import ConfigDict, Field

from appraisal_service.consequences.actions import deciding, opening, overview
from appraisal_service.consequences.actions.overview import Asked
from appraisal_service.consequences.actions.sources import origin_of
from appraisal_service.consequences.domain.deciding import OPEN, Act, Said, State, Verdict, Word
from appraisal_service.facts.domain.columns import ADMONITIONS, BARS, SANCTIONS
from appraisal_service.people.actions.showing import year_head
from appraisal_service.present import office
from shared.documents.base import Title
from shared.plumbing.access import actor, requires
from shared.plumbing.office import Form, read_form, returns_to, show_page, typed
from shared.plumbing.office import Said as Told
from shared.plumbing.office.days import TypedDay
from shared.plumbing.pages import language
from shared.rules.checks import Slug
from shared.rules.clauses import Clause
from shared.rules.phrases import OWNERS
from shared.rules.wording import MODALITIES

YEAR = "/years/<int(max=9999):year>/<jurisdiction>"
LIST = f"{YEAR}/consequences"
ONE = f"{LIST}/<consequence>"
STAFF = ("officer", "decider")
THE_LIST, THE_ONE = "consequence_pages.consequences", "consequence_pages.one"
STATES: tuple[State, ...] = get_args(State)
DAYS_AHEAD = 14
LAST_PAGE = 100_000


class WordForm(Form):
    """What one decider says on an entry."""

    model_config = ConfigDict(str_strip_whitespace=True)

    verdict: Verdict
    chosen: Annotated[list[Slug], Field(max_length=10)]
    person: Annotated[str, Field(max_length=64)] = ""
    document_number: Title
    document_date: TypedDay
    reason: Annotated[str, Field(max_length=2000)] = ""


class StepForm(Form):
    """What an officer did after the decision."""

    model_config = ConfigDict(str_strip_whitespace=True)

    act: Act
    step_reason: Annotated[str, Field(max_length=2000)] = ""


def consequence_pages() -> Blueprint:
    """Return the pages of this room."""
    routes = Blueprint("consequence_pages", __name__)
    _add_lists(routes)
    _add_forms(routes, _add_one(routes))
    return routes


def _add_lists(routes: Blueprint) -> None:
    """Add the list with what is due, bringing it up to date, and the early warning."""

    @routes.get(LIST)
    @requires(*STAFF)
    def consequences(year: int, jurisdiction: str) -> Response:
        """Show what has to be done, the most urgent first."""
        state = request.args.get("state", "open")
        states = OPEN if state == "open" else ((state,) if state in STATES else None)
        asked = Asked(states=states, page=_page())
        return show_page(
            "appraisal/consequences.html",
            listed=overview.list_consequences(office(), jurisdiction, year, asked),
            due=overview.list_reminders(office(), jurisdiction, year, None, DAYS_AHEAD),
            state=state,
            states=STATES,
            officer="officer" in actor().roles,
            owner_name=_owner,
            **_where(year, jurisdiction),
        )

    @routes.post(LIST)
    @requires("officer")
    @returns_to(THE_LIST)
    def refresh(year: int, jurisdiction: str) -> Told:
        """Bring the list up to date with the rulings."""
        read_form(Form)
        made = opening.open_consequences(office(), actor(), jurisdiction, year)
        return Told("consequences_listed", str(made.open))

    @routes.get(f"{YEAR}/early-warning")
    @requires(*STAFF)
    def early_warning(year: int, jurisdiction: str) -> Response:
        """Show who is on the early-warning list, and why."""
        return show_page(
            "appraisal/early_warning.html",
            warned=overview.list_early_warning(office(), jurisdiction, year, None),
            sign_told=_sign_told,
            fact_page=lambda sign: _fact_page(jurisdiction, sign),
            **_where(year, jurisdiction),
        )


def _add_one(routes: Blueprint) -> Callable[..., Response]:
    """Add one entry, whose page is returned."""

    @routes.get(ONE)
    @requires(*STAFF)
    def one(year: int, jurisdiction: str, consequence: str) -> Response:
        """Show one entry with its grounds, its steps and what can be done."""
        entry = overview.one_consequence(office(), jurisdiction, year, consequence)
        origin = origin_of(office(), jurisdiction, year, entry, language())
        return show_page(
            "appraisal/consequence.html",
            entry=entry,
            modality=getattr(MODALITIES[entry["modality"]], language()),
            owner_name=_owner,
            origin=origin,
            clause_names=_clause_names(origin.clauses),
            roles=actor().roles,
            typed=typed(),
            **_where(year, jurisdiction),
        )

    return one


def _add_forms(routes: Blueprint, shown: Callable[..., Response]) -> None:
    """Add a decider's word and an officer's step; ``shown`` is the page they stand on."""

    @routes.post(f"{ONE}/decisions")
    @requires("decider")
    @returns_to(THE_ONE, again=shown)
    def decide(year: int, jurisdiction: str, consequence: str) -> Told:
        """Decide on an entry."""
        form = read_form(WordForm)
        values = {**form.model_dump(), "chosen": tuple(form.chosen), "person": form.person or None}
        where = jurisdiction, year, consequence
        done = deciding.decide_consequence(office(), actor(), where, Word(**values))
        return Told("consequence_first" if done.decisions < 2 else "consequence_decided")

    @routes.post(f"{ONE}/steps")
    @requires("officer")
    @returns_to(THE_ONE, again=shown)
    def step(year: int, jurisdiction: str, consequence: str) -> Told:
        """Record that a decision was carried out or closed, or open it again."""
        form = read_form(StepForm)
        where = jurisdiction, year, consequence
        said = Said(form.step_reason)
        state = deciding.step_consequence(office(), actor(), where, form.act, said)
        return Told(f"consequence_{state}")


def _page() -> int:
    """Return the page that is asked for, from 1 to the last that the API takes."""
    return min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)


def _where(year: int, jurisdiction: str) -> dict[str, Any]:
    """Return what every page here needs to lead back, and the pack that its clauses stand in."""
    head = year_head(office(), jurisdiction, year)
    here = f"/years/{year}/{jurisdiction}"
    return {"here": here, "year": year, "title": head.title, "pack": head.pack}


def _clause_names(clauses: Mapping[str, Clause]) -> dict[str, str]:
    """Return each clause's title in the page's language, by id."""
    return {rule: str(getattr(clause.title, language())) for rule, clause in clauses.items()}


def _owner(slug: str | None) -> str:
    """Return who has to act, in the page's language; "" where the clause does not say."""
    name = OWNERS.get(slug or "")
    return (slug or "") if name is None else str(getattr(name, language()))


def _fact_page(jurisdiction: str, sign: Mapping[str, Any]) -> str:
    """Return the address of the record behind a reason of the early-warning list."""
    year = int(sign["period"][:4])
    return f"/years/{year}/{jurisdiction}/facts/{sign['fact']}/{sign['source']}"


def _sign_told(sign: dict[str, Any]) -> str:
    """Return what a reason of the early-warning list says, in the page's language."""
    if sign["kind"] == "consequence":
        clauses = ", ".join(sign["clauses"])
        text = str(sign["text"][language()])
        return f"{text} ({clauses})" if language() == "en" else f"{text}（{clauses}）"
    words = {"bar": BARS, "discipline": SANCTIONS, "admonition": ADMONITIONS}.get(sign["kind"], {})
    found = words.get(sign["detail"])
    return str(sign["detail"]) if found is None else found[language() == "en"]
