"""JSON has one spelling, and traps of Python's own parser are closed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto import jsontext
from shared.crypto.errors import MalformedBytes

leaves = st.none() | st.booleans() | st.integers(1 - 10**18, 10**18 - 1) | st.text(max_size=8)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


@given(values)
def test_what_is_encoded_is_decoded_exactly(value):
    assert jsontext.decode_exact(jsontext.encode(value)) == value


@given(st.dictionaries(st.text(max_size=4), values, max_size=4))
def test_canonical_bytes_do_not_depend_on_the_order_of_keys(value):
    reordered = dict(reversed(list(value.items())))

    assert jsontext.canonical(value) == jsontext.canonical(reordered)
    assert jsontext.decode(jsontext.canonical(value)) == value


@given(values, values)
def test_different_values_have_different_canonical_bytes(one, two):
    # json tells 1 from true, which Python's own equality does not.
    same = json.dumps(one, sort_keys=True) == json.dumps(two, sort_keys=True)

    assert same == (jsontext.canonical(one) == jsontext.canonical(two))


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ('{"a":1,"a":1}', "json-duplicate-key"),
        ("1.0", "json-number"),
        ("1e3", "json-number"),
        ("NaN", "json-number"),
        ("-Infinity", "json-number"),
        ("-0", "json-number"),
        ("1" * 19, "json-number"),
        ("[" * 13 + "]" * 13, "json-depth"),
        ("[" * 200_000, "json-syntax"),
        ("[" + "{}," * 250_000 + "0]", "json-size"),
        (b'"\xff"', "json-utf8"),
        ('"\\ud800"', "json-utf8"),
        ('"\\uDC00"', "json-utf8"),
        ("\ud800", "json-utf8"),
        ("", "json-syntax"),
        ("{} {}", "json-syntax"),
        ("01", "json-syntax"),
        ("\ufeff{}", "json-syntax"),
    ],
    ids=lambda value: str(value)[:12].encode("ascii", "backslashreplace").decode(),
)
def test_a_trap_is_refused(text, slug):
    with pytest.raises(MalformedBytes) as refusal:
        jsontext.decode(text)

    assert refusal.value.slug == slug


def test_twelve_levels_are_read():
    assert jsontext.decode("[" * 12 + "]" * 12)


@pytest.mark.parametrize("text", ['{"a": 1}', ' {"a":1}', '{"a":"\\u0061"}', '"\\/"', '"\x7f"'])
def test_a_second_spelling_is_refused(text):
    with pytest.raises(MalformedBytes) as refusal:
        jsontext.decode_exact(text)

    assert refusal.value.slug == "json-canonical"


@pytest.mark.parametrize("value", [1.5, {1: 2}, (1,), {"a": {1, 2}}, 10**18, "\ud800", [[[b""]]]])
def test_a_document_holds_only_what_every_program_writes_alike(value):
    with pytest.raises(MalformedBytes):
        jsontext.canonical(value)


@given(st.binary(max_size=40))
def test_base64_has_one_spelling(content):
    text = jsontext.b64(content)

    assert jsontext.unb64(text) == content
    with pytest.raises(MalformedBytes):
        jsontext.unb64(text + "=")


@pytest.mark.parametrize("text", ["A", "AB", "A-__", "AA A", "AAA\n", 7])
def test_what_is_not_our_base64_is_refused(text):
    with pytest.raises(MalformedBytes):
        jsontext.unb64(text)


@pytest.mark.parametrize(
    ("value", "slug"),
    [
        ([], "json-type"),
        ({"a": 1}, "json-missing-field"),
        ({"a": 1, "b": 2, "c": 3, "d": 4}, "json-extra-field"),
        ({"b": 2, "a": 1}, "json-order"),
        ({"a": 1, "c": 3, "b": 2}, "json-order"),
    ],
)
def test_fields_come_as_they_are_written(value, slug):
    with pytest.raises(MalformedBytes) as refusal:
        jsontext.fields(value, ("a", "b", "c"), ("c",))

    assert refusal.value.slug == slug


@given(st.integers(0, 2**80))
def test_a_weight_is_a_number_or_text_by_its_size(weight):
    written = jsontext.weight_to_json(weight)

    assert isinstance(written, str) == (weight >= 2**30)
    assert jsontext.weight_from_json(written) == weight


@pytest.mark.parametrize("value", [True, -1, 2**30, "1", "01073741824", "+5", None, 1.0])
def test_a_second_spelling_of_a_weight_is_refused(value):
    with pytest.raises(MalformedBytes):
        jsontext.weight_from_json(value)


@pytest.mark.parametrize("value", [True, "1", None, 4, -1])
def test_a_truth_value_and_a_number_out_of_range_are_no_integer(value):
    with pytest.raises(MalformedBytes):
        jsontext.integer(value, 0, 3)
