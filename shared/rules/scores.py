"""The score of a year, where a jurisdiction defines one: shares times points, exact to the end.

No source text has a score (catalogue A.6), so it never decides anything by itself; bands read
the exact value, never the rounded one. Where the pack makes a composite, the score of the ballot
and that of the targets (实绩) are weighed on one scale.

May import: stdlib, shared.rules.
"""

import re
from fractions import Fraction
from typing import Any

from shared.errors import InvalidInput
from shared.rules.measures import decimal_text, exact
from shared.rules.merging import Merged
from shared.rules.packs import Pack

_DECIMAL = re.compile(r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?")


class NotAScore(InvalidInput):
    """A score of the targets is no decimal, or is not between nothing and the full score."""

    code = "not_a_score"


def target_share(score: str, full: str) -> Fraction:
    """Return which part of the full score was reached: "87.50" of "100" is 7/8.

    Raises:
        NotAScore: no decimals, nothing to reach, or more than that.
    """
    if _DECIMAL.fullmatch(score) is None or _DECIMAL.fullmatch(full) is None:
        raise NotAScore("A score of the targets is a decimal number such as 87.50.")
    reached, whole = Fraction(score), Fraction(full)
    if whole == 0 or reached > whole:
        raise NotAScore("A score of the targets is at most the full score, which is not nought.")
    return Fraction(reached, whole)


def ballot_score(pack: Pack, merged: Merged | None) -> Fraction | None:
    """Return the exact score of merged grade votes; None without a score rule or a vote.

    The sum over the four grades of points times share. Abstentions earn nothing and stay in
    the base when the base is ``valid`` (E2).
    """
    rule = pack.parameters.score
    if rule is None or merged is None or merged.undefined(rule.base):
        return None
    total = Fraction(0)
    for option, points in rule.points.model_dump().items():
        total += exact(points) * merged.measure(option, option, rule.base).value
    return total


def ballot_working(pack: Pack, merged: Merged | None) -> dict[str, Any] | None:
    """Return how the score of the votes comes about, to be checked by hand; None without one.

    Returns:
        ``base``, ``points`` by grade, and ``expression``; of votes that are summed also
        ``votes`` by grade, their number, and the sum that is divided by it.
    """
    rule, ballot = pack.parameters.score, ballot_score(pack, merged)
    if rule is None or merged is None or ballot is None:
        return None
    points = rule.points.model_dump()
    counted = {option: merged.measure(option, option, rule.base) for option in points}
    shown: dict[str, Any] = {"base": rule.base, "points": points}
    if merged.method == "weighted":
        terms = [f"{one.numerator}/{one.denominator}×{points[key]}" for key, one in counted.items()]
        return {**shown, "expression": f"{' + '.join(terms)} = {ballot}"}
    votes = {option: one.numerator for option, one in counted.items()}
    total = sum((exact(points[key]) * number for key, number in votes.items()), Fraction(0))
    over = next(iter(counted.values())).denominator
    terms = [f"{number}×{points[key]}" for key, number in votes.items()]
    return {
        **shown,
        "votes": votes,
        "divided_by": over,
        "sum": str(total),
        "expression": f"({'+'.join(terms)})/{over} = {total}/{over}",
    }


def exact_score(
    pack: Pack, merged: Merged | None, targets: Fraction | None = None
) -> Fraction | None:
    """Return the exact score of a year; None while a part of it is missing.

    Args:
        pack: with its score, and its composite if it has one.
        merged: the year's merged grade votes.
        targets: which part of the full target score was reached; only a composite reads it.
    """
    ballot, composite = ballot_score(pack, merged), pack.parameters.composite
    if composite is None or ballot is None:
        return ballot
    if targets is None:
        return None
    reached = targets * exact(composite.full)
    return exact(composite.ballot) * ballot + exact(composite.targets) * reached


def score(pack: Pack, merged: Merged | None, targets: Fraction | None = None) -> str | None:
    """Return the score as a decimal with the pack's places, half rounded up, for people."""
    value, rule = exact_score(pack, merged, targets), pack.parameters.score
    return None if value is None or rule is None else decimal_text(value, rule.places)
