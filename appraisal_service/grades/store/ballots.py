"""One person's contest in a certified result, class by class, without reading everybody else's.

A county's result holds hundreds of contests. It was verified when it came in; here only what
concerns the one person is looked at, so that a page opens at once.

May import: stdlib, results' store, shared.crypto.jsontext, shared.rules.suppression.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.results import store as results
from shared.crypto import jsontext
from shared.rules.suppression import shown


@dataclass(frozen=True, slots=True)
class Ballot:
    """One certified result as far as it concerns one person."""

    digest: str
    title: str
    place: str
    source: str
    closed_on: str
    version: int
    certifiers: tuple[str, ...]
    ledgers: Mapping[str, Mapping[str, int]]
    """By class: the numbers of the box, as they were certified."""
    collected: Mapping[str, int]
    """By class: papers of a box that was collected and never counted."""
    classes: Mapping[str, Mapping[str, int]]
    """By class: votes by option; empty where a class has fewer papers than may be shown."""


def ballot_of(session: Session, digest: str, person: str, floor: int) -> Ballot:
    """Return what a certified result says of one person.

    Raises:
        NoSuchResult: it is not held.
    """
    signed = jsontext.decode(results.get(session, digest).signed)
    assert isinstance(signed, dict), "only verified documents are stored"
    document: dict[str, Any] = signed["document"]
    boxes = [box for box in document["boxes"] if box["state"] in ("counted", "sealed")]
    counted = {box["electorate"]: box for box in boxes if box["state"] == "counted"}
    votes = _votes(document, person)
    return Ballot(
        digest=digest,
        title=document["title"],
        place=document["place"]["name"],
        source=document["source"],
        closed_on=document["closed_on"],
        version=document["version"],
        certifiers=tuple(document["certifiers"]),
        ledgers={letter: box["ledger"] for letter, box in sorted(counted.items())},
        collected={
            box["electorate"]: box["ledger"]["returned"]
            for box in boxes
            if box["state"] == "sealed"
        },
        classes=votes if _all_shown(votes, floor) else {},
    )


def _votes(document: Mapping[str, Any], person: str) -> dict[str, dict[str, int]]:
    """Return the graded contest about the person, by class."""
    for contest in document["contests"]:
        subject = contest["subject"]
        about = (contest["kind"], subject["kind"], subject["id"])
        if about == ("grade", "official", person):
            return dict(sorted(contest["by_electorate"].items()))
    return {}


def _all_shown(votes: Mapping[str, Mapping[str, int]], floor: int) -> bool:
    """Tell whether every class may be shown beside their sum (E32)."""
    sizes = {letter: sum(options.values()) for letter, options in votes.items()}
    return shown(dict(sizes), sum(sizes.values()), floor) >= sizes.keys()
