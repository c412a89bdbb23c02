"""RFC 9162 trees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.merkle import inclusion_proof, leaf_hash, node_hash, root_hash, verify_inclusion

# The eight leaves that the Certificate Transparency projects test with, and their roots.
LEAVES = [
    b"",
    b"\x00",
    b"\x10",
    *(bytes.fromhex(leaf) for leaf in ("2021", "3031", "40414243", "5051525354555657")),
    bytes(range(0x60, 0x70)),
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
boards = st.lists(st.binary(max_size=40), min_size=1, max_size=65)


@pytest.mark.parametrize("size", range(9))
def test_the_roots_known_from_certificate_transparency_come_out(size):
    assert root_hash(LEAVES[:size]).hex() == ROOTS[size]


def test_the_proof_of_the_rfc_s_seven_leaf_example_has_the_shape_drawn_there():
    a, b, c, d, e, f, j = (leaf_hash(leaf) for leaf in LEAVES[:7])
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, last = node_hash(g, h), node_hash(i, j)

    assert inclusion_proof(LEAVES[:7], 0) == [b, h, last]
    assert inclusion_proof(LEAVES[:7], 3) == [c, g, last]
    assert inclusion_proof(LEAVES[:7], 4) == [f, j, k]
    assert inclusion_proof(LEAVES[:7], 6) == [i, k]


@given(boards, st.data())
def test_every_entry_of_every_board_proves_itself(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))

    proof = inclusion_proof(leaves, index)

    verify_inclusion(leaves[index], index, len(leaves), proof, root_hash(leaves))


@given(boards, st.binary(max_size=40), st.data())
def test_no_proof_serves_a_leaf_that_is_not_there(leaves, other, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    leaf = other if other != leaves[index] else other + b"!"

    with pytest.raises(VerificationFailed):
        verify_inclusion(
            leaf, index, len(leaves), inclusion_proof(leaves, index), root_hash(leaves)
        )


@given(boards, st.data())
def test_a_proof_one_hash_too_short_or_too_long_is_refused(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof, root = inclusion_proof(leaves, index), root_hash(leaves)

    with pytest.raises(VerificationFailed):
        verify_inclusion(leaves[index], index, len(leaves), [*proof, bytes(32)], root)
    if proof:
        with pytest.raises(VerificationFailed):
            verify_inclusion(leaves[index], index, len(leaves), proof[:-1], root)


def test_an_inner_node_is_not_a_leaf():
    inner = leaf_hash(LEAVES[0]) + leaf_hash(LEAVES[1])

    assert root_hash([inner]) != root_hash(LEAVES[:2])


@pytest.mark.parametrize("index", [-1, 3])
def test_a_place_outside_the_tree_is_malformed(index):
    with pytest.raises(MalformedBytes):
        inclusion_proof(LEAVES[:3], index)
    with pytest.raises(MalformedBytes):
        verify_inclusion(b"", index, 3, [], root_hash(LEAVES[:3]))


def test_hashes_of_another_length_are_malformed():
    with pytest.raises(MalformedBytes):
        verify_inclusion(b"", 0, 2, [bytes(31)], bytes(32))
    with pytest.raises(MalformedBytes):
        verify_inclusion(b"", 0, 1, [], bytes(33))
