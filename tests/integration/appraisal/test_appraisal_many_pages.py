"""The page on which many people are decided under one document: looked at, then stored."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from factories.appraisal_year import HERE, PagedYear
from factories.office import Browser, notice
from factories.pages import a_build
from fakes.appraisal import ANNA, CLARA, DORA

DECIDE = f"{HERE}/decide"
PAPER = {"document_number": "县考〔2026〕1号", "document_date": "2026-12-20"}


@pytest.fixture
def year(tmp_path: Path) -> PagedYear:
    """A year whose proposals are computed: o1 by bands, o2 open, o3 forced, o4 without votes."""
    return PagedYear(tmp_path, a_build(tmp_path / "web")).proposed()


def words(page: str) -> str:
    """Return a page's text without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def row_of(page: str, person: str) -> str:
    """Return one person's row."""
    found = re.search(rf'<tr id="row-{person}".*?</tr>', page, re.S)
    assert found is not None, page
    return found[0]


def filled(page: str, **grades: str) -> dict[str, Any]:
    """Return the form on a page as a browser sends it, with some grades chosen otherwise."""
    fields: dict[str, Any] = {name: [] for name in ("person", "seen", "grade", "reason")}
    for row in re.findall(r'<tr id="row-.*?</tr>', page, re.S):
        person = re.search(r'name="person" value="([^"]+)"', row)
        if person is None:
            continue
        chosen = re.search(r'<option value="(\w*)" selected', row)
        fields["person"].append(person[1])
        fields["seen"].append(re.search(r'name="seen" value="([^"]+)"', row)[1])
        fields["grade"].append(grades.get(person[1], chosen[1] if chosen else ""))
        said = re.search(r'name="reason"[^>]*>([^<]*)</textarea>', row)
        fields["reason"].append(said[1] if said else "")
    return fields | PAPER | {"step": "check", "unit": "", "group": "", "stage": ""}


def stored(page: str) -> dict[str, Any]:
    """Return the hidden form of the page that is shown before anything is stored."""
    fields: dict[str, Any] = {}
    for name, text in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page):
        fields.setdefault(name, []).append(text)
    return {**fields, "step": "decide"}


def decide(browser: Browser, **grades: str) -> Any:
    """Fill in the form, look at what it comes to, and store it; return the last page."""
    form = filled(browser.open(DECIDE).text, **grades)
    looked = browser.send(DECIDE, **form, reason_for_all="综合考察")
    assert looked.status_code == 200, looked.text
    return browser.send(DECIDE, **stored(looked.text))


def test_what_is_proposed_is_chosen_already_and_nothing_where_nothing_is(year):
    decider = year.browser("甲审", "decider")

    page = decider.open(DECIDE).text

    fields = filled(page)
    assert dict(zip(fields["person"], fields["grade"], strict=True)) == {
        "o1": "competent",
        "o2": "",
        "o3": "incompetent",
        "o4": "basically_competent",
    }
    assert re.findall(r'<option value="(\w*)"', row_of(page, "o3")) == ["", "incompetent"]
    assert "<textarea" not in row_of(page, "o3"), "a forced grade needs no reason"
    assert "N02" in row_of(page, "o3")
    assert f'href="{HERE}/people/o1"' in row_of(page, "o1")
    assert f'href="{DECIDE}"' in decider.open(HERE).text


def test_nothing_is_stored_before_it_was_looked_at(year):
    decider = year.browser("甲审", "decider")
    form = filled(decider.open(DECIDE).text, o2="excellent")

    looked = decider.send(DECIDE, **form, reason_for_all="综合考察")
    before = year.bureau.rows()["o2"]["decisions"]
    done = decider.send(DECIDE, **stored(looked.text))

    assert "县考〔2026〕1号 · 2026-12-20" in words(looked.text)
    assert "3" in words(looked.text)
    assert before == 0
    assert done.status_code == 200
    assert {one: row["decisions"] for one, row in year.bureau.rows().items()} == {
        "o1": 1,
        "o2": 1,
        "o3": 1,
        "o4": 1,
    }


def test_two_deciders_decide_a_page_each_on_their_own(year):
    first, second = year.browser("甲审", "decider"), year.browser("乙审", "decider")

    decide(first, o2="basically_competent")
    seen = second.open(DECIDE, "en").text
    own = words(first.open(DECIDE, "en").text)
    done = words(decide(second, o2="competent").text)

    assert "甲审 has decided: 县考〔2026〕1号, 2026-12-20" in words(row_of(seen, "o2"))
    assert "selected" not in row_of(seen, "o2"), "what the first one decided is on no page"
    assert "On 4 people you have decided already" in own
    assert "干部o2" in done
    rows = year.bureau.rows()
    assert {one: row["state"] for one, row in rows.items()} == {
        "o1": "decided",
        "o2": "proposed",
        "o3": "decided",
        "o4": "decided",
    }


def test_the_rows_that_are_refused_say_why_and_nothing_typed_is_lost(year):
    decider = year.browser("甲审", "decider")
    form = filled(decider.open(DECIDE).text, o1="excellent", o2="competent")
    form["reason"][form["person"].index("o2")] = "群众公认"
    year.bureau.decide(CLARA, "o3", "incompetent")

    refused = decider.send(DECIDE, **form)

    page = refused.text
    assert refused.status_code == 409
    assert "什么都没有记录" in notice(page)
    assert "必须写明理由" in words(row_of(page, "o1"))
    assert "请看这里" not in words(row_of(page, "o2"))
    assert filled(page)["grade"] == ["excellent", "competent", "incompetent", "basically_competent"]
    assert "群众公认" in row_of(page, "o2")
    assert "县考〔2026〕1号" in page
    assert year.bureau.rows()["o2"]["decisions"] == 0


def test_who_was_decided_meanwhile_leaves_the_form_and_the_rest_goes_on(year):
    decider = year.browser("甲审", "decider")
    looked = decider.send(DECIDE, **filled(decider.open(DECIDE).text)).text
    for who in (CLARA, DORA):
        year.bureau.decide(who, "o3", "incompetent")

    refused = decider.send(DECIDE, **stored(looked))
    again = decider.send(DECIDE, **filled(refused.text))
    done = decider.send(DECIDE, **stored(again.text))

    assert refused.status_code == 409
    assert 'name="person"' not in row_of(refused.text, "o3")
    assert done.status_code == 200
    assert year.bureau.rows()["o1"]["decisions"] == 1


def test_a_missing_document_and_going_back_lose_nothing(year):
    decider = year.browser("甲审", "decider")
    form = filled(decider.open(DECIDE).text, o1="basically_competent", o3="", o4="")
    form["reason"][0] = "群众反映"

    unnamed = decider.send(DECIDE, **{**form, "document_number": ""})
    back = decider.send(DECIDE, **{**form, "step": "change"})

    assert (unnamed.status_code, back.status_code) == (400, 200)
    for page in (unnamed.text, back.text):
        assert filled(page)["grade"] == ["basically_competent", "", "", ""]
        assert "群众反映" in page


def test_another_document_than_the_first_deciders_is_said_before_both_words_lapse(year):
    first, second = year.browser("甲审", "decider"), year.browser("乙审", "decider")
    decide(first)
    form = filled(second.open(DECIDE).text) | {"document_number": "县考〔2026〕11号"}

    looked = second.send(DECIDE, headers={"Accept-Language": "en"}, **form).text

    assert "On 3 people another decider wrote another document." in words(looked)
    assert "干部o1: 甲审 · 县考〔2026〕1号" in words(looked)


def test_the_quota_counts_what_is_decided_here_and_by_oneself_and_nobody_elses_word(tmp_path):
    quota = {"share": "1/4", "rounding": "floor", "groups": "jurisdiction"}
    year = PagedYear(tmp_path, a_build(tmp_path / "web")).proposed(excellent_quota=quota)
    first, second = year.browser("甲审", "decider"), year.browser("乙审", "decider")
    done = words(decide(first, o1="", o2="excellent", o3="", o4="").text)

    own = words(first.open(DECIDE, "en").text)
    others = words(second.open(DECIDE, "en").text)
    form = filled(first.open(DECIDE).text, o1="excellent", o3="") | {"reason_for_all": "综合"}
    looked = words(first.send(DECIDE, headers={"Accept-Language": "en"}, **form).text)

    assert "优秀 1 人，最多 1 人（共 4 人）" in done
    assert "1 of at most 1 excellent (4 people)" in own
    assert "0 of at most 1 excellent (4 people)" in others
    assert "2 of at most 1 excellent (4 people)" in looked
    assert "so many cannot be published" in looked


def test_fifty_stand_on_a_page_and_a_unit_is_chosen(tmp_path):
    year = PagedYear(tmp_path, a_build(tmp_path / "web")).proposed(others=60)
    decider = year.browser("甲审", "decider")

    first, unit = decider.open(DECIDE).text, decider.open(f"{DECIDE}?unit=unit-2").text
    form = filled(first, **{f"p{number:03}": "competent" for number in range(60)})
    form["reason"] = ["理" * 2000 for _ in form["person"]]
    looked = decider.send(DECIDE, **form)

    assert (first.count("<tr id="), unit.count("<tr id=")) == (50, 30)
    assert looked.status_code == 200, "the longest form that a page allows is read"


def test_only_deciders_have_the_page(year):
    officer, admin = year.browser("甲考核", "officer"), year.browser("管理员", "admin")

    assert [one.open(DECIDE).status_code for one in (officer, admin)] == [403, 403]
    assert DECIDE not in officer.open(HERE).text.replace(f"{DECIDE}d", "")


def test_the_year_goes_on_without_who_left_and_says_so(year):
    year.bureau.decide_all()
    left = {"jurisdiction": "county", "left": ["o2"], "left_on": "2026-11-30"}
    assert year.bureau.post(ANNA, "/api/v1/people", left).status_code == 200
    officer = year.browser("甲考核", "officer")

    said = officer.press(f"{HERE}/publish")
    page = officer.open(HERE).text

    assert "有 1 人年度结束前已离任，没有公布" in said
    assert 'data-step="publish"' not in page
    assert re.findall(r'<tr id="person-(\w+)"', officer.open(f"{HERE}?stage=left").text) == ["o2"]
    assert "published without this person" in words(officer.open(f"{HERE}/record", "en").text)
