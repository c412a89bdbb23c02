"""Whose appraisal a year is: the organisation department that its papers and pages speak for.

May import: stdlib.
"""

from __future__ import annotations

_PLACES = "县区市旗州盟省"
"""Last characters of the names of places that have a party committee."""


def organ_of(title: str) -> str:
    """Return whose seal the papers of a jurisdiction bear: its committee's 组织部, or itself."""
    return f"中共{title}委组织部" if title.endswith(tuple(_PLACES)) else title
