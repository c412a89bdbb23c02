"""Codes, slips, and the frozen list."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from crypto_factories import FACTS, UUID, a_credential
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto.credentials import (
    ALPHABET,
    BadSlip,
    check_characters,
    check_uuid,
    credential_list,
    derive,
    list_digest,
    new_code,
    new_uuid,
    parse_credential_list,
    parse_slip,
    read_slip,
    slip_text,
)
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.group import NEUTRAL, to_hex
from shared.crypto.jsontext import encode

SLIPS = json.loads((Path(__file__).parents[2] / "vectors" / "slips.json").read_text())
NON_MEMBER = FACTS["points"]["must_reject"][9]["hex"]


def test_a_slip_is_read_as_it_is_printed():
    code = new_code()

    assert parse_slip(slip_text("B", code)) == ("B", code)


@given(st.integers(0, 21), st.sampled_from(ALPHABET))
def test_a_wrong_character_names_its_group_nearly_always(place, letter):
    code = "yGygx-bUZDje-AshYr-mm3QYz"
    index = place + sum(place >= bound for bound in (5, 11, 16))
    wrong = code[:index] + letter + code[index + 1 :]
    group = sum(place >= bound for bound in (5, 11, 16)) + 1
    if check_characters(wrong) == check_characters(code):
        return  # the letter itself, or one of the 58ths that a check character cannot see

    with pytest.raises(BadSlip, match=f"Group {group}"):
        parse_slip(f"A-{wrong}-{check_characters(code)}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A-yGygx-bUZDje-AshYr-mm3QYz",
        "a-yGygx-bUZDje-AshYr-mm3QYz-Ru85",
        "A-yGygx-bUZDje-AshYr-mm3QYz-Ru85\n",
        "A-yGygx-bUZDje-AshYr-mm3QY0-Ru85",
        "A-yGygxbUZDje-AshYr-mm3QYz-Ru85",
        "A-yGygx-bUZDje-AshYr-mm3QYz-Ru8",
    ],
)
def test_what_is_no_slip_is_refused(text):
    with pytest.raises(BadSlip):
        parse_slip(text)


@pytest.mark.parametrize("known", SLIPS["derived"], ids=lambda known: known["uuid"][:4])
def test_checks_and_credentials_are_the_known_ones(known):
    assert check_characters(known["code"]) == known["checks"]
    assert derive(known["uuid"], known["code"]).public_hex == known["public"]


@pytest.mark.parametrize(("typed", "letter", "code"), SLIPS["read"])
def test_what_people_type_is_read(typed, letter, code):
    assert read_slip(typed) == (letter, code)


@pytest.mark.parametrize(("typed", "group"), SLIPS["refused"])
def test_what_cannot_be_read_names_the_group_to_look_at(typed, group):
    with pytest.raises(BadSlip) as refusal:
        read_slip(typed)

    assert refusal.value.group == group
    assert (f"Group {group}" in str(refusal.value)) == (group is not None)


@given(st.text(ALPHABET, min_size=22, max_size=22), st.sampled_from("ABXZ"))
def test_every_slip_is_read_with_and_without_its_separators(drawn, letter):
    code = "-".join((drawn[:5], drawn[5:11], drawn[11:16], drawn[16:]))
    slip = slip_text(letter, code)

    assert read_slip(slip) == read_slip(slip.replace("-", "")) == parse_slip(slip)


@given(st.integers(0, 21), st.sampled_from("0OIl"))
def test_a_letter_that_no_code_has_is_never_taken_for_one_it_does_not_look_like(place, typed):
    code = new_code()
    index = place + sum(place >= bound for bound in (5, 11, 16))
    wrong = code[:index] + typed + code[index + 1 :]

    with suppress(BadSlip):
        _, read = read_slip(f"A-{wrong}-{check_characters(code)}")
        assert check_characters(read) == check_characters(code)
        assert read[index] in {"0": "oQD", "O": "oQD", "I": "1i", "l": "1L"}[typed]
        assert read[:index] + read[index + 1 :] == code[:index] + code[index + 1 :]


def test_one_code_has_another_credential_in_every_box():
    code = new_code()

    assert derive(UUID, code).public != derive(new_uuid(), code).public


def test_no_credential_is_derived_from_half_a_code():
    with pytest.raises(BadSlip):
        derive(UUID, "yGygx-bUZDje")


def test_a_credential_does_not_show_its_secret():
    credential = a_credential()

    assert str(credential.secret) not in repr(credential)


def test_codes_and_uuids_are_drawn_evenly():
    # A byte of 232 or more would favour the first letters; it is thrown away.
    draws = iter([bytes([255] * 22), bytes(range(22)), bytes([231] * 22)])

    assert new_code(lambda n: next(draws)[:n]) == "12345-6789AB-CDEFG-HJKLMN"
    assert check_uuid(new_uuid()) != new_uuid()


@pytest.mark.parametrize("text", ["", "tnCMesiZ6MVWW", "tnCMesiZ6MVWW0", UUID + "\n", 5])
def test_what_is_no_uuid_is_refused(text):
    with pytest.raises(MalformedBytes):
        check_uuid(text)


def test_a_list_is_sorted_by_libsodium_s_bytes():
    publics = [a_credential() for _ in range(9)]

    text = credential_list(credential.public_hex for credential in publics)

    by_bytes = sorted(publics, key=lambda credential: credential.public)
    assert text == encode([credential.public_hex for credential in by_bytes])
    assert len(list_digest(text)) == 43
    assert sum(parse_credential_list(text).weights.values()) == 9


def test_an_empty_list_is_a_list():
    assert parse_credential_list(credential_list([])).weights == {}


def a_list(*suffixes, order=1):
    """Return the text of a list with one fresh credential for each suffix."""
    names = [a_credential() for _ in suffixes]
    names.sort(key=lambda credential: credential.public, reverse=order < 0)
    return encode([name.public_hex + suffix for name, suffix in zip(names, suffixes, strict=True)])


def test_weights_are_read_when_all_have_one():
    read = parse_credential_list(a_list(",0", ",73", ",2000000000"))

    assert (read.weighted, sum(read.weights.values())) == (True, 2000000073)


ONE = a_credential().public_hex


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        (a_list("", ",1"), "cred-weight"),
        (a_list(",01"), "cred-weight"),
        (a_list(",-1"), "cred-weight"),
        (a_list(","), "cred-weight"),
        (a_list(",1,alice"), "cred-weight"),
        (a_list("", "", order=-1), "cred-order"),
        (encode([ONE, ONE]), "cred-duplicate"),
        (encode([to_hex(NEUTRAL)]), "cred-neutral"),
        (encode([NON_MEMBER]), "cred-not-member"),
        (encode([ONE.upper()]), "point-encoding"),
        (encode([5]), "json-type"),
        (encode({}), "json-type"),
        (f'["{ONE}" ]', "json-canonical"),
    ],
    ids=lambda value: "list" if value[:1] in "[{" else value,  # stable between processes
)
def test_a_bad_list_is_refused(text, slug):
    with pytest.raises((MalformedBytes, VerificationFailed)) as refusal:
        parse_credential_list(text)

    assert refusal.value.slug == slug


def test_no_list_of_ours_has_anybody_twice():
    with pytest.raises(VerificationFailed):
        credential_list([ONE, ONE])
