"""Reports over HTTP: who gets which, and that they say what the certified result says."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event, current_thread

import pypdfium2
import pytest
from factories.findings import Finding
from factories.tally import Counting, a_person, refusal
from python_calamine import CalamineWorkbook

from shared.tables.writing import HEAD_ROW
from tally_service.app import app_for
from tally_service.count_room import report_web

VOTES = [0, 0, 1, 1, 3, 4, 0]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def counting(database_url, tmp_path):
    counting = Counting(database_url, tmp_path)
    counting.tally = replace(counting.tally, origin="https://tally.example.gov.cn")
    counting.client = app_for(counting.tally).test_client()
    return counting


@pytest.fixture
def closed(counting):
    closed = counting.hold({"A": VOTES})
    counting.clear(closed)
    counting.decrypt(closed)
    return closed


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    told = "".join(page.get_textpage().get_text_range() for page in document)
    return re.sub(r"\s", "", told)


def votes_in(xlsx: bytes) -> dict[str, int]:
    """Return the votes of the one contest by the option's title."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(xlsx)).get_sheet_by_name("结果").to_python()
    return {row[3]: row[4] for row in rows[HEAD_ROW + 1 :]}


def state_of(xlsx: bytes) -> str:
    """Return the line that says how far the result is."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(xlsx)).get_sheet_by_name("结果")
    return str(sheet.to_python()[1][0])


def test_a_draft_is_reported_to_its_certifiers_and_says_so(counting, closed):
    headers = counting.certifiers[0].headers
    path = f"/rounds/{closed.meeting.meeting}/r1/report"

    page, api, book = (
        counting.client.get(address, headers=headers)
        for address in (f"{path}.pdf", f"/api/v1{path}.pdf", f"{path}.xlsx")
    )

    assert (page.status_code, page.mimetype) == (200, "application/pdf")
    assert api.data == page.data
    assert "未认证UNCERTIFIED" in text_of(page.data)
    assert counting.round(closed)["draft"] in text_of(page.data)
    assert book.mimetype == XLSX
    assert votes_in(book.data) == {"优秀": 3, "称职": 2, "基本称职": 0, "不称职": 1, "弃权": 1}


def test_before_certification_nobody_else_gets_a_report(counting, closed):
    path = f"/api/v1/rounds/{closed.meeting.meeting}/r1/report.pdf"
    trustee = a_person(counting.tally, "受托人", "trustee")

    stranger = counting.client.get(path)
    other = counting.client.get(path, headers=trustee.headers)
    draft = counting.round(closed)["draft"]
    published = counting.client.get(f"/api/v1/certified-results/{draft}/report.pdf")

    assert refusal(stranger) == (401, "sign_in_needed")
    assert refusal(other) == (403, "counts_not_certified")
    assert refusal(published) == (404, "no_such_result")


def test_a_certified_result_is_reported_to_everybody_in_two_editions(counting, closed):
    counting.certify(closed, 0)
    digest = counting.certify(closed, 1).json["digest"]
    path = f"/api/v1/certified-results/{digest}/report"

    chinese = counting.client.get(f"{path}.pdf")
    english = counting.client.get(f"{path}.pdf?lang=en")
    book = counting.client.get(f"{path}.xlsx")

    assert chinese.headers["Content-Disposition"].endswith(f"{digest[:16]}-zh.pdf")
    assert "计票结果报告" in text_of(chinese.data)
    assert "Countreport" in text_of(english.data)
    assert "UNCERTIFIED" not in text_of(chinese.data)
    assert all(person.actor.name in text_of(chinese.data) for person in counting.certifiers)
    assert f"{counting.tally.origin}/api/v1/certified-results/{digest}" in text_of(chinese.data)
    assert votes_in(book.data) == {"优秀": 3, "称职": 2, "基本称职": 0, "不称职": 1, "弃权": 1}
    assert counting.client.get(f"{path}.pdf").data == chinese.data


def test_electorates_and_options_have_the_names_of_their_manifests(counting, closed):
    counting.certify(closed, 0)
    digest = counting.certify(closed, 1).json["digest"]

    told = text_of(counting.client.get(f"/api/v1/certified-results/{digest}/report.pdf").data)

    assert closed.meeting.electorates[0].title in told


def test_the_report_of_a_version_that_was_replaced_says_so(database_url, tmp_path):
    finding = Finding(database_url, tmp_path)
    closed = finding.counted()
    first = finding.certified(closed)
    path = f"/api/v1/certified-results/{first}/report"
    before = finding.client.get(f"{path}.xlsx").data

    finding.correct(closed)
    finding.found(closed)
    second = finding.certified(closed)
    after = finding.client.get(f"{path}.xlsx").data
    newest = finding.client.get(f"/api/v1/certified-results/{second}/report.xlsx").data

    told = ["SUPERSEDED" in state_of(book) for book in (before, after, newest)]
    assert told == [False, True, False]
    assert "SUPERSEDED" in text_of(finding.client.get(f"{path}.pdf").data)


def test_a_flood_of_the_public_is_refused_and_keeps_no_official_from_a_report(
    counting, closed, monkeypatch
):
    counting.certify(closed, 0)
    digest = counting.certify(closed, 1).json["digest"]
    public = f"/api/v1/certified-results/{digest}/report.xlsx"
    inside, leave, make = Event(), Event(), report_web.report_xlsx

    def slowly(contents):
        if current_thread().name.startswith("public"):
            inside.set()
            leave.wait(20)
        return make(contents)

    monkeypatch.setattr(report_web, "report_xlsx", slowly)
    monkeypatch.setattr(report_web, "WAITING", 0)
    client = app_for(counting.tally).test_client
    with ThreadPoolExecutor(1, thread_name_prefix="public") as crowd:
        first = crowd.submit(lambda: client().get(public))
        assert inside.wait(20)
        refused = client().get(public)
        headers = counting.certifiers[0].headers
        official = client().get(f"/rounds/{closed.meeting.meeting}/r1/report.xlsx", headers=headers)
        leave.set()

    assert refusal(refused) == (503, "busy")
    assert official.status_code == 200
    assert first.result().status_code == 200
    assert client().get(public).status_code == 200


def test_a_round_that_nobody_knows_has_no_report(counting):
    headers = counting.certifiers[0].headers

    missing = counting.client.get("/api/v1/rounds/m-1/r1/report.xlsx", headers=headers)

    assert refusal(missing) == (404, "no_such_round")
