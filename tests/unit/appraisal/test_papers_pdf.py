"""The papers on paper: every figure and name, page by page, the same bytes each time."""

from __future__ import annotations

import re

import pypdfium2
import pytest
from factories.appraisal import a_pack
from factories.year_papers import COUNTY_VOTES, a_record, a_year, adopting, county_of
from fakes.tally_results import a_result, grade_votes

from appraisal_service.papers.domain import (
    YearRecords,
    distribution_of,
    notices_of,
    publication_of,
    summary_of,
)
from appraisal_service.papers.pdf import paper_pdf
from shared.plumbing.typesetting import NameUnprintable

MADE = (summary_of, notices_of, distribution_of, publication_of)
TITLES = {
    summary_of: ("年度考核汇总表", "Summaryoftheannualappraisal"),
    notices_of: ("年度考核结果通知书", "Noticeoftheannualappraisal"),
    distribution_of: ("年度考核结果分送单", "Whogetstheresultsoftheannualappraisal"),
    publication_of: ("民主测评结果公布单", "Resultsofthedemocraticappraisal"),
}


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page without blanks."""
    document = pypdfium2.PdfDocument(pdf)
    return [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in document]


def words_of(pdf: bytes) -> set[str]:
    """Return what stands in the PDF between blanks."""
    document = pypdfium2.PdfDocument(pdf)
    return {word for page in document for word in page.get_textpage().get_text_range().split()}


@pytest.fixture(scope="module")
def year() -> YearRecords:
    """A head, one whose grade a clause sets, one with hidden votes, and one without any."""
    pack = adopting(adopting(a_pack(objection_days=5), "PD", "B18"), "PI", "B23")
    small = [a_result({"o3": grade_votes(1, 1, 0, 1, 0)}), county_of({"o3": COUNTY_VOTES})]
    records = [
        a_record("o1", pack=pack, name="赵一鸣", grade="excellent"),
        a_record(
            "o2",
            pack=pack,
            name="钱多多",
            who={"role": "deputy"},
            facts={"missed": 4},
            grade="incompetent",
            state="final",
            version=2,
            grade_digest="cd" * 32,
        ),
        a_record("o3", pack=pack, name="孙立", who={"role": "member"}, results=small),
        a_record("o4", pack=pack, name="李向东", who={"unit": "unit-2"}, results=[]),
    ]
    return a_year(*records, pack=pack)


@pytest.mark.parametrize("made", MADE)
def test_a_paper_is_archival_has_two_editions_and_the_same_bytes_each_time(year, made):
    paper = made(year)

    chinese, english = paper_pdf(paper, "zh"), paper_pdf(paper, "en")

    assert b"<pdfaid:part>2</pdfaid:part>" in chinese
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in chinese
    assert b"2026-12-21" in chinese
    assert paper_pdf(paper, "zh") == chinese
    assert TITLES[made][0] in pages_of(chinese)[0]
    assert TITLES[made][1] in pages_of(english)[0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_table_has_everybodys_figures_and_names(year, language):
    pdf = paper_pdf(summary_of(year), language)

    assert {"42", "258", "300", "138", "46.00%", "5.67%", "261", "80.40"} <= words_of(pdf)
    told = "".join(pages_of(pdf))
    assert all(name in told for name in ("赵一鸣", "钱多多", "孙立", "李向东", "甲乡", "乙局"))
    assert summary_of(year).digest in told


def test_a_draft_says_so_on_every_page(year):
    open_ = a_record("o9", pack=year.pack, state="proposed", grade=None)
    unfinished = a_year(*year.records, open_, pack=year.pack)

    draft = pages_of(paper_pdf(summary_of(unfinished), "zh"))
    done = pages_of(paper_pdf(summary_of(year), "zh"))

    assert all("DRAFT" in page for page in draft)
    assert not any("DRAFT" in page for page in done)


def test_a_notice_tells_grade_clause_votes_and_until_when_to_object(year):
    (page,) = pages_of(paper_pdf(notices_of(year, "o1"), "zh"))

    assert "赵一鸣同志" in page
    assert "优秀" in page
    assert "公布之日起5日内" in page
    assert "2026年12月25日（含）" in page
    assert "没有触发任何条款" in page
    assert "及时向其通报民主评议情况" in page
    assert "钱多多" not in page


def test_a_notice_of_the_worst_grade_names_the_clause_and_the_law(year):
    (page,) = pages_of(paper_pdf(notices_of(year, "o2"), "zh"))

    assert "N02" in page
    assert "本条直接规定等次" in page
    assert "当年年度考核定为不称职等次" in page
    assert "《公务员法》第九十五条" in page
    assert "复核申请期已于2026年12月25日届满" in page
    assert "第2版" in page


def test_a_notice_speaks_in_the_words_of_the_scale_and_is_sealed_by_the_committee(year):
    against = {"o1": grade_votes(1, 1, 1, 40, 0)}
    votes = [a_result(against), county_of(against)]
    school = a_record(who={"scale": "institution"}, results=votes)
    (page,) = pages_of(paper_pdf(notices_of(a_year(school)), "zh"))

    assert "基本合格" in page
    assert "基本称职" not in page
    assert "中共云溪县委组织部（盖章）2026年12月21日" in page
    assert "触发的条款" in page
    assert "尚未决定的，决定后另行书面通知" in page
    assert not any(word in page for word in ("决定人", "异议", "依据的条款"))


def test_a_board_of_both_scales_has_the_words_of_both(year):
    records = [
        a_record(f"o{number}", pack=year.pack, who={"scale": scale})
        for number, scale in enumerate(("civil", "institution"), start=1)
    ]
    civil, school = (
        "".join(pages_of(paper_pdf(publication_of(a_year(one, pack=year.pack)), "zh")))
        for one in records
    )
    both = "".join(pages_of(paper_pdf(publication_of(a_year(*records, pack=year.pack)), "zh")))

    assert "基本称职" in civil
    assert "基本合格" not in civil
    assert "基本合格" in school
    assert "基本称职" not in school
    assert "基本称职基本合格" in both
    assert "中共云溪县委组织部（盖章）" in both


def test_hidden_votes_are_collected_and_not_shown(year):
    pdf = paper_pdf(notices_of(year, "o3"), "zh")

    assert "已收集3份，票数不公开" in pages_of(pdf)[0]
    assert words_of(pdf).isdisjoint({"120", "90", "13"})
    assert "261" in words_of(pdf)


def test_notices_begin_on_pages_of_their_own_and_count_them(year):
    pages = pages_of(paper_pdf(notices_of(year), "zh"))

    assert len(pages) == 4
    for page, name in zip(pages, ("赵一鸣", "钱多多", "孙立", "李向东"), strict=True):
        assert f"{name}同志" in page
        assert "第1页，共1页" in page


def test_a_board_shows_the_unit_ballot_of_its_head_and_no_grade(year):
    (page,) = pages_of(paper_pdf(publication_of(year), "zh"))

    assert "赵一鸣" in page
    assert "有效票42" in page
    assert "42.86%" in page
    assert "258" not in page
    assert "钱多多" not in page
    assert "在本单位公开栏内公布测评结果" in page


def test_the_distribution_list_is_to_be_signed_and_names_nobodys_grade(year):
    told = "".join(pages_of(paper_pdf(distribution_of(year), "zh")))

    assert "限定范围，不得复制" in told
    assert all(name in told for name in ("干部监督科", "钱多多", "2026-o2-2"))
    assert "称职" not in told


def test_names_are_texts_and_never_code():
    name = "#strong[甲] $x$ *b*"
    pdf = paper_pdf(notices_of(a_year(a_record(name=name))), "zh")

    assert re.sub(r"\s", "", name) in pages_of(pdf)[0]


def test_a_character_without_a_glyph_is_refused_by_name():
    with pytest.raises(NameUnprintable, match="U\\+E000"):
        paper_pdf(notices_of(a_year(a_record(name="张\ue000"))), "zh")
