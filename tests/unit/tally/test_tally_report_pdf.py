"""The count report on paper: every number, every flag, page by page, the same bytes each time."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from factories import reports
from factories.documents import TALLY
from factories.reports import VOTES, people

from shared.documents.base import sign
from shared.plumbing.typesetting import NameUnprintable, unprintable
from tally_service.certificates.report.contents import Contents
from tally_service.certificates.report.pdf import report_pdf

ADDRESS = "https://tally.example.gov.cn/api/v1/certified-results/"
SMALL = {"roll": 6, "present": 4, "printed": 7, "issued": 4, "returned": 4}


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page without blanks."""
    document = pypdfium2.PdfDocument(pdf)
    return [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in document]


def words_of(pdf: bytes) -> set[str]:
    """Return what stands in the PDF between blanks."""
    document = pypdfium2.PdfDocument(pdf)
    return {word for page in document for word in page.get_textpage().get_text_range().split()}


def code_on(pdf: bytes) -> str:
    """Return what a scanner reads in the upper right quarter of the first page, at 200 dpi."""
    page = pypdfium2.PdfDocument(pdf)[0]
    width, height = page.get_size()
    drawn = page.render(scale=200 / 72, grayscale=True, crop=(width / 2, height / 2, 0, 0))
    lines = [bytes(drawn.buffer)[y * drawn.stride :][: drawn.width] for y in range(drawn.height)]
    image = memoryview(b"".join(lines)).cast("B", shape=[drawn.height, drawn.width])
    (code,) = zxingcpp.read_barcodes(image)
    return str(code.text)


@pytest.fixture(scope="module")
def draft():
    """Three officials, one of whom everybody calls excellent, and a second box that is sealed."""
    rows = [VOTES, (100, 0, 0, 0, 0), (31, 20, 9, 33, 7)]
    sheet = people("张三（镇长）", "李四", "王五")
    return reports.a_draft(sheet, {"A": rows, "B": None}, {"B": SMALL})


def numbers_in(contents: Contents) -> set[str]:
    """Return every number and percentage of a report."""
    ledger = {str(number) for box in contents.boxes for number in box.numbers.values()}
    rows = [row for table in contents.contests for row in table.rows]
    votes = {str(row.votes) for row in rows}
    shares = {share for row in rows for share in row.shares.values()}
    bases = {str(base) for table in contents.contests for base in table.bases.values()}
    return ledger | votes | shares | bases


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_and_name_stands_in_the_text_of_the_pdf(draft, language):
    contents = reports.certified(draft)

    pdf = report_pdf(contents, language, ADDRESS + contents.digest)

    assert numbers_in(contents) - words_of(pdf) == set()
    told = "".join(pages_of(pdf))
    for text in ("张三（镇长）", "李四", "王五", "周认证", "吴认证", "甲乡", "年度民主测评会"):
        assert text in told
    assert contents.digest in told
    assert contents.pack in told


def test_the_report_is_an_archival_pdf_with_the_same_bytes_each_time(draft):
    contents = reports.certified(draft)

    pdf = report_pdf(contents, "zh")

    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert report_pdf(contents, "zh") == pdf
    assert report_pdf(contents, "en") != pdf
    assert b"2026-12-20" in pdf


def test_rulings_come_with_their_clause_and_the_figures_behind_them(draft):
    contents = reports.drafted(draft)

    chinese, english = ("".join(pages_of(report_pdf(contents, lang))) for lang in ("zh", "en"))

    ruling = contents.rulings[2]
    assert re.sub(r"\s", "", ruling.quote) in chinese
    assert re.sub(r"\s", "", ruling.explanation_zh) in chinese
    assert re.sub(r"\s", "", ruling.explanation_en) in english
    assert "待定" in chinese
    assert "Pending" in english


def test_a_sealed_box_is_collected_and_not_counted(draft):
    told = "".join(pages_of(report_pdf(reports.drafted(draft), "zh")))

    assert "已收集，未计票" in told
    assert "以应到、实到、发出为分母的" in told.replace("\n", "")
    assert "永不解密" in told


def test_unanimity_is_flagged_beside_the_contest_and_in_the_remarks(draft):
    told = "".join(pages_of(report_pdf(reports.drafted(draft), "zh")))

    assert "李四等次测评全票一致" in told
    assert "全票一致，公布前须知：李四。" in told


def test_a_broken_identity_is_printed_as_broken(draft):
    fields = draft.fields()
    fields["boxes"][0]["ledger"]["void"] = 1

    told = "".join(pages_of(report_pdf(reports.drafted(draft, boxes=fields["boxes"]), "zh")))

    assert "100=101不成立" in told
    assert "不成立" not in "".join(pages_of(report_pdf(reports.drafted(draft), "zh")))


def test_votes_that_do_not_add_up_are_printed_as_such():
    broken = reports.a_draft(people("张三"), {"A": [(38, 24, 6, 20, 11)]})

    told = "".join(pages_of(report_pdf(reports.drafted(broken), "zh")))

    assert "A票：各项得票之和=有效：99≠100" in told


def test_every_page_of_a_draft_says_uncertified_and_of_a_test_that_it_is_one(draft):
    rehearsal = reports.a_draft(
        people("张三", "李四", "王五", "赵六"), {"A": [VOTES] * 4}, test=True
    )

    drafted, tested = (
        pages_of(report_pdf(contents, "zh"))
        for contents in (reports.drafted(draft), reports.certified(rehearsal))
    )
    certified = pages_of(report_pdf(reports.certified(draft), "zh"))

    assert len(drafted) > 1
    assert all("未认证UNCERTIFIED" in page for page in drafted)
    assert all("测试TEST" in page for page in tested)
    assert not any("UNCERTIFIED" in page or "TEST" in page for page in certified)


def test_every_page_says_which_of_how_many_it_is(draft):
    pages = pages_of(report_pdf(reports.certified(draft), "zh"))

    for number, page in enumerate(pages, start=1):
        assert f"第{number}页，共{len(pages)}页" in page


def test_the_code_leads_to_the_signed_result_or_is_its_digest(draft):
    contents = reports.certified(draft)
    address = ADDRESS + contents.digest

    assert code_on(report_pdf(contents, "zh", address)) == address
    assert code_on(report_pdf(contents, "zh")) == contents.digest


def test_the_last_page_says_who_is_sent_the_result_and_whether_it_is_published():
    offices = ["县委组织部", "#strong[督导指导组]"]
    votes = {"A": [VOTES]}
    sent = reports.a_draft(people("李四"), votes, published=True, recipients=offices)
    silent = reports.a_draft(people("李四"), votes)

    last = [pages_of(report_pdf(reports.certified(one), "zh"))[-1] for one in (sent, silent)]
    english = pages_of(report_pdf(reports.certified(sent), "en"))[-1]

    assert "分送：县委组织部、#strong[督导指导组]。" in last[0]
    assert ["在公开网页上公布" in page for page in last] == [True, False]
    assert "分送" not in last[1]
    assert all("有会议编号的人都可以取得签名的证书并核验" in page for page in last)
    assert "Sentto:县委组织部;#strong[督导指导组]." in english


def test_a_name_that_the_font_lacks_is_refused_with_the_character_and_the_name():
    rare = reports.a_draft(people("欧阳\U0002a6a5（局长）"), {"A": [VOTES]})

    with pytest.raises(NameUnprintable) as refused:
        report_pdf(reports.certified(rare), "zh")

    assert "欧阳\U0002a6a5（局长）" in str(refused.value)
    assert "U+2A6A5" in str(refused.value)
    assert unprintable("欧阳\U0002a6a5（局长）") == ["\U0002a6a5"]  # the desk says so


def test_a_rare_name_that_the_font_has_is_printed():
    rare = reports.a_draft(people("王𠮷"), {"A": [VOTES]})

    assert "王𠮷" in "".join(pages_of(report_pdf(reports.certified(rare), "zh")))
    assert unprintable("王𠮷") == []


def test_markup_in_a_name_is_a_name():
    sheet = people("#sys.version *粗* _斜_ $x$ <label> @ref")

    told = words_of(report_pdf(reports.certified(reports.a_draft(sheet, {"A": [VOTES]})), "zh"))

    assert {"#sys.version", "*粗*", "_斜_", "$x$", "<label>", "@ref"} <= told


def test_an_annulled_version_and_a_correction_say_so(draft):
    nothing = {"contests": [], "rulings": [], "unanimous": [], "supersedes": "ab" * 32}

    annulled = "".join(
        pages_of(report_pdf(reports.drafted(draft, state="annulled", **nothing), "zh"))
    )
    corrected = "".join(
        pages_of(report_pdf(reports.drafted(draft, version=2, correction=reports.NOTICE), "zh"))
    )

    assert "作废ANNULLED" in annulled
    assert "本轮作废，没有票数" in annulled
    assert "ab" * 32 in annulled
    assert "第2版" in corrected
    assert "更正依据：组发〔2026〕9号" in corrected


def test_a_version_that_was_replaced_says_so_on_every_page(draft):
    replaced = replace(reports.certified(draft), superseded=True)

    old, standing = (
        pages_of(report_pdf(contents, "zh")) for contents in (replaced, reports.certified(draft))
    )

    assert all("已被取代SUPERSEDED" in page for page in old)
    assert "请取最新的一版" in "".join(old)
    assert not any("SUPERSEDED" in page for page in standing)


def test_findings_are_printed_with_paper_and_reason(draft):
    finding = reports.a_finding(draft, "B10", "official", "o1")

    contents = reports.drafted(draft, findings={finding.name: sign(TALLY, finding)})

    told = "".join(pages_of(report_pdf(contents, "zh")))
    assert "B10张三（镇长）属实组发〔2026〕7号，2026-12-21核查属实" in told


def test_577_officials_fit_into_a_table_with_its_head_on_every_page():
    names = [f"欧阳{chr(0x4E00 + 7 * number)}{chr(0x5000 + 5 * number)}" for number in range(577)]
    long = reports.a_draft(people(*names), {"A": [VOTES, *[(40, 30, 10, 8, 12)] * 576]})
    contents = reports.certified(long)
    started = time.monotonic()

    pdf = report_pdf(contents, "zh")

    taken = time.monotonic() - started
    pages = pages_of(pdf)
    assert taken < 60, "two seconds on a quiet machine"
    assert len(pages) < 40
    told = "".join(pages)
    assert all(name in told for name in names)
    voted = [page for page in pages if "10.00%8" in page]
    assert len(voted) >= 15
    assert all("基本称职" in page and "有效100" in page and "图示" in page for page in voted)
    assert "其余：未触发576" in told
    assert "恰在界线上" in told
