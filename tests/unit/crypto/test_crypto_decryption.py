"""What decryption shares combine to, and whose share is named when they do not agree."""

import json
from itertools import combinations

import pytest
from crypto_factories import ALL_VECTORS, needs_all_vectors
from decryption_factories import BOUND, ROWS, items_of, our_tally, shares_of
from hypothesis import given, settings
from hypothesis import strategies as st
from trustee_factories import BOARDS, PHI, a_single, a_tally, finished, secret_of

from shared.crypto.archive import read_archive
from shared.crypto.decryption import (
    ShareAtFault,
    check_context,
    check_share,
    combine,
    combined_factors,
    combining,
    make_share,
    name_disagreeing,
    result_text,
)
from shared.crypto.elections import Election
from shared.crypto.elgamal import EMPTY
from shared.crypto.errors import VerificationFailed
from shared.crypto.group import multiply, power_of_g
from shared.crypto.tally import parse_tally, tally_text
from shared.crypto.trustees import Pedersen, owner_keys, parse_trustees


def shifted(share, place, exponent):
    """Return a share whose factor at ``place`` is off by g^exponent, as if its proofs held."""
    i, j = place
    rows = [list(row) for row in share.factors]
    rows[i][j] = multiply(rows[i][j], power_of_g(exponent))
    return type(share)(tuple(tuple(row) for row in rows), share.context)


@pytest.mark.parametrize(("size", "threshold"), [(3, 2), (5, 3)])
def test_every_sufficient_set_of_trustees_finds_the_counts(size, threshold):
    items, _, _ = items_of(size, threshold)
    tally, text = our_tally([[3, 0, 5]], size, threshold)
    shares = shares_of(range(1, size + 1), tally, text, size, threshold)

    for count in range(threshold, size + 1):
        for owners in combinations(shares, count):
            chosen = {owner: shares[owner] for owner in owners}
            assert combine(items, chosen, tally, BOUND) == [[3, 0, 5]]


@settings(max_examples=10, deadline=None)
@given(st.lists(st.lists(st.integers(0, 200), min_size=1, max_size=4), min_size=1, max_size=3))
def test_whatever_was_encrypted_is_decrypted(rows):
    items, _, _ = items_of()
    tally, text = our_tally(rows)

    counts = combine(items, shares_of((1, 3), tally, text), tally, 200)

    assert counts == rows
    assert json.loads(result_text(counts)) == {"result": rows}


@pytest.mark.parametrize("owners", [(), (1,), (3,)])
def test_fewer_shares_than_needed_give_nothing(owners):
    items, _, _ = items_of()
    tally, text = our_tally()

    with pytest.raises(VerificationFailed) as refusal:
        combine(items, shares_of(owners, tally, text), tally, BOUND)

    assert refusal.value.slug == "missing-partial-decryption"


def test_a_box_without_ballots_decrypts_to_noughts():
    items, _, _ = items_of()
    tally = [[EMPTY, EMPTY]]
    text = tally_text(tally)

    assert combine(items, shares_of((1, 2), tally, text), tally, 0) == [[0, 0]]


def test_single_trustees_are_all_needed_beside_a_board():
    board, _, secrets = items_of()
    items = [a_single(5), *board, a_single(6)]
    key = multiply(multiply(power_of_g(5), finished()[0].key), power_of_g(6))
    tally, text = a_tally(key, ROWS)
    by_owner = {1: 5, 2: secrets[1], 4: secrets[3], 5: 6}
    keys = owner_keys(items)
    shares = {
        owner: check_share(make_share(PHI, text, x, tally), PHI, text, tally, keys[owner - 1])
        for owner, x in by_owner.items()
    }

    assert combine(items, shares, tally, BOUND) == ROWS
    for owner in by_owner:
        with pytest.raises(VerificationFailed, match="Not enough"):
            combine(items, {o: s for o, s in shares.items() if o != owner}, tally, BOUND)


@pytest.mark.parametrize("name", BOARDS)
def test_shares_made_with_the_tool_are_checked_and_combined(name):
    known = BOARDS[name]
    items = parse_trustees(known["trustees"])
    election = Election.from_text(known["election"])
    tally = parse_tally(known["tally"], election)

    shares = {
        owner: check_share(
            text,
            known["phi"],
            known["tally"],
            tally,
            owner_keys(items)[owner - 1],
            context_required=False,
        )
        for owner, text in known["shares"]
    }

    assert result_text(combine(items, shares, tally, known["total_weight"])) == known["result"]
    with pytest.raises(VerificationFailed) as refusal:
        check_context(shares[1], known["phi"], known["tally"], tally, owner_keys(items)[0])
    assert refusal.value.slug == "context-proof"


@pytest.mark.parametrize("name", BOARDS)
def test_our_shares_with_the_tool_s_secrets_have_the_tool_s_factors(name):
    known = BOARDS[name]
    tally = parse_tally(known["tally"], Election.from_text(known["election"]))

    for owner, text in known["shares"]:
        holder = known["owners"][owner - 1]
        x = (
            secret_of(holder["seed"], holder["dkey"])
            if "seed" in holder
            else int(json.loads(holder["privkey"]))
        )
        ours = json.loads(make_share(known["phi"], known["tally"], x, tally))
        assert ours["decryption_factors"] == json.loads(text)["decryption_factors"]


@needs_all_vectors
@pytest.mark.parametrize("path", sorted(ALL_VECTORS.glob("good/*/*.bel")), ids=lambda p: p.stem)
def test_every_collected_result_comes_out_of_its_shares(path):
    with path.open("rb") as reader:
        archive = read_archive(reader)
    if archive.result_text is None:
        return
    items = parse_trustees(archive.trustees_text)
    election = Election.from_text(archive.election_text)
    text = archive.encrypted_tally_text
    tally = parse_tally(text, election)
    keys = owner_keys(items)
    shares = {
        owner: check_share(
            share, election.fingerprint, text, tally, keys[owner - 1], context_required=False
        )
        for owner, share in archive.partial_decryptions
    }

    if archive.total_weight < 10**6:
        counts = combine(items, shares, tally, archive.total_weight)
        assert result_text(counts) == archive.result_text


def test_agreeing_shares_name_nobody():
    items, _, _ = items_of(5, 3)
    tally, text = our_tally([[3, 0, 5]], 5, 3)

    shares = shares_of(range(1, 6), tally, text, 5, 3)

    assert name_disagreeing(items, shares, tally, BOUND) == ()


@pytest.mark.parametrize("exponent", [1, 2, 10**9])
@pytest.mark.parametrize("bad", [1, 2, 3, 4, 5])
def test_one_wrong_share_among_more_than_needed_is_named(bad, exponent):
    items, _, _ = items_of(5, 3)
    tally, text = our_tally([[3, 0, 5]], 5, 3)
    shares = shares_of(range(1, 6), tally, text, 5, 3)

    shares[bad] = shifted(shares[bad], (0, 2), exponent)

    assert name_disagreeing(items, shares, tally, BOUND) == (bad,)
    with pytest.raises(ShareAtFault) as refusal:
        combine(items, shares, tally, BOUND)
    assert refusal.value.owners == (bad,)
    assert str(bad) in str(refusal.value)


@pytest.mark.parametrize("bad", [1, 2, 3])
def test_one_wrong_share_among_three_of_two_is_named_by_the_impossible_counts(bad):
    items, _, _ = items_of()
    tally, text = our_tally()
    shares = shares_of((1, 2, 3), tally, text)

    shares[bad] = shifted(shares[bad], (0, 0), 10**9)

    assert name_disagreeing(items, shares, tally, BOUND) == (bad,)
    with pytest.raises(ShareAtFault) as refusal:
        combine(items, shares, tally, BOUND)
    assert refusal.value.slug == "share"
    assert str(refusal.value) == (
        f"A share does not agree with the others. Trustees: {bad}. Ask them for their shares again."
    )


def test_four_shares_that_agree_name_three_that_do_not():
    items, _, _ = items_of(7, 2)
    tally, text = our_tally([[3, 0, 5]], 7, 2)
    shares = shares_of(range(1, 8), tally, text, 7, 2)

    for bad in (2, 5, 6):
        shares[bad] = shifted(shares[bad], (0, 0), bad * bad)

    # no majority that two lines could not share, so the largest group decides
    assert name_disagreeing(items, shares, tally, BOUND) == (2, 5, 6)


def test_only_so_many_sets_of_shares_are_tried(monkeypatch):
    items, _, _ = items_of(5, 3)
    tally, text = our_tally([[3, 0, 5]], 5, 3)
    shares = shares_of(range(1, 6), tally, text, 5, 3)

    shares[1] = shifted(shares[1], (0, 0), 10**9)
    shares[3] = shifted(shares[3], (0, 0), 10**10)

    assert name_disagreeing(items, shares, tally, BOUND) == (1, 3)
    monkeypatch.setattr(combining, "MAX_SUBSETS", 1)
    assert name_disagreeing(items, shares, tally, BOUND) == (1, 2, 3, 4, 5)


@pytest.mark.parametrize("bad", [(1,), (8,), (14,), (1, 2), (1, 14), (7, 14), (1, 8)])
def test_wrong_shares_are_named_where_not_all_sets_can_be_tried(bad, monkeypatch):
    monkeypatch.setattr(combining, "MAX_SUBSETS", 20)
    items, _, _ = items_of(14, 7)
    tally, text = our_tally([[3]], 14, 7)
    shares = shares_of(range(1, 15), tally, text, 14, 7)

    for owner in bad:
        shares[owner] = shifted(shares[owner], (0, 0), owner)

    named = name_disagreeing(items, shares, tally, BOUND)

    # seven neighbours always have one of 1 and 8, and so do the first twenty other sets
    assert named == (tuple(range(1, 15)) if bad == (1, 8) else bad)


def test_wrong_shares_of_several_boards_are_all_named():
    board, _, _ = items_of(5, 3)
    items, key = [*board, *board], finished(5, 3)[0].key
    tally, text = a_tally(multiply(key, key), [[3, 0, 5]])
    one = shares_of(range(1, 6), tally, text, 5, 3)
    shares = {**one, **{owner + 5: share for owner, share in one.items()}}

    shares[2] = shifted(shares[2], (0, 1), 1)
    shares[9] = shifted(shares[9], (0, 1), 1)

    assert name_disagreeing(items, shares, tally, BOUND) == (2, 9)


def test_when_it_cannot_be_told_who_is_wrong_all_are_named():
    items, _, _ = items_of()
    tally, text = our_tally()
    shares = shares_of((1, 2, 3), tally, text)

    shares[1] = shifted(shares[1], (0, 0), 10**9)
    shares[2] = shifted(shares[2], (0, 0), 10**10)

    assert name_disagreeing(items, shares, tally, BOUND) == (1, 2, 3)


def test_wrong_shares_of_exactly_the_needed_number_are_laid_to_those_trustees():
    items, _, _ = items_of()
    tally, text = our_tally()
    shares = shares_of((1, 3), tally, text)

    shares[3] = shifted(shares[3], (1, 1), 10**9)

    with pytest.raises(ShareAtFault) as refusal:
        combine(items, shares, tally, BOUND)
    assert refusal.value.owners == (1, 3)
    assert str(refusal.value) == (
        "The shares do not give a possible count. Trustees: 1, 3. Ask them for their shares again."
    )


def narrowed(share):
    """Return a share with the last factor of each question left out."""
    return type(share)(tuple(row[:-1] for row in share.factors), share.context)


def shortened(share):
    """Return a share with the last question left out."""
    return type(share)(share.factors[:-1], share.context)


@pytest.mark.parametrize("cut", [narrowed, shortened])
@pytest.mark.parametrize("owners", [(1, 3), (3,)])
def test_shares_of_another_shape_are_not_combined_in_part(cut, owners):
    items, _, _ = items_of()
    tally, text = our_tally()
    shares = shares_of((1, 3), tally, text)

    for owner in owners:
        shares[owner] = cut(shares[owner])

    with pytest.raises(ValueError, match="zip"):
        combine(items, shares, tally, BOUND)


@pytest.mark.parametrize("cut", [narrowed, shortened])
def test_shares_of_different_shapes_have_no_common_factors(cut):
    items, _, _ = items_of()
    tally, text = our_tally()
    shares = shares_of((1, 3), tally, text)

    with pytest.raises(ValueError, match="zip"):
        combined_factors(items, {1: shares[1], 3: cut(shares[3])})


def two_singles():
    """Return (items, shares, tally) of two single trustees."""
    items = [a_single(5), a_single(6)]
    tally, text = a_tally(multiply(power_of_g(5), power_of_g(6)), ROWS)
    shares = {
        owner: check_share(make_share(PHI, text, x, tally), PHI, text, tally, power_of_g(x))
        for owner, x in ((1, 5), (2, 6))
    }
    return items, shares, tally


@pytest.mark.parametrize("cut", [narrowed, shortened])
def test_shares_of_several_items_have_one_shape(cut):
    items, shares, tally = two_singles()
    assert combine(items, shares, tally, BOUND) == ROWS

    shares[2] = cut(shares[2])

    with pytest.raises(ValueError, match="zip"):
        combine(items, shares, tally, BOUND)


def test_factors_for_fewer_questions_are_not_multiplied():
    items, shares, _ = two_singles()

    shares[2] = shortened(shares[2])

    with pytest.raises(ValueError, match="zip"):
        combined_factors(items, shares)


def test_an_owner_is_named_by_its_number_through_all_items():
    board, _, secrets = items_of()
    items = [a_single(5), *board]
    key = multiply(power_of_g(5), finished()[0].key)
    tally, text = a_tally(key, ROWS)
    keys = owner_keys(items)
    by_owner = {1: 5, **{owner + 1: x for owner, x in secrets.items()}}
    shares = {
        owner: check_share(make_share(PHI, text, x, tally), PHI, text, tally, keys[owner - 1])
        for owner, x in by_owner.items()
    }

    shares[3] = shifted(shares[3], (0, 1), 10**9)

    assert name_disagreeing(items, shares, tally, BOUND) == (3,)


def test_a_count_above_the_bound_is_laid_to_the_trustees():
    items, _, _ = items_of()
    tally, text = our_tally()

    with pytest.raises(ShareAtFault):
        combine(items, shares_of((1, 2), tally, text), tally, 7)


def test_factors_of_the_first_sufficient_shares_are_used():
    items, _, _ = items_of()
    assert isinstance(items[0], Pedersen)
    tally, text = our_tally()
    shares = shares_of((1, 2, 3), tally, text)

    first = combined_factors(items, shares)

    assert first == combined_factors(items, {1: shares[1], 2: shares[2]})


def test_a_result_above_two_to_the_thirty_is_written_as_text():
    assert result_text([[1, 2**30 - 1, 2**30]]) == '{"result":[[1,1073741823,"1073741824"]]}'
