"""A wrong number of a finished meeting: two scrutineers, a reason, a next version, nothing lost."""

from __future__ import annotations

from typing import Any

import pytest
from factories.desk import Hall, Person, an_item
from factories.office import a_browser
from factories.pages import a_build
from factories.paper_halls import begin, enter

from ballot_service.desk_app import app_for
from shared.documents.orders import RoundLedger
from shared.documents.wipes import TestWipe

RIGHT = {"electorate": "A", "present": 6, "printed": 8, "issued": 5}


@pytest.fixture
def empty(tmp_path) -> Hall:
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)


@pytest.fixture
def hall(empty) -> Hall:
    empty.play()
    return empty


def two_rounds(hall: Hall) -> list[str]:
    """Play a meeting with a round for each of two items; return the rounds' ids."""
    hall.freeze(items=[an_item(), an_item("second")])
    held = []
    for item in ("sheet", "second"):
        held.append(hall.begin(item))
        hall.open(held[-1])
        hall.close(held[-1])
    hall.hand_out()
    hall.must(hall.post(hall.organizer, "/finish"))
    hall.work()
    return held


def both(hall: Hall, **changes: Any) -> None:
    """Let both scrutineers enter the same correction."""
    assert correct(hall, hall.first, **changes) == (200, False)
    assert correct(hall, hall.second, **changes) == (200, True)
    hall.work()


def versions(hall: Hall) -> list[tuple[str, int]]:
    """Return round and version of every ledger that the tally service took."""
    return [(one.round, one.version) for one in ledgers(hall)]


def refusal(hall: Hall) -> Any:
    return hall.work().get()["delivery_refused"]


def correct(hall: Hall, by: Person, reason: str = "少记一张", **changes: Any) -> tuple[int, Any]:
    answered = hall.post(by, "/ledger-corrections", {**RIGHT, "reason": reason, **changes})
    slug = str(answered.json.get("type", "")).rsplit("/", 1)[-1]
    return answered.status_code, slug or answered.json["corrected"]


def ledgers(hall: Hall) -> list[RoundLedger]:
    hall.work()
    taken = [one for one in hall.tally.taken if one["type"] == "round_ledger"]
    return [RoundLedger.parse(one) for one in taken]


def test_two_scrutineers_who_enter_the_same_sign_the_next_version_with_its_reason(hall):
    alone = correct(hall, hall.first)
    before = len(ledgers(hall))
    again = correct(hall, hall.first)
    together = correct(hall, hall.second, "点票单上是五张")

    old, new = ledgers(hall)
    assert (alone, before, again) == ((200, False), 1, (409, "same_person"))
    assert together == (200, True)
    assert (old.version, old.lines[0].issued, old.correction) == (1, 6, None)
    assert (new.version, new.supersedes, new.correction) == (2, old.digest, "点票单上是五张")
    assert (new.lines[0].issued, new.lines[0].printed) == (5, 8)
    assert set(new.entered_by) == {hall.first.actor.name, hall.second.actor.name}
    reasons = [
        event["reason"]
        for event in hall.get("/events")["events"]
        if event["act"] in ("enter_correction", "correct_ledger")
    ]
    assert reasons == ["少记一张", "点票单上是五张"]


def test_nobody_reads_a_first_correction_before_the_second_has_come(hall):
    correct(hall, hall.first)
    waiting = hall.get("/events")["events"][-1]
    correct(hall, hall.second)

    corrected = next(one for one in hall.get("/events")["events"] if one["act"] == "correct_ledger")
    assert (waiting["act"], waiting["detail"]) == ("enter_correction", {})
    assert corrected["detail"]["after"]["issued"] == 5


def test_entries_that_differ_correct_nothing(hall):
    correct(hall, hall.first)

    assert correct(hall, hall.second, issued=4) == (200, False)
    assert [one.version for one in ledgers(hall)] == [1]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"issued": 6}, (409, "nothing_to_correct")),
        ({"issued": 9}, (400, "numbers_impossible")),
        ({"present": 7}, (400, "numbers_impossible")),
        ({"electorate": "B"}, (404, "no_such_electorate")),
    ],
    ids=["as it is", "more than printed", "more than on the roll", "no such class"],
)
def test_impossible_numbers_are_refused(hall, changes, refusal):
    assert correct(hall, hall.first, **changes) == refusal


def test_only_scrutineers_of_a_finished_meeting_correct_its_numbers(hall, tmp_path):
    by_organizer = correct(hall, hall.organizer)
    hall.freeze()

    assert by_organizer[0] == 403
    assert correct(hall, hall.first) == (409, "wrong_state")


def test_the_page_offers_it_to_scrutineers_once_the_meeting_is_finished(hall, tmp_path):
    app = app_for(hall.desk, a_build(tmp_path / "web"))
    first, organizer = (a_browser(app, one) for one in (hall.first, hall.organizer))
    path = f"/meetings/{hall.meeting}"
    form = {**{name: str(value) for name, value in RIGHT.items()}, "reason": "少记一张"}

    said = first.press(f"{path}/ledger-corrections", **form)

    assert f"{path}/ledger-corrections" in first.open(path).text
    assert f"{path}/ledger-corrections" not in organizer.open(path).text
    assert "另一名监票人填写完全相同的数字后才生效" in said


def test_an_entry_that_waited_does_not_stand_behind_the_same_numbers_later(hall):
    assert correct(hall, hall.first, issued=4) == (200, False)
    both(hall, issued=5)
    both(hall, issued=6)

    assert correct(hall, hall.second, issued=4) == (200, False)
    assert [one.lines[0].issued for one in ledgers(hall)] == [6, 5, 6]


def test_numbers_are_corrected_to_and_fro_as_often_as_needed(hall):
    for issued in (5, 6, 5):
        both(hall, issued=issued)

    assert [one.lines[0].issued for one in ledgers(hall)] == [6, 5, 6, 5]


def test_a_round_that_is_annulled_gets_no_corrected_ledger(empty):
    annulled, counted = two_rounds(empty)
    assert empty.report(annulled, "annulled", "fraud_found").status_code == 200

    both(empty)

    assert versions(empty) == [(annulled, 1), (counted, 1), (counted, 2)]


def test_where_every_round_is_annulled_there_is_nothing_to_correct(hall):
    only = hall.get()["rounds"][0]["round"]
    assert hall.report(only, "annulled", "fraud_found").status_code == 200

    assert correct(hall, hall.first) == (409, "nothing_to_correct")


def test_a_round_annulled_at_the_tally_alone_holds_nothing_up_and_asks_for_nothing(empty):
    annulled, counted = two_rounds(empty)
    empty.tally.refuses_round[annulled] = "round_annulled"

    both(empty)

    assert refusal(empty) is None
    assert versions(empty) == [(annulled, 1), (counted, 1), (counted, 2)]


def test_a_round_that_is_certified_holds_nothing_up_and_is_sent_again(empty):
    certified, counted = two_rounds(empty)
    empty.tally.refuses_round[certified] = "round_certified"
    both(empty)
    refused = refusal(empty)
    before = versions(empty)
    empty.tally.refuses_round.clear()

    empty.must(empty.post(empty.organizer, "/deliveries"))

    assert refused == {"reader": "tally", "document": "round_ledger", "slug": "round_certified"}
    assert before == [(certified, 1), (counted, 1), (counted, 2)]
    assert versions(empty) == [*before, (certified, 2)]
    assert refusal(empty) is None


def test_a_refused_correction_is_passed_over_once_the_right_one_is_signed(hall):
    hall.tally.refuses = "ledger_impossible"
    both(hall, issued=4)
    refused = refusal(hall)
    hall.tally.refuses = None

    both(hall)

    old, new = ledgers(hall)
    assert refused["slug"] == "ledger_impossible"
    assert (old.version, new.version, new.lines[0].issued) == (1, 3, 5)
    assert refusal(hall) is None
    address = f"/api/v1/ledgers/{hall.meeting}"
    published = hall.client.get(address, headers=hall.organizer.headers).json["ledgers"]
    assert [one["document"]["version"] for one in published] == [1, 2, 3]
    hall.must(hall.post(hall.organizer, "/deliveries"))
    assert [one.version for one in ledgers(hall)] == [1, 3]


def test_a_first_ledger_on_its_way_is_not_passed_over(empty):
    empty.tally.refuses = "round_on_paper"
    empty.play()
    both(empty)
    empty.tally.refuses = None

    empty.must(empty.post(empty.organizer, "/deliveries"))

    assert [one.version for one in ledgers(empty)] == [1, 2]


def test_a_refused_correction_does_not_stand_before_the_wipe_of_a_test(empty):
    empty.tally.refuses = "ledger_impossible"
    empty.freeze(test=True)
    round_id = empty.begin()
    empty.open(round_id)
    empty.close(round_id)
    empty.hand_out()
    empty.must(empty.post(empty.organizer, "/finish"))
    both(empty)
    empty.tally.refuses = None
    empty.tally.refuses_round[round_id] = "ledger_impossible"

    empty.must(empty.post(empty.organizer, "/wipe"))
    empty.work()

    assert [one["type"] for one in empty.tally.taken] == [TestWipe.KIND]
    assert refusal(empty) is None


def test_the_page_says_that_the_tally_refused_the_numbers_and_what_to_do(hall, tmp_path):
    first = a_browser(app_for(hall.desk, a_build(tmp_path / "web")), hall.first)
    before = first.open(f"/meetings/{hall.meeting}").text
    hall.tally.refuses = "ledger_impossible"
    both(hall, issued=4)

    after = first.open(f"/meetings/{hall.meeting}").text

    words = "计票端拒收了更正的数字"
    assert (words in before, words in after) == (False, True)


def test_paper_has_no_ledger_to_correct_and_the_page_offers_none(empty, tmp_path):
    round_id = begin(empty.freeze())
    for by in (empty.first, empty.second):
        enter(empty, by, round_id)
    empty.must(empty.post(empty.organizer, "/finish"))
    first = a_browser(app_for(empty.desk, a_build(tmp_path / "web")), empty.first)

    page = first.open(f"/meetings/{empty.meeting}").text

    assert correct(empty, empty.first) == (409, "nothing_to_correct")
    assert "/ledger-corrections" not in page
    assert "纸质投票的数字不在这里更正" in page
