"""The score of a year, where a jurisdiction defines one: shares times points, exact to the end.

No source text has a score (catalogue A.6), so it never decides anything by itself; bands read
the exact value, never the rounded one.

May import: stdlib, shared.rules.
"""

from fractions import Fraction

from shared.rules.measures import decimal_text, exact
from shared.rules.merging import Merged
from shared.rules.packs import Pack


def exact_score(pack: Pack, merged: Merged) -> Fraction | None:
    """Return the exact score of merged grade votes; None without a score rule or a vote.

    The sum over the four grades of points times share. Abstentions earn nothing and stay in
    the base when the base is ``valid`` (E2).
    """
    rule = pack.parameters.score
    if rule is None or merged.undefined(rule.base):
        return None
    total = Fraction(0)
    for option, points in rule.points.model_dump().items():
        total += exact(points) * merged.measure(option, option, rule.base).value
    return total


def score(pack: Pack, merged: Merged) -> str | None:
    """Return the score as a decimal with the pack's places, half rounded up, for people."""
    value = exact_score(pack, merged)
    rule = pack.parameters.score
    return None if value is None or rule is None else decimal_text(value, rule.places)
