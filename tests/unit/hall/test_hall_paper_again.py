"""A round on paper that repeats another one: its own reason, and whose place it takes."""

from __future__ import annotations

import pytest
from factories.desk import Hall
from factories.office import a_browser
from factories.pages import a_build
from factories.paper_halls import begin, enter, of_kind

from ballot_service.desk_app import app_for

FEW = "1 1111\n2 1111\n3 1111\n4 1111"
"""Fewer papers than the floor."""


@pytest.fixture
def hall(tmp_path) -> Hall:
    hall = Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)
    hall.freeze()
    return hall


def counted(hall: Hall, papers: str | None = None, **more: str) -> str:
    round_id = begin(hall, **more)
    for by in (hall.first, hall.second):
        enter(hall, by, round_id, *([papers] if papers else []))
    return round_id


def results(hall: Hall) -> dict[str, str | None]:
    """Return who repeats which round, as the tally service was told when the meeting ended."""
    hall.must(hall.post(hall.organizer, "/finish"))
    hall.work()
    return {one["round"]: one.get("repeated_by") for one in of_kind(hall, "paper_result")}


def test_why_on_paper_and_why_once_more_are_two_reasons(hall):
    first = counted(hall)
    body = {"item": "sheet", "reason": "停电"}

    without = hall.post(hall.organizer, "/paper-rounds", body)
    counted(hall, repeat_reason="有人没领到票")
    hall.work()

    told = of_kind(hall, "paper_round")[-1]
    assert without.json["type"].endswith("repeat_reason_missing")
    assert (told["reason"], told["repeats"]) == (
        "停电",
        {"earlier": first, "reason": "有人没领到票"},
    )


def test_the_page_asks_why_once_more_only_where_there_was_a_round(hall, tmp_path):
    page = a_browser(app_for(hall.desk, a_build(tmp_path / "web")), hall.organizer)
    fresh = page.open(f"/meetings/{hall.meeting}").text
    counted(hall)

    path = f"/meetings/{hall.meeting}/paper-rounds"
    fields = {"item": "sheet", "reason": "停电"}
    later = page.open(f"/meetings/{hall.meeting}").text
    refused = page.press(path, **fields, repeat_reason="")
    page.send(path, **fields, repeat_reason="有人没领到票")

    assert ("repeat_reason" in fresh, "repeat_reason" in later) == (False, True)
    assert "这一事项已经投过票" in refused
    assert len(hall.get()["rounds"]) == 2


def test_a_repeat_on_paper_takes_the_place_of_the_round_before(hall):
    first = counted(hall)
    second = counted(hall, repeat_reason="断网")

    assert results(hall) == {first: second, second: None}


def test_a_repeat_that_was_sealed_takes_nobodys_place(hall):
    first = counted(hall)
    second = counted(hall, FEW, repeat_reason="断网")

    assert results(hall) == {first: None, second: None}


def test_what_repeats_an_annulled_repeat_takes_the_place_of_the_first(hall):
    first = counted(hall)
    second = counted(hall, repeat_reason="断网")
    third = counted(hall, repeat_reason="又断网")
    found = {"document": "组通〔2026〕7号", "date": "2026-01-05"}
    for by in (hall.first, hall.second):
        hall.must(hall.post(by, f"/rounds/{second}/annul", found))

    assert results(hall) == {first: third, third: None}
