"""No document is dated after today, wherever one is entered; days are read as people write them."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pytest
from factories.appraisal_year import HERE, PagedYear
from factories.office import HERE as HEADERS
from factories.office import notice
from factories.pages import a_build
from fakes.appraisal import ANNA, CLARA, MANY, YEAR, Bureau, a_list, problem

from appraisal_service.people.domain.document_day import DocumentAhead, check_document_day

TOMORROW = "2026-12-21"
PAPER = {"document": "审〔2026〕7号", "date": TOMORROW, "source_body": "县审计局"}


@pytest.fixture
def paged(tmp_path: Path) -> PagedYear:
    """A year with proposals, on 2026-12-20."""
    return PagedYear(tmp_path, a_build(tmp_path / "web")).proposed()


def doors(bureau: Bureau) -> dict[str, dict[str, object]]:
    """Return what is sent to every door that takes a document, dated tomorrow."""
    facts = {"jurisdiction": "county", "year": 2026}
    decided = {"document_number": "1号", "document_date": TOMORROW}
    finding = {"subject": "o1", "rule": "B10", "value": True, "document": "1号", "date": TOMORROW}
    many = {**a_list(bureau), "document_date": TOMORROW}
    ruled = {"unit": "unit-1", "ranking": "0" * 64, "last": True}
    word = {"verdict": "decline", "chosen": [], "reason": "另议"}
    letter = {"document": "1号", "date": TOMORROW}
    points = {"points": "1.5", "problem": "票据不全", "category": "B"}
    record = {"subject": {"kind": "official", "id": "o1"}, "value": points}
    return {
        f"{YEAR}/decisions": {"person": "o1", "grade": "competent", **decided},
        MANY: many,
        f"{MANY}/preview": many,
        f"{YEAR}/consequences/none/decisions": {**word, **decided},
        f"{YEAR}/consequences/none/steps": {"act": "carry_out", "date": TOMORROW},
        "/api/v1/findings": {**facts, **finding},
        "/api/v1/facts": {**facts, "kind": "points", "records": [record], **PAPER},
        f"/api/v1/facts/{'0' * 64}/supersede": {"value": points, "reason": "误", **PAPER},
        f"/api/v1/facts/{'0' * 64}/withdraw": {"reason": "误", **PAPER},
        "/api/v1/ranking-rulings": {**ruled, **PAPER},
        "/api/v1/line-ratings/send-back": {**facts, "unit": "unit-1", **letter},
    }


def test_no_door_takes_a_document_of_tomorrow(paged):
    bureau = paged.bureau
    told = {
        door: [problem(bureau.post(who, door, body)) for who in (ANNA, CLARA)]
        for door, body in doors(bureau).items()
    }

    for door, answers in told.items():
        assert (400, "document_ahead") in answers, (door, answers)


def test_today_is_told_by_the_calendar_of_china():
    last_minute = datetime.fromisoformat("2026-12-20T23:59:00+08:00")

    check_document_day("2026-12-20", last_minute)
    with pytest.raises(DocumentAhead):
        check_document_day(TOMORROW, last_minute)
    check_document_day(TOMORROW, datetime.fromisoformat("2026-12-20T16:00:00+00:00"))


def test_a_decision_of_tomorrow_is_refused_and_one_written_with_dots_is_taken(paged):
    decider = paged.browser("甲审", "decider")
    form = {"grade": "incompetent", "document_number": "县考〔2026〕1号", "reason": ""}
    door = f"{HERE}/people/o3/decisions"

    assert "文件日期晚于今天" in decider.press(door, **form, document_date="2026年12月21日")
    assert "文件日期请写成 2026-12-20" in decider.press(door, **form, document_date="昨天")
    assert "没有填：文件日期" in decider.press(door, **form, document_date="")
    assert decider.press(door, **form, document_date="２０２６．１２．２０").startswith("✓ 已记下")


def test_a_file_that_cannot_be_used_is_corrected_and_not_scanned(paged):
    officer = paged.browser("甲考核", "officer")
    data = {**PAPER, "date": "2026/12/20", "file": (io.BytesIO(b"person\no1\n"), "facts.csv")}

    refused = officer.client.post(
        f"{HERE}/facts/points/preview",
        data=data,
        headers=HEADERS,
        content_type="multipart/form-data",
    )

    assert refused.status_code == 400
    assert "没有找到这些列" in notice(refused.text)
    assert "请改正文件，再重新选择。" in notice(refused.text)
    assert "二维码" not in notice(refused.text)
