"""Which vote on its item a round is: the first, the second …

Rounds have ids that nobody can tell apart. People call them by the title of the item; where an
item was voted on more than once, a round says which one it came after (``Repeat``, signed before
the vote), and from that follows its number.

May import: stdlib.
"""

from __future__ import annotations

from collections.abc import Mapping


def vote_numbers(earlier: Mapping[str, str]) -> dict[str, int]:
    """Return by round which vote on its item it is, from 1; rounds that stand alone are left out.

    Args:
        earlier: the round that another one came after, by the later one.
    """
    return {one: _place(one, earlier) for one in {*earlier, *earlier.values()}}


def _place(one: str, earlier: Mapping[str, str]) -> int:
    """Return how many votes there were up to this one; a circle, which nobody signs, ends."""
    seen = [one]
    while (before := earlier.get(seen[-1])) is not None and before not in seen:
        seen.append(before)
    return len(seen)
