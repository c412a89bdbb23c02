"""Reading trustees: good texts of every release, and each thing that may be wrong."""

import json
from copy import deepcopy

import pytest
from crypto_factories import ALL_VECTORS, needs_all_vectors
from trustee_factories import BOARDS, a_single, finished

from shared.crypto.errors import ArchiveRejected
from shared.crypto.group import NEUTRAL, power_of_g, to_hex
from shared.crypto.jsontext import encode
from shared.crypto.trustees import (
    Pedersen,
    Single,
    check_profile,
    combined_key,
    owner_keys,
    parse_trustees,
    trustees_text,
)
from shared.crypto.trustees.pki import derive_keys, sign
from shared.crypto.trustees.threshold import Context, certificate_text

NAMED = "g15-threshold-2of3-tool330"
THIRD_CERT, OTHER = '{"verification"', power_of_g(5)


def board_with(change, name=NAMED):
    """Return the text of a known board after ``change`` of its parameters."""
    value = json.loads(BOARDS[name]["trustees"])
    change(value[0][1])
    return encode(value)


def add_one(proof):
    """Make a proof false."""
    proof["response"] = str(int(proof["response"]) - 1)


def resign(board, index, message, seed=None):
    """Put a certificate of ``message`` signed with a fresh or known key at ``index``."""
    board["certs"][index] = sign(derive_keys(seed).sk, message).to_json()


@pytest.mark.parametrize("name", BOARDS)
def test_boards_of_all_releases_are_read_and_written_again(name):
    text = BOARDS[name]["trustees"]

    items = parse_trustees(text)

    assert trustees_text(items) == text
    assert to_hex(combined_key(items)) == json.loads(BOARDS[name]["election"])["public_key"]


@needs_all_vectors
@pytest.mark.parametrize(
    "path", sorted(ALL_VECTORS.glob("good/*/trustees.json")), ids=lambda path: path.parent.name
)
def test_every_collected_trustees_text_is_read_and_written_again(path):
    text = path.read_text().rstrip("\n")

    assert trustees_text(parse_trustees(text)) == text


def test_owners_are_numbered_through_all_items():
    items = parse_trustees(BOARDS["g12-single-plus-threshold"]["trustees"])

    keys = owner_keys(items)

    assert [type(item) for item in items] == [Single, Pedersen]
    assert keys[0] == items[0].key.public_key
    assert keys[1:] == [key.public_key for key in items[1].verification_keys]


def test_our_own_board_is_one_pedersen_item_with_the_superset():
    items = parse_trustees(finished()[0].trustees_text)

    board = check_profile(items)

    assert board.superset
    assert board.threshold == 2
    assert combined_key(items) == finished()[0].key


@pytest.mark.parametrize(
    ("items", "slug"),
    [
        pytest.param([a_single(5)], "profile-trustees", id="a single trustee"),
        pytest.param(
            parse_trustees(finished()[0].trustees_text) * 2, "profile-trustees", id="two boards"
        ),
        pytest.param(
            parse_trustees(BOARDS["g03-threshold-2of3"]["trustees"]), "profile-superset", id="2.5.1"
        ),
    ],
)
def test_our_profile_takes_one_board_with_the_superset_only(items, slug):
    with pytest.raises(ArchiveRejected) as refusal:
        check_profile(items)

    assert refusal.value.slug == slug


def test_an_older_release_s_board_without_contexts_and_signatures_is_read():
    board = json.loads(finished()[0].trustees_text)[0][1]
    del board["signatures"]
    for index in range(3):
        del board["verification_keys"][index]["signature"]
    text = encode([["Pedersen", board]])

    (item,) = parse_trustees(text)

    assert trustees_text([item]) == text
    assert not item.superset


def drop_context(board):
    """Sign the first certificate anew without context; then nothing else fits."""
    message = json.loads(board["certs"][0]["message"])
    resign(board, 0, encode({k: message[k] for k in ("verification", "encryption")}), SEEDS[0])


SEEDS = [owner["seed"] for owner in BOARDS[NAMED]["owners"]]


def twin(board):
    """Give the second trustee the first one's encryption key, signed properly."""
    second = derive_keys(SEEDS[1])
    context = Context(3, 2, 2)
    encryption = derive_keys(SEEDS[0]).encryption
    resign(board, 1, certificate_text(context, second.verification, encryption), SEEDS[1])


def coefficient(board, text):
    """Let the first trustee sign other coefficients."""
    message = json.loads(board["coefexps"][0]["message"])
    message["coefexps"][1] = text
    board["coefexps"][0] = sign(derive_keys(SEEDS[0]).sk, encode(message)).to_json()


def other_key(board):
    """Put a stranger's key, with a true proof, in the place of the first."""
    board["verification_keys"][0] = a_single(5).key.to_json()


@pytest.mark.parametrize(
    ("change", "check", "slug"),
    [
        pytest.param(
            lambda b: add_one(b["verification_keys"][2]["pok"]), 9, "pok", id="false possession"
        ),
        pytest.param(
            lambda b: b["verification_keys"][0].update(public_key=to_hex(NEUTRAL)),
            9,
            "neutral",
            id="neutral key",
        ),
        pytest.param(
            lambda b: b["verification_keys"][0].update(public_key="00" * 32),
            9,
            "membership",
            id="key of small order",
        ),
        pytest.param(
            lambda b: b["certs"].reverse(), 10, "cert-context", id="certificates exchanged"
        ),
        pytest.param(lambda b: b.update(threshold=1), 10, "cert-context", id="threshold lowered"),
        pytest.param(lambda b: b.update(threshold=3), 10, "threshold", id="all are needed"),
        pytest.param(lambda b: b.update(threshold=0), 6, "json-number", id="nobody is needed"),
        pytest.param(lambda b: b.update(threshold=True), 6, "json-type", id="truth as threshold"),
        pytest.param(
            lambda b: add_one(b["certs"][1]["signature"]), 10, "cert-signature", id="cert forged"
        ),
        pytest.param(drop_context, 10, "cert-context", id="only one without context"),
        pytest.param(twin, 10, "cert-duplicate-key", id="one encryption key for two"),
        pytest.param(
            lambda b: add_one(b["coefexps"][0]["signature"]),
            10,
            "coefexps-signature",
            id="coefficients forged",
        ),
        pytest.param(
            lambda b: coefficient(b, to_hex(OTHER)), 10, "certs-signature", id="other coefficients"
        ),
        pytest.param(
            lambda b: coefficient(b, to_hex(NEUTRAL)), 10, "neutral", id="neutral coefficient"
        ),
        pytest.param(
            lambda b: coefficient(b, "00" * 32), 10, "membership", id="coefficient not a member"
        ),
        pytest.param(
            lambda b: coefficient(b, "AB" * 32), 6, "point-encoding", id="coefficient in capitals"
        ),
        pytest.param(
            lambda b: add_one(b["signatures"][2]), 10, "certs-signature", id="cert set forged"
        ),
        pytest.param(lambda b: b["signatures"].pop(), 10, "trustee-lengths", id="one missing"),
        pytest.param(lambda b: b["coefexps"].pop(), 10, "trustee-lengths", id="two polynomials"),
        pytest.param(lambda b: b["verification_keys"].clear(), 10, "trustee-lengths", id="no key"),
        pytest.param(other_key, 10, "verification-key", id="a stranger's key"),
        pytest.param(
            lambda b: add_one(b["verification_keys"][1]["signature"]),
            10,
            "verification-key-signature",
            id="key signature forged",
        ),
        pytest.param(lambda b: b.update(extra=1), 6, "json-extra-field", id="unknown field"),
        pytest.param(
            lambda b: b["certs"][0].update(message="{}"), 6, "json-missing-field", id="no cert"
        ),
    ],
)
def test_each_thing_wrong_with_a_board_is_named(change, check, slug):
    with pytest.raises(ArchiveRejected) as refusal:
        parse_trustees(board_with(change))

    assert (refusal.value.check, refusal.value.slug) == (check, slug)


def test_a_length_of_coefficients_other_than_the_threshold_is_named():
    def shorten(board):
        message = json.loads(board["coefexps"][0]["message"])
        message["coefexps"].pop()
        board["coefexps"][0]["message"] = encode(message)

    with pytest.raises(ArchiveRejected) as refusal:
        parse_trustees(board_with(shorten))

    assert (refusal.value.check, refusal.value.slug) == (10, "coefexps-length")
    assert refusal.value.where == "item 1, trustee 1"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("[]", "json-length"),
        ("{}", "json-type"),
        ("", "json-syntax"),
        ('[["Single"]]', "json-length"),
        ('[["Treble",{}]]', "trustee-kind"),
        (" []", "json-canonical"),
    ],
)
def test_a_text_that_is_no_list_of_trustees_is_refused(text, slug):
    with pytest.raises(ArchiveRejected) as refusal:
        parse_trustees(text)

    assert (refusal.value.check, refusal.value.slug) == (6, slug)


def test_a_single_trustee_needs_a_true_possession_proof():
    good = a_single(5).to_json()
    parse_trustees(encode([good]))

    false = deepcopy(good)
    add_one(false[1]["pok"])

    with pytest.raises(ArchiveRejected) as refusal:
        parse_trustees(encode([good, false]))
    assert (refusal.value.check, refusal.value.where) == (9, "item 2, key 1")


def test_a_single_trustee_carries_no_signature():
    value = a_single(5).to_json()
    value[1]["signature"] = value[1]["pok"]

    with pytest.raises(ArchiveRejected) as refusal:
        parse_trustees(encode([value]))

    assert refusal.value.slug == "json-extra-field"


def test_a_name_is_kept_as_it_stands():
    value = a_single(5).to_json()
    value[1]["name"] = "𠮷 \u007f"
    text = encode([value])

    assert trustees_text(parse_trustees(text)) == text


def test_one_changed_digit_anywhere_in_a_board_is_refused():
    text = BOARDS[NAMED]["trustees"]
    places = [place for place, letter in enumerate(text) if letter.isdigit()][::17]

    for place in places:
        digit = "1" if text[place] != "1" else "2"
        with pytest.raises(ArchiveRejected):
            parse_trustees(text[:place] + digit + text[place + 1 :])
