"""What the board of a ceremony refuses: each thing that can be false in a message."""

import json
from copy import deepcopy
from hashlib import sha256

import pytest
from trustee_factories import (
    a_single,
    counting_random,
    message_of,
    names_of,
    posted_until,
    take_a_step,
)

from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.group import power_of_g
from shared.crypto.jsontext import encode
from shared.crypto.proofs import Proof, prove_key
from shared.crypto.scalars import Q
from shared.crypto.trustees import board, member
from shared.crypto.trustees.pki import SignedMessage, derive_keys, send, sign
from shared.crypto.trustees.threshold import certs_statement, coefficients_text


def false(proof):
    """Return a proof object that is off by one."""
    return {**proof, "response": str((int(proof["response"]) + 1) % Q)}


def certificate_of(number, size=3, threshold=2):
    """Return the message of a certificate for such a place."""
    state = member.begin(names_of(size), threshold, number)
    return {**state["messages"]["cert"], "name": names_of(3)[0]}


@pytest.mark.parametrize(
    ("make", "slug"),
    [
        pytest.param(lambda: certificate_of(2), "cert-context", id="another place"),
        pytest.param(lambda: certificate_of(1, 4), "cert-context", id="another size"),
        pytest.param(lambda: certificate_of(1, 3, 1), "cert-context", id="another threshold"),
        pytest.param(lambda: {**certificate_of(1), "name": "x"}, "trustee-name", id="another name"),
        pytest.param(dict, "json-missing-field", id="nothing"),
        pytest.param(list, "json-type", id="no object"),
        pytest.param(lambda: {"x": "y" * 1_000_001}, "message-size", id="a megabyte"),
        pytest.param(lambda: {"x": 1.5}, "json-type", id="a float"),
    ],
)
def test_a_false_certificate_is_not_accepted(make, slug):
    with pytest.raises((MalformedBytes, VerificationFailed)) as refusal:
        board.accept(board.new_board(names_of(3), 2), 1, "cert", make())

    assert refusal.value.slug == slug


def test_a_certificate_of_an_older_release_without_context_is_not_accepted():
    keys = derive_keys(member.begin(names_of(3), 2, 1)["seed"])
    text = json.loads(member.begin(names_of(3), 2, 1)["messages"]["cert"]["cert"]["message"])
    text.pop("context")
    text["verification"] = keys.verification[::-1].hex()
    message = {"cert": sign(keys.sk, encode(text)).to_json(), "name": names_of(3)[0]}

    with pytest.raises(VerificationFailed) as refusal:
        board.accept(board.new_board(names_of(3), 2), 1, "cert", message)

    assert refusal.value.slug == "cert-context"


def test_two_trustees_cannot_have_the_same_keys():
    first = member.begin(names_of(3), 2, 1, counting_random())
    second = member.begin(names_of(3), 2, 2, counting_random())
    posted = board.accept(board.new_board(names_of(3), 2), 1, "cert", first["messages"]["cert"])

    with pytest.raises(VerificationFailed) as refusal:
        board.accept(posted, 2, "cert", second["messages"]["cert"])

    assert refusal.value.slug == "cert-duplicate-key"


def rushed(posted, state):
    """Return a valid polynomial message other than the committed one."""
    keys = derive_keys(state["seed"])
    certs = board.certificates(posted)
    points = [power_of_g(7), power_of_g(8)]
    letter = send(keys.sk, keys.encryption, "x")
    return {
        "coefexps": sign(keys.sk, coefficients_text(points)).to_json(),
        "polynomial": letter,
        "secrets": [letter] * 3,
        "signature": sign(keys.sk, certs_statement(certs, points)).signature.to_json(),
    }


def test_a_trustee_who_changes_its_polynomial_after_seeing_others_is_caught():
    posted, states = posted_until("polynomial")
    for place in (0, 1):
        states[place], posted = take_a_step(states[place], posted)

    with pytest.raises(VerificationFailed) as refusal:
        board.accept(posted, 3, "polynomial", rushed(posted, states[2]))

    assert refusal.value.slug == "commitment"


def test_that_very_message_is_accepted_where_it_was_committed_to():
    posted, states = posted_until("commitment")
    other = rushed(posted, states[2])
    committed = SignedMessage.from_json(other["coefexps"]).to_text().encode()
    for place in (0, 1):
        states[place], posted = take_a_step(states[place], posted)
    commitment = {"commitment": sha256(committed).hexdigest()}
    posted = board.accept(posted, 3, "commitment", commitment)

    assert board.accept(posted, 3, "polynomial", other)["messages"]["polynomial"][2]


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        pytest.param(
            lambda m: m.update(signature=false(m["signature"])), "certs-signature", id="cert set"
        ),
        pytest.param(lambda m: m["secrets"].pop(), "json-length", id="a letter missing"),
        pytest.param(lambda m: m["secrets"].append("x"), "json-length", id="a letter too many"),
        pytest.param(lambda m: m.update(polynomial="{}"), "json-missing-field", id="no letter"),
        pytest.param(
            lambda m: m["secrets"].__setitem__(0, m["secrets"][0].replace("AES-GCM", "AES-XYZ")),
            "letter-algorithm",
            id="another cipher",
        ),
        pytest.param(
            lambda m: m["secrets"].__setitem__(
                0, m["secrets"][0].replace('"algorithm":"AES-GCM",', "")
            ),
            "letter-algorithm",
            id="the older cipher",
        ),
        pytest.param(
            lambda m: m["coefexps"].update(signature=false(m["coefexps"]["signature"])),
            "commitment",
            id="coefficients signed otherwise",
        ),
    ],
)
def test_a_false_polynomial_is_not_accepted(change, slug):
    posted, states = posted_until("polynomial")
    message = deepcopy(message_of(states[0], posted))
    board.accept(posted, 1, "polynomial", message)

    change(message)

    with pytest.raises((MalformedBytes, VerificationFailed)) as refusal:
        board.accept(posted, 1, "polynomial", message)
    assert refusal.value.slug == slug


def stranger(message):
    """Put a stranger's key with a true proof into an output."""
    key = a_single(5).key._replace(signature=Proof(1, 1))
    message["public_key"] = key.to_json()


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        pytest.param(stranger, "verification-key", id="a stranger's key"),
        pytest.param(
            lambda m: m["public_key"].update(pok=prove_key(7).to_json()), "pok", id="false proof"
        ),
        pytest.param(
            lambda m: m["public_key"].update(signature=false(m["public_key"]["signature"])),
            "verification-key-signature",
            id="false signature",
        ),
        pytest.param(lambda m: m["public_key"].pop("signature"), "output", id="no signature"),
        pytest.param(lambda m: m["public_key"].update(zname="x"), "json-extra-field", id="more"),
        pytest.param(lambda m: m.update(private_key="x"), "json-syntax", id="no letter"),
    ],
)
def test_a_false_output_is_not_accepted(change, slug):
    posted, states = posted_until("output")
    message = deepcopy(message_of(states[0], posted))
    board.accept(posted, 1, "output", message)

    change(message)

    with pytest.raises((MalformedBytes, VerificationFailed)) as refusal:
        board.accept(posted, 1, "output", message)
    assert refusal.value.slug == slug
