"""A round on paper in a hall: begun, entered by its tellers, and what came of it."""

from __future__ import annotations

from typing import Any

from factories import documents
from factories.desk import Hall, Person, an_item

from shared.documents.base import open_signed
from shared.documents.manifests import Contest
from shared.documents.paper import PaperResult

KEYS = {documents.DESK.key_id: documents.DESK.public}
SHEET = [Contest.model_validate(one) for one in an_item()["contests"]["A"]]
"""Two officials and a team with five options each, and whether the team is trusted."""

PAPERS = "1 1 1 1 1\n2 1112\n3 x\n4 2 2 - 3\n5 5 5 5 3\n6 1 1 1 1\n"
"""Six papers, one of them void, on one a contest marked wrongly."""


def begin(hall: Hall, item: str = "sheet", reason: str = "停电", **more: str) -> str:
    body = {"item": item, "reason": reason, **more}
    return str(hall.must(hall.post(hall.organizer, "/paper-rounds", body))["round"])


def enter(
    hall: Hall, by: Person, round_id: str, papers: str = PAPERS, **more: Any
) -> dict[str, Any]:
    body = {"electorate": "A", "issued": 6, "papers": papers, **more}
    answered = hall.post(by, f"/rounds/{round_id}/papers", body)
    slug = str(answered.json.get("type", "")).rsplit("/", 1)[-1]
    return {"status": answered.status_code, "slug": slug, **answered.json}


def result(hall: Hall) -> PaperResult:
    answered = hall.client.get(
        f"/api/v1/paper-results/{hall.meeting}", headers=hall.organizer.headers
    )
    return open_signed(PaperResult, answered.json["papers"][-1]["result"], KEYS)


def of_kind(hall: Hall, kind: str) -> list[dict[str, Any]]:
    """Return what the tally service was told of this kind."""
    return [one for one in hall.tally.taken if one["type"] == kind]
