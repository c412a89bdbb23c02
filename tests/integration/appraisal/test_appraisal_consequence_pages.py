"""Consequences on pages: listed by an officer, decided by two, carried out, seen in time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from factories.appraisal_year import HERE, PagedYear
from factories.pages import a_build
from fakes.appraisal import ANNA, BORIS
from fakes.consequences import record

LIST = f"{HERE}/consequences"
PAPER = {"document_number": "县组〔2026〕9号", "document_date": "2026-12-20", "reason": ""}


@pytest.fixture
def year(tmp_path: Path) -> PagedYear:
    """A year in which o2 has exactly a third against: B06 leaves a choice."""
    return PagedYear(tmp_path, a_build(tmp_path / "web")).proposed()


def opened(year: PagedYear, text: str) -> str:
    """Return the address of the entry with this text, after the list is brought up to date."""
    officer = year.browser("甲考核", "officer")
    officer.press(LIST)
    page = officer.open(LIST).text
    return next(
        address
        for address, told in re.findall(rf'href="({LIST}/\w+)">([^<]+)<', page)
        if text in told
    )


def test_two_deciders_choose_a_measure_and_an_officer_carries_it_out(year):
    entry = opened(year, "降职或免职")
    first, second = year.browser("甲审", "decider"), year.browser("乙审", "decider")
    choice = re.findall(r'name="chosen" type="checkbox" value="(\w+)"', first.open(entry).text)
    form = {"verdict": "decide", "chosen": choice[0], **PAPER}

    begun = first.press(f"{entry}/decisions", **form)
    seen = second.open(entry, "en").text
    done = second.press(f"{entry}/decisions", **form)
    officer = year.browser("乙考核", "officer")
    carried = officer.press(f"{entry}/steps", act="carry_out")

    assert len(choice) == 2
    assert "还需另一名审定人" in begun
    assert "One decider has decided" in seen
    assert "checked" not in seen, "the first word stays unseen"
    assert "一致" in done
    assert "已执行" in carried


def test_a_choice_left_open_is_refused_and_the_paper_stays_typed(year):
    entry = opened(year, "降职或免职")
    decider = year.browser("甲审", "decider")

    answer = decider.send(f"{entry}/decisions", verdict="decide", **PAPER)

    assert answer.status_code == 400
    assert "县组〔2026〕9号" in answer.text


def test_an_officer_decides_nothing_and_a_decider_lists_nothing(year):
    entry = opened(year, "降职或免职")
    officer, decider = year.browser("乙考核", "officer"), year.browser("甲审", "decider")

    assert "/decisions" not in officer.open(entry).text
    assert officer.send(f"{entry}/decisions", verdict="decline", **PAPER).status_code == 403
    assert decider.send(LIST).status_code == 403


def test_an_entry_says_that_the_evidence_behind_it_has_changed_and_takes_no_decision(year):
    entry = opened(year, "降职或免职")
    rows, bureau = year.bureau.rows(), year.bureau
    inputs = bureau.get(ANNA, f"/api/v1/derivations/{rows['o2']['derivation']}").json["inputs"]
    for who in (ANNA, BORIS):
        aside = bureau.post(
            who, f"/api/v1/results/{inputs['results'][0]}/set-aside", {"reason": "造假"}
        )
        assert aside.status_code in (200, 201), aside.json
    decider, before = year.browser("甲审", "decider"), {"verdict": "decide", **PAPER}
    choice = re.findall(r'name="chosen" type="checkbox" value="(\w+)"', decider.open(entry).text)

    refused = decider.send(f"{entry}/decisions", chosen=choice[0], **before)
    opened(year, "降职或免职")
    page = decider.open(entry).text

    assert refused.status_code == 409
    assert "更新清单" in refused.text
    assert "这一项所依据的证据已有变化" in page
    assert "/decisions" not in page


def test_the_list_says_what_is_overdue_and_what_waits_for_a_finding(year):
    value = {"kind": "admonition", "talk_on": "2026-02-01", "months": 6}
    record(year.bureau, "admonition", ("official", "o1"), value)
    officer = year.browser("甲考核", "officer")
    officer.press(LIST)

    page = officer.open(LIST)

    assert page.status_code == 200
    assert page.text.count("2026-08-01") > 2
    assert "组织认定（L03）" in page.text


def test_the_early_warning_says_why_somebody_is_on_it(year):
    record(
        year.bureau,
        "admonition",
        ("official", "o1"),
        {
            "kind": "admonition",
            "talk_on": "2026-11-20",
            "months": 6,
        },
    )
    officer = year.browser("甲考核", "officer")

    page = officer.open(f"{HERE}/early-warning").text

    assert "干部o1" in page
    assert "诫勉" in page
    assert "2027-05-20" in page
    assert "干部o4" not in page


def test_the_early_warning_says_an_open_consequence_in_words_and_leads_to_it(year):
    officer = year.browser("甲考核", "officer")
    officer.press(f"{HERE}/consequences")

    page = officer.open(f"{HERE}/early-warning").text

    assert re.search(
        rf'<a class="office-link" href="{HERE}/consequences/\w+">[^<]+（N02）</a>', page
    )
    assert "N02." not in page


def crumbs(page: str) -> str:
    """Return the way back that a page shows, in words."""
    found = re.search(r'<nav class="office-crumbs".*?</nav>', page, re.S)
    return "" if found is None else " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_every_page_of_consequences_leads_back_to_its_year_by_name(year):
    entry = opened(year, "降职或免职")
    officer = year.browser("乙考核", "officer")
    pack = re.search(r'href="(/packs/\w+)#B06"', officer.open(entry).text)[1]

    ways = [
        crumbs(officer.open(path).text) for path in (LIST, f"{HERE}/early-warning", entry, pack)
    ]

    assert all(way.startswith("年度 ") and " · 2026" in way for way in ways)


def test_an_entry_leads_to_its_clause_and_to_the_person_and_says_who_carries_it_out(year):
    entry = opened(year, "降职或免职")
    officer = year.browser("乙考核", "officer")

    listed, page = officer.open(LIST).text, officer.open(entry).text
    source = re.search(rf'出处：.*?href="({HERE}/people/o2[^"]*)">([^<]+)<', page, re.S)
    clause = re.search(r'href="(/packs/\w+)#B06">B06 · ([^<]+)</a>', page)

    assert source is not None
    assert officer.open(source[1].partition("#")[0]).status_code == 200
    assert "干部o2" in source[2]
    assert clause is not None
    assert 'id="B06"' in officer.open(clause[1]).text
    assert re.search(r'href="/packs/\w+#B06">B06</a>', listed)
    assert re.search(r"<dt>承办单位</dt><dd>(?!—)[^<]+</dd>", page)


def test_the_forms_of_an_entry_ask_in_words_what_is_decided(year):
    entry = opened(year, "降职或免职")
    decider = year.browser("甲审", "decider")

    legends = re.findall(r"<legend[^>]*>([^<]+)</legend>", decider.open(entry).text)

    assert len(legends) == 2
    assert "最多选一项" in legends[0]
    assert "降职或免职" in legends[1]


def test_the_early_warning_leads_to_the_record_behind_a_reason(year):
    value = {"kind": "admonition", "talk_on": "2026-11-20", "months": 6}
    record(year.bureau, "admonition", ("official", "o1"), value)
    officer = year.browser("甲考核", "officer")

    found = re.search(
        rf'href="({HERE}/facts/admonition/\w{{64}})">诫勉<',
        officer.open(f"{HERE}/early-warning").text,
    )

    assert found is not None
    assert officer.open(found[1]).status_code == 200
