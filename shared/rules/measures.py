"""Exact comparison: a count against a line, in whole numbers only.

Nothing here or elsewhere in the rules divides and then compares: k of N is held against
p/q by comparing q*k with p*N (catalogue D1). Decimals are made at the very end, for people.

May import: stdlib, shared.errors.
"""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from shared.errors import InvalidInput

Comparator = Literal["gt", "ge", "lt", "le"]
"""超过 is ``gt``, 达…以上 is ``ge`` (catalogue E4); ``lt`` and ``le`` are their mirrors."""

Quantity = Literal["votes", "people", "days", "meetings", "share", "points", "persons", "reports"]
"""What a measure's numerator counts; ``share`` is a weighted mean, which counts nothing."""

FRACTION = r"^(0|[1-9][0-9]{0,8})(/[1-9][0-9]{0,8})?$"
"""How packs and cases write an exact number: ``1/3``, ``3``."""

_COMPARE: dict[Comparator, Callable[[int, int], bool]] = {
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}


class NotAFraction(InvalidInput):
    """A number is not written as an exact fraction."""

    code = "not_a_fraction"


def exact(text: str) -> Fraction:
    """Return the number that ``text`` writes as ``p/q`` or ``p``; decimals are refused.

    Raises:
        NotAFraction: any other spelling.
    """
    if re.fullmatch(FRACTION, text) is None:
        raise NotAFraction("Write exact numbers as a fraction such as 1/3, or a whole number.")
    return Fraction(text)


def decimal_text(value: Fraction, places: int) -> str:
    """Return ``value`` (not negative) with ``places`` decimals, half rounded up.

    The one place where the rules round. What comes out is shown, and never compared again.
    """
    scaled = value * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = str(whole).zfill(places + 1)
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def percent_text(value: Fraction) -> str:
    """Return a share as a percentage with two decimals, for people to read."""
    return f"{decimal_text(value * 100, 2)}%"


@dataclass(frozen=True, slots=True)
class Line:
    """A threshold: its comparator and its exact value."""

    comparator: Comparator
    threshold: Fraction

    def met(self, numerator: int, denominator: int) -> bool:
        """Tell whether numerator/denominator stands on the side the clause asks for."""
        compare = _COMPARE[self.comparator]
        return compare(
            self.threshold.denominator * numerator, self.threshold.numerator * denominator
        )


@dataclass(frozen=True, slots=True)
class Measure:
    """One number held against one line, or only shown when ``line`` is None."""

    name: str
    """What was counted: an option's key, ``present``, ``absent_days`` …"""
    numerator: int
    denominator: int
    base: str
    """What the denominator is: ``valid``, ``present``, ``roll`` …, or the unit of a count."""
    quantity: Quantity
    line: Line | None

    @property
    def value(self) -> Fraction:
        """The exact share or count."""
        return Fraction(self.numerator, self.denominator)

    @property
    def met(self) -> bool | None:
        """Whether the line is met; None when there is no line."""
        return None if self.line is None else self.line.met(self.numerator, self.denominator)

    @property
    def gap(self) -> Fraction | None:
        """How far above the line (below: negative), in votes, people, days or meetings."""
        if self.line is None:
            return None
        counted = self.denominator if self.quantity in ("votes", "people") else 1
        return (self.value - self.line.threshold) * counted

    @property
    def margin(self) -> str | None:
        """The gap in words; a weighted share has a side but no number of votes."""
        gap = self.gap
        if gap is None:
            return None
        if gap == 0:
            return "exactly on the line"
        side = "over the line" if gap > 0 else "below the line"
        if self.quantity == "share":
            return side
        whole, rest = divmod(abs(gap), 1)
        if rest == 0:
            return f"{whole} {side}"
        return f"more than {whole} {side}" if whole else f"less than 1 {side}"

    def to_json(self) -> dict[str, Any]:
        """Return the measure as DESIGN section 9 writes it."""
        line = self.line
        return {
            "name": self.name,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "base": self.base,
            "comparator": line.comparator if line else None,
            "threshold": str(line.threshold) if line else None,
            "met": self.met,
            "margin": self.margin,
        }
