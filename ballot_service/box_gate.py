"""How many ballots one process verifies at once, and how many may wait for it.

Verifying costs tens of milliseconds of a core. The client of a ballot that is told to come back
sends the same bytes again, so nobody loses a vote.

Doors that anybody may knock at with megabytes of JSON have a gate of their own for one at a
time: parsed, a body takes many times its size, and no signature is looked at before that.

May import: shared.plumbing.gate.
"""

from __future__ import annotations

from shared.plumbing.gate import Gate

INSIDE = 2
"""The proofs leave Python's lock for most of their time, so two threads use two cores."""
WAITING = 30
"""About a second's work for the two who are inside."""

LARGE_WAITING = 8
"""Large bodies that may wait for the one that is being read."""


def ballot_gate() -> Gate:
    """Return the gate of the slot for ballots."""
    return Gate(INSIDE, WAITING)


def one_at_a_time() -> Gate:
    """Return the gate of a door for large bodies."""
    return Gate(1, LARGE_WAITING)
