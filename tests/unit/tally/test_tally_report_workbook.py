"""The workbook: the numbers of the contents, read back, and no cell that computes."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from factories import reports
from factories.documents import TALLY
from factories.reports import VOTES, people
from python_calamine import CalamineWorkbook

from shared.documents.base import sign
from shared.tables.writing import HEAD_ROW
from tally_service.certificates.report.words import BASES, LEDGER
from tally_service.certificates.report.workbook import report_xlsx

SMALL = {"roll": 6, "present": 4, "printed": 7, "issued": 4, "returned": 4}
NAMES = ("张三", '=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "007")


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.fixture(scope="module")
def contents():
    rows = [VOTES] * len(NAMES)
    return reports.certified(reports.a_draft(people(*NAMES), {"A": rows, "B": None}, {"B": SMALL}))


def test_it_has_three_sheets_that_say_what_they_are(contents):
    read = sheets(report_xlsx(contents))

    assert list(read) == ["结果", "票数账", "判定"]
    for rows in read.values():
        assert rows[0][0].startswith("甲乡")
        assert "已认证 Certified" in rows[1][0]
        assert rows[2][0] == f"SHA-256 {contents.digest}"


def test_every_vote_denominator_and_share_equals_that_of_the_contents(contents):
    rows = iter(sheets(report_xlsx(contents))["结果"][HEAD_ROW + 1 :])

    for number, table in enumerate(contents.contests, start=1):
        for option in table.rows:
            row = next(rows)
            assert [row[0], row[1], row[3], row[4]] == [
                number,
                table.title,
                option.title,
                option.votes,
            ]
            for place, base in enumerate(BASES):
                count, share = row[5 + 2 * place : 7 + 2 * place]
                assert count == table.bases[base]
                assert Decimal(str(share)) * 100 == Decimal(option.shares[base].removesuffix("%"))
            assert row[15] == option.fractions["valid"]
            assert row[16] == table.by_electorate["A"][option.key]
    assert next(rows, None) is None


def test_the_ledger_and_its_checks_equal_those_of_the_contents(contents):
    rows = sheets(report_xlsx(contents))["票数账"]

    for row, box in zip(rows[HEAD_ROW + 1 :], contents.boxes, strict=False):
        assert row[0] == box.electorate
        assert row[3 : 3 + len(LEDGER)] == list(box.numbers.values())
    assert rows[HEAD_ROW + 2][2] == "已收集，未计票 Collected, not counted"
    checks = [row[:5] for row in rows[HEAD_ROW + 5 :]]
    every = [one for part in (*contents.boxes, *contents.contests) for one in part.identities]
    assert [row[2:5] for row in checks] == [[one.left, one.right, "成立 yes"] for one in every]


def test_who_is_sent_the_result_stands_under_the_ledger(contents):
    offices = ["县委组织部", "=1+1"]
    sent = reports.certified(reports.a_draft(people("李四"), {"A": [VOTES]}, recipients=offices))

    rows, silent = (sheets(report_xlsx(one))["票数账"] for one in (sent, contents))

    assert [row[0] for row in rows[-3:]] == ["分送 Sent to", *offices]
    assert not any("分送" in str(row[0]) for row in silent)


def test_every_ruling_is_there_in_both_languages(contents):
    rows = sheets(report_xlsx(contents))["判定"][HEAD_ROW + 1 :]

    assert [(row[0], row[1], row[3], row[4], row[8]) for row in rows] == [
        (one.rule, one.target, one.explanation_zh, one.explanation_en, one.quote)
        for one in contents.rulings
    ]


def test_findings_stand_under_the_rulings():
    draft = reports.a_draft(people("张三"), {"A": [VOTES]})
    finding = reports.a_finding(draft, "B10", "official", "o1")

    rows = sheets(
        report_xlsx(reports.drafted(draft, findings={finding.name: sign(TALLY, finding)}))
    )

    assert rows["判定"][-1][:4] == ["B10", "张三", "属实 Yes", "组发〔2026〕7号"]


def test_no_cell_is_a_formula_or_a_link_whatever_a_name_begins_with(contents):
    content = report_xlsx(contents)

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        xml = "".join(packed.read(name).decode() for name in packed.namelist())
    assert not re.search(r"<f[ >]", xml)
    assert "<hyperlink" not in xml
    told = {row[1] for row in sheets(content)["结果"][HEAD_ROW + 1 :]}
    assert told == set(NAMES)


def test_numbers_are_numbers(contents):
    row = sheets(report_xlsx(contents))["结果"][HEAD_ROW + 1]

    assert isinstance(row[4], float)
    assert isinstance(row[6], float)
    assert isinstance(row[1], str)


def test_a_share_of_nought_is_a_dash():
    numbers = {"A": {**reports.D3, "returned": 0}}
    contents = reports.drafted(reports.a_draft(people("甲"), {"A": [[0] * 5]}, numbers))

    row = sheets(report_xlsx(contents))["结果"][HEAD_ROW + 1]

    assert row[14:16] == ["—", "—"]
    assert "未认证 UNCERTIFIED" in sheets(report_xlsx(contents))["结果"][1][0]


def test_the_same_contents_make_the_same_bytes(contents):
    assert report_xlsx(contents) == report_xlsx(contents)


def test_a_round_whose_place_another_took_says_so_on_every_sheet(contents):
    shown = replace(contents, repeated_by="r2", replaced=True)

    read = sheets(report_xlsx(shown))

    assert all("REPLACED by a later vote r2" in rows[1][0] for rows in read.values())
