"""Traps of Python and libsodium, each shown to be one and then shown to be closed.

The first half of each test is the trap itself: should a new release close it, the test says so.
"""

import json
import re
import sys

import pytest
from crypto_factories import FACTS, UUID, a_ballot, a_credential, an_election, resigned
from nacl.bindings import (
    crypto_core_ed25519_add,
    crypto_core_ed25519_is_valid_point,
    crypto_core_ed25519_sub,
    crypto_scalarmult_ed25519_base_noclamp,
    crypto_scalarmult_ed25519_noclamp,
)

from shared.crypto import jsontext, scalars
from shared.crypto.ballots import check_ballot
from shared.crypto.credentials import (
    BadSlip,
    check_uuid,
    new_code,
    parse_credential_list,
    parse_slip,
    slip_text,
)
from shared.crypto.elections import Election
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.group import (
    NEUTRAL,
    G,
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
from shared.crypto.jsontext import decode, encode
from shared.crypto.scalars import Q, to_bytes
from shared.crypto.signing import SigningKey, open_document, sign_document

BAD_POINTS = [Point(bytes.fromhex(bad["hex"])[::-1]) for bad in FACTS["points"]["must_reject"]]
OFF_CURVE = Point((2).to_bytes(32, "little"))  # no point has y = 2
ORDER_TWO = Point(bytes.fromhex(FACTS["points"]["must_reject"][3]["hex"])[::-1])
HUGE = "1" * 5000


def refused(read, slug):
    """Assert that ``read`` refuses with ``slug``."""
    with pytest.raises((MalformedBytes, VerificationFailed)) as refusal:
        read()
    assert refusal.value.slug == slug


# Numbers


@pytest.mark.parametrize("text", ["+5", " 5", "5\n", "5_0", "٥", "５", "05"])
def test_int_reads_spellings_that_no_scalar_has(text):
    assert int(text) in (5, 50)

    refused(lambda: scalars.parse(text), "scalar-encoding")


@pytest.mark.parametrize("text", ["+5", " 5", "5\n", "5_0", "٥", "05", "0x5", ""])
def test_no_weight_is_read_by_int_alone(text):
    listed = encode([f"{a_credential().public_hex},{text}"])

    refused(lambda: parse_credential_list(listed), "cred-weight")
    refused(lambda: jsontext.weight_from_json(text), "weight")


def test_int_stumbles_over_more_than_4300_digits():
    assert sys.get_int_max_str_digits() == 4300
    with pytest.raises(ValueError, match="4300 digits"):
        int(HUGE)
    with pytest.raises(ValueError, match="4300 digits"):
        json.loads(HUGE)

    refused(lambda: scalars.parse(HUGE), "scalar-encoding")
    refused(lambda: decode(HUGE), "json-number")
    refused(lambda: decode(f'{{"a":[-{HUGE}]}}'), "json-number")
    refused(lambda: jsontext.weight_from_json(HUGE), "weight")
    refused(lambda: parse_credential_list(encode([f"{'0' * 64},{HUGE}"])), "cred-weight")


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1.0", "1e400", "1E0", "-0.0"])
def test_json_loads_takes_floats_and_what_is_no_number(text):
    assert isinstance(json.loads(text), float)

    refused(lambda: decode(text), "json-number")
    refused(lambda: decode(f'{{"a":[{text}]}}'), "json-number")


def test_a_truth_value_is_an_int_to_python():
    assert (isinstance(True, int), True == 1) == (True, True)

    refused(lambda: jsontext.integer(True, 0, 1), "json-type")
    refused(lambda: jsontext.weight_from_json(True), "weight")
    refused(lambda: scalars.parse(True), "scalar-encoding")
    for name in ("version", "min", "max"):
        text = re.sub(f'"{name}":[0-9]+', f'"{name}":true', an_election().text)
        refused(lambda text=text: Election.from_text(text), "json-type")


# JSON


def test_json_loads_keeps_the_last_of_two_equal_keys():
    assert json.loads('{"a":1,"a":2}') == {"a": 2}

    refused(lambda: decode('{"a":1,"a":2}'), "json-duplicate-key")
    refused(lambda: decode('[{"a":1,"\\u0061":1}]'), "json-duplicate-key")
    ballot = a_ballot(an_election()).replace('"signature":', '"signature":1,"signature":', 1)
    refused(lambda: check_ballot(ballot, an_election()), "json-duplicate-key")


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
def test_deep_nesting_ends_json_loads_with_another_exception(opening):
    with pytest.raises(RecursionError):
        json.loads(opening * 100_000)

    refused(lambda: decode(opening * 100_000), "json-syntax")
    closing = "".join({"[": "]", "{": "}"}.get(c, "") for c in reversed(opening))
    deep = opening * 400 + "0" + closing * 400
    assert json.loads(deep)
    refused(lambda: decode(deep), "json-depth")


@pytest.mark.parametrize("escape", ["\\ud800", "\\udfff", "\\udc00\\ud800", "\\uD83D"])
def test_json_loads_makes_text_that_cannot_be_written(escape):
    with pytest.raises(UnicodeEncodeError):
        json.loads(f'"{escape}"').encode()

    refused(lambda: decode(f'"{escape}"'), "json-utf8")
    refused(lambda: decode(f'{{"{escape}":1}}'), "json-utf8")
    refused(lambda: decode('"\ud800"'), "json-utf8")
    refused(lambda: jsontext.canonical({"a": "\ud800"}), "json-utf8")
    assert decode('"\\ud83d\\uddf3"') == "🗳"


def test_json_loads_overlooks_spelling():
    assert json.loads(' {"a" : "\\u0061\\/"}\n') == {"a": "a/"}

    for text in (' {"a":1}', '{"a":1}\n', '{"a" :1}', '{"\\u0061":1}', '["\\/"]', '["\x7f"]'):
        refused(lambda text=text: jsontext.decode_exact(text), "json-canonical")


def test_json_loads_guesses_the_encoding_of_bytes():
    assert json.loads('{"a":1}'.encode("utf-16")) == {"a": 1}
    assert json.loads(b'\xef\xbb\xbf{"a":1}') == {"a": 1}

    refused(lambda: decode('{"a":1}'.encode("utf-16")), "json-utf8")
    refused(lambda: decode(b'\xef\xbb\xbf{"a":1}'), "json-syntax")
    refused(lambda: decode("\ufeff{}"), "json-syntax")


# Regular expressions


def test_a_dollar_matches_before_a_last_newline():
    assert re.match(r"^[0-9]+$", "5\n")

    point, code = to_hex(G), new_code()
    refused(lambda: read_hex(point + "\n"), "point-encoding")
    refused(lambda: scalars.parse("5\n"), "scalar-encoding")
    refused(lambda: check_uuid(UUID + "\n"), "uuid")
    refused(lambda: parse_credential_list(encode([point + "\n"])), "point-encoding")
    refused(lambda: parse_credential_list(encode([point + ",1\n"])), "cred-weight")
    with pytest.raises(BadSlip):
        parse_slip(slip_text("A", code) + "\n")


def test_a_digit_class_matches_digits_of_all_scripts():
    assert re.fullmatch(r"\d+", "٥５")

    refused(lambda: scalars.parse("٥５"), "scalar-encoding")
    refused(lambda: read_hex("５" * 64), "point-encoding")


def test_fromhex_reads_spaces_and_capitals():
    point = to_hex(power_of_g(5))
    assert bytes.fromhex(f" {point[:2]} {point[2:].upper()} ") == bytes.fromhex(point)

    refused(lambda: read_hex(f"{point[:2]} {point[2:63]}"), "point-encoding")
    refused(lambda: read_hex(point.upper()), "point-encoding")


# libsodium


def test_addition_takes_garbage():
    """Points of small order, outside the subgroup and not canonical are added without a word."""
    taken = 0
    for point in BAD_POINTS:
        try:
            crypto_core_ed25519_add(G, point)
            crypto_core_ed25519_sub(G, point)
            taken += 1
        except RuntimeError:
            refused(lambda point=point: multiply(G, point), "membership")
            refused(lambda point=point: divide(G, point), "membership")
    assert taken >= 10

    for point in BAD_POINTS:
        refused(lambda point=point: check_member(point), "membership")
        refused(lambda point=point: from_hex(to_hex(point), neutral=True), "membership")


def test_is_valid_point_refuses_the_neutral_element_and_every_bad_point():
    assert crypto_core_ed25519_is_valid_point(G)
    for point in (NEUTRAL, *BAD_POINTS, multiply(G, ORDER_TWO)):
        assert not crypto_core_ed25519_is_valid_point(point)

    assert from_hex(to_hex(NEUTRAL), neutral=True) == NEUTRAL
    refused(lambda: from_hex(to_hex(NEUTRAL)), "neutral")


def test_multiplication_stumbles_over_nought_and_the_neutral_element():
    for scalar in (0, Q):
        little = scalar.to_bytes(32, "little")
        with pytest.raises(RuntimeError):
            crypto_scalarmult_ed25519_noclamp(little, G)
    with pytest.raises(RuntimeError):
        crypto_scalarmult_ed25519_base_noclamp(bytes(32))
    with pytest.raises(RuntimeError):
        crypto_scalarmult_ed25519_noclamp(to_bytes(5), NEUTRAL)

    assert power(G, 0) == power(G, Q) == power(NEUTRAL, 5) == power(NEUTRAL, 0) == NEUTRAL
    assert power_of_g(0) == power_of_g(Q) == NEUTRAL


@pytest.mark.parametrize("exponent", [0, 1, 8, Q - 1, Q, Q + 1])
def test_no_bad_point_is_multiplied_by_anything(exponent):
    for point in (*BAD_POINTS, OFF_CURVE, multiply(G, ORDER_TWO)):
        refused(lambda point=point: power(point, exponent), "membership")


# Reading what was sent


def test_a_field_that_is_a_value_of_another_type_is_refused_and_never_raises():
    election, voter = an_election(), a_credential()
    ballot = decode(a_ballot(election, voter))

    for name in ballot:
        for value in (None, True, 5, "", [], {}, [[]], [None], {"a": {}}):
            changed = {**ballot, name: value}
            texts = [encode(changed)] + [resigned(changed, voter)] * (name != "signature")
            for text in texts:
                with pytest.raises((MalformedBytes, VerificationFailed)):
                    check_ballot(text, election)


def test_a_signature_that_hides_in_its_own_hash_is_not_mistaken_for_the_real_one():
    """The signed text ends at the last ``,"signature":``; a ballot may hold another one."""
    election, voter = an_election(), a_credential()
    ballot = decode(a_ballot(election, voter))
    proof = ballot["signature"]["proof"]

    for forged in ({"a": 1, "signature": proof}, ',"signature":', [{"a": 1, "signature": 2}]):
        text = encode({**ballot, "signature": {"hash": forged, "proof": proof}})
        refused(lambda text=text: check_ballot(text, election), "ballot-hash")


def test_a_signed_document_is_looked_at_whatever_its_fields_are():
    key = SigningKey.from_seed(bytes(32))
    keys = {key.key_id: key.public}
    signed = sign_document(key, {"type": "t"})
    assert open_document(signed, keys) == {"type": "t"}

    for name in signed:
        for value in (None, True, 5, "", [], {}, "\ud800", {"type": 5}):
            with pytest.raises((MalformedBytes, VerificationFailed)):
                open_document({**signed, name: value}, keys)
