"""HTTP doors of the room: jurisdictions and people. Parse, one action, answer.

May import: Flask, pydantic, people's actions and domain, shared.plumbing.
"""

from dataclasses import asdict
from typing import Annotated, Any

from flask import Blueprint, Response
from pydantic import Field

from appraisal_service.people import actions
from appraisal_service.people.actions import packs
from appraisal_service.people.domain import Official, PeopleList, Role, Scale, Team, Unit
from appraisal_service.present import office, query
from shared.documents.base import Identifier, Part, Title, Year
from shared.plumbing.access import actor, requires
from shared.plumbing.accounts.first import ADMIN
from shared.plumbing.reading import Body, answer, read_json
from shared.rules.cases import Day

blueprint = Blueprint("people", __name__)

READERS = ("officer", "decider", ADMIN)
"""Who may read packs: whoever may open a year."""
PACK_LIMIT = 1024 * 1024
PEOPLE_LIMIT = 4 * 1024 * 1024


class JurisdictionBody(Body):
    """A jurisdiction, its year, its resolved pack."""

    id: Identifier
    title: Title
    year: Year
    pack: dict[str, Any]


class UnitBody(Body):
    """A unit."""

    id: Identifier
    name: Title
    vertical: bool = False


class TeamBody(Body):
    """A team and the person number of its head."""

    id: Identifier
    name: Title
    unit: Identifier
    head: Identifier


class PersonBody(Body):
    """An official as of a year."""

    id: Identifier
    name: Title
    unit: Identifier
    post: Title
    role: Role
    team: Identifier | None = None
    scale: Scale = "civil"
    group: Identifier | None = None
    since: Day | None = None


class PeopleQuery(Part):
    """Whose people are listed, as of which year."""

    jurisdiction: Identifier
    year: Year


class PeopleBody(Body):
    """One import; ``valid_from`` defaults to the jurisdiction's newest year."""

    jurisdiction: Identifier
    valid_from: Year | None = None
    units: Annotated[list[UnitBody], Field(max_length=2000, default_factory=list)]
    people: Annotated[list[PersonBody], Field(max_length=20_000, default_factory=list)]
    teams: Annotated[list[TeamBody], Field(max_length=5000, default_factory=list)]
    left: Annotated[list[Identifier], Field(max_length=20_000, default_factory=list)]
    left_on: Day | None = None

    def listed(self) -> PeopleList:
        """Return the import as the domain's values."""
        return PeopleList(
            [Unit(**unit.model_dump()) for unit in self.units],
            [Team(**team.model_dump()) for team in self.teams],
            [Official(**person.model_dump()) for person in self.people],
        )


@blueprint.post("/api/v1/jurisdictions")
@requires("officer")
def set_up_jurisdiction() -> Response:
    """Fix a year's pack; 201 with its digest."""
    body = read_json(JurisdictionBody, PACK_LIMIT)
    wanted = actions.WantedYear(body.year, body.title, body.id)
    digest = actions.set_up_jurisdiction(office(), actor(), wanted, body.pack)
    return answer({"jurisdiction": body.id, "year": body.year, "pack": digest}, 201)


@blueprint.get("/api/v1/packs")
@requires(*READERS)
def list_packs() -> Response:
    """List the packs that years have used, and every text pack."""
    return answer(packs.list_packs(office()))


@blueprint.get("/api/v1/packs/<name>")
@requires(*READERS)
def one_pack(name: str) -> Response:
    """Return a resolved pack by its digest, or a text pack by its id."""
    return answer(packs.pack_document(office(), name))


@blueprint.post("/api/v1/people")
@requires("officer")
def import_people() -> Response:
    """Import units, teams and officials; answers with the counts."""
    body = read_json(PeopleBody, PEOPLE_LIMIT)
    imported = actions.import_people(
        office(),
        actor(),
        body.jurisdiction,
        body.valid_from,
        body.listed(),
        dict.fromkeys(body.left, body.left_on),
    )
    return answer(asdict(imported))


@blueprint.get("/api/v1/people")
@requires("officer")
def list_people() -> Response:
    """List units, teams and officials of a year, with the days of their posts."""
    asked = query(PeopleQuery)
    return answer(actions.list_people(office(), asked.jurisdiction, asked.year))
