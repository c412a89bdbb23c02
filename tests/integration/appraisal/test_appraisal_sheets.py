"""The sheet of people on both databases: written once, and a number stays where it is in use."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from fakes.appraisal import ANNA, BORIS, YEAR, Bureau, a_person_entry
from sqlalchemy import event

from appraisal_service.people.actions.setting_up import set_up_next_year
from appraisal_service.people.actions.sheets import import_sheet, preview_people
from appraisal_service.people.domain.sheet_faults import SheetRejected
from shared.plumbing.access import Actor

COUNTY = ("county", 2027)
OFFICER = Actor("a-1", ANNA, frozenset({"officer"}))
SHEET = (
    "编号,姓名,单位,单位编号,职务,岗位类别,班子,班子编号,任职日期,离任日期\n"
    "h1,孙七,丙站,unit-3,站长,正职,丙站班子,team-3,2027-02-01,\n"
    "o1,,,,副县长,,,,2027-03-01,\n"
    "o2,,,,,,,,,2026-12-31\n"
).encode("gb18030")


def begun(bureau: Bureau) -> None:
    """Set up the county with two people in 2026, and 2027 after it."""
    bureau.set_up("county", [a_person_entry("o1"), a_person_entry("o2")])
    set_up_next_year(bureau.office, OFFICER, "county", 2027)


def record(bureau: Bureau, year: str) -> list[tuple[Any, ...]]:
    """Return act, person, who and why of everything on a year's record."""
    events = bureau.get(ANNA, f"{year}/events").json["events"]
    return [tuple(one[key] for key in ("act", "person", "by", "reason")) for one in events]


def test_a_sheet_is_written_as_it_was_shown_and_the_same_again_changes_nothing(bureau):
    begun(bureau)

    looked = preview_people(bureau.office, COUNTY, "people.csv", SHEET)
    written = import_sheet(bureau.office, OFFICER, COUNTY, "people.csv", SHEET)
    still = SHEET.decode("gb18030").partition("o2,")[0].encode()
    again = preview_people(bureau.office, COUNTY, "people.csv", still)

    assert looked.counts == {"new": 1, "changed": 1, "same": 0, "left": 1}
    assert (looked.writes, written, again.empty) == (3, 3, True)
    listed = bureau.get(ANNA, "/api/v1/people?jurisdiction=county&year=2027").json
    posts = {one["id"]: one["posts"][-1] for one in listed["people"]}
    assert {person: post["since"] for person, post in posts.items()} == {
        "h1": "2027-02-01",
        "o1": "2027-03-01",
    }
    before = bureau.get(ANNA, "/api/v1/people?jurisdiction=county&year=2026").json
    assert [one["post"] for one in before["people"]] == ["乡长", "乡长"]


def test_a_number_that_another_jurisdiction_uses_is_named_before_anything_is_written(bureau):
    begun(bureau)
    bureau.set_up("district", [a_person_entry("d1")])
    taken = "编号,姓名,单位,职务,岗位类别\nd1,孙七,甲乡,科员,其他\n".encode()

    with pytest.raises(SheetRejected, match="row 2, person number"):
        import_sheet(bureau.office, OFFICER, ("county", 2026), "people.csv", taken)

    looked = preview_people(bureau.office, ("county", 2026), "people.csv", taken)
    assert [(one.row, one.code) for one in looked.faults] == [(2, "elsewhere")]


def test_who_set_a_year_up_and_with_which_pack_is_on_its_record_once(bureau):
    pack = bureau.set_up("county", [])
    for _ in range(2):
        set_up_next_year(bureau.office, OFFICER, "county", 2027)

    first, following = record(bureau, YEAR), record(bureau, YEAR.replace("2026", "2027"))

    assert first[0] == ("set_up", None, ANNA, f"county · SHA-256 {pack}")
    assert following == [("set_up", None, ANNA, f"county · SHA-256 {pack}")]


def test_who_brought_people_or_a_last_day_and_in_which_file_is_on_the_years_record(bureau):
    begun(bureau)
    departure = {"jurisdiction": "county", "left": ["o1"], "left_on": "2027-05-31"}

    import_sheet(bureau.office, OFFICER, COUNTY, "people.csv", SHEET)
    bureau.post(BORIS, "/api/v1/people", departure)

    file = f"people.csv · SHA-256 {hashlib.sha256(SHEET).hexdigest()}"
    assert record(bureau, YEAR.replace("2026", "2027"))[1:] == [
        ("import_people", None, ANNA, file),
        ("person_left", "o1", BORIS, "2027-05-31"),
    ]


def test_what_is_refused_leaves_nothing_on_the_record(bureau):
    bureau.set_up("county", [])
    before = record(bureau, YEAR)

    refused = bureau.post(BORIS, "/api/v1/people", {"jurisdiction": "county", "left": ["o9"]})

    assert (refused.status_code, record(bureau, YEAR)) == (400, before)


def statements(bureau: Bureau, count: int) -> int:
    """Import so many people of 2026 twice, the second time in other posts; count what is sent."""
    sent: list[str] = []
    listener = (bureau.engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
    event.listen(*listener)
    for post in ("乡长", "副乡长"):
        people = [{**a_person_entry(f"n{count}-{at}"), "post": post} for at in range(count)]
        listed = {"jurisdiction": "county", "people": people}
        assert bureau.post(ANNA, "/api/v1/people", listed).status_code == 200
    event.remove(*listener)
    return len(sent)


def test_many_people_take_as_many_statements_as_few(bureau):
    bureau.set_up("county", [])

    few, many = statements(bureau, 3), statements(bureau, 300)

    assert many == few
