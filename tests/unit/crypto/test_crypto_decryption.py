"""Decryption shares, what they combine to, and the memory of one decryption."""

import json
from hashlib import sha256, sha512
from itertools import combinations

import pytest
from crypto_factories import ALL_VECTORS, needs_all_vectors
from hypothesis import given, settings
from hypothesis import strategies as st
from trustee_factories import BOARDS, PHI, a_single, a_tally, finished

from shared.crypto.archive import read_archive
from shared.crypto.decryption import (
    OtherTallyRefused,
    ShareAtFault,
    check_asked,
    check_context,
    check_share,
    combine,
    combined_factors,
    make_share,
    name_disagreeing,
    remember,
    result_text,
)
from shared.crypto.elections import Election
from shared.crypto.elgamal import EMPTY
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.group import NEUTRAL, multiply, power, power_of_g, to_hex
from shared.crypto.jsontext import encode
from shared.crypto.proofs import Proof
from shared.crypto.scalars import Q, hash_to_scalar
from shared.crypto.tally import parse_tally, tally_hash, tally_text
from shared.crypto.trustees import Pedersen, owner_keys, parse_trustees
from shared.crypto.trustees.member import recover_share

ROWS = [[3, 0, 5], [8, 0]]
BOUND = 8


def items_of(size=3, threshold=2):
    """Return (items, keys, secrets by owner) of our own board."""
    outcome, secrets = finished(size, threshold)
    items = parse_trustees(outcome.trustees_text)
    return items, owner_keys(items), secrets


def shares_of(owners, tally, text, size=3, threshold=2):
    """Return checked shares by owner."""
    _, keys, secrets = items_of(size, threshold)
    return {
        owner: check_share(
            make_share(PHI, text, secrets[owner], tally), PHI, text, tally, keys[owner - 1]
        )
        for owner in owners
    }


def our_tally(rows=ROWS, size=3, threshold=2):
    """Return (tally, text) under our own board's key."""
    return a_tally(finished(size, threshold)[0].key, rows)


def shifted(share, place, exponent):
    """Return a share whose factor at ``place`` is off by g^exponent, as if its proofs held."""
    i, j = place
    rows = [list(row) for row in share.factors]
    rows[i][j] = multiply(rows[i][j], power_of_g(exponent))
    return type(share)(tuple(tuple(row) for row in rows), share.context)


def refused(text, slug, *, tally, tally_text_, key, phi=PHI):
    """Assert that ``text`` is refused with ``slug``."""
    with pytest.raises((MalformedBytes, VerificationFailed)) as refusal:
        check_share(text, phi, tally_text_, tally, key)
    assert refusal.value.slug == slug


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
            recover_share(holder["seed"], holder["dkey"])
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


def test_a_share_is_written_in_the_protocol_s_order_and_hashes_the_protocol_s_text():
    tally, text = our_tally()
    _, keys, secrets = items_of()

    share = json.loads(make_share(PHI, text, secrets[1], tally))

    assert list(share) == ["decryption_factors", "decryption_proofs", "context_proofs"]
    alpha = tally[1][0].alpha
    factor = power(alpha, secrets[1])
    assert share["decryption_factors"][1][0] == to_hex(factor)
    challenge, response = (int(n) for n in share["context_proofs"][1][0].values())
    a = multiply(power_of_g(response), power(keys[0], challenge))
    b = multiply(power(alpha, response), power(factor, challenge))
    points = "|".join(to_hex(point) for point in (keys[0], alpha, factor, a, b))
    t = sha256(text.encode()).hexdigest()
    hashed = sha512(f"ostraka-decrypt-v1|{PHI}|{t}|1|0|{points}".encode()).digest()
    assert challenge == int.from_bytes(hashed, "big") % Q


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


T1, T2 = tally_hash("one"), tally_hash("two")


def test_a_key_answers_the_same_tally_again_and_another_never():
    memory = remember({}, "uuid", T1)

    assert remember(memory, "uuid", T1) == memory == {"uuid": T1}
    assert remember(memory, "other", T2) == {"uuid": T1, "other": T2}
    with pytest.raises(OtherTallyRefused):
        remember(memory, "uuid", T2)


def test_remembering_leaves_the_old_memory_as_it_was():
    memory = {}

    remember(memory, "uuid", T1)

    assert memory == {}


@pytest.mark.parametrize(
    ("memory", "asked"),
    [
        pytest.param({}, [], id="the list does not hold this tally"),
        pytest.param({}, [T2], id="another one was asked for"),
        pytest.param({}, [T1, T2], id="two were asked for"),
        pytest.param({"uuid": T2}, [T1], id="this key remembers another"),
    ],
)
def test_a_second_tally_of_a_box_is_refused_wherever_it_shows(memory, asked):
    with pytest.raises(OtherTallyRefused):
        check_asked(memory, "uuid", T1, asked)


@pytest.mark.parametrize("memory", [{}, {"uuid": T1}, {"other": T2}])
def test_one_tally_asked_for_again_is_answered(memory):
    check_asked(memory, "uuid", T1, [T1, T1])
