"""Opening, closing and counting slips need two people; two at once have one effect."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from factories.boxes import refusal
from factories.desk import Hall, Person, a_person
from sqlalchemy import func, select

from ballot_service.desk_app import desk_accounts
from ballot_service.meetings.actions import balloting, finishing, preparing
from ballot_service.meetings.domain.numbers import HandedOut
from ballot_service.meetings.store.rows import DocumentRow
from shared.errors import SuiteError
from shared.plumbing.accounts.actions import issue_token
from shared.plumbing.db import reading


@pytest.fixture
def hall(database_url, tmp_path):
    return Hall(database_url, tmp_path)


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Make the calls at the same moment; return each answer, or the slug of its refusal."""
    barrier, outcomes = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            outcomes[place] = call()
        except SuiteError as error:
            outcomes[place] = error.code

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def documents_of(hall: Hall, kind: str) -> int:
    query = select(func.count()).where(DocumentRow.kind == kind)
    with reading(hall.desk.sessions) as session:
        return session.scalar(query) or 0


def test_the_same_person_twice_does_not_open_a_round(hall):
    round_id = hall.freeze().begin()

    first = hall.must(hall.post(hall.organizer, f"/rounds/{round_id}/open"))
    again = hall.post(hall.organizer, f"/rounds/{round_id}/open")

    assert first == {"state": "frozen", "approvals": 1}
    assert refusal(again) == (409, "same_person")
    assert hall.round_state(round_id) == "frozen"
    assert documents_of(hall, "round_order") == 0
    second = hall.must(hall.post(hall.first, f"/rounds/{round_id}/open"))
    assert second == {"state": "opening", "approvals": 2}


def test_the_same_person_twice_does_not_close_a_round(hall):
    round_id = hall.freeze().begin()
    hall.open(round_id)

    hall.must(hall.post(hall.second, f"/rounds/{round_id}/close"))
    again = hall.post(hall.second, f"/rounds/{round_id}/close")

    assert refusal(again) == (409, "same_person")
    assert hall.round_state(round_id) == "open"


def test_who_opened_may_also_be_one_of_those_who_close(hall):
    round_id = hall.freeze().begin()
    hall.open(round_id)

    closing = hall.must(hall.post(hall.organizer, f"/rounds/{round_id}/close"))

    assert closing == {"state": "open", "approvals": 1}


def test_the_same_scrutineer_twice_does_not_settle_the_slips(hall):
    hall.freeze()
    body = {"electorate": "A", "printed": 8, "issued": 6}

    first = hall.must(hall.post(hall.first, "/handed-out", body))
    again = hall.post(hall.first, "/handed-out", body)

    assert first == {"agreed": False}
    assert refusal(again) == (409, "same_person")
    assert hall.get()["electorates"][0]["issued"] is None


def test_scrutineers_who_count_differently_both_count_again(hall):
    round_id = hall.freeze().begin()
    hall.open(round_id)
    hall.close(round_id)
    body = {"electorate": "A", "printed": 8, "issued": 6}

    hall.must(hall.post(hall.first, "/handed-out", body))
    differing = hall.post(hall.second, "/handed-out", {**body, "issued": 5})

    assert refusal(differing) == (409, "numbers_differ")
    assert refusal(hall.post(hall.organizer, "/finish")) == (409, "handed_out_missing")
    assert hall.must(hall.post(hall.second, "/handed-out", body)) == {"agreed": False}
    assert hall.must(hall.post(hall.first, "/handed-out", body)) == {"agreed": True}
    assert hall.get()["electorates"][0]["issued"] == 6
    acts = [e["act"] for e in hall.get("/events")["events"] if e["subject"] == "A"]
    assert acts[-4:] == ["count_slips", "disagree_slips", "count_slips", "agree_slips"]


COUNT = {"electorate": "A", "printed": 8, "issued": 6}


def counts_noted(hall: Hall) -> list[tuple[str, dict[str, Any]]]:
    """Return what the meeting's record says of counts, to whoever may read it."""
    events = hall.get("/events", hall.second)["events"]
    return [
        (one["act"], one["detail"])
        for one in events
        if one["subject"] == "A" and one["act"] != "make_ticket"
    ]


def test_nobody_reads_a_count_before_two_agree(hall):
    hall.freeze()
    numbers = {"printed": 8, "issued": 6}
    hall.must(hall.post(hall.first, "/handed-out", COUNT))
    waiting = counts_noted(hall)

    hall.post(hall.second, "/handed-out", {**COUNT, "issued": 5})
    hall.hand_out()

    assert waiting == [("count_slips", {})]
    assert counts_noted(hall) == [
        ("count_slips", {}),
        ("disagree_slips", {}),
        ("count_slips", {}),
        ("agree_slips", numbers),
    ]


def test_who_mistyped_a_count_enters_anew_and_it_is_on_record(hall):
    hall.freeze()
    hall.must(hall.post(hall.first, "/handed-out", {**COUNT, "issued": 5}))

    corrected = hall.must(hall.post(hall.first, "/handed-out", COUNT))
    agreed = hall.must(hall.post(hall.second, "/handed-out", COUNT))

    assert (corrected, agreed) == ({"agreed": False}, {"agreed": True})
    assert hall.get()["electorates"][0]["issued"] == 6
    assert [act for act, _ in counts_noted(hall)] == ["count_slips", "change_count", "agree_slips"]
    assert counts_noted(hall)[1] == ("change_count", {})


def test_the_count_of_a_scrutineer_who_left_is_not_one_of_the_two(hall):
    hall.freeze()
    hall.must(hall.post(hall.first, "/handed-out", COUNT))
    hall.leave(hall.first)
    gone = hall.get()["electorates"][0]["first_counted_by"]

    answered = hall.must(hall.post(hall.second, "/handed-out", COUNT))

    shown = hall.get()["electorates"][0]
    assert (gone, answered) == (None, {"agreed": False})
    assert (shown["first_counted_by"], shown["issued"]) == (hall.second.actor.name, None)


def test_a_recount_has_to_be_agreed_on_before_the_meeting_ends(hall):
    round_id = hall.freeze().begin()
    hall.open(round_id)
    hall.close(round_id)
    hall.hand_out(issued=5)
    body = {"electorate": "A", "printed": 8, "issued": 6}

    hall.must(hall.post(hall.first, "/handed-out", body))

    assert refusal(hall.post(hall.organizer, "/finish")) == (409, "handed_out_missing")
    hall.must(hall.post(hall.second, "/handed-out", body))
    assert hall.get()["electorates"][0]["issued"] == 6
    assert hall.post(hall.organizer, "/finish").status_code == 200


def test_a_machine_does_not_stand_for_a_person(hall):
    round_id = hall.freeze().begin()
    token = issue_token(desk_accounts(hall.desk), "script", ["organizer", "scrutineer"])
    machine = Person(hall.organizer.actor, {"Authorization": f"Bearer {token}"})

    opened = hall.post(machine, f"/rounds/{round_id}/open")
    counted = hall.post(machine, "/handed-out", {"electorate": "A", "printed": 8, "issued": 6})

    assert refusal(opened) == (403, "person_needed")
    assert refusal(counted) == (403, "person_needed")


def test_a_scrutineer_of_another_meeting_does_not_count_slips_here(hall):
    hall.freeze()
    other = a_person(hall.desk, "路过的监票人", "scrutineer")

    counted = hall.post(other, "/handed-out", {"electorate": "A", "printed": 8, "issued": 6})

    assert refusal(counted) == (403, "not_scrutineer_here")


def test_many_who_open_at_once_give_one_order(hall):
    round_id = hall.freeze().begin()
    people = [a_person(hall.desk, f"组织者{number}", "organizer").actor for number in range(6)]
    hall.post(hall.organizer, f"/rounds/{round_id}/open")

    outcomes = at_once(
        [
            lambda by=by: balloting.open_round(hall.desk, hall.meeting, round_id, by).state
            for by in people
        ]
    )

    assert sorted(outcomes) == ["opening", *["wrong_state"] * 5]
    assert documents_of(hall, "round_order") == 1
    hall.work()
    assert hall.round_state(round_id) == "open"


def test_two_who_open_at_once_are_the_two_it_takes(hall):
    round_id = hall.freeze().begin()

    outcomes = at_once(
        [
            lambda by=by: balloting.open_round(hall.desk, hall.meeting, round_id, by.actor)
            for by in (hall.organizer, hall.first)
        ]
    )

    assert sorted((o.state, o.approvals) for o in outcomes) == [("frozen", 1), ("opening", 2)]
    assert documents_of(hall, "round_order") == 1


def test_two_who_close_at_once_give_one_order(hall):
    round_id = hall.freeze().begin()
    hall.open(round_id)

    outcomes = at_once(
        [
            lambda by=by: balloting.close_round(hall.desk, hall.meeting, round_id, by.actor)
            for by in (hall.organizer, hall.first)
        ]
    )

    assert sorted(o.state for o in outcomes) == ["closing", "open"]
    assert documents_of(hall, "round_order") == 2


def test_two_who_prepare_at_once_draw_one_set_of_boxes(hall):
    hall.draft()

    outcomes = at_once(
        [lambda: preparing.prepare(hall.desk, hall.meeting, hall.organizer.actor)] * 4
    )

    assert sorted(outcomes, key=len)[:3] == ["wrong_state"] * 3
    assert documents_of(hall, "meeting_manifest") == 1
    assert len(hall.get()["electorates"][0]["uuids"]) == 2


def test_two_who_begin_a_round_at_once_take_one_box(hall):
    hall.freeze()

    outcomes = at_once(
        [lambda: balloting.begin_round(hall.desk, hall.meeting, "sheet", hall.organizer.actor)] * 4
    )

    assert outcomes.count("round_in_progress") == 3
    assert len(hall.get()["rounds"]) == 1
    assert documents_of(hall, "box_manifest") == 1


def test_two_who_finish_at_once_send_one_ledger(hall):
    round_id = hall.freeze().begin()
    hall.open(round_id)
    hall.close(round_id)
    hall.hand_out()

    outcomes = at_once(
        [lambda: finishing.finish(hall.desk, hall.meeting, hall.organizer.actor)] * 4
    )

    assert sorted(str(o) for o in outcomes) == ["None", *["wrong_state"] * 3]
    assert documents_of(hall, "round_ledger") == 1


def test_two_scrutineers_who_enter_at_once_agree(hall):
    hall.freeze()
    count = HandedOut(printed=8, issued=6)

    outcomes = at_once(
        [
            lambda by=by: finishing.hand_out(hall.desk, hall.meeting, {"A": count}, by.actor)
            for by in (hall.first, hall.second)
        ]
    )

    assert sorted(outcomes) == [False, True]
    assert hall.get()["electorates"][0]["issued"] == 6
