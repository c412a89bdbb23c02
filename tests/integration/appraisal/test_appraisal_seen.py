"""What deciders do not see they do not decide: who left, other evidence, another proposal."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from factories.appraisal_year import HERE, PagedYear
from factories.office import notice
from factories.pages import a_build
from fakes.appraisal import ANNA, CLARA, DORA, MANY, YEAR, Bureau, a_list, a_person_entry, problem
from fakes.tally_results import a_result, against
from sqlalchemy import text

DECIDE = f"{HERE}/decide"
PAPER = {"document_number": "县考〔2026〕1号", "document_date": "2026-12-20"}


@pytest.fixture
def year(bureau: Bureau) -> Bureau:
    """A year in which two people wait for two deciders."""
    pack = bureau.set_up("county", [a_person_entry("o1"), a_person_entry("o2")])
    bureau.certify(a_result({"o1": against(1, 40), "o2": against(1, 40)}, pack=pack))
    assert bureau.csv(ANNA, "o1,2026-03-01,late,\n").status_code == 201
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    return bureau


@pytest.fixture
def pages(tmp_path: Path) -> PagedYear:
    """A year whose proposals are computed, with pages."""
    return PagedYear(tmp_path, a_build(tmp_path / "web")).proposed()


def leaves(bureau: Bureau, person: str) -> None:
    """Let somebody serve no more since November."""
    body = {"jurisdiction": "county", "valid_from": 2026, "left": [person]}
    assert bureau.post(ANNA, "/api/v1/people", {**body, "left_on": "2026-11-30"}).status_code == 200


def why(answer: Any) -> dict[str, str]:
    """Return why whom of a list cannot be decided so."""
    found = answer.json["refused"]
    return {one["person"]: one["type"].removeprefix("/problems/") for one in found}


def words(page: str) -> str:
    """Return a page's text without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def form_of(page: str) -> dict[str, Any]:
    """Return the form for many people with a grade and a reason for everybody on it."""
    persons = re.findall(r'name="person" value="([^"]+)"', page)
    fields = {"person": persons, "seen": re.findall(r'name="seen" value="([^"]+)"', page)}
    forced = {"o3": "incompetent"}
    fields["grade"] = [forced.get(one, "competent") for one in persons]
    fields["reason"] = ["综合考察"] * len(persons)
    return {**fields, **PAPER, "reason_for_all": "", "unit": "", "group": "", "stage": ""}


def test_who_left_is_refused_on_a_list_as_the_form_leaves_them_out(year):
    listed = a_list(year)
    leaves(year, "o2")

    looked = year.post(CLARA, f"{MANY}/preview", listed)
    stored = year.post(CLARA, MANY, listed)

    assert why(looked) == {"o2": "left_early"}
    assert problem(stored) == (409, "many_refused")
    assert {row["decisions"] for row in year.rows().values()} == {0}


def test_who_has_no_row_any_more_is_named_above_the_form(pages):
    decider = pages.browser("甲审", "decider")
    form = form_of(decider.open(DECIDE).text)
    leaves(pages.bureau, "o1")

    looked = decider.send(DECIDE, **form, step="check")
    stored = decider.send(DECIDE, **form, step="decide")
    again = decider.send(DECIDE, **form_of(looked.text), step="check")

    for answer in (looked, stored):
        assert answer.status_code == 409
        assert "干部o1 o1 ：这个人在年度结束以前已离任" in words(answer.text)
        assert "hreflang" not in answer.text, "another language would lose all that was typed"
    assert {row["decisions"] for row in pages.bureau.rows().values()} == {0}
    assert again.status_code == 200
    assert "干部o1" not in again.text


def test_a_proposal_on_other_evidence_is_not_decided_on_a_list(year):
    listed = a_list(year)
    assert year.csv(ANNA, "o2,2026-03-02,late,\n").status_code == 201

    looked = year.post(CLARA, f"{MANY}/preview", listed)
    year.post(ANNA, f"{YEAR}/proposals")
    done = year.post(CLARA, MANY, a_list(year))

    assert set(why(looked).values()) == {"evidence_changed"}
    assert "o2" in why(looked)
    assert done.status_code == 201


def test_the_form_says_whose_proposal_rests_on_other_evidence_and_leaves_them_out(pages):
    decider = pages.browser("甲审", "decider")
    before = decider.open(DECIDE, "en").text
    form = form_of(before)
    assert pages.bureau.csv(ANNA, "o1,2026-03-02,late,\n").status_code == 201

    page = decider.open(DECIDE, "en").text
    looked = decider.send(DECIDE, **form, step="check")

    assert "rest on other evidence" not in before
    assert "the proposals of 4 people rest on other evidence than there is now" in words(page)
    assert 'name="person"' not in page
    assert 'value="check"' not in page, "there is nothing to be checked"
    assert looked.status_code == 409
    assert "证据已有变化" in words(looked.text)


def test_a_single_decision_holds_for_the_proposal_that_was_shown(year):
    shown = year.rows()["o1"]
    assert year.csv(ANNA, "o1,2026-03-02,late,\n").status_code == 201
    year.post(ANNA, f"{YEAR}/proposals")
    now = year.rows()["o1"]

    def decide(who: str, row: dict[str, Any]) -> Any:
        return year.decide(who, "o1", "competent", version=row["version"], **of(row))

    def of(row: dict[str, Any]) -> dict[str, Any]:
        return {"derivation": row["derivation"]}

    assert problem(decide(CLARA, shown)) == (409, "proposal_changed")
    assert problem(decide(CLARA, {**now, "version": 2})) == (409, "proposal_changed")
    assert decide(CLARA, now).status_code == 201
    assert year.decide(DORA, "o1", "competent").status_code == 201, "a program may leave it out"


def test_the_page_of_one_person_sends_which_proposal_it_showed(pages):
    decider = pages.browser("甲审", "decider")
    person = f"{HERE}/people/o1"
    form = {**PAPER, "grade": "competent", "reason": "综合考察"}
    seen = re.findall(r'name="seen" value="([^"]+)"', decider.open(person).text)
    assert pages.bureau.csv(ANNA, "o1,2026-03-02,late,\n").status_code == 201
    pages.bureau.post(ANNA, f"{YEAR}/proposals")

    stale = decider.send(f"{person}/decisions", **form, seen=seen[0])
    fresh = re.findall(r'name="seen" value="([^"]+)"', stale.text)
    done = decider.send(f"{person}/decisions", **form, seen=fresh[0])

    assert (stale.status_code, done.status_code) == (409, 303)
    assert "建议等次已按新的证据重新计算" in stale.text
    assert "综合考察" in stale.text


def test_a_notice_about_many_people_says_how_many_and_leads_to_their_list(tmp_path):
    pages = PagedYear(tmp_path, a_build(tmp_path / "web")).proposed(60)
    officer = pages.browser("甲考核", "officer")
    pages.bureau.decide_all()
    gone = [f"p{number:03}" for number in range(40)]
    body = {"jurisdiction": "county", "valid_from": 2026, "left": gone, "left_on": "2026-11-30"}
    assert pages.bureau.post(ANNA, "/api/v1/people", body).status_code == 200

    done = officer.send(f"{HERE}/publish")
    page = officer.open(done.location).text

    assert "有 40 人年度结束前已离任" in notice(page)
    assert "干部p000" not in notice(page)
    assert done.location.endswith("?stage=left")
    assert 'id="person-p000"' in page
    assert 'id="person-o1"' not in page


@pytest.mark.parametrize("name", ["left_units", "overlap", "findings", "posts", "attendance"])
def test_a_derivation_that_lacks_an_input_counts_as_changed_and_breaks_nothing(year, name):
    year.decide_all()
    _forget(year, name)

    listed = year.get(CLARA, f"{YEAR}/proposals")
    person = year.get(CLARA, f"{YEAR}/people/o1")
    refused = year.post(ANNA, f"{YEAR}/publish")
    opened = year.post(ANNA, f"{YEAR}/corrections", {"person": "o1", "reason": "重新计算"})

    assert (listed.status_code, person.status_code) == (200, 200)
    assert problem(refused) == (409, "evidence_changed")
    assert opened.status_code == 201


@pytest.mark.parametrize("name", ["left_units", "overlap", "attendance"])
def test_a_published_grade_whose_derivation_lacks_an_input_waits_for_a_correction(year, name):
    year.decide_all()
    assert year.post(ANNA, f"{YEAR}/publish").status_code == 200
    _forget(year, name)
    year.later(days=30)

    assert problem(year.post(ANNA, f"{YEAR}/finalize")) == (409, "evidence_changed")


def _forget(bureau: Bureau, name: str) -> None:
    """Take an input out of every stored derivation, as if it was stored before there was one."""
    with bureau.engine.begin() as connection:
        found = connection.execute(text("SELECT digest, content FROM derivation")).all()
        for digest, content in found:
            document = json.loads(bytes(content))
            del document["inputs"][name]
            changed = {"digest": digest, "content": json.dumps(document).encode()}
            connection.execute(
                text("UPDATE derivation SET content = :content WHERE digest = :digest"), changed
            )
        connection.execute(text("UPDATE derivation SET rests_on = ''"))
