"""The ledger of one box as far as it is known, with everything that must hold in it.

Before a round is decided some numbers are not there yet; what needs them is not shown until they
are. Unlike a report, which rests on a result, this also shows numbers that contradict each other,
so that people see why a round was annulled or failed. Source: catalogue D3, PROTOCOL P7, P13, P14.

May import: stdlib, shared.documents, tally_service.certificates.report.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from shared.documents.orders import FrozenLists, LedgerLine
from tally_service.certificates.report.identities import (
    Identity,
    at_most,
    equal,
    ledger_identities,
)


@dataclass(frozen=True, slots=True)
class BoxFacts:
    """What is known of one box beside the desk's line."""

    uuid: str
    electorate: str
    returned: int | None
    """Ballots in its archive; None while that is not here."""
    listed: AbstractSet[str]
    """Public credentials on its list."""
    voted: AbstractSet[str]
    """Those of its verified ballots."""
    left_over: AbstractSet[str] | None
    """Those on slips that were not handed out; None until scanned."""


@dataclass(frozen=True, slots=True)
class BoxLedger:
    """One box's numbers by name, and what must hold between them."""

    numbers: dict[str, int | None]
    """The names of ``certificates.report.words.LEDGER``; None where not known yet."""
    more: dict[str, int]
    """``released``, ``activated``, ``reserve`` (slips handed out) in blind mode; ``left_over``."""
    identities: tuple[Identity, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing contradicts anything."""
        return all(one.holds for one in self.identities)


def ledger_of_box(line: LedgerLine | None, box: BoxFacts, frozen: FrozenLists | None) -> BoxLedger:
    """Return the ledger of one box; electronic ballots are never void."""
    returned = box.returned
    numbers: dict[str, int | None] = {
        "roll": line.roll if line else None,
        "present": line.present if line else None,
        "printed": line.printed if line else None,
        "issued": line.issued if line else None,
        "returned": returned,
        "unreturned": None if line is None or returned is None else max(0, line.issued - returned),
        "valid": returned,
        "void": None if returned is None else 0,
    }
    known = {name: number for name, number in numbers.items() if number is not None}
    identities: tuple[Identity, ...] = ()
    more: dict[str, int] = {}
    if line is not None and len(known) == len(numbers):
        identities = ledger_identities(known, line.released)
    if line is not None and frozen is not None:
        more = _more(line, box, frozen)
        identities += _against_the_freeze(line, box, frozen, more)
    return BoxLedger(numbers, more, identities)


def _more(line: LedgerLine, box: BoxFacts, frozen: FrozenLists) -> dict[str, int]:
    """Return the numbers that say how 发出 came about."""
    found: dict[str, int] = {}
    if line.released or _activated(line, frozen):
        found |= {"released": line.released, "activated": _activated(line, frozen)}
        found["reserve"] = line.issued - line.released
    if box.left_over is not None:
        found["left_over"] = len(box.left_over)
    return found


def _against_the_freeze(
    line: LedgerLine, box: BoxFacts, frozen: FrozenLists, more: dict[str, int]
) -> tuple[Identity, ...]:
    """Return what must hold between the desk's numbers, the box's list and the scan."""
    people = {one.electorate: one for one in frozen.checked_in}.get(line.electorate)
    activated = _activated(line, frozen)
    found: list[Identity] = []
    if people is not None:
        found += [
            equal("应到 = 冻结名单时的应到", "Roll = roll at the freeze", line.roll, people.roll),
            at_most(
                "冻结时实到 ≤ 实到", "Present at the freeze ≤ present", people.present, line.present
            ),
        ]
    if box.listed:
        given = line.printed + activated
        text = ("名单 = 印制 + 激活", "List = printed + activated")
        plain = ("名单 = 印制", "List = printed")
        found.append(equal(*(text if activated else plain), len(box.listed), given))
    if "released" in more and people is not None:
        found += [
            equal(
                "签发 = 冻结时签发", "Signed for = at the freeze", line.released, people.released
            ),
            at_most("激活 ≤ 签发", "Activated ≤ signed for", activated, line.released),
        ]
    if box.left_over is not None:
        found += _scanned(line, box, box.left_over)
    return tuple(found)


def _scanned(line: LedgerLine, box: BoxFacts, left_over: AbstractSet[str]) -> list[Identity]:
    """Return what the scan of the leftover slips must fit."""
    handed_out = line.printed - len(left_over)
    with_phones = ("发出 = 手机签发 + 发出的备用凭条", "Issued = signed for + reserve slips given")
    slips = ("发出 = 印制 − 剩余", "Issued = printed − left over")
    text = with_phones if line.released else slips
    return [
        equal(*text, line.issued, line.released + handed_out),
        equal("剩余凭条投的票 = 0", "Votes on leftover slips = 0", len(box.voted & left_over), 0),
    ]


def _activated(line: LedgerLine, frozen: FrozenLists) -> int:
    """Return how many credentials of the box were activated."""
    return sum(one.activated for one in frozen.lists if one.uuid == line.uuid)
