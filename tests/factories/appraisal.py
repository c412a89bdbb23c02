"""What grades are made from: packs, persons, attendance. Valid by default."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from shared.rules.packs import Pack, pack_from_document, parse_pack
from shared.rules.person_year import AttendanceEntry, AttendanceFacts, Person, SignedFinding

PACKS = Path(__file__).parents[2] / "deploy" / "demo" / "packs"
WEIGHTS = {"unit": "7/10", "county": "3/10"}
BATCH = "b" * 64


@cache
def _demo_pack(name: str) -> Pack:
    return parse_pack((PACKS / f"{name}.yaml").read_text(encoding="utf-8"))


def a_pack(name: str = "county", **parameters: Any) -> Pack:
    """Return a pack of the demo (text PA in "county", PB in "district") with other parameters."""
    document = _demo_pack(name).to_document()
    document["parameters"] = {**document["parameters"], **parameters}
    return pack_from_document(document)


def a_person(**changes: Any) -> Person:
    """Return the head of a team in unit-1."""
    values: dict[str, Any] = {
        "id": "o1",
        "jurisdiction": "county",
        "year": 2026,
        "unit": "unit-1",
        "post": "局长",
        "role": "head",
        "team": None,
        "scale": "civil",
    }
    return Person(**{**values, **changes})


def attendance(**kinds: int) -> AttendanceFacts:
    """Return so many entries of each kind, each on a day of its own; ``half_days`` for absent."""
    entries = [
        AttendanceEntry(date=f"2026-{month:02}-{day:02}", kind=kind, half_days=0)
        for month, kind in enumerate(("missed", "late", "early"), 1)
        for day in range(1, kinds.get(kind, 0) + 1)
    ]
    entries += [
        AttendanceEntry(date=f"2026-06-{day:02}", kind="absent", half_days=1)
        for day in range(1, kinds.get("half_days", 0) + 1)
    ]
    return AttendanceFacts(batches=[BATCH], entries=entries)


def a_finding(rule: str, value: bool = True) -> SignedFinding:
    """Return a finding on paper."""
    return SignedFinding(
        rule=rule, value=value, document="组考〔2026〕1号", date="2026-12-10", by="甲、乙"
    )
