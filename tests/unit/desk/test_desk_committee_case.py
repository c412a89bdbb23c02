"""Catalogue D11 as one sitting through the API: eleven members, eight present, votes by name."""

from __future__ import annotations

import pytest
from factories import documents
from factories.committees import (
    FLOOD,
    MARKS,
    ROAD,
    a_committee,
    a_matter,
    confirm,
    item_of,
    marks,
    record,
    refused,
)
from factories.desk import Hall

from shared.documents.base import open_signed
from shared.documents.named_votes import NamedVote

KEYS = {documents.DESK.key_id: documents.DESK.public}
DROUGHT = a_matter("drought", "抗旱应急资金", urgent=True)


@pytest.fixture
def hall(tmp_path) -> Hall:
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)


def decided(
    hall: Hall, here: list[str], item: str, purpose: str, **counts: int
) -> dict[str, object]:
    """Record and confirm a vote; return its result."""
    made = record(hall, item, marks(here, **counts), purpose=purpose)
    return dict(hall.must(confirm(hall, made))["result"])


def test_the_whole_case_is_held_ended_and_on_signed_record(hall):
    here = a_committee(hall, ROAD, FLOOD, DROUGHT)
    sudden = {"title": "临时任命", "item_class": "personnel", "proposer": here[0]}

    improvised = refused(hall.post(hall.organizer, "/agenda/items", sudden))
    road = decided(hall, here, "road", "decision", **MARKS)
    admitted = decided(hall, here, "flood", "consent", agree=4, disagree=4)
    barred = decided(hall, here, "drought", "consent", agree=3, disagree=5)
    shut = refused(record(hall, "drought", marks(here, agree=8)))
    flood = decided(hall, here, "flood", "decision", agree=6, abstain=2)
    gates = hall.get()["next_step"]["gates"]
    hall.must(hall.post(hall.organizer, "/agenda/adjourn"))

    assert improvised.startswith("improvised_personnel_item")
    assert "C07: 县委书记不得临时动议研究干部议题" in improvised
    assert (road["quorum"]["met"], road["by"], road["passed"]) == (True, "Q2", False)
    assert [road["bases"][base]["share"] for base in ("roll", "present")] == ["5/11", "5/8"]
    assert (admitted["by"], admitted["passed"], barred["passed"]) == ("C06", True, False)
    assert shut.startswith("consent_missing")
    assert [(gate["item"], gate["rule"]) for gate in gates] == [("drought", "C06")]
    assert "不再表决" in gates[0]["zh"]
    assert (flood["by"], flood["passed"]) == ("Q2", True)
    votes = [vote for key in ("road", "flood", "drought") for vote in item_of(hall, key)["votes"]]
    signed = [hall.get(f"/agenda/votes/{vote['vote']}/document") for vote in votes]
    papers = [open_signed(NamedVote, one, KEYS) for one in signed]
    assert [paper.digest for paper in papers] == [vote["document"] for vote in votes]
    assert [(paper.rule, paper.passed) for paper in papers] == [
        ("Q2", False),
        ("C06", True),
        ("Q2", True),
        ("C06", False),
    ]
    assert papers[0].counts == MARKS
    assert hall.get()["state"] == "closed"
