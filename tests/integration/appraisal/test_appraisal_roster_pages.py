"""People on pages: a sheet is looked at, imported, handed out again; somebody leaves."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from factories.appraisal_year import HERE, PagedYear
from factories.office import HERE as HEADERS
from factories.office import Browser, notice
from factories.pages import a_build
from factories.sheets import hidden
from fakes.appraisal import ANNA, a_person_entry

from shared.tables.reading import read_table

ROSTER = f"{HERE}/roster"
HEADER = "编号,姓名,单位,单位编号,职务,岗位类别,班子,班子编号,任职日期,条管\n"
NEW = (
    "h1,孙七,丙站,unit-3,站长,正职,丙站班子,team-3,2026-02-01,是\n"
    "h2,周八,丙站,,副站长,副职,丙站班子,,,\n"
)


@pytest.fixture
def year(tmp_path: Path) -> PagedYear:
    made = PagedYear(tmp_path, a_build(tmp_path / "web"))
    made.bureau.set_up("county", [a_person_entry("o1"), a_person_entry("o2", unit="unit-2")])
    return made


@pytest.fixture
def officer(year: PagedYear) -> Browser:
    return year.browser("甲考核", "officer")


def send(browser: Browser, path: str, body: bytes | None = None, **fields: str) -> Any:
    """Send a form, with a sheet if there is a body for one."""
    data: dict[str, Any] = dict(fields)
    if body is not None:
        data["file"] = (io.BytesIO(body), "people.xlsx" if body[:2] == b"PK" else "people.csv")
    return browser.client.post(path, data=data, headers=HEADERS, content_type="multipart/form-data")


def counts(page: str) -> list[int]:
    """Return how many are new, changed, leaving, unchanged."""
    return [int(one) for one in re.findall(r"<dd>(\d+)</dd>", page)][:4]


def wrong_cells(page: str) -> list[tuple[str, ...]]:
    """Return row, column and what to do of every fault that a page lists."""
    number, cell = r'office-number"[^>]*>(\d+)</td>', r"<td[^>]*>([^<]+)</td>"
    return re.findall(number + cell + cell, page)


def listed(year: PagedYear) -> dict[str, Any]:
    """Return the people of the year as the API lists them, by number."""
    found = year.bureau.get(ANNA, "/api/v1/people?jurisdiction=county&year=2026").json
    return {one["id"]: one for one in found["people"]} | {"units": found["units"]}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_sheet_is_looked_at_and_then_imported_with_its_unit_and_team(year, officer, encoding):
    looked = send(officer, f"{ROSTER}/preview", (HEADER + NEW + "o1\n").encode(encoding)).text
    before = listed(year)
    done = send(officer, ROSTER, **hidden(looked))

    assert counts(looked) == [2, 0, 0, 1]
    assert "丙站班子" in looked
    assert "h1" not in before
    assert "2 人有变动" in notice(officer.open(done.location).text)
    after = listed(year)
    assert (after["h1"]["role"], after["h2"]["team"]) == ("head", "team-3")
    assert {"id": "unit-3", "name": "丙站", "vertical": True} in after["units"]


def test_wrong_rows_are_named_by_row_and_column_and_nothing_can_be_imported(year, officer):
    body = (HEADER + NEW.replace("副职", "主任")).encode()

    looked = send(officer, f"{ROSTER}/preview", body).text
    forced = send(officer, ROSTER, body)

    assert wrong_cells(looked) == [("3", "岗位类别", "请填：正职、副职或其他。")]
    assert "周八" not in looked
    assert hidden(looked) == {}
    assert (forced.status_code, "h1" in listed(year)) == (400, False)


def test_the_sheet_that_is_handed_out_changes_nothing_when_it_comes_back(year, officer):
    send(officer, ROSTER, (HEADER + NEW).encode())
    handed = officer.open(f"{ROSTER}/people.xlsx").data
    empty = officer.open(f"{ROSTER}/template.xlsx").data

    looked = send(officer, f"{ROSTER}/preview", handed).text
    nobody = send(officer, f"{ROSTER}/preview", empty)

    assert counts(looked) == [0, 0, 0, 4]
    assert hidden(looked) == {}
    assert read_table("template.xlsx", empty).columns[0].startswith("填写说明")
    assert (nobody.status_code, "没有人员" in notice(nobody.text)) == (400, True)


def test_who_leaves_by_the_sheet_or_by_the_form_is_off_the_list(year, officer):
    looked = send(officer, f"{ROSTER}/preview", "编号,离任日期\no1,2026-05-31\n".encode()).text
    send(officer, ROSTER, **hidden(looked))

    said = officer.press(f"{ROSTER}/left", person="o2", left_on="2026-06-30")

    assert counts(looked) == [0, 0, 1, 0]
    assert "已登记离任" in said
    assert set(listed(year)) == {"units"}


@pytest.mark.parametrize(
    ("person", "day", "words"),
    [
        ("o9", "2026-05-31", "不在本地区任职"),
        ("o1", "2020-05-31", "离任日期不在本年度"),
        ("o1", "soon", "检查"),
    ],
)
def test_a_last_day_that_cannot_be_is_refused_and_stays_in_the_form(officer, person, day, words):
    refused = officer.send(f"{ROSTER}/left", person=person, left_on=day)

    assert refused.status_code == 400
    assert words in notice(refused.text)
    assert f'value="{day}"' in refused.text


def test_a_change_in_a_year_with_another_change_asks_for_its_day(officer):
    send(officer, ROSTER, "编号,职务,任职日期\no1,县长,2026-03-01\n".encode())

    looked = send(officer, f"{ROSTER}/preview", "编号,职务\no1,书记\n".encode()).text

    assert [cell[:2] for cell in wrong_cells(looked)] == [("2", "任职日期")]


def test_people_are_found_by_name_and_by_unit_with_the_days_of_their_posts(officer):
    send(officer, ROSTER, (HEADER + NEW).encode())

    found = officer.open(f"{ROSTER}?q=孙").text
    unit = officer.open(f"{ROSTER}?unit=unit-2").text

    assert re.findall(r'id="person-(\w+)"', found) == ["h1"]
    assert "2026-02-01" in found
    assert re.findall(r'id="person-(\w+)"', unit) == ["o2"]


def test_a_decider_reads_the_list_and_brings_nothing(year):
    decider = year.browser("甲审", "decider")

    assert "/roster/preview" not in decider.open(ROSTER).text
    assert send(decider, f"{ROSTER}/preview", HEADER.encode()).status_code == 403


def test_a_year_without_people_leads_to_the_sheet(year, officer):
    year.bureau.set_up("district", [])

    page = officer.open("/years/2026/district").text

    assert 'href="/years/2026/district/roster">' in page.partition("office-step__go")[2][:120]


@pytest.mark.parametrize(
    ("language", "act"), [("zh", "登记离任日期"), ("en", "last day of service")]
)
def test_the_record_names_who_left_without_a_link_that_leads_nowhere(year, officer, language, act):
    officer.send(f"{ROSTER}/left", person="o2", left_on="2026-05-31")

    record = officer.open(f"{HERE}/record", language).text

    assert act in record
    assert "2026-05-31" in record
    assert 'people/o2"' not in record
