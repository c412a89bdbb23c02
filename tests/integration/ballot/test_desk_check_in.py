"""The roll is imported whole or not at all, and people are checked in and counted."""

from __future__ import annotations

import threading

import pytest
from factories.boxes import refusal
from factories.desk import Hall, a_roll

from ballot_service.roll.actions import checking_in as door_actions

HEADER = "name,unit,electorate\n"
CANARY = "钱𠮷娜卡"


@pytest.fixture
def hall(database_url, tmp_path):
    return Hall(database_url, tmp_path, "AB")


def people(hall: Hall) -> list[dict[str, object]]:
    return hall.get("/people")["people"]


def numbers(hall: Hall) -> dict[str, tuple[int, int]]:
    return {e["key"]: (e["roll"], e["present"]) for e in hall.get()["electorates"]}


def checking_in(hall: Hall) -> list[str]:
    """Return the ids of the people of a meeting that checks in."""
    hall.prepare()
    hall.must(hall.post(hall.organizer, "/check-in"))
    return [str(person["id"]) for person in people(hall)]


def test_a_new_roll_takes_the_place_of_the_old_one(hall):
    hall.draft()
    first = hall.import_roll(a_roll(9, "AB")).json
    second = hall.import_roll(a_roll(7, "A")).json

    none = {"invitations_void": 0}
    assert first == {"imported": 18, "by_electorate": {"A": 9, "B": 9}, **none}
    assert second == {"imported": 7, "by_electorate": {"A": 7, "B": 0}, **none}
    assert len(people(hall)) == 7
    assert numbers(hall) == {"A": (7, 0), "B": (0, 0)}


def test_a_roll_with_a_problem_leaves_the_old_one_and_tells_rows_not_names(hall):
    hall.draft()
    hall.import_roll(a_roll(6, "AB"))
    bad = f"{HEADER}张三,甲局,A\n{CANARY},乙局,A\n{CANARY}, 乙局,B\n,丙局,A\n李四,{CANARY},Z\n"

    refused = hall.import_roll(bad.encode())

    assert refusal(refused) == (400, "roll_rejected")
    for says in ("Row 4: the same name", "Row 5: the name is empty", "Row 6: this meeting has"):
        assert says in refused.json["title"]
    assert CANARY not in refused.get_data(as_text=True)
    assert len(people(hall)) == 12
    assert numbers(hall) == {"A": (6, 0), "B": (6, 0)}


def test_rare_names_come_back_as_they_were_written(hall):
    hall.draft()
    hall.import_roll(f"{HEADER}{CANARY},甲局,A\n欧阳·买买提,甲局,B\n".encode("utf-8-sig"))

    assert {person["name"] for person in people(hall)} == {CANARY, "欧阳·买买提"}


def test_the_ids_of_people_are_random(hall):
    hall.draft()
    hall.import_roll()
    first = {person["id"] for person in people(hall)}
    hall.import_roll()

    assert first.isdisjoint(person["id"] for person in people(hall))


def test_a_roll_of_another_type_or_too_large_is_refused(hall):
    hall.draft()
    address = f"/api/v1/meetings/{hall.meeting}/roll"
    headers = hall.organizer.headers

    for kind in ("application/json", "text/plain", "multipart/form-data"):
        wrong = hall.client.post(address, data=a_roll(), content_type=kind, headers=headers)
        assert refusal(wrong) == (400, "wrong_content_type")
    assert refusal(hall.import_roll(b"x" * (5 * 1024 * 1024 + 1))) == (400, "roll_rejected")
    assert people(hall) == []


def test_the_roll_is_fixed_once_check_in_has_started(hall):
    checking_in(hall)

    assert refusal(hall.import_roll()) == (409, "wrong_state")


def test_people_are_checked_in_and_counted_by_electorate(hall):
    ids = checking_in(hall)
    everybody = {person["id"]: person["electorate"] for person in people(hall)}
    some = [i for i in ids if everybody[i] == "A"][:4] + [i for i in ids if everybody[i] == "B"]

    answer = hall.must(hall.post(hall.registrar, "/check-ins", {"people": some}))

    assert answer == {"checked_in": 10, "already": []}
    assert numbers(hall) == {"A": (6, 4), "B": (6, 6)}
    assert {person["id"] for person in people(hall) if person["present"]} == set(some)


def test_somebody_who_is_there_already_is_told_apart(hall):
    ids = checking_in(hall)
    hall.must(hall.post(hall.registrar, "/check-ins", {"people": ids[:2]}))

    again = hall.must(hall.post(hall.registrar, "/check-ins", {"people": [ids[1], *ids[1:3]]}))

    assert again == {"checked_in": 1, "already": [ids[1]]}
    assert sum(present for _, present in numbers(hall).values()) == 3


def test_an_unknown_person_stops_the_whole_check_in(hall):
    ids = checking_in(hall)

    refused = hall.post(hall.registrar, "/check-ins", {"people": [*ids, "0000000000000000"]})

    assert refusal(refused) == (404, "no_such_person")
    assert numbers(hall) == {"A": (6, 0), "B": (6, 0)}


def test_somebody_of_another_meeting_is_not_checked_in_here(hall):
    theirs = checking_in(hall)
    checking_in(hall)

    refused = hall.post(hall.registrar, "/check-ins", {"people": theirs[:1]})

    assert refusal(refused) == (404, "no_such_person")


def test_a_mistaken_check_in_is_undone_with_a_reason(hall):
    ids = checking_in(hall)
    hall.must(hall.post(hall.registrar, "/check-ins", {"people": ids}))

    undo = {"person": ids[0], "reason": "同名"}
    hall.must(hall.post(hall.registrar, "/check-ins/undo", undo))
    again = hall.post(hall.registrar, "/check-ins/undo", undo)

    assert sum(present for _, present in numbers(hall).values()) == 11
    assert refusal(again) == (409, "not_checked_in")
    told = [e for e in hall.get("/events")["events"] if e["act"] == "undo_check_in"]
    assert [(e["name"], e["subject"], e["reason"]) for e in told] == [("赵签到", ids[0], "同名")]
    assert refusal(hall.post(hall.registrar, "/check-ins/undo", {"person": ids[1]})) == (
        400,
        "invalid_body",
    )


def test_check_in_is_possible_only_between_its_start_and_the_freeze(hall):
    hall.prepare()
    ids = [str(person["id"]) for person in people(hall)]
    before = hall.post(hall.registrar, "/check-ins", {"people": ids})
    assert refusal(before) == (409, "wrong_state")

    hall.freeze()
    ids = [str(person["id"]) for person in people(hall)]

    late = hall.post(hall.registrar, "/check-ins", {"people": ids})
    undo = hall.post(hall.registrar, "/check-ins/undo", {"person": ids[0], "reason": "走了"})
    assert refusal(late) == (409, "wrong_state")
    assert refusal(undo) == (409, "wrong_state")


def test_two_doors_that_check_in_at_once_count_everybody_once(hall):
    ids = checking_in(hall)
    barrier, told = threading.Barrier(4), []

    def door(place: int) -> None:
        barrier.wait()
        mine = ids[place:] + ids[:place]
        for person in mine:
            told.extend(
                door_actions.check_in(hall.desk, hall.meeting, [person], hall.registrar.actor)
            )

    threads = [threading.Thread(target=door, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    assert numbers(hall) == {"A": (6, 6), "B": (6, 6)}
    assert sorted(told) == sorted(ids * 3), "each person was new at exactly one door"


def test_people_on_the_rolls_of_two_meetings_are_counted_and_not_named(hall):
    unit = hall.draft().meeting
    hall.import_roll(f"{HEADER}张三,甲局,A\n李四,甲局,A\n王五,甲局,B\n".encode())
    hall.draft(source="county")
    hall.import_roll(f"{HEADER}张 三,甲局,B\n王五,甲局,A\n李四,乙局,A\n".encode())

    answer = hall.get("/roll")

    assert answer == {"by_electorate": {"A": 2, "B": 1}, "overlaps": {unit: 2}}


def test_no_name_of_the_roll_leaves_the_desk(hall, tmp_path):
    hall.draft()
    lines = [f"{CANARY}{number},{CANARY}局,{'AB'[number % 2]}" for number in range(12)]
    hall.must(hall.import_roll("\n".join([HEADER.strip(), *lines]).encode()))
    refused = hall.import_roll("\n".join([HEADER.strip(), *lines, lines[0]]).encode())
    hall.must(hall.post(hall.organizer, "/prepare"))
    hall.work()
    ids = [str(person["id"]) for person in people(hall)]

    stored = b"".join(path.read_bytes() for path in tmp_path.glob("box.db*"))
    record = hall.client.get(
        f"/api/v1/meetings/{hall.meeting}/events", headers=hall.organizer.headers
    )

    assert refusal(refused) == (400, "roll_rejected")
    assert hall.meeting.encode() in stored, "the search looks where the box keeps things"
    assert (
        CANARY.encode()
        in hall.client.get(
            f"/api/v1/meetings/{hall.meeting}/people", headers=hall.registrar.headers
        ).get_data()
    )
    assert CANARY.encode() not in stored
    assert not any(person.encode() in stored for person in ids)
    assert CANARY not in record.get_data(as_text=True)
