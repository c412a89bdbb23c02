"""The sheet of people on both databases: written once, and a number stays where it is in use."""

from __future__ import annotations

import pytest
from fakes.appraisal import ANNA, Bureau, a_person_entry

from appraisal_service.people.actions.setting_up import set_up_next_year
from appraisal_service.people.actions.sheets import import_sheet, preview_people
from appraisal_service.people.domain.sheet_faults import SheetRejected

COUNTY = ("county", 2027)
SHEET = (
    "编号,姓名,单位,单位编号,职务,岗位类别,班子,班子编号,任职日期,离任日期\n"
    "h1,孙七,丙站,unit-3,站长,正职,丙站班子,team-3,2027-02-01,\n"
    "o1,,,,副县长,,,,2027-03-01,\n"
    "o2,,,,,,,,,2026-12-31\n"
).encode("gb18030")


def begun(bureau: Bureau) -> None:
    """Set up the county with two people in 2026, and 2027 after it."""
    bureau.set_up("county", [a_person_entry("o1"), a_person_entry("o2")])
    set_up_next_year(bureau.office, "county", 2027)


def test_a_sheet_is_written_as_it_was_shown_and_the_same_again_changes_nothing(bureau):
    begun(bureau)

    looked = preview_people(bureau.office, COUNTY, "people.csv", SHEET)
    written = import_sheet(bureau.office, COUNTY, "people.csv", SHEET)
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
        import_sheet(bureau.office, ("county", 2026), "people.csv", taken)

    looked = preview_people(bureau.office, ("county", 2026), "people.csv", taken)
    assert [(one.row, one.code) for one in looked.faults] == [(2, "elsewhere")]
