"""Every rule that computes, at the edges of its line: the cases of the coverage table.

A rule has six cells: below, on and above its line, its gate closed, something still missing, and
nothing to compute from. A cell holds a case with what must come out, or says why there is none.
May import the case makers only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Case = dict[str, Any]

CELLS = ("below", "on", "above", "gate closed", "pending", "undefined")

NO_LINE = "a yes or a no is asked: there is no number to be exactly on"
HELD = "a vote is either held or still awaited (see pending): it cannot fall short of being held"
ADDED_UP = "the ballots are added up and held against no line; the clauses that read them do that"
CHOSEN = "people choose from the list: the votes are put in their order and held against no line"
EITHER_WAY = "a finding is yes or no and each proposes something of its own: nothing lies between"
NO_LESS = "the line is none at all: there is nothing below none"
NO_GATE = "the clause has no condition that would let out anybody whom it names"
NO_ITEM_GATE = (
    "what sort of item it is belongs to the question itself; no condition stands before it"
)
OF_HEADS = "points arise for heads alone and stay with the person after a transfer (E16)"
DAYS = "days of the calendar are read: there are no votes to divide"
ANSWERS = "an answer that people recorded is read: there are no votes to divide"
COUNTED = "a number is compared and nothing is divided: none stands under below, on or above"


@dataclass(frozen=True)
class Edge:
    """One case and what must come of one rule in it."""

    case: Case
    state: str
    cause: str | None = None
    proposed: str | None = None
    """The code of its only consequence, where the state alone says too little."""


@dataclass(frozen=True)
class Edges:
    """The six cells of one rule, in the order of ``CELLS``."""

    pack: str
    below: Edge | str
    on: Edge | str
    above: Edge | str
    gate_closed: Edge | str
    pending: Edge | str
    undefined: Edge | str

    def cells(self) -> dict[str, Edge | str]:
        """Return the cells by name."""
        found = (self.below, self.on, self.above, self.gate_closed, self.pending, self.undefined)
        return dict(zip(CELLS, found, strict=True))


def yes(case: Case, cause: str | None = None, proposed: str | None = None) -> Edge:
    """Return a cell that is triggered."""
    return Edge(case, "triggered", cause, proposed)


def no(case: Case, cause: str | None = None) -> Edge:
    """Return a cell that is not triggered."""
    return Edge(case, "not_triggered", cause)


def wait(case: Case) -> Edge:
    """Return a cell that waits."""
    return Edge(case, "pending")


def shut(case: Case, cause: str) -> Edge:
    """Return a cell to which the clause does not apply."""
    return Edge(case, "not_applicable", cause)


def nobody(case: Case) -> Edge:
    """Return a cell in which nobody voted."""
    return shut(case, "no_valid_ballots")
