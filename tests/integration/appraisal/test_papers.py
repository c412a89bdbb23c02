"""The officer's papers over HTTP: who gets which, when, and that they say what was decided."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from threading import Event, Thread
from typing import Any

import pypdfium2
import pytest
from factories.appraisal import a_pack
from factories.year_papers import adopting
from fakes.appraisal import (
    ANNA,
    CLARA,
    DORA,
    YEAR,
    Bureau,
    a_bureau,
    a_person_entry,
    county,
    problem,
)
from fakes.tally_results import a_result, against, grade_votes
from python_calamine import CalamineWorkbook

from appraisal_service.papers import web
from appraisal_service.people.store import units_in_order
from shared.documents.manifests import Place

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAPERS = f"{YEAR}/papers"
NOTICE = f"{YEAR}/people/o1/notice"


@pytest.fixture
def year(tmp_path) -> Iterator[Bureau]:
    """The year of ``a_year`` on a database of its own; one test asks both databases."""
    made = a_bureau(f"sqlite:///{tmp_path / 'appraisal.db'}")
    a_year(made)
    yield made
    made.engine.dispose()


def a_year(bureau: Bureau) -> None:
    """Two officials of one unit and one of another, proposed; the last has a small unit ballot."""
    people = [
        a_person_entry("o1"),
        a_person_entry("o2"),
        a_person_entry("o3", unit="unit-2"),
    ]
    pack = bureau.set_up("county", people, objection_days=5)
    for votes, where in (
        ({"o1": against(18, 42), "o2": against(1, 42)}, {}),
        ({"o1": against(45, 258), "o2": against(2, 258), "o3": against(113, 258)}, county()),
        ({"o3": grade_votes(1, 1, 0, 1, 0)}, {"place": Place(id="unit-2", name="乙局")}),
    ):
        bureau.certify(a_result(votes, pack=pack, **where))
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    told = "".join(page.get_textpage().get_text_range() for page in document)
    return re.sub(r"\s", "", told)


def words_of(pdf: bytes) -> set[str]:
    """Return what stands in the PDF between blanks."""
    document = pypdfium2.PdfDocument(pdf)
    return {word for page in document for word in page.get_textpage().get_text_range().split()}


def rows_of(xlsx: bytes, sheet: str) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(xlsx)).get_sheet_by_name(sheet).to_python()


def publish(year: Bureau) -> None:
    year.decide_all()
    assert year.post(ANNA, f"{YEAR}/publish").status_code == 200


def test_the_table_is_there_from_the_first_proposal_and_says_that_it_is_a_draft(year):
    pdf = year.get(ANNA, f"{PAPERS}/summary.pdf")
    xlsx = year.get(CLARA, f"{PAPERS}/summary.xlsx")

    assert (pdf.status_code, pdf.mimetype, xlsx.mimetype) == (200, "application/pdf", XLSX)
    assert "DRAFT" in text_of(pdf.data)
    assert "DRAFT" in rows_of(xlsx.data, "汇总表")[1][0]
    assert pdf.headers["Cache-Control"] == "no-store"
    assert pdf.headers["Content-Disposition"].endswith("-zh.pdf")


def test_the_table_says_what_was_voted_and_decided_and_hides_small_ballots(bureau):
    a_year(bureau)
    publish(bureau)

    book = bureau.get(ANNA, f"{PAPERS}/summary.xlsx").data
    pdf = bureau.get(ANNA, f"{PAPERS}/summary.pdf").data

    rows = {(row[2], row[5].split()[0]): row for row in rows_of(book, "汇总表")[4:]}
    assert rows["o1", "汇总"][9:15] == [300, 0, 237, 0, 63, 0]
    assert rows["o1", "汇总"][16] == 0.21
    assert "3 papers, sealed" in rows["o3", "单位测评票"][9]
    assert rows["o3", "全县测评票"][10:15] == [""] * 5
    assert rows["o1", "单位测评票"][19] == "基本称职 basically competent"
    assert "已收集3份，票数不公开" in text_of(pdf)
    assert {"113", "145"}.isdisjoint(words_of(pdf))
    assert {"114", "146"} <= words_of(pdf)
    assert "DRAFT" not in text_of(pdf)


def test_the_same_year_makes_the_same_bytes_until_something_changes(year):
    publish(year)
    first = [year.get(ANNA, f"{PAPERS}/summary.{form}").data for form in ("pdf", "xlsx")]

    year.later(days=3)
    again = [year.get(ANNA, f"{PAPERS}/summary.{form}").data for form in ("pdf", "xlsx")]
    year.post(ANNA, f"{YEAR}/objections", {"person": "o2", "text": "申请复核"})
    objected = year.get(ANNA, f"{PAPERS}/summary.pdf").data

    assert again == first
    assert objected != first[0]
    assert "复核中" in text_of(objected)


def test_a_person_is_told_once_the_grade_is_published(year):
    assert problem(year.get(ANNA, f"{NOTICE}.pdf")) == (409, "grade_not_published")

    publish(year)
    chinese = text_of(year.get(ANNA, f"{NOTICE}.pdf").data)
    english = text_of(year.get(ANNA, f"{NOTICE}.pdf?lang=en").data)
    (row,) = rows_of(year.get(ANNA, f"{NOTICE}.xlsx").data, "通知")[4:]

    assert "干部o1同志" in chinese
    assert "2026年12月24日（含）" in chinese
    assert "until2026-12-24" in english
    assert "干部o2" not in chinese
    assert row[:5] == ["2026-o1-1", "甲乡", "干部o1", "乡长", "基本称职 basically competent"]


def test_all_notices_come_in_one_file(year):
    publish(year)

    told = text_of(year.get(ANNA, f"{PAPERS}/notices.pdf").data)

    assert all(f"干部{person}同志" in told for person in ("o1", "o2", "o3"))


def test_a_final_grade_stands_on_the_papers_until_its_correction_is_told(year):
    publish(year)
    year.later(days=6)
    assert year.post(ANNA, f"{YEAR}/finalize").status_code == 200
    year.post(ANNA, f"{YEAR}/corrections", {"person": "o2", "reason": "补充考勤材料"})

    pending = text_of(year.get(ANNA, f"{YEAR}/people/o2/notice.pdf").data)
    assert "2026-o2-1" in pending
    assert "更正中" in pending

    year.decide_all(o2="incompetent")
    year.post(ANNA, f"{YEAR}/publish")
    told = text_of(year.get(ANNA, f"{YEAR}/people/o2/notice.pdf").data)
    assert "2026-o2-2" in told
    assert "《公务员法》第九十五条" in told


def test_the_distribution_list_names_those_who_sign(year):
    assert problem(year.get(ANNA, f"{PAPERS}/distribution.pdf")) == (409, "grade_not_published")

    publish(year)
    told = text_of(year.get(ANNA, f"{PAPERS}/distribution.pdf").data)

    assert "干部监督科" in told
    assert "干部o3" in told


def test_nothing_is_posted_under_rules_that_post_nothing(year):
    publish(year)

    assert problem(year.get(ANNA, f"{PAPERS}/publication.pdf")) == (409, "nothing_to_post")


def test_a_pack_with_b18_posts_the_heads_ballot(tmp_path):
    bureau = a_bureau(f"sqlite:///{tmp_path / 'appraisal.db'}")
    pack = adopting(a_pack("district"), "PD", "B18")
    people = [a_person_entry("o1", role="head"), a_person_entry("o2")]
    body = {"id": "county", "title": "澄江区", "year": 2026, "pack": pack.to_document()}
    assert bureau.post(ANNA, "/api/v1/jurisdictions", body).status_code == 201
    units = [{"id": "unit-1", "name": "甲乡"}]
    listed = {"jurisdiction": "county", "units": units, "people": people, "teams": []}
    assert bureau.post(ANNA, "/api/v1/people", listed).status_code == 200
    bureau.certify(a_result({"o1": against(3, 42), "o2": against(9, 42)}, pack=pack.digest))
    bureau.post(ANNA, f"{YEAR}/proposals")
    publish(bureau)

    rows = rows_of(bureau.get(ANNA, f"{PAPERS}/publication.xlsx").data, "公布")[4:]

    bureau.engine.dispose()
    assert [[*row[:4], *row[7:13]] for row in rows] == [
        ["甲乡", "干部o1", "乡长", "单位测评票 unit ballot", 42, 0, 39, 0, 3, 0]
    ]


def test_papers_are_for_officers_and_deciders_and_for_years_that_are_there(year):
    address = f"{PAPERS}/summary.pdf"

    assert problem(year.get(None, address)) == (401, "sign_in_needed")
    assert problem(year.get("peer", address)) == (403, "role_missing")
    assert problem(year.get("peer", f"{NOTICE}.pdf")) == (403, "role_missing")
    assert year.get(DORA, address).status_code == 200
    assert problem(year.get(ANNA, "/api/v1/years/2026/nowhere/papers/summary.pdf")) == (
        404,
        "no_such_jurisdiction",
    )
    assert problem(year.get(ANNA, f"{YEAR}/people/o77/notice.pdf")) == (404, "no_such_proposal")
    assert year.get(ANNA, f"{PAPERS}/secrets.pdf").status_code == 404
    assert year.get(ANNA, f"{PAPERS}/summary.docx").status_code == 404


def test_papers_are_made_one_at_a_time(year, monkeypatch):
    inside, go_on = Event(), Event()
    made = web.KINDS["summary"]

    def slow(*args: Any) -> Any:
        inside.set()
        assert go_on.wait(20)
        return made(*args)

    monkeypatch.setitem(web.KINDS, "summary", slow)
    answers: list[Any] = []
    threads = [
        Thread(target=lambda: answers.append(year.get(ANNA, f"{PAPERS}/summary.xlsx")))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    assert inside.wait(20)
    while not answers:
        threads[0].join(0.01)
    refused = answers[0]
    go_on.set()
    for thread in threads:
        thread.join(20)

    assert problem(refused) == (503, "busy")
    assert sorted(answer.status_code for answer in answers) == [200, 200, 503]


def test_units_are_imported_in_an_order_that_the_papers_keep(year):
    units = [{"id": one, "name": one} for one in ("unit-9", "unit-3", "unit-2")]
    listed = {"jurisdiction": "county", "units": units, "people": [], "teams": []}
    assert year.post(ANNA, "/api/v1/people", listed).status_code == 200

    with year.office.sessions() as session:
        order = units_in_order(session, "county")

    assert list(order) == ["unit-1", "unit-2", "unit-9", "unit-3"]
    assert order["unit-2"] == "unit-2"
