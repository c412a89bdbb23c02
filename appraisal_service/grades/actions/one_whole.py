"""One person's grade in one plain value: all that the person's page shows, for machines.

The derivation is the stored document. Decision and place stand beside it and not in it: people
decide after it was made, and a place moves with others' scores.

May import: grades' domain and actions, appraisal_service.office, shared.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from appraisal_service.grades.actions.distribution import show_place
from appraisal_service.grades.actions.one_person import PersonPage, show_person
from appraisal_service.grades.domain import NoSuchProposal
from appraisal_service.office import Office
from shared.plumbing.access import Actor


def show_whole(office: Office, reader: Actor, where: tuple[str, int, str]) -> dict[str, Any]:
    """Return ledgers, derivation, place in the group, decision and digests of the newest version.

    Args:
        office: see ``Office``.
        reader: who looks; an undecided grade's first word is told to its own author only.
        where: jurisdiction, year, person.

    Raises:
        NoSuchJurisdiction: not set up for that year.
        NoSuchProposal: no such person, or nothing was proposed yet.
    """
    page = show_person(office, reader, where)
    if page.document is None or page.row is None:
        raise NoSuchProposal("Nothing is proposed for this person yet. Propose the grades first.")
    return {
        "jurisdiction": page.jurisdiction,
        "year": page.year,
        "person": page.person,
        "name": page.name,
        "unit": page.unit,
        "state": page.row["state"],
        "version": page.row["version"],
        "digests": {
            "derivation": page.row["derivation"],
            "grade": page.row["digest"],
            "pack": page.document["pack"],
            "results": list(page.document["inputs"]["results"]),
        },
        "ballots": [
            {**asdict(ballot), "certifiers": list(ballot.certifiers)} for ballot in page.ballots
        ],
        "derivation": dict(page.document),
        "place": _place(office, where),
        "decision": _decision(page),
    }


def _place(office: Office, where: tuple[str, int, str]) -> dict[str, Any] | None:
    """Return where the person stands in the group's quota; None of who serves there no more."""
    jurisdiction, year, person = where
    try:
        group = show_place(office, jurisdiction, year, person)
    except NoSuchProposal:
        return None
    place = group.standing.of(person)
    assert place is not None, "everybody of a group has an entry"
    shown = {"group": group.group, "participants": group.people, "cap": group.cap}
    return {**shown, **place.to_json()}


def _decision(page: PersonPage) -> dict[str, Any] | None:
    """Return the grade that two people decided; None until both have."""
    row = page.row
    if row is None or row["grade"] is None:
        return None
    told = ("grade", "document_number", "document_date", "decided_by", "published_on")
    reasons = [{"name": one["name"], "reason": one["reason"]} for one in page.decided]
    return {name: row[name] for name in told} | {"reasons": reasons}
