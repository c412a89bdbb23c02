"""What the officer's papers say: figures that may be shown, grades, clauses, and nobody's shame."""

from __future__ import annotations

import json
from typing import Any

import pytest
from factories.appraisal import a_pack
from factories.year_papers import (
    COUNTY_VOTES,
    UNIT_VOTES,
    a_record,
    a_year,
    adopting,
    county_of,
    punished,
)
from fakes.tally_results import a_result, against, grade_votes

from appraisal_service.papers.domain import (
    NothingToPost,
    NotPublished,
    Paper,
    distribution_of,
    notices_of,
    publication_of,
    summary_of,
)
from appraisal_service.papers.domain.lines import Line, lines_of
from shared.rules.packs import Pack

SMALL = grade_votes(1, 1, 0, 1, 0)
WEIGHTED = {"merge": "weighted", "weights": {"unit": "7/10", "county": "3/10"}}


def text_of(paper: Paper) -> str:
    return json.dumps(paper.to_json(), ensure_ascii=False)


def with_small_unit(pack: Pack | None = None, **changes: Any) -> Line:
    """Return the line of somebody whose unit ballot has three papers."""
    results = [a_result({"o1": SMALL}), county_of({"o1": COUNTY_VOTES})]
    (line,) = lines_of(a_year(a_record(results=results, pack=pack, **changes), pack=pack))
    return line


def pack_with(**readings: Any) -> Pack:
    plain = a_pack().parameters.readings.model_dump(mode="json")
    return a_pack(readings={**plain, **readings})


def test_a_line_has_each_ballot_and_both_together():
    (line,) = lines_of(a_year(a_record()))

    assert [ballot.key for ballot in line.ballots] == ["unit", "county", "together"]
    assert [ballot.valid for ballot in line.ballots] == [42, 258, 300]
    assert line.ballots[0].counts == tuple(UNIT_VOTES.values())
    assert line.ballots[2].counts == (138, 102, 36, 17, 7)
    assert (line.ballots[2].excellent, line.ballots[2].incompetent) == ("46.00%", "5.67%")


def test_one_ballot_alone_has_no_sum():
    pack = a_pack(merge_needs=["unit"])
    record = a_record(results=[a_result({"o1": UNIT_VOTES})], pack=pack)

    (line,) = lines_of(a_year(record, pack=pack))

    assert [ballot.key for ballot in line.ballots] == ["unit"]


def test_a_ballot_below_the_floor_is_collected_and_not_shown_nor_what_gives_it_away():
    line = with_small_unit()

    unit, county, together = line.ballots
    assert (unit.sealed, unit.collected, unit.counts, unit.valid) == (True, 3, (), None)
    assert (county.sealed, county.counts) == (True, ())
    assert (together.sealed, together.valid) == (False, 261)


def test_what_is_weighted_with_hidden_votes_shows_neither_shares_nor_score():
    line = with_small_unit(a_pack(**WEIGHTED))

    assert line.score is None
    assert {ballot.incompetent for ballot in line.ballots} == {"—"}


def test_a_sentence_about_hidden_votes_tells_the_side_of_the_sum_and_no_number():
    results = [a_result({"o1": grade_votes(0, 1, 0, 2, 0)}), county_of({"o1": against(1, 2)})]
    pack = a_pack(disclosure_floor=5)

    (line,) = lines_of(a_year(a_record(results=results, pack=pack), pack=pack))

    (cited,) = line.clauses
    assert cited.rule == "B06"
    assert not any(digit in cited.says.zh for digit in "0123456789")
    hidden = a_pack(disclosure_floor=6)
    (line,) = lines_of(a_year(a_record(results=results, pack=hidden), pack=hidden))
    assert line.clauses == ()


def test_the_clause_that_sets_the_grade_is_marked_and_adding_up_is_no_clause_against_anybody():
    (line,) = lines_of(a_year(a_record(facts={"missed": 4})))

    assert [(one.rule, one.forced) for one in line.clauses] == [("N02", True)]
    assert "B04" in {ruling["rule"] for ruling in a_record().document["rulings"]}


def test_that_a_ballot_was_held_is_no_clause_against_anybody():
    pack = adopting(a_pack(), "PI", "B23")
    record = a_record(pack=pack)

    (line,) = lines_of(a_year(record, pack=pack))

    states = {ruling["rule"]: ruling["state"] for ruling in record.document["rulings"]}
    assert states["B23"] == "triggered"
    assert line.clauses == ()


def test_heads_stand_first_in_their_unit():
    records = [
        a_record("o1", who={"unit": "unit-2", "role": "member"}),
        a_record("o2", who={"unit": "unit-1", "role": "member"}),
        a_record("o3", who={"unit": "unit-1", "role": "head"}),
    ]

    assert [line.person for line in lines_of(a_year(*records))] == ["o3", "o2", "o1"]


def test_the_order_of_records_changes_no_paper():
    records = [a_record(f"o{number}") for number in range(1, 5)]

    there, back = a_year(*records), a_year(*reversed(records))

    for made in (summary_of, notices_of, distribution_of):
        assert made(there).digest == made(back).digest


def test_a_paper_is_dated_by_the_newest_day_in_it():
    later = a_record("o2", published_on="2027-01-04")

    assert summary_of(a_year(a_record("o1"), later)).day == "2027-01-04"
    assert notices_of(a_year(a_record("o1"), later), "o1").day == "2026-12-21"
    assert summary_of(a_year()).day == "2026-12-31"


@pytest.mark.parametrize("state", ["proposed", "decided"])
def test_the_table_is_a_draft_until_everybody_is_published(state):
    done, open_ = a_record("o1", state="final"), a_record("o2", state=state)

    assert summary_of(a_year(done)).draft is False
    assert summary_of(a_year(done, open_)).draft is True
    assert summary_of(a_year()).draft is True


def test_grades_are_counted_by_unit_and_all_together():
    records = [
        a_record("o1", grade="excellent"),
        a_record("o2", grade=None, state="proposed"),
        a_record("o3", who={"unit": "unit-2", "scale": "institution"}),
    ]

    spreads = summary_of(a_year(*records)).spreads

    found = [(one.name.zh, one.people, one.grades, one.undecided, one.cap) for one in spreads]
    assert found == [
        ("甲乡", 2, (1, 0, 0, 0), 1, None),
        ("乙局", 1, (0, 1, 0, 0), 0, None),
        ("全部", 3, (1, 1, 0, 0), 1, 0),
    ]


@pytest.mark.parametrize(
    ("groups", "caps"),
    [
        ("jurisdiction", {"甲乡": None, "全部": 2}),
        ("unit", {"甲乡": 2, "全部": None}),
        ("group", {"甲乡": None, "正职": 1, "未分组": 2, "全部": None}),
    ],
)
def test_the_quota_stands_beside_the_groups_that_it_is_taken_of(groups, caps):
    quota = {"share": "1/3", "rounding": "ceiling", "groups": groups}
    pack = a_pack(excellent_quota=quota)
    records = [a_record(f"o{number}", pack=pack) for number in range(1, 6)]

    paper = summary_of(a_year(*records, pack=pack, groups={"o1": "正职"}))

    assert {one.name.zh: one.cap for one in paper.spreads} == caps


def test_every_triggered_clause_stands_once_with_its_people():
    records = [a_record(f"o{number}", facts={"missed": 4}) for number in (1, 2)]

    (one,) = summary_of(a_year(*records, a_record("o3"))).clauses

    assert (one.rule, one.people) == ("N02", 2)


def test_a_correction_and_an_open_objection_are_remarked():
    (line,) = lines_of(a_year(a_record(correcting=True, contested=True)))

    assert [words.zh for words in line.remarks] == ["更正中", "复核中"]


@pytest.mark.parametrize(("days", "until"), [(5, "2026-12-25"), (1, "2026-12-21"), (0, None)])
def test_a_notice_names_the_last_day_for_objections(days, until):
    pack = a_pack(objection_days=days)

    (notice,) = notices_of(a_year(a_record(pack=pack), pack=pack)).notices

    assert notice.objections_until == until


@pytest.mark.parametrize(
    ("grade", "scale", "law", "word"),
    [
        ("incompetent", "civil", True, "不称职"),
        ("incompetent", "institution", False, "不合格"),
        ("competent", "civil", False, "称职"),
    ],
)
def test_a_notice_speaks_in_the_words_of_the_scale_and_names_the_law(grade, scale, law, word):
    record = a_record(grade=grade, who={"scale": scale})

    (notice,) = notices_of(a_year(record)).notices

    assert (notice.law, notice.line.graded.zh) == (law, word)


def test_nobody_is_told_before_publication():
    year = a_year(a_record("o1"), a_record("o2", state="decided"))

    assert [one.number for one in notices_of(year).notices] == ["2026-o1-1"]
    with pytest.raises(NotPublished):
        notices_of(year, "o2")
    with pytest.raises(NotPublished):
        distribution_of(a_year(a_record(state="decided")))


def test_the_distribution_list_tells_no_vote_and_no_grade():
    year = a_year(a_record(grade="basically_competent"))

    paper = distribution_of(year)

    told = text_of(paper)
    assert paper.table == summary_of(year).digest
    assert len(paper.recipients) == 3
    assert "2026-o1-1" in told
    assert not any(word in told for word in ("基本称职", "basically", "ballots", "counts", "grade"))


def test_the_clause_that_limits_the_distribution_is_quoted_where_it_is_adopted():
    pack = adopting(a_pack(), "PG", "P05")

    ordered = distribution_of(a_year(a_record(pack=pack), pack=pack)).ordered

    assert ordered.rule == "P05"
    assert "干部监督科" in ordered.quote
    assert distribution_of(a_year(a_record())).ordered is None


def test_nothing_is_posted_unless_the_pack_says_so():
    with pytest.raises(NothingToPost):
        publication_of(a_year(a_record(who={"role": "head"})))


def test_b18_posts_the_ballots_of_the_unit_on_its_head_and_no_grade():
    pack = adopting(a_pack(), "PD", "B18")
    head = a_record("o1", pack=pack, grade="basically_competent")
    deputy = a_record("o2", pack=pack, who={"role": "deputy"})

    paper = publication_of(a_year(head, deputy, pack=pack))

    ((posted,),) = (board.rows for board in paper.units)
    assert (posted.name, [ballot.key for ballot in posted.ballots]) == ("干部o1", ["unit"])
    assert "在本单位公开栏内公布" in paper.ordered.quote
    assert not any(word in text_of(paper) for word in ("县考", "basically", "80.40"))


def test_a_pack_that_posts_everything_posts_everybody():
    pack = pack_with(announce="notice_board")
    head = a_record("o1", pack=pack)
    deputy = a_record("o2", pack=pack, who={"role": "deputy"})

    (board,) = publication_of(a_year(head, deputy, pack=pack)).units

    assert [len(row.ballots) for row in board.rows] == [3, 3]


def test_no_paper_says_who_was_punished():
    pack = adopting(a_pack("district"), "PD", "B18")
    results = [a_result({"o1": UNIT_VOTES})]
    head = a_record(pack=pack, who={"team": "t1"}, year=punished("o7", "o8"), results=results)
    year = a_year(head, pack=pack)

    made = (summary_of, notices_of, distribution_of, publication_of)
    told = [text_of(paper(year)) for paper in made]

    assert "o7" in json.dumps(head.document)
    assert "B09" in told[0]
    assert not any(name in text for text in told for name in ("o7", "o8", "warning"))


def test_units_come_in_the_order_in_which_they_were_imported():
    records = [a_record("o1", who={"unit": "unit-1"}), a_record("o2", who={"unit": "unit-2"})]
    year = a_year(*records, units={"unit-2": "乙局", "unit-1": "甲乡"})

    assert [unit.name for unit in summary_of(year).units] == ["乙局", "甲乡"]
