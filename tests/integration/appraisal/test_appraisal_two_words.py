"""Two deciders whose words differ, and one who takes the own word back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from factories.appraisal_year import HERE, PagedYear
from factories.facts import a_body, a_record_body
from factories.pages import a_build
from fakes.appraisal import ANNA, CLARA, DORA, EMIL, YEAR, Bureau, a_person_entry, county, problem
from fakes.tally_results import a_result, against, grade_votes

PERSON = f"{HERE}/people"
PAPER = {"document_number": "县考〔2026〕1号", "document_date": "2026-12-20", "reason": "综合考察"}
BACK = f"{YEAR}/decisions/take-back"


@pytest.fixture
def one(bureau: Bureau) -> Bureau:
    """A year in which one person waits for two deciders."""
    pack = bureau.set_up("county", [a_person_entry("o1")])
    bureau.certify(a_result({"o1": against(1, 40)}, pack=pack))
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    return bureau


@pytest.fixture
def year(tmp_path: Path) -> PagedYear:
    """A year whose proposals are computed, with pages."""
    return PagedYear(tmp_path, a_build(tmp_path / "web")).proposed()


def words(page: str) -> str:
    """Return a page's text without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def acts(bureau: Bureau) -> list[tuple[str, str]]:
    """Return what was done to people, and by whom."""
    events = bureau.get(ANNA, f"{YEAR}/events").json["events"]
    return [(event["act"], event["by"]) for event in events if event["person"]]


def test_a_word_is_taken_back_while_it_stands_alone_and_the_record_keeps_both(one):
    one.decide(CLARA, "o1", "competent", document_number="写错了")

    taken = one.post(CLARA, BACK, {"person": "o1"})
    left = one.rows()["o1"]["decisions"]
    one.decide(CLARA, "o1", "competent")
    one.decide(DORA, "o1", "competent")

    assert (taken.status_code, left) == (200, 0)
    assert acts(one) == [
        ("decide", CLARA),
        ("take_back", CLARA),
        ("decide", CLARA),
        ("decide", DORA),
    ]
    assert one.rows()["o1"]["state"] == "decided"


def test_nobody_takes_back_anothers_word_or_one_that_was_decided_with(one):
    one.decide(CLARA, "o1", "competent")

    others = one.post(EMIL, BACK, {"person": "o1"})
    officers = one.post(ANNA, BACK, {"person": "o1"})
    one.decide(DORA, "o1", "competent")
    late = one.post(CLARA, BACK, {"person": "o1"})

    assert problem(others) == (409, "nothing_to_take_back")
    assert officers.status_code == 403
    assert problem(late) == (409, "wrong_state")


def test_words_that_differ_stand_as_void_in_the_record(one):
    one.decide(CLARA, "o1", "competent")

    one.decide(DORA, "o1", "excellent")

    assert acts(one) == [("decide", CLARA), ("decide", DORA), ("differ", DORA)]


def test_after_a_mismatch_both_deciders_read_on_every_page_that_they_decide_again(year):
    first, second = year.browser("甲审", "decider"), year.browser("乙审", "decider")
    first.press(f"{PERSON}/o2/decisions", grade="competent", **PAPER)
    second.send(f"{PERSON}/o2/decisions", grade="basically_competent", **PAPER)

    for decider in (first, second):
        for path in (f"{PERSON}/o2", HERE, f"{HERE}/decide"):
            page = words(decider.open(path, "en").text)
            assert "The two decisions differed (2026-12-20) and are void" in page, path
    record = words(first.open(f"{HERE}/record", "en").text)
    assert "differed, and are void" in record
    assert "competent" not in record, "what lapsed stays unseen, because both decide anew"
    for decider in (first, second):
        decider.press(f"{PERSON}/o2/decisions", grade="competent", **PAPER)
    assert "decisions differed (" not in words(first.open(f"{PERSON}/o2", "en").text)


def test_the_first_decider_takes_the_word_back_on_the_page_and_decides_again(year):
    first = year.browser("甲审", "decider")
    first.press(f"{PERSON}/o2/decisions", grade="competent", **PAPER)

    offered = first.open(f"{PERSON}/o2").text
    said = first.press(f"{PERSON}/o2/decisions/take-back")

    assert f'action="{PERSON}/o2/decisions/take-back' in offered
    assert "已收回" in said
    page = first.open(f"{PERSON}/o2").text
    assert "take-back" not in page
    assert 'name="grade"' in page
    assert "收回" in words(first.open(f"{HERE}/record").text)


def test_once_it_is_decided_both_reasons_are_read(year):
    first, second = year.browser("甲审", "decider"), year.browser("乙审", "decider")
    first.press(f"{PERSON}/o2/decisions", grade="competent", **{**PAPER, "reason": "实绩突出"})
    before = second.open(f"{PERSON}/o2").text
    second.press(f"{PERSON}/o2/decisions", grade="competent", **{**PAPER, "reason": "群众公认"})

    page = words(year.browser("甲考核", "officer").open(f"{PERSON}/o2").text)

    assert "实绩突出" not in before
    assert "实绩突出" in page
    assert "群众公认" in page


def test_the_record_tells_local_time_names_and_what_was_decided_once_it_is(year):
    first, second = year.browser("甲审", "decider"), year.browser("乙审", "decider")
    first.press(f"{PERSON}/o2/decisions", grade="competent", **PAPER)

    before = words(first.open(f"{HERE}/record").text)
    second.press(f"{PERSON}/o2/decisions", grade="competent", **PAPER)
    after = words(first.open(f"{HERE}/record").text)

    assert "2026-12-20 10:00 甲审" in before, "two in the morning by UTC"
    assert "UTC" not in before
    assert "干部o2 o2" in before
    assert "县考〔2026〕1号" not in before
    assert after.count("称职 · 县考〔2026〕1号 · 2026-12-20") == 2


def test_the_list_names_the_clauses_in_words_and_finds_whom_they_hit(year):
    officer = year.browser("甲考核", "officer")

    page = officer.open(f"{HERE}?stage=triggered").text

    assert re.findall(r'<tr id="person-(\w+)"', page) == ["o2", "o3"], "adding up is no event"
    assert "旷会" in words(page)
    assert "（N02）" in words(page)
    assert f'href="{HERE}/early-warning"' in page


def test_a_tie_that_waits_for_people_is_said_on_the_list_the_person_and_before_publishing(tmp_path):
    year = PagedYear(tmp_path, a_build(tmp_path / "web"))
    heads = {"h1": "unit-1", "h2": "unit-2"}
    people = [a_person_entry(one, unit=unit, role="head") for one, unit in heads.items()]
    year.bureau.set_up("county", people)
    tied = a_record_body("ranking", scores={"unit-1": "60", "unit-2": "60"})
    assert year.bureau.post(ANNA, "/api/v1/facts", a_body("ranking", tied)).status_code == 201
    year.bureau.post(ANNA, f"{YEAR}/proposals")
    officer = year.browser("甲考核", "officer")
    said = "tie for last: two officers rule ("

    waiting = words(officer.open(HERE, "en").text)
    person = words(officer.open(f"{PERSON}/h1", "en").text)
    year.bureau.decide_all()
    decided = words(officer.open(HERE, "en").text)

    assert "Next step 2 grades wait" in waiting
    assert (waiting.count(said), said in person, decided.count(said)) == (2, True, 2)
    assert re.search(r"two officers rule \(K0\d", person)
    assert "On 2 people clauses still wait for people" in decided
    assert "公布" in officer.press(f"{HERE}/publish")


def test_a_group_with_an_institution_says_both_words_and_who_takes_no_place(tmp_path):
    year = PagedYear(tmp_path, a_build(tmp_path / "web"))
    people = [a_person_entry("o1"), a_person_entry("o2", scale="institution"), a_person_entry("o3")]
    pack = year.bureau.set_up("county", people)
    votes = {"o1": grade_votes(30, 10), "o2": grade_votes(20, 20), "o3": grade_votes(25, 15)}
    for where in ({}, county()):
        year.bureau.certify(a_result(votes, pack=pack, **where))
    missed = "".join(f"o3,2026-02-0{day},missed,\n" for day in range(1, 5))
    assert year.bureau.csv(ANNA, missed).status_code == 201
    year.bureau.post(ANNA, f"{YEAR}/proposals")
    officer = year.browser("甲考核", "officer")

    spread = words(officer.open(f"{HERE}/distribution").text)
    place = words(officer.open(f"{PERSON}/o1/place", "en").text)

    assert "称职 / 合格" in spread
    assert "名额" in spread
    assert "≤" not in spread
    assert "1 of the people counted here are kept from excellent" in place
