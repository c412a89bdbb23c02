import ast
import re
from itertools import product
from typing import get_args

import pytest
from rules_factories import REPOSITORY, a_ballot, a_case, a_vote, demo_pack, ruled

from shared.rules.cases import FactDate, Scope, SubjectKind, parse_case
from shared.rules.checks import CountTest, ItemTest
from shared.rules.evaluation import evaluate
from shared.rules.explanation import waiting
from shared.rules.ledger import RETURNED_OVER_ISSUED
from shared.rules.measures import Comparator, Quantity
from shared.rules.outcomes import Verdict
from shared.rules.pack_files import pack_ids
from shared.rules.packs import load_pack, parse_pack
from shared.rules.phrases import FACT_DATES
from shared.rules.rulings import State
from shared.rules.wording import (
    ANSWERS,
    CAUSES,
    LINES,
    ONE,
    PHRASES,
    QUANTITIES,
    STATES,
    WAITS,
)


def explanation(pack, rule, case):
    return ruled(pack, rule, case).explanation


def test_exactly_one_third_is_said_to_be_on_the_line_and_to_trigger():
    text = explanation("PA", "B06", a_case(ballots=[a_ballot("unit", 33, 11)]))

    assert text.zh == (
        "不称职11票，有效票33票，比例11/33（33.33%），达到三分之一以上（含）（界线：至少11票；恰在界线上）；触发："
        "降职或免职（由人选定其一）；降职或免职后从次月起不再享受原级别有关待遇（应当）。"
    )
    assert text.en.startswith(
        "Incompetent: 11 of 33 valid votes, 11/33 (33.33%), at least one third "
        "(line: at least 11 votes; exactly on the line)"
    )


def test_exactly_one_third_is_said_not_to_be_more_than_one_third():
    text = explanation("PA", "B07", a_case(ballots=[a_ballot("unit", 33, 11)]))

    assert "未超过三分之一（界线：至少12票；恰在界线上，差1票）" in text.zh
    assert text.en.endswith("not triggered.")


def test_a_merged_share_is_shown_with_both_single_figures():
    ballots = [a_ballot("unit", 42, 18), a_ballot("county", 258, 45)]

    text = explanation("PA", "B06", a_case(ballots=ballots))

    assert "63票，有效票300票，比例63/300（21.00%）" in text.zh
    assert "单位测评票18/42，全县测评票45/258，合并计算" in text.zh
    assert "unit ballot 18/42, county ballot 45/258, pooled" in text.en


def test_a_weighted_share_is_shown_as_the_exact_fraction():
    case = a_case(
        ballots=[a_ballot("unit", 42, 18), a_ballot("county", 258, 45)],
        parameters={"merge": "weighted", "weights": {"unit": "7/10", "county": "3/10"}},
    )

    text = explanation("PA", "B06", case)

    assert "加权比例303/860（35.23%）" in text.zh
    assert "weighted share 303/860 (35.23%)" in text.en


@pytest.mark.parametrize(
    ("pack", "rule", "case", "zh", "en"),
    [
        (
            "PB", "B10", a_case("official", "meeting", ballots=[a_ballot("unit", 50, 11)]),
            "待定，尚待：组织认定（B10）、最终年度考核等次", "the organisation's finding (B10)",
        ),
        (
            "PB", "B10", a_case("official", "meeting", ballots=[a_ballot("unit", 29, 29)]),
            "不适用：应到人数未达到", "below the size of a large unit",
        ),
        (
            "PA", "B06", a_case(ballots=[a_ballot("unit", 59, 1, issued=58)]),
            "作废：收回票数多于发出票数", "more papers were returned than issued",
        ),
        (
            "PA", "N02", a_case(facts={"attendance": {"absent_half_days": 7}}),
            "年旷工累计3.5天，超过3天（高于界线0.5天）",
            "days absent from work: 3.5 days, more than 3 days (0.5 over the line)",
        ),
        (
            "PA", "N01", a_case(facts={"attendance": {"late": 2, "early": 2}}),
            "4次，每3次折算1次，折算1次", "every 3 count as one: 1",
        ),
        (
            "NAT", "Q1", a_case("motion", "meeting", ballots=[a_vote(8, 11, agree=5)]),
            "到会成员8人，应到11人，比例8/11（72.73%），达到三分之二以上（含）",
            "8 of 11 people on the roll",
        ),
        (
            "NAT", "Q2", a_case("motion", "meeting", ballots=[a_vote(8, 11, agree=5)]),
            "未超过半数（界线：至少6票；差1票）", "at least 6 votes; 1 short",
        ),
        (
            "PA", "B06", a_case(),
            "尚待：单位测评票、全县测评票", "the unit ballot, the county ballot",
        ),
        (
            "PB", "B09",
            a_case("team", "meeting", ballots=[a_ballot("unit", 100, 31)]),
            "依据B11：班子不称职31票", "By B11: Team incompetent: 31 of 100",
        ),
    ],
)  # fmt: skip
def test_every_outcome_says_why_in_both_languages(pack, rule, case, zh, en):
    text = explanation(pack, rule, case)

    assert zh in text.zh
    assert en.lower() in text.en.lower()


def test_every_state_that_a_verdict_can_come_to_has_its_words():
    assert len(STATES) == len(Verdict) == len(State)


@pytest.mark.parametrize(
    ("pack", "rule", "case", "zh", "en"),
    [
        (
            "PB", "B11", a_case("team", "meeting", ballots=[a_ballot("unit", 100, 31)]),
            "（界线：至少31票；刚好达到）", "(line: at least 31 votes; just reached)",
        ),
        (
            "PB", "B08", a_case("team", "meeting", ballots=[a_ballot("unit", 100, 34)]),
            "（界线：至少34票；刚好达到）", "(line: at least 34 votes; just reached)",
        ),
        (
            "PB", "B08", a_case("team", "meeting", ballots=[a_ballot("unit", 2, 0, roll=30)]),
            "（界线：至少1票；差1票）", "(line: at least 1 vote; 1 short)",
        ),
        (
            "PA", "B06", a_case(ballots=[a_ballot("unit", 292, 14)]),
            "14票，有效票292票，比例14/292（4.79%），未达到三分之一（界线：至少98票；差84票）",
            "(line: at least 98 votes; 84 short)",
        ),
        (
            "PI", "P12", a_case("list", "meeting", facts={"candidates": 5, "posts": 3}),
            "（界线：至多5人；刚好达到）", "(line: at most 5 people; just reached)",
        ),
        (
            "PI", "P12", a_case("list", "meeting", facts={"candidates": 6, "posts": 3}),
            "（界线：至多5人；恰在界线上，多1人）",
            "(line: at most 5 people; exactly on the line, 1 more)",
        ),
        (
            "NAT", "Q1", a_case("motion", "meeting", ballots=[a_vote(8, 11, agree=5)]),
            "（界线：至少8人；刚好达到）", "(line: at least 8 people; just reached)",
        ),
    ],
)  # fmt: skip
def test_a_line_is_said_as_the_first_whole_count_that_meets_it(pack, rule, case, zh, en):
    text = explanation(pack, rule, case)

    assert zh in text.zh
    assert en in text.en


def test_a_weighted_share_has_no_count_to_say_its_line_in():
    case = a_case(
        ballots=[a_ballot("unit", 42, 18), a_ballot("county", 258, 45)],
        parameters={"merge": "weighted", "weights": {"unit": "7/10", "county": "3/10"}},
    )

    assert "界线：" not in explanation("PA", "B06", case).zh


@pytest.mark.parametrize(
    ("half_points", "zh", "en"),
    [
        (1, "3.5分，未达到4分（低于界线0.5分）", "3.5 points, less than 4 points (0.5 below"),
        (2, "4分，达到4分以上（含）（恰在界线上）", "at least 4 points (exactly on the line)"),
        (4, "5分，达到4分以上（含）（高于界线1分）", "at least 4 points (1 over the line)"),
    ],
)
def test_points_are_said_in_wholes_and_halves(half_points, zh, en):
    found = [{"year": 2026, "half_points": part} for part in (4, 2, half_points)]
    case = a_case(as_of="2026-12-31", facts={"point_findings": found})

    text = explanation("PD", "N08", case)

    assert zh in text.zh
    assert en in text.en


def test_a_count_that_a_clause_asks_any_of_is_said_to_be_none_at_nought():
    case = a_case(as_of="2026-12-31", facts={"point_findings": []})

    text = explanation("PD", "N07", case)

    assert "：没有；未触发" in text.zh
    assert ": none; not triggered" in text.en


def test_a_deadline_is_said_with_the_consequence_it_belongs_to():
    facts = {"admonition_start": "2026-09-29", "talk_date": "2026-09-29"}
    case = a_case(as_of="2026-10-01", facts=facts)

    text = explanation("PC", "L05", case)

    assert "（应当，自谈话之日起3日内）" in text.zh
    assert "(must, within 3 days of the talk)" in text.en


def test_what_is_waited_for_is_said_before_why():
    places = [
        {"series": "annual", "list": one, "period": period, "seq": 1,
         "scores": {"s1": "1", "s2": "2"}}
        for one, period in (("towns", "2025"), ("offices", "2026"))
    ]  # fmt: skip
    case = a_case("unit", "year", as_of="2026-12-31", facts={"rankings": places})

    text = explanation("PA", "K02", case)

    assert "待定，尚待：组织认定（K02）；两年末位不在同一榜单" in text.zh
    assert "waiting for: the organisation's finding (K02); last on two" in text.en


def test_a_cause_is_said_once_and_so_is_a_count_held_against_two_lines():
    dates = ("2024-12-30", "2025-01-08")
    punished = [{"person": f"o{day}", "date": day} for day in dates]
    team = a_case("team", "year", as_of="2025-12-31", facts={"punished": punished})
    leave = a_case("leave", "year", facts={"leave_half_days": 7})

    caution, approval = explanation("PB", "B09", team), explanation("PA", "N06", leave)

    assert caution.zh.count("相邻两个年度") == caution.en.count("adjacent years") == 1
    assert caution.zh.endswith("；未触发。")
    assert approval.zh.count("请假3.5天") == approval.en.lower().count("leave: 3.5 days") == 1


def test_one_is_said_as_one():
    punished = [{"person": "o1", "date": "2026-03-01"}]
    case = a_case("team", "year", as_of="2026-12-31", facts={"punished": punished})

    assert "1 person, less than 2 people (1 below the line)" in explanation("PB", "B12", case).en


def trees():
    for path in (REPOSITORY / "shared" / "rules").rglob("*.py"):
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def texts_in(node):
    return {
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def test_every_cause_of_the_engine_has_its_words():
    given = {RETURNED_OVER_ISSUED}
    for node in trees():
        if isinstance(node, ast.keyword) and node.arg == "cause":
            given |= {text for text in texts_in(node.value) if re.fullmatch("[a-z_]+", text)}

    assert {"small_unit", "not_in_force", "last_tied", "different_years"} <= given
    assert given <= CAUSES.keys()


def test_everything_that_the_engine_waits_for_has_its_words():
    waits = set()
    for node in trees():
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "unknown":
            waits |= {text for text in texts_in(node) if re.fullmatch("[a-z_]+(:[a-z_]*)?", text)}

    waits |= {f"item:{key}" for key in get_args(ItemTest.model_fields["key"].annotation)}
    kinds = {wait.partition(":")[0] for wait in waits}
    assert {"finding", "ballot", "facts", "as_of", "subject", "reply"} <= kinds
    assert kinds <= WAITS.keys()
    for wait in waits - {f"{kind}:" for kind in kinds}:
        assert not re.search("[a-z]", waiting(wait).zh), wait


def test_every_answer_comparator_quantity_and_day_has_its_words():
    comparators = get_args(Comparator)

    assert ANSWERS.keys() == set(Verdict)
    assert LINES.keys() == set(comparators)
    assert PHRASES.keys() == set(product(comparators, (True, False)))
    assert ONE.keys() == QUANTITIES.keys()
    assert QUANTITIES.keys() == set(get_args(Quantity)) - {"share"}
    assert set(get_args(CountTest.model_fields["quantity"].annotation)) <= QUANTITIES.keys()
    assert FACT_DATES.keys() == {"decision", *get_args(FactDate)}


PACKS = [*map(load_pack, pack_ids()), *(parse_pack(demo_pack(name)) for name in ("county",))]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_every_clause_says_something_in_both_languages_of_a_case_without_facts(pack):
    asked = set()
    for kind, scope in product(get_args(SubjectKind), get_args(Scope)):
        for ruling in evaluate(pack, parse_case(a_case(kind, scope))).rulings:
            asked.add(ruling.rule)
            assert ruling.explanation.zh.endswith("。")
            assert ruling.explanation.en.endswith(".")
            assert not re.search("[a-z]+_[a-z]+|[a-z]:[a-z]", ruling.explanation.zh)

    assert asked == pack.executable.keys()
