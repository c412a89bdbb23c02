"""Makers of cases and packs: valid by default, a test names only what matters to it."""

from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[3]
DEMO_PACKS = REPOSITORY / "deploy" / "demo" / "packs"


def a_ledger(valid: int, **changes: int) -> dict[str, int]:
    """Return a ledger in which everybody came, got a paper and handed it in."""
    even = dict.fromkeys(("roll", "present", "issued", "returned"), valid)
    return {**even, "void": 0, **changes}


def a_ballot(source: str, valid: int, bad: int, **ledger: int) -> dict[str, Any]:
    """Return a ballot with ``bad`` votes for the lowest grade and the rest for the highest."""
    votes = {"excellent": valid - bad, "incompetent": bad}
    return {"source": source, "ledger": a_ledger(valid, **ledger), "contests": {"grade": votes}}


def a_vote(present: int, members: int, **options: int) -> dict[str, Any]:
    """Return a committee's vote; whoever is not counted abstains."""
    motion = {**options, "abstain": present - sum(options.values())}
    ledger = a_ledger(present, roll=members)
    return {"source": "committee", "ledger": ledger, "contests": {"motion": motion}}


def a_case(kind: str = "official", scope: str = "year", **changes: Any) -> dict[str, Any]:
    """Return a case about one subject, without ballots unless given."""
    subject = {"kind": kind, "id": "s1", **({"head": "o9"} if kind == "team" else {})}
    return {"subject": subject, "scope": scope, **changes}


def demo_pack(name: str) -> str:
    """Return the YAML text of one of the demonstration's jurisdiction packs."""
    return (DEMO_PACKS / f"{name}.yaml").read_text(encoding="utf-8")
