"""Receipts, checkpoints, closing records, six words."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto import jsontext
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.framing import frame
from shared.crypto.receipts import (
    BadReceipt,
    VoterReceipt,
    _word_list,
    closing_message,
    parse_receipt,
    receipt_text,
    sign_checkpoint,
    sign_receipt,
    six_words,
    verify_checkpoint,
    verify_receipt,
)
from shared.crypto.signing import SigningKey, verify

UUID = "tnCMesiZ6MVWWm"
COUNTING = bytes(range(32))
BOX, STRANGER = (SigningKey.from_seed(bytes([n]) * 32) for n in range(2))
RECORD = {
    "uuid": UUID,
    "phi": jsontext.b64(bytes(32)),
    "list_digest": jsontext.b64(COUNTING),
    "ballots": 104,
    "root": COUNTING,
}


def test_a_receipt_is_a_signature_of_the_protocol_s_frame():
    receipt = sign_receipt(BOX, UUID, COUNTING)

    framed = "000000126f737472616b612f76312f726563656970740000000e746e434d6573695a364d5657576d"
    verify(BOX.public, receipt, bytes.fromhex(framed + "00000020" + COUNTING.hex()))
    verify_receipt(BOX.public, UUID, COUNTING, receipt)


def test_the_same_ballot_always_has_the_same_receipt():
    assert sign_receipt(BOX, UUID, COUNTING) == sign_receipt(BOX, UUID, COUNTING)


def test_a_receipt_for_another_ballot_box_or_key_is_refused():
    receipt = sign_receipt(BOX, UUID, COUNTING)

    for public, uuid, tracker in [
        (BOX.public, UUID, bytes(32)),
        (BOX.public, "4nNcnWCJEYmcT7", COUNTING),
        (STRANGER.public, UUID, COUNTING),
    ]:
        with pytest.raises(VerificationFailed):
            verify_receipt(public, uuid, tracker, receipt)


def test_a_checkpoint_binds_uuid_size_and_root():
    signature = sign_checkpoint(BOX, UUID, 104, COUNTING)
    verify_checkpoint(BOX.public, UUID, 104, COUNTING, signature)

    for uuid, size, root in [
        (UUID, 103, COUNTING),
        (UUID, 104, bytes(32)),
        ("4nNcnWCJEYmcT7", 104, COUNTING),
    ]:
        with pytest.raises(VerificationFailed):
            verify_checkpoint(BOX.public, uuid, size, root, signature)


def test_a_receipt_never_serves_as_a_checkpoint():
    receipt = sign_receipt(BOX, UUID, COUNTING)

    with pytest.raises(VerificationFailed):
        verify_checkpoint(BOX.public, UUID, 32, COUNTING, receipt)


def test_a_closing_record_frames_the_fingerprint_as_text_and_the_digest_as_bytes():
    assert closing_message(**RECORD) == frame(
        "ostraka/v1/closing", UUID, jsontext.b64(bytes(32)), COUNTING, 104, COUNTING
    )


@pytest.mark.parametrize(
    "change",
    [
        {"uuid": "4nNcnWCJEYmcT7"},
        {"phi": jsontext.b64(COUNTING)},
        {"list_digest": jsontext.b64(bytes(32))},
        {"ballots": 105},
        {"root": bytes(32)},
    ],
)
def test_each_field_of_a_closing_record_changes_what_is_signed(change):
    assert closing_message(**{**RECORD, **change}) != closing_message(**RECORD)


@pytest.mark.parametrize(
    "change",
    [
        {"phi": "AAAA"},
        {"phi": "é"},
        {"list_digest": "AAAA"},
        {"root": bytes(31)},
        {"ballots": -1},
        {"ballots": 2**64},
        {"uuid": "\ud800" * 14},
    ],
)
def test_a_closing_record_with_a_misshapen_field_is_malformed(change):
    with pytest.raises(MalformedBytes):
        closing_message(**{**RECORD, **change})


def test_receipts_and_checkpoints_with_a_misshapen_field_are_malformed():
    for wrong in (
        lambda: verify_receipt(BOX.public, "\ud800", COUNTING, bytes(64)),
        lambda: verify_checkpoint(BOX.public, "\ud800", 1, COUNTING, bytes(64)),
        lambda: verify_checkpoint(BOX.public, UUID, -1, COUNTING, bytes(64)),
    ):
        with pytest.raises(MalformedBytes):
            wrong()


def test_the_six_words_of_the_protocol_s_vector_come_out():
    words = six_words(COUNTING)

    assert words.indexes == (1375, 672, 828, 1680, 1834, 834)
    assert words.en == ("program", "favorite", "guide", "spirit", "torch", "hair")
    assert words.zh == ("森", "宣", "讨", "辅", "抑", "乎")


@pytest.mark.parametrize(
    ("language", "digest"),
    [
        ("english", "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"),
        ("chinese_simplified", "5c5942792bd8340cb8b27cd592f1015edf56a8c5b26276ee18a482428e7c5726"),
    ],
)
def test_the_words_are_those_of_the_bip_39_lists(language, digest):
    text = "".join(f"{word}\n" for word in _word_list(language))

    assert sha256(text.encode()).hexdigest() == digest


@given(st.binary(min_size=32, max_size=32))
def test_six_words_carry_sixty_six_bits(digest):
    words = six_words(digest)

    assert all(0 <= index < 2048 for index in words.indexes)
    assert six_words(digest) == words


def test_only_a_digest_has_six_words():
    with pytest.raises(MalformedBytes):
        six_words(bytes(31))


RECEIPT = VoterReceipt(UUID, COUNTING, sign_receipt(BOX, UUID, COUNTING))
COPIED = receipt_text(RECEIPT)


def test_a_receipt_is_copied_as_one_short_word():
    uuid, tracker, signature = COPIED.split(".")

    assert (uuid, tracker) == (UUID, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")
    assert (len(signature), len(COPIED)) == (86, 145)


@pytest.mark.parametrize(
    "text",
    [
        COPIED,
        f" {COPIED}\r\n",
        COPIED.replace(".", "\n"),
        COPIED.replace(".", " .\n"),
        f"https://box.example/r/m1#{COPIED}",
    ],
)
def test_a_receipt_is_read_as_people_copy_it(text):
    assert parse_receipt(text) == RECEIPT


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=64, max_size=64))
def test_every_receipt_is_read_as_it_was_written(tracker, signature):
    receipt = VoterReceipt(UUID, tracker, signature)

    assert parse_receipt(receipt_text(receipt)) == receipt


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        COPIED[:-1],
        COPIED + "A",
        COPIED + "." + UUID,
        COPIED.replace(".", "", 1),
        COPIED.replace(UUID, UUID[:-1]),
        COPIED.replace(UUID, UUID + "0"),
        ".".join(reversed(COPIED.split("."))),
        COPIED.replace("Hh8.", "Hh9."),  # the same bytes, written another way
        COPIED + "==",
        receipt_text(VoterReceipt(UUID, COUNTING[:-1], RECEIPT.signature)),
        receipt_text(VoterReceipt(UUID, COUNTING, RECEIPT.signature + b"x")),
    ],
)
def test_what_is_no_whole_receipt_is_refused(text):
    with pytest.raises(BadReceipt):
        parse_receipt(text)
