"""What to do when something fails, fault by fault, in Chinese and in English.

For each fault: what to do now, who decides, what can be done again, what never, and what is
recorded. The words are for people under stress: short, in the order in which to act. What this
meeting's own numbers are stands in ``remedies``.
Source: DESIGN sections 4 to 6; PROTOCOL P4, P6, P7, P12 to P15; catalogue E8, E31, B05.

May import: stdlib, this package.
"""

from __future__ import annotations

from collections.abc import Mapping

from ballot_service.hall.domain.remedy_texts.meeting import MEETING
from ballot_service.hall.domain.remedy_texts.people import PEOPLE
from ballot_service.hall.domain.remedy_texts.shape import Remedy, Words

__all__ = ["REMEDIES", "Remedy", "Words"]

REMEDIES: Mapping[str, Remedy] = {**PEOPLE, **MEETING}
"""By code, in the order of the list."""
