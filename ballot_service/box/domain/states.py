"""How far a box is, and which step may follow. Boxes only move forward (DESIGN section 6).

May import: stdlib, shared.errors.
"""

from __future__ import annotations

from enum import StrEnum

from shared.errors import Conflict


class State(StrEnum):
    """How far a box is."""

    DRAFT = "draft"
    FROZEN = "frozen"
    OPEN = "open"
    CLOSED = "closed"
    SEALED = "sealed"
    """Closed with fewer ballots than the floor: never to be decrypted (P13)."""
    ANNULLED = "annulled"
    CANCELLED = "cancelled"


class BoxNotOpen(Conflict):
    """A ballot came before its box opened."""

    code = "box_not_open"


class BoxClosed(Conflict):
    """A ballot came after its box closed."""

    code = "box_closed"


class WrongState(Conflict):
    """The box is not where this step starts from."""

    code = "wrong_state"


MOVES: dict[str, tuple[frozenset[State], State]] = {
    "freeze": (frozenset({State.DRAFT}), State.FROZEN),
    "open": (frozenset({State.FROZEN}), State.OPEN),
    "close": (frozenset({State.OPEN}), State.CLOSED),
    "seal": (frozenset({State.CLOSED}), State.SEALED),
    "annul": (
        frozenset({State.FROZEN, State.OPEN, State.CLOSED, State.SEALED}),
        State.ANNULLED,
    ),
    "cancel": (frozenset({State.DRAFT, State.FROZEN}), State.CANCELLED),
}
"""step: (where it may start, where it leads)"""


def move(state: str, step: str) -> State:
    """Return where ``step`` leads from ``state``.

    Raises:
        WrongState: it does not start there.
    """
    starts, end = MOVES[step]
    if state not in starts:
        raise WrongState("The box is not in a state in which this can be done.")
    return end


def check_open(state: str) -> None:
    """Return if ballots are taken in ``state``.

    Raises:
        BoxNotOpen: not yet.
        BoxClosed: no more.
    """
    if state in (State.DRAFT, State.FROZEN):
        raise BoxNotOpen("This box is not open yet. Wait until the chair opens the vote.")
    if state != State.OPEN:
        raise BoxClosed("This box is closed. No more ballots are taken.")
