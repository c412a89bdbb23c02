"""The trustees' PKI: known letters, round trips, refusals."""

import json

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESCCM
from hypothesis import given, settings
from hypothesis import strategies as st
from trustee_factories import BOARDS, FACTS, secret_of

from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.group import power_of_g, to_hex
from shared.crypto.jsontext import encode
from shared.crypto.proofs import Proof
from shared.crypto.trustees import owner_keys, parse_trustees
from shared.crypto.trustees.pki import (
    SignedMessage,
    _open_ccm,
    decrypt,
    derive_keys,
    encrypt,
    new_seed,
    read_letter,
    receive,
    send,
    sign,
    verify,
)

KNOWN = FACTS["pki"][0]
ALICE, BOB, CAROL = (derive_keys(new_seed()) for _ in range(3))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def changed(letter, **fields):
    """Return a letter with other fields."""
    return encode({**json.loads(letter), **fields})


def test_a_seed_derives_the_keys_that_the_tool_derives():
    keys = derive_keys(KNOWN["seed"])

    assert (str(keys.sk), str(keys.dk)) == (KNOWN["sk"], KNOWN["dk"])
    assert to_hex(keys.verification) == KNOWN["verification"]
    assert to_hex(keys.encryption) == KNOWN["encryption"]


@pytest.mark.parametrize("known", FACTS["pki"], ids=["AES-CCM of 2.5.1", "AES-GCM of 3.3.0"])
def test_letters_of_the_tool_are_read(known):
    keys = derive_keys(known["seed"])

    assert decrypt(keys.dk, encode(known["encrypted_msg"])) == known["plaintext"]


@pytest.mark.parametrize("name", BOARDS)
def test_the_tool_s_encrypted_keys_open_and_fit_the_archive(name):
    known = BOARDS[name]
    keys = owner_keys(parse_trustees(known["trustees"]))

    for key, owner in zip(keys, known["owners"], strict=True):
        if "seed" in owner:
            assert power_of_g(secret_of(owner["seed"], owner["dkey"])) == key


def test_a_key_encrypted_to_another_trustee_is_not_recovered():
    first, second, _ = BOARDS["g03-threshold-2of3"]["owners"]

    with pytest.raises(VerificationFailed):
        secret_of(first["seed"], second["dkey"])


@settings(max_examples=20)
@given(texts)
def test_every_text_arrives_as_it_was_sent(text):
    letter = send(ALICE.sk, BOB.encryption, text)

    assert receive(BOB, ALICE.verification, letter) == text
    assert read_letter(letter).algorithm == "AES-GCM"


def test_a_long_letter_of_the_older_kind_has_a_shorter_nonce():
    key, iv = bytes(32), bytes(range(32))
    for size, nonce in [(65535, iv[:13]), (65536, iv[:12])]:
        content = AESCCM(key, tag_length=8).encrypt(nonce, b"x" * size, None)
        assert _open_ccm(key, iv, content) == b"x" * size


def test_a_letter_to_somebody_else_does_not_open():
    with pytest.raises(VerificationFailed) as refusal:
        receive(CAROL, ALICE.verification, send(ALICE.sk, BOB.encryption, "x"))

    assert refusal.value.slug == "letter"


def test_a_letter_of_another_sender_is_refused():
    with pytest.raises(VerificationFailed) as refusal:
        receive(BOB, CAROL.verification, send(ALICE.sk, BOB.encryption, "x"))

    assert refusal.value.slug == "letter-signature"


def test_a_letter_passed_on_to_a_third_trustee_is_refused():
    signed = decrypt(BOB.dk, send(ALICE.sk, BOB.encryption, "x"))

    with pytest.raises(VerificationFailed) as refusal:
        receive(CAROL, ALICE.verification, encrypt(CAROL.encryption, signed))

    assert refusal.value.slug == "letter-recipient"


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        pytest.param({"algorithm": "AES-CBC"}, "letter-algorithm", id="another algorithm"),
        pytest.param({"algorithm": None}, "letter-algorithm", id="an empty algorithm"),
        pytest.param({"data": "0"}, "letter-data", id="half a byte"),
        pytest.param({"data": "AB"}, "letter-data", id="upper-case hex"),
        pytest.param({"data": 7}, "json-type", id="a number for content"),
        pytest.param({"data": "00" * 1_000_001}, "letter-data", id="a huge letter"),
        pytest.param({"alpha": "00" * 32}, "membership", id="a point of small order"),
        pytest.param({"beta": "00" * 31 + "01"}, "neutral", id="the neutral element"),
        pytest.param({"more": "x"}, "json-extra-field", id="an unknown field"),
    ],
)
def test_a_misshapen_letter_is_refused(change, slug):
    letter = changed(send(ALICE.sk, BOB.encryption, "x"), **change)

    with pytest.raises((MalformedBytes, VerificationFailed)) as refusal:
        read_letter(letter)

    assert refusal.value.slug == slug


@pytest.mark.parametrize("place", [0, 10, -1])
def test_a_letter_with_one_byte_changed_does_not_open(place):
    letter = json.loads(send(ALICE.sk, BOB.encryption, "x"))
    content = bytearray.fromhex(letter["data"])
    content[place] ^= 1

    with pytest.raises(VerificationFailed):
        receive(BOB, ALICE.verification, encode({**letter, "data": content.hex()}))


@pytest.mark.parametrize("data", ["", "00" * 15])
def test_a_letter_too_short_for_its_tag_does_not_open(data):
    with pytest.raises(VerificationFailed):
        decrypt(BOB.dk, changed(encrypt(BOB.encryption, ""), data=data))


def test_a_signed_message_holds_under_its_key_and_no_other():
    signed = sign(ALICE.sk, "message")
    verify(ALICE.verification, signed)

    for public, other in [
        (BOB.verification, signed),
        (ALICE.verification, signed._replace(message="messagf")),
        (ALICE.verification, signed._replace(signature=Proof(1, 1))),
    ]:
        with pytest.raises(VerificationFailed):
            verify(public, other)


def test_a_signed_message_survives_its_own_text():
    signed = sign(ALICE.sk, '{"引号":"\\""}')

    assert SignedMessage.from_json(json.loads(signed.to_text())) == signed


@pytest.mark.parametrize("seed", ["", "1" * 21, "1" * 23, "0" * 22, "é" * 22])
def test_a_seed_of_another_form_is_malformed(seed):
    with pytest.raises(MalformedBytes):
        derive_keys(seed)


def test_the_secrets_do_not_show_in_printed_keys():
    assert all(secret not in repr(ALICE) for secret in (ALICE.seed, str(ALICE.sk), str(ALICE.dk)))
