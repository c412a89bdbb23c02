import pytest
from rules_factories import a_ballot, a_case, a_vote

from shared.rules.cases import parse_case
from shared.rules.conditions import Verdict
from shared.rules.evaluation import evaluate
from shared.rules.packs import load_pack
from shared.rules.rulings import State
from shared.rules.wording import STATES


def explanation(pack, rule, case):
    return evaluate(load_pack(pack), parse_case(case)).ruling(rule).explanation


def test_exactly_one_third_is_said_to_be_on_the_line_and_to_trigger():
    text = explanation("PA", "B06", a_case(ballots=[a_ballot("unit", 33, 11)]))

    assert text.zh == (
        "不称职11票，有效票33票，比例1/3（33.33%），达到三分之一以上（含）（恰在界线上）；触发："
        "降职或免职（由人选定其一）；降职或免职后从次月起不再享受原级别有关待遇（应当）。"
    )
    assert text.en.startswith(
        "Incompetent: 11 of 33 valid votes, 1/3 (33.33%), at least one third (exactly on the line)"
    )


def test_exactly_one_third_is_said_not_to_be_more_than_one_third():
    text = explanation("PA", "B07", a_case(ballots=[a_ballot("unit", 33, 11)]))

    assert "未超过三分之一（恰在界线上）" in text.zh
    assert text.en.endswith("not triggered.")


def test_a_merged_share_is_shown_with_both_single_figures():
    ballots = [a_ballot("unit", 42, 18), a_ballot("county", 258, 45)]

    text = explanation("PA", "B06", a_case(ballots=ballots))

    assert "63票，有效票300票，比例21/100（21.00%）" in text.zh
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
            "年旷工累计3.5天，超过3天", "days absent from work: 3.5 days, more than 3 days",
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
            "未超过半数（低于界线不足1票）", "less than 1 below the line",
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
