"""Evidence that changes after it was read, and rulings that come after the grade: on the pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from factories.appraisal_year import HERE, PagedYear
from factories.facts import VALUES, a_body, a_record_body
from factories.pages import a_build
from fakes.appraisal import ANNA, CLARA, DORA, YEAR, a_person_entry, problem
from fakes.tally_results import a_result, against

PERSON = f"{HERE}/people/o2"
DISTRICT = "/years/2026/district"


@pytest.fixture
def year(tmp_path: Path) -> PagedYear:
    """A year whose proposals are computed, with pages."""
    return PagedYear(tmp_path, a_build(tmp_path / "web")).proposed()


def words(page: str) -> str:
    """Return a page's text without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def step(page: str) -> str:
    """Return the code of the next step that a page shows."""
    return re.findall(r'data-step="(\w+)"', page)[0]


def changed(page: str) -> str | None:
    """Return which parts of the evidence a person's page says have changed."""
    found = re.search(r'data-changed="([\w ]+)"', page)
    return None if found is None else found[1]


def record(year: PagedYear, finding: str) -> str:
    """Record audit points of o2."""
    body = a_record_body("points", **{**VALUES["points"], "finding": finding})
    body["subject"]["id"] = "o2"
    made = year.bureau.post(ANNA, "/api/v1/facts", a_body("points", body))
    assert made.status_code == 201, made.json
    return str(made.json["facts"][0])


def test_the_first_page_names_the_same_step_as_the_years_page_when_evidence_has_changed(year):
    officer = year.browser("甲考核", "officer")
    before = step(officer.open("/").text), step(officer.open(HERE).text)
    record(year, "超范围列支")

    after = step(officer.open("/").text), step(officer.open(HERE).text)
    officer.press(f"{HERE}/proposals")
    settled = step(officer.open("/").text), step(officer.open(HERE).text)

    assert before == ("decide", "decide")
    assert after == ("renew", "renew")
    assert settled == ("decide", "decide")


def test_a_proposal_whose_evidence_has_changed_says_so_until_it_is_computed_again(year):
    officer, decider = year.browser("甲考核", "officer"), year.browser("甲审", "decider")
    before = officer.open(PERSON).text
    first = record(year, "超范围列支")
    officer.press(f"{HERE}/proposals")
    settled, done = officer.open(PERSON).text, step(officer.open(HERE).text)
    withdrawal = {"document": "审〔2026〕9号", "date": "2026-12-02", "source_body": "审计局"}
    officer.press(f"{HERE}/facts/points/{first}/withdrawal", **withdrawal, reason="误报")
    second = record(year, "票据不全")

    page, listed = decider.open(PERSON, "en").text, decider.open(f"{HERE}?stage=outdated").text

    assert (changed(before), changed(settled), done) == (None, None, "decide")
    told = settled[settled.index(f'href="{HERE}/facts/points/{first}"') :]
    assert re.match(r"[^>]*>[^<]*〔2026〕\d+号</a><br>2026-\d\d-\d\d · ", told), told[:300]
    assert "考勤文件：" in settled
    assert "<li><strong>B06</strong>：" in settled
    assert changed(page) == "facts"
    assert "an officer computes the proposals again" in words(page)
    assert "does not stand any more" in words(page)
    assert f'href="{HERE}/facts/points/{second}"' in page[: page.index('id="votes"')]
    assert step(listed) == "renew"
    assert re.findall(r'<tr id="person-(\w+)"', listed) == ["o2"]
    assert f'action="{HERE}/proposals"' in officer.open(PERSON).text
    officer.press(f"{HERE}/proposals")
    assert changed(officer.open(PERSON).text) is None


def test_a_decided_grade_whose_evidence_has_changed_asks_for_a_correction_before_publishing(year):
    officer = year.browser("甲考核", "officer")
    year.bureau.decide_all()
    ready = step(officer.open(HERE).text)
    record(year, "超范围列支")

    page, listed = officer.open(PERSON, "en").text, officer.open(f"{HERE}?stage=outdated").text

    assert ready == "publish"
    assert step(listed) == "correct"
    assert '<tr id="person-o2"' in listed
    assert problem(year.bureau.post(ANNA, f"{YEAR}/publish")) == (409, "evidence_changed")
    assert "It cannot be published like this" in words(page)
    assert re.search(r'<details class="govuk-details" id="correct" open>', page)
    officer.press(f"{PERSON}/corrections", why="新的审计扣分")
    assert changed(officer.open(PERSON).text) is None


def test_a_published_grade_whose_evidence_has_changed_does_not_become_final_and_says_so(year):
    officer = year.browser("甲考核", "officer")
    year.bureau.decide_all()
    year.bureau.post(ANNA, f"{YEAR}/publish")
    before = changed(officer.open(PERSON).text), step(officer.open(HERE).text)
    record(year, "超范围列支")

    page, year_page = officer.open(PERSON, "en").text, officer.open(HERE).text

    assert before == (None, "finalize")
    assert changed(page) == "facts"
    assert "It does not become final like this" in words(page)
    assert step(year_page) == "finalize"
    assert officer.send(f"{HERE}/finalize").status_code == 303
    assert step(officer.open(HERE).text) == "correct"


def test_what_follows_a_final_grade_stands_on_the_page_with_what_it_waits_for(tmp_path):
    year = PagedYear(tmp_path, a_build(tmp_path / "web"))
    bureau, there = year.bureau, "/api/v1/years/2026/district"
    pack = bureau.set_up("district", [a_person_entry("o1")])
    bureau.certify(a_result({"o1": against(40, 100)}, pack=pack))
    assert bureau.csv(ANNA, "", "jurisdiction=district&year=2026").status_code == 201
    assert bureau.post(ANNA, f"{there}/proposals").status_code == 200
    officer, other = year.browser("甲考核", "officer"), year.browser("乙考核", "officer")
    person = f"{DISTRICT}/people/o1"
    before = officer.open(person, "en").text
    paper = {"document_number": "1号", "document_date": "2026-12-20", "reason": "综合考察"}
    for who in (CLARA, DORA):
        body = {"person": "o1", "grade": "incompetent", **paper}
        assert bureau.post(who, f"{there}/decisions", body).status_code == 201
    for act in ("publish", "finalize"):
        assert bureau.post(ANNA, f"{there}/{act}").status_code == 200

    waiting = officer.open(person, "en").text
    finding = {"finding_document": "组考1号", "finding_date": "2026-12-18", "value": "yes"}
    for browser in (officer, other):
        browser.press(f"{person}/findings", rule="B10", subject="o1", **finding)
    ruled = officer.open(person, "en").text

    assert "B10 read the final grade. Nothing is ruled" in words(before)
    assert 'data-rule="B10"' not in before
    assert 'data-rule="B10"' in waiting
    assert "Waits for:" in words(waiting)
    assert 'name="rule" value="B10"' in waiting
    later = ruled[ruled.index('id="later"') :]
    assert "triggered" in words(later)
    assert "组考1号" in later
    assert f'href="{DISTRICT}/consequences"' in later
    assert changed(ruled) is None
