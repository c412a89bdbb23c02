"""The workbooks: what the papers say, read back, and no cell that computes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
from factories.appraisal import a_pack
from factories.year_papers import COUNTY_VOTES, a_record, a_year, adopting, county_of
from fakes.tally_results import a_result, grade_votes
from python_calamine import CalamineWorkbook

from appraisal_service.papers.domain import (
    Paper,
    YearRecords,
    distribution_of,
    notices_of,
    publication_of,
    summary_of,
)
from appraisal_service.papers.workbook import paper_xlsx
from shared.tables.writing import HEAD_ROW

NAMES = ("张三", '=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "007")
SMALL = grade_votes(701, 0, 0, 0, 0)
"""Too few by a floor above them: its number would be found anywhere."""


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def inside(content: bytes) -> str:
    """Return everything that is written in a workbook's parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "".join(packed.read(name).decode() for name in packed.namelist())


def every_paper(year: YearRecords) -> list[Paper]:
    return [made(year) for made in (summary_of, notices_of, distribution_of, publication_of)]


@pytest.fixture(scope="module")
def year() -> YearRecords:
    pack = adopting(a_pack(), "PD", "B18")
    records = [
        a_record(f"o{number}", pack=pack, name=name, facts={"missed": 4 * (number == 1)})
        for number, name in enumerate(NAMES, start=1)
    ]
    return a_year(*records, pack=pack)


def row_of(rows: list[list[Any]], heads: list[Any]) -> Mapping[str, Any]:
    """Return the first row under the heads, by the Chinese of each head."""
    return dict(zip([str(head).split()[0] for head in heads], rows, strict=True))


def test_every_sheet_says_what_it_is(year):
    for paper in every_paper(year):
        for rows in sheets(paper_xlsx(paper)).values():
            assert rows[0][0].startswith("中共云溪县委组织部")
            assert rows[2][0] == f"SHA-256 {paper.digest}"


def test_the_table_has_a_row_for_each_ballot_and_the_grade_in_the_first(year):
    rows = sheets(paper_xlsx(summary_of(year)))["汇总表"]
    first, county, together = (
        row_of(rows[HEAD_ROW + place], rows[HEAD_ROW]) for place in (1, 2, 3)
    )

    assert (first["序号"], first["姓名"], first["有效票"], first["优秀"]) == (1, "张三", 42, 18)
    assert (first["决定等次"], first["触发条款"]) == ("称职 competent", "N02")
    assert first["得分"] == 80.4
    assert (county["有效票"], county["决定等次"]) == (258, "")
    assert (together["有效票"], together["优秀率"], together["不称职／不合格率"]) == (
        300,
        0.46,
        0.0567,
    )


def test_the_groups_and_the_quota_stand_on_a_sheet_of_their_own(year):
    rows = sheets(paper_xlsx(summary_of(year)))["分布"]

    assert rows[HEAD_ROW + 2] == ["全部 Everybody", 6, 0, 6, 0, 0, 0, 1]
    assert "1/5" in rows[-1][0]


def test_numbers_are_numbers_and_names_are_texts(year):
    row = sheets(paper_xlsx(summary_of(year)))["汇总表"][HEAD_ROW + 1]

    assert isinstance(row[6], float)
    assert isinstance(row[12], float)
    assert isinstance(row[3], str)


def test_no_cell_is_a_formula_or_a_link_whatever_a_name_begins_with(year):
    for paper in every_paper(year):
        content = paper_xlsx(paper)

        assert not re.search(r"<f[ >]", inside(content))
        assert "<hyperlink" not in inside(content)
    told = {row[1] for row in sheets(paper_xlsx(distribution_of(year)))["签收"][HEAD_ROW + 1 :]}
    assert told == set(NAMES)


def test_the_same_paper_makes_the_same_bytes(year):
    for paper in every_paper(year):
        assert paper_xlsx(paper) == paper_xlsx(paper)


def test_hidden_figures_are_nowhere_in_the_bytes():
    pack = adopting(a_pack(disclosure_floor=1000), "PD", "B18")
    results = [a_result({"o1": SMALL}), county_of({"o1": {**COUNTY_VOTES, "excellent": 4321}})]
    open_ = a_pack(disclosure_floor=5)

    hidden = a_year(a_record(results=results, pack=pack), pack=pack)
    shown = a_year(a_record(results=results, pack=open_), pack=open_)

    for paper in every_paper(hidden):
        cells = [
            cell for rows in sheets(paper_xlsx(paper)).values() for row in rows for cell in row
        ]
        assert not {701, 4321, "701", "4321"}.intersection(cells)
        assert not re.search(r">(701|4321)<", inside(paper_xlsx(paper)))
    assert re.search(r">701<", inside(paper_xlsx(summary_of(shown))))
    assert "701 papers, sealed" in inside(paper_xlsx(summary_of(hidden)))
