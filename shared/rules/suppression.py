"""Which figures of small groups may be shown, so that nobody is found by subtraction (E32).

A group with fewer valid papers than the floor is not shown. Where exactly its papers could be
had by taking the shown groups from the shown total, the next smallest groups are not shown either.
A group without a paper hides nobody, and nothing is hidden for it.

May import: stdlib.
"""

from collections.abc import Mapping

TOTAL = "total"
"""The name of the sum of the groups among what may be shown."""


def shown(groups: Mapping[str, int | None], total: int | None, floor: int) -> frozenset[str]:
    """Return the names of the groups whose figures may be shown, and ``TOTAL`` if the sum may.

    Nothing but a union of at least ``floor`` papers can be computed from what is shown, by adding
    and taking away. The answer depends on names and numbers only, never on their order.

    Args:
        groups: valid papers of each group, which are apart; None of one without counts, which
            adds nothing to the sum.
        total: the sum of the groups that have counts; None where nobody wants to show a sum.
        floor: the least number of papers that may be shown.
    """
    counted = {name: size for name, size in groups.items() if size is not None}
    hidden = {name for name, size in counted.items() if size < floor}
    open_names = frozenset(counted.keys() - hidden)
    if total is None:
        return open_names
    if total < floor:
        return frozenset()
    by_size = sorted(open_names, key=lambda name: (counted[name], name))
    while by_size and 0 < sum(counted[name] for name in hidden) < floor:
        hidden.add(by_size.pop(0))
    return frozenset(counted.keys() - hidden) | {TOTAL}
