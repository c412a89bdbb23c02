"""How far a round on paper is: announced, its ledger class by class; nothing about votes.

May import: SQLAlchemy, shared.documents, the rooms below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from shared.documents.paper import PaperLine, PaperResult
from tally_service.certificates.report.identities import ledger_identities
from tally_service.counts import results


def on_paper(
    session: Session, meeting: str, number: str, titles: Mapping[str, str]
) -> dict[str, Any] | None:
    """Return what may be shown of a round on paper before it is certified; None of any other.

    Args:
        session: an open one.
        meeting: the meeting's id.
        number: the round's.
        titles: of the electorates, by letter.
    """
    announced = results.announced_on_paper(session, meeting, number)
    if announced is None:
        return None
    counted = results.paper_result_of(session, meeting, number)
    return {
        "reason": announced.reason,
        "announced": announced.digest,
        "result": counted.digest if counted else None,
        "classes": [_line(line, counted, titles) for line in counted.lines] if counted else [],
    }


def _line(line: PaperLine, counted: PaperResult, titles: Mapping[str, str]) -> dict[str, Any]:
    """Return one class: its ledger with everything that must hold, and who entered it."""
    numbers = {
        "roll": line.roll,
        "present": line.present,
        "issued": line.issued,
        "returned": line.returned,
        "unreturned": max(0, line.issued - line.returned),
        "valid": line.valid,
        "void": line.void,
    }
    sealed = counted.state != "annulled" and line.contests is None
    identities = [asdict(one) for one in ledger_identities(numbers, 0)]
    return {
        "electorate": line.electorate,
        "title": titles.get(line.electorate),
        "state": "sealed" if sealed else counted.state,
        "numbers": numbers,
        "identities": identities,
        "holds": all(one["holds"] for one in identities),
        "tellers": line.tellers,
        "entries": line.entries,
    }
