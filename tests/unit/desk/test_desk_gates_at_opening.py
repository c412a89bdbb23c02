"""Gates are looked at again when a vote is opened: what was recorded in between counts."""

from __future__ import annotations

import re

import pytest
from factories.committees import (
    POST,
    ROAD,
    STRICT,
    a_committee,
    confirm,
    frozen,
    item_of,
    marks,
    record,
    record_facts,
    refused,
)
from factories.desk import Hall, Person
from factories.office import a_browser

READY = {
    "superior_consent": True,
    "discipline_review": True,
    "punished": False,
    "audit_problem": False,
    "informed": True,
}


def begun(hall: Hall) -> str:
    """Begin a round on a personnel item whose gates are all open; return its id."""
    a_committee(hall, POST, pack=STRICT)
    record_facts(hall, "post", **READY)
    frozen(hall)
    return hall.begin("post")


def opening(hall: Hall, round_id: str, by: Person) -> str:
    """Let somebody confirm the opening; return the refusal."""
    return refused(hall.post(by, f"/rounds/{round_id}/open"))


@pytest.mark.parametrize(
    ("fact", "value", "slug", "rule"),
    [
        ("punished", True, "punishment_on_file", "C14"),
        ("assessed", False, "unassessed_personnel_item", "C02"),
    ],
)
def test_a_gate_that_was_shut_after_the_round_began_stops_both_people(
    hall, fact, value, slug, rule
):
    round_id = begun(hall)
    record_facts(hall, "post", **{fact: value})

    said = [opening(hall, round_id, by) for by in (hall.organizer, hall.first)]

    assert all(one.startswith(slug) for one in said)
    assert all(f"Otherwise cancel this round. {rule}: " in one for one in said)
    assert hall.round_state(round_id) == "frozen"
    assert hall.get()["rounds"][0]["opened_by"] == []


def test_a_gate_that_was_shut_between_the_two_people_stops_the_second(hall):
    round_id = begun(hall)
    hall.must(hall.post(hall.organizer, f"/rounds/{round_id}/open"))
    record_facts(hall, "post", punished=True)

    said, step = opening(hall, round_id, hall.first), hall.get()["next_step"]
    record_facts(hall, "post", punished=False)
    hall.must(hall.post(hall.first, f"/rounds/{round_id}/open"))

    assert said.startswith("punishment_on_file")
    assert step["code"] == "round_shut"
    assert "C14" in step["zh"]
    assert [gate["rule"] for gate in step["gates"]] == ["C14"]
    assert hall.round_state(round_id) == "opening"


def test_a_round_that_cannot_be_opened_is_cancelled_and_the_item_stays_shut(hall):
    round_id = begun(hall)
    record_facts(hall, "post", punished=True)

    hall.must(hall.post(hall.organizer, f"/rounds/{round_id}/cancel", {"reason": "有处分"}))

    assert hall.work().step() == "items_shut"
    assert item_of(hall, "post")["action"] == "shut"


def test_a_repeat_that_began_with_its_reason_opens_although_the_item_was_decided(hall):
    round_id = begun(hall)
    hall.open(round_id)
    hall.close(round_id)

    again = hall.begin("post", reason="票数相同，再议")
    hall.open(again)

    assert hall.round_state(again) == "open"


def test_a_record_by_name_is_not_confirmed_when_a_gate_was_shut_since(hall):
    here = a_committee(hall, ROAD, pack=STRICT)
    made = record(hall, "road", marks(here, agree=8))
    record_facts(hall, "road", life_meeting=True, delegates_asked=False)

    said = refused(confirm(hall, made))
    record_facts(hall, "road", delegates_asked=True)

    assert said.startswith("delegates_not_asked")
    assert hall.must(confirm(hall, made))["result"]["passed"]


def test_the_page_names_the_clause_and_what_to_do_instead_of_offering_to_open(hall, app, organizer):
    round_id = begun(hall)
    record_facts(hall, "post", punished=True)
    here = f"/meetings/{hall.meeting}"

    said = a_browser(app, hall.first).press(f"{here}/rounds/{round_id}/open")
    chinese, english = (organizer.open(here, language).text for language in ("zh", "en"))

    assert "（C14）不再表决的，请取消本轮。" in said
    assert "一票否决制" in said
    assert f'action="{here}/rounds/{round_id}/open"' not in chinese
    assert f'action="{here}/rounds/{round_id}/cancel"' in chinese
    assert "这一轮现在不能开始投票" in chinese
    assert "This round cannot be opened now." in english


def test_a_clause_whose_text_is_english_is_told_in_chinese_on_a_chinese_page(hall, organizer):
    a_committee(hall, POST, present=7)
    agenda = f"/meetings/{hall.meeting}/agenda"

    chinese, english = (organizer.open(agenda, language).text for language in ("zh", "en"))

    assert "到会成员须达三分之二以上" in chinese
    assert "two thirds" not in chinese
    assert re.search('<span lang="en">“at least two thirds of members present”</span>', english)


def test_the_clauses_of_a_record_are_told_in_the_pages_language(hall, app, organizer):
    here = a_committee(hall)
    made = record(hall, "road", marks(here, agree=8))
    hall.must(confirm(hall, made))
    path = f"/meetings/{hall.meeting}/agenda/votes/{made.json['vote']}"

    chinese, english = (organizer.open(path, language).text for language in ("zh", "en"))

    assert "应到会成员超过半数同意" in chinese
    assert "decision requires" not in chinese
    assert '<span lang="en">“decision requires agreement' in english
    assert "**" not in english
