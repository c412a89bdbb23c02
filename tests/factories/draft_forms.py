"""The forms with which an organizer makes a meeting, filled in."""

from __future__ import annotations

import re
from dataclasses import asdict

from factories import documents
from factories.desk import Hall
from factories.office import HERE, Browser

from ballot_service.meetings.actions import choosing
from ballot_service.meetings.domain.details import details_of

KEYS = [key.public.hex() for key in documents.SCRUTINEERS]


def form_of(hall: Hall, kind: str, **changes: object) -> dict[str, object]:
    """Return what the form of a new meeting shows, place and keys typed in."""
    typed = asdict(details_of(choosing.suggest(hall.desk, kind)))
    return {**typed, "place": "甲局", "key": KEYS, "board": "board-1", "year": "2026", **changes}


def make(hall: Hall, organizer: Browser, kind: str = "department_appraisal", **changes) -> str:
    """Make a draft by its form; return its meeting's id."""
    sent = organizer.send("/meetings/new", kind=kind, **form_of(hall, kind, **changes))
    assert sent.status_code == 303, sent.text
    hall.meeting = sent.location.rsplit("/", 1)[1]
    return hall.meeting


def here(hall: Hall, rest: str = "") -> str:
    return f"/meetings/{hall.meeting}{rest}"


def version(hall: Hall) -> int:
    return int(hall.get("/draft")["version"])


def upload(organizer: Browser, path: str, **fields: object):
    return organizer.client.post(
        path, data=fields, headers=HERE, content_type="multipart/form-data"
    )


def step(page: str) -> tuple[str, str]:
    """Return the code of the next step, and the address of its link or form ("" without one)."""
    code = re.search(r'data-step="(\w+)"', page)
    leads = r'(?:govuk-button" href|method="post" action)="([^"]+)"'
    go = rf'office-step__go">(?:(?!</section>).)*?{leads}'
    link = re.search(go, page, re.S)
    assert code is not None
    return code[1], link[1] if link else ""
