"""Late-comers and leave at the check-in desk: recorded, live in the numbers, refused with why."""

from __future__ import annotations

import pytest
from factories.desk import Hall
from factories.office import Browser, a_browser
from factories.pages import a_build

from ballot_service.desk_app import app_for


@pytest.fixture
def hall(tmp_path) -> Hall:
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)


@pytest.fixture
def browser(hall, tmp_path) -> Browser:
    return a_browser(app_for(hall.desk, a_build(tmp_path / "web")), hall.registrar)


def absent(hall: Hall) -> str:
    return next(one["id"] for one in hall.get("/people")["people"] if not one["present"])


def send(hall: Hall, path: str, person: str, **more: str) -> tuple[int, str]:
    answered = hall.post(hall.registrar, path, {"person": person, **more})
    return answered.status_code, str(answered.json.get("type", "")).rsplit("/", 1)[-1]


def numbers(hall: Hall) -> list[int]:
    one = hall.get()["electorates"][0]
    return [one["roll"], one["present"], one["on_leave"]]


def test_leave_is_recorded_with_its_reason_and_never_shrinks_who_should_come(hall, browser):
    hall.check_in(present=5)
    person = absent(hall)

    said = browser.press(f"/meetings/{hall.meeting}/leaves", person=person, q="", reason="病假")

    assert "已记录请假" in said
    assert numbers(hall) == [6, 5, 1]
    page = browser.open(f"/meetings/{hall.meeting}/check-in?person={person}").text
    assert "应到 6，实到 5，请假 1" in page
    assert "请假：病假" in page
    assert hall.get("/events")["events"][-1] | {"at": "", "seq": 0} == {
        "seq": 0,
        "at": "",
        "account": hall.registrar.actor.account_id,
        "name": "赵签到",
        "act": "record_leave",
        "subject": person,
        "before": None,
        "after": None,
        "reason": "病假",
        "detail": {},
    }


def test_leave_needs_a_reason_and_somebody_who_is_not_here(hall, browser):
    hall.check_in(present=5)
    here = next(one["id"] for one in hall.get("/people")["people"] if one["present"])

    assert send(hall, "/leaves", absent(hall), reason="")[0] == 400
    assert send(hall, "/leaves", here, reason="公差") == (409, "present_already")
    assert send(hall, "/leaves/undo", absent(hall), reason="误记") == (409, "not_on_leave")
    assert send(hall, "/leaves", "0123456789abcdef", reason="病假") == (404, "no_such_person")
    assert numbers(hall) == [6, 5, 0]
    refused = browser.press(f"/meetings/{hall.meeting}/leaves", person=here, q="", reason="公差")
    assert "请先撤销签到" in refused


def test_leave_is_corrected_with_a_reason_and_ends_when_the_person_comes(hall):
    hall.check_in(present=5)
    person = absent(hall)
    send(hall, "/leaves", person, reason="病假")
    corrected = send(hall, "/leaves/undo", person, reason="记错人")
    after = numbers(hall)
    send(hall, "/leaves", person, reason="病假")

    hall.must(hall.post(hall.registrar, "/check-ins", {"people": [person]}))

    assert corrected == (200, "")
    assert after == [6, 5, 0]
    assert numbers(hall) == [6, 6, 0]


def test_leave_is_recorded_only_while_the_meeting_runs(hall):
    hall.prepare()
    person = absent(hall)
    early = send(hall, "/leaves", person, reason="病假")
    hall.must(hall.post(hall.organizer, "/cancel", {"reason": "改期"}))

    assert early == (409, "wrong_state")
    assert send(hall, "/leaves", person, reason="病假") == (409, "wrong_state")


def test_who_comes_late_is_checked_in_between_rounds_and_the_slips_are_counted_anew(hall, browser):
    hall.freeze(present=5)
    hall.hand_out(issued=5)
    person = absent(hall)

    said = browser.press(f"/meetings/{hall.meeting}/check-ins/late", person=person, q="")

    assert "请发一张备用凭条" in said
    assert numbers(hall) == [6, 6, 0]
    assert hall.get()["electorates"][0]["issued"] is None
    assert "迟到" in browser.open(f"/meetings/{hall.meeting}/check-in?person={person}").text


def test_nobody_is_checked_in_late_while_people_vote_or_before_the_freeze(hall):
    hall.check_in(present=5)
    person = absent(hall)
    early = send(hall, "/check-ins/late", person)
    hall.must(hall.post(hall.organizer, "/freeze"))
    hall.tally.rehearse(hall.meeting, hall.board.document)
    hall.work()
    hall.open(hall.begin())

    assert early == (409, "wrong_state")
    assert send(hall, "/check-ins/late", person) == (409, "late_during_round")
    assert numbers(hall) == [6, 5, 0]


def test_a_late_check_in_is_undone_and_an_ordinary_one_is_not_in_this_way(hall):
    hall.freeze(present=5)
    person = absent(hall)
    ordinary = next(one["id"] for one in hall.get("/people")["people"] if one["present"])
    send(hall, "/check-ins/late", person)

    twice = send(hall, "/check-ins/late", person)
    wrong = send(hall, "/check-ins/late/undo", ordinary, reason="错")
    undone = send(hall, "/check-ins/late/undo", person, reason="认错人")

    assert twice == (409, "present_already")
    assert wrong == (409, "not_late")
    assert undone == (200, "")
    assert numbers(hall) == [6, 5, 0]


def test_a_blind_meeting_has_reserve_slips_for_late_comers(hall):
    hall.prepare(credential_mode="blind")
    hall.must(hall.post(hall.organizer, "/check-in"))
    person = absent(hall)

    assert send(hall, "/check-ins/late", person)[1] == "wrong_state"


def test_others_than_the_check_in_desk_record_nothing(hall):
    hall.check_in(present=5)
    person = absent(hall)

    for path in ("/leaves", "/leaves/undo", "/check-ins/late", "/check-ins/late/undo"):
        refused = hall.post(hall.first, path, {"person": person, "reason": "x"})
        assert refused.status_code == 403
