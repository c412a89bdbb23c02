"""From shares to counts: combining, cross-checking, and naming who is at fault.

One thing to know: with valid context proofs no share can be wrong; what is done here guards
against a mistake in that belief. That an entry is no possible count is laid to the trustees
by number, never shown as a failure of the server (PROTOCOL P4).

May import: shared.crypto.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain, combinations, islice
from math import comb

from shared.crypto.decryption.shares import Rows, Share
from shared.crypto.errors import VerificationFailed
from shared.crypto.group import NEUTRAL, divide, multiply, power
from shared.crypto.jsontext import encode, weight_to_json
from shared.crypto.tally import Tally, discrete_log
from shared.crypto.trustees.items import Item, Pedersen
from shared.crypto.trustees.threshold import lagrange

MAX_SUBSETS = 1000
"""More subsets than this are not tried when shares disagree; twelve trustees never have them."""


class ShareAtFault(VerificationFailed):
    """The shares do not give a possible count; ``owners`` are those it can be laid to."""

    code = "share_at_fault"

    def __init__(self, owners: Iterable[int], what: str) -> None:
        self.owners = tuple(owners)
        numbers = ", ".join(str(owner) for owner in self.owners)
        super().__init__(f"{what} Trustees: {numbers}. Ask them for their shares again.", "share")


def combined_factors(trustees: Sequence[Item], shares: Mapping[int, Share]) -> Rows:
    """Return y^r of every entry: the product of what each item's shares combine to.

    Of a board with more shares than needed the first by number are used; ``combine`` also
    compares the others.

    Args:
        trustees: items of the archive.
        shares: by owner number, from 1.

    Raises:
        VerificationFailed: an item lacks shares (slug ``missing-partial-decryption``).
    """
    parts = []
    for holders in _holders(trustees, shares):
        if len(holders.present) < holders.needed:
            raise VerificationFailed(
                "Not enough trustees have decrypted.", "missing-partial-decryption"
            )
        parts.append(holders.factors(holders.present[: holders.needed]))
    return reduce(_product, parts)


def combine(
    trustees: Sequence[Item], shares: Mapping[int, Share], tally: Tally, bound: int
) -> list[list[int]]:
    """Return the counts, each in [0, ``bound``], after comparing all shares there are.

    Raises:
        VerificationFailed: shares are missing (slug ``missing-partial-decryption``).
        ShareAtFault: shares disagree, or an entry is no possible count; names the owners.
    """
    factors = combined_factors(trustees, shares)
    odd = name_disagreeing(trustees, shares, tally, bound)
    if odd:
        raise ShareAtFault(odd, "A share does not agree with the others.")
    rows = _counts(tally, factors, bound)
    if rows is None:
        raise ShareAtFault(sorted(shares), "The shares do not give a possible count.")
    return rows


def name_disagreeing(
    trustees: Sequence[Item], shares: Mapping[int, Share], tally: Tally, bound: int
) -> tuple[int, ...]:
    """Return the owners whose shares do not agree with the others; none when all do.

    Only a board with more shares than needed can be cross-checked. Its subsets of the needed
    size are tried, neighbours first, because some row of neighbours is without any one bad
    share. A group on one polynomial that is too large for another beside it is right at once.
    Otherwise, if all subsets could be tried, the largest group of more shares than needed is;
    where there is none, the one subset that gives possible counts is. If even that is not
    clear, every owner of the board is named.
    """
    odd: list[int] = []
    everybody = _holders(trustees, shares)
    for holders in everybody:
        base = holders.present[: holders.needed]
        if holders.agreeing(base) == set(holders.present):
            continue
        others = [other for other in everybody if other is not holders]
        rest = [other.factors(other.present[: other.needed]) for other in others]
        sound = _sound(holders, rest, tally, bound)
        odd += [holders.first + i - 1 for i in holders.present if i not in sound]
    return tuple(odd)


def result_text(rows: Sequence[Sequence[int]]) -> str:
    """Return the archive's text of a result."""
    return encode({"result": [[weight_to_json(count) for count in row] for row in rows]})


@dataclass(frozen=True, slots=True)
class _Holders:
    """The owners of one item and those of their shares that are there."""

    first: int
    """Number of the item's first owner."""
    needed: int
    present: tuple[int, ...]
    """Indexes inside the item, from 1, whose shares are there."""
    shares: Mapping[int, Share]

    def factors(self, indexes: Sequence[int], at: int = 0) -> Rows:
        """Return alpha^f(at) of every entry, f being the polynomial through ``indexes``."""
        weights = [lagrange(indexes, j, at) for j in indexes]
        chosen = [self.shares[self.first + j - 1].factors for j in indexes]
        return tuple(
            tuple(
                reduce(multiply, map(power, entry, weights), NEUTRAL)
                for entry in zip(*rows, strict=True)
            )
            for rows in zip(*chosen, strict=True)
        )

    def agreeing(self, base: tuple[int, ...]) -> frozenset[int]:
        """Return the indexes whose shares lie on the polynomial through ``base``."""
        others = [j for j in self.present if j not in base]
        return frozenset(base) | {
            j for j in others if self.factors(base, at=j) == self.shares[self.first + j - 1].factors
        }


def _holders(trustees: Sequence[Item], shares: Mapping[int, Share]) -> list[_Holders]:
    """Return the holders of every item."""
    result, first = [], 1
    for item in trustees:
        size = len(item.keys)
        needed = item.threshold if isinstance(item, Pedersen) else 1
        present = tuple(i for i in range(1, size + 1) if first + i - 1 in shares)
        result.append(_Holders(first, needed, present, shares))
        first += size
    return result


def _sound(holders: _Holders, rest: Sequence[Rows], tally: Tally, bound: int) -> frozenset[int]:
    """Return the indexes whose shares are surely right; none if that cannot be told."""
    size, needed = len(holders.present), holders.needed
    groups = set()
    for subset in islice(_subsets(holders.present, needed), size + MAX_SUBSETS):
        group = holders.agreeing(subset)
        # two polynomials share at most needed - 1 points, so no other group is as large
        if 2 * len(group) > size + needed - 1:
            return group
        groups.add(group)
    if comb(size, needed) > MAX_SUBSETS:
        return frozenset()
    largest = max(len(group) for group in groups)
    if largest > needed:
        best = [group for group in groups if len(group) == largest]
    else:
        best = [
            frozenset(subset)
            for subset in combinations(holders.present, needed)
            if _counts(tally, reduce(_product, [holders.factors(subset), *rest]), bound) is not None
        ]
    return best[0] if len(best) == 1 else frozenset()


def _subsets(present: Sequence[int], size: int) -> Iterator[tuple[int, ...]]:
    """Yield the rows of ``size`` neighbours, the last beside the first, then every subset."""
    around = (*present, *present)
    rows = (tuple(around[i : i + size]) for i in range(len(present)))
    return chain(rows, combinations(present, size))


def _product(one: Rows, other: Rows) -> Rows:
    """Return the entrywise product."""
    return tuple(
        tuple(map(multiply, row, other_row)) for row, other_row in zip(one, other, strict=True)
    )


def _counts(tally: Tally, factors: Rows, bound: int) -> list[list[int]] | None:
    """Return the counts, or None if an entry is none in [0, ``bound``]."""
    try:
        return [
            [
                discrete_log(divide(ciphertext.beta, factor), bound)
                for ciphertext, factor in zip(row, row_factors, strict=True)
            ]
            for row, row_factors in zip(tally, factors, strict=True)
        ]
    except VerificationFailed:
        return None
