"""Wrong decryption shares: what version 1 lets pass, what our profile refuses, who is named.

The forgery is the known one: since the challenge of version 1 hashes neither ciphertext nor
factor, a trustee alone can publish a factor that is off by some g^s with a proof that holds.
"""

from dataclasses import replace
from functools import cache
from itertools import combinations

import pytest
from crypto_factories import a_board, a_counting, archive_of, sum_of, verified

from shared.crypto.decryption import (
    ShareAtFault,
    check_share,
    combine,
    make_share,
    name_disagreeing,
)
from shared.crypto.errors import ArchiveRejected, VerificationFailed
from shared.crypto.group import multiply, power, power_of_g, to_hex
from shared.crypto.jsontext import decode, encode
from shared.crypto.proofs import Proof
from shared.crypto.scalars import Q, hash_to_scalar, random_scalar
from shared.crypto.tally import tally_text
from shared.crypto.trustees import owner_keys, parse_trustees

BOARDS = [(3, 2), (5, 3)]
VOTERS = 4
PLACES = [(0, 0), (0, 2), (1, 1)]
RESULT = [[VOTERS, 0, 0], [VOTERS, 0, 0]]


@cache
def counting(size, threshold):
    """Return a vote of four under a board of this size."""
    board = a_board(size, threshold)
    return replace(a_counting(VOTERS, public_key=board.key), board=board)


def tally_of(case):
    """Return (tally, its text)."""
    tally = sum_of(case.election, case.ballots)
    return tally, tally_text(tally)


def honest(case, owner):
    """Return the text of a trustee's true share."""
    tally, text = tally_of(case)
    return make_share(case.election.fingerprint, text, case.board.secrets[owner - 1], tally)


def forged(case, owner, place):
    """Return a share whose factor at ``place`` is off by g^s, with a proof of version 1 that holds.

    B = alpha^w·g^b is fixed first, the challenge c follows, then s = b/c makes the equation true.
    """
    tally, _ = tally_of(case)
    i, j = place
    x, alpha = case.board.secrets[owner - 1], tally[i][j].alpha
    w, b = random_scalar(), random_scalar()
    prefix = f"decrypt|{case.election.fingerprint}|{to_hex(power_of_g(x))}|"
    c = hash_to_scalar(prefix, [power_of_g(w), multiply(power(alpha, w), power_of_g(b))])
    share = decode(honest(case, owner))
    false = multiply(power(alpha, x), power_of_g(b * pow(c, -1, Q) % Q))
    share["decryption_factors"][i][j] = to_hex(false)
    share["decryption_proofs"][i][j] = Proof(c, (w - x * c) % Q).to_json()
    return encode(share)


def checked(case, owner, text, *, context_required=True):
    """Return the share if it passes."""
    tally, spelt = tally_of(case)
    key = owner_keys(parse_trustees(case.board.trustees))[owner - 1]
    phi = case.election.fingerprint
    return check_share(text, phi, spelt, tally, key, context_required=context_required)


@cache
def shares(size, threshold, place=PLACES[0]):
    """Return (true shares, forged shares) by owner, as version 1 takes both."""
    case = counting(size, threshold)
    owners = range(1, size + 1)
    return (
        {owner: checked(case, owner, honest(case, owner)) for owner in owners},
        {
            owner: checked(case, owner, forged(case, owner, place), context_required=False)
            for owner in owners
        },
    )


def result_of(size, threshold, some):
    """Return what shares combine to."""
    case = counting(size, threshold)
    tally, _ = tally_of(case)
    return combine(parse_trustees(case.board.trustees), some, tally, VOTERS)


@pytest.mark.parametrize("place", PLACES)
def test_the_forgery_passes_version_1_and_not_our_profile(place):
    case = counting(3, 2)
    text = forged(case, 1, place)

    assert checked(case, 1, text, context_required=False) != checked(case, 1, honest(case, 1))
    with pytest.raises(VerificationFailed) as refusal:
        checked(case, 1, text)
    assert refusal.value.slug == "context-proof"


@pytest.mark.parametrize("place", PLACES)
def test_an_archive_with_the_forgery_is_refused_for_that_share_under_our_profile(place):
    case = counting(3, 2)
    parts = case.parts()
    events = replace(parts, shares=[(1, forged(case, 1, place)), parts.shares[1]]).events()
    without_result = archive_of(events[:-1])

    assert verified(without_result, "belenios-v1").warnings == ("weak-decryption-proofs",)
    with pytest.raises(ArchiveRejected) as refusal:
        verified(without_result, "ostraka")
    assert (refusal.value.check, refusal.value.slug) == (101, "context-proof")
    assert refusal.value.where == "owner 1"
    with pytest.raises(ArchiveRejected) as refusal:
        verified(archive_of(events), "belenios-v1")
    assert (refusal.value.check, refusal.value.slug) == (27, "result")


@pytest.mark.parametrize(("size", "threshold"), BOARDS)
def test_the_bad_one_of_more_shares_than_needed_is_named_whoever_else_is_there(size, threshold):
    true, false = shares(size, threshold)
    case = counting(size, threshold)
    items = parse_trustees(case.board.trustees)
    tally, _ = tally_of(case)

    for count in range(threshold + 1, size + 1):
        for owners in combinations(true, count):
            for bad in owners:
                some = {owner: (false if owner == bad else true)[owner] for owner in owners}

                assert name_disagreeing(items, some, tally, VOTERS) == (bad,)
                with pytest.raises(ShareAtFault) as refusal:
                    combine(items, some, tally, VOTERS)
                assert refusal.value.owners == (bad,)
                without = {owner: share for owner, share in some.items() if owner != bad}
                assert combine(items, without, tally, VOTERS) == RESULT


@pytest.mark.parametrize(("size", "threshold"), BOARDS)
def test_exactly_as_many_as_needed_are_right_without_the_bad_one_and_all_named_with_it(
    size, threshold
):
    true, false = shares(size, threshold)

    for bad in true:
        for owners in combinations(true, threshold):
            some = {owner: (false if owner == bad else true)[owner] for owner in owners}
            if bad not in owners:
                assert result_of(size, threshold, some) == RESULT
                continue
            with pytest.raises(ShareAtFault) as refusal:
                result_of(size, threshold, some)
            assert refusal.value.owners == owners


def test_two_bad_shares_of_five_are_both_named_while_three_are_right():
    true, false = shares(5, 3)

    for bad in combinations(true, 2):
        some = {owner: (false if owner in bad else true)[owner] for owner in true}
        with pytest.raises(ShareAtFault) as refusal:
            result_of(5, 3, some)
        assert refusal.value.owners == bad


@pytest.mark.parametrize(("size", "threshold"), BOARDS)
def test_one_share_fewer_than_needed_gives_nothing(size, threshold):
    true, _ = shares(size, threshold)

    for owners in combinations(true, threshold - 1):
        with pytest.raises(VerificationFailed) as refusal:
            result_of(size, threshold, {owner: true[owner] for owner in owners})
        assert refusal.value.slug == "missing-partial-decryption"


def test_the_same_share_twice_is_no_second_share():
    parts = counting(3, 2).parts((1, 2))
    (one, text), second = parts.shares

    for shares_, refused_by in (
        ([(one, text), (one, text)], (24, "owner")),
        ([(one, text), second, (one, text)], (24, "owner")),
        ([(one, text), (2, text)], (25, "decryption-proof")),
    ):
        with pytest.raises(ArchiveRejected) as refusal:
            verified(replace(parts, shares=shares_).bytes(), "ostraka")
        assert (refusal.value.check, refusal.value.slug) == refused_by


@pytest.mark.parametrize("other", ["fewer ballots", "another election"])
def test_a_share_for_another_tally_is_refused(other):
    case = counting(3, 2)
    parts = case.parts()
    elsewhere = (
        replace(case, ballots=case.ballots[:-1])
        if other == "fewer ballots"
        else replace(a_counting(1, name="another", public_key=case.board.key), board=case.board)
    )
    share = honest(elsewhere, 1)

    with pytest.raises(VerificationFailed) as refusal:
        checked(case, 1, share)
    assert refusal.value.slug == "decryption-proof"
    with pytest.raises(ArchiveRejected) as refusal:
        verified(replace(parts, shares=[(1, share), parts.shares[1]]).bytes(), "ostraka")
    assert (refusal.value.check, refusal.value.where) == (25, "owner 1")
