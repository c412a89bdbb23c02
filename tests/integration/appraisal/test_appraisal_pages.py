"""The appraisal's pages: who sees what, and forms that do what the API does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from factories.appraisal_year import HERE, PagedYear
from factories.pages import a_build
from fakes.appraisal import ANNA, CLARA, DORA, YEAR

PERSON = f"{HERE}/people"
PAPER = {"document_number": "县考〔2026〕1号", "document_date": "2026-12-20", "reason": "综合考察"}


@pytest.fixture
def year(tmp_path: Path) -> PagedYear:
    """A year whose proposals are computed, with pages."""
    return PagedYear(tmp_path, a_build(tmp_path / "web")).proposed()


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> PagedYear:
    """The same year, for tests that only look at it."""
    folder = tmp_path_factory.mktemp("shown")
    return PagedYear(folder, a_build(folder / "web")).proposed()


def words(page: str) -> str:
    """Return a page's text without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def step(page: str) -> str:
    """Return the code of the next step that a page shows."""
    found = re.search(r'data-step="(\w+)"', page)
    assert found is not None, page
    return found[1]


def test_whoever_is_not_signed_in_is_led_to_the_sign_in(shown):
    stranger = shown.app.test_client()

    answer = stranger.get(HERE, headers={"Accept": "text/html"})

    assert (answer.status_code, answer.location.split("?")[0]) == (303, "/sign-in")


def test_the_first_page_lists_each_year_with_its_next_step(shown):
    officer = shown.browser("甲考核", "officer")

    page = officer.open("/").text

    assert step(page) == "decide"
    assert f'href="{HERE}"' in page


def test_a_year_without_proposals_asks_an_officer_to_compute_them(tmp_path):
    year = PagedYear(tmp_path, a_build(tmp_path / "web"))
    year.set_up()
    officer = year.browser("甲考核", "officer")

    before = officer.open(HERE).text
    said = officer.press(f"{HERE}/proposals")

    assert step(before) == "propose"
    assert "4" in said
    assert set(year.bureau.rows()) == {"o1", "o2", "o3", "o4"}


def test_fifty_people_stand_on_a_page_and_a_search_finds_one(tmp_path):
    year = PagedYear(tmp_path, a_build(tmp_path / "web")).proposed(others=60)
    officer = year.browser("甲考核", "officer")

    first, second = officer.open(HERE).text, officer.open(f"{HERE}?page=2").text
    found = officer.open(f"{HERE}?q=p007").text
    unit = officer.open(f"{HERE}?unit=unit-2").text

    assert (first.count("<tr id="), second.count("<tr id=")) == (50, 14)
    assert re.findall(r'<tr id="person-(\w+)"', found) == ["p007"]
    assert len(re.findall(r'<tr id="person-', unit)) == 30


def test_the_list_says_what_each_person_waits_for(year):
    year.bureau.decide(CLARA, "o2", "competent")
    officer = year.browser("甲考核", "officer")

    page = officer.open(f"{HERE}?stage=second").text

    assert re.findall(r'<tr id="person-(\w+)"', page) == ["o2"]
    assert "another decider" in words(officer.open(f"{HERE}?stage=second", "en").text)


def test_the_derivation_shows_votes_merge_clauses_facts_and_digests(shown):
    officer = shown.browser("甲考核", "officer")
    row = shown.bureau.rows()["o1"]

    page = words(officer.open(f"{PERSON}/o1", "en").text)

    assert "(60+120)/(102+258) = 180/360 = 50.00%" in page
    assert "7/10×60/102" in page
    assert "not triggered" in page
    assert "Class B" in page
    assert row["derivation"] in page
    assert row["unit_votes"]["result"] in page


def test_a_sealed_ballot_shows_how_many_came_and_no_vote(shown):
    officer = shown.browser("甲考核", "officer")

    page = officer.open(f"{PERSON}/o4", "en").text

    assert 'data-sealed="unit"' in page
    assert "3 collected" in words(page)
    assert "Fewer than 5 papers: their votes are not shown anywhere" in words(page)
    assert "could be computed from them" in words(page)
    assert "2 / 3" not in words(page)
    assert "9 / 41" not in words(page), "the sealed ballot would follow from the sum"


def test_two_deciders_decide_on_the_page_and_the_first_word_stays_unseen(year):
    first, second = year.browser("甲审", "decider"), year.browser("乙审", "decider")
    form = {"grade": "competent", **PAPER}

    said = first.press(f"{PERSON}/o2/decisions", **form)
    seen = words(second.open(f"{PERSON}/o2", "en").text)
    done = second.press(f"{PERSON}/o2/decisions", **form)

    assert "还需" in said
    assert "甲审 has decided" in seen
    assert "甲审 has decided under document 县考〔2026〕1号 of 2026-12-20. What it is" in seen
    assert "一致" in done
    assert year.bureau.rows()["o2"]["state"] == "decided"


def test_the_same_decider_twice_is_refused_in_plain_words(year):
    decider = year.browser("甲审", "decider")
    form = {"grade": "competent", **PAPER}
    decider.press(f"{PERSON}/o2/decisions", **form)

    said = decider.press(f"{PERSON}/o2/decisions", **form)

    assert "另一个人" in said
    assert year.bureau.rows()["o2"]["state"] == "proposed"


def test_a_form_that_is_refused_comes_back_with_what_was_typed(shown):
    decider = shown.browser("甲审", "decider")

    answer = decider.send(f"{PERSON}/o2/decisions", **{**PAPER, "document_date": "next week"})

    assert answer.status_code == 400
    assert "县考〔2026〕1号" in answer.text


def test_a_forced_grade_offers_no_other(shown):
    decider = shown.browser("甲审", "decider")

    page = decider.open(f"{PERSON}/o3").text

    assert re.findall(r'name="grade" type="radio" value="(\w+)"', page) == ["incompetent"]
    assert "N02" in page


def test_an_officer_sees_no_form_to_decide_and_a_decider_none_to_correct(year):
    year.bureau.decide_all()
    officer, decider = year.browser("甲考核", "officer"), year.browser("甲审", "decider")

    assert "/decisions" not in officer.open(f"{PERSON}/o2").text
    assert "/corrections" in officer.open(f"{PERSON}/o2").text
    assert "/corrections" not in decider.open(f"{PERSON}/o2").text
    refused = officer.send(f"{PERSON}/o2/decisions", grade="competent", **PAPER)
    assert refused.status_code == 403


def test_an_administrator_sees_the_list_and_nobodys_votes(shown):
    admin = shown.browser("管理员", "admin")

    assert admin.open(HERE).status_code == 200
    assert admin.open(f"{PERSON}/o1").status_code == 403


def test_grades_are_published_contested_answered_and_made_final_on_the_pages(tmp_path):
    year = PagedYear(tmp_path, a_build(tmp_path / "web")).proposed(objection_days=5)
    year.bureau.decide_all()
    officer = year.browser("甲考核", "officer")
    first, second = year.browser("甲审", "decider"), year.browser("乙审", "decider")

    assert "公布" in officer.press(f"{HERE}/publish")
    officer.press(f"{PERSON}/o2/objections", text="票数有误")
    assert step(officer.open(HERE).text) == "answer"
    entered = re.search(r'name="objection" value="(\w+)"', first.open(f"{PERSON}/o2").text)
    answer = {"objection": entered[1], "outcome": "kept", "answer": "票数无误"}
    first.press(f"{PERSON}/o2/answers", **answer)
    assert "维持" in second.press(f"{PERSON}/o2/answers", **answer)
    assert "票数无误" in officer.open(f"{HERE}/objections").text
    assert step(officer.open(HERE).text) == "await_objections"

    year.bureau.later(days=30)
    officer = year.browser("乙考核", "officer")
    assert step(officer.open(HERE).text) == "finalize"
    assert "4" in officer.press(f"{HERE}/finalize")
    assert step(officer.open(HERE).text) == "done"


def test_a_correction_on_the_page_opens_a_new_version(year):
    year.bureau.decide_all()
    officer = year.browser("甲考核", "officer")

    officer.press(f"{PERSON}/o2/corrections", why="文号有误")

    assert year.bureau.rows()["o2"]["version"] == 2
    page = officer.open(f"{PERSON}/o2?version=1")
    assert page.status_code == 200
    assert f"{PERSON}/o2?version=2" in page.text


def test_nobody_proposed_for_has_a_page_that_says_so(tmp_path):
    year = PagedYear(tmp_path, a_build(tmp_path / "web"))
    year.set_up()
    officer = year.browser("甲考核", "officer")

    assert officer.open(f"{PERSON}/o1").status_code == 200
    assert officer.open(f"{PERSON}/nobody").status_code == 404


def test_the_pack_of_a_year_is_read_as_a_page(shown):
    officer = shown.browser("甲考核", "officer")
    pack = shown.bureau.get(ANNA, f"{YEAR}/proposals").json["pack"]

    assert officer.open(f"/packs/{pack}").status_code == 200
    assert officer.open(f"/packs/{'0' * 64}").status_code == 404


def test_the_record_says_who_did_what(year):
    officer = year.browser("甲考核", "officer")
    officer.press(f"{HERE}/proposals")

    page = words(officer.open(f"{HERE}/record", "en").text)

    assert "甲考核" in page
    assert "computed the proposals" in page


def test_a_page_derives_nobody(shown, monkeypatch):
    officer = shown.browser("甲考核", "officer")
    asked = []
    monkeypatch.setattr(
        "shared.rules.derivation.evaluate", lambda *args, **more: asked.append(args) or 1 / 0
    )

    pages = [officer.open(path).status_code for path in ("/", HERE, f"{PERSON}/o1")]

    assert (pages, asked) == ([200, 200, 200], [])
    assert officer.send(f"{HERE}/proposals").status_code == 500
    assert asked


def test_two_officers_enter_a_finding_that_a_clause_waits_for(tmp_path):
    year = PagedYear(tmp_path, a_build(tmp_path / "web")).proposed(others=1)
    first, second = year.browser("甲考核", "officer"), year.browser("乙考核", "officer")
    form = {"rule": "B07", "subject": "p000", "value": "no"}
    paper = {"finding_document": "组考〔2026〕3号", "finding_date": "2026-12-10"}

    offered = "/findings" in first.open(f"{PERSON}/p000").text
    begun = first.press(f"{PERSON}/p000/findings", **form, **paper)
    done = second.press(f"{PERSON}/p000/findings", **form, **paper)
    first.press(f"{HERE}/proposals")

    assert offered
    assert "还需另一名" in begun
    assert "成立" in done
    page = words(first.open(f"{PERSON}/p000", "en").text)
    assert "B07 person found not to be so 组考〔2026〕3号" in page


def test_the_place_in_the_group_names_nobody_else(shown):
    officer = shown.browser("甲考核", "officer")

    page = words(officer.open(f"{PERSON}/o1/place", "en").text)
    spread = words(officer.open(f"{HERE}/distribution", "en").text)

    assert "80–85" in page
    assert "干部o2" not in page
    assert "4 people; at most" in spread


def test_an_administrator_reads_neither_grades_and_scores_nor_the_record(year):
    decided = year.bureau
    for who in (CLARA, DORA):
        decided.decide(who, "o1", decided.rows()["o1"]["proposal"]["grade"] or "competent")
    officer, admin = year.browser("甲考核", "officer"), year.browser("管理", "admin")

    seen, hidden = words(officer.open(HERE).text), words(admin.open(HERE).text)

    assert "得分" in seen
    assert "得分" not in hidden
    assert "干部o1" in hidden
    assert (
        officer.open(f"{HERE}/record").status_code,
        admin.open(f"{HERE}/record").status_code,
    ) == (200, 403)


@pytest.mark.parametrize(
    "path",
    [
        "/years/99999999999999999999/county",
        "/years/99999999999999999999/county/facts",
        "/years/99999999999999999999/county/consequences",
    ],
)
def test_a_year_of_twenty_digits_is_not_there(shown, path):
    assert shown.browser("甲考核", "officer").open(path).status_code == 404


@pytest.mark.parametrize("path", ["", "/facts/points", "/consequences"])
def test_a_page_of_twenty_digits_is_the_last_there_is(shown, path):
    officer = shown.browser("甲考核", "officer")

    assert officer.open(f"{HERE}{path}?page=99999999999999999999").status_code == 200


def test_an_objection_is_answered_under_its_own_person_only(year):
    bureau = year.bureau
    bureau.decide_all("competent")
    bureau.post(ANNA, f"{YEAR}/publish")
    entered = bureau.post(ANNA, f"{YEAR}/objections", {"person": "o1", "text": "申请复核"})
    form = {"objection": entered.json["objection"], "outcome": "kept", "answer": "维持"}
    decider = year.browser("甲审", "decider")

    assert decider.send(f"{PERSON}/o2/answers", **form).status_code == 404
    assert decider.send(f"{PERSON}/o1/answers", **form).status_code == 303
