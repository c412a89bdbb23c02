"""What must hold between the numbers of a round, checked once more where they are shown.

Each identity is shown with both of its sides, so that a reader can add up again. Source:
catalogue D3 and part B, section 1.

May import: stdlib.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Identity:
    """One thing that must hold between two numbers of the same ledger."""

    text_zh: str
    text_en: str
    left: int
    right: int
    holds: bool


def ledger_identities(ledger: Mapping[str, int], released: int) -> tuple[Identity, ...]:
    """Return what must hold between the numbers of one box; nobody counts how many papers were
    printed where people vote on paper.
    """
    counted = ledger["valid"] + ledger["void"]
    given = ledger["returned"] + ledger["unreturned"]
    slips = ledger["issued"] - released
    printed = ledger.get("printed")
    return (
        at_most("实到 ≤ 应到", "Present ≤ roll", ledger["present"], ledger["roll"]),
        at_most("发出 ≤ 实到", "Issued ≤ present", ledger["issued"], ledger["present"]),
        *(
            (at_most("发出的纸质凭条 ≤ 印制", "Slips issued ≤ printed", slips, printed),)
            if printed is not None
            else ()
        ),
        at_most("收回 ≤ 发出", "Returned ≤ issued", ledger["returned"], ledger["issued"]),
        equal("发出 = 收回 + 未收回", "Issued = returned + not returned", ledger["issued"], given),
        equal("收回 = 有效 + 废票", "Returned = valid + void", ledger["returned"], counted),
    )


def vote_identities(
    contest: Mapping[str, Any], ledgers: Mapping[str, Mapping[str, int]]
) -> tuple[Identity, ...]:
    """Return that votes add up to valid papers; not where one may mark several (P11)."""
    if "abstain" not in contest["counts"]:
        return ()
    wrong = contest.get("wrong") or {}
    return tuple(
        equal(
            *_sum_of(letter, spoilt := wrong.get(letter, 0)),
            sum(votes.values()) + spoilt,
            ledgers[letter]["valid"],
        )
        for letter, votes in sorted(contest["by_electorate"].items())
    )


def _sum_of(letter: str, wrong: int) -> tuple[str, str]:
    """Return what has to add up in one class, in both languages."""
    if wrong:
        return (
            f"{letter}票：各项得票之和 + 本项错填 = 有效",
            f"Class {letter}: votes and papers marked wrongly here add up to valid papers",
        )
    return f"{letter}票：各项得票之和 = 有效", f"Class {letter}: votes add up to valid papers"


def at_most(zh: str, en: str, left: int, right: int) -> Identity:
    """Return that ``left`` is at most ``right``, or not."""
    return Identity(zh, en, left, right, left <= right)


def equal(zh: str, en: str, left: int, right: int) -> Identity:
    """Return that both are equal, or not."""
    return Identity(zh, en, left, right, left == right)
