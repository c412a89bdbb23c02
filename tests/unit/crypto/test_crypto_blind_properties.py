"""Blind issuance, whatever the credential: it works, it binds, and it hides."""

from secrets import randbelow, token_bytes

import pytest
from blind_factories import a_message, an_issuer, public_key, secret_numbers
from crypto_factories import UUID
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.crypto.blind import blind, credential_message, finalize, prepare_randomize, verify
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.group import check_member, power_of_g
from shared.crypto.scalars import Q

messages = st.integers(1, Q - 1).map(lambda x: credential_message(UUID, power_of_g(x)))
few = settings(max_examples=8)


def issued(message: bytes):
    """Return (prepared message, what the issuer saw, what it answered, signature)."""
    prepared = prepare_randomize(message)
    blinded = blind(public_key(), prepared)
    answer = an_issuer().blind_sign(blinded.blinded_msg)
    return prepared, blinded, answer, finalize(public_key(), prepared, answer, blinded.inv)


@few
@given(st.integers(1, Q - 1))
def test_the_generated_credentials_are_credentials(x):
    check_member(power_of_g(x))


@few
@given(messages)
def test_every_credential_signed_blind_verifies(message):
    prepared, _, _, signature = issued(message)

    assert verify(public_key(), message, prepared[:32], signature) == message
    assert prepared[32:] == message
    assert len(signature) == 384


@few
@given(messages, st.data())
def test_one_bit_changed_anywhere_is_refused(message, data):
    prepared, _, _, signature = issued(message)
    parts = [message, prepared[:32], signature]
    which = data.draw(st.integers(0, 2))
    bit = data.draw(st.integers(0, 8 * len(parts[which]) - 1))

    number = int.from_bytes(parts[which], "big") ^ 1 << bit
    parts[which] = number.to_bytes(len(parts[which]), "big")

    with pytest.raises(VerificationFailed) as refusal:
        verify(public_key(), *parts)
    assert refusal.value.slug == "pss-signature"


@few
@given(messages)
def test_another_key_another_randomizer_and_another_credential_are_refused(message):
    prepared, _, _, signature = issued(message)
    randomizer = prepared[:32]

    for changed in (
        (public_key(2), message, randomizer, signature),
        (public_key(), a_message(), randomizer, signature),
        (public_key(), message, token_bytes(32), signature),
        (public_key(), message, randomizer, issued(message)[3]),
    ):
        with pytest.raises(VerificationFailed):
            verify(*changed)


def test_the_credential_of_one_box_is_none_in_another():
    point = power_of_g(7)
    prepared, _, _, signature = issued(credential_message(UUID, point))
    elsewhere = credential_message("juk8ipr8WqRyVe", point)

    with pytest.raises(VerificationFailed):
        verify(public_key(), elsewhere, prepared[:32], signature)


def test_two_blindings_of_one_message_have_nothing_in_common():
    prepared = prepare_randomize(a_message())

    one, other = blind(public_key(), prepared), blind(public_key(), prepared)

    assert one.blinded_msg != other.blinded_msg
    assert one.inv != other.inv


def test_two_preparations_of_one_message_differ():
    message = a_message()

    assert prepare_randomize(message) != prepare_randomize(message)


def test_an_answer_to_another_request_is_not_taken():
    message = a_message()
    prepared, blinded, answer, _ = issued(message)
    _, other_blinded, other_answer, _ = issued(message)

    for wrong in (
        (prepared, other_answer, blinded.inv),
        (prepared, answer, other_blinded.inv),
        (prepare_randomize(message), answer, blinded.inv),
        (prepared, bytes(384), blinded.inv),
        (prepared, b"\xff" * 384, blinded.inv),
    ):
        with pytest.raises(VerificationFailed) as refusal:
            finalize(public_key(), *wrong)
        assert refusal.value.slug == "pss-signature"


def test_every_request_the_issuer_saw_fits_every_signature_that_appears():
    """Unlinkability: for each pair there is an r that leads from the signature to the request.

    It is (z/m)^d, which nobody but the issuer can compute; and with that r the issuer's own
    answer to the request becomes exactly that signature. So what the issuer saw and did fits
    each of the signatures equally well.
    """
    secret = secret_numbers()
    n, e, d = secret.public_numbers.n, secret.public_numbers.e, secret.d
    seen = [issued(a_message()) for _ in range(4)]
    requests = [int.from_bytes(blinded.blinded_msg, "big") for _, blinded, _, _ in seen]
    answers = [int.from_bytes(answer, "big") for _, _, answer, _ in seen]
    signatures = [int.from_bytes(signature, "big") for _, _, _, signature in seen]

    for z, answer in zip(requests, answers, strict=True):
        for signature in signatures:
            m = pow(signature, e, n)
            r = pow(z * pow(m, -1, n) % n, d, n)
            assert m * pow(r, e, n) % n == z
            assert answer * pow(r, -1, n) % n == signature


def test_a_blinded_message_is_spread_over_the_whole_range():
    """Of 64 blindings of one message about half lie in the upper half, and none comes twice."""
    n, prepared = secret_numbers().public_numbers.n, prepare_randomize(a_message())

    numbers = [int.from_bytes(blind(public_key(), prepared).blinded_msg, "big") for _ in range(64)]

    assert len(set(numbers)) == 64
    assert 8 <= sum(number > n // 2 for number in numbers) <= 56  # missed once in 10^10 runs


def test_random_bytes_are_signed_rightly_or_refused_and_never_break_anything():
    n = secret_numbers().public_numbers.n
    sent = [token_bytes(length) for length in [384] * 40 + [randbelow(800) for _ in range(40)]]
    fitting = [one for one in sent if len(one) == 384 and int.from_bytes(one, "big") < n]
    refusals = {}

    for blinded_msg in set(sent) - set(fitting):
        with pytest.raises(MalformedBytes) as refusal:
            an_issuer().blind_sign(blinded_msg)
        refusals[blinded_msg] = refusal.value.slug
    answers = [int.from_bytes(an_issuer().blind_sign(one), "big") for one in fitting]

    assert set(refusals.values()) <= {"blinded-length", "blinded-range"}
    assert [pow(answer, 65537, n).to_bytes(384, "big") for answer in answers] == fitting
    assert fitting
    assert refusals
