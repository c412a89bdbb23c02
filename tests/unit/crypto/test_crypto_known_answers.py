"""Known answers: what Belenios' own tool and the protocol's text say, reproduced."""

from hashlib import sha256

import pytest
from crypto_factories import FACTS, committed

from shared.crypto import jsontext
from shared.crypto.credentials import check_characters, derive
from shared.crypto.entries import write_header
from shared.crypto.errors import VerificationFailed
from shared.crypto.framing import frame
from shared.crypto.group import NEUTRAL, G, from_hex, power_of_g, to_hex
from shared.crypto.scalars import hash_to_scalar

POINTS = FACTS["points"]


@pytest.mark.parametrize("known", FACTS["credentials"], ids=lambda known: known["private"])
def test_a_code_derives_the_credential_that_the_tool_derives(known):
    credential = derive(known["uuid"], known["private"])

    assert str(credential.secret) == known["secret_exponent"]
    assert credential.public_hex == known["public"]


def test_points_are_spelt_as_the_tool_spells_them():
    assert to_hex(G) == POINTS["generator"]
    assert to_hex(NEUTRAL) == POINTS["neutral"]
    assert to_hex(power_of_g(2)) == POINTS["2G"]
    assert to_hex(power_of_g(-1)) == POINTS["-G"]


@pytest.mark.parametrize("bad", POINTS["must_reject"], ids=lambda bad: bad["why"])
def test_no_encoding_outside_the_group_is_read(bad):
    with pytest.raises(VerificationFailed) as refusal:
        from_hex(bad["hex"], neutral=True)

    assert refusal.value.slug == "membership"


def test_json_escapes_what_the_tool_escapes():
    escape = FACTS["escape"]

    assert jsontext.encode(escape["input"]) == escape["output"]
    assert jsontext.decode_exact(escape["output"]) == escape["input"]


@pytest.mark.parametrize("known", FACTS["hash_inputs"], ids=lambda known: known["tag"])
def test_every_kind_of_challenge_is_hashed_as_the_tool_hashes_it(known):
    assert sha256(known["input"].encode()).hexdigest() == known["sha256"]
    # A proof's input is prefix and points; the points are what stands behind the last bar.
    prefix, _, points = known["input"].rpartition("|")
    members = [from_hex(point) for point in points.split(",")]

    assert str(hash_to_scalar(prefix + "|", members)) == known["mod_q"]


def test_a_container_header_is_the_tool_s_byte_for_byte():
    start = bytes.fromhex(FACTS["tar"]["first_1024_bytes_hex_g01"])
    timestamp = int(start[136:147], 8)

    assert write_header(timestamp) == start
    assert committed("g01-single").startswith(start)


def test_a_frame_is_the_protocol_s_vector():
    known = FACTS["frame"]

    framed = frame(known["label"], known["text"], bytes.fromhex(known["bytes"]))

    assert framed.hex() == known["frame"]


def test_check_characters_are_the_protocol_s_vector():
    assert check_characters(FACTS["checks"]["code"]) == FACTS["checks"]["checks"]
