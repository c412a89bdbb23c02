"""Slips on paper: what a scanner reads, what people read, and what nobody may read off them."""

from __future__ import annotations

import re

import pypdfium2
import pytest
from factories.slips import a_batch, letters, scan, texts

from shared.cli.slips import paper
from shared.cli.slips.batch import AddressUnusable
from shared.plumbing import typesetting

LONG_CHINESE = (
    "甲县第三届人民代表大会常务委员会组成人员和县人民政府组成部门"
    "主要负责人年度履职情况民主测评暨作风建设满意度调查会议（扩大）"
)
LONG_ENGLISH = (
    "Annual democratic appraisal of the leading group and the leading officials of the township, "
    "with the satisfaction poll among the delegates of the congress"
)
LONG_HOST = "https://a-rather-long-host-name.vote.example.gov.cn:8443"


def printed(batch, reserve=False):
    """Return the PDF of the slips of a batch that are not kept in reserve."""
    (pdf,) = printed_in_parts(batch, reserve)
    return pdf


def printed_in_parts(batch, reserve=False):
    return paper.make_pdfs(batch, batch.codes, reserve=reserve, progress=lambda done, total: None)


def split(text, batch):
    """Return the code on a slip, and all the rest of its text."""
    (slip,) = (batch.slip(code) for code in batch.codes if batch.slip(code) in text)
    return slip, text.replace(slip, "#")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"test": True},
        {"origin": LONG_HOST, "electorate": "W"},
        {"origin": "https://" + "h" * 59 + ".cn"},
    ],
    ids=["usual", "test run", "long address", "longest address"],
)
def test_every_qr_code_opens_the_address_of_its_slip(changes):
    batch = a_batch(9, **changes)

    pages = scan(printed(batch))

    assert [len(page) for page in pages] == [8, 1]
    found = [code for page in pages for code in page]
    assert sorted(code.text for code in found) == sorted(batch.url(code) for code in batch.codes)
    assert all(code.text.startswith(f"{batch.origin}/b/{batch.meeting}#") for code in found)
    assert {code.level for code in found} <= {"M", "Q", "H"}
    assert all(code.quiet for code in found)
    assert min(code.module for code in found) * 25.4 / 300 >= 0.5


def test_a_code_without_its_quiet_zone_would_be_noticed(monkeypatch):
    monkeypatch.setattr(paper, "QUIET_MODULES", 0)

    assert not all(code.quiet for code in scan(printed(a_batch(1)))[0])


def test_every_code_can_be_read_and_stands_in_large_letters():
    batch = a_batch(9)

    pdf = printed(batch)

    slips = [text for page in texts(pdf) for cell, text in page.items() if cell != (0, -1)]
    assert sorted(split(text, batch)[0] for text in slips) == sorted(map(batch.slip, batch.codes))
    sizes = sorted(letter.size for page in letters(pdf) for letter in page)
    assert sizes[-9 * 32 - 9] >= 14  # 32 letters of the code, and the letter of the class
    assert sizes[0] >= 7.5


@pytest.mark.parametrize("test", [True, False])
def test_slips_differ_in_nothing_but_their_codes(test):
    batch = a_batch(17, test=test)

    pages = texts(printed(batch))

    rest = {split(text, batch)[1] for page in pages for cell, text in page.items() if cell[1] >= 0}
    assert len(rest) == 1
    (said,) = rest
    shown = f"{batch.origin.removeprefix('https://')}/b/{batch.meeting}"
    assert re.findall(r"[0-9]", said.replace(shown, "")) == []
    margins = {page[0, -1] for page in pages}
    assert len(margins) == 1
    assert not re.search(r"[0-9]", margins.pop())
    assert ("演练" in said) == ("TESTRUN" in said) == test


def test_a_sheet_has_no_date_and_the_same_codes_make_the_same_bytes():
    batch, other = a_batch(3), a_batch(3)

    pdf = printed(batch)

    assert pdf == printed(batch)
    assert pdf != printed(other)
    facts = pypdfium2.PdfDocument(pdf).get_metadata_dict()
    assert {facts["CreationDate"], facts["ModDate"]} == {"D:19700101000000Z"}
    assert facts["Title"] == batch.title


@pytest.mark.parametrize("test", [True, False])
@pytest.mark.parametrize("title", [LONG_CHINESE, LONG_ENGLISH, "长" * 200])
def test_long_titles_stay_on_their_slip_and_off_everything_else(title, test):
    batch = a_batch(8, title=title, class_title=title, test=test, origin=LONG_HOST)

    pdf = printed(batch)

    (page,) = letters(pdf)
    assert None not in {letter.cell for letter in page}
    cells = {letter.cell for letter in page}
    assert cells == {(0, -1), *((column, row) for column in (0, 1) for row in range(4))}
    one = [letter for letter in page if letter.cell == (1, 2)]
    assert [(a.text, b.text) for n, a in enumerate(one) for b in one[:n] if a.covers(b)] == []
    (text, *_) = (texts(pdf)[0][cell] for cell in ((0, 0),))
    assert ("…" in text.split("票类")[0]) == (len(title) == 200 or (test and len(title) > 70))
    assert len(scan(pdf)[0]) == 8
    assert all(code.quiet for code in scan(pdf)[0])


def test_a_title_of_sixty_letters_is_whole():
    assert len(LONG_CHINESE) >= 60
    for test in (True, False):
        page = texts(printed(a_batch(1, title=LONG_CHINESE, test=test)))[0]
        assert LONG_CHINESE in page[0, 0]


def test_only_the_margin_says_that_slips_are_kept_in_reserve():
    batch = a_batch(2)

    usual, reserve = (texts(printed(batch, reserve=kept))[0] for kept in (False, True))

    assert "备用" in reserve[0, -1]
    assert "备用" not in usual[0, -1]
    assert {cell: text for cell, text in usual.items() if cell[1] >= 0} == {
        cell: text for cell, text in reserve.items() if cell[1] >= 0
    }


@pytest.mark.parametrize("length", [70, 3000])
def test_an_address_that_no_phone_could_read_is_refused(length):
    with pytest.raises(AddressUnusable):
        printed(a_batch(1, origin="https://" + "h" * length))


def test_many_codes_are_drawn_on_all_cores_and_come_out_alike(monkeypatch):
    urls = [a_batch(1).url(code) for code in a_batch(60).codes]
    alone, shared, seen = [paper.draw_qr(url) for url in urls], [], []
    monkeypatch.setattr(paper, "CODES_WORTH_A_POOL", 2)

    shared += paper._draw_all(urls, lambda done, total: seen.append((done, total)))

    assert shared == alone
    assert seen == [(0, 60), (25, 60), (50, 60), (60, 60)]


def test_very_many_slips_come_in_several_files(monkeypatch):
    batch = a_batch(11)
    monkeypatch.setattr(paper, "SLIPS_A_FILE", 10)

    parts = printed_in_parts(batch)

    found = [[code.text for page in scan(pdf) for code in page] for pdf in parts]
    assert [len(urls) for urls in found] == [10, 1]
    assert [sorted(urls) for urls in found] == [
        sorted(map(batch.url, batch.codes[start : start + 10])) for start in (0, 10)
    ]
    assert len({texts(pdf)[0][0, -1] for pdf in parts}) == 1


def test_slips_are_not_printed_without_their_font(monkeypatch):
    monkeypatch.setattr(typesetting, "find_spec", lambda name: None)

    with pytest.raises(typesetting.FontMissing):
        printed(a_batch(1))
