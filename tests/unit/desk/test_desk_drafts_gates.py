"""Clauses on lists and life meetings hold for what a template makes, without anybody's record."""

from __future__ import annotations

import pytest
from factories import documents
from factories.committees import adopting, item_of, refused
from factories.desk import PACK, Hall, a_pack

KEYS = [key.public.hex() for key in documents.SCRUTINEERS]


@pytest.fixture
def hall(tmp_path) -> Hall:
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)


def ready(hall: Hall, kind: str, **changes: object) -> Hall:
    """Make a meeting of this kind from its template alone and play it to the frozen lists."""
    text = adopting(PACK, PI="P12", PD="P11")
    by = hall.organizer.headers
    pack = hall.must(hall.client.post("/api/v1/packs", json={"text": text}, headers=by))["pack"]
    assert pack == a_pack(text).digest
    suggested = hall.client.get(f"/api/v1/templates/{kind}/draft", headers=by).json["outline"]
    accounts = [one.actor.account_id for one in (hall.first, hall.second)]
    given = {
        "year": 2026,
        "board": "board-1",
        "place": {"id": "bureau-a", "name": "甲局"},
        "electorates": [{"key": "A", "title": "A票"}],
        "scrutineers": [
            {"account": account, "key": key} for account, key in zip(accounts, KEYS, strict=True)
        ],
        "pack": pack,
    }
    made = hall.client.post("/api/v1/drafts", json={**suggested, **given, **changes}, headers=by)
    hall.meeting = hall.must(made)["meeting"]
    assert hall.import_roll().status_code == 200
    hall.must(hall.post(hall.organizer, "/prepare"))
    hall.work()
    assert hall.upload("A", 8).status_code == 200
    hall.must(hall.post(hall.organizer, "/check-in"))
    people = [one["id"] for one in hall.get("/people")["people"]]
    hall.must(hall.post(hall.registrar, "/check-ins", {"people": people}))
    hall.must(hall.post(hall.organizer, "/freeze"))
    return hall.work()


def people(count: int) -> list[dict[str, str]]:
    return [{"id": f"c{n}", "kind": "candidate", "name": f"人选{n}"} for n in range(count)]


def fact(hall: Hall, key: str) -> object:
    return next(one["value"] for one in item_of(hall, "sheet")["facts"] if one["key"] == key)


def test_a_list_with_too_few_candidates_for_its_posts_is_not_voted_on(hall):
    ready(hall, "investigation_list", lines=people(3), choices=2, posts=2)

    said = refused(hall.post(hall.organizer, "/rounds", {"item": "sheet"}))

    assert said.startswith("too_few_candidates")
    assert "P12: 按照不低于1:2的比例" in said
    assert (fact(hall, "candidates"), fact(hall, "posts")) == (3, 2)


def test_a_list_with_two_candidates_for_each_post_is_voted_on(hall):
    ready(hall, "investigation_list", lines=people(4), choices=2, posts=2)

    hall.must(hall.post(hall.organizer, "/rounds", {"item": "sheet"}))


def test_a_life_meeting_is_reviewed_once_it_is_on_record_that_the_delegates_were_asked(hall):
    ready(hall, "life_meeting_review")
    said = refused(hall.post(hall.organizer, "/rounds", {"item": "sheet"}))
    stated = {"value": True, "document": "甲党〔2026〕3号", "date": "2026-01-05"}
    path = f"/api/v1/meetings/{hall.meeting}/agenda/items/sheet/facts/delegates_asked"
    hall.must(hall.client.put(path, json=stated, headers=hall.organizer.headers))

    assert said.startswith("delegates_not_asked")
    assert "P11: 各级党组织召开民主生活会前" in said
    hall.must(hall.post(hall.organizer, "/rounds", {"item": "sheet"}))


def test_the_next_step_leads_to_the_agenda_where_the_clause_and_its_record_stand(hall):
    ready(hall, "life_meeting_review")

    shut = hall.get()["next_step"]
    stated = {"value": True, "document": "甲党〔2026〕3号", "date": "2026-01-05"}
    path = f"/api/v1/meetings/{hall.meeting}/agenda/items/sheet/facts/delegates_asked"
    hall.must(hall.client.put(path, json=stated, headers=hall.organizer.headers))
    step = hall.get()["next_step"]

    assert (shut["code"], step["code"]) == ("items_shut", "next_round")
    assert "P11" in shut["zh"]
    assert [gate["rule"] for gate in shut["gates"]] == ["P11"]
    assert shut["gates"][0]["link"] == f"/meetings/{hall.meeting}/agenda#item-1"
    assert step["gates"] == []
    assert {shut["link"], step["link"]} == {f"/meetings/{hall.meeting}/agenda"}
    assert hall.get()["has_agenda"]
