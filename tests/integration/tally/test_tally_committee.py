"""Catalogue D11 by secret ballot: what people read of it on the page and in the report."""

from __future__ import annotations

import re

import pypdfium2
import pytest
from factories.count_rooms import Stages, a_motion, page_of
from factories.drafts import completed
from factories.pages import a_build
from factories.rounds import ClosedRound

from ballot_service.meetings.domain.general_pack import general_pack
from ballot_service.meetings.domain.meeting_pack import pack_for
from ballot_service.meetings.domain.outlines import compose
from shared.documents.manifests import Item

AGREE, DISAGREE, POSTPONE, ABSTAIN = range(4)
D11 = [AGREE] * 5 + [DISAGREE] + [ABSTAIN] * 2
POST = Item(key="i1", title="任用张三为科长", item_class="personnel", assessed=True)


@pytest.fixture
def stages(tmp_path) -> Stages:
    return Stages(tmp_path, a_build(tmp_path / "web"))


def certified(stages: Stages, votes: list[int], **changes: int) -> ClosedRound:
    """Return the vote on an appointment, opened by two trustees and signed by two certifiers."""
    sheet = {"contests": [a_motion()], "item": POST}
    closed = stages.counted({"A": votes}, sheet=sheet, source="committee", **changes)
    for certifier in (0, 1):
        assert stages.counting.certify(closed, certifier).status_code == 200
    return closed


def read(html: str) -> str:
    """Return what stands on a page, without tags and blanks."""
    return re.sub(r"\s", "", re.sub(r"<[^>]*>", "", html))


def printed(stages: Stages, closed: ClosedRound, language: str) -> str:
    """Return the text of the report, without blanks."""
    address = page_of(closed, f"/report.pdf?lang={language}")
    document = pypdfium2.PdfDocument(stages.certifier().open(address).data)
    return re.sub(r"\s", "", "".join(p.get_textpage().get_text_range() for p in document))


def rulings(stages: Stages, closed: ClosedRound) -> dict[str, str]:
    found = stages.counting.round(closed)["rulings"]
    return {one["rule"]: one["state"] for one in found}


def test_eight_of_eleven_come_five_agree_and_it_has_not_passed_on_page_and_in_the_report(stages):
    closed = certified(stages, D11)

    page = read(stages.certifier().open(page_of(closed, "/result")).text)
    report, english = (printed(stages, closed, language) for language in ("zh", "en"))

    for text in (page, report):
        assert "Q1到会达到法定人数" in text
        assert "Q2未通过" in text
        assert "C02没有多数不同意" in text
        assert "应到11人，比例5/11（45.45%），未超过半数" in text
        assert "45.45%5/11" in text  # of all members
        assert "62.50%5/8" in text  # of those present
    assert "多数人不同意提拔任用的不通过" in page  # the clause's own words
    assert "Q2NOTpassed" in english
    assert "Q1Quorummet" in english


def test_a_pack_whose_gates_were_adopted_for_the_meeting_judges_its_count(stages):
    outline = completed("committee")
    pack = pack_for(outline, compose(outline), general_pack(), "王主任", "2026-03-01")
    stages.counting.pack = pack
    stages.counting.desk.packs[pack.digest] = pack.to_document()

    closed = certified(stages, D11)

    assert rulings(stages, closed) == {
        "Q1": "triggered",
        "Q2": "not_triggered",
        "C02": "not_triggered",
        "C07": "not_triggered",
        "C06": "not_applicable",
    }
    for part in ("/result", "/rulings"):
        page = stages.certifier().open(page_of(closed, part)).text
        assert '<p lang="en">at least two thirds of members present</p>' in page
        assert '<p lang="zh-Hans">对干部的任免应坚持做到多数人不赞成的不提名' in page


def test_one_vote_more_passes(stages):
    closed = certified(stages, [AGREE] * 6 + [ABSTAIN] * 2)

    assert "Q2通过" in read(stages.certifier().open(page_of(closed, "/result")).text)


def test_a_recused_members_slip_in_the_envelope_lowers_neither_base(stages):
    closed = certified(stages, [AGREE] * 5 + [DISAGREE] * 2, unreturned=1)

    ledger = stages.counting.round(closed)["boxes"][0]["ledger"]
    assert (ledger["roll"], ledger["present"], ledger["returned"]) == (11, 8, 7)
    assert rulings(stages, closed)["Q2"] == "not_triggered"  # 5 of 11, not of ten
    assert rulings(stages, closed)["Q1"] == "triggered"  # 8 of 11 are there, one of them recused
