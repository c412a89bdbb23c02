"""Records of a committee's open votes: two people, recusal, a decision again, the meeting's end."""

from __future__ import annotations

import threading

import pytest
from factories.committees import (
    POST,
    ROAD,
    a_committee,
    confirm,
    frozen,
    item_of,
    marks,
    record,
    refused,
)
from factories.desk import Hall, a_person


def acts(hall: Hall) -> list[str]:
    return [event["act"] for event in hall.get("/events")["events"]]


def test_a_recused_members_vote_is_refused_and_the_member_stays_in_both_bases(hall):
    here = a_committee(hall)
    path = "/agenda/items/road/recusals"
    hall.must(hall.post(hall.organizer, path, {"person": here[0], "reason": "亲属关系"}))

    said = refused(record(hall, "road", marks(here, agree=8)))
    made = record(hall, "road", marks(here[1:], agree=6, abstain=1))
    result = hall.must(confirm(hall, made))["result"]

    assert said.startswith("recused_member")
    assert (result["roll"], result["present"], result["voted"]) == (11, 8, 7)
    assert result["passed"] is True  # 6 of 11; with six members recused none would be lost
    vote = item_of(hall, "road")["votes"][-1]
    assert vote["recused"] == ["委员01"]
    assert item_of(hall, "road")["ballots_expected"] == 7


def test_a_recusal_is_corrected_with_a_reason_and_not_while_people_vote(hall):
    here = a_committee(hall)
    body = {"person": here[0], "reason": "亲属关系"}
    path = "/agenda/items/road/recusals"
    hall.must(hall.post(hall.organizer, path, body))
    again = refused(hall.post(hall.organizer, path, body))
    hall.must(hall.post(hall.organizer, f"{path}/undo", body))
    made = record(hall, "road", marks(here, agree=8))

    late = refused(hall.post(hall.organizer, path, body))
    hall.must(confirm(hall, made))

    assert again.startswith("already_recused")
    assert late.startswith("recusal_too_late")
    assert [event for event in acts(hall) if "recus" in event] == ["recuse", "undo_recusal"]


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        (lambda here: marks(here[:-1], agree=7), "marks_incomplete"),
        (lambda here: {**marks(here, agree=8), "f" * 16: "agree"}, "not_present"),
        (lambda here: {}, "marks_incomplete"),
    ],
)
def test_a_record_holds_exactly_the_marks_of_those_present(hall, change, slug):
    here = a_committee(hall)

    assert refused(record(hall, "road", change(here))).startswith(slug)
    assert item_of(hall, "road")["votes"] == []


def test_a_record_counts_after_a_second_persons_word_and_never_changes_afterwards(hall):
    here = a_committee(hall)
    made = record(hall, "road", marks(here, agree=8))
    path = f"/agenda/votes/{made.json['vote']}"

    alone = refused(confirm(hall, made, hall.organizer))
    other = refused(hall.post(hall.first, f"{path}/confirm", {"digest": "0" * 64}))
    busy = refused(record(hall, "road", marks(here, disagree=8)))
    before = item_of(hall, "road")["votes"][0]
    hall.must(confirm(hall, made))
    stands = hall.get(path)

    assert alone.startswith("same_person")
    assert other.startswith("record_differs")
    assert busy.startswith("record_waiting")
    assert (before["state"], before["result"]) == ("waiting", None)
    assert refused(confirm(hall, made, hall.second)).startswith("record_closed")
    withdrawn = hall.post(hall.organizer, f"{path}/withdraw", {"reason": "记错"})
    assert refused(withdrawn).startswith("record_closed")
    assert hall.get(path) == stands
    assert (stands["recorded_by"], stands["confirmed_by"]) == ("王组织", "钱监票")


def test_a_record_of_somebody_who_left_is_not_confirmed_but_made_anew(hall):
    here = a_committee(hall)
    leaving = a_person(hall.desk, "周秘书", "organizer")
    votes = marks(here, agree=8)
    made = hall.post(leaving, "/agenda/items/road/votes", {"marks": votes})
    hall.leave(leaving)

    said = refused(confirm(hall, made))
    path = f"/agenda/votes/{made.json['vote']}"
    hall.must(hall.post(hall.organizer, f"{path}/withdraw", {"reason": "记录人已离任"}))
    hall.must(confirm(hall, record(hall, "road", votes)))

    assert said.startswith("recorder_departed")
    assert "Withdraw the record" in said
    assert [v["state"] for v in item_of(hall, "road")["votes"]] == ["withdrawn", "confirmed"]


def test_a_withdrawn_record_stays_and_counts_nothing(hall):
    here = a_committee(hall)
    made = record(hall, "road", marks(here, agree=8))
    path = f"/agenda/votes/{made.json['vote']}"

    hall.must(hall.post(hall.organizer, f"{path}/withdraw", {"reason": "记错一人"}))
    hall.must(confirm(hall, record(hall, "road", marks(here, disagree=8))))

    assert [v["state"] for v in item_of(hall, "road")["votes"]] == ["withdrawn", "confirmed"]
    assert refused(confirm(hall, made)).startswith("record_closed")


def test_two_who_press_at_once_get_one_effect(hall):
    here = a_committee(hall)
    given, answers = marks(here, agree=8), {}

    def together(name, act) -> None:
        start = threading.Barrier(2)

        def press() -> None:
            start.wait()
            answers.setdefault(name, []).append(act())

        threads = [threading.Thread(target=press) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    together("record", lambda: record(hall, "road", given))
    made = next(one for one in answers["record"] if one.status_code == 201)
    together("confirm", lambda: confirm(hall, made))

    assert sorted(one.status_code for one in answers["record"]) == [201, 409]
    assert sorted(one.status_code for one in answers["confirm"]) == [200, 409]
    assert acts(hall).count("record_vote") == acts(hall).count("confirm_vote") == 1


def test_a_decision_stands_until_the_item_is_submitted_again_with_a_reason(hall):
    here = a_committee(hall)
    first = record(hall, "road", marks(here, agree=8))
    hall.must(confirm(hall, first))

    without = refused(record(hall, "road", marks(here, disagree=8)))
    again = record(hall, "road", marks(here, disagree=8), reason="资金变化")
    hall.must(confirm(hall, again))

    assert without.startswith("decision_stands")
    assert "C10: 常委会研究决定的议题" in without
    votes = item_of(hall, "road")["votes"]
    assert [(v["follows"], v["reason"]) for v in votes] == [
        (None, None),
        (first.json["vote"], "资金变化"),
    ]
    assert [v["result"]["passed"] for v in votes] == [True, False]


def test_a_secret_round_follows_the_round_it_may_change(hall):
    a_committee(hall, POST)
    first = frozen(hall).begin("post")
    hall.open(first)
    hall.close(first)

    without = refused(hall.post(hall.organizer, "/rounds", {"item": "post"}))
    again = hall.must(hall.post(hall.organizer, "/rounds", {"item": "post", "reason": "新情况"}))

    held = item_of(hall, "post")["rounds"]
    assert without.startswith("decision_stands")
    assert [(one["round"], one["follows"]) for one in held] == [
        (first, None),
        (again["round"], first),
    ]


def test_secret_and_open_votes_go_one_by_one(hall):
    here = a_committee(hall, POST, ROAD)
    frozen(hall)
    made = record(hall, "road", marks(here, agree=8))
    waits = (refused(hall.post(hall.organizer, "/rounds", {"item": "post"})), hall.step())
    hall.must(confirm(hall, made))
    hall.begin("post")

    said = refused(record(hall, "road", marks(here, agree=8), reason="再议"))

    assert waits[0].startswith("record_waiting")
    assert waits[1] == "confirm_record"
    assert said.startswith("round_in_progress")


def test_a_meeting_of_secret_rounds_is_not_ended_as_one_of_open_votes(hall):
    a_committee(hall, POST, ROAD)
    nothing = refused(hall.post(hall.organizer, "/agenda/adjourn"))
    frozen(hall).begin("post")

    said = refused(hall.post(hall.organizer, "/agenda/adjourn"))

    assert nothing.startswith("nothing_recorded")
    assert said.startswith("round_not_over")


def test_a_meeting_that_decided_something_by_open_vote_is_not_cancelled(hall):
    here = a_committee(hall)
    hall.must(confirm(hall, record(hall, "road", marks(here, agree=8))))

    said = refused(hall.post(hall.organizer, "/cancel", {"reason": "改期"}))

    assert said.startswith("meeting_has_voted")
    assert hall.get()["can_cancel"] is False


def test_a_meeting_is_not_finished_while_a_record_waits_for_its_second_person(hall):
    here = a_committee(hall, POST, ROAD)
    first = frozen(hall).begin("post")
    hall.open(first)
    hall.close(first)
    hall.hand_out(8, 14)
    made = record(hall, "road", marks(here, agree=8))

    said, step = refused(hall.post(hall.organizer, "/finish")), hall.step()
    state = hall.get()["state"]
    hall.must(confirm(hall, made))
    hall.must(hall.post(hall.organizer, "/finish"))

    assert said.startswith("record_waiting")
    assert (step, state) == ("confirm_record", "ready")
    assert hall.get()["state"] == "closed"
    assert item_of(hall, "road")["votes"][0]["result"]["passed"] is True


def test_each_vote_follows_the_one_before_whichever_way_it_was_held(hall):
    here = a_committee(hall)
    frozen(hall)
    first = record(hall, "road", marks(here, agree=8))
    hall.must(confirm(hall, first))
    body = {"item": "road", "reason": "资金变化"}
    second = hall.must(hall.post(hall.organizer, "/rounds", body))["round"]
    hall.work()
    hall.open(second)
    hall.close(second)

    third = record(hall, "road", marks(here, disagree=8), reason="再议")
    hall.must(confirm(hall, third))
    hall.must(confirm(hall, record(hall, "road", marks(here, agree=8), reason="三议")))

    shown = item_of(hall, "road")
    assert shown["rounds"][0]["follows"] == first.json["vote"]
    assert [one["follows"] for one in shown["votes"]] == [None, second, third.json["vote"]]
