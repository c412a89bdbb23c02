"""Two tellers of papers: each types apart, and who left is not one of the two."""

from __future__ import annotations

from typing import Any

import pytest
from factories.desk import Hall, a_person
from factories.paper_halls import PAPERS, begin, enter, result
from sqlalchemy import select

from ballot_service.meetings.store.rows import ScrutineerRow
from shared.plumbing.db import unit_of_work


@pytest.fixture
def hall(tmp_path) -> Hall:
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)


def noted(hall: Hall) -> list[dict[str, Any]]:
    events = hall.get("/events")["events"]
    return [one["detail"] for one in events if one["act"] == "enter_papers"]


def test_what_one_teller_typed_is_in_no_record_before_the_other_typed_the_same(hall):
    hall.freeze()
    round_id = begin(hall)

    enter(hall, hall.first, round_id)
    enter(hall, hall.second, round_id, issued=5)
    apart = noted(hall)
    enter(hall, hall.second, round_id)

    assert apart == [{"electorate": "A"}, {"electorate": "A"}]
    assert noted(hall)[-1] == {"electorate": "A", "issued": 6, "papers": 6}


def test_a_teller_who_left_is_not_one_of_two_and_another_takes_the_place(hall):
    hall.freeze()
    round_id = begin(hall)
    third = a_person(hall.desk, "周监票", "scrutineer")
    with unit_of_work(hall.desk.sessions) as uow:
        key = uow.session.scalars(select(ScrutineerRow.key)).first()
        named = {"meeting": hall.meeting, "account_id": third.actor.account_id}
        uow.session.add(ScrutineerRow(**named, name="周监票", key=key))
    enter(hall, hall.first, round_id, PAPERS.replace("2 1112", "2 1113"))
    enter(hall, hall.second, round_id)
    full = enter(hall, third, round_id)

    hall.leave(hall.first)
    shown = hall.get(f"/rounds/{round_id}/papers", hall.second)["classes"][0]
    alone = enter(hall, hall.second, round_id)
    both = enter(hall, third, round_id)

    assert full["slug"] == "tellers_complete"
    assert (shown["tellers"], shown["differ"]) == (["孙监票"], [])
    assert (alone["agreed"], both["agreed"]) == (False, True)
    assert set(result(hall).lines[0].tellers) == {"孙监票", "周监票"}


def test_equal_papers_of_a_teller_who_left_count_nothing(hall):
    hall.freeze()
    round_id = begin(hall)
    enter(hall, hall.first, round_id)
    hall.leave(hall.first)

    assert enter(hall, hall.second, round_id)["agreed"] is False
    shown = hall.get(f"/rounds/{round_id}/papers")["classes"][0]
    assert (hall.round_state(round_id), shown["tellers"]) == ("draft", ["孙监票"])
