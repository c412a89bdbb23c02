"""RFC 9474 appendix A, and the encoding of RFC 8017 alone.

The deterministic variants differ only in that nothing stands before the message, the PSSZERO
variants only in the length of the salt, so the same functions must give all four.
"""

from hashlib import sha1

import pytest
from blind_factories import RFC9474, needs_gmpy2, rfc_key, secret_numbers, stream, ways
from crypto_factories import VECTORS
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.hashes import SHA384
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.crypto import jsontext
from shared.crypto.blind import blind, finalize, modular, prepare_randomize, pss
from shared.crypto.blind.pss import emsa_pss_encode, rsassa_pss_verify
from shared.crypto.blind.rsabssa import blind_sign
from shared.crypto.errors import MalformedBytes, VerificationFailed

vectors = pytest.mark.parametrize("vector", RFC9474["vectors"], ids=lambda vector: vector["name"])
EMSA = jsontext.decode((VECTORS / "emsa_pss.json").read_bytes().strip())
RANDOMIZED = RFC9474["vectors"][0]


def octets(vector, name):
    """Return a field as bytes."""
    return bytes.fromhex(vector[name])


def blinding_of(vector):
    """Return r in 512 bytes, whose inverse the vector gives."""
    return pow(int(vector["inv"], 16), -1, rfc_key().n).to_bytes(512, "big")


def test_the_committed_vectors_are_those_of_all_four_variants():
    names = {vector["name"] for vector in RFC9474["vectors"]}

    assert names == {
        f"RSABSSA-SHA384-{encoding}-{preparation}"
        for encoding in ("PSS", "PSSZERO")
        for preparation in ("Randomized", "Deterministic")
    }


@vectors
def test_prepare_puts_the_random_prefix_before_the_message(vector):
    message, prefix = octets(vector, "msg"), octets(vector, "msg_prefix")

    prepared = prepare_randomize(message, stream(prefix)) if prefix else message

    assert bool(prefix) == (vector["is_randomized"] == "01")
    assert prepared == octets(vector, "input_msg")


@vectors
def test_the_encoding_is_the_rfc_s(vector):
    encoded = emsa_pss_encode(octets(vector, "input_msg"), 4095, octets(vector, "salt"))

    stated = vector.get("encoded_msg")
    signed = pow(int(vector["sig"], 16), rfc_key().e, rfc_key().n).to_bytes(512, "big")
    assert encoded == signed
    assert stated is None or encoded.hex() == stated


@ways
@vectors
def test_blind_gives_the_rfc_s_blinded_message_and_inverse(vector, power, monkeypatch):
    monkeypatch.setattr(modular, "power", power)
    random = stream(octets(vector, "salt"), blinding_of(vector))

    blinded = blind(
        rfc_key().pk, octets(vector, "input_msg"), random, salt_length=int(vector["sLen"], 16)
    )

    assert blinded.blinded_msg == octets(vector, "blinded_msg")
    assert blinded.inv == int(vector["inv"], 16)


@ways
@vectors
def test_the_issuer_gives_the_rfc_s_blind_signature(vector, power, monkeypatch):
    monkeypatch.setattr(modular, "power", power)

    assert blind_sign(rfc_key().sk, octets(vector, "blinded_msg")) == octets(vector, "blind_sig")


@vectors
def test_finalize_gives_the_rfc_s_signature(vector):
    inv, salt_length = int(vector["inv"], 16), int(vector["sLen"], 16)

    signature = finalize(
        rfc_key().pk,
        octets(vector, "input_msg"),
        octets(vector, "blind_sig"),
        inv,
        salt_length=salt_length,
    )

    assert signature == octets(vector, "sig")


@vectors
def test_a_signature_verifies_under_its_own_variant_only(vector):
    message, signature = octets(vector, "input_msg"), octets(vector, "sig")
    own = int(vector["sLen"], 16)

    rsassa_pss_verify(rfc_key().pk, message, signature, salt_length=own)
    for other in {0, 1, 47, 48, 49, 64} - {own}:
        with pytest.raises(VerificationFailed):
            rsassa_pss_verify(rfc_key().pk, message, signature, salt_length=other)


def test_a_signature_has_one_number_only():
    """The RFC's signature plus the modulus still fits into 512 bytes, and is congruent to it."""
    message, signature = octets(RANDOMIZED, "input_msg"), octets(RANDOMIZED, "sig")
    longer = (int.from_bytes(signature, "big") + rfc_key().n).to_bytes(512, "big")

    rsassa_pss_verify(rfc_key().pk, message, signature)
    with pytest.raises(VerificationFailed) as refusal:
        rsassa_pss_verify(rfc_key().pk, message, longer)

    assert refusal.value.slug == "pss-signature"


@pytest.mark.parametrize("change", [lambda s: s[1:], lambda s: b"\0" + s, lambda _: b""])
def test_a_signature_of_another_length_is_malformed(change):
    message, signature = octets(RANDOMIZED, "input_msg"), octets(RANDOMIZED, "sig")
    answer, inv = octets(RANDOMIZED, "blind_sig"), int(RANDOMIZED["inv"], 16)

    with pytest.raises(MalformedBytes) as refusal:
        rsassa_pss_verify(rfc_key().pk, message, change(signature))
    assert refusal.value.slug == "signature-length"
    with pytest.raises(MalformedBytes) as refusal:
        finalize(rfc_key().pk, message, change(answer), inv)
    assert refusal.value.slug == "signature-length"


def test_r_that_has_no_inverse_is_the_rfc_s_blinding_error():
    factor = rfc_key().p.to_bytes(512, "big")

    with pytest.raises(MalformedBytes) as refusal:
        blind(rfc_key().pk, b"message", stream(bytes(48), factor))

    assert refusal.value.slug == "blinding"


def test_r_is_drawn_again_when_it_is_nought_or_not_below_the_modulus():
    n, good = rfc_key().n, blinding_of(RANDOMIZED)
    tries = [bytes(512), n.to_bytes(512, "big"), b"\xff" * 512, good]

    blinded = blind(
        rfc_key().pk,
        octets(RANDOMIZED, "input_msg"),
        stream(octets(RANDOMIZED, "salt"), *tries),
    )

    assert blinded.blinded_msg == octets(RANDOMIZED, "blinded_msg")


def test_a_message_that_shares_a_factor_with_the_key_is_the_rfc_s_invalid_input():
    """Under a modulus divisible by 3 every third encoding does; the salts are tried in turn."""
    n = secret_numbers().public_numbers.n
    pk = rsa.RSAPublicNumbers(65537, 3 * n).public_key()
    bits = (3 * n).bit_length() - 1
    salts = [bytes([number]) * 48 for number in range(60)]
    third = [
        salt
        for salt in salts
        if int.from_bytes(emsa_pss_encode(b"message", bits, salt), "big") % 3 == 0
    ]

    assert third
    with pytest.raises(MalformedBytes) as refusal:
        blind(pk, b"message", stream(third[0]))

    assert refusal.value.slug == "not-coprime"


def test_the_encoding_of_the_pkcs_1_example_comes_out(monkeypatch):
    """The only published intermediate values of the encoding are for SHA-1."""
    monkeypatch.setattr(pss, "_HASH", sha1)

    encoded = emsa_pss_encode(octets(EMSA, "msg"), 1024, octets(EMSA, "salt"))

    assert encoded == octets(EMSA, "expected")


@settings(max_examples=20)
@given(st.binary(max_size=300), st.binary(max_size=64), st.integers(1023, 1040))
def test_the_encoding_has_its_length_its_trailer_and_no_bit_too_many(message, salt, em_bits):
    encoded = emsa_pss_encode(message, em_bits, salt)

    assert len(encoded) == -(-em_bits // 8)
    assert encoded[-1] == 0xBC
    assert int.from_bytes(encoded, "big").bit_length() <= em_bits


@pytest.mark.parametrize("bits", [1024, 1025, 1031])
def test_what_is_encoded_here_and_signed_raw_verifies_in_another_library(bits):
    """Of a modulus of 8k + 1 bits the encoding is a byte shorter than the signature."""
    key = rsa.generate_private_key(65537, bits)
    numbers = key.private_numbers()
    n, d = numbers.public_numbers.n, numbers.d
    assert n.bit_length() == bits

    encoded = emsa_pss_encode(b"message", bits - 1, bytes(range(48)))
    raw = pow(int.from_bytes(encoded, "big"), d, n).to_bytes((bits + 7) // 8, "big")

    key.public_key().verify(raw, b"message", PSS(MGF1(SHA384()), 48), SHA384())


def test_a_modulus_that_does_not_fill_its_bytes_is_signed_under_like_any_other():
    """Of 1031 bits: r is the first 1031 of the 1032 random ones."""
    key = rsa.generate_private_key(65537, 1031)
    secret, pk = key.private_numbers(), key.public_key()
    n = secret.public_numbers.n
    assert n.bit_length() == 1031

    blinded = blind(pk, b"message", stream(bytes(48), (2 * 7 + 1).to_bytes(129, "big")))
    signature = finalize(pk, b"message", blind_sign(secret, blinded.blinded_msg), blinded.inv)

    assert blinded.inv * 7 % n == 1
    rsassa_pss_verify(pk, b"message", signature)


def test_an_encoding_without_room_for_hash_and_salt_is_refused():
    assert len(emsa_pss_encode(b"message", 8 * (48 + 48 + 2), bytes(48))) == 98
    with pytest.raises(MalformedBytes) as refusal:
        emsa_pss_encode(b"message", 8 * (48 + 48 + 2) - 8, bytes(48))

    assert refusal.value.slug == "pss-encoding"


@needs_gmpy2
@settings(max_examples=50)
@given(st.integers(0, 2**512), st.integers(1, 2**512), st.integers(1, 2**511))
def test_both_ways_to_exponentiate_agree(base, exponent, half):
    modulus = 2 * half + 1

    assert modular.power_in_gmp(base, exponent, modulus) == pow(base, exponent, modulus)
