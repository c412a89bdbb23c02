"""The list of consequences of a fake office: opened, decided, moved on, and the facts behind it."""

from __future__ import annotations

from typing import Any

from fakes.appraisal import ANNA, BORIS, YEAR, Bureau

LIST = f"{YEAR}/consequences"
PAPER = {"document_number": "县组〔2026〕9号", "document_date": "2026-12-20"}
WRITTEN = {"document": "县组〔2026〕8号", "date": "2026-12-18", "source_body": "县委组织部"}


def refresh(bureau: Bureau) -> dict[str, Any]:
    """Bring the list up to date; return what came of it."""
    answered = bureau.post(ANNA, LIST)
    assert answered.status_code == 200, answered.json
    return dict(answered.json)


def entries(bureau: Bureau, query: str = "") -> dict[str, dict[str, Any]]:
    """Return the entries that ``query`` asks for, by matter."""
    answered = bureau.get(ANNA, f"{LIST}{query}")
    assert answered.status_code == 200, answered.json
    return {entry["matter"]: entry for entry in answered.json["consequences"]}


def the_choice(bureau: Bureau) -> dict[str, Any]:
    """Return B06's entry."""
    return entries(bureau)["B06.demotion_or_removal"]


def decide(bureau: Bureau, who: str, entry: dict[str, Any], *chosen: str, **changes: Any) -> Any:
    """Let somebody decide on an entry."""
    body = {"verdict": "decide", "chosen": list(chosen), **PAPER, **changes}
    return bureau.post(who, f"{LIST}/{entry['id']}/decisions", body)


def step(bureau: Bureau, entry: dict[str, Any], act: str, **more: Any) -> Any:
    """Let the officer move an entry on."""
    return bureau.post(ANNA, f"{LIST}/{entry['id']}/steps", {"act": act, **more})


def find(bureau: Bureau, rule: str = "B07", subject: str = "o1", **changes: Any) -> None:
    """Have two officers enter the finding, and derive anew."""
    paper = {"document": "组考〔2026〕1号", "date": "2026-12-19"}
    body = {"jurisdiction": "county", "year": 2026, "subject": subject, "rule": rule, **paper}
    for who in (ANNA, BORIS):
        answered = bureau.post(who, "/api/v1/findings", {**body, "value": True, **changes})
        assert answered.status_code == 201, answered.json
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200


def record(bureau: Bureau, kind: str, about: tuple[str, str], value: Any, year: int = 2026) -> str:
    """Record one fact about ``about`` (kind and id); return its id."""
    named, subject = about
    body = {
        "jurisdiction": "county",
        "year": year,
        "kind": kind,
        **WRITTEN,
        "records": [{"subject": {"kind": named, "id": subject}, "value": value}],
    }
    answered = bureau.post(ANNA, "/api/v1/facts", body)
    assert answered.status_code == 201, answered.json
    return str(answered.json["facts"][0])
