"""Test runs: boxes of their own, invented people, one click to wipe, and never a formal meeting."""

from __future__ import annotations

import pytest
from factories import documents
from factories.boxes import stored
from factories.desk import Hall
from factories.office import Browser, a_browser
from factories.pages import a_build

from ballot_service.desk_app import app_for
from ballot_service.hall.actions import testing
from shared.documents.base import open_signed, sign
from shared.documents.wipes import TestWipe

KEYS = {documents.DESK.key_id: documents.DESK.public}


@pytest.fixture
def hall(tmp_path) -> Hall:
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)


@pytest.fixture
def organizer(hall, tmp_path) -> Browser:
    return a_browser(app_for(hall.desk, a_build(tmp_path / "web")), hall.organizer)


def at(hall: Hall, meeting: str) -> Hall:
    hall.meeting = meeting
    return hall


def start(hall: Hall) -> tuple[str, str]:
    """Make a formal draft with a roll, and a test run of it; return both ids."""
    hall.draft()
    assert hall.import_roll().status_code == 200
    made = hall.must(hall.post(hall.organizer, "/test-runs"))
    return hall.meeting, made["meeting"]


def play(hall: Hall) -> str:
    """Play the present meeting to a closed round; return the round's id."""
    hall.must(hall.post(hall.organizer, "/prepare"))
    hall.work()
    assert hall.upload("A", 8).status_code == 200
    hall.must(hall.post(hall.organizer, "/check-in"))
    people = [one["id"] for one in hall.get("/people")["people"]]
    hall.must(hall.post(hall.registrar, "/check-ins", {"people": people}))
    hall.must(hall.post(hall.organizer, "/freeze"))
    hall.tally.rehearse(hall.meeting, hall.board.document)
    round_id = hall.work().begin()
    hall.open(round_id)
    hall.close(round_id)
    return round_id


def slug(answered) -> tuple[int, str]:
    return answered.status_code, str(answered.json.get("type", "")).rsplit("/", 1)[-1]


def test_a_test_run_is_a_copy_with_invented_people_and_boxes_of_its_own(hall):
    formal, test = start(hall)

    shown = at(hall, test).get()

    assert (shown["title"], shown["test"], shown["rehearses"]) == (
        "演练：甲局年度民主测评会",
        True,
        formal,
    )
    names = [one["name"] for one in hall.get("/people")["people"]]
    assert names == [f"演练人员 A{n:03}" for n in range(1, 7)]
    hall.must(hall.post(hall.organizer, "/prepare"))
    test_boxes = {uuid for one in hall.get()["electorates"] for uuid in one["uuids"]}
    at(hall, formal)
    hall.must(hall.post(hall.organizer, "/prepare"))
    formal_boxes = {uuid for one in hall.get()["electorates"] for uuid in one["uuids"]}
    assert test_boxes.isdisjoint(formal_boxes)
    assert hall.get()["manifest"]["digest"] != at(hall, test).get()["manifest"]["digest"]


def test_every_page_of_a_test_run_says_so_and_no_page_of_the_real_meeting(hall, organizer):
    formal, test = start(hall)
    words = "演练：这里的一切都不作数"

    assert words in organizer.open(f"/meetings/{test}").text
    assert words in organizer.open(f"/meetings/{test}/turnout").text
    assert words in organizer.open(f"/meetings/{test}/remedies").text
    assert words not in organizer.open(f"/meetings/{formal}").text


def test_a_whole_test_run_is_wiped_by_one_click_and_the_real_meeting_goes_on(hall, organizer):
    formal, test = start(hall)
    play(at(hall, test))
    assert stored(hall.box)["ballot"] == []
    before = len(hall.get()["electorates"][0]["uuids"])
    uuids = hall.get()["electorates"][0]["uuids"]
    hall.work()

    said = organizer.press(f"/meetings/{test}/wipe")
    hall.work()

    assert "演练已清除，通知已签署" in said
    assert hall.get("/people")["people"] == []
    assert hall.get()["state"] == "cancelled"
    assert [hall.box_client.get(f"/api/v1/boxes/{one}").status_code for one in uuids] == [404] * 2
    assert stored(hall.box)["box"] == []
    notice = at(hall, formal).get()["test_runs"][0]
    assert notice["wiped_by"] == "王组织"
    wipe = open_signed(TestWipe, notice["notice"], KEYS)
    assert (wipe.meeting, len(wipe.uuids)) == (test, before)
    assert "由王组织清除" in organizer.open(f"/meetings/{formal}").text
    assert hall.get("/events")["events"][-1]["act"] == "test_run_wiped"
    assert hall.round_state(play(hall)) == "closed"


def test_the_tally_service_is_told_of_the_wipe_with_the_same_order(hall):
    formal, test = start(hall)
    play(at(hall, test))

    hall.must(hall.post(hall.organizer, "/wipe"))
    hall.work()

    notice = at(hall, formal).get()["test_runs"][0]["notice"]
    assert hall.tally.taken[-1] == notice["document"]


def test_a_meeting_ticked_as_a_test_by_hand_is_wiped_likewise(hall, organizer):
    hall.draft(test=True)
    assert hall.import_roll().status_code == 200
    play(hall)
    offered = organizer.open(f"/meetings/{hall.meeting}").text

    said = organizer.press(f"/meetings/{hall.meeting}/wipe")
    hall.work()

    assert f"/meetings/{hall.meeting}/wipe" in offered
    assert "演练已清除，通知已签署" in said
    assert (hall.get()["wiped"], hall.get("/people")["people"]) == (True, [])
    assert stored(hall.box)["box"] == []
    assert hall.tally.taken[-1]["type"] == "test_wipe"
    assert slug(hall.post(hall.organizer, "/wipe")) == (409, "wiped_already")
    assert "一键清除演练" not in organizer.open(f"/meetings/{hall.meeting}").text


def test_check_in_to_the_real_meeting_waits_for_the_wipe_and_the_next_step_says_so(hall, organizer):
    formal, test = start(hall)
    hall.must(hall.post(hall.organizer, "/prepare"))
    hall.work()
    assert hall.upload("A", 8).status_code == 200

    waiting = hall.step()
    refused = hall.post(hall.organizer, "/check-in")
    said = organizer.press(f"/meetings/{formal}/check-in/start")
    hall.must(at(hall, test).post(hall.organizer, "/wipe"))

    assert waiting == "wipe_test_run"
    assert slug(refused) == (409, "test_run_not_wiped")
    assert "请先打开演练" in said
    assert at(hall, formal).step() != "wipe_test_run"
    hall.must(hall.post(hall.organizer, "/check-in"))


def test_a_test_run_cannot_be_edited_into_a_formal_meeting(hall):
    _, test = start(hall)
    draft = at(hall, test).get("/draft")

    refused = hall.client.put(
        f"/api/v1/meetings/{test}/draft",
        json={"version": draft["version"], "outline": {**draft["outline"], "test": False}},
        headers=hall.organizer.headers,
    )

    assert slug(refused) == (400, "draft_rejected")
    assert hall.get()["test"] is True
    hall.must(hall.post(hall.organizer, "/wipe"))


def test_a_test_run_is_made_whole_or_not_at_all(hall, monkeypatch):
    def die(*_: object) -> None:
        raise RuntimeError("the process dies here")

    hall.draft()
    hall.import_roll()
    with monkeypatch.context() as broken:
        broken.setattr(testing.people, "replace", die)
        with pytest.raises(RuntimeError):
            testing.start_test_run(hall.desk, hall.meeting, hall.organizer.actor)

    listed = hall.client.get("/api/v1/meetings", headers=hall.organizer.headers).json
    assert [one["meeting"] for one in listed["meetings"]] == [hall.meeting]
    hall.must(hall.post(hall.organizer, "/test-runs"))


def test_a_formal_meeting_is_never_wiped_neither_by_the_desk_nor_by_the_box(hall):
    play(at(hall, start(hall)[1]))
    hall.draft()
    hall.import_roll()
    play(hall)
    before = stored(hall.box)
    manifest = hall.box_client.get(f"/api/v1/meetings/{hall.meeting}").json["manifest"]["document"]
    forged = TestWipe(
        issued_by="ballot-desk",
        meeting=hall.meeting,
        meeting_manifest=hall.get()["manifest"]["digest"],
        uuids=[box["uuid"] for box in manifest["boxes"]],
    )

    at_desk = hall.post(hall.organizer, "/wipe")
    at_box = hall.box_client.post("/api/v1/inbox", json=sign(documents.DESK, forged))
    by_stranger = hall.box_client.post("/api/v1/inbox", json=sign(documents.STRANGER, forged))

    assert slug(at_desk) == (409, "not_a_test_run")
    assert slug(at_box) == (409, "not_a_test")
    assert by_stranger.status_code in (400, 403)
    assert stored(hall.box) == before


def test_a_wipe_that_names_other_boxes_than_the_tests_own_is_refused(hall):
    _, test = start(hall)
    hall.must(hall.post(hall.organizer, "/prepare"))
    hall.work()
    theirs = hall.get()["electorates"][0]["uuids"]
    hall.must(at(hall, test).post(hall.organizer, "/prepare"))
    hall.work()
    before = stored(hall.box)
    crooked = TestWipe(
        issued_by="ballot-desk",
        meeting=test,
        meeting_manifest=hall.get()["manifest"]["digest"],
        uuids=[*hall.get()["electorates"][0]["uuids"], theirs[0]],
    )

    refused = hall.box_client.post("/api/v1/inbox", json=sign(documents.DESK, crooked))

    assert slug(refused) == (409, "wipe_differs")
    assert stored(hall.box) == before


def test_a_wiped_test_cannot_be_wiped_again_or_come_back(hall):
    _, test = start(hall)
    round_id = play(at(hall, test))
    manifest = hall.box_client.get(f"/api/v1/meetings/{test}").json["manifest"]
    hall.must(hall.post(hall.organizer, "/wipe"))
    hall.work()
    before = stored(hall.box)

    again = hall.post(hall.organizer, "/wipe")
    replayed = hall.box_client.post("/api/v1/inbox", json=manifest)
    reopened = hall.post(hall.organizer, f"/rounds/{round_id}/open")

    assert slug(again) == (409, "wiped_already")
    assert replayed.status_code == 200
    assert stored(hall.box) == before
    assert slug(reopened) == (409, "wrong_state")


def test_a_test_run_is_wiped_in_the_middle_of_a_vote_too(hall):
    _, test = start(hall)
    at(hall, test)
    hall.must(hall.post(hall.organizer, "/prepare"))
    hall.work()
    assert hall.upload("A", 8).status_code == 200
    hall.must(hall.post(hall.organizer, "/check-in"))
    people = [one["id"] for one in hall.get("/people")["people"]]
    hall.must(hall.post(hall.registrar, "/check-ins", {"people": people}))
    hall.must(hall.post(hall.organizer, "/freeze"))
    hall.tally.rehearse(hall.meeting, hall.board.document)
    round_id = hall.work().begin()
    hall.open(round_id)

    hall.must(hall.post(hall.organizer, "/wipe"))
    hall.work()

    assert hall.round_state(round_id) == "cancelled"
    assert stored(hall.box)["box"] == []


def test_a_test_run_is_not_made_of_a_test_or_once_people_are_checked_in(hall):
    formal, test = start(hall)
    of_test = at(hall, test).post(hall.organizer, "/test-runs")
    hall.must(hall.post(hall.organizer, "/wipe"))
    at(hall, formal)
    hall.must(hall.post(hall.organizer, "/prepare"))
    hall.work()
    assert hall.upload("A", 8).status_code == 200
    hall.must(hall.post(hall.organizer, "/check-in"))

    assert slug(of_test) == (409, "test_of_test")
    assert slug(hall.post(hall.organizer, "/test-runs")) == (409, "wrong_state")
    assert slug(hall.post(hall.first, "/test-runs"))[0] == 403
