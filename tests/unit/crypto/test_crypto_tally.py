"""Adding up: the encrypted sum is the sum, in any order, in any parts."""

import pytest
from crypto_factories import SECRET, a_ballot, a_question, an_election
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.crypto.ballots import parse_ballot
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.group import NEUTRAL, divide, power, power_of_g, to_hex
from shared.crypto.jsontext import encode
from shared.crypto.tally import (
    add_up,
    discrete_log,
    empty_tally,
    merge,
    parse_tally,
    tally_hash,
    tally_text,
)

ELECTION = an_election(a_question(), a_question(minimum=0, maximum=2))
PARSED = [parse_ballot(a_ballot(ELECTION), ELECTION) for _ in range(3)]


def decrypted(tally):
    """Return the counts inside a tally, with the secret that only tests know."""
    return [
        [discrete_log(divide(beta, power(alpha, SECRET)), 100) for alpha, beta in row]
        for row in tally
    ]


def test_the_encrypted_sum_is_the_sum():
    assert decrypted(add_up(ELECTION, PARSED)) == [[3, 0, 0], [3, 0, 0]]


def test_ballots_can_have_weights():
    assert decrypted(add_up(ELECTION, PARSED, [0, 5, 1])) == [[6, 0, 0], [6, 0, 0]]


def test_parts_in_any_order_merge_to_the_whole():
    one, two, three = PARSED

    parts = merge(add_up(ELECTION, [three]), add_up(ELECTION, [two, one]))

    assert tally_text(parts) == tally_text(add_up(ELECTION, PARSED))


@pytest.mark.parametrize("weights", [[], [1, 1], [1, 1, 1, 1]])
def test_every_ballot_has_its_weight(weights):
    with pytest.raises(ValueError, match="zip"):
        add_up(ELECTION, PARSED, weights)


def test_tallies_of_different_elections_are_not_merged():
    tally = add_up(ELECTION, PARSED)

    for other in (tally[:1], [row[:2] for row in tally]):
        with pytest.raises(ValueError, match="zip"):
            merge(tally, other)


def test_nobody_s_ballots_add_up_to_neutral_elements():
    text = tally_text(add_up(ELECTION, []))

    assert parse_tally(text, ELECTION) == empty_tally(ELECTION)
    assert text.count(to_hex(NEUTRAL)) == 12


def test_a_tally_is_read_as_it_is_written():
    text = tally_text(add_up(ELECTION, PARSED))

    assert tally_text(parse_tally(text, ELECTION)) == text
    assert len(tally_hash(text)) == 64


@pytest.mark.parametrize("text", ["[]", "[[],[]]", "{}", "[ ]", encode([[{}] * 3] * 2)])
def test_a_tally_of_another_shape_is_refused(text):
    with pytest.raises(MalformedBytes):
        parse_tally(text, ELECTION)


@settings(max_examples=40)
@given(st.integers(0, 3000), st.integers(0, 3000))
def test_a_count_is_found_if_it_is_within_the_bound(count, slack):
    assert discrete_log(power_of_g(count), count + slack) == count


@settings(max_examples=20)
@given(st.integers(0, 300), st.integers(1, 300))
def test_a_count_beyond_the_bound_is_none(bound, beyond):
    with pytest.raises(VerificationFailed) as refusal:
        discrete_log(power_of_g(bound + beyond), bound)

    assert refusal.value.slug == "no-discrete-log"


def test_a_negative_count_is_none():
    with pytest.raises(VerificationFailed):
        discrete_log(power_of_g(-1), 1000)
    with pytest.raises(MalformedBytes) as refusal:
        discrete_log(power_of_g(1), -1)
    assert refusal.value.slug == "bound"
