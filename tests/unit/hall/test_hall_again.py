"""Rounds repeated, annulled on a finding of fraud, and held again: two people, one effect."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from factories import documents
from factories.desk import Hall, Person, a_person
from factories.office import a_browser
from factories.pages import a_build

from ballot_service.desk_app import app_for
from ballot_service.hall.actions import annulling
from ballot_service.meetings.actions import own_key
from ballot_service.meetings.store import meetings, rounds
from shared.crypto.signing import SigningKey
from shared.plumbing.db import reading, unit_of_work

FOUND = {"document": "组通〔2026〕7号", "date": "2026-01-05"}


@pytest.fixture
def hall(tmp_path) -> Hall:
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)


def a_closed_round(hall: Hall) -> str:
    round_id = hall.freeze().begin()
    hall.open(round_id)
    hall.close(round_id)
    return round_id


def annul(hall: Hall, by: Person, round_id: str, **changes: str) -> tuple[int, Any]:
    answered = hall.post(by, f"/rounds/{round_id}/annul", {**FOUND, **changes})
    slug = str(answered.json.get("type", "")).rsplit("/", 1)[-1]
    return answered.status_code, slug or answered.json["annulled"]


def repeat(hall: Hall, round_id: str) -> str:
    """Begin a round again; return the later one's id."""
    made = hall.must(hall.post(hall.organizer, f"/rounds/{round_id}/repeat", {"reason": "断网"}))
    hall.work()
    return str(made["round"])


def a_repeated_round(hall: Hall) -> tuple[str, str]:
    """Return the ids of a round and of the one that replaces it, which is closed as well."""
    first = a_closed_round(hall)
    second = repeat(hall, first)
    hall.open(second)
    hall.close(second)
    return first, second


def acts(hall: Hall, *names: str) -> list[dict[str, Any]]:
    return [event for event in hall.get("/events")["events"] if event["act"] in names]


def test_two_people_who_copy_the_same_document_annul_a_round(hall):
    round_id = a_closed_round(hall)

    first = annul(hall, hall.organizer, round_id)
    again = annul(hall, hall.organizer, round_id)
    second = annul(hall, hall.first, round_id)
    hall.work()

    assert (first, again, second) == ((200, False), (409, "same_person"), (200, True))
    assert hall.round_state(round_id) == "annulled"
    assert hall.get()["rounds"][0]["cause"] == "fraud_found"
    assert acts(hall, "annul")[0]["reason"] == "B05 组通〔2026〕7号 2026-01-05"
    uuid = hall.get()["rounds"][0]["boxes"][0]["uuid"]
    assert hall.box_client.get(f"/api/v1/boxes/{uuid}").json["state"] == "annulled"


@pytest.mark.parametrize("change", [{"document": "组通〔2026〕8号"}, {"date": "2026-01-06"}])
def test_entries_that_differ_are_both_dropped(hall, change):
    round_id = a_closed_round(hall)
    annul(hall, hall.organizer, round_id)

    differs = annul(hall, hall.first, round_id, **change)
    anew = annul(hall, hall.first, round_id)

    assert differs == (409, "annulment_differs")
    assert anew == (200, False)
    assert hall.round_state(round_id) == "closed"
    assert len(acts(hall, "enter_annulment", "disagree_annulment")) == 3


def test_the_entry_of_somebody_whose_account_was_closed_is_not_one_of_the_two(hall):
    round_id, leaving = a_closed_round(hall), a_person(hall.desk, "周监票", "scrutineer")
    entered = annul(hall, leaving, round_id)
    hall.leave(leaving)

    first, state = annul(hall, hall.first, round_id), hall.round_state(round_id)
    second = annul(hall, hall.second, round_id)

    assert (entered, first, state) == ((200, False), (200, False), "closed")
    assert (second, hall.round_state(round_id)) == ((200, True), "annulled")


def test_nobody_reads_an_entry_before_two_agree(hall):
    round_id = a_closed_round(hall)
    annul(hall, hall.organizer, round_id, document="组通〔2026〕1号")
    annul(hall, hall.organizer, round_id)
    waiting = [one["detail"] for one in acts(hall, "enter_annulment", "change_annulment")]
    read = str(hall.get("/events"))
    annul(hall, hall.first, round_id, date="2026-01-06")

    differed = acts(hall, "disagree_annulment")[0]["detail"]
    annul(hall, hall.organizer, round_id)
    mistyped = annul(hall, hall.second, round_id)

    assert waiting == [{}, {}]
    assert FOUND["document"] not in read
    assert differed == {}
    assert mistyped == (200, True)
    assert acts(hall, "agree_annulment")[0]["detail"] == FOUND


@pytest.mark.parametrize("date", ["2026-02-30", "2999-01-01"])
def test_a_day_that_cannot_stand_on_the_document_is_refused(hall, date):
    round_id = a_closed_round(hall)

    assert annul(hall, hall.first, round_id, date=date) == (400, "document_date_impossible")


def test_only_a_round_that_is_over_is_annulled_and_only_while_the_meeting_runs(hall):
    round_id = hall.freeze().begin()
    frozen = annul(hall, hall.first, round_id)
    hall.open(round_id)
    voting = annul(hall, hall.first, round_id)
    hall.close(round_id)
    hall.hand_out()
    hall.must(hall.post(hall.organizer, "/finish"))

    assert frozen == voting == (409, "wrong_state")
    assert annul(hall, hall.first, round_id) == (409, "annul_at_tally")
    assert annul(hall, hall.registrar, round_id)[0] == 403


def test_an_annulled_round_gets_no_ledger_so_nobody_counts_it(hall):
    round_id = a_closed_round(hall)
    for by in (hall.organizer, hall.first):
        annul(hall, by, round_id)
    hall.hand_out()

    hall.must(hall.post(hall.organizer, "/finish"))
    hall.work()

    assert hall.client.get(
        f"/api/v1/ledgers/{hall.meeting}", headers=hall.organizer.headers
    ).json == {"ledgers": []}
    assert hall.step() == "done"


def test_of_three_who_press_at_once_one_annuls(hall):
    round_id = a_closed_round(hall)
    together = threading.Barrier(3)
    said: list[tuple[int, Any]] = []

    def press(by: Person) -> None:
        together.wait()
        said.append(annul(hall, by, round_id))

    people = (hall.organizer, hall.first, hall.second)
    threads = [threading.Thread(target=press, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(str, said)) == sorted(
        map(str, [(200, False), (200, True), (409, "wrong_state")])
    )
    assert len(acts(hall, "annul")) == 1


def test_a_round_is_held_again_in_a_spare_box_and_the_old_one_stays(hall, tmp_path):
    round_id = a_closed_round(hall)

    made = repeat(hall, round_id)

    first, second = hall.get()["rounds"]
    assert (first["state"], second["repeats"], second["round"]) == ("closed", 1, made)
    assert first["boxes"] != second["boxes"]
    assert acts(hall, "begin_round")[-1]["reason"] == "断网"
    page = a_browser(app_for(hall.desk, a_build(tmp_path / "web")), hall.organizer)
    assert "第 1 轮的重投" in page.open(f"/meetings/{hall.meeting}").text


def test_a_repeat_says_in_signed_documents_which_round_it_replaces_and_why(hall):
    first, second = a_repeated_round(hall)
    hall.hand_out()
    hall.must(hall.post(hall.organizer, "/finish"))

    with reading(hall.desk.sessions) as session:
        sheets = rounds.documents(session, hall.meeting, "box_manifest")
        ledgers = rounds.documents(session, hall.meeting, "round_ledger")

    repeats = [signed["document"].get("repeats") for signed in sheets]
    later = [signed["document"].get("repeated_by") for signed in ledgers]
    assert repeats == [None, {"earlier": first, "reason": "断网"}]
    assert later == [second, None]


def test_a_repeat_that_is_annulled_leaves_the_round_before_it_counting(hall):
    first, second = a_repeated_round(hall)
    for by in (hall.organizer, hall.first):
        annul(hall, by, second)
    hall.hand_out()
    before = hall.get()["next_step"]["parameters"]
    hall.must(hall.post(hall.organizer, "/finish"))

    with reading(hall.desk.sessions) as session:
        (ledger,) = rounds.documents(session, hall.meeting, "round_ledger")

    assert (ledger["document"]["round"], "repeated_by" in ledger["document"]) == (first, False)
    assert before == {}


def test_what_the_tally_annuls_later_does_not_bring_the_earlier_round_back(hall):
    first, second = a_repeated_round(hall)
    hall.hand_out()
    hall.must(hall.post(hall.organizer, "/finish"))
    hall.work()

    for one in (first, second):
        assert hall.report(one, "certified").status_code == 200
    done = hall.get()["next_step"]
    assert hall.report(second, "annulled", "fraud_found").status_code == 200
    hall.work()
    told = hall.get()["next_step"]

    assert (done["code"], done["parameters"]) == ("done", {})
    assert (told["code"], told["parameters"]) == ("done", {"items": ["sheet"]})
    assert "请用新凭条另开会议重投" in told["zh"]


def test_who_finishes_without_a_result_is_told_before(hall):
    round_id = a_closed_round(hall)
    for by in (hall.organizer, hall.first):
        annul(hall, by, round_id)
    hall.hand_out()

    told = hall.get()["next_step"]

    assert (told["code"], told["parameters"]) == ("finish", {"items": ["sheet"]})
    assert "hold it again in a new meeting" in told["en"]


def test_an_item_that_counts_is_begun_again_by_its_round_alone(hall, tmp_path):
    a_closed_round(hall)
    page = a_browser(app_for(hall.desk, a_build(tmp_path / "web")), hall.organizer)

    assert 'id="next-round"' not in page.open(f"/meetings/{hall.meeting}").text


def test_after_fraud_the_same_slips_are_not_used_for_the_item_again(hall, tmp_path):
    def refusal(response: Any) -> tuple[int, str]:
        return response.status_code, response.json["type"].rsplit("/", 1)[-1]

    first = a_closed_round(hall)
    second = repeat(hall, first)
    for by in (hall.organizer, hall.first):
        annul(hall, by, first)
    page = a_browser(app_for(hall.desk, a_build(tmp_path / "web")), hall.organizer)

    opened = refusal(hall.post(hall.organizer, f"/rounds/{second}/open"))
    shown = page.open(f"/meetings/{hall.meeting}").text
    hall.must(hall.post(hall.organizer, f"/rounds/{second}/cancel", {"reason": "作废"}))
    again = refusal(hall.post(hall.organizer, f"/rounds/{first}/repeat", {"reason": "作废"}))
    begun = refusal(hall.post(hall.organizer, "/rounds", {"item": "sheet", "reason": "作废"}))

    assert opened == again == begun == (409, "new_slips_needed")
    assert f"/rounds/{first}/repeat" not in shown
    assert f"/rounds/{first}/hold-again" in shown


def test_an_item_that_was_voted_on_does_not_begin_again_without_a_reason(hall):
    a_closed_round(hall)

    answered = hall.post(hall.organizer, "/rounds", {"item": "sheet"})

    assert answered.status_code == 400
    assert answered.json["type"].endswith("repeat_reason_missing")


def test_a_repeat_is_refused_while_the_round_goes_on_without_a_reason_and_without_a_box(hall):
    def begin_again(round_id: str, reason: str = "断网") -> tuple[int, str]:
        answered = hall.post(hall.organizer, f"/rounds/{round_id}/repeat", {"reason": reason})
        return answered.status_code, answered.json.get("type", "").rsplit("/", 1)[-1]

    round_id = hall.freeze().begin()
    frozen = begin_again(round_id)
    hall.open(round_id)
    voting = begin_again(round_id)
    hall.close(round_id)
    without = begin_again(round_id, "")
    begin_again(round_id)
    hall.work()
    under_way = begin_again(round_id)
    second = hall.get()["rounds"][1]["round"]
    hall.open(second)
    hall.close(second)

    assert frozen == voting == (409, "wrong_state")
    assert without[0] == 400
    assert under_way == (409, "round_in_progress")
    assert begin_again(second) == (409, "no_box_left")


def test_an_annulled_round_is_held_again_in_a_new_meeting_with_new_boxes(hall, tmp_path):
    round_id = a_closed_round(hall)
    browser = a_browser(app_for(hall.desk, a_build(tmp_path / "web")), hall.organizer)
    path = f"/meetings/{hall.meeting}/rounds/{round_id}/hold-again"
    early = browser.press(path)
    for by in (hall.organizer, hall.first):
        annul(hall, by, round_id)

    sent = browser.send(path)

    assert "这一轮没有作废" in early
    old, hall.meeting = hall.meeting, sent.location.rsplit("/", 1)[-1]
    assert hall.meeting != old
    assert (hall.get()["state"], hall.get()["items"][0]["key"]) == ("draft", "sheet")
    assert hall.get("/people")["people"] == []
    assert "已建立重投的会议草稿" in browser.open(sent.location).text
    hall.meeting = old
    assert acts(hall, "hold_again")[0]["subject"] == round_id


def test_what_is_held_again_keeps_its_line_and_who_reads_the_result(hall):
    round_id = a_closed_round(hall)
    for by in (hall.organizer, hall.first):
        annul(hall, by, round_id)
    kept = {"threshold": "70%", "published": True, "recipients": ["县委组织部"]}
    with unit_of_work(hall.desk.sessions) as uow:
        meeting = meetings.get(uow.session, hall.meeting)
        meeting.outline_json = {**meeting.outline_json, **kept}

    hall.meeting = annulling.hold_again(hall.desk, hall.meeting, round_id, hall.organizer.actor)

    outline = hall.get("/draft")["outline"]
    assert {name: outline[name] for name in kept} == kept


def test_what_is_held_again_names_the_scrutineers_with_their_keys_of_today(hall):
    round_id = a_closed_round(hall)
    for by in (hall.organizer, hall.first):
        annul(hall, by, round_id)
    new = SigningKey.from_seed(b"new".ljust(32, b".")).public.hex()
    own_key.record_own_key(hall.desk, new, None, hall.first.actor.account_id, hall.first.actor)

    hall.meeting = annulling.hold_again(hall.desk, hall.meeting, round_id, hall.organizer.actor)

    keys = {one["name"]: one["key"] for one in hall.get()["scrutineers"]}
    assert keys == {"钱监票": new, "孙监票": documents.SCRUTINEERS[1].public.hex()}


def test_a_round_is_held_again_whole_or_not_at_all(hall, monkeypatch):
    def die(*_: object) -> None:
        raise RuntimeError("the process dies here")

    round_id = a_closed_round(hall)
    for by in (hall.organizer, hall.first):
        annul(hall, by, round_id)
    monkeypatch.setattr(annulling, "record", die)

    with pytest.raises(RuntimeError):
        annulling.hold_again(hall.desk, hall.meeting, round_id, hall.organizer.actor)

    listed = hall.client.get("/api/v1/meetings", headers=hall.organizer.headers).json
    assert [one["meeting"] for one in listed["meetings"]] == [hall.meeting]
