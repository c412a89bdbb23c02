"""Scalars and points: one spelling, and the edges where libsodium raises or looks away."""

import pytest
from crypto_factories import FACTS, UUID
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto import scalars
from shared.crypto.blind import credential_message
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.group import (
    NEUTRAL,
    Point,
    check_member,
    divide,
    from_hex,
    multiply,
    power,
    power_of_g,
    read_hex,
    to_hex,
)

exponents = st.integers(0, scalars.Q - 1)
NON_MEMBER = Point(bytes.fromhex(FACTS["points"]["must_reject"][9]["hex"])[::-1])
OFF_CURVE = Point((2).to_bytes(32, "little"))  # no point has y = 2


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_bytes_of_another_length_are_no_member(size):
    point = Point((to_hex(power_of_g(5)).encode() * 2)[:size])

    for refuse in (
        lambda: check_member(point),
        lambda: power(point, 5),
        lambda: power(point, 0),
        lambda: multiply(point, power_of_g(5)),
        lambda: divide(power_of_g(5), point),
        lambda: credential_message(UUID, point),
    ):
        with pytest.raises(VerificationFailed) as refusal:
            refuse()
        assert refusal.value.slug == "membership"


@given(exponents)
def test_a_scalar_is_read_as_it_is_written(value):
    assert scalars.parse(str(value)) == value


@pytest.mark.parametrize(
    "text", ["", "+5", "-1", " 5", "5\n", "5_0", "05", "٥", "0x5", "1e3", 5, None, "9" * 78]
)
def test_a_second_spelling_of_a_scalar_is_refused(text):
    with pytest.raises(MalformedBytes) as refusal:
        scalars.parse(text)

    assert refusal.value.slug == "scalar-encoding"


@pytest.mark.parametrize("value", [scalars.Q, scalars.Q + 1, 10**76])
def test_a_scalar_is_below_the_order(value):
    with pytest.raises(MalformedBytes) as refusal:
        scalars.parse(str(value))

    assert refusal.value.slug == "scalar-range"


def test_a_random_scalar_is_never_nought():
    draws = iter([bytes(64), (scalars.Q).to_bytes(64, "big"), (7).to_bytes(64, "big")])

    assert scalars.random_scalar(lambda _: next(draws)) == 7


@given(exponents, exponents)
def test_powers_follow_the_laws(a, b):
    assert multiply(power_of_g(a), power_of_g(b)) == power_of_g(a + b)
    assert divide(power_of_g(a), power_of_g(b)) == power_of_g(a - b)
    assert power(power_of_g(a), b) == power_of_g(a * b)


def test_the_edges_of_a_power_are_those_of_mathematics():
    assert power(NEUTRAL, 5) == NEUTRAL
    assert power(power_of_g(3), 0) == NEUTRAL
    assert power(power_of_g(3), scalars.Q) == NEUTRAL
    assert power_of_g(0) == NEUTRAL


@pytest.mark.parametrize("exponent", [0, 1, 5, scalars.Q - 1])
def test_no_power_of_a_stranger_is_taken(exponent):
    for point in (NON_MEMBER, OFF_CURVE):
        with pytest.raises(VerificationFailed):
            power(point, exponent)


def test_a_product_with_bytes_off_the_curve_is_refused():
    for combine in (multiply, divide):
        with pytest.raises(VerificationFailed):
            combine(power_of_g(1), OFF_CURVE)


@given(exponents.filter(bool))
def test_a_point_is_read_as_it_is_written(a):
    assert from_hex(to_hex(power_of_g(a))) == power_of_g(a)


def test_the_neutral_element_is_read_only_where_it_may_stand():
    assert from_hex(to_hex(NEUTRAL), neutral=True) == NEUTRAL
    with pytest.raises(VerificationFailed) as refusal:
        from_hex(to_hex(NEUTRAL))

    assert refusal.value.slug == "neutral"


@pytest.mark.parametrize(
    "text", ["", "66" * 31, "66" * 33, "AB" * 32, "ab" * 31 + "0g", " " + "a" * 63, None, 5]
)
def test_a_second_spelling_of_a_point_is_refused(text):
    with pytest.raises(MalformedBytes) as refusal:
        read_hex(text)

    assert refusal.value.slug == "point-encoding"


def test_a_hash_to_a_scalar_joins_points_with_commas():
    one, two = power_of_g(1), power_of_g(2)

    assert scalars.hash_to_scalar("p|", [one, two]) == scalars.hash_to_scalar(
        f"p|{to_hex(one)},{to_hex(two)}", []
    )
