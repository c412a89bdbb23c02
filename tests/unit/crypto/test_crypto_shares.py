"""One trustee's decryption share: how it is written, and everything it is refused for."""

import json
from dataclasses import replace
from hashlib import sha256, sha512

import pytest
from decryption_factories import items_of, our_tally
from trustee_factories import PHI, counting_random

from shared.crypto.decryption import check_context, check_share, make_share
from shared.crypto.elgamal import EMPTY
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.group import NEUTRAL, multiply, power, power_of_g, to_hex
from shared.crypto.jsontext import encode
from shared.crypto.proofs import Proof
from shared.crypto.scalars import Q, hash_to_scalar
from shared.crypto.tally import tally_text


def refused(text, slug, *, tally, tally_text_, key, phi=PHI):
    """Assert that ``text`` is refused with ``slug``."""
    with pytest.raises((MalformedBytes, VerificationFailed)) as refusal:
        check_share(text, phi, tally_text_, tally, key)
    assert refusal.value.slug == slug


def test_a_share_is_written_in_the_protocol_s_order_and_hashes_the_protocol_s_text():
    tally, text = our_tally()
    _, keys, secrets = items_of()

    share = json.loads(make_share(PHI, text, secrets[1], tally))

    assert list(share) == ["decryption_factors", "decryption_proofs", "context_proofs"]
    alpha, beta = tally[1][0]
    factor = power(alpha, secrets[1])
    assert share["decryption_factors"][1][0] == to_hex(factor)
    challenge, response = (int(n) for n in share["context_proofs"][1][0].values())
    a = multiply(power_of_g(response), power(keys[0], challenge))
    b = multiply(power(alpha, response), power(factor, challenge))
    points = "|".join(to_hex(point) for point in (keys[0], alpha, beta, factor, a, b))
    t = sha256(text.encode()).hexdigest()
    hashed = sha512(f"ostraka-decrypt-v1|{PHI}|{t}|1|0|{points}".encode()).digest()
    assert challenge == int.from_bytes(hashed, "big") % Q


def test_all_randomness_of_a_share_comes_from_the_caller():
    tally, text = our_tally()

    assert make_share(PHI, text, 5, tally, counting_random()) == make_share(
        PHI, text, 5, tally, counting_random()
    )


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        pytest.param(
            lambda s: s["decryption_factors"][0].__setitem__(0, to_hex(power_of_g(9))),
            "decryption-proof",
            id="another factor",
        ),
        pytest.param(
            lambda s: s["decryption_factors"][0].reverse(), "decryption-proof", id="exchanged"
        ),
        pytest.param(
            lambda s: s["decryption_factors"][0].__setitem__(0, "00" * 32),
            "membership",
            id="factor of small order",
        ),
        pytest.param(
            lambda s: s["decryption_factors"][0].__setitem__(0, "80" + "00" * 30 + "01"),
            "membership",
            id="the neutral element spelt otherwise",
        ),
        pytest.param(
            lambda s: s["decryption_factors"][0].__setitem__(0, to_hex(NEUTRAL)),
            "decryption-proof",
            id="neutral factor",
        ),
        pytest.param(
            lambda s: s["decryption_proofs"][1][0].update(challenge="5"),
            "decryption-proof",
            id="false proof",
        ),
        pytest.param(
            lambda s: s["context_proofs"][1][0].update(challenge="5"),
            "context-proof",
            id="false context proof",
        ),
        pytest.param(
            lambda s: s["context_proofs"][0].reverse(), "context-proof", id="context exchanged"
        ),
        pytest.param(lambda s: s.pop("context_proofs"), "context-proof", id="context missing"),
        pytest.param(lambda s: s["context_proofs"].pop(), "json-length", id="context misshapen"),
        pytest.param(lambda s: s["decryption_factors"][0].pop(), "json-length", id="one missing"),
        pytest.param(lambda s: s["decryption_proofs"].append([]), "json-length", id="a row more"),
        pytest.param(lambda s: s.update(more=1), "json-extra-field", id="unknown field"),
        pytest.param(
            lambda s: s["context_proofs"][0][0].update(challenge="05"),
            "scalar-encoding",
            id="leading nought",
        ),
        pytest.param(
            lambda s: s["context_proofs"][0][0].update(response=str(Q)), "scalar-range", id="q"
        ),
    ],
)
def test_each_thing_wrong_with_a_share_is_named(change, slug):
    tally, text = our_tally()
    _, keys, secrets = items_of()
    share = json.loads(make_share(PHI, text, secrets[1], tally))

    change(share)

    refused(encode(share), slug, tally=tally, tally_text_=text, key=keys[0])


def test_a_refusal_says_which_answer():
    tally, text = our_tally()
    _, keys, secrets = items_of()
    share = json.loads(make_share(PHI, text, secrets[1], tally))
    share["context_proofs"][1][0]["response"] = "5"

    with pytest.raises(VerificationFailed, match="question 2, answer 1"):
        check_share(encode(share), PHI, text, tally, keys[0])


def test_a_share_fits_one_trustee_one_election_and_one_tally():
    tally, text = our_tally()
    exchanged = [tally[0][::-1], tally[1]]
    _, keys, secrets = items_of()
    share = make_share(PHI, text, secrets[1], tally)
    check_share(share, PHI, text, tally, keys[0])

    refused(share, "decryption-proof", tally=tally, tally_text_=text, key=keys[1])
    refused(share, "decryption-proof", tally=tally, tally_text_=text, key=keys[0], phi="A" * 43)
    refused(share, "decryption-proof", tally=exchanged, tally_text_=text, key=keys[0])


def test_a_share_for_the_same_ciphertexts_under_another_tally_text_is_refused():
    tally, text = our_tally()
    _, keys, secrets = items_of()
    share = make_share(PHI, text, secrets[1], tally)

    refused(share, "context-proof", tally=tally, tally_text_=text + " ", key=keys[0])
    check_share(share, PHI, text + " ", tally, keys[0], context_required=False)


@pytest.mark.parametrize("field", ["factors", "context"])
@pytest.mark.parametrize("cut", [lambda rows: rows[:-1], lambda rows: (rows[0][:-1], *rows[1:])])
def test_a_share_with_a_part_left_out_is_not_checked_in_part(field, cut):
    tally, text = our_tally()
    _, keys, secrets = items_of()
    share = check_share(make_share(PHI, text, secrets[1], tally), PHI, text, tally, keys[0])

    part = replace(share, **{field: cut(getattr(share, field))})

    with pytest.raises(ValueError, match="zip"):
        check_context(part, PHI, text, tally, keys[0])


def test_the_forgery_that_version_1_cannot_see_is_seen():
    _, keys, secrets = items_of()
    x, shift, w, b = secrets[1], 2, 1234567, 7654321
    others = 987654321
    alpha_others = power_of_g(others)
    commitments = [power_of_g(w), multiply(power(alpha_others, w), power_of_g(b))]
    c = hash_to_scalar(f"decrypt|{PHI}|{to_hex(keys[0])}|", commitments)
    last = (b - shift * c) * pow(w, -1, Q) % Q
    alpha = multiply(alpha_others, power_of_g(last))
    tally = [[EMPTY._replace(alpha=alpha, beta=power_of_g(3))]]
    text = tally_text(tally)
    false_factor = multiply(power(alpha, x), power_of_g(shift))
    forged = {
        "decryption_factors": [[to_hex(false_factor)]],
        "decryption_proofs": [[Proof(c, (w - x * c) % Q).to_json()]],
    }
    check_share(encode(forged), PHI, text, tally, keys[0], context_required=False)

    honest = json.loads(make_share(PHI, text, x, tally))["context_proofs"]

    refused(encode(forged), "context-proof", tally=tally, tally_text_=text, key=keys[0])
    refused(
        encode({**forged, "context_proofs": honest}),
        "context-proof",
        tally=tally,
        tally_text_=text,
        key=keys[0],
    )
