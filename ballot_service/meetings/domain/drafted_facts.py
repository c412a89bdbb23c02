"""What a draft itself says where a gate asks: the numbers of a list, that it is a life meeting.

What is recorded on the agenda's page stands above it. Source: catalogue P11, P12.

May import: stdlib, this room's outlines.
"""

from __future__ import annotations

from ballot_service.meetings.domain.outlines import Outline


def drafted_facts(outline: Outline) -> dict[str, bool | int]:
    """Return the facts of ``item_gates`` that the draft holds about its one sheet."""
    gates = outline.template.gates if outline.template else ()
    facts: dict[str, bool | int] = {}
    if "P11" in gates:
        facts["life_meeting"] = True
    if "P12" in gates:
        facts["candidates"] = len(outline.lines)
        if outline.posts is not None:
            facts["posts"] = outline.posts
    return facts
