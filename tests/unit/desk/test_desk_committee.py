"""A committee's agenda through the desk's API: gates, quorum, consent, what votes come to."""

from __future__ import annotations

import pytest
from factories.committees import (
    FLOOD,
    MARKS,
    POST,
    ROAD,
    STRICT,
    a_committee,
    a_matter,
    confirm,
    frozen,
    item_of,
    marks,
    record,
    refused,
)
from factories.desk import PACK, Hall
from sqlalchemy import func, select

from ballot_service.meetings.store.rounds import documents
from ballot_service.meetings.store.rows import BoxRow, DocumentRow, RoundRow
from shared.plumbing.db import reading


def box_side(hall: Hall) -> tuple[int, int, int]:
    """Return how many rounds, taken boxes and documents for other services there are."""
    with reading(hall.desk.sessions) as session:
        rounds = session.scalar(select(func.count()).select_from(RoundRow))
        taken = session.scalar(select(func.count()).where(BoxRow.round.is_not(None)))
        sent = session.scalar(select(func.count()).select_from(DocumentRow))
        return rounds, taken, sent


def acts(hall: Hall) -> list[str]:
    return [event["act"] for event in hall.get("/events")["events"]]


def test_d11_eleven_members_eight_present_five_agree_is_a_quorum_and_not_passed(hall):
    here = a_committee(hall)

    made = record(hall, "road", marks(here, **MARKS))
    result = hall.must(confirm(hall, made))["result"]

    assert (result["counts"], result["by"], result["passed"]) == (MARKS, "Q2", False)
    assert (result["quorum"]["met"], result["quorum"]["threshold"]) == (True, "2/3")
    present, roll = result["bases"]["present"], result["bases"]["roll"]
    assert (present["share"], present["percent"], present["more_than_half"]) == (
        "5/8",
        "62.50%",
        True,
    )
    assert (roll["share"], roll["percent"], roll["more_than_half"]) == ("5/11", "45.45%", False)
    assert item_of(hall, "road")["votes"][0]["result"] == result


def test_an_open_vote_makes_no_round_takes_no_box_and_sends_nothing(hall):
    here = a_committee(hall)
    before = box_side(hall)

    hall.must(confirm(hall, record(hall, "road", marks(here, agree=8))))
    hall.must(hall.post(hall.organizer, "/agenda/adjourn"))

    rounds, taken, sent = box_side(hall)
    assert (rounds, taken) == (before[0], before[1]) == (0, 0)
    assert sent == before[2] + 1  # that the meeting is over
    assert hall.work().get()["state"] == "closed"
    assert (hall.get()["delivery_refused"], hall.step()) == (None, "done")


@pytest.mark.parametrize("state", ["checking_in", "ready"])
def test_a_personnel_item_is_never_voted_on_by_name(hall, state):
    here = a_committee(hall, POST, pack=PACK)
    if state == "ready":
        frozen(hall)

    for purpose in ("decision", "consent"):
        said = refused(record(hall, "post", marks(here, agree=8), purpose=purpose))
        assert said.startswith("personnel_is_secret")
    assert item_of(hall, "post")["votes"] == []
    assert item_of(hall, "post")["action"] == ("secret" if state == "ready" else "freeze")


def test_an_improvised_personnel_item_is_refused_with_its_clause_and_stays_off_the_agenda(hall):
    here = a_committee(hall)
    body = {"title": "临时任命", "item_class": "personnel", "proposer": here[0]}

    said = refused(hall.post(hall.organizer, "/agenda/items", body))

    assert said.startswith("improvised_personnel_item")
    assert "C07: 县委书记不得临时动议研究干部议题" in said
    assert [item["key"] for item in hall.get("/agenda")["items"]] == ["road"]
    assert acts(hall)[-1] == "refuse_item"


def test_an_improvised_personnel_item_of_the_draft_has_no_vote_at_all(hall):
    matter = a_matter("sudden", "临时任命", item_class="personnel", assessed=True, improvised=True)
    here = a_committee(hall, matter, ROAD)
    frozen(hall)

    secretly = refused(hall.post(hall.organizer, "/rounds", {"item": "sudden"}))
    openly = refused(record(hall, "sudden", marks(here, agree=8)))

    shown = item_of(hall, "sudden")
    assert secretly.startswith("improvised_personnel_item")
    assert openly.startswith("personnel_is_secret")
    assert shown["action"] == "shut"
    assert shown["shut"][0]["quote"] == "县委书记不得临时动议研究干部议题"


@pytest.mark.parametrize(("agree", "taken_up"), [(4, True), (3, False)])
def test_an_urgent_item_is_admitted_at_four_of_eight_and_refused_at_three(hall, agree, taken_up):
    here = a_committee(hall, FLOOD)
    before = refused(record(hall, "flood", marks(here, agree=8)))
    step = item_of(hall, "flood")["action"]

    given = marks(here, agree=agree, disagree=8 - agree)
    made = record(hall, "flood", given, purpose="consent")
    result = hall.must(confirm(hall, made))["result"]
    after = record(hall, "flood", marks(here, agree=8))

    assert "consent_missing" in before
    assert "C06: 如遇紧急工作议题" in before
    assert step == "consent"
    assert (result["by"], result["passed"]) == ("C06", taken_up)
    assert (after.status_code == 201) == taken_up
    assert (after.status_code, taken_up) in ((201, True), (409, False))


def test_consent_is_voted_on_once_and_only_where_it_is_needed(hall):
    here = a_committee(hall, FLOOD, ROAD)
    given = marks(here, agree=8)
    hall.must(confirm(hall, record(hall, "flood", given, purpose="consent")))

    for item in ("flood", "road"):
        said = refused(record(hall, item, given, purpose="consent"))
        assert said.startswith("consent_not_needed")


def test_an_urgent_item_opens_a_secret_round_after_its_consent_only(hall):
    here = a_committee(hall, FLOOD)
    frozen(hall)
    before, step = refused(hall.post(hall.organizer, "/rounds", {"item": "flood"})), hall.step()

    hall.must(confirm(hall, record(hall, "flood", marks(here, agree=8), purpose="consent")))

    assert before.startswith("consent_missing")
    assert (step, hall.step()) == ("consent", "next_round")
    assert hall.begin("flood")


def test_an_item_added_in_session_says_who_proposed_it_and_when_and_needs_consent(hall):
    here = a_committee(hall)
    body = {"title": "抗旱", "item_class": "other", "proposer": here[2]}

    key = hall.must(hall.post(hall.organizer, "/agenda/items", body))["item"]

    added = item_of(hall, key)
    assert (added["urgent"], added["improvised"], added["added"]) == (True, True, True)
    assert added["proposed_by"] == "委员03"
    assert added["proposed_at"].startswith("20")
    assert added["action"] == "consent"
    absent = {**body, "proposer": "0" * 16}
    assert refused(hall.post(hall.organizer, "/agenda/items", absent)).startswith("not_present")


def test_no_personnel_item_opens_without_a_quorum(hall):
    a_committee(hall, POST, present=7)
    frozen(hall)

    said = refused(hall.post(hall.organizer, "/rounds", {"item": "post"}))

    assert said.startswith("quorum_missing")
    assert hall.get("/agenda")["quorum"] == {
        "roll": 11,
        "present": 7,
        "at_least_half": True,
        "more_than_half": True,
        "rule": "Q1",
        "threshold": "2/3",
        "met": False,
    }


def test_each_gate_of_a_strict_pack_opens_by_its_own_record(hall):
    a_committee(hall, a_matter("post", "任命局长", item_class="personnel"), pack=STRICT)
    frozen(hall)
    right = {
        "superior_consent": True,
        "discipline_review": True,
        "punished": False,
        "audit_problem": False,
        "informed": True,
        "assessed": True,
    }
    shut = [[gate["rule"] for gate in item_of(hall, "post")["shut"]]]

    for key, value in right.items():
        body = {"value": value, "document": "组发〔2026〕3号", "date": "2026-03-01"}
        path = f"/api/v1/meetings/{hall.meeting}/agenda/items/post/facts/{key}"
        hall.must(hall.client.put(path, json=body, headers=hall.organizer.headers))
        shut.append([gate["rule"] for gate in item_of(hall, "post")["shut"]])

    clauses = ["C18", "C13", "C14", "C15", "C12", "C02"]
    assert shut == [clauses[number:] for number in range(7)]
    assert hall.begin("post")
    with reading(hall.desk.sessions) as session:
        (sheet,) = documents(session, hall.meeting, "box_manifest")
    assert sheet["document"]["item"]["assessed"] is True  # the draft said that it was not
    assert item_of(hall, "post")["facts"][0]["by"] == "王组织"


def test_what_no_clause_asks_is_not_recorded(hall):
    a_committee(hall, ROAD, pack=STRICT)
    path = f"/api/v1/meetings/{hall.meeting}/agenda/items/road/facts"
    body = {"document": "x", "date": "2026-03-01"}

    answers = [
        hall.client.put(f"{path}/{key}", json={**body, "value": value}, headers=by.headers)
        for key, value, by in (
            ("punished", True, hall.organizer),
            ("posts", True, hall.organizer),
            ("posts", 0, hall.organizer),
            ("posts", 3, hall.organizer),
            ("posts", 3, hall.first),
        )
    ]

    assert [one.status_code for one in answers] == [400, 400, 400, 200, 403]


def test_only_a_committee_votes_by_name(hall):
    hall.check_in()
    here = [one["id"] for one in hall.get("/people")["people"]][:6]

    assert refused(record(hall, "sheet", marks(here, agree=6))).startswith("not_committee")
