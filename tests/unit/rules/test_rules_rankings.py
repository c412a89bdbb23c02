"""Places in a ranking: catalogue D6(a) and every row of D7, ties, new heads, two lists."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rank_cases import LAST, OTHERS, SECOND_LAST, TIED, a_ranking, asked, both, judged

from shared.rules.outcomes import Verdict
from shared.rules.rankings import describe_rank, judge_rank, responsible_deputies


def test_last_in_two_years_strikes_twice():
    rankings = [a_ranking("2022"), a_ranking("2023")]

    assert both(rankings) == ((Verdict.TRUE, None), (Verdict.TRUE, None))


def test_a_year_between_two_last_places_breaks_the_row():
    rankings = [a_ranking("2022"), a_ranking("2023", SECOND_LAST), a_ranking("2024")]

    assert both(rankings, as_of="2024-12-31") == ((Verdict.TRUE, None), (Verdict.FALSE, None))


def test_years_that_are_not_adjacent_are_no_row():
    rankings = [a_ranking("2021"), a_ranking("2022", OTHERS), a_ranking("2023")]

    assert both(rankings) == ((Verdict.TRUE, None), (Verdict.FALSE, "not_ranked"))


@pytest.mark.parametrize(
    ("rankings", "by", "missing"),
    [
        ([a_ranking("2023")], "year", "综合考评·乡镇·2022"),
        ([a_ranking("2021"), a_ranking("2023", TIED)], "year", "综合考评·乡镇·2022"),
        ([a_ranking("2023-Q1", seq=1), a_ranking("2023-Q3", seq=3)], "event", "综合考评#2"),
        (
            [a_ranking("2023-Q1", seq=1), a_ranking("2023-Q2", seq=2, series="行风")],
            "event",
            "行风#1",
        ),
    ],
    ids=["no year before", "tied after a gap", "gap of events", "another series"],
)
def test_a_last_place_waits_for_the_ranking_before_it_that_nobody_recorded(rankings, by, missing):
    outcome = judge_rank(*asked(rankings, 2, by=by))

    assert (outcome.verdict, outcome.cause) == (Verdict.UNKNOWN, "ranking_missing")
    assert outcome.waiting_for == (f"ranking:{missing}",)
    assert judged(rankings, 2, by=by, found=False) == (Verdict.FALSE, "ranking_missing")


def test_whoever_is_not_last_now_is_not_twice_last_whatever_was_before():
    assert judged([a_ranking("2023", SECOND_LAST)], 2) == (Verdict.FALSE, "not_ranked")


def test_the_ranking_that_nobody_recorded_comes_first_and_the_tie_is_ruled_on_after():
    tied = [a_ranking("2023", TIED)]
    lists = [
        a_ranking("2023-Q2", seq=2),
        a_ranking("2023-Q1", seq=1, series="行风"),
        a_ranking("2023-Q2", TIED, seq=2, series="行风"),
    ]

    assert judged(tied, 2) == (Verdict.UNKNOWN, "ranking_missing")
    assert judged(tied, 2, found=True) == (Verdict.PEOPLE, "last_tied")
    assert judged([a_ranking("2023")], 2, found=True) == (Verdict.TRUE, None)
    assert judged(lists, 2, by="event") == (Verdict.UNKNOWN, "ranking_missing")


def test_a_new_head_leaves_the_second_year_to_people():
    rankings = [a_ranking("2022"), a_ranking("2023", head_since="2023-07-01")]

    assert both(rankings) == ((Verdict.TRUE, None), (Verdict.UNKNOWN, "new_head"))
    assert judge_rank(*asked(rankings, 2)).waiting_for == ("finding:K02",)


@pytest.mark.parametrize(
    ("found", "expected"), [(True, (Verdict.TRUE, None)), (False, (Verdict.FALSE, "new_head"))]
)
def test_what_people_find_settles_what_the_text_does_not(found, expected):
    rankings = [a_ranking("2022"), a_ranking("2023", head_since="2023-07-01")]

    assert judged(rankings, 2, found=found) == expected


@pytest.mark.parametrize(
    ("since", "verdict"),
    [
        (None, Verdict.TRUE),
        ("2015-03-01", Verdict.TRUE),
        ("2022-07-02", Verdict.TRUE),
        ("2022-07-03", Verdict.UNKNOWN),
        ("2023-01-01", Verdict.UNKNOWN),
    ],
)
def test_a_head_answers_for_years_of_which_he_led_half(since, verdict):
    rankings = [a_ranking("2022"), a_ranking("2023", head_since=since)]

    assert judged(rankings, 2)[0] is verdict


def test_exactly_half_of_a_leap_year_is_half():
    rankings = [a_ranking("2024", head_since="2024-07-02"), a_ranking("2025")]

    assert judged(rankings, 2, as_of="2025-12-31")[0] is Verdict.TRUE
    rankings[0]["head_since"] = "2024-07-03"
    assert judged(rankings, 2, as_of="2025-12-31")[0] is Verdict.UNKNOWN


def test_the_pack_may_ask_for_another_part_of_the_year():
    rankings = [a_ranking("2022"), a_ranking("2023", head_since="2022-07-01")]

    assert judged(rankings, 2, head_share="3/4") == (Verdict.UNKNOWN, "new_head")


def test_two_different_lists_are_left_to_people():
    targets = a_ranking("2023", series="目标责任制")
    rankings = [a_ranking("2022"), a_ranking("2022", OTHERS, series="目标责任制"), targets]

    assert both(rankings) == ((Verdict.TRUE, None), (Verdict.UNKNOWN, "different_lists"))
    assert judged(rankings, 2, found=False) == (Verdict.FALSE, "different_lists")


def test_last_on_one_of_two_evaluations_is_enough_and_the_same_one_twice_is_a_row():
    rankings = [
        a_ranking("2022"),
        a_ranking("2023"),
        a_ranking("2023", SECOND_LAST, series="目标责任制"),
    ]

    assert both(rankings) == ((Verdict.TRUE, None), (Verdict.TRUE, None))


@pytest.mark.parametrize(
    ("confirmed", "expected"),
    [
        (True, (Verdict.TRUE, None)),
        (False, (Verdict.FALSE, None)),
        (None, (Verdict.PEOPLE, "last_tied")),
    ],
)
def test_a_tie_counts_as_last_only_once_it_is_confirmed(confirmed, expected):
    earlier = [a_ranking("2022", TIED, tie_confirmed=confirmed), a_ranking("2023")]
    now = [a_ranking("2023", TIED, tie_confirmed=confirmed)]

    assert both(earlier) == ((Verdict.TRUE, None), expected)
    assert judged(now) == expected


def test_a_pack_may_strike_everybody_in_a_tie_but_not_against_a_ruling():
    open_tie = [a_ranking("2023", TIED)]
    ruled = [a_ranking("2023", TIED, tie_confirmed=False)]

    assert judged(open_tie, last_ties="all") == (Verdict.TRUE, None)
    assert judged(ruled, last_ties="all") == (Verdict.FALSE, None)


def test_forty_units_with_two_at_the_bottom_have_two_tied_for_last_and_no_fortieth():
    scores = {f"u{n}": f"{72 + n}.0" for n in range(38)} | {"s1": "71.50", "s2": "71.5"}

    outcome = judged([a_ranking("2023", scores)])

    assert outcome == (Verdict.PEOPLE, "last_tied")


@pytest.mark.parametrize(
    "before",
    [[a_ranking("2022", OTHERS)], [a_ranking("2022", {"s1": "70"})]],
    ids=["not on it", "alone on it"],
)
def test_a_unit_that_was_not_ranked_before_is_not_twice_last(before):
    rankings = [*before, a_ranking("2023")]

    assert both(rankings) == ((Verdict.TRUE, None), (Verdict.FALSE, "not_ranked"))


def test_a_unit_not_ranked_this_year_is_not_last():
    assert judged([a_ranking("2022")]) == (Verdict.FALSE, "not_ranked")
    assert judged([]) == (Verdict.FALSE, "not_ranked")


def test_until_somebody_chooses_the_lists_nothing_is_ruled():
    outcome = judge_rank(*asked([a_ranking("2023")], ranking_lists=None))

    assert outcome.verdict is Verdict.UNKNOWN
    assert outcome.waiting_for == ("parameter:ranking_lists",)


def test_rankings_that_nobody_gave_and_a_day_that_nobody_named_are_waited_for():
    outcome = judge_rank(*asked(None, as_of=None))

    assert outcome.waiting_for == ("facts:rankings", "as_of")


@pytest.mark.parametrize(
    "period", ["spring", "2023-13", "2023-02-30", "2023-Q5", "2023-H3", "0000"]
)
def test_a_period_that_names_no_time_is_not_a_known_ranking(period):
    outcome = judge_rank(*asked([a_ranking(period)], by="event"))

    assert outcome.waiting_for == ("facts:rankings",)


def test_two_rankings_in_one_place_are_no_known_ranking():
    outcome = judge_rank(*asked([a_ranking("2023"), a_ranking("2023", SECOND_LAST)]))

    assert outcome.waiting_for == ("facts:rankings",)


def test_one_list_of_the_county_spares_the_last_township_that_a_department_undercuts():
    rankings = [
        a_ranking("2023"),
        a_ranking("2023", {"d1": "59.99", "d2": "90"}, on="部门"),
    ]

    assert judged(rankings, ranking_lists="separate") == (Verdict.TRUE, None)
    assert judged(rankings, ranking_lists="one") == (Verdict.FALSE, None)


def test_a_corrected_ranking_of_a_year_stands_for_the_earlier_one():
    rankings = [a_ranking("2023", SECOND_LAST, seq=2), a_ranking("2023", LAST, seq=1)]

    assert judged(rankings) == (Verdict.FALSE, None)


def test_a_quarterly_comparison_is_no_ranking_of_the_year():
    assert judged([a_ranking("2023-Q4")]) == (Verdict.FALSE, "not_ranked")


def test_two_events_in_a_row_within_one_year_strike_whatever_was_compared():
    rankings = [
        a_ranking("2024-Q1", series="镇评比", on="现场观摩", seq=1),
        a_ranking("2024-Q2", series="镇评比", on="行风评比", seq=2),
    ]

    assert both(rankings, by="event", as_of="2024-12-31") == ((Verdict.TRUE, None),) * 2


def test_events_in_a_row_may_lie_on_both_sides_of_the_new_year():
    rankings = [a_ranking("2023-Q4", seq=4), a_ranking("2024-Q1", seq=5)]

    assert judged(rankings, 2, by="event", as_of="2024-12-31") == (Verdict.TRUE, None)
    assert judged(rankings, 2, by="event") == (Verdict.UNKNOWN, "ranking_missing")


@pytest.mark.parametrize(
    ("rankings", "expected"),
    [
        (
            [
                a_ranking("2024-Q1", seq=1),
                a_ranking("2024-Q2", OTHERS, seq=2),
                a_ranking("2024-Q3", seq=3),
            ],
            (Verdict.FALSE, "not_ranked"),
        ),
        (
            [a_ranking("2024-Q1", SECOND_LAST, seq=1), a_ranking("2024-Q2", seq=2)],
            (Verdict.FALSE, None),
        ),
        (
            [a_ranking("2024-Q1", TIED, seq=1), a_ranking("2024-Q2", seq=2)],
            (Verdict.PEOPLE, "last_tied"),
        ),
        (
            [a_ranking("2024-Q1", seq=1), a_ranking("2024-Q2", seq=2, head_since="2024-04-01")],
            (Verdict.UNKNOWN, "new_head"),
        ),
        (
            [a_ranking("2024-H1", seq=1), a_ranking("2024-Q3", seq=2, head_since="2024-04-02")],
            (Verdict.UNKNOWN, "new_head"),
        ),
        (
            [a_ranking("2024-H1", seq=1), a_ranking("2024-Q3", seq=2, head_since="2024-04-01")],
            (Verdict.TRUE, None),
        ),
        (
            [a_ranking("2024-03", seq=1), a_ranking("2024-04-20", seq=2, head_since="2024-03-10")],
            (Verdict.TRUE, None),
        ),
    ],
    ids=[
        "left out",
        "not last",
        "tie",
        "new head",
        "led less",
        "led half",
        "led both",
    ],
)
def test_what_does_not_follow_or_is_not_clear_is_no_second_event(rankings, expected):
    assert judged(rankings, 2, by="event", as_of="2024-12-31") == expected


def test_events_need_no_choice_of_lists():
    outcome = judged([a_ranking("2023-Q1")], by="event", ranking_lists=None)

    assert outcome == (Verdict.TRUE, None)


def test_the_places_that_decide_are_said_in_words():
    rankings = [a_ranking("2022", SECOND_LAST), a_ranking("2023", TIED), a_ranking("2021")]

    shown = describe_rank(*asked(rankings, 2))

    assert [text.zh for text in shown] == [
        "2022年综合考评排名（乡镇）：71.5分，3个单位，有1个单位更低",
        "2023年综合考评排名（乡镇）：71.5分，3个单位，并列末位，另有1个单位同分",
    ]
    assert describe_rank(*asked([a_ranking("2023")]))[0].en.endswith("60.00, of 3 units, last")
    assert describe_rank(*asked(None)) == []


def test_the_deputy_that_people_named_is_the_one_of_this_year():
    rankings = [a_ranking(f"202{year}", deputy=f"o{year}") for year in range(4)]

    named = [
        responsible_deputies(*asked(rankings, 2, as_of=day))
        for day in ("2023-12-31", "2022-12-31", "2024-12-31", None)
    ]

    assert named == [("o3",), ("o2",), (), ()]


def test_of_several_rankings_of_a_year_only_those_that_decided_name_their_deputies():
    rankings = [
        a_ranking("2022"),
        a_ranking("2023", deputy="o4"),
        a_ranking("2022", series="目标责任制"),
        a_ranking("2023", series="目标责任制", deputy="o3"),
        a_ranking("2022", SECOND_LAST, series="行风评比"),
        a_ranking("2023", SECOND_LAST, series="行风评比", deputy="o9"),
    ]

    assert responsible_deputies(*asked(rankings, 2)) == ("o3", "o4")


def test_without_any_record_of_the_head_people_say_whether_two_years_fall_on_him():
    unrecorded = [a_ranking("2022", head_since=None), a_ranking("2023", head_since=None)]

    assert judged(unrecorded, 2) == (Verdict.UNKNOWN, "head_unrecorded")
    assert judge_rank(*asked(unrecorded, 2)).waiting_for == ("finding:K02",)
    assert judged(unrecorded, 2, found=True) == (Verdict.TRUE, None)
    assert judged(unrecorded, 2, found=False) == (Verdict.FALSE, "head_unrecorded")
    events = [a_ranking(f"2023-Q{n}", head_since=None, seq=n) for n in (1, 2)]
    assert judged(events, 2, by="event") == (Verdict.UNKNOWN, "head_unrecorded")


def test_a_head_who_left_before_the_later_of_two_events_was_not_last_twice():
    left, later = a_ranking("2023-Q1", head_until="2023-03-31"), a_ranking("2023-Q2", seq=2)

    assert judged([left, later], 2, by="event") == (Verdict.UNKNOWN, "new_head")


scores = st.dictionaries(
    st.sampled_from(["s1", "s2", "s3", "s4", "s5"]),
    st.integers(0, 400).map(lambda n: f"{n // 4}.{25 * (n % 4):02d}"),
    min_size=2,
)


@settings(deadline=None)
@given(scores)
def test_exactly_the_units_with_the_lowest_score_are_last(written):
    lowest = min(Fraction(text) for text in written.values())
    alone = [Fraction(text) for text in written.values()].count(lowest) == 1
    verdict, _ = judged([a_ranking("2023", written)])

    if "s1" not in written or Fraction(written["s1"]) > lowest:
        assert verdict is Verdict.FALSE
    else:
        assert verdict is (Verdict.TRUE if alone else Verdict.PEOPLE)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(2020, 2024), scores), max_size=5).flatmap(
        lambda made: st.permutations(
            [a_ranking(str(year), given, seq=n) for n, (year, given) in enumerate(made)]
        )
    ),
    st.sampled_from([1, 2]),
    st.sampled_from(["year", "event"]),
)
def test_the_order_of_rankings_never_changes_the_answer(rankings, in_row, by):
    sequence = sorted(rankings, key=lambda each: each["seq"])

    one = judged(rankings, in_row, by=by, as_of="2024-12-31")

    assert one == judged(sequence, in_row, by=by, as_of="2024-12-31")
