"""Makers of cases and packs: valid by default, a test names only what matters to it."""

from pathlib import Path
from typing import Any

from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.packs import Pack, load_pack
from shared.rules.rulings import Ruling

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
    """Return a case about one subject, without ballots unless given; leave is a deputy's."""
    known = {"team": {"head": "o9"}, "leave": {"role": "deputy"}}.get(kind, {})
    return {"subject": {"kind": kind, "id": "s1", **known}, "scope": scope, **changes}


def demo_pack(name: str) -> str:
    """Return the YAML text of one of the demonstration's jurisdiction packs."""
    return (DEMO_PACKS / f"{name}.yaml").read_text(encoding="utf-8")


def read_as(pack_id: str, **readings: Any) -> Pack:
    """Return a text pack that is read otherwise than by the defaults."""
    pack = load_pack(pack_id)
    chosen = pack.parameters.readings.model_copy(update=readings)
    parameters = pack.parameters.model_copy(update={"readings": chosen})
    return pack.model_copy(update={"parameters": parameters})


def ruled(pack: Pack | str, rule: str, case: dict[str, Any]) -> Ruling:
    """Return the ruling of one clause on a case."""
    pack = load_pack(pack) if isinstance(pack, str) else pack
    ruling = evaluate(pack, parse_case(case)).ruling(rule)
    assert ruling is not None, f"{rule} does not fit this case"
    return ruling
