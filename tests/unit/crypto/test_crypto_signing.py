"""Ed25519 over bytes and over documents."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto import jsontext
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.framing import frame
from shared.crypto.signing import SigningKey, key_id, open_document, sign_document, verify

# RFC 8032 section 7.1, test 2
SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)

documents = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.none() | st.booleans() | st.integers(-(10**16), 10**16) | st.just("文"),
    max_size=4,
).map(lambda fields: {**fields, "type": "ostraka/test"})


def test_the_vector_of_rfc_8032_comes_out():
    key = SigningKey.from_seed(SEED)

    assert key.public == PUBLIC
    assert key.sign(b"\x72") == SIGNATURE
    verify(PUBLIC, SIGNATURE, b"\x72")


@pytest.mark.parametrize("bit", [0, 7, 250, 256, 300, 511])
def test_a_signature_with_one_bit_changed_is_refused(bit):
    changed = bytearray(SIGNATURE)
    changed[bit // 8] ^= 1 << bit % 8

    with pytest.raises(VerificationFailed):
        verify(PUBLIC, bytes(changed), b"\x72")


def test_a_signature_of_another_message_is_refused():
    with pytest.raises(VerificationFailed):
        verify(PUBLIC, SIGNATURE, b"\x73")


@pytest.mark.parametrize("length", [0, 31, 33, 63, 65])
def test_keys_and_signatures_of_the_wrong_length_are_malformed(length):
    with pytest.raises(MalformedBytes):
        verify(PUBLIC, bytes(length), b"")
    with pytest.raises(MalformedBytes):
        verify(bytes(length), SIGNATURE, b"")
    with pytest.raises(MalformedBytes):
        SigningKey.from_seed(bytes(length))


def test_a_key_of_small_order_is_refused_though_its_signature_fits_every_message():
    neutral = b"\x01" + bytes(31)
    fits_anything = neutral + bytes(32)
    Ed25519PublicKey.from_public_bytes(neutral).verify(fits_anything, b"any message")

    with pytest.raises(VerificationFailed):
        verify(neutral, fits_anything, b"any message")


def test_a_generated_key_is_made_of_the_bytes_it_was_given():
    key = SigningKey.generate(lambda count: SEED[:count])

    assert (key.seed, key.public) == (SEED, PUBLIC)


def test_the_seed_does_not_show_in_a_printed_key():
    key = SigningKey.from_seed(SEED)

    assert SEED.hex() not in repr(key)
    assert key.key_id[:16] in repr(key)


@given(documents)
def test_every_document_opens_as_it_was_signed(document):
    key = SigningKey.from_seed(SEED)

    signed = sign_document(key, document)

    assert open_document(signed, {key.key_id: key.public}) == document
    assert open_document(jsontext.canonical(signed), {key.key_id: key.public}) == document


def test_a_document_is_signed_over_its_type_and_canonical_json():
    key = SigningKey.from_seed(SEED)

    signed = sign_document(key, {"type": "t", "b": 1, "a": "文"})

    message = frame("ostraka/v1/document", "t", '{"a":"文","b":1,"type":"t"}'.encode())
    verify(PUBLIC, jsontext.unb64(signed["signature"]), message)


def test_a_changed_document_is_refused():
    key = SigningKey.from_seed(SEED)
    signed = sign_document(key, {"type": "t", "n": 1})

    signed["document"]["n"] = 2

    with pytest.raises(VerificationFailed):
        open_document(signed, {key.key_id: key.public})


def test_a_document_of_a_key_that_is_not_expected_is_refused():
    stranger = SigningKey.generate()
    signed = sign_document(stranger, {"type": "t"})

    with pytest.raises(VerificationFailed):
        open_document(signed, {key_id(PUBLIC): PUBLIC})


def test_a_trusted_name_with_another_key_behind_it_is_refused():
    stranger = SigningKey.generate()
    signed = {**sign_document(stranger, {"type": "t"}), "key": key_id(PUBLIC)}

    with pytest.raises(VerificationFailed):
        open_document(signed, {key_id(PUBLIC): stranger.public})


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda s: s.pop("key"), id="a field is missing"),
        pytest.param(lambda s: s.update(more=1), id="a field too many"),
        pytest.param(lambda s: s.update(signature=7), id="the signature is no text"),
        pytest.param(lambda s: s.update(signature="!!"), id="the signature is no base64"),
        pytest.param(lambda s: s.update(document=[]), id="the document is no object"),
        pytest.param(lambda s: s["document"].pop("type"), id="the document has no type"),
        pytest.param(lambda s: s["document"].update(x=1.5), id="a float inside"),
    ],
)
def test_an_envelope_of_another_shape_is_malformed(change):
    key = SigningKey.from_seed(SEED)
    signed = sign_document(key, {"type": "t"})

    change(signed)

    with pytest.raises(MalformedBytes):
        open_document(signed, {key.key_id: key.public})
