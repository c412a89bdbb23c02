"""Records of facts: from files and from requests alike, named by digest, refused by place."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from factories.facts import FILES, PAPER, VALUES, a_batch, subject_of

from appraisal_service.facts.domain.attendance import COLUMNS as ATTENDANCE
from appraisal_service.facts.domain.columns import COLUMNS, template_of
from appraisal_service.facts.domain.faults import TEXTS, FactsRejected, Fault, message
from appraisal_service.facts.domain.kinds import KINDS
from appraisal_service.facts.domain.records import (
    Entry,
    Record,
    clashes,
    read_entries,
)
from appraisal_service.facts.domain.tables import MOST_RECORDS, read_sheet
from shared.tables.headers import find_columns
from shared.tables.table import ColumnsMissing, Table

KNOWN: dict[Any, Any] = {"official": {"o1", "o2", "x"}, "unit": {"unit-1", "unit-2", "x"}}


def table(text: str) -> Table:
    header, *rows = [line.split(",") for line in text.splitlines()]
    return Table(header, rows)


def an_entry(kind: str, place: int = 1, **changes: Any) -> Entry:
    subject_kind, subject = subject_of(kind)
    return Entry(place, subject, {**VALUES[kind], **changes}, subject_kind)  # type: ignore[arg-type]


def records(kind: str, *entries: Entry, year: int = 2026) -> list[tuple[int, Record]]:
    found, faults = read_entries(entries, a_batch(kind, year), KNOWN)
    assert faults == []
    return found


def fault_of(kind: str, entry: Entry, year: int = 2026) -> str:
    found, (fault,) = read_entries([entry], a_batch(kind, year), KNOWN)
    assert found == []
    return fault.code


@pytest.mark.parametrize("kind", sorted(FILES))
def test_a_file_and_a_request_with_the_same_facts_are_the_same_batch(kind):
    sheet = read_sheet(kind, table(FILES[kind]))
    brought = records(kind, *sheet.entries)
    written = records(kind, an_entry(kind))

    assert sheet.faults == []
    assert [one.id for _, one in brought] == [one.id for _, one in written]


def test_the_order_of_rows_means_nothing():
    entries = [an_entry("points", place, finding=f"问题{place}") for place in range(1, 9)]
    made = [record for _, record in records("points", *entries)]
    digest = replace(a_batch("points"), records=tuple(made)).digest
    random.Random(7).shuffle(made)

    assert replace(a_batch("points"), records=tuple(made)).digest == digest


def test_an_id_names_everything_about_a_record():
    ((_, one),) = records("points", an_entry("points"))
    others = [
        replace(one, jurisdiction="district"),
        replace(one, year=2025),
        replace(one, period="2026-Q1"),
        replace(one, subject="o2"),
        replace(one, paper=replace(PAPER, document="县考〔2026〕4号")),
        replace(one, paper=replace(PAPER, date="2026-12-02")),
        replace(one, paper=replace(PAPER, source_body="县纪委")),
        replace(one, supersedes="a" * 64),
        replace(one, withdrawn=True),
        replace(one, value={**one.value, "half_points": 4}),
    ]

    assert len({one.id, *(other.id for other in others)}) == 11


def test_a_batch_without_a_record_says_that_there_was_nothing_and_where_that_stands():
    empty = a_batch("points")

    assert read_sheet("points", table("person,points,finding,class")).entries == []
    assert empty.digest != replace(empty, paper=replace(PAPER, document="x")).digest


@pytest.mark.parametrize(
    ("kind", "entry", "code"),
    [
        ("points", Entry(1, "o9", VALUES["points"]), "unknown_subject"),
        ("points", Entry(1, "unit-1", VALUES["points"]), "unknown_subject"),
        ("points", Entry(1, "o1", VALUES["points"], "unit"), "unknown_subject"),
        ("target", Entry(1, "x", VALUES["target"]), "two_subjects"),
        ("points", Entry(1, "o1", {**VALUES["points"], "half_points": 5}), "unread"),
        ("points", Entry(1, "o1", {"half_points": 1, "class": "A"}), "missing"),
        ("points", Entry(1, "o1", VALUES["points"], period="2025"), "other_year"),
        ("points", Entry(1, "o1", VALUES["points"], period="2026-Q5"), "unread"),
        ("points", Entry(1, "o1", VALUES["points"], period="2026-13"), "unread"),
        ("discipline", an_entry("discipline", decided_on="2025-12-30"), "other_year"),
        ("discipline", an_entry("discipline", decided_on="2026-02-30"), "unread"),
        ("leave", an_entry("leave", to="2026-03-01"), "days_reversed"),
        ("flag", an_entry("flag", bar="unit_awards"), "bar_of_another"),
        ("flag", Entry(1, "unit-1", VALUES["flag"]), "bar_of_another"),
        ("ranking", an_entry("ranking", period="2025"), "other_year"),
        ("ranking", an_entry("ranking", list="departments"), "unread"),
        ("ranking", an_entry("ranking", scores={"unit-1": "1"}), "too_few"),
        ("ranking", an_entry("ranking", scores={"unit-1": "1", "u9": "2"}), "unknown_subject"),
        ("ranking", an_entry("ranking", scores={"unit-1": "1", "unit-2": "x"}), "unread"),
        ("ranking", Entry(1, "Towns", VALUES["ranking"]), "unknown_subject"),
    ],
)
def test_a_wrong_record_is_refused_for_its_reason(kind, entry, code):
    assert fault_of(kind, entry) == code


def test_a_ranking_of_another_period_than_it_says_is_refused():
    entry = replace(an_entry("ranking"), period="2026-Q1")

    assert fault_of("ranking", entry) == "other_period"


def test_a_bar_of_a_unit_is_on_a_unit():
    value = {**VALUES["flag"], "bar": "unit_awards"}

    ((_, record),) = records("flag", Entry(1, "unit-1", value))

    assert record.subject_kind == "unit"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_of_two_records_that_say_the_same_thing_one_stands(kind):
    found = records(kind, an_entry(kind, 2), an_entry(kind, 5))

    (fault,) = clashes(found, ())

    assert (fault.place, fault.code, fault.other) == (5, "twice", 2)
    ((_, first), _) = found
    assert [one.code for one in clashes(found[:1], set(first.occupies()))] == ["recorded"]


def test_a_second_score_of_one_period_contradicts_the_first():
    found = records("target", an_entry("target", 1), an_entry("target", 2, score="90"))

    assert [fault.place for fault in clashes(found, ())] == [2]


def test_two_comparisons_of_a_series_have_different_numbers_over_the_years():
    first = records("ranking", an_entry("ranking", period="2026-Q1"))
    later = records("ranking", an_entry("ranking", period="2027-Q1"), year=2027)
    occupied = {key for _, one in first for key in one.occupies()}

    assert [fault.code for fault in clashes(later, occupied)] == ["recorded"]


def test_a_row_names_its_own_column():
    text = "person,points,finding,class\no1,2.5,甲,A\no1,0.25,乙,A\no1,,丙,A\no1,x,丁,D\n"
    sheet = read_sheet("points", table(text))
    _, faults = read_entries(sheet.entries, a_batch("points"), KNOWN)

    told = message([*sheet.faults, *faults])

    assert told == (
        "Nothing was stored: row 2: the points cannot be read; see the template; "
        "row 3: the points cannot be read; see the template; row 4: the points is missing; "
        "row 5: the points cannot be read; see the template; "
        "row 5: the class cannot be read; see the template."
    )


def test_one_unit_has_one_score_in_a_ranking():
    lines = FILES["ranking"] + "townships,annual,2026,1,unit-2,81\n"

    (fault,) = read_sheet("ranking", table(lines)).faults

    assert (fault.place, fault.code, fault.other) == (4, "twice", 3)


def test_rows_of_several_comparisons_become_one_record_each():
    lines = FILES["ranking"] + (
        "departments,annual,2026,1,unit-1,60\ndepartments,annual,2026,1,unit-2,61\n"
    )

    found = records("ranking", *read_sheet("ranking", table(lines)).entries)

    assert [(place, one.subject) for place, one in found] == [(2, "townships"), (4, "departments")]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("cells", [*COLUMNS.values(), ATTENDANCE])
def test_the_header_and_the_words_of_a_template_are_ones_that_are_read(cells, language):
    header, choices = template_of(cells, language)
    named = find_columns(Table(header, []), [cell.column for cell in cells])

    assert named.columns == [cell.key for cell in cells]
    assert named.unused == []
    for cell in cells:
        words = choices.get(header[list(cells).index(cell)], [])
        assert [cell.value(word) for word in words] == [
            {"yes": True, "no": False}.get(code, code) for code in cell.words
        ]


def test_a_file_without_the_columns_is_refused():
    with pytest.raises(ColumnsMissing, match="were not found"):
        read_sheet("points", table("人员编号,分数\no1,1\n"))


def test_a_file_with_more_rows_than_any_year_has_is_refused():
    with pytest.raises(FactsRejected, match="more than 20000"):
        read_sheet("points", Table(["person", "points", "finding", "class"], [["o1"] * 4] * 20_001))

    assert MOST_RECORDS == 20_000


def test_refusals_are_said_in_both_languages_and_counted():
    faults = [Fault(place, "missing", ("得分", "score")) for place in range(1, 24)]

    assert message(faults).endswith("row 20: the score is missing; and 3 more.")
    assert faults[0].told("zh") == "得分没有填"
    for code in TEXTS:
        fault = Fault(1, code, ("甲", "one"), other=2)
        assert "{" not in fault.told("zh") + fault.told("en")
