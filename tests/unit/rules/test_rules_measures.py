from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.rules.measures import Line, Measure, NotAFraction, decimal_text, exact, percent_text

COMPARATORS = {
    "gt": Fraction.__gt__,
    "ge": Fraction.__ge__,
    "lt": Fraction.__lt__,
    "le": Fraction.__le__,
}
counts = st.integers(0, 10_000)
thresholds = st.fractions(min_value=0, max_value=8, max_denominator=100)


def a_measure(k, n, comparator="gt", threshold=Fraction(1, 3), quantity="votes"):
    return Measure("incompetent", k, n, "valid", quantity, Line(comparator, threshold))


@given(st.sampled_from(sorted(COMPARATORS)), counts, st.integers(1, 10_000), thresholds)
def test_a_line_is_met_exactly_when_the_fractions_say_so(comparator, k, n, threshold):
    met = Line(comparator, threshold).met(k, n)

    assert met == COMPARATORS[comparator](Fraction(k, n), threshold)


@given(counts, st.integers(1, 10_000), thresholds)
def test_only_on_the_line_do_inclusive_and_exclusive_differ(k, n, threshold):
    inclusive, exclusive = Line("ge", threshold).met(k, n), Line("gt", threshold).met(k, n)

    assert (inclusive != exclusive) == (Fraction(k, n) == threshold)


@given(counts, st.integers(1, 10_000), thresholds, st.integers(1, 50))
def test_scaling_every_count_changes_no_outcome(k, n, threshold, factor):
    line = Line("ge", threshold)

    assert line.met(k, n) == line.met(k * factor, n * factor)


@pytest.mark.parametrize(
    ("k", "n", "says"),
    [
        (11, 33, "exactly on the line"),
        (12, 33, "1 over the line"),
        (9, 33, "2 below the line"),
        (34, 100, "less than 1 over the line"),
        (35, 100, "more than 1 over the line"),
    ],
)
def test_the_margin_says_how_many_votes_decide(k, n, says):
    assert a_measure(k, n).margin == says


def test_a_weighted_share_has_a_side_but_no_number_of_votes():
    measure = a_measure(303, 860, "ge", quantity="share")

    assert measure.margin == "over the line"


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (Fraction(300, 1499), 4, "0.2001"),
        (Fraction(5, 1000), 2, "0.01"),
        (Fraction(4, 1000), 2, "0.00"),
        (Fraction(1, 3), 2, "0.33"),
        (Fraction(75, 10), 0, "8"),
        (Fraction(100), 2, "100.00"),
    ],
)
def test_decimals_round_half_up_and_only_for_people(value, places, shown):
    assert decimal_text(value, places) == shown


def test_a_share_just_over_a_fifth_prints_like_one_and_is_still_over():
    measure = a_measure(300, 1499, "gt", Fraction(1, 5))

    assert percent_text(measure.value) == "20.01%"
    assert decimal_text(measure.value * 100, 1) == "20.0"
    assert measure.met


@pytest.mark.parametrize("text", ["0.3", "1/0", "-1/3", "1/3 ", " 1", "01", "1/03", "", "1/3\n"])
def test_only_exact_fractions_are_read(text):
    with pytest.raises(NotAFraction):
        exact(text)
