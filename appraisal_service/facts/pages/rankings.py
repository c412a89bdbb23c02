"""认定末位 on a ranking's own page: two officers, each alone, say whether a unit counts as last.

May import: Flask, pydantic, this room's actions, shared.
"""

from __future__ import annotations

from typing import Annotated, Literal

from flask import Blueprint
from pydantic import Field

from appraisal_service.facts.actions import ranking_rulings, showing
from appraisal_service.facts.actions.ranking_rulings import RankingRuled
from appraisal_service.facts.domain.typed_records import RANKING
from appraisal_service.facts.pages.forms import ONE_RECORD, YEAR, Page, PaperForm
from appraisal_service.present import office
from shared.documents.base import Identifier
from shared.plumbing.access import actor, requires
from shared.plumbing.office import Said, read_form, returns_to


class RulingForm(PaperForm):
    """Whether a unit is last, whose main task dragged it, and the paper that says so."""

    unit: Identifier
    last: Literal["yes", "no"]
    deputy: Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9._-]{0,63})?$")] = ""


def add_rulings(routes: Blueprint, shown: Page) -> None:
    """Add a ruling; ``shown`` is the page of the ranking, on which it stands."""

    @routes.post(f"{YEAR}/{RANKING}/<fact>/rulings", defaults={"kind": RANKING})
    @requires("officer")
    @returns_to(ONE_RECORD, again=shown)
    def rule(year: int, jurisdiction: str, kind: str, fact: str) -> Said:
        """Say whether a unit counts as last."""
        form = read_form(RulingForm)
        showing.one_fact(office(), fact, (jurisdiction, year, kind))
        ruled = RankingRuled(form.unit, fact, form.last == "yes", form.deputy or None, form.paper())
        done = ranking_rulings.rule_on_ranking(office(), actor(), ruled)
        if done.complete:
            return Said("ranking_ruled")
        return Said("ranking_changed" if done.replaced else "ranking_first")
