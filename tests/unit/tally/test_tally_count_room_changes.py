"""What changes a round under its certifiers' eyes: findings, corrections, annulment, failure."""

from __future__ import annotations

import re

import pytest
from factories import documents
from factories.count_rooms import VOTES, Stages, page_of, sign
from factories.findings import Finding
from factories.office import Browser
from factories.pages import a_build

from shared.documents.base import sign as sign_document


@pytest.fixture
def stages(tmp_path) -> Stages:
    return Stages(tmp_path, a_build(tmp_path / "web"))


@pytest.fixture
def certifier(stages) -> Browser:
    return stages.certifier()


def test_a_finding_clears_the_signature_and_the_page_says_when_and_why(tmp_path):
    stages = Stages(tmp_path, a_build(tmp_path / "web"), Finding)
    counting = stages.counting
    assert isinstance(counting, Finding)
    closed = counting.counted()
    signed = sign(stages, closed)
    before = stages.certifier().open(page_of(closed)).text

    counting.found(closed)
    after = stages.certifier().open(page_of(closed)).text
    stale = counting.progress(closed)
    others = stages.browser(counting.trustees[1]).open(page_of(closed)).text
    again = sign(stages, closed)
    last = stages.certifier().open(page_of(closed)).text

    assert "已记下您的签署" in signed
    assert ["条判定等待组织认定" in page for page in (before, after)] == [True, False]
    assert "data-cleared" not in before
    assert 'data-cleared="周认证"' in after
    assert "核查属实" in after.partition("data-cleared")[2]
    assert "B10 · 干部 1" in after
    assert 'data-cleared="周认证"' in others
    assert not {"核查属实", "B10"} & set(re.findall("核查属实|B10", others))
    assert stale["signatures"] == []
    assert [one["because"] for one in stale["cleared"]] == [None]
    assert "已记下您的签署" in again
    assert "data-cleared" not in last


def test_a_correction_is_signed_anew_while_the_certified_result_stands_for_the_others(tmp_path):
    stages = Stages(tmp_path, a_build(tmp_path / "web"), Finding)
    counting = stages.counting
    assert isinstance(counting, Finding)
    closed = counting.counted()
    counting.certified(closed)
    trustee = stages.browser(counting.trustees[1])

    counting.correct(closed)
    counting.found(closed)
    draft = stages.certifier().open(page_of(closed, "/result")).text
    standing = stages.certifier().open(page_of(closed, "/result?standing=1")).text
    others = trustee.open(page_of(closed, "/result")).text
    step = counting.progress(closed)["next_step"]["code"]
    sign(stages, closed)
    said = sign(stages, closed, 1)

    assert step == "certify_correction"
    assert 'office uncertified"' in draft
    assert "这是更正后的结果" in draft
    assert not any("uncertified" in page for page in (standing, others))
    assert "新版本认证以前，本版本仍有效" in others
    assert "结果已认证" in said
    assert counting.progress(closed)["versions"] == 2


def test_a_certified_round_that_is_annulled_counts_for_nothing_on_every_page(tmp_path):
    stages = Stages(tmp_path, a_build(tmp_path / "web"), Finding)
    counting = stages.counting
    assert isinstance(counting, Finding)
    closed = counting.counted()
    counting.certified(closed)

    counting.annulled(closed)
    pages = [stages.certifier().open(page_of(closed, part)) for part in ("", "/result", "/rulings")]

    assert [page.status_code for page in pages] == [200] * 3
    assert all('office annulled"' in page.text for page in pages)
    assert "这些数字不再有效" in pages[1].text
    assert counting.progress(closed)["next_step"]["code"] == "annulled"


def test_a_ledger_that_comes_before_its_box_names_the_box_it_waits_for(stages, certifier):
    closed = stages.counting.hold({"A": VOTES})
    stages.counting.settle(closed)

    listed, page = certifier.open("/").text, certifier.open(page_of(closed)).text

    assert "文件还在路上" in listed
    assert "等待票类 A 的票箱档案" in page
    assert "这一轮的票箱还没有送来" in page


def test_a_box_whose_documents_do_not_hold_is_listed_with_what_to_do(stages, certifier):
    counting = stages.counting
    closed = counting.hold({"A": VOTES})
    page = counting.box.pages[f"boxes/{closed.uuid()}"]
    page["manifest"] = sign_document(documents.STRANGER, closed.sheets["A"])
    counting.fetch(closed)

    lost = certifier.open("/").text
    counting.settle(closed)
    failed = certifier.open(page_of(closed)).text

    assert closed.uuid() in lost
    assert "会议清单或票箱清单的签名或内容不符" in lost
    assert 'data-step="failed"' in failed


def test_a_box_that_failed_with_its_round_has_no_number_and_no_comparison(stages, certifier):
    counting = stages.counting
    closed = counting.hold({"A": VOTES})
    archive = counting.box.pages[f"boxes/{closed.uuid()}/archive"]
    counting.box.pages[f"boxes/{closed.uuid()}/archive"] = archive[:-600]
    counting.fetch(closed)

    page = certifier.open(page_of(closed))

    assert page.status_code == 200
    assert "不能计票" in page.text
    assert "无从核对" in page.text
