"""Charts as SVG inside a page: bars that are read by their labels, and by hatching, not by colour.

Attributes only, so that the strictest content policy lets them through; sizes in em and widths in
percent, so that letters stay as large as the page's at every width. A chart is never alone: the
page shows the same numbers in a table.

May import: stdlib, markupsafe, shared.rules.measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256

from markupsafe import Markup

from shared.rules.measures import percent_text

ROW = 3.2
"""Height of one bar with its line of text above it, in em."""
MARK = 1.5
"""Height of the line of text below a bar that names a mark on it, in em."""
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


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across a bar: where a clause begins to bite, where a quota ends."""

    at: Fraction
    """The share of a full bar."""
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is called, what is said of it, how much of a full one it is."""

    title: str
    told: str
    """The number in words, such as "63 / 300 · 21.00%"."""
    share: Fraction
    marks: Sequence[Mark] = ()
    hatch: int | None = None
    """Which hatching fills it; None: the next one, so that no two neighbours are alike."""


def bars(rows: Sequence[tuple[str, int]], *, total: int, label: str) -> Markup:
    """Return horizontal bars, each with its label and number in words.

    Args:
        rows: what is counted, and how often; at most ``total``.
        total: what a full bar stands for.
        label: what the chart shows, for those who do not see it.

    Raises:
        ValueError: a count is negative or more than ``total``.
    """
    drawn = [Bar(title, *_of_total(count, total)) for title, count in rows]
    return share_bars(drawn, label=label)


def share_bars(rows: Sequence[Bar], *, label: str) -> Markup:
    """Return horizontal bars with the lines that clauses draw across them.

    Args:
        rows: the bars from the top.
        label: what the chart shows, for those who do not see it.

    Raises:
        ValueError: a share or a mark is negative or more than one.
    """
    shares = [row.share for row in rows] + [mark.at for row in rows for mark in row.marks]
    if any(not 0 <= share <= 1 for share in shares):
        raise ValueError("a bar is between nothing and the total")
    name = "bar-" + sha256(repr((label, rows)).encode()).hexdigest()[:12]
    hatches = [
        (place if row.hatch is None else row.hatch) % len(HATCHES) for place, row in enumerate(rows)
    ]
    tops = [
        sum(ROW + MARK * len(above.marks) for above in rows[:place])
        for place in range(len(rows) + 1)
    ]
    drawn = [
        _bar(f"{name}-{hatch}", top, row)
        for hatch, top, row in zip(hatches, tops, rows, strict=False)
    ]
    return Markup(
        '<svg class="chart" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}" '
        'width="100%" height="{}em"><defs>{}</defs>{}</svg>'
    ).format(
        label,
        f"{tops[-1]:.1f}",
        Markup().join(_hatch(name, number) for number in sorted(set(hatches))),
        Markup().join(drawn),
    )


def years(
    points: Sequence[tuple[int, Fraction | None, str]], *, label: str, mark: Mark | None = None
) -> Markup:
    """Return one share through the years, the oldest at the top.

    Args:
        points: year, share, and the number in words; None where a year has no figure.
        label: what the chart shows, for those who do not see it.
        mark: a line that holds in every year.
    """
    marks = () if mark is None else (mark,)
    rows = [
        Bar(str(year), told, share or Fraction(0), () if share is None else marks, hatch=1)
        for year, share, told in sorted(points, key=lambda point: point[0])
    ]
    return share_bars(rows, label=label)


def distribution(
    bins: Sequence[tuple[str, int]], *, label: str, own: int | None = None, own_text: str = ""
) -> Markup:
    """Return how a group is spread: one bar a bin, a full one being the largest of them.

    Args:
        bins: what each stands for, and how many people are in it.
        label: what the chart shows, for those who do not see it.
        own: the place of the bin in which one person stands, filled and told apart.
        own_text: what is said beside that bin.
    """
    most = max((count for _, count in bins), default=0)
    rows = [
        Bar(
            title if place != own else f"{title} ◀ {own_text}",
            str(count),
            Fraction(count, most) if most else Fraction(0),
            hatch=0 if place == own else 1,
        )
        for place, (title, count) in enumerate(bins)
    ]
    return share_bars(rows, label=label)


def _of_total(count: int, total: int) -> tuple[str, Fraction]:
    """Return a count and its share in words, and the share."""
    share = Fraction(count, total) if total else Fraction(0)
    if not total and count:
        raise ValueError("a bar is between nothing and the total")
    return f"{count} / {total} · {percent_text(share)}", share


def _bar(hatch: str, top: float, row: Bar) -> Markup:
    """Return the bar at ``top``; the name comes last, a phone may cut it off."""
    return Markup(
        '<text x="0" y="{}em" fill="currentColor">{} · {}</text>'
        '<rect x="1" y="{}em" width="99%" height="1.2em" fill="none" stroke="currentColor" '
        'stroke-opacity="0.35"/>'
        '<rect x="1" y="{}em" width="{}%" height="1.2em" fill="url(#{})" stroke="currentColor"/>{}'
    ).format(
        f"{top + 1.2:.1f}",
        row.told,
        row.title if len(row.title) <= LONGEST else f"{row.title[:LONGEST]}…",
        f"{top + 1.6:.1f}",
        f"{top + 1.6:.1f}",
        f"{99 * row.share.numerator / row.share.denominator:.2f}",
        hatch,
        Markup().join(_mark(top, place, mark) for place, mark in enumerate(row.marks)),
    )


def _mark(top: float, place: int, mark: Mark) -> Markup:
    """Return a line across a bar and, below, its name on the side where there is room."""
    at = f"{99 * mark.at.numerator / mark.at.denominator:.2f}%"
    below = top + ROW + MARK * place
    right = 2 * mark.at <= 1
    return Markup(
        '<line x1="{}" x2="{}" y1="{}em" y2="{}em" stroke="currentColor" stroke-width="4"/>'
        '<text x="{}" y="{}em" dx="{}em" text-anchor="{}" fill="currentColor">{}</text>'
    ).format(
        at,
        at,
        f"{top + 1.5:.1f}",
        f"{below + 1.2:.1f}",
        at,
        f"{below + 1.0:.1f}",
        "0.4" if right else "-0.4",
        "start" if right else "end",
        mark.text,
    )


def _hatch(name: str, number: int) -> Markup:
    """Return one hatching under a name that no other chart of the page has."""
    drawn = Markup(HATCHES[number])  # noqa: S704  a constant of ours
    return Markup(
        '<pattern id="{}-{}" width="8" height="8" patternUnits="userSpaceOnUse">{}</pattern>'
    ).format(name, number, drawn)
