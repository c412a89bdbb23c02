"""The page on which a teller enters papers: what was typed is never lost, and as much as ever."""

from __future__ import annotations

import html
import re

import pytest
from factories.desk import Hall
from factories.office import a_browser, notice
from factories.pages import a_build
from factories.paper_halls import PAPERS, SHEET, begin

from ballot_service.desk_app import app_for
from ballot_service.hall import paper_pages
from ballot_service.hall.domain.paper import parse_papers, written


@pytest.fixture
def hall(tmp_path) -> Hall:
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)


def an_entry(page: str) -> str:
    """Return what stands in the first field for papers, as a browser reads it."""
    (text,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    return html.unescape(str(text).removeprefix("\n"))


def test_an_entry_with_a_typo_comes_back_whole_and_its_lines_are_named(hall, tmp_path):
    first = a_browser(app_for(hall.desk, a_build(tmp_path / "web")), hall.first)
    hall.freeze()
    page = f"/meetings/{hall.meeting}/rounds/{begin(hall)}/papers"
    first.press(page, electorate="A", issued="6", papers=PAPERS)
    typed = "\n" + PAPERS + "7 1 1\n8 <b>\n"

    refused = first.send(page, electorate="A", issued="5", papers=typed)
    english = first.send(
        page, {"Accept-Language": "en"}, electorate="A", issued="5", papers="1 9\n" * 12
    )
    impossible = first.send(page, electorate="A", issued="99", papers=PAPERS)
    not_a_number = first.send(page, electorate="A", issued="七", papers=typed)
    later = first.open(page).text

    assert refused.status_code == 400
    assert "第 8、9 行读不懂" in notice(refused.text)
    assert "您填的都还在下面" in notice(refused.text)
    assert (an_entry(refused.text), 'value="5"' in refused.text) == (typed, True)
    assert "again: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and others, 12 in all." in notice(english.text)
    assert impossible.status_code == 400
    assert "发出的选票多于到会人数" in notice(impossible.text)
    assert (an_entry(impossible.text), 'value="99"' in impossible.text) == (PAPERS, True)
    assert (an_entry(not_a_number.text), 'value="七"' in not_a_number.text) == (typed, True)
    assert "?lang=" not in refused.text  # it would open the page anew, without what was typed
    assert "?lang=" in later
    assert (an_entry(later), notice(later)) == (written(parse_papers(PAPERS, SHEET)), "")


def test_the_form_takes_as_many_papers_as_the_api(hall, tmp_path, monkeypatch):
    first = a_browser(app_for(hall.desk, a_build(tmp_path / "web")), hall.first)
    hall.freeze()
    page = f"/meetings/{hall.meeting}/rounds/{begin(hall)}/papers"
    many = "".join(f"{number} 1 1 1 1\r\n" for number in range(1, 4001))
    assert len(many) > 48 * 1024

    taken = first.press(page, electorate="A", issued="6", papers=many)
    monkeypatch.setattr(paper_pages, "FORM_LIMIT", 1024)
    large = first.send(page, electorate="A", issued="6", papers=many)

    assert "已记下您录入的选票" in taken
    assert large.status_code == 413
    assert "<h1" in large.text
    assert "发送的内容太大，没有做任何更改" in notice(large.text)
    assert "请核对是否多贴了" in notice(large.text)
    assert an_entry(large.text).startswith("1 1 1 1 1\n2 1 1 1 1\n")  # what is stored
