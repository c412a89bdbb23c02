"""Charts as SVG inside a page: bars that are read by their labels, and by hatching, not by colour.

Attributes only, so that the strictest content policy lets them through; sizes in em and widths in
percent, so that letters stay as large as the page's at every width. A chart is never alone: the
page shows the same numbers in a table.

May import: stdlib, markupsafe, shared.rules.measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from hashlib import sha256

from markupsafe import Markup

from shared.rules.measures import percent_text

ROW = 3.2
"""Height of one bar with its line of text above it, in em."""
LONGEST = 40
"""So many letters of a label are shown; the table below has all of them."""

HATCHES = (
    '<rect width="8" height="8" fill="currentColor"/>',
    '<path d="M0 8L8 0M-2 2L2 -2M6 10L10 6" stroke="currentColor" stroke-width="2"/>',
    '<circle cx="4" cy="4" r="2" fill="currentColor"/>',
    '<path d="M0 4H8" stroke="currentColor" stroke-width="3"/>',
    '<path d="M0 0L8 8M0 8L8 0" stroke="currentColor" stroke-width="1.5"/>',
    '<path d="M4 0V8" stroke="currentColor" stroke-width="2"/>',
    '<path d="M0 0H8V8" fill="none" stroke="currentColor" stroke-width="1"/>',
)
"""What fills the first bar, the second …, and from the start again."""


def bars(rows: Sequence[tuple[str, int]], *, total: int, label: str) -> Markup:
    """Return horizontal bars, each with its label and number in words.

    Args:
        rows: what is counted, and how often; at most ``total``.
        total: what a full bar stands for.
        label: what the chart shows, for those who do not see it.

    Raises:
        ValueError: a count is negative or more than ``total``.
    """
    if any(not 0 <= count <= total for _, count in rows):
        raise ValueError("a bar is between nothing and the total")
    name = "bar-" + sha256(repr((label, rows)).encode()).hexdigest()[:12]
    used = range(min(len(rows), len(HATCHES)))
    drawn = [_bar(name, place, row, total) for place, row in enumerate(rows)]
    return Markup(
        '<svg class="chart" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}" '
        'width="100%" height="{}em"><defs>{}</defs>{}</svg>'
    ).format(
        label,
        f"{ROW * len(rows):.1f}",
        Markup().join(_hatch(name, number) for number in used),
        Markup().join(drawn),
    )


def _bar(name: str, place: int, row: tuple[str, int], total: int) -> Markup:
    """Return the bar at ``place`` from the top; the name comes last, a phone may cut it off."""
    title, count = row
    share = percent_text(Fraction(count, total) if total else Fraction(0))
    top = ROW * place
    return Markup(
        '<text x="0" y="{}em" fill="currentColor">{} / {} · {} · {}</text>'
        '<rect x="1" y="{}em" width="99%" height="1.2em" fill="none" stroke="currentColor" '
        'stroke-opacity="0.35"/>'
        '<rect x="1" y="{}em" width="{}%" height="1.2em" fill="url(#{}-{})" stroke="currentColor"/>'
    ).format(
        f"{top + 1.2:.1f}",
        count,
        total,
        share,
        title if len(title) <= LONGEST else f"{title[:LONGEST]}…",
        f"{top + 1.6:.1f}",
        f"{top + 1.6:.1f}",
        f"{99 * count / total:.2f}" if total else "0",
        name,
        place % len(HATCHES),
    )


def _hatch(name: str, number: int) -> Markup:
    """Return one hatching under a name that no other chart of the page has."""
    drawn = Markup(HATCHES[number])  # noqa: S704  a constant of ours
    return Markup(
        '<pattern id="{}-{}" width="8" height="8" patternUnits="userSpaceOnUse">{}</pattern>'
    ).format(name, number, drawn)
