"""The desk of the organisation department: facts in, proposals, two-person decisions, grades out.

May import: stdlib, shared.cli, shared.documents, shared.plumbing.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from shared.cli.demo.meeting import wait_for
from shared.cli.demo.people import Official
from shared.cli.demo_data import JurisdictionPlan
from shared.documents.dates import day_in_china
from shared.plumbing.clock import utc_now
from shared.plumbing.http import Peer


@dataclass(frozen=True, slots=True)
class Department:
    """Who appraises, who decides, and the connection a downstream system pulls with."""

    officers: tuple[Official, Official]
    deciders: tuple[Official, Official]
    feed: Peer


@dataclass(frozen=True, slots=True)
class Graded:
    """What a jurisdiction's year came to."""

    plan: JurisdictionPlan
    proposals: list[dict[str, Any]]
    teams: list[dict[str, Any]]
    after_final: list[dict[str, Any]]
    """One entry a person: the final grade, the findings, and the rulings that read both."""


def enter_people(department: Department, plan: JurisdictionPlan, pack: dict[str, Any]) -> None:
    """Enter the jurisdiction with its pack, units, posts and teams."""
    officer = department.officers[0].peer
    officer.post_json(
        "/api/v1/jurisdictions",
        {"id": plan.id, "title": plan.title, "year": plan.year, "pack": pack},
    )
    officer.post_json(
        "/api/v1/people",
        {"jurisdiction": plan.id, "units": plan.units, "people": plan.people, "teams": plan.teams},
    )


def grade(department: Department, plan: JurisdictionPlan, results: list[str]) -> Graded:
    """Take the year from certified results and facts to final grades and what follows them.

    Args:
        department: the people.
        plan: the jurisdiction's year.
        results: digests of the certified results that must have arrived.
    """
    officer = department.officers[0].peer
    wait_for("the certified results", partial(_arrived, officer, set(results)))
    path = f"/api/v1/years/{plan.year}/{plan.id}"
    officer.post_bytes(
        f"/api/v1/facts/attendance?jurisdiction={plan.id}&year={plan.year}",
        plan.attendance.encode(),
        "text/csv",
    )
    where = {"jurisdiction": plan.id, "year": plan.year}
    for finding in plan.findings:
        for person in department.officers:
            person.peer.post_json(
                "/api/v1/findings",
                {**where, **finding, "date": _written_by_now(finding["date"])},
            )
    officer.post_json(f"{path}/proposals", {})
    rows = officer.get_json(f"{path}/proposals")["proposals"]
    for number, row in enumerate(rows, start=1):
        _decide(department, plan, row, number)
    officer.post_json(f"{path}/publish", {})
    officer.post_json(f"{path}/finalize", {})
    page = officer.get_json(f"{path}/proposals")
    after = officer.get_json(f"{path}/after-final")["people"]
    return Graded(plan, page["proposals"], page["teams"], after)


def _arrived(officer: Peer, digests: set[str]) -> bool:
    """Tell whether every certified result is at the appraisal service."""
    known = {entry["digest"] for entry in officer.get_json("/api/v1/results")["results"]}
    return digests <= known


def _written_by_now(day: str) -> str:
    """Return the day of a paper of the planned year: today where that is still to come."""
    return min(day, day_in_china(utc_now()))


def _decide(
    department: Department, plan: JurisdictionPlan, row: dict[str, Any], number: int
) -> None:
    """Two deciders give one person the same grade: the proposed or the planned one."""
    planned = plan.decisions.get(row["person"], {})
    proposed = row["proposal"]["grade"]
    decision = {
        "person": row["person"],
        "grade": planned.get("grade", proposed or "competent"),
        "document_number": f"{plan.title}考〔{plan.year}〕{number}号",
        "document_date": _written_by_now(f"{plan.year}-12-31"),
        "reason": planned.get("reason", "按提名等次"),
    }
    for person in department.deciders:
        person.peer.post_json(f"/api/v1/years/{plan.year}/{plan.id}/decisions", decision)
