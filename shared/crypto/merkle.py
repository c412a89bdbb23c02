"""Merkle trees of RFC 9162 section 2.1 over SHA-256: roots and inclusion proofs.

One thing to know: leaves and inner nodes are hashed with different first bytes, so no inner
node can be passed off as a leaf. The leaves of a closed box are its trackers, sorted.

May import: shared.crypto.errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from hmac import compare_digest

from shared.crypto.errors import MalformedBytes, VerificationFailed

HASH_BYTES = 32


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of one leaf."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node from those of its children."""
    return sha256(b"\x01" + left + right).digest()


def root_hash(leaves: Sequence[bytes]) -> bytes:
    """Return the root, 32 bytes; for no leaves the SHA-256 of nothing, as the RFC says."""
    return _root([leaf_hash(leaf) for leaf in leaves])


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the sibling hashes of leaf ``index``, lowest level first.

    Raises:
        MalformedBytes: there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise MalformedBytes("The leaf's index is outside the tree.")
    hashes = [leaf_hash(leaf) for leaf in leaves]
    proof: list[bytes] = []
    while len(hashes) > 1:
        half = _split(len(hashes))
        if index < half:
            proof.append(_root(hashes[half:]))
            hashes = hashes[:half]
        else:
            proof.append(_root(hashes[:half]))
            hashes, index = hashes[half:], index - half
    proof.reverse()
    return proof


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Return if ``leaf`` is entry ``index`` of the tree of ``size`` leaves under ``root``.

    The steps and names are those of RFC 9162 section 2.1.3.2: ``fn`` is the leaf's index and
    ``sn`` that of the last leaf, at each level.

    Raises:
        MalformedBytes: ``index`` is not in the tree, or a hash has not 32 bytes.
        VerificationFailed: the proof has the wrong length or leads to another root.
    """
    if not 0 <= index < size:
        raise MalformedBytes("The leaf's index is outside the tree.")
    if any(len(item) != HASH_BYTES for item in (*proof, root)):
        raise MalformedBytes("The hashes of a proof have 32 bytes each.")
    fn, sn, r = index, size - 1, leaf_hash(leaf)
    for p in proof:
        if sn == 0:
            raise VerificationFailed("The inclusion proof is too long.")
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0 or not compare_digest(r, root):
        raise VerificationFailed("The inclusion proof does not lead to the published root.")


def _root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes, level by level (an odd one out moves up as it is)."""
    if not hashes:
        return sha256(b"").digest()
    level = list(hashes)
    while len(level) > 1:
        pairs = [node_hash(a, b) for a, b in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def _split(size: int) -> int:
    """Return the largest power of two below ``size`` (``size`` at least 2)."""
    return 1 << ((size - 1).bit_length() - 1)
