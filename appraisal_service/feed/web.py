"""HTTP doors of the feed: for client tokens of the role ``feed``, and for auditors.

May import: Flask, pydantic, feed's actions, shared.plumbing.
"""

from dataclasses import asdict
from typing import Annotated, cast

from flask import Blueprint, Response
from pydantic import Field

from appraisal_service.feed import actions
from appraisal_service.present import office, query
from shared.documents.base import Part, Year
from shared.documents.grades import grade_schema
from shared.plumbing.access import actor, public, requires
from shared.plumbing.reading import Out, answer

blueprint = Blueprint("feed", __name__)


class FeedQuery(Part):
    """Which year, and the cursor of the answer before."""

    year: Year
    since: Annotated[str, Field(max_length=32)] = "0"


@blueprint.get("/api/v1/grades")
@requires("feed")
def grades_since() -> Response:
    """List signed final grades; the cursor leads on."""
    asked = query(FeedQuery)
    return answer(asdict(actions.grades_since(office(), asked.year, asked.since)))


@blueprint.get("/api/v1/grades/<person>/<int(max=9999):year>")
@requires("feed", "officer")
def one_grade(person: str, year: int) -> Response:
    """Return one signed final grade."""
    return answer(cast(Out, actions.one_grade(office(), person, year)))


@blueprint.get("/api/v1/derivations/<digest>")
@requires("feed", "officer", "decider")
def one_derivation(digest: str) -> Response:
    """Return the derivation of this digest."""
    return answer(actions.one_derivation(office(), actor().roles, digest))


@blueprint.get("/api/v1/schemas/grade")
@public("what a grade looks like is no secret; whoever reads the feed builds on it")
def schema_of_a_grade() -> Response:
    """Return the JSON Schema of the ``document`` in each signed grade."""
    return answer(grade_schema())
