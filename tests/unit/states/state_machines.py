"""Every machine of DESIGN section 6, and those beside it."""

from __future__ import annotations

from box_tables import BOX
from consequence_tables import CONSEQUENCE
from count_tables import CERTIFICATE, COUNT, KEY
from fact_tables import FACT
from grade_tables import GRADE
from meeting_tables import BLIND, SLIPS
from other_tables import PAPER, RECORD, TESTING
from round_tables import BOXES

EVERY = (
    *(SLIPS, BLIND, BOXES, PAPER, RECORD, TESTING),
    *(BOX, KEY, COUNT, CERTIFICATE, GRADE, FACT, CONSEQUENCE),
)
"""In the order of the paths of DESIGN section 5."""
