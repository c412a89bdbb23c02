"""The end of check-in, the announced end of activation, the freeze, and reserve slips."""

from __future__ import annotations

import pytest
from factories.blind_hall import SECONDS, BlindHall
from factories.boxes import refusal

from shared.documents.orders import RoundLedger


@pytest.fixture
def hall(database_url, tmp_path):
    return BlindHall(database_url, tmp_path)


def numbers(hall):
    names = ("roll", "present", "invited", "released", "reserve_out")
    (electorate,) = hall.get()["electorates"]
    return tuple(electorate[name] for name in names)


def test_the_announced_end_reaches_the_box_and_the_phones(hall):
    hall.issued_to(6)
    answer = hall.must(hall.end_check_in())

    page = hall.box_client.get(f"/api/v1/meetings/{hall.meeting}").json
    shown = hall.ask("/invitation", hall.of("A")[0]).json

    assert answer["state"] == "activating"
    assert answer["warnings"] == []
    ends_at = answer["activation_ends_at"]
    assert page["activation"] == {"state": "open", "ends_at": ends_at}
    assert shown["activation_ends_at"] == ends_at
    assert 0 <= ends_at - hall.now().timestamp() - SECONDS + 5 <= 10


def test_a_short_activation_is_warned_about_and_an_impossible_one_refused(hall):
    hall.issued_to(6)

    for seconds in (0, 4, 86_401):
        assert refusal(hall.end_check_in(seconds)) == (400, "activation_time_impossible")
    warned = hall.must(hall.end_check_in(60))["warnings"]
    assert [one["code"] for one in warned] == ["short_activation"]


def test_check_in_does_not_end_while_nobody_is_there(hall):
    hall.checking_in()

    assert refusal(hall.end_check_in()) == (409, "nobody_present")
    assert hall.get()["state"] == "checking_in"


def test_the_end_can_be_moved_back_until_it_comes(hall):
    hall.issued_to(6)
    assert refusal(
        hall.post(hall.organizer, "/activation", {"seconds": 900, "reason": "网络慢"})
    ) == (
        409,
        "wrong_state",
    )
    hall.must(hall.end_check_in())

    earlier = hall.post(hall.organizer, "/activation", {"seconds": 60, "reason": "网络慢"})
    later = hall.must(
        hall.post(hall.organizer, "/activation", {"seconds": 2 * SECONDS, "reason": "网络慢"})
    )
    hall.work()

    assert refusal(earlier) == (400, "activation_time_impossible")
    page = hall.box_client.get(f"/api/v1/meetings/{hall.meeting}").json
    assert page["activation"]["ends_at"] == later["activation_ends_at"]
    hall.wait_for_the_end().wait_for_the_end()
    passed = hall.post(hall.organizer, "/activation", {"seconds": 5 * SECONDS, "reason": "网络慢"})
    assert refusal(passed) == (400, "activation_time_impossible")


def test_lists_are_frozen_only_after_the_announced_end(hall):
    people = hall.issued_to(6)
    early = [hall.post(hall.organizer, "/freeze")]
    hall.must(hall.end_check_in())
    early.append(hall.post(hall.organizer, "/freeze"))
    for person in people:
        hall.activate(person)

    hall.wait_for_the_end()
    frozen = hall.must(hall.post(hall.organizer, "/freeze"))

    assert {refusal(one) for one in early} == {(409, "activation_not_over")}
    assert frozen["state"] == "ready"
    (electorate,) = frozen["electorates"]
    assert set(electorate["activated"].values()) == {6}
    assert len(electorate["activated"]) == 2


def test_the_freeze_waits_until_the_box_has_heard_that_activation_began(hall):
    hall.issued_to(6)
    hall.must(hall.post(hall.organizer, "/check-in/end", {"seconds": SECONDS}))
    hall.wait_for_the_end()

    early = hall.post(hall.organizer, "/freeze")
    longer = hall.post(hall.organizer, "/activation", {"seconds": SECONDS, "reason": "网络慢"})

    assert refusal(early) == (409, "delivery_waiting")
    assert longer.status_code == 200, "nobody could activate, so the end may still be moved"


def test_nothing_says_how_many_have_activated_before_the_freeze(hall):
    people = hall.issued_to(6)
    hall.must(hall.end_check_in())
    before = hall.get()
    for person in people[:4]:
        hall.activate(person)

    after = hall.get()

    assert after == before
    assert after["electorates"][0]["activated"] == {}
    hall.wait_for_the_end()
    assert hall.step() == "freeze_activated"
    hall.must(hall.post(hall.organizer, "/freeze"))
    assert set(hall.get()["electorates"][0]["activated"].values()) == {4}


def test_more_activated_than_signed_stops_the_freeze(hall, monkeypatch):
    people = hall.issued_to(6)
    hall.must(hall.end_check_in())
    for person in people:
        hall.activate(person)
    hall.wait_for_the_end()
    told = hall.desk.box.post_json

    def stuffed(path, value):
        answer = told(path, value)
        for one in answer["lists"]:
            one["activated"], one["size"] = one["activated"] + 1, one["size"] + 1
        return answer

    monkeypatch.setattr(hall.desk.box, "post_json", stuffed)

    assert refusal(hall.post(hall.organizer, "/freeze")) == (409, "too_many_activated")
    assert hall.get()["state"] == "activating"


def test_who_is_present_without_signatures_needs_a_reserve_slip_at_the_freeze(hall):
    hall.issued_to(5)
    sixth = hall.of("A")[5]
    hall.must(hall.post(hall.registrar, "/check-ins", {"people": [sixth]}))
    hall.must(hall.end_check_in())
    hall.wait_for_the_end()

    short = hall.post(hall.organizer, "/freeze")
    assert hall.upload("A", 1).status_code == 200
    enough = hall.post(hall.organizer, "/freeze")

    assert refusal(short) == (409, "too_few_slips")
    assert enough.status_code == 200


def test_a_late_comer_gets_a_reserve_slip_and_is_present(hall):
    hall.frozen(5)
    late = hall.of("A")[5]

    hall.must(hall.post(hall.registrar, "/reserve-slips", {"person": late}))

    assert numbers(hall) == (6, 6, 6, 5, 1)
    again = hall.post(hall.registrar, "/reserve-slips", {"person": late})
    assert refusal(again) == (409, "reserve_recorded")
    told = [e for e in hall.get("/events")["events"] if e["act"] == "hand_reserve_slip"]
    assert late not in repr(told), "the record has a time, so it has no person"


def test_nobody_who_was_signed_for_ever_gets_a_slip(hall):
    people = hall.frozen(6)

    refused = hall.post(hall.registrar, "/reserve-slips", {"person": people[0]})

    assert refusal(refused) == (409, "signature_released")
    assert numbers(hall) == (6, 6, 6, 6, 0)


def test_no_more_reserve_slips_than_were_printed(hall):
    hall.frozen(4, reserve=1)
    fifth, sixth = hall.of("A")[4:]
    hall.must(hall.post(hall.registrar, "/reserve-slips", {"person": fifth}))

    assert refusal(hall.post(hall.registrar, "/reserve-slips", {"person": sixth})) == (
        409,
        "reserve_gone",
    )


def test_reserve_slips_are_handed_out_between_rounds(hall):
    hall.frozen(5)
    late = {"person": hall.of("A")[5]}
    round_id = hall.begin()
    hall.open(round_id)

    during = hall.post(hall.registrar, "/reserve-slips", late)
    hall.close(round_id)
    after = hall.post(hall.registrar, "/reserve-slips", late)

    assert refusal(during) == (409, "round_under_way")
    assert after.status_code == 201


def test_the_record_of_a_reserve_slip_is_corrected_with_a_reason(hall):
    hall.frozen(5)
    late = hall.of("A")[5]
    hall.must(hall.post(hall.registrar, "/reserve-slips", {"person": late}))
    hall.hand_out(issued=1, printed=2)

    undo = {"person": late, "reason": "登记错人"}
    hall.must(hall.post(hall.registrar, "/reserve-slips/undo", undo))

    assert numbers(hall) == (6, 5, 6, 5, 0)
    assert hall.get()["electorates"][0]["issued"] is None, "the slips have to be counted again"
    again = hall.post(hall.registrar, "/reserve-slips/undo", undo)
    assert refusal(again) == (409, "reserve_not_recorded")


def test_scrutineers_count_as_many_slips_gone_as_are_on_record(hall):
    hall.frozen(5)
    hall.must(hall.post(hall.registrar, "/reserve-slips", {"person": hall.of("A")[5]}))
    body = {"electorate": "A", "printed": 2}

    for issued in (0, 2):
        wrong = hall.post(hall.first, "/handed-out", {**body, "issued": issued})
        assert refusal(wrong) == (400, "numbers_impossible")
    hall.hand_out(issued=1, printed=2)


def test_the_ledger_counts_signatures_and_slips_as_issued(hall):
    hall.frozen(5)
    round_id = hall.begin()
    hall.open(round_id)
    hall.close(round_id)
    hall.must(hall.post(hall.registrar, "/reserve-slips", {"person": hall.of("A")[5]}))
    hall.hand_out(issued=1, printed=2)
    hall.must(hall.post(hall.organizer, "/finish"))

    (signed,) = hall.client.get(
        f"/api/v1/ledgers/{hall.meeting}", headers=hall.organizer.headers
    ).json["ledgers"]

    (line,) = RoundLedger.parse(signed["document"]).lines
    assert (line.roll, line.present, line.printed) == (6, 6, 2)
    assert (line.issued, line.released) == (6, 5)


def test_the_steps_of_a_blind_meeting_are_told_one_by_one(hall):
    hall.draft(credential_mode="blind")
    hall.must(hall.import_roll())
    steps = [hall.step()]
    hall.must(hall.post(hall.organizer, "/prepare"))
    hall.work()
    steps.append(hall.step())
    hall.keep(hall.must(hall.post(hall.organizer, "/invitations")))
    steps.append(hall.step())
    hall.must(hall.post(hall.organizer, "/check-in"))
    steps.append(hall.step())
    for person in hall.tokens:
        hall.issue(person)
    steps.append(hall.step())
    hall.must(hall.post(hall.organizer, "/check-in/end", {"seconds": SECONDS}))
    steps.append(hall.step())
    hall.work()
    steps.append(hall.step())
    hall.wait_for_the_end()
    steps.append(hall.step())
    hall.must(hall.post(hall.organizer, "/freeze"))
    hall.work()
    steps.append(hall.step())

    assert steps == [
        *("prepare", "invite", "rehearse", "check_in", "end_check_in", "delivering"),
        *("activation", "freeze_activated", "next_round"),
    ]
