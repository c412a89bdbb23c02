"""The gate before a decryption: a round is opened whole, or not at all.

Nothing is decrypted until the desk's ledger and the leftover scans are there and every number
agrees with the archive. Too many papers, or a leftover slip that voted, annul all boxes of the
round; numbers that contradict each other fail them all; a box below the disclosure floor is
sealed and the others go on. Source: catalogue D3 and E31, PROTOCOL P13 and P14.

May import: stdlib, shared.documents, this room's domain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from shared.documents.closing import Leftovers
from shared.documents.counted import numbers_agree, sheets_agree
from shared.documents.manifests import BoxManifest
from shared.documents.orders import FrozenLists, LedgerLine, RoundLedger

RETURNED_OVER_ISSUED = "returned_over_issued"
LEFTOVER_VOTED = "leftover_voted"
NUMBERS_DIFFER = "numbers_differ"
SHEETS_DIFFER = "sheets_differ"
BELOW_FLOOR = "below_floor"


@dataclass(frozen=True, slots=True)
class AddedBox:
    """What the gate needs to know of a box whose ballots are verified and added up."""

    manifest: BoxManifest
    listed: frozenset[str]
    """Public credentials on its list."""
    voted: frozenset[str]
    """Public credentials among its ballots: 收回."""

    @property
    def uuid(self) -> str:
        """The box."""
        return self.manifest.uuid

    @property
    def electorate(self) -> str:
        """Its class of voters."""
        return self.manifest.electorate


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a decision on one round rests on, each part already verified."""

    ledger: RoundLedger
    frozen: FrozenLists
    floor: int
    boxes: Mapping[str, AddedBox]
    """By uuid: every box of the round that has been added up."""
    leftovers: Mapping[str, Leftovers]
    """By electorate."""


class Decision(NamedTuple):
    """What becomes of one box."""

    state: Literal["decrypting", "sealed", "annulled", "failed"]
    cause: str | None = None


def awaited(
    ledger: RoundLedger | None, added: Mapping[str, object], leftovers: Mapping[str, object]
) -> list[str]:
    """Return what is still missing before ``decide``: "ledger", box uuids, electorates."""
    if ledger is None:
        return ["ledger"]
    boxes = [line.uuid for line in ledger.lines if line.uuid not in added]
    scans = [line.electorate for line in ledger.lines if line.electorate not in leftovers]
    return boxes + sorted(set(scans))


def decide(inputs: Inputs) -> dict[str, Decision]:
    """Return the decision on every box of the round, when nothing is awaited any more."""
    lines = {line.uuid: line for line in inputs.ledger.lines}
    cause = _annulled(inputs, lines)
    if cause is not None:
        return dict.fromkeys(inputs.boxes, Decision("annulled", cause))
    if set(lines) != set(inputs.boxes) or len(lines) != len(inputs.ledger.lines):
        return dict.fromkeys(inputs.boxes, Decision("failed", NUMBERS_DIFFER))
    if not all(_agrees(inputs, line) for line in lines.values()):
        return dict.fromkeys(inputs.boxes, Decision("failed", NUMBERS_DIFFER))
    if not sheets_agree([box.manifest for box in inputs.boxes.values()]):
        return dict.fromkeys(inputs.boxes, Decision("failed", SHEETS_DIFFER))
    return {uuid: _sealed_or_open(box, inputs.floor) for uuid, box in inputs.boxes.items()}


def _annulled(inputs: Inputs, lines: Mapping[str, LedgerLine]) -> str | None:
    """Return why the whole round is annulled, or None."""
    for uuid, box in inputs.boxes.items():
        if uuid in lines and len(box.voted) > lines[uuid].issued:
            return RETURNED_OVER_ISSUED
        if box.voted & _left_over(inputs, box):
            return LEFTOVER_VOTED
    return None


def _agrees(inputs: Inputs, line: LedgerLine) -> bool:
    """Return whether the desk's numbers, the list and the scan of one box add up (D3, P14)."""
    box = inputs.boxes[line.uuid]
    left_over = _left_over(inputs, box)
    return line.electorate == box.electorate and numbers_agree(
        line, box.listed, left_over, inputs.frozen
    )


def _sealed_or_open(box: AddedBox, floor: int) -> Decision:
    """Return whether a box has enough ballots to hide each one (P13)."""
    if len(box.voted) < floor:
        return Decision("sealed", BELOW_FLOOR)
    return Decision("decrypting")


def _left_over(inputs: Inputs, box: AddedBox) -> frozenset[str]:
    """Return the leftover credentials of one box."""
    scan = inputs.leftovers.get(box.electorate)
    return frozenset(scan.lists.get(box.uuid, []) if scan is not None else [])
