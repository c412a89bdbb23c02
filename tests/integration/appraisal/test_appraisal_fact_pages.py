"""Facts on pages: a file is looked at before it is imported, and a wrong record is withdrawn."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path
from typing import Any

import pytest
from factories.appraisal_year import HERE, PagedYear
from factories.office import HERE as HEADERS
from factories.office import Browser, notice
from factories.pages import a_build

FACTS = f"{HERE}/facts"
PAPER = {"document": "审〔2026〕7号", "date": "2026-11-20", "source_body": "县审计局"}
POINTS = "人员编号,扣分,审计问题,审计类别\no1,1.5,超标准接待,A类\no2,0.5,票据不全,B类\n"
ABSENT = "人员编号,日期,种类,旷工半天数\no1,2026-05-06,迟到,\n"


@pytest.fixture
def officer(tmp_path: Path) -> Browser:
    """An officer's browser, before anything is proposed."""
    year = PagedYear(tmp_path, a_build(tmp_path / "web"))
    year.set_up()
    return year.browser("甲考核", "officer")


def send(browser: Browser, path: str, text: str | None = None, **fields: str) -> Any:
    """Send a form, with a file if there is a text for one."""
    data: dict[str, Any] = dict(fields)
    if text is not None:
        data["file"] = (io.BytesIO(text.encode()), "facts.csv")
    return browser.client.post(path, data=data, headers=HEADERS, content_type="multipart/form-data")


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of a page."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def test_a_file_is_looked_at_and_then_imported(officer):
    looked = send(officer, f"{FACTS}/points/preview", POINTS, **PAPER)
    nothing = officer.open(f"{FACTS}/points").text
    done = send(officer, f"{FACTS}/points", **hidden(looked.text))

    assert looked.status_code == 200
    assert "超标准接待" not in nothing
    assert "2" in notice(officer.open(done.location).text)
    page = officer.open(f"{FACTS}/points").text
    assert "扣分：1.5" in page
    assert "审〔2026〕7号" in page


def test_wrong_rows_are_named_and_nothing_can_be_imported(officer):
    wrong = POINTS.replace("1.5", "2.5")

    looked = send(officer, f"{FACTS}/points/preview", wrong, **PAPER).text

    assert re.search(r'<td class="office-number">2</td>\s*<td>[^<]+</td>', looked)
    assert "超标准接待" not in looked
    assert "kept" not in hidden(looked)


def test_a_file_without_its_paper_is_refused_and_what_was_typed_stays(officer):
    answer = send(officer, f"{FACTS}/points/preview", POINTS, **{**PAPER, "date": "soon"})

    assert answer.status_code == 400
    assert notice(answer.text).startswith("!")
    assert "县审计局" in answer.text


def test_attendance_is_brought_as_a_file_that_takes_the_place_of_another(officer):
    listed = officer.open(f"{FACTS}/attendance").text
    earlier = re.search(r'<option value="(\w{64})"', listed)
    looked = send(officer, f"{FACTS}/attendance/preview", ABSENT, supersedes=earlier[1]).text

    done = send(officer, f"{FACTS}/attendance", **hidden(looked))

    assert "1" in notice(officer.open(done.location).text)
    now = officer.open(f"{FACTS}/attendance").text
    assert earlier[1] not in re.findall(r'<option value="(\w{64})"', now)


def test_a_wrong_record_is_withdrawn_and_stays_readable(officer):
    looked = send(officer, f"{FACTS}/points/preview", POINTS, **PAPER).text
    send(officer, f"{FACTS}/points", **hidden(looked))
    found = re.search(rf'href="({FACTS}/points/\w{{64}})"', officer.open(f"{FACTS}/points").text)
    record = found[1]

    officer.press(f"{record}/withdrawal", **PAPER, reason="认定有误")

    page = officer.open(record).text
    assert "扣分：" in page
    assert "/withdrawal" not in page


def test_an_empty_file_and_the_list_of_kinds_are_handed_out(officer):
    kinds = officer.open(FACTS).text
    empty = officer.open(f"{FACTS}/points/template.xlsx")

    assert f'href="{FACTS}/points"' in kinds
    assert empty.data[:2] == b"PK"
    assert officer.open(f"{FACTS}/nothing").status_code == 404


def test_a_decider_reads_facts_and_brings_none(tmp_path):
    year = PagedYear(tmp_path, a_build(tmp_path / "web"))
    year.set_up()
    decider = year.browser("甲审", "decider")

    assert decider.open(f"{FACTS}/points").status_code == 200
    assert send(decider, f"{FACTS}/points/preview", POINTS, **PAPER).status_code == 403
