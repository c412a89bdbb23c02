"""Framing is injective."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto.framing import frame, framed_hash

parts = st.lists(st.binary(max_size=12) | st.integers(0, 2**64 - 1).map(lambda n: n), max_size=5)
statements = st.tuples(st.text(max_size=8), parts)


def as_bytes(part):
    return part.to_bytes(8, "big") if isinstance(part, int) else part


@given(statements, statements)
def test_two_different_statements_never_share_their_bytes(one, two):
    same = (one[0], [as_bytes(part) for part in one[1]]) == (
        two[0],
        [as_bytes(part) for part in two[1]],
    )

    assert same == (frame(one[0], *one[1]) == frame(two[0], *two[1]))


@given(st.text(max_size=8), st.binary(max_size=8), st.binary(min_size=1, max_size=8))
def test_moving_bytes_from_one_part_to_the_next_changes_the_frame(label, one, two):
    assert frame(label, one, two) != frame(label, one + two[:1], two[1:])


def test_a_hash_is_over_the_frame():
    assert framed_hash("a", "b") != framed_hash("ab")


@pytest.mark.parametrize("number", [-1, 2**64])
def test_a_number_that_does_not_fit_is_no_part_of_a_frame(number):
    with pytest.raises(OverflowError):
        frame("a", number)
