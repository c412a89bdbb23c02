"""The public result page: only what is certified, and only of meetings that publish it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from factories.count_rooms import VOTES, Stages, page_of
from factories.findings import Finding
from factories.office import a_browser
from factories.pages import a_build
from factories.rounds import ClosedRound
from markupsafe import Markup

from shared.plumbing.pages.qr import qr_code
from tally_service.app import app_for

NOT_THERE = "这个地址没有公布的结果。"
OFFICES = ["县委组织部", "督导指导组"]


@pytest.fixture
def stages(tmp_path) -> Stages:
    return Stages(tmp_path, a_build(tmp_path / "web"), Finding)


def public(stages: Stages, closed: ClosedRound | str, part: str = "", language: str = "zh") -> Any:
    """Return what somebody who is not signed in gets at a meeting's public address."""
    meeting = closed if isinstance(closed, str) else closed.meeting.meeting
    return a_browser(stages.app).open(f"/results/{meeting}{part}", language)


def counting_of(stages: Stages) -> Finding:
    """Return the service with people who find and correct."""
    assert isinstance(stages.counting, Finding)
    return stages.counting


def numbers(page: str) -> int:
    """Return how many contests a page shows with their numbers."""
    return page.count('class="count-contest"')


def test_numbers_are_there_for_everybody_once_two_have_signed_and_not_before(stages):
    closed = stages.counted(published=True)
    asked = [public(stages, closed)]

    for certifier in (0, 1):
        stages.counting.certify(closed, certifier)
        asked.append(public(stages, closed))

    states = [page.text.partition('data-state="')[2].partition('"')[0] for page in asked]
    assert [page.status_code for page in asked] == [200] * 3
    assert states == ["waiting", "waiting", "certified"]
    assert [numbers(page.text) for page in asked] == [0, 0, 1]
    assert ["应到" in page.text for page in asked] == [False, False, True]
    assert all("尚未认证" in page.text for page in asked[:2])


def test_the_page_says_in_both_languages_what_the_certificate_says_and_how_to_verify_it(stages):
    closed = stages.certified(published=True, recipients=OFFICES)
    digest = stages.counting.round(closed)["digest"]

    chinese, english = (public(stages, closed, "", language) for language in ("zh", "en"))

    for page in (chinese, english):
        assert digest in page.text
        assert f"/api/v1/certified-results/{digest}" in page.text
        assert "data:image/svg+xml" in page.text
        assert '<svg class="chart"' in page.text
        assert closed.meeting.meeting in page.text
        assert "1. 干部 1" in page.text
        assert "周认证" in page.text
        assert not any(office in page.text for office in OFFICES)
    assert "占有效 7" in chinese.text
    assert "of Valid 7" in english.text
    assert "Certified on" in english.text
    assert "/sign-in" not in chinese.text + english.text


def test_the_code_and_the_address_lead_to_the_certificate_where_the_service_is_known(stages):
    closed = stages.certified(published=True)
    digest = stages.counting.round(closed)["digest"]
    known = app_for(replace(stages.counting.tally, origin="https://tally.test"), stages.web)

    page = a_browser(known).open(f"/results/{closed.meeting.meeting}").text

    address = f"https://tally.test/api/v1/certified-results/{digest}"
    assert address in page
    assert str(Markup.escape(qr_code(address))) in page
    assert "https://" not in public(stages, closed).text


def test_a_clause_stands_with_its_words_beside_what_it_says(stages):
    closed = counting_of(stages).counted(published=True)
    for certifier in (0, 1):
        stages.counting.certify(closed, certifier)

    page = public(stages, closed).text

    assert "B10 · 干部 1" in page
    assert 'class="count-clause"' in page
    assert "未触发" not in page.partition("核验")[0].partition("B10")[2]


def test_a_meeting_that_does_not_publish_is_answered_like_one_that_nobody_knows(stages):
    silent = stages.certified(recipients=OFFICES)
    test = stages.certified(published=True, test=True)
    asked = [
        public(stages, one, part, language)
        for one in (silent, test, "m-nobody")
        for part in ("", "/r1", "/r9")
        for language in ("zh", "en")
    ]
    asked.append(public(stages, stages.certified(published=True), "/r9"))

    assert {page.status_code for page in asked} == {404}
    assert len({page.text for page in asked}) == 1
    assert NOT_THERE in asked[0].text
    assert "its organizers send the result to those" in asked[0].text
    assert not any(office in asked[0].text for office in OFFICES)
    headers = [
        {name: value for name, value in page.headers if name != "Content-Security-Policy"}
        for page in asked
    ]
    assert all(one == headers[0] for one in headers)


def test_a_correction_changes_the_page_only_when_it_is_signed_and_is_marked(stages):
    counting = counting_of(stages)
    closed = counting.counted(published=True)
    counting.certified(closed)
    first = counting.round(closed)["digest"]

    counting.correct(closed)
    counting.found(closed)
    during = public(stages, closed).text
    for certifier in (0, 1):
        counting.certify(closed, certifier)
    after = public(stages, closed).text
    second = counting.round(closed)["digest"]

    assert (first in during, second in during) == (True, False)
    assert "新版本认证以前，本版本仍有效" in during
    assert "data-correction" not in during
    assert (first in after, second in after) == (False, True)
    assert 'data-correction="2"' in after
    assert "组〔2026〕7号" in after


def test_an_annulled_round_shows_no_number(stages):
    counting = counting_of(stages)
    certified = counting.counted(published=True)
    counting.certified(certified)
    before = numbers(public(stages, certified).text)

    counting.annulled(certified)
    never = counting.hold({"A": VOTES}, published=True)
    counting.clear(never, issued=len(VOTES) - 1)
    pages = [public(stages, one).text for one in (certified, never)]

    assert before == 1
    for page in pages:
        assert 'data-state="annulled"' in page
        assert numbers(page) == 0
        assert "应到" not in page
        assert "certified-results" not in page


def test_a_round_that_a_later_one_replaced_shows_no_number(stages):
    earlier = stages.certified(published=True)
    before = public(stages, earlier).text
    later = stages.counted_again(earlier)
    waiting = [public(stages, earlier, part).text for part in ("/r1", "/r2")]

    stages.certify_again(later)
    first, second, both = (public(stages, earlier, part).text for part in ("/r1", "/r2", ""))

    assert [numbers(page) for page in (before, *waiting)] == [1, 1, 0]
    assert 'data-state="replaced"' in first
    assert [numbers(page) for page in (first, second, both)] == [0, 1, 0]
    links = [f'href="/results/{earlier.meeting.meeting}/{number}"' for number in ("r1", "r2")]
    assert all(link in both for link in links)
    assert both.index(links[0]) < both.index(links[1])


def test_a_sealed_box_says_collected_not_counted(stages):
    closed = stages.counted({"A": VOTES, "B": [0, 1]}, published=True)
    for certifier in (0, 1):
        stages.counting.certify(closed, certifier)

    page = public(stages, closed).text

    assert "票类 B：已收集，未计票。" in page
    assert "各表的比例不含这个票箱；各票类所问相同时，条款以应到、实到、发出为分母的" in page
    assert numbers(page) == 1
    assert "票类 B</th>" not in page


def test_a_round_all_of_whose_boxes_are_sealed_has_no_votes_on_the_page(stages):
    closed = stages.counting.hold({"A": [0, 1]}, published=True)
    stages.counting.clear(closed)
    for certifier in (0, 1):
        stages.counting.certify(closed, certifier)

    page = public(stages, closed).text

    assert 'data-state="certified"' in page
    assert "票类 A：已收集，未计票。" in page
    assert numbers(page) == 0


def test_a_long_sheet_comes_in_parts(stages):
    closed = stages.counted(contests=23, published=True)
    for certifier in (0, 1):
        stages.counting.certify(closed, certifier)

    pages = [public(stages, closed, f"?page={page}").text for page in (1, 2)]

    assert [numbers(page) for page in pages] == [20, 3]


def test_the_round_page_leads_there_only_once_it_is_there(stages):
    closed, silent = stages.counted(published=True), stages.certified()
    address = f'href="/results/{closed.meeting.meeting}/r1"'

    before = stages.certifier().open(page_of(closed)).text
    for certifier in (0, 1):
        stages.counting.certify(closed, certifier)
    after = stages.certifier().open(page_of(closed)).text

    assert (address in before, address in after) == (False, True)
    assert "/results/" not in stages.certifier().open(page_of(silent)).text


def test_certifiers_read_who_is_sent_the_result(stages):
    closed = stages.counted(recipients=OFFICES)

    page = stages.certifier().open(page_of(closed)).text

    assert "县委组织部、督导指导组" in page
