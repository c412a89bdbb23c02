"""The pages for when something fails: every fault, both languages, this meeting's own facts."""

from __future__ import annotations

import pytest
from factories.desk import Hall
from factories.office import Browser, a_browser
from factories.pages import a_build

from ballot_service.desk_app import app_for
from ballot_service.hall.domain.remedies import FACTS, Scene, facts
from ballot_service.hall.domain.remedy_texts import REMEDIES
from ballot_service.meetings.domain.next_step import REMEDIES as REMEDY_OF_STEP
from ballot_service.meetings.domain.step_words import TEXTS


@pytest.fixture
def hall(tmp_path) -> Hall:
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)


@pytest.fixture
def browser(hall, tmp_path) -> Browser:
    return a_browser(app_for(hall.desk, a_build(tmp_path / "web")), hall.first)


def said(hall: Hall, code: str) -> str:
    return " ".join(f"{one['zh']} {one['en']}" for one in hall.get(f"/remedies/{code}")["facts"])


def paths(hall: Hall, code: str) -> list[str]:
    return [door["path"] for door in hall.get(f"/remedies/{code}")["doors"]]


def test_every_fault_that_was_asked_for_has_its_page():
    asked = {
        "lost_slip", "dead_kiosk", "no_network", "no_power", "counts_differ", "lost_key",
        "needs_help", "wrong_person", "fraud",
    }  # fmt: skip

    assert set(REMEDIES) == asked
    assert set(REMEDY_OF_STEP.values()) | set(FACTS) <= asked
    assert set(REMEDY_OF_STEP) <= set(TEXTS)


def test_no_page_promises_a_second_slip_for_a_lost_one():
    lost, wrong = REMEDIES["lost_slip"], REMEDIES["wrong_person"]
    zh, en = ("".join(getattr(one, language) for one in lost.now) for language in ("zh", "en"))

    assert "不补发，备用凭条也不行" in zh
    assert "another would be a second vote" in en
    assert "重新印制全部凭条" in lost.again.zh
    assert "发出多于到会，票数账不成立" in "".join(one.zh for one in wrong.now)
    for remedy in REMEDIES.values():
        told = [*remedy.now, remedy.again, remedy.decides]
        assert not [one.zh for one in told if "补发" in one.zh.replace("不补发", "")]
        assert not [one.en for one in told if "slip is replaced" in one.en]


def test_every_page_is_shown_in_both_languages_from_the_first_moment_on(hall, browser):
    hall.draft()
    here = f"/meetings/{hall.meeting}/remedies"

    shown = {
        (code, language): browser.open(f"{here}/{code}", language)
        for code in REMEDIES
        for language in ("zh", "en")
    }

    assert {page.status_code for page in shown.values()} == {200}
    for code, remedy in REMEDIES.items():
        assert remedy.now[0].zh in shown[code, "zh"].text
        assert str(remedy.recorded.en.split("'")[0]) in shown[code, "en"].text
        assert "谁决定" in shown[code, "zh"].text


def test_every_page_of_a_meeting_leads_there(hall, browser):
    hall.check_in()
    here = f"/meetings/{hall.meeting}"
    link = f'href="{here}/remedies"'
    door = a_browser(browser.client.application, hall.registrar)

    pages = [browser.open(here), browser.open(f"{here}/turnout"), door.open(f"{here}/check-in")]

    assert all(link in page.text for page in pages)
    assert link not in browser.open("/").text


def test_the_next_step_leads_to_the_page_that_fits_and_the_list_begins_with_it(hall, browser):
    hall.freeze()
    round_id = hall.begin()
    hall.open(round_id)
    hall.close(round_id)

    listed = hall.get("/remedies")

    assert hall.step() == "count_slips"
    assert listed["fits"] == listed["remedies"][0]["code"] == "counts_differ"
    link = f'href="/meetings/{hall.meeting}/remedies/counts_differ"'
    assert link in browser.open(f"/meetings/{hall.meeting}").text
    page = browser.open(f"/meetings/{hall.meeting}/remedies").text
    assert page.index("数目对不上") < page.index("凭条丢了")
    assert page.count("与下一步有关") == 1


def test_a_page_there_is_not_is_refused_with_its_reason(hall):
    hall.draft()

    refused = hall.get("/remedies/earthquake")

    assert refused["type"].endswith("/no_such_remedy")
    assert refused["status"] == 404


def test_counts_that_differ_are_named_with_their_class_and_both_numbers(hall):
    hall.freeze()
    round_id = hall.begin()
    hall.open(round_id)
    hall.close(round_id)
    body = {"electorate": "A", "printed": 8, "issued": 6}
    hall.must(hall.post(hall.first, "/handed-out", body))
    waiting = said(hall, "counts_differ")
    hall.must(hall.post(hall.second, "/handed-out", body))

    assert "A 票：钱监票 已录入，等待另一名监票人。" in waiting
    assert "发出 6" not in waiting
    assert "A 票：实到 6，印制 8，发出 6" in said(hall, "counts_differ")
    assert "第 1 轮：年度民主测评" in waiting


def scene(issued: int, returned: int) -> Scene:
    meeting = {
        "meeting": "m1",
        "state": "ready",
        "credential_mode": "slips",
        "next_step": {"zh": "请等。", "en": "Wait."},
        "electorates": [
            {
                "key": "A",
                "present": 6,
                "printed": 8,
                "issued": issued,
                "released": 0,
                "first_counted_by": None,
            }
        ],
    }
    turnout = {"round": None, "electorates": [{"key": "A", "returned": returned, "exact": True}]}
    return Scene(meeting, turnout, None, "http://box")


def test_more_returned_than_handed_out_is_said_with_the_rule_and_by_how_many():
    told = facts("counts_differ", scene(issued=5, returned=7))[-1]

    assert told.zh == "A 票：收回 7 多于发出 5，多 2。这一轮将作废（E31）。"
    assert "2 too many" in told.en


def test_an_identity_that_holds_is_shown_with_its_numbers():
    told = facts("counts_differ", scene(issued=6, returned=4))[-1]

    assert told.zh == "A 票：发出 6 ＝ 收回 4 ＋ 未收回 2。"


def test_the_keys_page_says_how_many_may_be_missing(hall):
    hall.draft()
    before = said(hall, "lost_key")
    hall.import_roll()
    hall.must(hall.post(hall.organizer, "/prepare"))

    assert "会议还没有准备" in before
    assert "3 人保管，2 人即可计票，最多可缺 1 人" in said(hall, "lost_key")
    assert "尚未全部演练" in said(hall, "lost_key")


def test_doors_are_open_only_where_they_lead_somewhere(hall):
    hall.prepare()
    here = f"/meetings/{hall.meeting}"
    before = paths(hall, "wrong_person")
    hall.must(hall.post(hall.organizer, "/check-in"))

    assert before == []
    assert paths(hall, "wrong_person") == [f"{here}/check-in"]
    assert paths(hall, "no_network") == []
    assert paths(hall, "dead_kiosk") == [
        f"http://box/k/{hall.meeting}",
        f"http://box/r/{hall.meeting}",
    ]
