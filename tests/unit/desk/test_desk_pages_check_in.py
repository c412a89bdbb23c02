"""The page at the door: find, tick, undo with a reason."""

from __future__ import annotations

import re

import pytest
from factories.desk import Hall
from factories.office import Browser, a_browser
from factories.pages import a_build

from ballot_service.desk_app import app_for

ROLL = "name,unit,electorate\n" + "\n".join(
    [f"人员{number:02},甲局,A" for number in range(40)] + ["100%的人,乙_所,A", "Ann Lee,乙所,A"]
)


@pytest.fixture
def hall(tmp_path) -> Hall:
    hall = Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path).draft()
    assert hall.import_roll(ROLL.encode()).status_code == 200
    hall.must(hall.post(hall.organizer, "/prepare"))
    hall.must(hall.post(hall.organizer, "/check-in"))
    return hall


@pytest.fixture
def registrar(hall, tmp_path) -> Browser:
    return a_browser(app_for(hall.desk, a_build(tmp_path / "web")), hall.registrar)


def found(browser: Browser, hall: Hall, **query: str) -> list[str]:
    page = browser.open(f"/meetings/{hall.meeting}/check-in", query_string=query).text
    return re.findall(r'<th scope="row">(.*?)</th>', page)


def the_id(hall: Hall, name: str) -> str:
    return next(one["id"] for one in hall.get("/people")["people"] if one["name"] == name)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("人员07", ["人员07"]),
        ("  乙所 ann ", ["Ann Lee"]),
        ("甲局 39", ["人员39"]),
        ("%", ["100%的人"]),
        ("_", ["100%的人"]),
        ("nobody", []),
    ],
)
def test_people_are_found_by_parts_of_name_and_unit_taken_literally(hall, registrar, words, names):
    assert found(registrar, hall, q=words) == names


def test_a_long_roll_comes_in_pages_that_keep_the_search(hall, registrar):
    first = found(registrar, hall, q="甲局")
    second = found(registrar, hall, q="甲局", page="2")

    assert (len(first), len(second)) == (25, 15)
    assert set(first).isdisjoint(second)


def test_a_tick_is_one_press_and_a_second_one_warns(hall, registrar):
    person, path = the_id(hall, "人员07"), f"/meetings/{hall.meeting}/check-ins"

    said = [registrar.press(path, person=person, q="07") for _ in range(2)]

    assert said[0] == "✓ 已签到。"
    assert said[1].startswith("! 此人先前已签到。 请先核对本人，再决定是否发凭条。")
    assert hall.get()["electorates"][0]["present"] == 1


def test_an_undo_needs_a_reason_and_comes_back_to_the_person(hall, registrar):
    person, path = the_id(hall, "人员07"), f"/meetings/{hall.meeting}/check-ins"
    registrar.press(path, person=person)

    refused = registrar.send(f"{path}/undo", person=person, q="07", reason=" ")
    kept = hall.get()["electorates"][0]["present"]
    said = registrar.press(f"{path}/undo", person=person, reason="点错了人")

    assert refused.location.endswith(f"/check-in?q=07&person={person}")
    assert kept == 1
    assert "签到已撤销" in said
    assert hall.get("/events")["events"][-1]["reason"] == "点错了人"


def test_nobody_of_another_meeting_is_shown_or_ticked(hall, registrar):
    stranger = the_id(hall, "人员07")
    other = Hall.draft(hall)
    hall.import_roll()

    page = registrar.open(f"/meetings/{other.meeting}/check-in?person={stranger}").text
    said = registrar.press(f"/meetings/{other.meeting}/check-ins", person=stranger)

    assert "人员07" not in page
    assert said.startswith("!")


def test_an_organizer_looks_but_does_not_tick(hall, registrar, tmp_path):
    organizer = a_browser(registrar.client.application, hall.organizer)
    path = f"/meetings/{hall.meeting}/check-in"

    assert "check-ins" not in organizer.open(path).text
    assert "check-ins" in registrar.open(path).text
    assert organizer.send(f"{path}s", person=the_id(hall, "人员07")).status_code == 403
    assert a_browser(registrar.client.application, hall.first).open(path).status_code == 403
