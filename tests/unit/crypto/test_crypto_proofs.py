"""Proofs: an honest one holds, and not one number of it can be changed."""

import pytest
from crypto_factories import FACTS, SECRET
from hypothesis import given
from hypothesis import strategies as st
from trustee_factories import counting_random

from shared.crypto.elgamal import Ciphertext, encrypt, product, raise_to
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.group import NEUTRAL, G, Point, divide, multiply, power, power_of_g
from shared.crypto.proofs import (
    Branch,
    Claim,
    Proof,
    prove_decryption,
    prove_key,
    prove_one_of,
    range_branches,
    range_claims,
    sign,
    verify_decryption,
    verify_key,
    verify_one_of,
    verify_signature,
)
from shared.crypto.scalars import Q, random_scalar

Y = power_of_g(SECRET)
TORSION = Point(bytes.fromhex(FACTS["points"]["must_reject"][3]["hex"])[::-1])
"""The point of order 2."""
nonzero = st.integers(1, Q - 1)
shifts = st.tuples(st.sampled_from(["challenge", "response"]), nonzero)


def tampered(proof, shift):
    field, by = shift
    return proof._replace(**{field: (getattr(proof, field) + by) % Q})


@given(nonzero, shifts)
def test_a_key_proof_holds_and_none_beside_it(x, shift):
    proof = prove_key(x)

    verify_key(power_of_g(x), proof)
    with pytest.raises(VerificationFailed):
        verify_key(power_of_g(x), tampered(proof, shift))
    with pytest.raises(VerificationFailed):
        verify_key(power_of_g(x + 1), proof)


@given(nonzero, shifts)
def test_a_signature_holds_for_its_hash_alone(x, shift):
    proof = sign("hash", x)

    verify_signature("hash", power_of_g(x), proof)
    with pytest.raises(VerificationFailed):
        verify_signature("hash", power_of_g(x), tampered(proof, shift))
    with pytest.raises(VerificationFailed):
        verify_signature("hasg", power_of_g(x), proof)


@given(st.integers(0, 2), st.integers(0, 3), nonzero, shifts, st.data())
def test_a_range_proof_holds_and_not_one_number_of_it_can_change(low, width, r, shift, data):
    values = range(low, low + width + 1)
    m = data.draw(st.sampled_from(values))
    index = data.draw(st.integers(0, width))
    ciphertext = encrypt(Y, m, r)
    proofs = prove_one_of("p|", Y, range_branches(r, m, values))

    claims = range_claims(ciphertext, values)
    verify_one_of("p|", Y, claims, proofs, "overall-proof")

    changed = [*proofs[:index], tampered(proofs[index], shift), *proofs[index + 1 :]]
    with pytest.raises(VerificationFailed):
        verify_one_of("p|", Y, claims, changed, "overall-proof")
    with pytest.raises(VerificationFailed):
        verify_one_of("q|", Y, claims, proofs, "overall-proof")
    other = range_claims(Ciphertext(ciphertext.alpha, multiply(ciphertext.beta, G)), values)
    with pytest.raises(VerificationFailed):
        verify_one_of("p|", Y, other, proofs, "overall-proof")


def test_nobody_can_prove_what_is_false():
    with pytest.raises(ValueError, match=r"^no branch is true$"):
        prove_one_of("p|", Y, range_branches(5, 2, (0, 1)))


def test_a_multiple_of_the_order_is_no_offset():
    claims = [Claim(*encrypt(Y, 0, 5))]

    for multiple in (-Q, 0, Q, 2 * Q):
        verify_one_of("p|", Y, claims, prove_one_of("p|", Y, [Branch(5, multiple)]), "any")


@pytest.mark.parametrize("number", [0, 1, 3])
def test_every_claim_has_its_proof(number):
    proofs = prove_one_of("p|", Y, range_branches(5, 1, (0, 1)))

    with pytest.raises(ValueError, match="zip"):
        verify_one_of(
            "p|", Y, range_claims(encrypt(Y, 1, 5), (0, 1)), (proofs * 2)[:number], "overall-proof"
        )


@pytest.mark.parametrize(
    "prove",
    [
        lambda random: prove_key(5, random),
        lambda random: sign("hash", 5, random),
        lambda random: prove_one_of("p|", Y, range_branches(5, 1, (0, 1, 2)), random),
        lambda random: prove_decryption("phi", SECRET, Y, G, random),
    ],
)
def test_all_randomness_of_a_proof_comes_from_the_caller(prove):
    assert prove(counting_random()) == prove(counting_random())


def test_a_choice_between_two_ciphertexts_is_proved():
    r, s = random_scalar(), random_scalar()
    one, two = encrypt(Y, 1, r), encrypt(Y, 0, s)

    proofs = prove_one_of("p|", Y, [Branch(r, 1), Branch(s, 0)])

    verify_one_of("p|", Y, [Claim(*one), Claim(*two)], proofs, "blank-proof")
    with pytest.raises(VerificationFailed):
        verify_one_of("p|", Y, [Claim(*two), Claim(*one)], proofs, "blank-proof")


def test_proofs_about_neutral_elements_hold_without_an_exception():
    # r = 0: alpha is neutral, and beta/g is neutral too when m = 1.
    for m in (0, 1):
        ciphertext = encrypt(Y, m, 0)
        proofs = prove_one_of("p|", Y, range_branches(0, m, (0, 1)))

        verify_one_of("p|", Y, range_claims(ciphertext, (0, 1)), proofs, "individual-proof")


@pytest.mark.parametrize("half", ["alpha", "beta"])
@pytest.mark.parametrize("challenge", [0, 1, 2, Q - 1])
def test_a_point_outside_the_group_fails_membership_whatever_the_challenge(half, challenge):
    """With challenge 0 nothing multiplies the point, so it must be tested all the same."""
    ciphertext = encrypt(Y, 0, 7)
    bad = ciphertext._replace(**{half: multiply(getattr(ciphertext, half), TORSION)})
    proofs = [Proof(challenge, 5), Proof(challenge, 6)]

    with pytest.raises(VerificationFailed) as refusal:
        verify_one_of("p|", Y, range_claims(bad, (0, 1)), proofs, "individual-proof")

    assert refusal.value.slug == "membership"


def test_numbers_nought_in_a_proof_are_only_a_false_proof():
    claims = range_claims(encrypt(Y, 1, 7), (0, 1))

    for proofs in ([Proof(0, 0)] * 2, [Proof(0, 1), Proof(1, 0)]):
        with pytest.raises(VerificationFailed) as refusal:
            verify_one_of("p|", Y, claims, proofs, "individual-proof")
        assert refusal.value.slug == "individual-proof"


@given(nonzero, shifts)
def test_a_decryption_proof_holds_and_none_beside_it(r, shift):
    alpha = power_of_g(r)
    factor = power(alpha, SECRET)
    proof = prove_decryption("phi", SECRET, Y, alpha)

    verify_decryption("phi", Y, alpha, factor, proof)
    for arguments in (
        ("phi", Y, alpha, factor, tampered(proof, shift)),
        ("phj", Y, alpha, factor, proof),
        ("phi", Y, alpha, divide(factor, G), proof),
        ("phi", Y, multiply(alpha, G), factor, proof),
        ("phi", multiply(Y, G), alpha, factor, proof),
    ):
        with pytest.raises(VerificationFailed):
            verify_decryption(*arguments)


def test_the_empty_tally_is_decrypted_with_proof():
    proof = prove_decryption("phi", SECRET, Y, NEUTRAL)

    verify_decryption("phi", Y, NEUTRAL, NEUTRAL, proof)


@pytest.mark.parametrize(
    "value",
    [
        {"response": "1", "challenge": "1"},
        {"challenge": "1"},
        {"challenge": "1", "response": "1", "more": "1"},
        {"challenge": 1, "response": "1"},
        {"challenge": str(Q), "response": "1"},
        ["1", "1"],
    ],
)
def test_a_proof_has_one_form(value):
    with pytest.raises(MalformedBytes):
        Proof.from_json(value)


@given(st.lists(st.tuples(st.integers(0, 1), nonzero), max_size=4), st.integers(0, 3))
def test_products_encrypt_sums_and_powers_encrypt_multiples(votes, weight):
    total = product(raise_to(encrypt(Y, m, r), weight) for m, r in votes)

    decrypted = divide(total.beta, power(total.alpha, SECRET))
    assert decrypted == power_of_g(weight * sum(m for m, _ in votes))


@pytest.mark.parametrize("value", [{"alpha": "00"}, {"beta": "x", "alpha": "y"}, [], None])
def test_a_ciphertext_has_one_form(value):
    with pytest.raises(MalformedBytes):
        Ciphertext.from_json(value)
