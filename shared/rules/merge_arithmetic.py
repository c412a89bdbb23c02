"""The arithmetic of a merge as a person would write it down: pooled and weighted, step by step.

Both figures stand in a derivation whichever of them the pack uses, because the choice decides
(catalogue E6, D10). Where nobody wrote weights there is no weighted figure: none is invented.

May import: stdlib, shared.rules.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from shared.rules.measures import percent_text
from shared.rules.merging import ContestVotes, Merged, SourceVotes
from shared.rules.parameters import Base, MergeMethod, Parameters

Shares = dict[str, dict[str, Any]]


def by_method(merged: Merged, method: MergeMethod, parameters: Parameters) -> Merged | None:
    """Return the same votes merged by ``method``; None where it has no figure, see ``why_not``."""
    if merged.method == method:
        return merged
    if why_not(merged, method, parameters) is not None:
        return None
    if method == "pooled":
        return Merged(merged.contest, "pooled", merged.parts, {})
    assert parameters.weights is not None
    weights = {source: parameters.weights.of(source) for source in merged.parts}
    return Merged(merged.contest, "weighted", merged.parts, weights)


def why_not(merged: Merged, method: MergeMethod, parameters: Parameters) -> str | None:
    """Return why the votes have no figure by ``method``: no_weights, one_ballot, or None."""
    if method == "pooled" or merged.method == "weighted":
        return None
    if parameters.weights is None:
        return "no_weights"
    return "one_ballot" if len(merged.parts) < 2 else None


def shares(merged: Merged | None) -> Shares | None:
    """Return the merged share of every grade of the valid votes, exact and for people.

    Nothing where there is no share to take (D19), None where there are no votes.
    """
    if merged is None:
        return None
    if merged.undefined("valid"):
        return {}
    answer = {}
    for option in merged.pooled.options:
        measure = merged.measure(option, option, "valid")
        answer[option] = {
            "numerator": measure.numerator,
            "denominator": measure.denominator,
            "percent": percent_text(measure.value),
        }
    return answer


def arithmetic(
    merged: Merged, parameters: Parameters, *, parts: bool = True
) -> list[dict[str, str]]:
    """Return one line for each grade and method, in the base that the pack uses.

    Args:
        merged: the year's votes.
        parameters: with the base, and the weights if there are any.
        parts: whether the single ballots may be shown; without them only the sum is.

    Returns:
        ``method``, ``option``, ``expression`` such as ``(18+45)/(42+258) = 63/300 = 21.00%``.
    """
    lines: list[dict[str, str]] = []
    methods: tuple[MergeMethod, ...] = ("pooled", "weighted") if parts else ("pooled",)
    for method in methods:
        votes = by_method(merged, method, parameters)
        if votes is not None and votes.pooled.bases[parameters.base] is not None:
            lines += _lines(votes, parameters.base, parts)
    return lines


def _lines(merged: Merged, base: Base, parts: bool) -> Iterator[dict[str, str]]:
    """Yield the lines of one method."""
    if merged.undefined(base):
        return
    for option in merged.pooled.options:
        result = merged.measure(option, option, base)
        whole = f"{result.numerator}/{result.denominator} = {percent_text(result.value)}"
        shown = f"{_sum(merged, option, base)} = {whole}" if parts else whole
        yield {"method": merged.method, "option": option, "expression": shown}


def _sum(merged: Merged, option: str, base: Base) -> str:
    """Return how the share comes together from the ballots."""
    if merged.method == "weighted":
        terms = [
            f"{merged.weights[source]}×{_part(votes, option, base)}"
            for source, votes in merged.parts.items()
        ]
        return " + ".join(terms)
    unread = merged.unread
    added = [votes for votes in merged.summands if votes is not unread or votes.bases[base]]
    above = "+".join(str(votes.options[option]) for votes in added)
    below = "+".join(str(votes.bases[base]) for votes in added)
    return f"({above})/({below})" if len(added) > 1 else f"{above}/{below}"


def _part(votes: SourceVotes, option: str, base: Base) -> str:
    """Return the share within one ballot, by its classes where they have weights."""
    if not votes.classes:
        return _share(votes, option, base)
    terms = [
        f"{votes.class_weights[letter]}×{_share(one, option, base)}"
        for letter, one in votes.classes.items()
    ]
    return f"({' + '.join(terms)})"


def _share(votes: ContestVotes, option: str, base: Base) -> str:
    """Return votes over base."""
    return f"{votes.options[option]}/{votes.bases[base]}"


def weights_json(weights: Mapping[str, Fraction]) -> dict[str, str]:
    """Return exact weights as a document writes them."""
    return {name: str(weight) for name, weight in weights.items()}
