"""Findings, corrections and annulments as pages: each form does what the API does, and says so."""

from __future__ import annotations

import re

import pytest
from factories.findings import PAPER, Finding
from factories.office import a_browser, notice
from factories.pages import a_build
from factories.tally import a_person

from shared import errors
from tally_service.app import app_for
from tally_service.count_room import page_texts as count_room
from tally_service.rulings import page_texts

ABOUT = {"rule": "B10", "kind": "official", "subject": "o1"}


@pytest.fixture
def finding(tmp_path):
    return Finding(f"sqlite:///{tmp_path / 'tally.db'}", tmp_path)


@pytest.fixture
def browsers(finding, tmp_path):
    app = app_for(finding.tally, a_build(tmp_path / "web"))
    return [a_browser(app, person, "tally_session") for person in finding.certifiers]


def page(closed, name: str) -> str:
    """Return the path of a page of the round."""
    return f"/rounds/{closed.meeting.meeting}/r1/{name}"


def test_every_page_is_shown_in_both_languages_at_every_stage(finding, browsers):
    closed = finding.counted()
    names = ("findings", "annul", "correct")

    def all_shown() -> list[int]:
        paths = [page(closed, name) for name in names]
        return [
            browsers[0].open(path, language).status_code
            for path in paths
            for language in ("zh", "en")
        ]

    counted = all_shown()
    finding.find(closed, 0)
    finding.annul(closed, 2, document="组〔2026〕8号")
    proposed = all_shown()
    finding.find(closed, 1)
    finding.certified(closed)
    certified = all_shown()
    finding.correct(closed)
    correcting = all_shown()
    finding.annulled(closed)

    assert counted == proposed == certified == correcting == all_shown() == [200] * 6


def test_the_page_offers_exactly_what_a_ruling_waits_for(finding, browsers):
    closed = finding.counted()

    shown = browsers[0].open(page(closed, "findings")).text

    assert shown.count('name="rule" value="') == 1
    assert 'name="rule" value="B10"' in shown
    assert "经组织考核确属存在问题" in shown
    assert "withdrawn" not in shown


def test_a_finding_is_entered_by_one_and_confirmed_by_another(finding, browsers):
    closed = finding.counted()
    here = page(closed, "findings")

    folded = '<details class="govuk-details">'
    before = browsers[1].open(here).text
    first = browsers[0].press(here, **ABOUT, value="yes", **PAPER)
    waiting = browsers[1].open(here).text
    proposal = finding.shown(closed)["proposals"][0]["proposal"]
    again = browsers[0].press(f"{here}/confirm", proposal=proposal)
    second = browsers[1].press(f"{here}/confirm", proposal=proposal)

    assert "还需另一人" in first
    assert (folded in before, folded in waiting) == (False, True)
    assert again.startswith("!")
    assert "认定已签署" in second
    assert finding.ruling(closed)["waiting_for"] == ["grade:final"]
    assert 'value="withdrawn"' in browsers[0].open(here).text


def test_who_entered_it_takes_it_back_by_page_and_nobody_else_is_offered_to(finding, browsers):
    closed = finding.counted()
    finding.find(closed, 0)
    finding.annul(closed, 0)
    found, fraud = [one["proposal"] for one in finding.shown(closed)["proposals"]]
    if finding.shown(closed)["proposals"][0]["fraud"]:
        found, fraud = fraud, found
    pages = (("findings", found), ("annul", fraud))

    own = [browsers[0].open(page(closed, name)).text for name, _ in pages]
    others = [browsers[1].open(page(closed, name)).text for name, _ in pages]
    paths = [(f"{page(closed, name)}/withdraw", proposal) for name, proposal in pages]
    by_other = [browsers[1].press(path, proposal=one, reason="误") for path, one in paths]
    by_own = [browsers[0].press(path, proposal=one, reason="误") for path, one in paths]

    assert all(path in text for (path, _), text in zip(paths, own, strict=True))
    assert not any("/withdraw" in text for text in others)
    assert ["这是别人录入的" in text for text in by_other] == [True, True]
    assert ["已撤回" in text for text in by_own] == [True, True]
    assert finding.shown(closed)["proposals"] == []
    record = browsers[0].open(page(closed, "findings")).text
    assert record.count("撤回录入") == 2
    assert "B10 · 干部 1" in record.rpartition("办理记录")[2]
    assert "B05 · 整轮" in record


def test_an_administrator_is_led_to_what_waits_withdraws_it_and_sees_nothing_of_the_count(
    finding, tmp_path
):
    closed = finding.counted()
    finding.find(closed, 0)
    finding.annul(closed, 0)
    app = app_for(finding.tally, a_build(tmp_path / "other-web"))
    admin = a_browser(app, a_person(finding.tally, "管理员", "admin"), "tally_session")
    here = f"/rounds/{closed.meeting.meeting}/r1"

    led = admin.open(here).text
    shown = {name: admin.open(f"{here}/{name}").text for name in ("findings", "annul")}
    waiting = {one["fraud"]: one["proposal"] for one in finding.shown(closed)["proposals"]}
    entered = admin.send(f"{here}/findings", **ABOUT, value="yes", **PAPER).status_code
    confirmed = admin.send(f"{here}/annul/confirm", proposal=waiting[True]).status_code
    said = [
        admin.press(f"{here}/{name}/withdraw", proposal=waiting[fraud], reason="文号有误")
        for name, fraud in (("findings", False), ("annul", True))
    ]

    assert f'href="{here}/findings"' in led
    assert all(f"{here}/{name}/withdraw" in text for name, text in shown.items())
    assert f"{here}/annul/withdraw" in shown["findings"]
    for text in shown.values():
        assert "/confirm" not in text
        assert 'name="value"' not in text
        assert "经组织考核确属存在问题" not in text
        assert ABOUT["rule"] not in text
        assert "干部" not in text
        assert PAPER["reason"] not in text
    assert (entered, confirmed) == (403, 403)
    assert all("已撤回" in one for one in said)
    assert finding.shown(closed)["proposals"] == []
    after = admin.open(f"{here}/findings").text
    assert "撤回录入" in after
    assert all(word not in after for word in (ABOUT["rule"], "干部", "文号有误"))
    told = finding.shown(closed)["records"]
    assert [one["why"] for one in told if one["what"] == "proposal_withdrawn"] == ["文号有误"] * 2


def test_a_form_that_is_wrong_is_refused_and_changes_nothing(finding, browsers):
    closed = finding.counted()
    here = page(closed, "findings")
    before = finding.shown(closed)

    said = [
        browsers[0].press(here, **ABOUT, value="yes", **{**PAPER, "date": "2026-02-30"}),
        browsers[0].press(here, **ABOUT, value="yes", **{**PAPER, "date": "2999-01-01"}),
        browsers[0].press(here, **{**ABOUT, "rule": "B08"}, value="yes", **PAPER),
        browsers[0].press(here, **ABOUT, value="withdrawn", **PAPER),
    ]

    assert [text[:1] for text in said] == ["!"] * 4
    assert "文件日期还没有到" in said[1]
    assert "没有判定在等这项认定" in said[2]
    assert finding.shown(closed) == before


def test_a_finding_that_is_refused_is_shown_again_with_all_that_was_typed(finding, browsers):
    closed = finding.counted()
    typed = {"value": "no", **PAPER, "date": "2999-01-01", "reason": "两次“核查”<均>属实"}

    sent = browsers[0].send(page(closed, "findings"), **ABOUT, **typed)
    without = browsers[0].send(page(closed, "findings"), **ABOUT, document="组〔2026〕7号")
    later = browsers[0].open(page(closed, "findings"))

    assert sent.status_code == 400
    assert "文件日期还没有到" in notice(sent.text)
    assert f'name="document" value="{PAPER["document"]}"' in sent.text
    assert 'value="2999-01-01"' in sent.text
    assert 'value="两次“核查”&lt;均&gt;属实"' in sent.text
    assert re.findall(r'type="radio" value="(\w+)" checked', sent.text) == ["no"]
    assert (without.status_code, 'value="组〔2026〕7号"' in without.text) == (400, True)
    assert "checked" not in later.text
    assert PAPER["document"] not in later.text
    assert finding.shown(closed)["proposals"] == []


def test_a_correction_is_opened_and_withdrawn_by_page(finding, browsers):
    closed = finding.counted()
    finding.certified(closed)
    here = page(closed, "correct")

    opened = browsers[0].press(here, **PAPER)
    twice = browsers[1].press(here, **PAPER)
    closed_again = browsers[1].press(f"{here}/withdraw", reason="文号有误")

    assert "更正已开启" in opened
    assert "已经开启" in twice
    assert "更正已撤回" in closed_again
    assert len(finding.listed(closed)) == 1


def test_two_people_annul_by_page_and_then_nothing_is_offered(finding, browsers):
    closed = finding.counted()
    here = page(closed, "annul")

    first = browsers[0].press(here, **PAPER)
    proposal = finding.shown(closed)["proposals"][0]["proposal"]
    second = browsers[1].press(f"{here}/confirm", proposal=proposal)
    third = browsers[2].press(here, **PAPER)

    assert "还没有作废" in first
    assert "这一轮已作废" in second
    assert "不能再做更改" in third
    assert "<form" not in browsers[0].open(here).text.split("<main")[1]


def test_only_certifiers_come_in(finding, tmp_path):
    closed = finding.counted()
    app = app_for(finding.tally, a_build(tmp_path / "other-web"))
    trustee = a_browser(app, finding.trustees[1], "tally_session")

    shown = [trustee.open(page(closed, name)).status_code for name in ("findings", "annul")]
    sent = trustee.send(page(closed, "annul"), **PAPER).status_code

    assert (shown, sent) == ([403, 403], 403)


def kinds(base: type) -> list[type]:
    """Return every class below `base`."""
    below = base.__subclasses__()
    return below + [deeper for one in below for deeper in kinds(one)]


def test_every_refusal_of_findings_and_corrections_has_chinese_words():
    rooms = ("tally_service.rulings", "tally_service.certificates.correcting")
    named = {one.code for one in kinds(errors.SuiteError) if one.__module__.startswith(rooms)}
    named |= {"not_certified", "correction_open", "no_correction", "correction_used"}

    assert len(named) > 10
    assert named - set(page_texts.CHINESE) - set(count_room.CHINESE) == set()
